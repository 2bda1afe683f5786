from typing import Any

from flask import Blueprint, render_template, url_for

from blueprints.console.base import READER, page
from services.office import collections, findings, overview
from services.office.overview import Overview

bp = Blueprint("office_home", __name__, url_prefix="/office")


@bp.get("")
@page(READER)
def show() -> str:
    """Where the office stands this year, what waits in its ledgers, and the doors to them."""
    found = overview.now()
    return render_template("console/office_home.html", found=found, waits=waits(found) if found.meters else [])


def waits(found: Overview) -> list[tuple[str, str]]:
    """What is to be done, in words, and the address where it is done."""
    open_months = [month for month, state in found.months if state == "waiting"] + found.earlier
    ending = [firm.name for firm in collections.contractors() if collections.ends_soon(firm)]
    counts = findings.counts()
    opened, fixed = counts[findings.OPEN], counts[findings.FIXED]
    found_at, settings_at = "office_findings.show", "office_indicators.show_settings"
    lines: tuple[tuple[int, str, str, dict[str, Any]], ...] = (
        (len(open_months), f"{len(open_months)} 个月的账单核对后等着结账", "office_bills.show", {}),
        (not found.has_settings, f"还没有填写 {found.year} 年的建筑面积和用能人数", settings_at, {}),
        (len(ending), f"收运合同快到期或已到期：{'、'.join(ending)}", "office_collections.show", {}),
        (opened, f"{opened} 个巡查问题等着通报", found_at, {"state": findings.OPEN}),
        (fixed, f"{fixed} 个问题整改后等着复查", found_at, {"state": findings.FIXED}),
    )
    return [(words, url_for(f"console.{endpoint}", **values)) for is_so, words, endpoint, values in lines if is_so]
