"""An office's ledger of bills as a sheet: three clean years, and ways to spoil them."""

import random
from datetime import date

TITLES = ("年月", "能源类别", "表号", "用量", "单位", "金额（元）", "折标系数", "折标煤（kgce）", "备注")
COOLING = (0.96, 0.88, 0.80, 0.76, 0.86, 1.10, 1.46, 1.52, 1.20, 0.84, 0.78, 0.92)
FLAT = (1.0, 0.85, 1.02, 1.0, 1.03, 1.05, 1.08, 1.06, 1.02, 0.97, 0.98, 0.97)
HEATING = (1.6, 1.3, 0.9, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.3, 1.1, 1.5)
METERS = (
    ("电", "主楼电表", 29500, "千瓦时", 0.72, COOLING, 0.1229),
    ("电", "附楼电表", 11200, "千瓦时", 0.72, COOLING, 0.1229),
    ("水", "主楼水表", 330, "吨", 3.65, FLAT, None),
    ("水", "食堂水表", 145, "吨", 3.65, FLAT, None),
    ("天然气", "食堂气表", 410, "立方米", 3.48, FLAT, 1.2143),
    ("热力", "供热入口", 60000, "MJ", 0.06, HEATING, 0.03412),
)
PARTS = (("电", "食堂分表", 0.34), ("电", "机房分表", 0.52))  # of what 主楼电表 counts
MONTH, KIND, METER, AMOUNT, UNIT, COST, FACTOR, COAL = range(8)


def clean(years=(2023, 2024, 2025), seed=7):
    """Rows by meter, then month; each meter's year a little under the one before, no month off by more than chance."""
    chance = random.Random(seed)
    rows = []
    for kind, meter, size, unit, price, shape, factor in METERS:
        for year in years:
            for month in range(12):
                amount = round(size * shape[month] * 0.985 ** (year - 2023) * chance.uniform(0.95, 1.05))
                coal = round(amount * factor, 2) if factor else ""
                cost = round(amount * price * chance.uniform(0.98, 1.02), 2)
                rows.append([f"{year}-{month + 1:02}", kind, meter, amount, unit, cost, factor or "", coal, ""])
    return rows


def with_parts(rows, seed=7):
    """Two sub-meters of 主楼电表 beside the clean years: read on other days, so that they come near to it."""
    chance = random.Random(seed)
    made = []
    for kind, meter, share in PARTS:
        for month, _, _, amount, unit, *_ in [row for row in rows if row[METER] == "主楼电表"]:
            part = round(amount * share * chance.uniform(0.94, 1.06))
            made.append([month, kind, meter, part, unit, round(part * 0.72, 2), "", "", ""])
    return rows + made


def at(rows, meter, month):
    """The place of a row, and its line in the file."""
    place = next(place for place, row in enumerate(rows) if row[METER] == meter and row[MONTH] == month)
    return place, place + 2


def months(year):
    return [date(year, month, 1) for month in range(1, 13)]
