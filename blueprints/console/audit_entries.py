from datetime import date

from flask import Blueprint, Response, render_template, request

import clock
from blueprints.console.base import MANAGER, attachment, page, require_whole_office
from blueprints.console.paging import page_number
from services.audit import actions as audit_actions
from services.audit import entries as audit_entries
from services.audit.entries import PAGE, Wanted
from services.workbooks import workbooks

bp = Blueprint("audit_entries", __name__, url_prefix="/audit-entries")


@bp.get("")
@page(MANAGER)
def show() -> str:
    """Who changed what, when, from what to what; the latest first."""
    require_whole_office()
    wanted, at = wanted_now(), page_number()
    rows, total = audit_entries.listing(wanted, at)
    choices = {"actors": audit_entries.actors(), "rooms": (*audit_actions.ROOMS, audit_actions.OTHER)}
    found = {"rows": rows, "total": total, "at": at, "pages": max(1, -(-total // PAGE)), "wanted": wanted}
    return render_template("console/audit_entries.html", **found, **choices)


@bp.get("/export.xlsx")
@page(MANAGER, limit="60/hour")
def export() -> Response:
    require_whole_office()
    return attachment(audit_entries.workbook(wanted_now()), workbooks.XLSX, f"操作日志-{clock.today()}.xlsx")


def wanted_now() -> Wanted:
    """What the address asks for; a day that is none is left out."""
    actor, room, text = (request.args.get(name, "").strip()[:64].replace("\0", "") for name in ("actor", "room", "q"))
    return Wanted(actor, room, day("first"), day("last"), text)


def day(name: str) -> date | None:
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if 2000 <= found.year < 2200 else None
