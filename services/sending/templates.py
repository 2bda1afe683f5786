"""The account's subscription templates as WeChat last listed them: what a rule may name, and what is checked before."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select, update

import clock
from errors import WeChatUnavailable
from models import Setting, atomic, session
from services.inserts import insert_once
from wechat import Template, WeChat

SETTING = "wechat_templates"


class Copy(NamedTuple):
    """``rows`` by template id, in WeChat's order; ``at`` is when they were fetched."""

    at: datetime
    rows: dict[str, Template]


def fetch(wechat: WeChat) -> bool:
    """Ask WeChat, with no transaction open, and keep the answer; False when it cannot be asked now."""
    try:
        found = wechat.templates()
    except WeChatUnavailable:
        return False
    atomic(keep)(found)
    return True


def keep(found: Iterable[Template]) -> int:
    """Replace the copy; how many templates there are now."""
    rows = [each._asdict() for each in map(Row.of, found)]
    value = {"at": clock.now().isoformat(), "rows": rows}
    insert_once(Setting, key=SETTING, value=value)
    session.execute(update(Setting).where(Setting.key == SETTING).values(value=value))
    return len(rows)


class Row(NamedTuple):
    """A template as JSON keeps it."""

    id: str
    title: str
    keys: list[str]
    labels: list[str]
    choices: dict[str, list[str]]
    lasting: bool

    @classmethod
    def of(cls, found: Template) -> "Row":
        choices = {key: list(values) for key, values in found.choices}
        return cls(found.id, found.title, list(found.keys), list(found.labels), choices, found.lasting)

    def template(self) -> Template:
        choices = tuple((key, tuple(values)) for key, values in self.choices.items())
        return Template(self.id, self.title, tuple(self.keys), self.lasting, choices, tuple(self.labels))


def known() -> Copy | None:
    """None until it has been fetched once."""
    value = session.scalar(select(Setting.value).filter_by(key=SETTING))
    if not isinstance(value, dict):
        return None
    rows = {row["id"]: Row(**row).template() for row in value["rows"]}
    return Copy(datetime.fromisoformat(value["at"]), rows)


def fault(template_id: str, keys: Iterable[str], copy: Copy | None) -> str:
    """Why the account would not send it, in one Chinese sentence; empty when it would, or when nothing is known."""
    if copy is None:
        return ""
    found = copy.rows.get(template_id)
    if found is None:
        return "公众平台上没有这个模板编号，请核对或重新取一次模板"
    if set(found.keys) != set(keys):
        return f"字段与公众平台上的模板不一致，模板里是 {'、'.join(found.keys)}"
    return ""


def labels(template_id: str, copy: Copy | None) -> dict[str, str]:
    """Key → what WeChat writes before its text, where that is known."""
    found = copy.rows.get(template_id) if copy else None
    return dict(zip(found.keys, found.labels, strict=False)) if found else {}
