"""Award rounds: the list with the results of the years, the rules, and the step from one state to the next.

All rooms of the awards are for those who look after the whole office: candidates are of every department.
"""

from flask import Blueprint, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

import clock
from blueprints.console.base import MANAGER, READER, go, page, require_whole_office
from blueprints.console.office import forms
from blueprints.console.paging import page_number, paged
from models import AwardRound
from services.audit.trail import Actor
from services.office.awards import awards
from services.office.awards import revocations as award_revocations
from services.office.awards import rules as award_rules
from services.office.awards import steps as award_steps
from services.office.awards.rules import Draft

bp = Blueprint("office_awards", __name__, url_prefix="/office/awards")


@bp.get("")
@page(READER)
def show() -> str:
    require_whole_office()
    at, won_at = page_number(), page_number("won")
    (rounds, count), (results, won) = awards.listing(at), awards.results(won_at)
    ids = [one.candidate_id for winners in results.values() for one in winners]
    shown = {"rounds": rounds, "results": results, "revoked": award_revocations.standing(ids)}
    pages = {"rounds_at": paged(at, count, awards.PAGE), "won_at": paged(won_at, won, awards.WINNERS)}
    words = {"law": awards.LAW, "period": awards.period, "labels": awards.LABELS, "kinds": awards.KINDS}
    return render_template("console/office_awards.html", **shown, **pages, **words)


@bp.get("/new")
@page(MANAGER)
def new() -> str:
    require_whole_office()
    return form(None)


@bp.post("")
@page(MANAGER, again=new)
def make() -> AnyResponse:
    """Raises Invalid."""
    row = award_rules.make(draft(), whole())
    return go("office_awards.show_one", "award_made", round_id=row.id)


@bp.get("/<id:round_id>")
@page(READER)
def show_one(round_id: int) -> str:
    """Where it stands, what the next step needs, the rules with their versions, and every step so far."""
    require_whole_office()
    row = awards.get(round_id)
    shown = {"rules": awards.versions(row), "steps": awards.steps(row), "setting": awards.OWN_SETTING}
    stage = {"missing": award_steps.missing(row), "next_step": award_steps.NEXT.get(row.state)}
    return render_template("console/office_award.html", **heading(row), **shown, **stage)


@bp.get("/<id:round_id>/rules")
@page(MANAGER)
def edit(round_id: int) -> str:
    require_whole_office()
    return form(awards.get(round_id))


@bp.post("/<id:round_id>/rules")
@page(MANAGER, again=edit)
def change(round_id: int) -> AnyResponse:
    """Raises Invalid, Conflict."""
    award_rules.change(round_id, draft(), whole())
    return go("office_awards.show_one", "award_rules_saved", round_id=round_id)


@bp.post("/<id:round_id>/step")
@page(MANAGER, again=show_one)
def forward(round_id: int) -> AnyResponse:
    """Raises Invalid naming what is missing, Conflict."""
    award_steps.forward(round_id, version(), whole())
    return go("office_awards.show_one", "award_forward", round_id=round_id)


@bp.post("/<id:round_id>/undo")
@page(MANAGER, again=show_one)
def back(round_id: int) -> AnyResponse:
    """Raises Invalid, Conflict."""
    award_steps.back(round_id, version(), request.form.get("reason", ""), whole())
    return go("office_awards.show_one", "award_back", round_id=round_id)


@bp.post("/<id:round_id>/cancellation")
@page(MANAGER, again=show_one)
def cancel(round_id: int) -> AnyResponse:
    """Raises Invalid, Conflict."""
    award_steps.cancel(round_id, version(), request.form.get("reason", ""), whole())
    return go("office_awards.show_one", "award_cancelled", round_id=round_id)


def form(row: AwardRound | None) -> str:
    shown = {"row": row, "rules": awards.rule(row) if row else None, "periods": awards.PERIODS, "law": awards.LAW}
    limits = {"least": award_rules.LEAST_DAYS, "setting": awards.OWN_SETTING, "this_year": clock.today().year}
    return render_template("console/office_award_form.html", **shown, **limits)


def heading(row: AwardRound) -> dict[str, object]:
    """What the top of every page of a round shows."""
    stages = {state: awards.LABELS[state] for state in awards.STATES}
    return {"row": row, "law": awards.LAW, "stages": stages, "labels": awards.LABELS, "period": awards.period(row)}


def draft() -> Draft:
    def said(name: str) -> str:
        return request.form.get(name, "")

    year, units, people, days = (forms.number(name) for name in ("year", "unit_places", "person_places", "days"))
    round_of = (said("title"), year, said("period"), said("issuer"))
    return Draft(*round_of, units, people, days, said("text"), said("conditions"), said("reason"), version())


def version() -> int:
    return request.form.get("version", 0, int)


def whole() -> Actor:
    """Who acts, for the whole office. Raises Forbidden."""
    require_whole_office()
    return g.visitor.actor
