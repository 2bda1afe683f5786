from datetime import date
from typing import Annotated, Literal

from flask import Blueprint, g
from pydantic import Field

import clock
from blueprints.base import BOUND, JOINED, contract
from blueprints.mini.forms import Form, Instant, Shown
from errors import NotFound
from services.boards import people as people_rankings
from services.boards import rankings

bp = Blueprint("rankings", __name__)

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


class Question(Form):
    period: Literal["week", "month", "quarter", "year", "campaign"] = "week"
    at: Annotated[date | None, Field(description="期内任意一天，默认今天")] = None
    campaign: Annotated[int | None, Field(ge=1, le=99_999_999, description="period 为 campaign 时：活动的编号")] = None
    metric: Literal["participation", "points_per_head", "grams_per_head", "points"] = "participation"
    band: Annotated[Literal["5-15", "16-50", "51+"] | None, Field(description="只看某一规模的科室")] = None
    unit: Annotated[
        int | None,
        Field(ge=0, le=2**53 - 1, description="按层级看：0 为最上一级单位，单位编号为其下一级；不写则列出全部科室"),
    ] = None


class Period(Shown):
    from_: Annotated[date, Field(validation_alias="first", serialization_alias="from")]
    to: Annotated[date, Field(validation_alias="last")]
    closed: Annotated[bool, Field(description="已封存：以后不会再变")]
    state: Annotated[Literal["open", "backfill", "closed"], Field(description="进行中、补记期内、已封存")]


class Department(Shown):
    id: int | None
    name: str


class Before(Shown):
    rank: int
    value: float


class Standing(Shown):
    rank: int
    department: Department
    value: float
    points: int
    grams: int
    participants: int
    roll: float
    mine: bool
    departments: Annotated[int, Field(description="这一行合计了几个科室")]
    before: Annotated[Before | None, Field(description="上一期的名次和数值")]


class Sums(Shown):
    points: int
    grams: int
    participants: int
    roll: float


class Amendment(Shown):
    """封存之后的更正：榜单不改，在这里说明"""

    department: str
    was: Sums | None
    now: Sums | None


class Board(Shown):
    period: Period
    metric: str
    formula: str
    as_of: Instant
    standings: list[Standing]
    mean: Annotated[float | None, Field(description="全单位人均，人均类指标按它收缩")]
    amendments: list[Amendment]


class ListedPerson(Shown):
    rank: int
    nickname: str
    department: str
    points: int


class OwnPlace(Shown):
    points: int
    ahead_of: Annotated[float, Field(ge=0, le=1, description="积分比我少的人占其他参与者的比例")]
    listed: Annotated[bool, Field(description="我是否在榜上显示")]


class PeopleQuestion(Form):
    period: Literal["week", "month", "quarter", "year"] = "week"
    at: Annotated[date | None, Field(description="期内任意一天，默认今天")] = None


class PeopleBoard(Shown):
    period: Period
    as_of: Instant
    is_on: Annotated[bool, Field(description="本单位开启了个人榜")]
    standings: list[ListedPerson]
    me: OwnPlace


def day_of(at: date | None) -> date:
    """Today when none was given; what lies beyond all calendars, the nearest day within."""
    return min(max(at or clock.today(), EARLIEST), LATEST)


@bp.get("/rankings/departments")
@contract(BOUND, Board, query=Question, errors=(NotFound,))
def rank_departments(query: Question):
    """科室榜"""
    asked = {"unit": query.unit, "campaign": query.campaign, "mine": g.who.employee_id}
    return rankings.departments(query.period, day_of(query.at), query.metric, query.band, **asked)


@bp.get("/rankings/people")
@contract(JOINED, PeopleBoard, query=PeopleQuestion)
def rank_people(query: PeopleQuestion):
    """个人榜：只有自己选择上榜的人；me 是我自己，只有我看得到"""
    return people_rankings.show(g.who, query.period, day_of(query.at))
