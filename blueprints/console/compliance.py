"""国办函〔2026〕12号: every point with its state as of now, the switches, the papers, and the self-check sheet."""

from flask import Blueprint, Response, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

import clock
from blueprints.console.base import MANAGER, READER, attachment, go, page, require_whole_office
from services.compliance import compliance, filing, switches
from services.compliance import sheet as self_check_sheet
from services.word import word

bp = Blueprint("compliance", __name__, url_prefix="/compliance")

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("")
@page(READER)
def show() -> str:
    return draw()


def draw() -> str:
    points = compliance.look()
    turned = {key: (switches.is_on(key), switches.last_turned(key)) for key in switches.SWITCHES}
    return render_template(
        "console/compliance.html",
        points=points,
        attention=[one for one in points if one.finding.state == compliance.ATTENTION],
        switches=switches.SWITCHES,
        turned=turned,
        fields=filing.FIELDS,
        days=filing.DAYS,
        kept=filing.current(),
    )


@bp.get("/self-check.docx")
@page(READER, limit="60/hour")
def sheet() -> Response:
    return attachment(word.write(self_check_sheet.draft(compliance.look())), DOCX, f"自查表-{clock.today()}.docx")


@page(READER)
def show_again(key: str) -> str:
    return draw()


@bp.post("/switches/<key>")
@page(MANAGER, again=show_again)
def turn(key: str) -> AnyResponse:
    """On or off, for the whole office; on needs a reason."""
    require_whole_office()
    to = request.form.get("is_on") == "yes"
    switches.turn(key, to, request.form.get("reason", "")[:400], g.visitor.actor)
    return go("compliance.show", "switch_on" if to else "switch_off")


@bp.post("/filing")
@page(MANAGER, again=show)
def keep() -> AnyResponse:
    require_whole_office()
    filing.keep({name: request.form.get(name, "") for name in filing.FIELDS}, g.visitor.actor)
    return go("compliance.show", "filing_kept")
