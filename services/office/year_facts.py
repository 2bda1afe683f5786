"""Figures of a year that no ledger holds, each with the evidence it rests on: 绿色采购、LED、空调、节水器具、无纸化."""

from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select

from errors import Invalid
from models import YearFact, session
from services.audit import trail as audit
from services.audit.trail import Actor


class Asked(NamedTuple):
    """``most`` is the largest value that makes sense, None where only slips of the pen are refused."""

    title: str
    unit: str
    most: int | None


PERCENT = 100
MOST = 1_000_000
ASKED = {
    "green_purchase": Asked("节能环保产品采购金额占比", "%", PERCENT),
    "led": Asked("LED 等高效照明光源占比", "%", PERCENT),
    "water_fittings": Asked("节水器具安装比例", "%", PERCENT),
    "summer_ac": Asked("夏季室内空调设定温度不低于", "℃", 40),
    "winter_ac": Asked("冬季室内空调设定温度不高于", "℃", 40),
    "paperless": Asked("无纸化办文比例", "%", PERCENT),
    "duplex": Asked("双面打印比例", "%", PERCENT),
    "new_energy_cars": Asked("新能源公务用车数量", "辆", None),
    "meetings": Asked("领导小组会、推进会", "次", None),
    "trainings": Asked("节能和垃圾分类培训", "次", None),
    "events": Asked("主题宣传活动", "次", None),
    "event_heads": Asked("参加培训和活动的人次", "人次", None),
}


def of(year: int) -> dict[str, YearFact]:
    return {row.key: row for row in session.scalars(select(YearFact).filter_by(year=year))}


def save(year: int, key: str, value: Decimal | None, evidence: str, actor: Actor) -> None:
    """Put a figure down; without a value it is taken away. Raises Invalid."""
    asked, row = ASKED[key], of(year).get(key)
    before = row and str(row.value)
    if value is None:
        if row is not None:
            session.delete(row)
            audit.write(actor, "year_fact.save", f"{year}年 {asked.title}", {"value": [before, None]})
        return
    most = MOST if asked.most is None else asked.most
    if not 0 <= value <= most:
        raise Invalid("有几处需要改正", {f"value_{key}": f"{asked.title}要在 0～{most} 之间"})
    if not evidence.strip():
        raise Invalid("有几处需要改正", {f"evidence_{key}": f"{asked.title}的依据没有写，例如合同编号、照片、台账名称"})
    if row is None:
        row = YearFact(year=year, key=key)
        session.add(row)
    row.value, row.evidence = value, evidence.strip()[:200]
    session.flush()
    if before != str(row.value):
        audit.write(
            actor, "year_fact.save", f"{year}年 {asked.title}", {"value": [before, str(row.value)]}, row.evidence
        )
