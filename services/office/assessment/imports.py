"""A scoring sheet on its way in: read, looked at, then applied as a whole as the year's next version, or not at all."""

from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import select, update

import clock
from errors import Conflict, Gone, Invalid, NotFound
from models import AssessmentImport, AssessmentSheet, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.office.assessment import files as assessment_files
from services.office.assessment import versions as assessment_versions
from services.office.assessment.files import Finding, Row
from services.office.assessment.versions import About, Carried
from services.printing.font import one_line

KEPT = timedelta(days=1)
SIZES = {"title": 80, "issuer": 60, "source": 200, "note": 300}
MOST_PASS = Decimal(10_000)


class Preview(NamedTuple):
    """What applying would do. ``wrong`` stands in its way; ``remarks`` do not."""

    id: int
    file_name: str
    about: About
    rows: list[Row]
    wrong: list[Finding]
    remarks: list[Finding]
    carried: Carried
    version: int
    is_applied: bool

    @property
    def total(self) -> Decimal:
        return sum((row.points or Decimal(0) for row in self.rows), Decimal(0))


def stage(content: bytes, file_name: str, about: About, actor: Actor) -> int:
    """Keep a sheet's rows for a day; the id of its preview. Without a title, the one above the header counts.

    Raises Invalid for a file with no sheet in it, or a year, a source that is missing.
    """
    found = assessment_files.read(content)
    about = checked(about._replace(title=about.title.strip() or found.title))
    old = AssessmentImport.applied_at.is_(None) & (AssessmentImport.created_at < clock.now() - KEPT)
    session.execute(update(AssessmentImport).where(old).values(content=None))
    kept = {
        "about": portable(about),
        "rows": [portable(row) for row in found.rows],
        "findings": [list(one) for one in found.findings],
    }
    staged = AssessmentImport(file_name=file_name[-200:], year=about.year, content=kept, manager_id=actor.manager_id)
    session.add(staged)
    session.flush()
    return staged.id


def checked(about: About) -> About:
    words: dict[str, Any] = {name: one_line(getattr(about, name)) for name in SIZES}
    problems = {name: f"太长，最多 {SIZES[name]} 个字" for name, word in words.items() if len(word) > SIZES[name]}
    if not words["title"]:
        problems["title"] = "请写表的名称，例如“节约型机关评价标准”"
    if not words["source"]:
        problems["source"] = "请写明来源：文号，或从哪里得到的"
    if about.pass_points is not None and not 0 < about.pass_points <= MOST_PASS:
        problems["pass_points"] = "合格分数要大于 0；表里没有写的留空"
    if problems:
        raise Invalid("有几处需要改正", problems)
    return About(about.year, **words, pass_points=about.pass_points)


def portable(row: NamedTuple) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in row._asdict().items()}


def decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def get(import_id: int) -> AssessmentImport:
    """Raises NotFound, or Gone for what nobody applied in a day."""
    found = session.get(AssessmentImport, import_id)
    if found is None:
        raise NotFound("没有找到这次导入")
    if found.applied_at is None and found.content is None:
        raise Gone("这次导入的预览已过期，请重新上传文件")
    return found


def preview(import_id: int) -> Preview:
    """Hold a staged sheet against what stands now. Raises NotFound, Gone."""
    staged = get(import_id)
    kept = staged.content
    if kept is None:
        about = About(staged.year, "", "", "", "", None)
        return Preview(staged.id, staged.file_name, about, [], [], [], Carried([], [], []), 0, True)
    about = About(**kept["about"] | {"pass_points": decimal(kept["about"]["pass_points"])})
    rows = [Row(**row | {"points": decimal(row["points"])}) for row in kept["rows"]]
    findings = sorted(Finding(*one) for one in kept["findings"])
    wrong, remarks = ([one for one in findings if one.is_remark is said] for said in (False, True))
    carried = assessment_versions.match(about.year, rows)
    version = assessment_versions.last_version(about.year) + 1
    return Preview(staged.id, staged.file_name, about, rows, wrong, remarks, carried, version, False)


def apply(import_id: int, actor: Actor) -> AssessmentSheet | None:
    """The year's next version; None when this import was applied before. Raises Conflict, NotFound, Gone."""
    session.execute(select(AssessmentImport.id).filter_by(id=import_id).with_for_update())
    found = preview(import_id)
    if found.is_applied:
        return None
    if found.wrong:
        raise Conflict("表里还有必须改正的行，请改好后重新上传")
    sheet = assessment_versions.make(found.about, found.rows, actor)
    staged = get(import_id)
    staged.applied_at, staged.content = clock.now(), None
    change = {"items": len(found.rows), "carried": len(found.carried.kept)}
    audit.write(actor, "assessment.import", f"{sheet.year}年《{sheet.title}》第 {sheet.version} 版", change)
    return sheet
