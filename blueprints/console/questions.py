from flask import Blueprint, Response, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from blueprints.console.base import MANAGER, READER, attachment, go, page, require_whole_office, uploaded
from errors import Invalid
from services.quizzes import questions
from services.quizzes import sheets as question_sheets
from services.quizzes.bank import KINDS, TOPICS
from services.quizzes.questions import Search
from services.workbooks import sheets

bp = Blueprint("questions", __name__, url_prefix="/questions")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATES = {"on": "在用", "off": "已停用"}
FAULTS_SHOWN = 100


@bp.get("")
@page(READER)
def show() -> str:
    """The bank, narrowed to what was looked for."""
    return listing([])


def listing(faults: list[question_sheets.Problem]) -> str:
    """The page of the bank; ``faults`` are those of a file that was not taken."""
    wanted = Search(*(request.args.get(name, "").strip()[:64] for name in ("q", "topic", "state", "origin")))
    number = min(max(1, request.args.get("page", 1, int)), 10_000)
    return render_template(
        "console/questions.html",
        found=questions.search(wanted, number),
        wanted=wanted,
        number=number,
        counts=questions.counts(),
        topics=TOPICS,
        kinds=KINDS,
        states=STATES,
        faults=faults[:FAULTS_SHOWN],
        fault_count=len(faults),
        megabytes=sheets.MAX_BYTES // 2**20,
    )


@bp.get("/export.xlsx")
@page(MANAGER)
def export() -> Response:
    return attachment(question_sheets.workbook(), XLSX, "自建题目.xlsx")


@bp.post("/imports")
@page(MANAGER, again=show)
def upload() -> AnyResponse | tuple[str, int]:
    """Take a file of the office's own questions, whole or not at all. Raises Invalid at the field ``file``."""
    require_whole_office()
    found = question_sheets.read(uploaded("请先选择题目文件").content)
    if found.problems:
        return listing(found.problems), Invalid.status
    question_sheets.take(found.rows, g.visitor.actor)
    return go("questions.show", "questions_imported", origin="office")


@bp.get("/<code>")
@page(READER)
def show_one(code: str) -> str:
    """A question; what is right only for those who look after the bank."""
    return render_template(
        "console/question.html", entry=questions.find(code), topics=TOPICS, kinds=KINDS, states=STATES
    )


@bp.post("/<code>/switch")
@page(MANAGER, again=show_one)
def switch(code: str) -> AnyResponse:
    """Ask it or no longer, for everybody; off needs a reason."""
    require_whole_office()
    is_on = request.form.get("is_on") == "yes"
    questions.switch(code, is_on, g.visitor.actor, request.form.get("reason", "")[:200])
    return go("questions.show_one", "question_on" if is_on else "question_off", code=code)
