"""What a column of an office's ledger sheet holds, told from its title: ``用电量（万千瓦时）``, an amount of power."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from services.office import kinds
from services.office.bills.cells import MONEY, text_of

MONTH, YEAR, KIND, METER, AMOUNT, COST, UNIT = "month", "year", "kind", "meter", "amount", "cost", "unit"
PRICE, FACTOR, COAL, DISTANCE, UPKEEP, REMARK = "price", "factor", "coal", "distance", "upkeep", "remark"
PATTERNS = (
    (UNIT, r"(计量|数量)?单位"),
    (REMARK, r"备注|说明|摘要|附注"),
    (FACTOR, r".*(折标|折算|换算).*系数|系数"),
    (COAL, r".*(标准?煤).*"),
    (PRICE, r".*(单价|均价)|[电水气油]价"),
    (UPKEEP, r".*(维修|保养|维护|修理).*"),
    (DISTANCE, r".*(里程|公里数?)"),
    (KIND, r"(能源|用能|能耗|费用|资源|消耗)?(类别|种类|类型|品种|项目)|(能源|资源)名称|能源|能耗|油品|燃料"),
    (METER, r".*(表号|表计|表名|户号|户名|计量点|车牌号?|车号|车辆|用户编号|户头|账户|表具|电表|水表|气表|名称)"),
    (COST, r".*(金额|费用?|总价|价税合计|支出)"),
    (YEAR, r"年份?|年度|所属年份?"),
    (MONTH, r"(所属|结算|抄表|费用|用能|统计)?(年月|月份?|账期|期间|日期|时间|月度)|所属期|年份?月份?"),
    (AMOUNT, r".*(用量|数量|电量|水量|气量|油量|热量|耗量|使用量|消耗量|消费量|升数|度数|吨数|包数|量)"),
)
UNIT_OF = re.compile(r"[（(\[【/]\s*(?:单位[:：]?)?([^（）()\[\]【】/]{1,8})[）)\]】]?$")


class Title(NamedTuple):
    """``role`` is empty for a column that says nothing to us; ``kind`` and ``unit`` when the title names them."""

    role: str
    kind: str | None
    unit: str
    words: str


def read_title(cell: Any) -> Title:
    words = text_of(cell).replace(" ", "").lower()
    found = UNIT_OF.search(words)
    unit = found[1] if found and is_unit(found[1]) else ""
    base = words[: found.start()] if found and unit else words
    role = next((role for role, pattern in PATTERNS if re.fullmatch(pattern, base)), "")
    kind = kinds.called(base) if base else None
    if not role and unit and kind:  # “电（千瓦时）”
        role = COST if unit in MONEY else AMOUNT
    return Title(role, kind if role in (AMOUNT, COST, PRICE, METER) else None, unit, words)


def is_unit(word: str) -> bool:
    if word in MONEY or word in ("km", "公里", "千米"):
        return True
    return (
        any(word in kind.units for kind in kinds.KINDS.values())
        or "/" in word
        or word.startswith(("kgce", "tce", "吨标"))
    )


def read_titles(cells: Sequence[Any]) -> list[Title]:
    return [read_title(cell) for cell in cells]


def is_header(titles: Sequence[Title]) -> bool:
    """A month and something counted or paid, each in a column of its own."""
    roles = {title.role for title in titles}
    return MONTH in roles and bool(roles & {AMOUNT, COST})
