"""The scoring sheet: in from Excel as versions, scored by clerks, what is missing and what comes next."""

import html
import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from docx import Document
from sqlalchemy import func, select
from xlsxwriter import Workbook

import models
from desk import found, sit_down
from models import (
    AssessmentAnswer,
    AssessmentEvidence,
    AssessmentItem,
    AssessmentSheet,
    AuditEntry,
    Employee,
    session,
)

TITLES = ("类别", "序号", "评价内容", "分值", "必达项", "评分标准", "佐证要求")
RULES = (
    ("目标管理", "1", "完成年度节能目标", 40, "是", "完成得满分", "考核结果"),
    ("制度体系", "2", "明确管理机构和职责", 30, "", "有文件得满分", "文件"),
    ("制度体系", "3", "建立能源资源消费台账", 30, "", "逐月登记得满分", "台账"),
)


@pytest.fixture
def desk(app):
    with time_machine.travel("2026-03-10T02:00:00Z", tick=True):
        yield sit_down(app)


def workbook(rows, titles=TITLES, above=(), merge=()):
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet("评价表")
        for line, row in enumerate([*above, titles, *rows]):
            page.write_row(line, 0, row)
        for corners, words in merge:
            page.merge_range(corners, words)
    return file.getvalue()


def upload(desk, content, name="评价表.xlsx", **changed):
    form = {"year": "2026", "title": "省节约型机关评价标准", "issuer": "省机关事务管理局", "source": "某管〔2026〕1号"}
    data = form | changed | {"file": (BytesIO(content), name)}
    return desk.post("/office/assessment/imports", data, content_type="multipart/form-data")


def apply(desk, preview):
    return desk.post(preview.request.path.removeprefix("/console"))


def bring(desk, rows=RULES, **changed):
    return apply(desk, upload(desk, workbook(rows), **changed))


def all_of(model):
    with models.transaction(reading=True):
        return session.scalars(select(model).order_by(model.id)).all()


def count_of(model):
    with models.transaction(reading=True):
        return session.scalar(select(func.count()).select_from(model))


def item_of(number, version=1):
    with models.transaction(reading=True):
        sheet = select(AssessmentSheet.id).filter_by(version=version).scalar_subquery()
        return session.scalar(select(AssessmentItem.id).filter_by(sheet_id=sheet, number=number))


def answer(desk, number="2", version=1, **given):
    """Fill an item in as a browser would, keeping what the page shows."""
    path = f"/office/assessment/items/{item_of(number, version)}"
    page = desk.get(path)
    return desk.post(path, {"version": found(r'name="version" value="(\d+)"', page.text)} | given)


def words_of(page):
    return html.unescape(re.sub(r"<[^>]+>", "", page.text))


def test_an_empty_room_says_what_to_do_first(desk):
    page = desk.get("/office/assessment")
    assert "2026年还没有评价表" in page.text
    assert "/console/office/assessment/imports?year=2026" in page.text
    assert desk.get("/office/evidence/pack.zip").status_code == 404


def test_a_sheet_is_looked_at_before_it_changes_anything(desk):
    preview = upload(desk, workbook(RULES))
    assert count_of(AssessmentSheet) == 0
    assert "现在还什么都没有改" in preview.text
    page = apply(desk, preview)
    assert "评价表已应用" in page.text
    (sheet,) = all_of(AssessmentSheet)
    assert (sheet.year, sheet.version, sheet.issuer, sheet.is_example) == (2026, 1, "省机关事务管理局", False)
    assert [(row.number, row.points, row.is_must) for row in all_of(AssessmentItem)] == [
        ("1", Decimal(40), True),
        ("2", Decimal(30), False),
        ("3", Decimal(30), False),
    ]
    apply(desk, preview)
    assert count_of(AssessmentSheet) == 1
    assert [row.action for row in all_of(AuditEntry)][-1] == "assessment.import"


def test_the_forms_own_words_and_merged_cells_are_understood(desk):
    titles = ("序号", "项目", "内容", "评分规则", "分值（分）", "证明材料")
    rows = [
        ("1", "强化目标管理（5分）", "目标管理", "【必须完成项】完成目标。", 5, "通知"),
        ("2", "完善制度体系（25分）", "管理机构", "1.明确责任人；\n2.明确机构。", "5分", ""),
        ("", "", "管理制度", "制定方案", 10, ""),
        ("", "合计", "", "", 20, ""),
        ("注：本表由本单位自行填写", "", "", "", "", ""),
    ]
    merge = (("A5:A6", "2"), ("B5:B6", "完善制度体系（25分）"))
    content = workbook(
        rows, titles, [("节约型机关评价表", "", "", "", "", ""), ("填报单位：", "", "", "", "", "")], merge
    )
    page = apply(desk, preview := upload(desk, content, title=""))
    assert "“完善制度体系（25分）”写明 25 分，各项合计 15 分" in words_of(preview)
    assert "各项分值合计 20 分，不是 100 分" in preview.text
    assert "节约型机关评价表" in page.text
    made = [(row.number, row.category, row.text, row.points, row.is_must) for row in all_of(AssessmentItem)]
    assert made == [
        ("1", "强化目标管理（5分）", "目标管理", Decimal(5), True),
        ("2.1", "完善制度体系（25分）", "管理机构", Decimal(5), False),
        ("2.2", "完善制度体系（25分）", "管理制度", Decimal(10), False),
    ]
    assert all_of(AssessmentItem)[1].rule == "1.明确责任人；\n2.明确机构。"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("制度", "2", "机构", "", "", "", ""), "第 3 行　缺少分值"),
        (("制度", "2", "机构", "若干", "", "", ""), "第 3 行　分值“若干”读不懂"),
        (("制度", "2", "机构", -3, "", "", ""), "第 3 行　分值“-3”读不懂"),
        (("制度", "2", "机构", 0, "", "", ""), "第 3 行　分值“0”不合理"),
        (("制度", "2", "", 5, "", "", ""), "第 3 行　缺少评价内容"),
        (("制度", "1", "机构", 5, "", "", ""), "第 3 行　序号“1”和第 2 行重复"),
        (("制度", "2", "机构", 5, "也许", "", ""), "第 3 行　必达项“也许”读不懂"),
        (("制度", "2", "长" * 2001, 5, "", "", ""), "第 3 行　评价内容太长"),
    ],
)
def test_every_bad_row_is_named_and_nothing_is_applied(desk, row, sentence):
    preview = upload(desk, workbook([RULES[0], row]))
    assert sentence in words_of(preview)
    assert "应用为第" not in preview.text
    assert apply(desk, preview).status_code == 409
    assert count_of(AssessmentSheet) == 0


@pytest.mark.parametrize(
    ("content", "changed", "sentence"),
    [
        (workbook([("a",)], ("随便",)), {}, "没有找到表头"),
        (workbook([]), {}, "表头下面没有内容"),
        (workbook(RULES), {"source": " "}, "请写明来源"),
        (workbook(RULES), {"title": ""}, "请写表的名称"),
        (workbook(RULES), {"pass_points": "很多"}, "合格分数要填数字"),
        (b"%PDF-1.4", {}, "这不是表格文件"),
    ],
)
def test_what_is_no_sheet_is_refused_at_its_field(desk, content, changed, sentence):
    page = upload(desk, content, **changed)
    assert page.status_code == 422
    assert sentence in page.text


def test_a_sheet_comes_from_csv_as_well_and_the_template_is_read_back(desk):
    lines = ["评价内容,标准分", "节水器具,60", "绿色采购,40"]
    apply(desk, upload(desk, "\n".join(lines).encode("gb18030"), "表.csv"))
    assert [(row.number, row.category) for row in all_of(AssessmentItem)] == [("1", "未分类"), ("2", "未分类")]
    template = desk.get("/office/assessment/imports/template.xlsx").data
    assert "表头下面没有内容" in upload(desk, template).text


def test_the_next_version_takes_along_what_is_the_same_and_names_the_rest(desk):
    bring(desk)
    answer(desk, "1", score="40", is_met="yes", reason="考核完成", role="节能科")
    answer(desk, "2", score="25", reason="少一份文件", role="办公室")
    answer(desk, "3", score="30", reason="逐月登记")
    with models.transaction():
        session.add(AssessmentEvidence(item_id=item_of("2"), kind="report", ref="2026-yearly", label="年度报告"))
    rows = [
        RULES[0],
        ("制度体系", "2", "明确管理机构 和职责", 20, "", "", ""),
        ("制度体系", "3", "另一项内容", 30, "", "", ""),
        ("新", "4", "新的一项", 10, "", "", ""),
    ]
    preview = upload(desk, workbook(rows))
    words = words_of(preview)
    assert "2 项序号和内容都相同，自评和佐证带过来；2 项是新的" in words
    assert "2（30 → 20）" in words
    assert "3　建立能源资源消费台账" in words
    apply(desk, preview)
    kept = {row.item_id: row for row in all_of(AssessmentAnswer)}
    first, second, third = (kept[item_of(number, 2)] for number in ("1", "2", "3"))
    assert (first.score, first.is_met, first.role) == (Decimal(40), True, "节能科")
    assert (second.score, second.reason) == (None, "少一份文件")
    assert (third.score, third.reason) == (None, "")
    assert [row.item_id for row in all_of(AssessmentEvidence)] == [item_of("2"), item_of("2", 2)]
    page = desk.get("/office/assessment")
    old = found(r'href="/console(/office/assessment/sheets/\d+)"', page.text)
    assert "建立能源资源消费台账" in desk.get(old).text
    refused = desk.post(f"/office/assessment/items/{item_of('1')}", {"version": "2", "score": "1"})
    assert refused.status_code == 409
    assert kept[item_of("1")].score == Decimal(40)


def test_two_clerks_at_one_item_the_second_sees_what_changed(app, desk):
    bring(desk)
    other, path = sit_down(app, "manager"), f"/office/assessment/items/{item_of('2')}"
    other.get(path)
    answer(desk, "2", score="30", reason="文件齐全")
    page = other.post(path, {"version": "1", "score": "20", "reason": "缺一份", "role": "办公室"})
    assert page.status_code == 422
    assert re.search(r'自评分</th><td data-label="现在是">30</td><td data-label="您填的">20<', page.text)
    assert 'value="办公室"' in page.text
    assert found(r'name="version" value="(\d+)"', page.text) == "2"
    assert "自评已保存" in other.post(path, {"version": "2", "score": "20", "reason": "缺一份"}).text
    (row,) = [row for row in all_of(AssessmentAnswer) if row.item_id == item_of("2")]
    assert (row.score, row.reason, row.version) == (Decimal(20), "缺一份", 3)
    assert "没有改动" in answer(desk, "2", score="20", reason="缺一份").text


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"score": "30.1"}, "请填 0 到 30 之间的分数"),
        ({"score": "-1"}, "请填 0 到 30 之间的分数"),
        ({"score": "1.234"}, "最多两位小数"),
        ({"score": "满分"}, "自评分要填数字"),
        ({"reason": "由欧阳文静负责"}, "不要写人的姓名"),
        ({"role": "欧阳文静"}, "不要写人的姓名"),
        ({"role": "岗" * 41}, "最多 40 个字"),
        ({"due_on": "2026-13-01"}, "请写成 2026-03-01 的样子"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_at_its_field(desk, given, sentence):
    bring(desk)
    with models.transaction():
        session.add(Employee(employee_no="E1", name="欧阳文静", pinyin="ouyang", came_on=date(2020, 1, 1)))
    page = answer(desk, "2", **given)
    assert page.status_code == 422
    assert sentence in page.text
    assert all(row.version == 1 for row in all_of(AssessmentAnswer))


def test_points_gaps_and_what_to_do_next(desk, person):
    bring(desk, pass_points="80")
    answer(desk, "1", is_met="no", score="0", reason="没有完成", role="节能科", due_on="2026-03-01")
    answer(desk, "2", score="25.5", due_on="2026-03-20")
    page = desk.get("/office/assessment")
    assert "合格 80" in page.text
    todo = re.findall(r"<li[^>]*><a [^>]*>(\d)　([^<]*)</a>", page.text)
    assert todo == [
        ("1", "完成年度节能目标：必达项未达到、没有佐证（已过期限 3月1日）"),
        ("2", "明确管理机构和职责：没有佐证、自评分没有写理由（3月20日）"),
        ("3", "建立能源资源消费台账：没有佐证、没有自评分"),
    ]
    figures = re.findall(r'<div class="figure[^"]*"><span>([^<]+)</span><b>([^<]+)</b>', page.text)
    assert figures == [
        ("自评得分", "25.5"),
        ("失分", "44.5"),
        ("已自评", "2 / 3"),
        ("必达项达到", "0 / 1"),
        ("有缺口", "3"),
    ]
    person()
    assert "1 项自评过了完成期限还有缺口" in desk.get("/").text


def test_papers_that_end_wait_at_home(desk, person):
    person()
    form = {"title": "车辆办法", "number": "", "issued_on": "2024-03-01"}
    desk.post("/office/papers", form | {"valid_to": "2026-05-01"})
    assert "1 份制度文件 90 天内到期" in desk.get("/").text
    desk.post("/office/papers", form | {"valid_to": "2026-03-01"})
    assert "1 份制度文件已到期" in desk.get("/").text


def test_the_example_is_marked_and_holds_nothing_that_was_made_up(desk):
    page = desk.post("/office/assessment/imports/example", {"year": "2026"})
    assert "示例，不完整" in page.text
    (sheet,) = all_of(AssessmentSheet)
    assert sheet.is_example
    assert "dyrmt.com" in sheet.source
    rows = {row.number: row for row in all_of(AssessmentItem)}
    assert {number: row.points for number, row in rows.items()} == {"1": 5, "2.1": 5, "2.2": 10, "2.3": None}
    assert rows["2.3"].unscored == "原表此处不可读"
    assert rows["1"].is_must
    assert all(row.asked == "" for row in rows.values())
    refused = answer(desk, "2.3", score="3")
    assert "没有分值，不计分" in refused.text
    assert "1 项的分值在所用的表里不可读" in page.text


def test_a_year_begins_with_the_sheet_of_another_and_no_score(desk):
    bring(desk)
    answer(desk, "2", score="20", reason="缺", role="办公室")
    assert "沿用" in desk.get("/office/assessment?year=2027").text
    assert "已沿用" in desk.post("/office/assessment/copies", {"year": "2027", "from_year": "2026"}).text
    rows = all_of(AssessmentAnswer)[3:]
    assert [(row.score, row.reason, row.role) for row in rows] == [(None, "", ""), (None, "", "办公室"), (None, "", "")]
    assert desk.post("/office/assessment/copies", {"year": "2027", "from_year": "2026"}).status_code == 409


def test_the_report_is_complete_and_blank_without_a_sheet_and_full_with_one(desk):
    def text_of(paper):
        file = Document(BytesIO(paper.data))
        cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
        return "\n".join([line.text for line in file.paragraphs] + cells)

    blank = text_of(desk.get("/office/reports/assessment.docx?year=2026"))
    for words in ("自评结果", "必达项", "失分和原因", "佐证和缺口", "下一步打算", "＿＿＿＿", "2026年的评价表"):
        assert words in blank
    bring(desk)
    answer(desk, "1", is_met="yes", score="40", reason="考核为完成等级", role="节能科")
    answer(desk, "2", score="25", reason="少一份 {score} 文件", role="办公室", due_on="2026-06-30")
    file = desk.get("/office/reports/assessment.docx?year=2026")
    full = text_of(file)
    told = re.sub(r"〔\d〕", "", full)
    for words in ("自评得分65分", "失分5分", "达到1项", "少一份 ｛score｝ 文件", "第2项（办公室，2026年6月30日前）"):
        assert words in told, words
    assert "某管〔2026〕1号" in full
    assert desk.get("/office/reports/assessment.docx?year=2026").data == file.data
    assert "2026 年自评报告" in desk.get("/office/reports?year=2026").text
