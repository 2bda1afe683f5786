"""What the office says itself: things the dictionary has not or has otherwise, and what the classes are called here."""

import re
from typing import NamedTuple

from sqlalchemy import select

import clock
from errors import Invalid, NotFound
from models import WasteItem, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.waste import index as waste_index
from services.waste import searches as waste_searches
from services.waste.index import CATEGORIES
from services.waste.words import normalise

NAME_LENGTH, NOTE_LENGTH, REASON_LENGTH, LABEL_LENGTH = 32, 120, 200, 12
MOST_ALIASES = 10
BETWEEN = re.compile(r"[、，,;；\s]+")
NO_REASON = "请写明理由，会记入操作日志"


class Entry(NamedTuple):
    """A form as it was filled in. ``aliases`` are apart by commas or spaces."""

    name: str
    category: str
    aliases: str = ""
    note: str = ""
    reason: str = ""

    def words(self) -> list[str]:
        return list(dict.fromkeys(filter(None, BETWEEN.split(self.aliases))))


class Own(NamedTuple):
    """A row with what the published list says of the same name, if it has it."""

    row: WasteItem
    published: str


def listing() -> list[Own]:
    published = waste_index.published_items()
    rows = session.scalars(select(WasteItem).order_by(WasteItem.updated_at.desc(), WasteItem.id.desc()))
    found = ((row, published.get(normalise(row.name))) for row in rows)
    return [Own(row, item.category if item else "") for row, item in found]


def save(entry: Entry, actor: Actor) -> WasteItem:
    """Add an item, or say otherwise than before. Raises Invalid, naming the fields."""
    check(entry)
    name = published_name(entry.name)
    row = session.scalar(select(WasteItem).filter_by(name=name))
    before = shown(row) if row else None
    if row is None:
        row = WasteItem(name=name)
        session.add(row)
    row.category, row.aliases, row.note, row.reason = entry.category, entry.words(), entry.note, entry.reason
    row.actor, row.manager_id, row.updated_at = actor.name, actor.manager_id, clock.now()
    audit.write(actor, "waste_item", name, {"before": before, "after": shown(row)}, entry.reason)
    waste_searches.forget([normalise(word) for word in (name, *entry.words())])
    waste_index.touch()
    return row


def published_name(name: str) -> str:
    """As the dictionary writes it where it has it, so that a correction does not become a second item."""
    item = waste_index.current().items.get(normalise(name))
    return item.name if item else name


def withdraw(item_id: int, reason: str, actor: Actor) -> None:
    """Back to what the published list says. Raises NotFound, Invalid."""
    row = session.get(WasteItem, item_id)
    if row is None:
        raise NotFound("没有找到这一条，可能已经撤销")
    if not reason:
        raise Invalid(NO_REASON)
    audit.write(actor, "waste_item_withdrawn", row.name, {"before": shown(row), "after": None}, reason)
    session.delete(row)
    waste_index.touch()


def add_searched(search_id: int, category: str, actor: Actor) -> WasteItem:
    """Make an item of a word that was searched in vain. Raises NotFound, Invalid."""
    found = waste_searches.get(search_id)
    return save(Entry(str(found.word), category, reason=f"职工搜过 {found.times} 次没有查到"), actor)


def dismiss_searched(search_id: int, actor: Actor) -> None:
    """Not shown again, however often it is searched. Raises NotFound."""
    found = waste_searches.get(search_id)
    found.is_dismissed = True
    audit.write(actor, "waste_word_dismissed", str(found.word))


def rename_classes(names: dict[str, str], reason: str, actor: Actor) -> None:
    """Category → what this office calls it. Raises Invalid, naming the fields."""
    problems = {
        f"label-{category}": f"请填 1 到 {LABEL_LENGTH} 个字"
        for category in CATEGORIES
        if not 0 < len(names.get(category, "")) <= LABEL_LENGTH
    }
    if len(set(names.values())) < len(names):
        problems["labels-reason"] = "两类垃圾不能叫同一个名字"
    if not 0 < len(reason) <= REASON_LENGTH:
        problems["labels-reason"] = NO_REASON
    if problems:
        raise Invalid("叫法没有保存，请按提示修改", problems)
    changed = {category: name for category, name in names.items() if category in CATEGORIES and name != category}
    audit.write(actor, "waste_labels", "垃圾分类叫法", {"before": waste_index.labels(), "after": changed}, reason)
    waste_index.keep(waste_index.LABELS, changed)
    waste_index.touch()


def check(entry: Entry) -> None:
    known, key = waste_index.current().items, normalise(entry.name)
    taken = [word for word in entry.words() if normalise(word) in known and normalise(word) != key]
    wrong = {
        "name": (not key or len(entry.name) > NAME_LENGTH) and f"请填 1 到 {NAME_LENGTH} 个字的名称",
        "category": entry.category not in CATEGORIES and "请选一个类别",
        "aliases": problem_of_aliases(entry.words(), taken),
        "note": len(entry.note) > NOTE_LENGTH and f"说明不超过 {NOTE_LENGTH} 个字",
        "reason": not 0 < len(entry.reason) <= REASON_LENGTH and NO_REASON,
    }
    problems = {field: sentence for field, sentence in wrong.items() if sentence}
    if problems:
        raise Invalid("没有保存，请按提示修改", problems)


def problem_of_aliases(words: list[str], taken: list[str]) -> str:
    if len(words) > MOST_ALIASES or any(len(word) > NAME_LENGTH or not normalise(word) for word in words):
        return f"最多 {MOST_ALIASES} 个别名，每个不超过 {NAME_LENGTH} 个字"
    return f"“{taken[0]}”本身就是词典里的一条，请直接更正它" if taken else ""


def shown(row: WasteItem) -> dict:
    return {"category": row.category, "aliases": row.aliases, "note": row.note}
