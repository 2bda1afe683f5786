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
from services import audit, waste_classes
from services.audit import Actor
from services.pinyin import sort_key

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


class Face(NamedTuple):
    """One class as a sticker shows it; ``rgb`` is ``#RRGGBB``."""

    label: str
    rgb: str


class Sign(NamedTuple):
    """What a sticker says. ``around`` is the compound and the floor, perhaps empty."""

    code: str
    place: str
    around: str
    faces: list[Face]


def where(row: Bin) -> str:
    """The place as people say it: area, floor, place."""
    return " ".join(filter(None, (row.area, row.floor, row.place)))


def address(base: str, code: str) -> str:
    """What is printed on the bin; ``base`` is PUBLIC_BASE_URL."""
    return f"{base}/b/{code}"


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def make(new: NewBin, actor: Actor) -> Bin:
    """One new bin. Raises Invalid at the field that is wrong."""
    return make_all([new], actor)[0]


def make_all(wanted: list[NewBin], actor: Actor) -> list[Bin]:
    """Several at once, or none. Raises Invalid for the first that is wrong."""
    made = [Bin(code=new_code(), **checked(new)._asdict()) for new in wanted]
    for row in made:
        refuse_twin(row)
        session.add(row)
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


def unprintable(text: str) -> str:
    """The first character that the sticker's font does not hold; it holds GB 2312 (``data/fonts``)."""
    return next((letter for letter in text if not letter.isprintable() or not letter.encode("gb2312", "ignore")), "")


def refuse_twin(row: Bin) -> None:
    """Raises Invalid when the same place already has a bin of the same classes: most likely the form was sent twice."""
    twins = select(Bin).filter_by(state=ACTIVE, area=row.area, place=row.place, floor=row.floor)
    with session.no_autoflush:
        twin = next((one for one in session.scalars(twins) if one.categories == row.categories), None)
    if twin is not None:
        raise Invalid(fields={"place": f"{where(row)}已有同类的桶（{twin.code}）；确实是另一个，请在位置里写明区别"})


def find(code: str) -> Bin:
    """The active bin of a code, in whatever case it was typed.

    Raises NotFound BIN_UNKNOWN, or Gone BIN_RETIRED or BIN_REPLACED with a sentence that says what happened.
    """
    wanted = plain(code)
    row = session.scalar(select(Bin).filter_by(code=wanted)) if set(wanted) <= set(ALPHABET) else None
    if row is None:
        raise NotFound(UNKNOWN, code="BIN_UNKNOWN")
    if row.state != ACTIVE:
        raise Gone(farewell(row), code=f"BIN_{row.state.upper()}")
    return row


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
    row = session.scalar(select(Bin).filter_by(code=code))
    if row is None:
        raise NotFound("没有这个编码的桶")
    return row


def listing(wanted: Wanted, page: int) -> tuple[list[Bin], int]:
    """A page of bins, the newest first, and how many there are in all. Pages count from 1."""
    matching = conditions(wanted)
    total = session.scalar(select(func.count()).select_from(Bin).where(*matching)) or 0
    query = select(Bin).where(*matching).order_by(Bin.id.desc()).offset((page - 1) * PAGE).limit(PAGE)
    return list(session.scalars(query)), total


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
    audit.write(actor, "bin.retire", f"{where(row)}（{code}）", {"state": [ACTIVE, RETIRED]}, reason)
    return row


def replace(code: str, reason: str, actor: Actor) -> Bin:
    """Give the same bin a new code and sticker; the old one leads to it. Raises NotFound, Conflict."""
    old = close(code, REPLACED, reason)
    new = Bin(code=new_code(), place=old.place, floor=old.floor, area=old.area, categories=old.categories)
    session.add(new)
    session.flush()
    old.replaced_by_id = new.id
    audit.write(actor, "bin.replace", f"{where(old)}（{code}）", {"code": [code, new.code]}, reason)
    return new


def close(code: str, state: str, reason: str) -> Bin:
    row = session.scalar(select(Bin).filter_by(code=code).with_for_update())
    if row is None:
        raise NotFound("没有这个编码的桶")
    if row.state != ACTIVE:
        raise Conflict("这个桶已经停用或换过标签，请刷新页面")
    row.state, row.reason, row.closed_at = state, reason.strip()[:120], clock.now()
    return row


def sign(code: str) -> Sign:
    """What a sticker says, for any browser. Raises as ``find`` does."""
    return sign_of(find(code), waste_classes.labels())


def sign_of(row: Bin, labels: dict[str, str]) -> Sign:
    faces = [Face(labels[key], waste_classes.CLASSES[key].rgb) for key in row.categories]
    return Sign(row.code, row.place, " ".join(filter(None, (row.area, row.floor))), faces)
