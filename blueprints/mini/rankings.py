from datetime import date
from typing import Annotated, Literal

from flask import Blueprint, g
from pydantic import Field

import clock
from blueprints.base import BOUND, contract
from blueprints.mini.forms import Form, Instant, Shown
from services import rankings

bp = Blueprint("rankings", __name__)


class Question(Form):
    period: Literal["week", "month", "quarter", "year"] = "week"
    at: Annotated[date | None, Field(description="期内任意一天，默认今天")] = None
    metric: Literal["participation", "points_per_head", "grams_per_head", "points"] = "participation"
    band: Annotated[Literal["5-15", "16-50", "51+"] | None, Field(description="只看某一规模的科室")] = None


class Period(Shown):
    from_: Annotated[date, Field(validation_alias="first", serialization_alias="from")]
    to: Annotated[date, Field(validation_alias="last")]
    closed: bool


class Department(Shown):
    id: int | None
    name: str


class Standing(Shown):
    rank: int
    department: Department
    value: float
    points: int
    grams: int
    participants: int
    roll: float
    mine: bool


class Board(Shown):
    period: Period
    metric: str
    formula: str
    as_of: Instant
    standings: list[Standing]


@bp.get("/rankings/departments")
@contract(BOUND, Board, query=Question)
def rank_departments(query: Question):
    """科室榜"""
    at = query.at or clock.today()
    return rankings.departments(query.period, at, query.metric, query.band, mine=g.who.employee_id)
