"""The ledger as .xlsx, in the columns that an upload reads back, and the empty one to fill in."""

from io import BytesIO

from xlsxwriter import Workbook

from models import Bill, Meter
from services.office import ledger
from services.office.bills import bills
from services.office.kinds import KINDS

COLUMNS = ("月份", "类别", "表号", "用量", "单位", "费用（元）", "里程（公里）", "维修费（元）", "备注")
WIDTHS = (10, 10, 24, 14, 10, 14, 14, 14, 32)
NOTES = (
    "填写说明（本页不会被导入）",
    "1. 一行一块表一个月。月份写 2025-03 的样子；类别写{titles}。",
    "2. 列的先后、名称可以照本单位的习惯：例如“年份、月份”两列，或“月份、用电量（千瓦时）、电费（元）、用水量（吨）”，",
    "   或者 1 月到 12 月横着排，行首写“用电量（千瓦时）”“电费（元）”。",
    "3. 单位写在“单位”列或列名的括号里：千瓦时、万千瓦时、元、万元、吨、立方米、升、吉焦、兆焦、包都认得。",
    "4. 车辆的表号写车牌号，里程、维修费只有车辆填写。水和纸不折算标准煤，不要填折标数。",
    "5. 上传后先看差异和疑问，确认后才写入；已结账的月份不能再改，有误请登记更正。",
)


def ledger_rows(year: int) -> list[tuple]:
    return [cells(bill, meter) for bill, meter in ledger.of_meters(year)]


def cells(bill: Bill, meter: Meter) -> tuple:
    kind = KINDS[meter.kind]
    figures = (bill.amount, kind.unit, bill.cost, bill.distance, bill.upkeep)
    return (f"{bill.month:%Y-%m}", kind.title, meter.name, *figures, bill.remark)


def ledger_sheet(book: Workbook, name: str, rows: list[tuple]) -> None:
    sheet = book.add_worksheet(name)
    title = book.add_format({"bold": True, "bg_color": "#e6f2ea", "border": 1, "align": "center"})
    for column, (words, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, words, title)
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(line, column, value)
            elif value is not None:
                sheet.write_number(line, column, float(value))


def ledger_file(year: int) -> bytes:
    """A year's bills, and its corrections on a sheet of their own, which an upload passes over."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        ledger_sheet(book, f"{year}年台账", ledger_rows(year))
        fixes = book.add_worksheet("更正")
        rows = [("所属月", "类别", "表", "用量增减", "费用增减", "理由", "登记人")]
        for row, meter in bills.corrections(year):
            kind = KINDS[meter.kind].title
            rows.append(
                (f"{row.month:%Y-%m}", kind, meter.name, f"{row.amount:f}", f"{row.cost:f}", row.reason, row.actor)
            )
        for line, values in enumerate(rows):
            for column, value in enumerate(values):
                fixes.write_string(line, column, value)
    return file.getvalue()


def template() -> bytes:
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        ledger_sheet(book, "台账", [])
        notes = book.add_worksheet("填写说明")
        notes.set_column(0, 0, 100)
        titles = "、".join(kind.title for kind in KINDS.values())
        for line, note in enumerate(NOTES):
            notes.write_string(line, 0, note.format(titles=titles))
    return file.getvalue()
