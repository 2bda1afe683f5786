"""The papers of the mini-program itself: filed with whom, approved as what, accepted when."""

from datetime import date

from sqlalchemy import select, update

from errors import Invalid
from models import Setting, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.inserts import insert_once
from services.printing.font import one_line

KEY = "filing"
LONGEST = 120
FIELDS = {
    "authority": "主管单位",
    "person": "责任部门或责任人",
    "project_no": "立项批复文号",
    "project_on": "立项日期",
    "record_no": "备案编号",
    "record_on": "备案日期",
    "accepted_no": "验收结论或文号",
    "accepted_on": "验收日期",
}
DAYS = tuple(name for name in FIELDS if name.endswith("_on"))


def current() -> dict[str, str]:
    """Every field as text; empty when it was not filled in."""
    value = session.scalar(select(Setting.value).filter_by(key=KEY))
    kept = value if isinstance(value, dict) else {}
    return {name: str(kept.get(name, "")) for name in FIELDS}


def keep(given: dict[str, str], actor: Actor) -> None:
    """Raises Invalid naming each field that will not do."""
    after = {name: one_line(given.get(name, "")) for name in FIELDS}
    problems = {name: f"{FIELDS[name]}太长，最多 {LONGEST} 个字" for name in FIELDS if len(after[name]) > LONGEST}
    problems |= {name: "请写成 2026-03-01 的样子" for name in DAYS if after[name] and not is_day(after[name])}
    if problems:
        raise Invalid("备案资料没有保存，请按提示修改", problems)
    insert_once(Setting, key=KEY, value={})
    session.scalars(select(Setting.id).filter_by(key=KEY).with_for_update()).all()
    before = current()
    if before != after:
        session.execute(update(Setting).filter_by(key=KEY).values(value=after))
        labelled = [{label: one[name] for name, label in FIELDS.items()} for one in (before, after)]
        audit.write(actor, "filing", "备案、立项、验收", {"before": labelled[0], "after": labelled[1]})


def is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def missing() -> list[str]:
    """The fields that are still empty."""
    kept = current()
    return [label for name, label in FIELDS.items() if not kept[name]]
