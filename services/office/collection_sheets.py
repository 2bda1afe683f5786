"""The waste collection ledger from and to Excel: one hand-over a row, all rows or none."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from errors import Invalid
from services.audit.trail import Actor
from services.bins.files import class_words
from services.office import collections
from services.office.bills import cells as bill_cells
from services.office.collections import NewCollection
from services.roll.cells import read_day
from services.waste import classes as waste_classes
from services.workbooks import sheets

COLUMNS = ("日期", "类别", "重量（千克）", "收运单位", "联单号", "备注")
WIDTHS = (14, 12, 14, 30, 20, 30)
DAY, CLASS, WEIGHT, FIRM, SLIP, REMARK = range(6)
PATTERNS = (
    r"(收运|清运|交接|转运)?(日期|时间)",
    r"(垃圾)?(类别|种类|品类|类型|分类)",
    r"(收运|清运|交接)?(重量|数量|净重)|.*量",
    r"(收运|清运|处置|接收)?(单位|公司|企业|去向)",
    r".*(联单|单号|凭证|签收).*",
    r"备注|说明",
)
UNIT = re.compile(r"[（(](.+)[）)]$")
KILOGRAMS = {word: Decimal(times) for times, words in ((1, "千克 公斤 kg"), (1000, "吨 t")) for word in words.split()}
HEADER_WITHIN = 15


def make(rows: list[list[Any]], actor: Actor) -> int:
    """How many were put down. Raises Invalid: at ``file`` when no table is found, else one field per wrong row."""
    at, places, times = find_header(rows)
    wanted: list[tuple[int, NewCollection]] = []
    problems: dict[str, str] = {}
    firms = {firm.name: firm.id for firm in collections.contractors()}
    for line, cells in enumerate(rows[at + 1 :], start=at + 2):
        texts = [bill_cells.text_of(cell) for cell in cells]
        if not any(texts) or any(word in texts[0] for word in ("合计", "小计", "总计")):
            continue
        try:
            wanted.append((line, read_row({one: cells[place] for one, place in places.items()}, times, firms)))
        except (ValueError, IndexError) as error:
            problems[f"第 {line} 行"] = str(error) if isinstance(error, ValueError) else "这一行不完整"
    for line, new in wanted:
        try:
            collections.save(new, actor)
        except Invalid as error:
            problems[f"第 {line} 行"] = "；".join(error.fields.values())
    if problems:
        raise Invalid(f"有 {len(problems)} 行需要改正，这次一条也没有登记", problems)
    if not wanted:
        raise sheets.refusal("表头下面没有内容，请核对后再上传")
    return len(wanted)


def find_header(rows: list[list[Any]]) -> tuple[int, dict[int, int], Decimal]:
    """The row of titles, where each column stands, and how many kilograms the sheet's unit is. Raises Invalid."""
    for at, cells in enumerate(rows[:HEADER_WITHIN]):
        titles = [bill_cells.text_of(cell).replace(" ", "") for cell in cells]
        bare = [UNIT.sub("", title) for title in titles]
        places = {
            column: next(place for place, title in enumerate(bare) if re.fullmatch(pattern, title))
            for column, pattern in enumerate(PATTERNS)
            if any(re.fullmatch(pattern, title) for title in bare)
        }
        if {DAY, CLASS, WEIGHT, FIRM} <= places.keys():
            unit = UNIT.search(titles[places[WEIGHT]])
            return at, places, KILOGRAMS.get(unit[1].lower() if unit else "", Decimal(1))
    raise sheets.refusal("没有找到表头：要有日期、类别、重量、收运单位四列，可以先下载模板")


def read_row(cells: dict[int, Any], times: Decimal, firms: dict[str, int]) -> NewCollection:
    """Raises ValueError with what to do."""
    day = read_day("收运", cells[DAY], month_is_enough=False)
    if day is None:
        raise ValueError("缺少日期")
    word, firm = bill_cells.text_of(cells[CLASS]), bill_cells.text_of(cells[FIRM])
    words = class_words()
    if word not in words:
        raise ValueError(f"不认识类别“{word[:12]}”，请写{'、'.join(waste_classes.labels().values())}")
    if firm not in firms:
        raise ValueError(f"还没有登记收运单位“{firm[:30]}”，请先登记它的合同")
    number = bill_cells.read_number("重量", cells[WEIGHT])
    if number is None:
        raise ValueError("缺少重量")
    weight = number[0] * KILOGRAMS.get(number[1].lower(), times)
    texts = [bill_cells.text_of(cells[column]) if column in cells else "" for column in (SLIP, REMARK)]
    return NewCollection(day, words[word], weight, firms[firm], *texts)


def workbook(first: date, last: date) -> bytes:
    file = BytesIO()
    labels = waste_classes.labels()
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("收运台账")
        title = book.add_format({"bold": True, "bg_color": "#e6f2ea", "border": 1, "align": "center"})
        for column, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, title)
        sheet.freeze_panes(1, 0)
        for line, (row, firm) in enumerate(collections.listing(first, last), start=1):
            sheet.write_number(line, WEIGHT, float(row.weight))
            for column, value in (
                (DAY, row.day.isoformat()),
                (CLASS, labels[row.category]),
                (FIRM, firm.name),
                (SLIP, row.slip),
                (REMARK, row.remark),
            ):
                sheet.write_string(line, column, value)
    return file.getvalue()
