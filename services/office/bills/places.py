"""Which meter each row of a sheet is about: by its name, or the only one of its kind, or a new one."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import NamedTuple

from models import Meter
from services.office import kinds, meters
from services.office.bills.files import Finding, Row

PLATE = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}")
ALONE = "总表"
FUELS = ("petrol", "diesel")


class Place(NamedTuple):
    """A meter by kind and name; ``meter_id`` None for one that is to be made."""

    kind: str
    name: str
    meter_id: int | None
    is_vehicle: bool


class Placed(NamedTuple):
    row: Row
    place: Place


def put(rows: Sequence[Row]) -> tuple[list[Placed], list[Finding]]:
    """Rows with their meters, and the rows whose meter cannot be told."""
    known = meters.listing()
    placed: list[Placed] = []
    findings: list[Finding] = []
    for row in rows:
        found = place_of(row, known)
        if isinstance(found, Place):
            placed.append(Placed(row, found))
        else:
            findings.append(Finding(row.line, row.sheet, "wrong_meter", found))
    return placed, findings


def place_of(row: Row, known: Sequence[Meter]) -> Place | str:
    """The meter, or the sentence that says why there is none."""
    of_kind = [meter for meter in known if meter.kind == row.kind]
    if not row.meter:
        return only_one(row, of_kind)
    same = next((meter for meter in of_kind if folded(meter.name) == folded(row.meter)), None)
    if same is not None:
        return Place(row.kind, same.name, same.id, same.is_vehicle)
    other = next((meter for meter in known if folded(meter.name) == folded(row.meter)), None)
    title = kinds.KINDS[row.kind].title
    if other is not None and not (row.kind in FUELS and other.kind in FUELS):
        return f"“{row.meter}”是{kinds.KINDS[other.kind].title}表，这一行写的是{title}：表号或类别填错了"
    near = get_close_matches(folded(row.meter), [folded(meter.name) for meter in of_kind], 1, 0.75)
    if near and not PLATE.fullmatch(folded(row.meter)):
        like = next(meter.name for meter in of_kind if folded(meter.name) == near[0])
        return f"{title}里没有“{row.meter}”，是不是“{like}”？确实是新表，请先在“表和车辆”里建立"
    is_vehicle = bool(PLATE.fullmatch(folded(row.meter))) or row.distance is not None or row.upkeep is not None
    return Place(row.kind, row.meter[: meters.LONGEST], None, is_vehicle)


def only_one(row: Row, of_kind: Sequence[Meter]) -> Place | str:
    main = [meter for meter in of_kind if meter.parent_id is None and meter.closed_on is None]
    if len(main) > 1:
        names = "、".join(meter.name for meter in main[:6])
        return f"没有写表号，{kinds.KINDS[row.kind].title}有几块表（{names}），请写明是哪一块"
    if main:
        return Place(row.kind, main[0].name, main[0].id, main[0].is_vehicle)
    return Place(row.kind, ALONE, None, False)


def folded(name: str) -> str:
    return re.sub(r"[\s·\-—_()（）]", "", name).upper()
