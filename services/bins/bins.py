"""Waste bins and the codes on their stickers: make, find, retire, replace.

A code is eight characters drawn at random from 25, so there are 25⁸ = 152,587,890,625. Nobody finds one by trying:
a person may ask for 30 an hour by each of the two ways that answer (``LIMIT``), an address for 300 an hour at the page.
With 1,000 bins on the walls a guess hits one time in 152,587,890, so a person who tries both ways day and night needs
290 years for one hit on average, and a page that is asked without pause from one address 58. What is won is what the
sticker shows to every passer-by; points still need a colleague who has joined, and stop at three acts a day.
"""

import secrets
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, String, cast, func, select

import clock
from errors import Conflict, Gone, Invalid, NotFound
from models import Bin, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.pinyin import sort_key
from services.printing.font import one_line, unprintable
from services.waste import classes as waste_classes

ALPHABET = "3479ABCDEFGHJKMNPRSTVWXYZ"  # without 0 O Q, 1 I L, 2, 5, 6, 8 and U, which are taken for another
LENGTH = 8
LIMIT = "30/hour"
PAGE_LIMIT = "300/hour"
PAGE = 50
ACTIVE, RETIRED, REPLACED = "active", "retired", "replaced"
UNKNOWN = "没有这个码：请核对是否扫错、抄错；标签破损看不清的，请告诉机关事务管理部门"
LONGEST = {"place": 40, "floor": 16, "area": 32}
NAMES = {"place": "位置", "floor": "楼层", "area": "院区"}


class NewBin(NamedTuple):
    """What a manager fills in. ``categories`` are keys of the four classes, at least one."""

    place: str
    floor: str
    area: str
    categories: list[str]


class Wanted(NamedTuple):
    """What a list is narrowed to; empty means everything. ``text`` begins a code or stands in the place."""

    text: str = ""
    state: str = ""
    category: str = ""
    area: str = ""


def where(row: Bin) -> str:
    """The place as people say it: area, floor, place."""
    return " ".join(filter(None, (row.area, row.floor, row.place)))


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def make(new: NewBin, actor: Actor) -> Bin:
    """One new bin. Raises Invalid at the field that is wrong."""
    return make_all([new], actor)[0]


def make_all(wanted: Sequence[NewBin], actor: Actor) -> list[Bin]:
    """Several at once, or none. Raises Invalid for the first that is wrong."""
    known = in_use()
    made = []
    for new in map(checked, wanted):
        refuse_twin(new, known)
        made.append(Bin(code=new_code(), **new._asdict()))
        known[face_of(new)] = made[-1].code
    session.add_all(made)
    session.flush()
    subject = f"{where(made[0])}（{made[0].code}）" if len(made) == 1 else f"{len(made)} 个桶"
    audit.write(actor, "bin.make", subject, {"codes": [row.code for row in made]})
    return made


def checked(new: NewBin) -> NewBin:
    """Trimmed, and with classes in the standard's order. Raises Invalid."""
    problems = {name: problem for name in NAMES if (problem := problem_of(name, getattr(new, name)))}
    if not new.categories or not set(new.categories) <= waste_classes.CLASSES.keys():
        problems["categories"] = "请至少选一类"
    if problems:
        raise Invalid("有几处需要改正", problems)
    place, floor, area = (getattr(new, name).strip() for name in ("place", "floor", "area"))
    return NewBin(place, floor, area, waste_classes.ordered(new.categories))


def problem_of(name: str, text: str) -> str:
    """What is wrong with one of the texts on a sticker, as a sentence; empty when nothing is."""
    text = text.strip()
    if name == "place" and not text:
        return "请写明位置，例如“茶水间门口”"
    if len(text) > LONGEST[name]:
        return f"{NAMES[name]}最多 {LONGEST[name]} 个字"
    strange = unprintable(text)
    return f"“{strange}”不在标签的字库里，打印不出来，请换一种写法" if strange else ""


def face_of(one: NewBin | Bin) -> tuple[str, ...]:
    """What two stickers would have in common but for the code."""
    return (one.area, one.floor, one.place, *one.categories)


def in_use() -> dict[tuple[str, ...], str]:
    """What the sticker of each active bin says → its code."""
    return {face_of(row): row.code for row in session.scalars(select(Bin).filter_by(state=ACTIVE))}


def refuse_twin(new: NewBin, known: dict[tuple[str, ...], str]) -> None:
    """Raises Invalid when the same place already has a bin of the same classes: most likely the form was sent twice."""
    twin = known.get(face_of(new))
    if twin is not None:
        raise Invalid(fields={"place": f"这里已有同类的桶（{twin}）；确实是另一个，请在位置里写明区别"})


def find(code: str) -> Bin:
    """The active bin of a code, in whatever case it was typed.

    Raises NotFound BIN_UNKNOWN, or Gone BIN_RETIRED or BIN_REPLACED with a sentence that says what happened.
    """
    row = look_up(plain(code))
    if row is None:
        raise NotFound(UNKNOWN, code="BIN_UNKNOWN")
    if row.state != ACTIVE:
        raise Gone(farewell(row), code=f"BIN_{row.state.upper()}")
    return row


def look_up(code: str, *, to_change: bool = False) -> Bin | None:
    """The bin of a code in any state. What cannot be a code is not asked for."""
    if not set(code) <= set(ALPHABET):
        return None
    query = select(Bin).filter_by(code=code)
    return session.scalar(query.with_for_update() if to_change else query)


def plain(code: str) -> str:
    """A code as it is kept: capitals, nothing around it."""
    return code.strip().upper()


def farewell(row: Bin) -> str:
    """What somebody who scans an old sticker is told."""
    day = clock.local(row.closed_at or row.created_at).date()
    since = f"{day.year}年{day.month}月{day.day}日"
    reason = f"（{row.reason}）" if row.reason else ""
    if row.state == REPLACED:
        return f"{where(row)}的桶 {since}换了新标签{reason}，请扫桶上的新码；还没有新标签的，请告诉机关事务管理部门"
    return f"这个码原来贴在{where(row)}，{since}停用{reason}，请扫旁边其他桶上的码"


def get(code: str) -> Bin:
    """A bin in any state. Raises NotFound."""
    row = look_up(code)
    if row is None:
        raise NotFound("没有这个编码的桶")
    return row


def heir(row: Bin) -> Bin | None:
    """The bin's entry under its newer code."""
    return session.get(Bin, row.replaced_by_id) if row.replaced_by_id else None


def listing(wanted: Wanted, page: int) -> tuple[list[Bin], int]:
    """A page of bins, the newest first, and how many there are in all. Pages count from 1."""
    matching = conditions(wanted)
    total = session.scalar(select(func.count()).select_from(Bin).where(*matching)) or 0
    query = select(Bin).where(*matching).order_by(Bin.id.desc()).offset((page - 1) * PAGE).limit(PAGE)
    return list(session.scalars(query)), total


def matching(wanted: Wanted) -> list[Bin]:
    """Every bin that matches, in the order they were made."""
    return list(session.scalars(select(Bin).where(*conditions(wanted)).order_by(Bin.id)))


def printable(wanted: Wanted, codes: Sequence[str] = (), first: int = 0, most: int | None = None) -> list[Bin]:
    """Active bins to print, in the order they were made: those of ``codes``, or all that match when there are none."""
    query = select(Bin).where(*conditions(wanted._replace(state=ACTIVE))).order_by(Bin.id).offset(first).limit(most)
    return list(session.scalars(query.where(Bin.code.in_(codes)) if codes else query))


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.text:
        in_place = Bin.place.contains(wanted.text, autoescape=True) | (Bin.floor == wanted.text)
        found.append(in_place | Bin.code.startswith(wanted.text.upper(), autoescape=True))
    if wanted.state:
        found.append(Bin.state == wanted.state)
    if wanted.area:
        found.append(Bin.area == wanted.area)
    if wanted.category:
        found.append(cast(Bin.categories, String).contains(f'"{wanted.category}"', autoescape=True))
    return found


def areas() -> list[str]:
    return sorted(session.scalars(select(Bin.area).where(Bin.area != "").distinct()), key=sort_key)


def retire(code: str, reason: str, actor: Actor) -> Bin:
    """Take a bin away for good. ``reason`` is shown to whoever scans the old sticker. Raises NotFound, Conflict."""
    row = close(code, RETIRED, reason)
    audit.write(actor, "bin.retire", f"{where(row)}（{code}）", {"state": [ACTIVE, RETIRED]}, row.reason)
    return row


def replace(code: str, reason: str, actor: Actor) -> Bin:
    """Give the same bin a new code and sticker; the old one leads to it. Raises NotFound, Conflict."""
    old = close(code, REPLACED, reason)
    new = Bin(code=new_code(), place=old.place, floor=old.floor, area=old.area, categories=old.categories)
    session.add(new)
    session.flush()
    old.replaced_by_id = new.id
    audit.write(actor, "bin.replace", f"{where(old)}（{code}）", {"code": [code, new.code]}, old.reason)
    return new


def close(code: str, state: str, reason: str) -> Bin:
    row = look_up(code, to_change=True)
    if row is None:
        raise NotFound("没有这个编码的桶")
    if row.state != ACTIVE:
        raise Conflict("这个桶已经停用或换过标签，请刷新页面")
    row.state, row.reason, row.closed_at = state, one_line(reason)[:120], clock.now()
    return row
