"""The empty list of bins to fill in, as .xlsx."""

from io import BytesIO

from xlsxwriter import Workbook

from services.bins.files import COLUMNS
from services.waste import classes as waste_classes

WIDTHS = (32, 10, 18, 30)
NOTES = (
    "填写说明（本页不会被导入）",
    "1. 位置、类别必填；楼层、院区可以留空。",
    "2. 类别写{}；一处有几个桶格的，用“、”隔开写在一起，只发一张码。",
    "3. 院区只在单位有几处相隔较远的办公地点时填写：不同院区之间几分钟内走不到。",
    "4. 有一行不对就一个也不建，页面会逐行说明，改好后整份重新上传。",
)


def workbook() -> bytes:
    """A sheet with the four titles, and a sheet that explains them."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet, notes = book.add_worksheet("分类桶"), book.add_worksheet("填写说明")
        title = book.add_format({"bold": True, "bg_color": "#e6f2ea", "border": 1, "align": "center"})
        for column, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, title)
        sheet.freeze_panes(1, 0)
        notes.set_column(0, 0, 80)
        labels = "、".join(waste_classes.labels().values())
        for line, note in enumerate(NOTES):
            notes.write_string(line, 0, note.format(labels))
    return file.getvalue()
