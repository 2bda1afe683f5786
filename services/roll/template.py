"""The empty roll to fill in, as .xlsx; the only file that writes workbooks so far."""

from io import BytesIO

from xlsxwriter import Workbook

from services.roll.cells import COLUMNS

WIDTHS = (14, 12, 30, 16, 14, 14)
NOTES = (
    "填写说明（本页不会被导入）",
    "1. 工号、姓名、部门必填；手机号、入职、离职可以留空。",
    "2. 部门有上下级时用“/”隔开，例如：县政府办/秘书科。",
    "3. 日期写成 2024-03-01 的样子。离职日期当天仍在册，次日起不在册。",
    "4. 列的顺序可以改，也可以直接上传本单位现有的名册（.xlsx、.xls、.csv）。",
    "5. 工号和手机号两列已设为文本格式，开头的 0 不会丢。",
)


def workbook() -> bytes:
    """A sheet with the six titles, and a sheet that explains them."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        roll, notes = book.add_worksheet("职工名册"), book.add_worksheet("填写说明")
        title = book.add_format({"bold": True, "bg_color": "#e6f2ea", "border": 1, "align": "center"})
        text = book.add_format({"num_format": "@"})
        for column, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
            roll.set_column(column, column, width, text)
            roll.write_string(0, column, name, title)
        roll.freeze_panes(1, 0)
        notes.set_column(0, 0, 80)
        for line, note in enumerate(NOTES):
            notes.write_string(line, 0, note)
    return file.getvalue()
