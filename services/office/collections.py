"""The waste collection ledger: who took what away, how many kilograms, and what was signed."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import func, select

import clock
from errors import Invalid, NotFound
from models import Bin, Contractor, WasteCollection, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.waste import classes as waste_classes
from services.waste.classes import CLASSES

HEAVIEST = Decimal(100_000)
SOON = 60  # days before a contract ends in which the ledger says so


class NewCollection(NamedTuple):
    day: date
    category: str
    weight: Decimal | None
    contractor_id: int
    slip: str = ""
    remark: str = ""


class Sum(NamedTuple):
    """A class over a span: hand-overs, kilograms, and how many have a slip."""

    category: str
    times: int = 0
    weight: Decimal = Decimal(0)
    signed: int = 0


def contractors() -> Sequence[Contractor]:
    return session.scalars(select(Contractor).order_by(Contractor.valid_to.desc(), Contractor.id)).all()


def save_contractor(
    name: str, categories: Sequence[str], number: str, span: tuple[date, date], actor: Actor
) -> Contractor:
    """A new firm, or a known one's new contract. Raises Invalid."""
    problems = {}
    if not name.strip() or len(name.strip()) > 60:
        problems["name"] = "请写收运单位的名称，最多 60 个字"
    if not categories or not set(categories) <= CLASSES.keys():
        problems["categories"] = "请至少选一类"
    if span[0] > span[1]:
        problems["valid_to"] = "合同到期日要晚于起始日"
    if problems:
        raise Invalid("有几处需要改正", problems)
    row = session.scalar(select(Contractor).filter_by(name=name.strip()))
    if row is None:
        row = Contractor(name=name.strip())
        session.add(row)
    row.categories, row.contract_no = waste_classes.ordered(list(categories)), number.strip()[:40]
    row.valid_from, row.valid_to = span
    session.flush()
    change = {"valid": [day.isoformat() for day in span], "categories": row.categories}
    audit.write(actor, "contractor.save", row.name, change)
    return row


def save(new: NewCollection, actor: Actor) -> WasteCollection:
    """Raises Invalid at the field that is wrong."""
    problems = faults(new)
    if problems:
        raise Invalid("有几处需要改正", problems)
    row = WasteCollection(**new._asdict() | {"slip": new.slip.strip()[:40], "remark": new.remark.strip()[:120]})
    session.add(row)
    session.flush()
    label = waste_classes.labels()[new.category]
    audit.write(actor, "collection.save", f"{new.day} {label}", {"weight": str(new.weight), "slip": row.slip})
    return row


def faults(new: NewCollection) -> dict[str, str]:
    """What is wrong, by field; also a hand-over that the contract does not cover, or that is there already."""
    problems = {}
    contractor = session.get(Contractor, new.contractor_id)
    if new.day > clock.today():
        problems["day"] = "日期还没有到"
    if new.category not in CLASSES:
        problems["category"] = "请选择类别"
    if new.weight is None or not 0 < new.weight <= HEAVIEST:
        problems["weight"] = "重量按千克填写，要大于 0；按吨过磅的请乘以 1000"
    if contractor is None:
        problems["contractor_id"] = "请选择收运单位"
    elif new.category in CLASSES and new.category not in contractor.categories:
        problems["contractor_id"] = f"{contractor.name}的合同不含{waste_classes.labels()[new.category]}，请核对"
    elif not contractor.valid_from <= new.day <= contractor.valid_to:
        problems["day"] = f"这一天不在{contractor.name}合同的有效期内，请核对日期或先续签"
    same = {"day": new.day, "category": new.category, "contractor_id": new.contractor_id, "weight": new.weight}
    if not problems and session.scalar(select(WasteCollection.id).filter_by(**same, slip=new.slip.strip()[:40])):
        problems["weight"] = "同一天、同一类、同样重量的已经登记过；确实又收了一次，请写上联单号区别"
    return problems


def remove(collection_id: int, actor: Actor) -> None:
    """Raises NotFound."""
    row = session.get(WasteCollection, collection_id)
    if row is None:
        raise NotFound("没有这条收运记录")
    session.delete(row)
    label = waste_classes.labels()[row.category]
    audit.write(actor, "collection.remove", f"{row.day} {label}", {"weight": [str(row.weight), None]})


def listing(first: date, last: date) -> list[tuple[WasteCollection, Contractor]]:
    query = select(WasteCollection, Contractor).join(Contractor).where(WasteCollection.day.between(first, last))
    return [(row, firm) for row, firm in session.execute(query.order_by(WasteCollection.day, WasteCollection.id))]


def sums(first: date, last: date) -> list[Sum]:
    """The four classes in the standard's order, those without a hand-over too."""
    signed = func.count().filter(WasteCollection.slip != "")
    query = select(WasteCollection.category, func.count(), func.sum(WasteCollection.weight), signed)
    within = WasteCollection.day.between(first, last)
    found = {row[0]: Sum(*row) for row in session.execute(query.where(within).group_by(WasteCollection.category))}
    return [found.get(key, Sum(key)) for key in CLASSES]


def bins_by_area() -> list[tuple[str, dict[str, int]]]:
    """How many active bins take each class, by compound."""
    found: dict[str, dict[str, int]] = {}
    for row in session.scalars(select(Bin).filter_by(state="active").order_by(Bin.area, Bin.id)):
        count = found.setdefault(row.area, dict.fromkeys(CLASSES, 0))
        for key in row.categories:
            count[key] += 1
    return list(found.items())


def ends_soon(row: Contractor) -> str:
    """What to say of a contract's end; empty while there is time."""
    left = (row.valid_to - clock.today()).days
    return "已到期" if left < 0 else f"还有 {left} 天到期" if left <= SOON else ""
