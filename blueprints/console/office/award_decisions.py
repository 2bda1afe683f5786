"""The judges' meeting, its minutes, and the certificates."""

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from blueprints.console.base import MANAGER, READER, attachment, go, page, require_whole_office
from blueprints.console.office import forms
from blueprints.console.office.awards import heading, version, whole
from blueprints.console.office.findings import DOCX
from services.office.awards import awards
from services.office.awards import certificates as award_certificates
from services.office.awards import conflicts as award_conflicts
from services.office.awards import decisions as award_decisions
from services.office.awards import papers as award_papers
from services.office.awards import revocations as award_revocations
from services.office.awards.decisions import Draft
from services.word import word

bp = Blueprint("office_award_decisions", __name__, url_prefix="/office/awards")


@bp.get("/<id:round_id>/decision")
@page(READER)
def show(round_id: int) -> str:
    require_whole_office()
    row = awards.get(round_id)
    shown = {"ballots": award_decisions.ballots(row), "judges": award_conflicts.judges(row.id), "kinds": awards.KINDS}
    shown |= {"revoked": award_revocations.of_round(row.id)}
    is_open, places = row.state == awards.DECISION, awards.places(awards.rule(row))
    return render_template(
        "console/office_award_decision.html", **heading(row), **shown, is_open=is_open, places=places
    )


@bp.post("/<id:round_id>/decision")
@page(MANAGER, again=show)
def save(round_id: int) -> AnyResponse:
    """Raises Invalid, Conflict."""
    award_decisions.save(round_id, draft(), whole())
    return go("office_award_decisions.show", "award_meeting_saved", round_id=round_id)


@bp.get("/<id:round_id>/minutes.docx")
@page(READER)
def minutes(round_id: int) -> Response:
    require_whole_office()
    draft = award_papers.minutes(awards.get(round_id))
    return attachment(word.write(draft), DOCX, f"{draft.title}.docx")


@bp.post("/<id:round_id>/certificates.pdf")
@page(MANAGER)
def certificates(round_id: int) -> Response:
    """A POST, since the log says who printed them. Raises Conflict before the minutes are final."""
    actor, row = whole(), awards.get(round_id)
    return attachment(award_certificates.make(row, actor), "application/pdf", f"{row.title}证书.pdf")


def draft() -> Draft:
    given = request.form
    votes = {int(name[6:]): forms.number(name) for name in given if name.startswith("votes-") and name[6:].isdecimal()}
    chosen = frozenset(int(one) for one in given.getlist("chosen") if one.isascii() and one.isdecimal())
    words = {name: given.get(name, "") for name in ("met_at", "decision")}
    met_on = forms.day_or_none("met_on", "评审会日期")
    return Draft(met_on, attendees=forms.number("attendees"), votes=votes, chosen=chosen, version=version(), **words)
