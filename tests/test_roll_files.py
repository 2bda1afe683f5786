"""The staff roll as offices really keep it: titles above, other names for columns, Excel's numbers, notes below."""

import io
import time
import zipfile
from collections.abc import Sequence
from datetime import date, datetime

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import Invalid
from services.roll import files as roll_files
from services.workbooks import sheets

HEADER = ["工号", "姓名", "部门", "手机号", "入职", "离职"]
ZHANG = ["A001", "张三", "市局/办公室", "13800001111", "2024-03-01", ""]
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def xlsx(*rows: Sequence[object], merged: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    return saved(book)


def saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv(*rows: list, encoding: str = "utf-8-sig", separator: str = ",") -> bytes:
    return "\r\n".join(separator.join(map(str, row)) for row in rows).encode(encoding)


def raw_xlsx(rows: str) -> bytes:
    """A workbook whose sheet holds exactly this XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(HEADER))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, SHEET.format(rows) if "worksheets/sheet" in name else old.read(name))
    return out.getvalue()


def only_row(*cells, columns: list[str] = HEADER) -> roll_files.RollRow:
    """The one person of a sheet with a header and this row."""
    found = roll_files.read(xlsx(columns, list(cells)))
    assert found.problems == []
    return found.rows[0]


def complaint(*cells) -> tuple[int, str, str]:
    found = roll_files.read(xlsx(HEADER, ZHANG, list(cells)))
    assert [row.employee_no for row in found.rows] == ["A001"]
    (problem,) = found.problems
    assert "13800002222" not in problem.message
    return problem


def refused(content: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        roll_files.read(content)
    assert list(caught.value.fields) == ["file"]
    return caught.value.fields["file"]


def test_a_plain_roll():
    found = roll_files.read(xlsx(HEADER, ZHANG))
    assert found == (
        [(2, "A001", "张三", ("市局", "办公室"), "13800001111", date(2024, 3, 1), None)],
        [],
        {column: column for column in HEADER},
    )


def xls_of(*rows: list) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名册")
    for index, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(index, column, value)
    return saved(book)


@pytest.mark.parametrize(
    "content",
    [
        xlsx(HEADER, ZHANG),
        xls_of(HEADER, ZHANG),
        csv(HEADER, ZHANG),
        csv(HEADER, ZHANG, encoding="utf-8"),
        csv(HEADER, ZHANG, encoding="gb18030"),
        csv(HEADER, ZHANG, separator="\t"),
        csv(HEADER, ZHANG, separator=";"),
    ],
    ids=["xlsx", "xls", "utf-8-sig", "utf-8", "gb18030", "tabs", "semicolons"],
)
def test_every_kind_of_file_reads_alike(content):
    found = roll_files.read(content)
    assert found.problems == []
    assert found.rows == [(2, "A001", "张三", ("市局", "办公室"), "13800001111", date(2024, 3, 1), None)]


def test_rare_characters_in_gb18030():
    found = roll_files.read(csv(HEADER, ["1", "䶮𬱖", "办公室", "", "", ""], encoding="gb18030"))
    assert found.rows[0].name == "䶮𬱖"


@pytest.mark.parametrize(
    "columns",
    [
        ["职工编号", "名字", "科室", "手机", "入职日期", "离职日期"],
        ["员工编号", "职工姓名", "处室", "移动电话", "到岗日期", "离职时间"],
        ["人员编号", "姓 名", "所在部门", "联系电话", "参加工作时间", "离岗日期"],
        ["编号*", "姓　名：", "单位（全称）", "电话（必填）", "入职时间", "调离日期"],
        ["*工号", "姓\n名", "部门/科室", "手机号码(11位)", "报到日期", "离开日期"],
    ],
)
def test_columns_under_their_other_names(columns):
    row = only_row(*ZHANG[:5], "2025-01-31", columns=columns)
    assert row[1:] == ("A001", "张三", ("市局", "办公室"), "13800001111", date(2024, 3, 1), date(2025, 1, 31))


def test_columns_in_any_order_among_others():
    row = only_row(
        1, "13800001111", "张三", "女", "办公室", 7, columns=["序号", "电话", "姓名", "性别", "科室", "工号"]
    )
    assert row[1:] == ("7", "张三", ("办公室",), "13800001111", None, None)


def test_the_better_of_two_titles_is_taken():
    columns = ["编号", "工号", "姓名", "部门", "办公电话", "联系电话", "手机号"]
    row = only_row("档-1", "A001", "张三", "办公室", "0830-1", "0830-2", "13800001111", columns=columns)
    assert (row.employee_no, row.phone) == ("A001", "13800001111")


def test_unit_and_office_in_columns_of_their_own():
    found = roll_files.read(
        xlsx(["工号", "姓名", "单位", "科室"], ["1", "张三", "市局", "办公室"], ["2", "李四", "市局", ""])
    )
    assert [row.department for row in found.rows] == [("市局", "办公室"), ("市局",)]
    assert found.columns["部门"] == "单位、科室"


def test_titles_above_and_notes_below():
    found = roll_files.read(
        xlsx(
            ["某某局在职人员名册"],
            ["填报单位：某某局", "", "", "", "2026年3月"],
            [],
            HEADER,
            ZHANG,
            [],
            HEADER,
            ["A002", "李四", "财务科"],
            [" ", "　"],
            ["合计", "2人"],
            ["注：本表由人事科填报，截至三月底"],
            ["填表人：王五", "", "", "审核人：赵六"],
            ["以上人员均已核对"],
            merged=("A1:F1", "A11:F11"),
        )
    )
    assert found.problems == []
    assert [(row.line, row.name) for row in found.rows] == [(5, "张三"), (8, "李四")]


def test_a_department_merged_over_its_people():
    rows: list[list[object]] = [
        ["部门", "工号", "姓名"],
        ["办公室", 1, "张三"],
        [None, 2, "李四"],
        [None, 3, "王五"],
        ["财务科", 4, "赵六"],
    ]
    found = roll_files.read(xlsx(*rows, merged=("A2:A4",)))
    assert [row.department for row in found.rows] == [("办公室",)] * 3 + [("财务科",)]


def test_numbers_that_excel_made_of_text():
    row = only_row(20210.0, "张三", "办公室", 13800001111.0)
    assert (row.employee_no, row.phone) == ("20210", "13800001111")


def test_wide_digits_spaces_and_invisible_characters():
    row = only_row(
        "　Ａ００１\u200b", " 张　三 ", "市局 ／ 办公室（党办）", "１３８ ００００-１１１１", "２０２４．３．１"
    )
    assert row[1:] == ("A001", "张三", ("市局", "办公室（党办）"), "13800001111", date(2024, 3, 1), None)


def test_names_keep_what_belongs_to_them():
    assert only_row("1", "阿依古丽•买买提", "办公室").name == "阿依古丽·买买提"
    assert only_row("1", "John  Smith", "办公室").name == "John Smith"


@pytest.mark.parametrize("phone", ["+86 138 0000 1111", "8613800001111", "0086-138-0000-1111", "138-0000-1111"])
def test_phones_with_prefix_or_dashes(phone):
    assert only_row("1", "张三", "办公室", phone).phone == "13800001111"


@pytest.mark.parametrize("nothing", ["", None, "无", "-", "/"])
def test_no_phone(nothing):
    assert only_row("1", "张三", "办公室", nothing).phone is None


@pytest.mark.parametrize(
    "written",
    [
        *("2024/3/1", "2024-03-01", "20240301", "2024年3月1日", "2024.3.1", "2024.03.01", "2024-3-1 00:00:00"),
        *("2024/3/1 0:00", "2024年3月", "2024.03", "2024-03", "202403", "45352"),
        *(
            45352,
            45352.5,
            20240301,
            20240301.0,
            2024.3,
            date(2024, 3, 1),
            datetime.combine(date(2024, 3, 1), datetime.min.time()),
        ),
    ],
    ids=repr,
)
def test_a_day_however_it_is_written(written):
    assert only_row("1", "张三", "办公室", "", written).came_on == date(2024, 3, 1)


@pytest.mark.parametrize("written", ["", None, "至今", "在职", "-", "无"])
def test_nobody_has_left(written):
    assert only_row("1", "张三", "办公室", "", "", written).left_on is None


def test_a_leap_day():
    assert only_row("1", "张三", "办公室", "", "2028-02-29").came_on == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        (["", "李四", "财务科"], "工号", "缺少工号，请补上"),
        (["A002", None, "财务科"], "姓名", "缺少姓名，请补上"),
        (["A002", "李四", " "], "部门", "缺少部门，请补上"),
        (["A002", "李四", "//"], "部门", "缺少部门"),
        (["A002", "李四", "财务科", "138000022"], "手机号", "这里有 9 位数字"),
        (["A002", "李四", "财务科", "23800002222"], "手机号", "11 位的大陆手机号"),
        (["A002", "李四", "财务科", "13800002222、13800003333"], "手机号", "这里有 22 位数字"),
        (["A002", "李四", "财务科", "0830-3190000"], "手机号", "可以留空"),
        (["A002", "李四", "财务科", "", "2024-02-30"], "入职", "日期不存在"),
        (["A002", "李四", "财务科", "", "去年三月"], "入职", "读不懂"),
        (["A002", "李四", "财务科", "", "24/3/1"], "入职", "读不懂"),
        (["A002", "李四", "财务科", "", 2024], "入职", "读不懂"),
        (["A002", "李四", "财务科", "", 2024.1], "入职", "没有写到日"),
        (["A002", "李四", "财务科", "", "13800002222"], "入职", "读不懂"),
        (["A002", "李四", "财务科", "", "1890-01-01"], "入职", "请核对"),
        (["A002", "李四", "财务科", "", date(1905, 1, 1)], "入职", "1940"),
        (["A002", "李四", "财务科", "", "", "2024年3月"], "离职", "没有写到日"),
        (["A002", "李四", "财务科", "", "2024-03-02", "2024-03-01"], "离职", "早于入职"),
        (["A" * 33, "李四", "财务科"], "工号", "太长"),
        (["A002", "李" * 65, "财务科"], "姓名", "太长"),
        (["A002", "李四", "科" * 65], "部门", "每一级最多 64"),
        (["A002", "李四", "/".join(["科" * 60] * 4)], "部门", "太长"),
        (["A002", "李\ufffd四", "财务科"], "姓名", "乱码"),
        (["A002", "李\u202e四", "财务科"], "姓名", "看不见的字符"),
        ([123456789012345678, "李四", "财务科"], "工号", "文本格式"),
        (["A001", "李四", "财务科"], "工号", "第 2 行重复"),
    ],
)
def test_what_is_wrong_is_named_with_row_and_column(cells, column, said):
    line, where, message = complaint(*cells)
    assert (line, where) == (3, column)
    assert message.startswith("第 3 行：")
    assert said in message


@pytest.mark.parametrize("control", ["\x07", "\x1b", "\x7f", "\x85"])
def test_control_characters_in_a_csv(control):
    found = roll_files.read(csv(HEADER, ["A001", f"张{control}三", "办公室"]))
    assert [(problem.line, problem.column) for problem in found.problems] == [(2, "姓名")]


def test_several_faults_of_one_row_are_all_named():
    found = roll_files.read(xlsx(HEADER, ["", "", "办公室", "1", "x", "y"]))
    assert [problem.column for problem in found.problems] == ["工号", "姓名", "手机号", "入职", "离职"]
    assert found.rows == []


def test_a_repeated_number_points_at_the_first_row_even_a_faulty_one():
    found = roll_files.read(
        xlsx(HEADER, ["7", "", "办公室"], ["8", "李四", "办公室"], [7.0, "王五", "办公室"], ["7", "赵六", "科"])
    )
    assert [(problem.line, problem.column) for problem in found.problems] == [(2, "姓名"), (4, "工号"), (5, "工号")]
    assert all("第 2 行重复" in problem.message for problem in found.problems[1:])


def test_lines_are_counted_as_the_sheet_shows_them():
    found = roll_files.read(csv(["名册"], [], HEADER, [], ZHANG, [], ["A002", "", "办公室"]))
    assert (found.rows[0].line, found.problems[0].line) == (5, 7)


def test_formulas_without_values_are_missing_and_errors_too():
    formula = '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>X1</f></c><c r="C2" t="e"><v>#N/A</v></c></row>'
    titles = "".join(
        f'<c r="{place}1" t="inlineStr"><is><t>{title}</t></is></c>'
        for place, title in zip("ABC", HEADER, strict=False)
    )
    found = roll_files.read(raw_xlsx(f'<row r="1">{titles}</row>{formula}'))
    assert [(problem.line, problem.column) for problem in found.problems] == [(2, "姓名"), (2, "部门")]
    assert "公式" in found.problems[0].message


def test_a_second_roll_in_the_workbook_is_not_passed_over():
    book = openpyxl.Workbook()
    book.active.title = "说明"
    for title in ("办公室", "财务科"):
        book.create_sheet(title).append(HEADER)
        book[title].append([*ZHANG[:2], title])
    hidden = book.create_sheet("旧名册")
    hidden.append(HEADER)
    hidden.sheet_state = "hidden"
    found = roll_files.read(saved(book))
    assert [row.department for row in found.rows] == [("办公室",)]
    (problem,) = found.problems
    assert "财务科" in problem.message
    assert "办公室" in problem.message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "没有找到名册的表头"),
        (b"\x89PNG\r\n\x1a\n\0\0", "认不出"),
        (b"%PDF-1.7\n", "不是表格文件"),
        (b"<html><table><tr><td>1</td></tr></table>", "网页"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "打不开"),
        (b"PK\x03\x04 but no zip", "已损坏"),
        (xlsx(HEADER, ZHANG)[:-200], "已损坏"),
        (xlsx(HEADER, ZHANG).replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\xff"), "已损坏"),
        (csv(["姓名", "部门"], ["张三", "办公室"]), "缺少“工号”"),
        (csv(["一"], ["二"]), "缺少“工号、姓名、部门”"),
        (csv(HEADER), "没有人员"),
        (csv(*[["题"]] * 20, HEADER, ZHANG), "前 20 行"),
        (b"x" * (5 * 2**20 + 1), "超过 5 MB"),
        (csv(HEADER, ["1" * 200_000]), "格式有误"),
    ],
    ids=[
        *("empty", "png", "pdf", "html", "no-xls", "no-zip", "cut-off", "future-zip"),
        *("no-number", "no-header", "only-header", "far-header", "large", "long-cell"),
    ],
)
def test_what_is_no_roll_is_refused(content, said):
    assert said in refused(content)


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_macros_are_refused(name):
    out = io.BytesIO(xlsx(HEADER))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, b"macro")
    assert "宏" in refused(out.getvalue())


def test_macros_of_an_old_workbook_are_refused():
    assert "宏" in refused(sheets.OLE + b"\0" * 512 + sheets.MACRO_PROJECT)


def test_a_zip_that_lies_about_its_size_is_refused():
    out = io.BytesIO(xlsx(HEADER))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", bytes(60 * 2**20))
    small, large = (size.to_bytes(4, "little") for size in (100, 60 * 2**20))
    assert "已损坏" in refused(out.getvalue().replace(large, small))


def test_other_zips_are_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "不是 .xlsx" in refused(out.getvalue())


def test_a_zip_bomb_is_refused_unopened():
    out = io.BytesIO(xlsx(HEADER, ZHANG))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.bin", b"\0" * (51 * 2**20))
    assert len(out.getvalue()) < sheets.MAX_BYTES
    assert "展开后太大" in refused(out.getvalue())


FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="{0}"><c r="{1}{0}"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (1_048_576, "XFD", "名单之外很远的地方"),
        (1_048_576, "A", "到第 1048576 行、第 1 列"),
        (300, "XFD", "到第 300 行、第 16384 列"),
    ],
)
def test_a_stray_cell_far_away_is_refused_and_ends_nothing(row, column, said):
    """The box around all cells is laid out in memory at once: half a terabyte in the first case."""
    assert said in refused(raw_xlsx(FAR.format(row, column)))


def test_a_damaged_xls_is_refused_and_ends_nothing():
    """A sheet that says it has four thousand million rows makes the reading library abort its whole process."""
    whole = xls_of(HEADER, ZHANG)
    size = whole.index(b"\x00\x02\x0e\x00") + 4  # the record of the sheet's dimensions
    assert "可能已损坏" in refused(whole[: size + 4] + b"\xff\xff\xff\xff" + whole[size + 8 :])


def test_formats_down_to_the_last_row_are_harmless():
    book = openpyxl.load_workbook(io.BytesIO(xlsx(HEADER, ZHANG)))
    book.active["F1048576"].number_format = "@"
    assert len(roll_files.read(saved(book)).rows) == 1


def test_too_many_rows():
    assert "120000 行" in refused("工号,姓名,部门\n".encode() + b"1,a,b\n" * 120_001)


def test_twenty_thousand_rows_are_quick():
    texts = [HEADER, *([f"A{n:05}", f"张{n}", f"市局/科室{n % 300}", "", "2024-03-01"] for n in range(20_000))]
    cell = '<c t="inlineStr"><is><t>{}</t></is></c>'
    rows = "".join(f"<row>{''.join(map(cell.format, row))}</row>" for row in texts)
    content = raw_xlsx(rows)
    started = time.process_time()
    found = roll_files.read(content)
    assert time.process_time() - started < 3
    assert len(found.rows) == 20_000
    assert found.problems == []


@settings(max_examples=80)
@given(st.lists(st.text(max_size=20) | st.floats() | st.dates() | st.integers() | st.booleans(), max_size=6))
def test_no_cell_breaks_the_reading(cells):
    columns = dict(zip(roll_files.TITLES, cells, strict=False))
    row, faults = roll_files.read_row(2, columns)
    assert faults or (row.employee_no and row.name and row.department)


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xef\xbb\xbf"])
)
def test_no_file_breaks_the_reading(content, start):
    with pytest.raises(Invalid):
        roll_files.read(start + content)
