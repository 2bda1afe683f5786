"""The office's own questions as a workbook: written to be filled in, read with every fault named by row and column.

A file is taken whole or not at all. A row with a code (编号) changes that question, one without adds a new one;
nothing is taken out by leaving it away, since a question is switched off in the list instead.
"""

import re
from io import BytesIO
from typing import Any, NamedTuple

from sqlalchemy import select
from xlsxwriter import Workbook

import clock
from models import Question, session
from services import rules
from services.audit import trail as audit
from services.audit.trail import Actor
from services.quizzes import bank as question_bank
from services.quizzes.bank import KINDS, OFFICE, RETIRED, TOPICS, TRUE_FALSE, Draft
from services.roll.cells import CONTROL, plain
from services.workbooks import sheets

CODE, TOPIC, KIND, HARD, TEXT, ANSWER, WHY, SOURCE, YEAR = (
    "编号", "主题", "题型", "难度", "题目", "答案", "解析", "出处", "年份",
)  # fmt: skip
CHOICES = {f"选项{key}": key for key in "ABCD"}
COLUMNS = (CODE, TOPIC, KIND, HARD, TEXT, *CHOICES, ANSWER, WHY, SOURCE, YEAR)
WIDTHS = (12, 10, 8, 6, 44, 20, 20, 20, 20, 8, 44, 36, 8)
LONGEST = {TEXT: 80, WHY: 120, SOURCE: 120, **dict.fromkeys(CHOICES, 30)}
HEADER_WITHIN = 20
MOST_ROWS = 2000
NOTES = (
    "填写说明（本页不会被导入）",
    f"1. 主题：{'、'.join(TOPICS.values())}。题型：{'、'.join(KINDS.values())}。难度：1 易，2 中，3 难。",
    "2. 单选填一个字母，多选填几个字母（如 ACD），判断填“对”或“错”；判断题的选项留空。",
    "3. 解析用一句话说明为什么；出处和年份必填，没有出处的内容不出题。",
    "4. 新题的编号留空，导入后自动编号；要修改已有的题，请先导出，改好后保留编号再导入。",
    "5. 有一行不对，整个文件都不会导入，改好后重新上传即可。",
)


class Problem(NamedTuple):
    """What is wrong with one cell and what to do. ``line`` is the sheet's own row number."""

    line: int
    column: str
    message: str


class Row(NamedTuple):
    line: int
    draft: Draft


class Read(NamedTuple):
    """``rows`` are the faultless ones; nothing is taken while there are ``problems``."""

    rows: list[Row]
    problems: list[Problem]


class Taken(NamedTuple):
    added: int
    changed: int


def workbook() -> bytes:
    """The office's own questions in force, or only the titles when there are none yet."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet, notes = book.add_worksheet("自建题目"), book.add_worksheet("填写说明")
        title = book.add_format({"bold": True, "bg_color": "#e6f2ea", "border": 1, "align": "center"})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        for column, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width, text)
            sheet.write_string(0, column, name, title)
        for line, row in enumerate(question_bank.current(OFFICE).values(), start=1):
            for column, cell in enumerate(cells(question_bank.words(row))):
                sheet.write_string(line, column, cell, text)
        sheet.freeze_panes(1, 0)
        notes.set_column(0, 0, 90)
        for line, note in enumerate(NOTES):
            notes.write_string(line, 0, note)
    return file.getvalue()


def cells(draft: Draft) -> list[str]:
    """A question as a row of the workbook."""
    is_verdict = draft.kind == "true_false"
    answer = ("对" if draft.answer == ["A"] else "错") if is_verdict else "".join(draft.answer)
    choices = ["" if is_verdict else draft.choices.get(key, "") for key in "ABCD"]
    return [
        draft.code, TOPICS[draft.topic], KINDS[draft.kind], str(draft.difficulty), draft.text, *choices,
        answer, draft.explanation, draft.source, str(draft.year),
    ]  # fmt: skip


def read(content: bytes) -> Read:
    """Raises Invalid naming the field ``file`` when the file holds no question at all."""
    for table in sheets.read(content):
        for at, titles in enumerate(table.rows[:HEADER_WITHIN]):
            places = {plain(title): index for index, title in enumerate(titles) if plain(title) in COLUMNS}
            if {TOPIC, KIND, TEXT, ANSWER} <= places.keys():
                return read_rows(table.rows, at, places)
    raise sheets.refusal("没有找到题目的表头：请用“导出”得到的表格填写，列名不要改")


def read_rows(rows: list[list[Any]], at: int, places: dict[str, int]) -> Read:
    found: list[Row] = []
    problems = [
        Problem(at + 1, column, "表头缺少这一列，请补上") for column in COLUMNS if column not in {CODE, *places}
    ]
    for line, row in enumerate(rows[at + 1 :], start=at + 2):
        values = {column: plain(row[index]) if index < len(row) else "" for column, index in places.items()}
        if any(values.values()) and not problems[MOST_ROWS:]:
            draft, faults = read_row(values)
            problems += [Problem(line, column, message) for column, message in faults.items()]
            if not faults:
                found.append(Row(line, draft))
    if not found and not problems:
        raise sheets.refusal("表头下面没有题目，请填写后再上传")
    if len(found) > MOST_ROWS:
        raise sheets.refusal(f"一次最多导入 {MOST_ROWS} 题，请分成几个文件")
    return Read(found, problems + known_problems(found))


def read_row(values: dict[str, str]) -> tuple[Draft, dict[str, str]]:
    """A question as far as it can be read, and a sentence for each wrong column."""
    faults = {column: fault for column in COLUMNS if (fault := fault_of(column, values.get(column, "")))}
    topics = {title: key for key, title in TOPICS.items()}
    kinds = {title: key for key, title in KINDS.items()}
    kind = kinds.get(values.get(KIND, ""), "")
    choices = dict(TRUE_FALSE)
    if kind != "true_false":
        choices = {key: values.get(name, "") for name, key in CHOICES.items() if values.get(name)}
    answer = read_answer(kind, values.get(ANSWER, ""))
    faults |= choice_faults(kind, choices, answer, values)
    hard, year = (0 if column in faults else int(values[column]) for column in (HARD, YEAR))
    draft = Draft(
        values.get(CODE, ""), topics.get(values.get(TOPIC, ""), ""), kind, hard,
        values.get(TEXT, ""), choices, answer, values.get(WHY, ""), values.get(SOURCE, ""), year,
    )  # fmt: skip
    return draft, faults


def fault_of(column: str, text: str) -> str:
    """What is wrong with one cell by itself; empty when nothing is."""
    if CONTROL.search(text):
        return f"{column}里有看不见的字符或乱码，请重新输入"
    if column in LONGEST and len(text) > LONGEST[column]:
        return f"{column}有 {len(text)} 个字，手机上放不下，最多 {LONGEST[column]} 个字"
    if column == TOPIC and text not in TOPICS.values():
        return f"主题请从这些里选：{'、'.join(TOPICS.values())}"
    if column == KIND and text not in KINDS.values():
        return f"题型请从这些里选：{'、'.join(KINDS.values())}"
    if column == HARD and text not in ("1", "2", "3"):
        return "难度请填 1、2 或 3"
    if column == YEAR and not (re.fullmatch(r"\d{4}", text) and 1949 <= int(text) <= clock.today().year):
        return f"年份请填四位数字，1949 到 {clock.today().year}"
    if column in (TEXT, WHY, SOURCE, ANSWER) and not text:
        return f"缺少{column}，请补上" + ("；没有出处的内容不出题" if column == SOURCE else "")
    return ""


def read_answer(kind: str, text: str) -> list[str]:
    """Keys of the right choices, in order; empty when they cannot be read."""
    if kind == "true_false":
        return {"对": ["A"], "正确": ["A"], "错": ["B"], "错误": ["B"]}.get(text, [])
    letters = re.sub(r"[\s,，、;；]", "", text.upper())
    return sorted(set(letters)) if re.fullmatch("[A-D]+", letters) else []


def choice_faults(kind: str, choices: dict[str, str], answer: list[str], values: dict[str, str]) -> dict[str, str]:
    """What is wrong with the choices and the answer taken together."""
    if kind == "true_false":
        return {} if answer else {ANSWER: "判断题的答案请填“对”或“错”"}
    faults = {}
    if len(choices) < 2 or list(choices) != list("ABCD"[: len(choices)]):
        faults["选项A"] = "选项请从 A 起依次填写，至少两项，中间不要空着"
    elif len(set(choices.values())) < len(choices):
        faults["选项A"] = "有两个选项一样，请改掉一个"
    if not answer or not set(answer) <= choices.keys():
        faults[ANSWER] = "答案请填选项的字母，例如 B 或 ACD，且选项里要有"
    elif kind == "single" and len(answer) != 1:
        faults[ANSWER] = "单选题只能有一个答案；有几个答案请把题型改成“多选”"
    elif kind == "multiple" and len(answer) < 2:
        faults[ANSWER] = "多选题至少有两个答案；只有一个请把题型改成“单选”"
    return faults


def known_problems(rows: list[Row]) -> list[Problem]:
    """Codes that are not the office's, and questions that are there already."""
    own = question_bank.current(OFFICE)
    rows_there = session.execute(select(Question.text, Question.code).where(Question.state != RETIRED))
    texts = {row.text: row.code for row in rows_there}
    lines: dict[str, int] = {}
    found = []
    for line, draft in rows:
        if draft.code and draft.code not in own:
            found.append(Problem(line, CODE, "不是本单位自建题的编号；新题请把编号留空，内置题不能改，可以停用"))
        if texts.get(draft.text, draft.code) != draft.code:
            found.append(Problem(line, TEXT, f"题库里已经有这道题（{texts[draft.text]}）"))
        for column, key in ((CODE, draft.code), (TEXT, draft.text)):
            first = lines.setdefault(column + key, line)
            if key and first != line:
                found.append(Problem(line, column, f"与第 {first} 行重复，请只保留一行"))
    return found


def take(rows: list[Row], actor: Actor) -> Taken:
    """Put faultless rows into the bank: new ones get the next codes."""
    last = max((int(code.partition("-")[2]) for code in every_code()), default=0)
    drafts, added = [], 0
    for _, draft in rows:
        if not draft.code:
            added += 1
            draft = draft._replace(code=f"own-{last + added:03}")
        drafts.append(draft)
    changed = question_bank.put(drafts, OFFICE) - added
    if added or changed:
        audit.write(actor, "question.import", f"{len(rows)} 题", {"added": added, "changed": changed})
        rules.touch()
    return Taken(added, changed)


def every_code() -> list[str]:
    """Codes of the office's questions, in force or not: none is given twice."""
    return list(session.scalars(select(Question.code).where(Question.origin == OFFICE).distinct()))
