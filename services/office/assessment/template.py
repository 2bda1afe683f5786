"""The empty scoring sheet to fill in, as .xlsx, in the columns that an upload reads."""

from io import BytesIO

from xlsxwriter import Workbook

COLUMNS = ("类别", "序号", "评价内容", "分值", "必达项", "评分标准", "佐证要求")
WIDTHS = (18, 8, 40, 8, 9, 50, 36)
ROWS = 400
NOTES = (
    "填写说明（本页不会被导入）",
    "1. 照上级印发的评价表填写，一行一项；内容、分值照抄原表，不要自己增减。",
    "2. 评价内容和分值必填。类别可以合并单元格，也可以只写第一行；序号不能重复，整列不写的自动编号。",
    "3. 必达项写“是”，其他留空。必达项没有分值的，分值留空或写“不计分”。",
    "4. 原件看不清分值的写“不可读”，这一项不计入合计，不要估一个数。",
    "5. 列的先后、名称可以照原表，例如“项目、内容、评分规则、分值”，也可以直接上传原表。",
    "6. 上传后先看核对结果：错误逐行指出，改好再传；应用后是当年的新版本，旧版本仍可查看。",
)


def workbook() -> bytes:
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet, notes = book.add_worksheet("评价表"), book.add_worksheet("填写说明")
        title = book.add_format({"bold": True, "bg_color": "#e6f2ea", "border": 1, "align": "center"})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        for column, (words, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width, text)
            sheet.write_string(0, column, words, title)
        sheet.freeze_panes(1, 0)
        sheet.data_validation(1, 4, ROWS, 4, {"validate": "list", "source": ["是"]})
        notes.set_column(0, 0, 100)
        for line, note in enumerate(NOTES):
            notes.write_string(line, 0, note)
    return file.getvalue()
