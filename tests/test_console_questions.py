"""The console's room for the question bank: find, switch, import, export, and counts that single nobody out."""

import re
from io import BytesIO

import openpyxl
import pytest
import time_machine
from sqlalchemy import select

from desk import sit_down
from factories import Client, make_person
from models import AuditEntry, Question, session, transaction
from rolls import xlsx
from services import reference
from services.quizzes import bank as question_bank
from services.quizzes.sheets import COLUMNS
from test_quizzes import answers_of, take

GOOD = ("", "绿色办公", "单选", "1", "本单位的旧信封交到哪里？", "文印室", "门卫", "食堂", "", "A",
        "文印室统一再利用。", "本单位办公用品管理办法", "2025")  # fmt: skip


@pytest.fixture
def desk(app):
    return sit_down(app)


def upload(desk, *rows, titles=COLUMNS, name="题目.xlsx"):
    content = xlsx(rows, titles)
    return desk.post("/questions/imports", {"file": (BytesIO(content), name)}, content_type="multipart/form-data")


def changed(row, **cells):
    """The row with other cells, by column."""
    return tuple(cells.get(column, cell) for column, cell in zip(COLUMNS, row, strict=True))


def own():
    session.remove()
    rows = session.scalars(select(Question).filter_by(origin="office").order_by(Question.code, Question.version))
    return [(row.code, row.version, row.state, row.text) for row in rows]


def exported(desk):
    book = openpyxl.load_workbook(BytesIO(desk.get("/questions/export.xlsx").data))
    return [tuple(cell or "" for cell in row) for row in book.worksheets[0].iter_rows(values_only=True)]


def test_the_bank_is_found_by_topic_and_by_words(desk):
    everything = desk.get("/questions").text
    assert f"共 {len(question_bank.read_file())} 道" in everything
    assert "第 1 页" in everything
    water = desk.get("/questions?topic=water").text
    assert "世界水日" in water
    assert "water-001" in water
    assert "energy-001" not in water
    assert "waste-001" in desk.get("/questions?q=waste-001").text
    assert "没有找到这样的题" in desk.get("/questions?q=_").text
    for odd in ("page=0", "page=99999999", "page=x", "topic=none&state=none&origin=none"):
        assert desk.get(f"/questions?{odd}").status_code == 200


def test_what_is_right_is_shown_to_those_who_look_after_the_bank(app, desk):
    question = question_bank.read_file()[0]
    assert question.explanation in desk.get(f"/questions/{question.code}").text
    reader = sit_down(app, "reader").get(f"/questions/{question.code}").text
    assert question.text in reader
    assert question.explanation not in reader
    assert "正确答案" not in reader
    assert desk.get("/questions/none").status_code == 404


def test_switching_off_needs_a_reason_and_is_audited(app, desk, person):
    desk.get("/questions/waste-001")
    refused = desk.post("/questions/waste-001/switch", {"is_on": "no", "reason": " "})
    assert (refused.status_code, "请写明停用的理由" in refused.text) == (422, True)
    off = desk.post("/questions/waste-001/switch", {"is_on": "no", "reason": "本地口径不同"})
    assert "已停用" in off.text
    assert "waste-001" in desk.get("/questions?state=off").text
    assert "重新启用" in desk.post("/questions/waste-001/switch", {"is_on": "no", "reason": "再点一次"}).text
    desk.post("/questions/waste-001/switch", {"is_on": "yes"})
    entries = session.scalars(select(AuditEntry).filter_by(action="question.switch").order_by(AuditEntry.id)).all()
    assert [(entry.subject, entry.change, entry.reason) for entry in entries] == [
        ("waste-001", {"is_on": [True, False]}, "本地口径不同"),
        ("waste-001", {"is_on": [False, True]}, ""),
    ]


def test_what_is_off_is_drawn_no_longer_but_graded_today(person):
    one = person()
    with time_machine.travel("2026-03-02T01:00:00Z", tick=False):
        quiz = one.get("/quizzes/today").json["data"]
        desk = sit_down(one.http.application)
        session.remove()
        codes = [session.get(Question, question["id"]).code for question in quiz["questions"]]
        desk.get("/questions")
        for code in codes:
            desk.post(f"/questions/{code}/switch", {"is_on": "no", "reason": "试"})
        assert one.get("/quizzes/today").json["data"]["questions"] == quiz["questions"]
        wrong = one.post(f"/quizzes/{quiz['quiz_id']}/answers", {"answers": answers_of(quiz, wrong=5)})
        assert wrong.status_code == 201
    with time_machine.travel("2026-03-03T01:00:00Z", tick=False):
        new = {question["id"] for question in one.get("/quizzes/today").json["data"]["questions"]}
    assert len(new) == 5
    assert not new & {question["id"] for question in quiz["questions"]}


def test_readers_and_managers_of_a_part_change_nothing(app):
    reader = sit_down(app, "reader")
    reader.get("/questions")
    assert reader.post("/questions/waste-001/switch", {"is_on": "no", "reason": "试"}).status_code == 403
    assert upload(reader, GOOD).status_code == 403
    assert reader.get("/questions/export.xlsx").status_code == 403
    assert "导出自建题目" not in reader.get("/questions").text
    person = make_person(app, department="县财政局/预算科")
    assert person.employee_id
    assert own() == []


def test_own_questions_are_imported_changed_and_exported(desk):
    desk.get("/questions")
    assert exported(desk) == [COLUMNS]
    verdict = changed(GOOD, 题型="判断", 题目="本单位下班后走廊灯自动熄灭。", 选项A="", 选项B="", 选项C="", 答案="对")
    several = changed(GOOD, 题型="多选", 题目="本单位哪些地方有分类桶？", 答案="B、A")
    page = upload(desk, GOOD, verdict, several)
    assert (page.status_code, "题目已导入" in page.text, "共 3 道" in page.text) == (200, True, True)
    first, *rest = exported(desk)
    assert first == COLUMNS
    assert [row[0] for row in rest] == ["own-001", "own-002", "own-003"]
    assert [row[COLUMNS.index("答案")] for row in rest] == ["A", "对", "AB"]
    upload(desk, changed(rest[0], 题目="本单位的旧信封和旧纸袋交到哪里？"), *rest[1:])
    assert own()[:2] == [
        ("own-001", 1, "retired", GOOD[4]),
        ("own-001", 2, "on", "本单位的旧信封和旧纸袋交到哪里？"),
    ]
    assert len(own()) == 4
    assert upload(desk, changed(GOOD, 题目="又一道新题是这样的？")).status_code == 200
    assert own()[-1][0] == "own-004"
    actions = session.scalars(
        select(AuditEntry.change).filter_by(action="question.import").order_by(AuditEntry.id)
    ).all()
    assert actions == [{"added": 3, "changed": 0}, {"added": 0, "changed": 1}, {"added": 1, "changed": 0}]


FAULTS = [
    ({"主题": "航天"}, "主题", "垃圾分类"),
    ({"题型": "填空"}, "题型", "单选、多选、判断"),
    ({"难度": "5"}, "难度", "1、2 或 3"),
    ({"题目": ""}, "题目", "缺少题目"),
    ({"题目": "长" * 81}, "题目", "最多 80 个字"),
    ({"选项B": "", "选项C": "丙"}, "选项A", "中间不要空着"),
    ({"选项B": "文印室"}, "选项A", "有两个选项一样"),
    ({"答案": "D"}, "答案", "选项里要有"),
    ({"答案": "AB"}, "答案", "单选题只能有一个答案"),
    ({"题型": "多选"}, "答案", "多选题至少有两个答案"),
    ({"题型": "判断", "答案": "A"}, "答案", "“对”或“错”"),
    ({"解析": ""}, "解析", "缺少解析"),
    ({"出处": ""}, "出处", "没有出处的内容不出题"),
    ({"年份": "去年"}, "年份", "四位数字"),
    ({"编号": "waste-001"}, "编号", "内置题不能改"),
    ({"题目": "夏天的办公室，空调最低可以设到多少度？"}, "题目", "energy-001"),
]


def test_every_fault_is_named_and_nothing_is_taken(desk):
    desk.get("/questions")
    rows = [changed(GOOD, 题目=f"第 {number} 行的题目是这样问的？") for number in range(len(FAULTS) + 1)]
    bad = [changed(row, **cells) for row, (cells, _, _) in zip(rows, FAULTS, strict=False)]
    answer = upload(desk, *bad, rows[-1])
    assert answer.status_code == 422
    assert f"有 {len(FAULTS)} 处需要改正" in answer.text
    for line, (_, column, words) in enumerate(FAULTS, start=2):
        found = f'<td class="num">{line}</td><td class="nowrap">{column}</td><td>([^<]*)</td>'
        assert words in re.search(found, answer.text)[1]
    assert own() == []


def test_files_that_are_no_question_files(desk):
    desk.get("/questions")
    for answer, words in (
        (desk.post("/questions/imports", {}, content_type="multipart/form-data"), "请先选择题目文件"),
        (upload(desk, ("1", "2"), titles=("甲", "乙")), "没有找到题目的表头"),
        (upload(desk), "表头下面没有题目"),
        (upload(desk, GOOD, GOOD), "与第 2 行重复"),
        (upload(desk, GOOD[:-2], titles=COLUMNS[:-2]), "表头缺少这一列"),
    ):
        assert answer.status_code == 422
        assert words in answer.text
    assert own() == []


def test_counts_are_shown_from_five_people_on(app, desk):
    with time_machine.travel("2026-03-02T01:00:00Z", tick=False):
        everybody = [make_person(app) for _ in range(5)]
        with transaction():
            for row in session.scalars(select(Question).order_by(Question.id).offset(5)):
                row.state = "off"
            question_bank.rules.touch()
        for one in everybody[:4]:
            take(one)
        assert "人答过" not in desk.get("/questions/waste-001").text
        assert "不足 5 人" in desk.get("/questions?q=waste-001").text
        take(everybody[4], wrong=5)
        assert "5 人答过 5 次，答对 4 次" in desk.get("/questions/waste-001").text
        assert "答对 80.0%" in desk.get("/questions?q=waste-001").text


def test_the_data_file_is_loaded_again_and_again(app, desk, monkeypatch):
    """Once as it is; then with a corrected question, one taken out and one switched off."""
    before = question_bank.read_file()
    with transaction():
        reference.load()
        assert session.query(Question).count() == len(before)
    desk.get("/questions")
    desk.post("/questions/waste-002/switch", {"is_on": "no", "reason": "试"})
    corrected = before[0]._replace(text="改过的题目是这样问的？")
    off = before[1]._replace(explanation="改过的解析。")
    monkeypatch.setattr(question_bank, "read_file", lambda: (corrected, off, *before[3:]))
    for _ in range(2):
        with transaction():
            reference.load()
    session.remove()
    rows = session.execute(
        select(Question.code, Question.version, Question.state)
        .where(Question.code.in_([draft.code for draft in before[:3]]))
        .order_by(Question.code, Question.version)
    ).all()
    assert [tuple(row) for row in rows] == [
        (before[0].code, 1, "retired"),
        (before[0].code, 2, "on"),
        (before[1].code, 1, "retired"),
        (before[1].code, 2, "off"),
        (before[2].code, 1, "retired"),
    ]
    drawn = Client(app, make_person(app).token).get("/quizzes/today").json["data"]
    assert len(drawn["questions"]) == 5
