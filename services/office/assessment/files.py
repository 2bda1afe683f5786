"""Read a scoring sheet out of the Excel form an office was sent: its own header words, order and merged cells.

Nothing is left out in silence but empty rows, repeated headers and sums. What cannot be read is named by its row
(``Finding``); what is only strange (``is_remark``) is said and does not stand in the way.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from services.office.bills.cells import text_of
from services.office.evidence.base import plain
from services.workbooks import sheets

CATEGORY, NUMBER, TEXT, POINTS, MUST, RULE, ASKED = ROLES = (
    "category", "number", "text", "points", "must", "rule", "asked",
)  # fmt: skip
PATTERNS = (
    (POINTS, r"(标准|满|配|基准|评价)?分[值数]?|满分值|权重|配分|分值权重"),
    (MUST, r"(是否)?(必达|必须完成|必须达到|否决|一票否决|关键|约束性?)(项|指标|项目)?|必达|是否必达"),
    (RULE, r".*(评分|计分|打分|扣分|赋分|得分)(标准|规则|办法|方法|细则|说明|要求|依据)|评价标准|评价方法|评价细则"),
    (ASKED, r".*(佐证|证明|备查|印证|支撑|台账)(材料|资料|要求|清单|说明)?|.*资料要求|.*提供的?(材料|资料)|查看资料"),
    (NUMBER, r"(序|编|项)号|序|编码|no\.?"),
    (CATEGORY, r"(评价|考核|指标|一级)?(类别|大类|类型|分类)|一级指标|(评价|考核)?项目|(评价|考核)?单元|方面"),
    (TEXT, r".*(内容|要求|指标|事项|评价点|要点)"),
)
UNIT = re.compile(r"[（(\[【].*?[）)\]】]$")
NUMBERS = re.compile(r"(\d+(?:\.\d+)?)分?")
STATED = re.compile(r"[（(](\d+(?:\.\d+)?)分[）)]")
UNREADABLE = re.compile(r".*(不可读|看不清|无法辨认|不清晰).*")
UNREADABLE_WORDS, UNSCORED_WORDS = "原表此处不可读", "不计分"
NOT_SCORED = {"不计分", "符合性", "不赋分", "-", "—", "——", "/"}
YES = {"是", "√", "✓", "✔", "★", "▲", "*", "y", "yes", "1", "必达", "必达项", "必须", "必须完成项", "否决项"}
NO = {"", "否", "×", "✗", "n", "no", "0", "-", "—", "/", "无", "非必达"}
MUST_IN_TEXT = re.compile(r"^\s*(★|▲|[【\[（(](必达项?|必须完成项?|否决项?)[】\])）])")
SUMS = ("合计", "总计", "总分", "小计", "共计")
CLOSING = ("注", "说明", "备注", "填表", "填报", "评价单位", "审核", "评价人")
HEADER_WITHIN = 20
MOST_ITEMS, MOST_POINTS, HUNDRED = 500, Decimal(1000), Decimal(100)
LONGEST = {CATEGORY: 60, NUMBER: 20, TEXT: 2000, RULE: 4000, ASKED: 2000}
LABELS = {CATEGORY: "类别", NUMBER: "序号", TEXT: "评价内容", RULE: "评分标准", ASKED: "佐证要求"}
NO_HEADER = "没有找到表头：要有“评价内容”和“分值”两列（类别、序号、必达项、评分标准、佐证要求可以没有），可以先下载模板"


class Row(NamedTuple):
    """One item as the file gives it. Without ``points`` it is not scored, and ``unscored`` says why."""

    line: int
    category: str
    number: str
    text: str
    points: Decimal | None
    unscored: str
    is_must: bool
    rule: str
    asked: str


class Finding(NamedTuple):
    """``line`` is 0 for what concerns the whole sheet."""

    line: int
    sentence: str
    is_remark: bool = False


class Reading(NamedTuple):
    """``title`` is what stands above the header, for the form to begin with."""

    title: str
    rows: list[Row]
    findings: list[Finding]


def read(content: bytes) -> Reading:
    """The first visible sheet that has a header. Raises Invalid at ``file`` when none has, or nothing is below it."""
    found = [(table, at) for table in sheets.read(content) if (at := find_header(table.rows)) is not None]
    if not found:
        raise sheets.refusal(NO_HEADER)
    table, at = found[0]
    titles = roles_of(table.rows[at])
    rows: list[Row] = []
    findings = [Finding(0, f"工作表“{other.name}”没有读，只读了“{table.name}”", True) for other, _ in found[1:]]
    for line, cells in enumerate(filled(table, at, titles), start=at + 2):
        read_line(line, cells, rows, findings)
    if not rows and not findings:
        raise sheets.refusal("表头下面没有内容，请核对后再上传")
    if len(rows) > MOST_ITEMS:
        raise sheets.refusal(f"一份表最多 {MOST_ITEMS} 项，请核对是不是传错了文件")
    above = next((text for cells in table.rows[:at] for cell in cells if (text := text_of(cell))), "")
    return Reading(above[:80], rows, findings + list(doubts(rows)))


def roles_of(cells: list[Any]) -> dict[str, int]:
    """Where each role stands. The first column of a role counts; what says nothing to us is passed over."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        words = text_of(cell).replace(" ", "").lower()
        role = next((role for role, pattern in PATTERNS if words and matches(pattern, words)), None)
        if role:
            found.setdefault(role, place)
    return found


def matches(pattern: str, words: str) -> bool:
    return any(re.fullmatch(pattern, one) for one in (words, UNIT.sub("", words)))


def find_header(rows: list[list[Any]]) -> int | None:
    tops = enumerate(rows[:HEADER_WITHIN])
    return next((at for at, cells in tops if {TEXT, POINTS} <= roles_of(cells).keys()), None)


def filled(table: sheets.Table, at: int, titles: dict[str, int]) -> Iterator[dict[str, str]]:
    """The lines below the header by role. A category fills down, and so does a merged text; lines that share one
    number are counted: 2.1, 2.2."""
    merged = {role: spans(table, titles.get(role)) for role in (NUMBER, TEXT)}
    last: dict[str, str] = {}
    count = 0
    for place in range(at + 1, len(table.rows)):
        cells = table.rows[place]
        line = {role: words_of(cells[column]) if column < len(cells) else "" for role, column in titles.items()}
        if any(line.values()):
            fill(line, last, [CATEGORY, *([TEXT] if place in merged[TEXT] else [])])
        if NUMBER in titles and line[TEXT]:
            count = 1 if line[NUMBER] else count + 1
            last[NUMBER] = line[NUMBER] or last.get(NUMBER, "")
            is_shared = place in merged[NUMBER] or not line[NUMBER]
            line[NUMBER] = f"{last[NUMBER]}.{count}" if is_shared and last[NUMBER] else last[NUMBER]
        yield line


def spans(table: sheets.Table, column: int | None) -> set[int]:
    """The rows in which a column's cell is part of a merged one that is higher than a row."""
    found = [range(first[0], last[0] + 1) for first, last in table.merged if first[1] == column and last[0] > first[0]]
    return {row for rows in found for row in rows}


def fill(line: dict[str, str], last: dict[str, str], roles: list[str]) -> None:
    for role in roles:
        if role in line:
            line[role] = last[role] = line[role] or last.get(role, "")
    last[TEXT] = line[TEXT]


def words_of(cell: Any) -> str:
    """The lines of a cell stay lines: a rule is often a list."""
    lines = cell.splitlines() if isinstance(cell, str) else [cell]
    return "\n".join(filter(None, map(text_of, lines)))


def read_line(line: int, cells: dict[str, str], rows: list[Row], findings: list[Finding]) -> None:
    """One row, or a finding for each thing that is wrong with it."""
    own = {role: text for role, text in cells.items() if role != CATEGORY}
    if not any(own.values()) or is_sum(cells) or (cells.get(TEXT) and cells.get(POINTS) in ("分值", "分数", "满分")):
        return
    wrong = [f"缺少{LABELS[role]}" for role in (CATEGORY, TEXT) if role in cells and not cells[role]]
    wrong += [
        f"{LABELS[role]}太长，最多 {most} 个字" for role, most in LONGEST.items() if len(cells.get(role, "")) > most
    ]
    must = read_must(cells, wrong)
    points, unscored = read_points(cells[POINTS], must, wrong)
    findings += [Finding(line, sentence) for sentence in wrong]
    number = cells.get(NUMBER) or str(len(rows) + 1)
    plain = [cells.get(role, "") for role in (RULE, ASKED)]
    rows.append(Row(line, cells.get(CATEGORY) or "未分类", number, cells[TEXT], points, unscored, must, *plain))


def is_sum(cells: dict[str, str]) -> bool:
    """A line that adds others up, or closes the sheet."""
    heads = [cells.get(role, "") for role in (CATEGORY, NUMBER, TEXT)]
    if any(head.replace(" ", "").startswith(SUMS) and len(head) <= 12 for head in heads):
        return True
    return not (cells.get(TEXT) and cells.get(POINTS)) and any(head.startswith(CLOSING) for head in heads)


def read_must(cells: dict[str, str], wrong: list[str]) -> bool:
    """From the column of its own, or from a mark before the text."""
    word = cells.get(MUST, "").lower()
    if word not in YES | NO:
        wrong.append(f"必达项“{word[:8]}”读不懂，请写“是”，不是的留空")
    marked = any(MUST_IN_TEXT.match(cells.get(role, "")) for role in (TEXT, RULE))
    return word in YES or marked


def read_points(text: str, must: bool, wrong: list[str]) -> tuple[Decimal | None, str]:
    """Points, or why there are none: a must may be asked for without any, and a copy may be unreadable."""
    if found := NUMBERS.fullmatch(text.replace(" ", "")):
        points = Decimal(found[1])
        if points <= 0 or points > MOST_POINTS or points != round(points, 2):
            wrong.append(f"分值“{text[:12]}”不合理：要大于 0，最多两位小数")
        return round(points, 2), ""
    if UNREADABLE.fullmatch(text):
        return None, UNREADABLE_WORDS
    if must and (not text or text in NOT_SCORED):
        return None, UNSCORED_WORDS
    if not text:
        wrong.append("缺少分值；几行合并成一格的，请拆开分别填写；原件看不清的，请写“不可读”")
    else:
        wrong.append(f"分值“{text[:12]}”读不懂，请只写数字")
    return None, ""


def doubts(rows: list[Row]) -> Iterator[Finding]:
    """What only the whole sheet shows: numbers twice (wrong), sums that do not come out (remarks)."""
    seen: dict[str, int] = {}
    for row in rows:
        if row.number in seen:
            yield Finding(row.line, f"序号“{row.number}”和第 {seen[row.number]} 行重复")
        seen.setdefault(row.number, row.line)
    total = sum((row.points or Decimal(0) for row in rows), Decimal(0))
    if total != HUNDRED:
        yield Finding(0, f"各项分值合计 {plain(total)} 分，不是 100 分", True)
    if unread := sum(row.unscored == UNREADABLE_WORDS for row in rows):
        yield Finding(0, f"{unread} 项的分值不可读，不计分", True)
    if not any(row.is_must for row in rows):
        yield Finding(0, "没有一项标为必达项", True)
    sums: dict[str, Decimal] = {}
    for row in rows:
        sums[row.category] = sums.get(row.category, Decimal(0)) + (row.points or Decimal(0))
    for category, found in sums.items():
        stated = STATED.search(category)
        if stated and Decimal(stated[1]) != found:
            yield Finding(0, f"“{category}”写明 {stated[1]} 分，各项合计 {plain(found)} 分", True)
