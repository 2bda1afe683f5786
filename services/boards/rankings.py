"""Department boards: what departments did, measured against everybody on their staff roll.

Made from published lines only (``services/boards/tallies.py``), whoever looks: API, console, export, the hall.
"""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select

import clock
from errors import NotFound
from models import Department, Posting, session
from services.boards import closing, periods, standings, tallies
from services.boards import state as board_state
from services.boards.disclosure import EXACT_FROM, FOLDED, GROUP, SMALLEST, Tally
from services.boards.periods import ONE_DAY, Span
from services.boards.standings import PULL, Line, Question, Standing, places, rank, summed
from services.boards.state import State

FORMULAS = {
    "participation": "参与率 = 期内至少有一次有效记录的人数 ÷ 在册平均人数（含未参与人员）",
    "points_per_head": f"人均积分 =（期内积分合计 + {PULL} × 全单位人均）÷（在册平均人数 + {PULL}）",
    "grams_per_head": f"人均减排估算（克）=（有出处口径的合计 + {PULL} × 全单位人均）÷（在册平均人数 + {PULL}）",
    "points": "积分合计 = 期内全部有效记录的积分之和",
}
SMALL_PRINT = (
    f"在册平均人数含未参与人员，按期内逐日平均，记录计入当天所在科室；不足 {SMALLEST} 人的科室并入「{FOLDED}」；"
    f"不足 {EXACT_FROM} 人的，参与人数按 {GROUP} 人一档、积分和减排按约 {GROUP} 人的量一档随机取整，"
    "以免看出个人是否参加；单位数为所列科室之和；数值相同名次并列。"
)


class Period(NamedTuple):
    """Both ends included. ``closed`` is true once nothing in it can change any more."""

    first: date
    last: date
    closed: bool
    state: str = periods.OPEN


class Sums(NamedTuple):
    points: int
    grams: int
    participants: int
    roll: float


class Correction(NamedTuple):
    """What a closed board says of a department, and what later corrections have made of it."""

    department: str
    was: Sums | None
    now: Sums | None


class Board(NamedTuple):
    period: Period
    metric: str
    formula: str
    as_of: datetime
    standings: list[Standing]
    mean: float | None
    amendments: list[Correction]


def departments(
    kind: str,
    at: date,
    metric: str = "participation",
    band: str | None = None,
    mine: int | None = None,
    *,
    unit: int | None = None,
    campaign: int | None = None,
) -> Board:
    """The department board of a period. ``mine`` is an employee's id: their department's line is marked.

    Raises NotFound for a campaign or a unit that is not there.
    """
    asked = Question(metric, band, unit, department_of(mine) if mine else None)
    return board(kind, span_of(kind, at, campaign), asked)


def span_of(kind: str, at: date, campaign: int | None) -> Span:
    if kind != "campaign":
        return periods.span(kind, at)
    found = periods.campaign(campaign) if campaign is not None else None
    if found is None:
        raise NotFound("没有找到这个活动")
    return found


def board(kind: str, span: Span, asked: Question) -> Board:
    state = board_state.read()
    made = ranked(kind, span, asked._replace(own=None), state)
    period = Period(span.first, span.last, made.state == periods.CLOSED, made.state)
    formula = f"{FORMULAS[asked.metric]}。{SMALL_PRINT}"
    found = made.marked(asked.own)
    return Board(period, asked.metric, formula, made.as_of, found, made.mean, corrections(span, made.state))


class Ranked(NamedTuple):
    """A board before anybody looks at it: the lines, and by department the place of the line that it is in."""

    standings: list[Standing]
    lines: dict[int, int]
    mean: float | None
    state: str
    as_of: datetime

    def marked(self, own: int | None) -> list[Standing]:
        """The lines, the one of a department marked."""
        at = self.lines.get(own) if own else None
        if at is None:
            return self.standings
        return [*self.standings[:at], self.standings[at]._replace(mine=True), *self.standings[at + 1 :]]


def ranked(kind: str, span: Span, asked: Question, state: State) -> Ranked:
    """Kept like the lines that it is made of, until the boards' revision moves."""
    if not state.revision:
        return make(kind, span, asked, state)
    return tallies.kept(key_of(span, asked, state), lambda: make(kind, span, asked, state))


def ranked_before(span: Span, asked: Question, state: State) -> Ranked | None:
    """The board if this process has it; reads nothing."""
    return tallies.look(key_of(span, asked, state))


def key_of(span: Span, asked: Question, state: State) -> tuple:
    return span.code, state.revision, clock.today(), asked


def make(kind: str, span: Span, asked: Question, state: State) -> Ranked:
    published = tallies.of(span, state)
    previous = periods.before(kind, span)
    was = places(lines_of(tallies.of(previous, state), asked), asked) if previous and periods.is_known(previous) else {}
    found, mean = rank(lines_of(published, asked), asked)
    standings = [one._replace(before=was.get(one.department.id)) for one, _ in found]
    lines = {department: at for at, (_, ids) in enumerate(found) for department in ids}
    last = next((at for at, one in enumerate(standings) if one.department.id is None), None)
    if last is not None:
        lines |= dict.fromkeys(published.folded, last)
    return Ranked(standings, lines, mean, published.state, published.as_of)


def trend(kind: str, at: date, metric: str, count: int) -> list[tuple[date, float]]:
    """The whole office's value in this period and those before it, the earliest first, as far back as one is known.

    Made of the lines that boards show, so that it tells nothing they do not.
    """
    state, found, span = board_state.read(), [], periods.span(kind, at)
    for _ in range(count):
        if not periods.is_known(span):
            break
        found.append((span.first, standings.of_all(tallies.of(span, state).lines, metric)))
        span = periods.span(kind, span.first - ONE_DAY)
    return found[::-1]


def corrections(span: Span, state: str) -> list[Correction]:
    if state != periods.CLOSED:
        return []
    return [Correction(one.department, sums(one.was), sums(one.now)) for one in closing.amendments(span)]


def sums(one: Tally | None) -> Sums | None:
    return one and Sums(one.points, one.grams, one.participants, round(float(one.roll), 1))


def lines_of(published: tallies.Published, asked: Question) -> list[Line]:
    """What the question lists, before it is cut to a band."""
    lines = published.lines
    if asked.unit is None:
        return [Line(one, 1, frozenset([one.department_id or 0])) for one in lines]
    top = path_of(asked.unit) if asked.unit else ""
    return summed(lines, top)


def path_of(unit: int) -> str:
    """Raises NotFound."""
    path = session.scalar(select(Department.path).filter_by(id=unit))
    if path is None:
        raise NotFound("没有找到这个单位")
    return path


def department_of(employee_id: int) -> int | None:
    """The department an employee belongs to today."""
    today = clock.today()
    return session.scalar(
        select(Posting.department_id)
        .where(Posting.employee_id == employee_id, Posting.from_day <= today)
        .where(Posting.to_day.is_(None) | (Posting.to_day > today))
    )
