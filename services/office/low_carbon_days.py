"""What stood still on a low-carbon day, and what that saved, as far as somebody can say how they know.

Litres can be estimated from the office's own ledger, air conditioning from its name-plates; for lifts no factor could
be sourced, so nothing is said of them. Nothing of this is part of any indicator or report figure of energy.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import func, select

import clock
from errors import Invalid, NotFound
from models import Bill, LowCarbonDay, Meter, session
from services import working_days
from services.audit import trail as audit
from services.audit.trail import Actor
from services.office import months
from services.printing.font import one_line

ENTERED, ESTIMATED = "entered", "estimated"
BY = {"": "不填", ENTERED: "直接填写", ESTIMATED: "估算"}
MOST = Decimal(1_000_000)
TENTH = Decimal("0.1")
FUELS = ("petrol", "diesel")
COUNTS = {"vehicles": "停驶车辆", "lifts": "停开电梯"}
FIGURES = {
    "ac_hours": "停开空调的小时数",
    "ac_power": "停开空调的功率",
    "kwh": "节约电量",
    "litres": "节约用油",
    "reading": "当天用电",
    "reading_before": "上周同日用电",
}
TEXTS = {"title": 40, "kwh_method": 200, "litres_method": 200, "reading_source": 100}


class NewDay(NamedTuple):
    """What a manager fills in. Hours, kW, kWh, litres; ``…_by`` is entered, estimated or empty."""

    day: date | None
    title: str
    figures: dict[str, Decimal | None]
    kwh_by: str = ""
    kwh_method: str = ""
    litres_by: str = ""
    litres_method: str = ""
    reading_source: str = ""
    version: int = 0


def listing() -> Sequence[LowCarbonDay]:
    """The latest first."""
    return session.scalars(select(LowCarbonDay).order_by(LowCarbonDay.day.desc())).all()


def get(day_id: int) -> LowCarbonDay:
    """Raises NotFound."""
    row = session.get(LowCarbonDay, day_id)
    if row is None:
        raise NotFound("没有这一天的记录")
    return row


def save(new: NewDay, actor: Actor, day_id: int | None = None) -> LowCarbonDay:
    """A new day, or a change of one. Raises NotFound, Invalid."""
    row = locked(day_id, new.version) if day_id else None
    values = checked(new, row)
    before = {key: getattr(row, key) for key in values} if row else {}
    if row is None:
        row = LowCarbonDay(**values)
        session.add(row)
    else:
        for key, value in values.items():
            setattr(row, key, value)
    changes = {key: [written(before.get(key)), written(value)] for key, value in values.items()}
    changes = {key: pair for key, pair in changes.items() if pair[0] != pair[1]}
    if changes and before:
        row.version += 1
    session.flush()
    if changes:
        audit.write(actor, "low_carbon_day.save", f"{row.title} {row.day}", changes)
    return row


def remove(day_id: int, actor: Actor) -> None:
    """Raises NotFound."""
    row = get(day_id)
    session.delete(row)
    audit.write(actor, "low_carbon_day.remove", f"{row.title} {row.day}")


def locked(day_id: int, version: int) -> LowCarbonDay:
    row = session.scalar(select(LowCarbonDay).filter_by(id=day_id).with_for_update())
    if row is None:
        raise NotFound("没有这一天的记录")
    if version != row.version:
        raise Invalid("有人刚刚改过", {"version": "有人刚刚改过这一天的记录，请核对现在的内容后再保存"})
    return row


def checked(new: NewDay, row: LowCarbonDay | None) -> dict[str, Any]:
    """The columns, estimates made. Raises Invalid naming every field that is wrong."""
    values: dict[str, Any] = {key: one_line(getattr(new, key)) for key in TEXTS}
    values |= new.figures | {"day": new.day, "kwh_by": new.kwh_by, "litres_by": new.litres_by}
    problems = {key: f"最多 {most} 个字" for key, most in TEXTS.items() if len(values[key]) > most}
    problems |= figures_at_fault(new.figures)
    if new.day is None or new.day > clock.today():
        problems["day"] = "请填写日期，过完这一天再登记"
    elif any(one.id != (row and row.id) for one in session.scalars(select(LowCarbonDay).filter_by(day=new.day))):
        problems["day"] = "这一天已经登记过，请修改原来的记录"
    if not values["title"]:
        problems["title"] = "请填写名称，例如“全国低碳日”"
    if (new.figures["reading"] is None) != (new.figures["reading_before"] is None):
        problems["reading"] = "两天的用电要么都填，要么都不填"
    if new.figures["reading"] is not None and not values["reading_source"]:
        problems["reading_source"] = "请写明读数从哪里来，例如“主楼总表每日抄表”"
    if problems:
        raise Invalid("有几处需要改正", problems)
    return values | settled("kwh", values) | settled("litres", values) | {name: whole(values[name]) for name in COUNTS}


def figures_at_fault(figures: dict[str, Decimal | None]) -> dict[str, str]:
    problems = {}
    for key, label in (COUNTS | FIGURES).items():
        value = figures[key]
        if value is not None and not 0 <= value <= MOST:
            problems[key] = f"{label}不能是负数，也不要太大"
        elif value is not None and key in COUNTS and value != value.to_integral_value():
            problems[key] = f"{label}要填整数"
    return problems


def settled(key: str, values: dict[str, Any]) -> dict[str, Any]:
    """A saving: as it was entered with its method, as it is estimated, or none. Raises Invalid at its field."""
    by = values[f"{key}_by"]
    if by == ENTERED:
        if values[key] is None or not values[f"{key}_method"]:
            field = key if values[key] is None else f"{key}_method"
            raise Invalid("有几处需要改正", {field: "直接填写的数，要有数字，也要写明怎么得来的"})
        return {}
    if by != ESTIMATED:
        return {key: None, f"{key}_by": "", f"{key}_method": ""}
    value, method = (estimate_kwh if key == "kwh" else estimate_litres)(values)
    if value is None:
        raise Invalid("有几处需要改正", {f"{key}_by": method})
    return {key: value, f"{key}_method": method}


def estimate_kwh(values: dict[str, Any]) -> tuple[Decimal | None, str]:
    """Name-plate power times hours, or None and what is missing."""
    hours, power = values["ac_hours"], values["ac_power"]
    if not hours or not power:
        return None, "估算要填停开空调的小时数和铭牌功率；电梯没有找到可靠的系数，不估算"
    method = f"停开空调的铭牌功率 {plain(power)} 千瓦 × {plain(hours)} 小时，按满负荷计，是上限；不含电梯"
    return (hours * power).quantize(TENTH), method


def estimate_litres(values: dict[str, Any]) -> tuple[Decimal | None, str]:
    """What the office's vehicles burnt on an average working day of the last twelve months, or None and why not."""
    if not values["vehicles"]:
        return None, "估算要填停驶的车辆数"
    first, last = months.shift(values["day"].replace(day=1), -12), months.shift(values["day"].replace(day=1), -1)
    query = (
        select(func.sum(Bill.amount), func.count(Bill.meter_id.distinct()), func.count(Bill.month.distinct()))
        .join(Meter, Meter.id == Bill.meter_id)
        .where(Meter.is_vehicle, Meter.kind.in_(FUELS), Bill.month.between(first, last))
    )
    burnt, vehicles, there = session.execute(query).one()
    if not burnt or there < 12:
        return None, f"估算要有前 12 个月的车辆用油账单，现在只有 {there} 个月，请直接填写或不填"
    days = len(working_days.workdays_between(first, months.shift(last, 1) - timedelta(days=1)))
    each = burnt / vehicles / days
    span = f"{months.words(first)}至{months.words(last)}"
    method = (
        f"{span}用能台账，{vehicles} 辆车共用油 {plain(burnt)} 升，{days} 个工作日，"
        f"平均每辆每个工作日 {each:.2f} 升 × {plain(values['vehicles'])} 辆"
    )
    return (each * values["vehicles"]).quantize(TENTH), method


def whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)


def plain(value: Decimal) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def written(value: Any) -> Any:
    """As the log keeps it."""
    return value if value is None or isinstance(value, int | str) else str(value)
