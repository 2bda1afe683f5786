"""An uploaded roll: kept sealed for a day as a preview, applied once, and taken back while it is the latest."""

import json
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select, update

import clock
from errors import Conflict, Gone, Invalid, NotFound
from models import Manager, RollImport, session
from services import vault
from services.audit import trail as audit
from services.audit.trail import Actor
from services.progress import Progress, silent
from services.roll import changes as roll_changes
from services.roll import files as roll_files
from services.roll import people as roll
from services.roll.files import Problem, RollRow
from services.roll.people import Difference

KEPT = timedelta(days=1)
UNDO_DAYS = 7
LISTED = 500  # problems kept of one file


class Preview(NamedTuple):
    """What a file would change today. ``seen`` names this very difference: it comes back with the decision to apply."""

    id: int
    file_name: str
    columns: dict[str, str]
    rows: int
    problems: list[Problem]
    bad_rows: int
    difference: Difference
    counts: dict[str, int]
    seen: str
    applied_at: datetime | None


class Choice(NamedTuple):
    """What a manager decided on a preview. ``missing_leave_on`` None keeps those who are not in the file."""

    seen: str
    skip_bad_rows: bool = False
    missing_leave_on: date | None = None


class Past(NamedTuple):
    """An import that was applied."""

    id: int
    file_name: str
    actor: str
    applied_at: datetime
    counts: dict[str, int]
    is_undone: bool
    can_undo: bool


def stage(content: bytes, file_name: str, actor: Actor, progress: Progress = silent) -> int:
    """Keep an uploaded file's rows, sealed; the id of its preview. Raises Invalid for a file with no roll in it."""
    found = roll_files.read(content, progress)
    bad_rows = len({problem.line for problem in found.problems})
    summary = {"columns": found.columns, "problems": found.problems[:LISTED], "bad_rows": bad_rows}
    forget_old()
    staged = RollImport(file_name=file_name[-200:], summary=summary, manager_id=actor.manager_id)
    session.add(staged)
    session.flush()
    staged.rows_sealed = vault.seal(json.dumps(found.rows, default=str, ensure_ascii=False), place(staged.id))
    return staged.id


def place(import_id: int) -> str:
    return f"roll_imports.rows:{import_id}"


def forget_old() -> None:
    """Previews that nobody applied lose their rows after a day, and applied ones what undoing them needs."""
    now = clock.now()
    old = RollImport.applied_at.is_(None) & (RollImport.created_at < now - KEPT)
    settled = RollImport.applied_at < now - timedelta(days=UNDO_DAYS)
    session.execute(update(RollImport).where(old | settled).values(rows_sealed=None))


def get(import_id: int) -> RollImport:
    """Raises NotFound, or Gone for a preview that was given up or is a day old."""
    found = session.get(RollImport, import_id)
    if found is None:
        raise NotFound("没有找到这次导入")
    if found.applied_at is None and (found.rows_sealed is None or found.created_at < clock.now() - KEPT):
        raise Gone("这次导入的预览已过期或已放弃，请重新上传文件")
    return found


def preview(import_id: int) -> Preview:
    """Hold a staged file against the roll of this moment. Raises NotFound, Gone, Conflict when applied already."""
    staged = get(import_id)
    if staged.applied_at is not None:
        raise Conflict("这份名册已经导入过了")
    rows = open_rows(staged)
    difference = roll.compare(rows, clock.today())
    counts = difference.counts()
    return Preview(
        staged.id,
        staged.file_name,
        staged.summary["columns"],
        len(rows),
        [Problem(*problem) for problem in staged.summary["problems"]],
        staged.summary["bad_rows"],
        difference,
        counts,
        "-".join([clock.today().isoformat(), *map(str, counts.values())]),
        staged.applied_at,
    )


def open_rows(staged: RollImport) -> list[RollRow]:
    found = json.loads(vault.open_sealed(staged.rows_sealed or "", place(staged.id)))
    return [
        RollRow(line, number, name, tuple(path), phone, as_day(came), as_day(left))
        for line, number, name, path, phone, came, left in found
    ]


def as_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def apply(import_id: int, choice: Choice, actor: Actor, progress: Progress = silent) -> None:
    """Make the roll what a staged file says; doing it again changes nothing.

    Raises Invalid for a choice that does not fit, Conflict when the roll has changed since the preview.
    """
    take_turns()
    if get(import_id).applied_at is not None:
        return
    found = preview(import_id)
    check(choice, found)
    record = roll_changes.apply(found.difference, clock.today(), choice.missing_leave_on, progress)
    staged = get(import_id)
    change: dict[str, Any] = found.counts | {"bad_rows": found.bad_rows}
    if choice.missing_leave_on:
        change |= {"missing_leave_on": choice.missing_leave_on.isoformat()}
    staged.summary = change
    staged.applied_at = clock.now()
    staged.rows_sealed = vault.seal(json.dumps(record), place(import_id))
    audit.write(actor, "roll_import", found.file_name, change)


def take_turns() -> None:
    """One change of the roll at a time: whoever comes second sees what the first one did."""
    session.execute(select(RollImport.id).with_for_update())


def check(choice: Choice, found: Preview) -> None:
    if choice.seen != found.seen:
        raise Conflict("名册在预览之后有变动，请重新核对后再导入")
    if found.problems and not choice.skip_bad_rows:
        raise Invalid("文件里还有读不懂的行", {"skip": "请先改好这些行重新上传，或勾选“跳过这些行”"})
    leave_on, today = choice.missing_leave_on, clock.today()
    if leave_on and found.problems:
        raise Invalid("有读不懂的行时不能处理离职", {"leave": "被跳过的人会误作离职，请先改好文件再处理离职"})
    if leave_on and not today - timedelta(days=366) <= leave_on <= today + timedelta(days=31):
        raise Invalid("离职日期不合理", {"leave_on": "请填最近一年内、最多一个月后的日期"})


def discard(import_id: int) -> None:
    """Give a preview up: its rows are forgotten at once."""
    session.execute(update(RollImport).filter_by(id=import_id, applied_at=None).values(rows_sealed=None))


def undo(import_id: int, actor: Actor) -> None:
    """Take the latest import back. Raises NotFound; Conflict when it is not the latest, too old, or undone already."""
    take_turns()
    found = get(import_id)
    if not any(past.id == import_id and past.can_undo for past in history()):
        raise Conflict(f"只能撤销最近一次、{UNDO_DAYS} 天以内的导入")
    roll_changes.undo(json.loads(vault.open_sealed(found.rows_sealed or "", place(import_id))))
    found.rows_sealed = None
    found.summary = found.summary | {"undone": True}
    audit.write(actor, "roll_import_undone", found.file_name)


def history(limit: int = 20) -> list[Past]:
    """Applied imports, the latest first."""
    rows = session.execute(
        select(RollImport, Manager.name)
        .outerjoin(Manager, Manager.id == RollImport.manager_id)
        .where(RollImport.applied_at.is_not(None))
        .order_by(RollImport.applied_at.desc(), RollImport.id.desc())
        .limit(limit)
    ).all()
    latest = next((one for one, _ in rows if not one.summary.get("undone")), None)
    return [show(one, name or audit.COMMAND_LINE.name, is_latest=one is latest) for one, name in rows]


def show(one: RollImport, actor: str, *, is_latest: bool) -> Past:
    assert one.applied_at is not None
    is_fresh = one.applied_at > clock.now() - timedelta(days=UNDO_DAYS)
    can_undo = is_latest and is_fresh and one.rows_sealed is not None
    return Past(one.id, one.file_name, actor, one.applied_at, one.summary, bool(one.summary.get("undone")), can_undo)
