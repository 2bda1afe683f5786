"""What a year's indicators are divided by and converted with, as the office has set it."""

from decimal import Decimal
from typing import Any

from sqlalchemy import select

from errors import Invalid
from models import OfficeYear, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.office import factors

FIELDS = (
    "floor_area", "heads", "province", "electricity", "gas", "vehicle_fuel", "petrol_density", "diesel_density",
)  # fmt: skip
LIGHTEST, HEAVIEST = Decimal("0.6"), Decimal("1")


def find(year: int) -> OfficeYear | None:
    return session.scalar(select(OfficeYear).filter_by(year=year))


def of(year: int) -> OfficeYear:
    """The year's settings, or the defaults without area and heads; not stored by being asked for."""
    return find(year) or OfficeYear(year=year, province="", **defaults())


def defaults() -> dict[str, Any]:
    return {
        "electricity": factors.default("electricity"),
        "gas": factors.default("gas"),
        "vehicle_fuel": factors.PER_HEAD,
        "petrol_density": factors.PETROL_DENSITY,
    }


def save(year: int, values: dict[str, Any], actor: Actor) -> OfficeYear:
    """Raises Invalid at the field that is wrong."""
    check(year, values)
    row = find(year)
    before = {name: getattr(row, name) for name in FIELDS} if row else dict.fromkeys(FIELDS)
    if row is None:
        row = OfficeYear(year=year)
        session.add(row)
    for name in FIELDS:
        setattr(row, name, values[name])
    changed = {name: [text(before[name]), text(values[name])] for name in FIELDS if before[name] != values[name]}
    if changed:
        audit.write(actor, "office_year.save", f"{year}年", changed)
    session.flush()
    return row


def check(year: int, values: dict[str, Any]) -> None:
    area, heads = values["floor_area"], values["heads"]
    densities = {name: values[name] for name in ("petrol_density", "diesel_density")}
    known = {
        "province": {"", *factors.PROVINCES},
        "electricity": {factor.key for factor in factors.choices("electricity")},
        "gas": {factor.key for factor in factors.choices("gas")},
        "vehicle_fuel": set(factors.VEHICLE_FUEL),
    }
    problems = {name: "请从列表里选" for name, choices in known.items() if values[name] not in choices}
    problems |= {} if 2000 <= year <= 2099 else {"year": "年份不对"}
    problems |= {} if area is None or 0 < area < 10**8 else {"floor_area": "建筑面积按平方米填写，要大于 0"}
    problems |= {} if heads is None or 0 < heads < 10**7 else {"heads": "用能人数要大于 0"}
    for name, value in densities.items():
        if value is not None and not LIGHTEST <= value <= HEAVIEST:
            problems[name] = f"密度按千克/升填写，在 {LIGHTEST}～{HEAVIEST} 之间"
    if problems:
        raise Invalid("有几处需要改正", problems)


def text(value: Any) -> str | None:
    return None if value is None else str(value)
