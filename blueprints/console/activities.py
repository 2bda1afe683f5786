from datetime import date, timedelta

from flask import Blueprint, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

import clock
from blueprints.console.base import MANAGER, READER, go, page, require_whole_office
from services import activities, carbon, rule_changes, rules
from services.activities import Activity
from services.rule_changes import MOST_POINTS, Draft

bp = Blueprint("activities", __name__, url_prefix="/activities")


@bp.get("")
@page(READER)
def show() -> str:
    """Every green behaviour with the rule in force today, and what is planned."""
    today = clock.today()
    rows = [
        (activity, rules.on(activity.key, today), rule_changes.planned(activity.key, today))
        for activity in activities.ACTIVITIES.values()
    ]
    return render_template("console/activities.html", rows=rows, set_name=rule_changes.set_name)


@bp.get("/<key>")
@page(READER)
def show_one(key: str) -> str:
    """The rule, its form and its history. Raises NotFound."""
    activity, today = activities.get(key), clock.today()
    terms = rules.on(key, today)
    coming = rule_changes.planned(key, today)
    newest = coming[-1] if coming else terms
    shown = {"activity": activity, "terms": terms, "coming": coming, "newest": newest, "today": today}
    carbon_side = {
        "sets": carbon.SETS,
        "set_name": rule_changes.set_name,
        "factors": rule_changes.factors(activity, newest.factor_set) if newest else [],
        "has_carbon": any(rule_changes.factors(activity, each) for each in carbon.SETS),
        "why": rule_changes.why(activity),
        "per": carbon.PER,
    }
    return render_template(
        "console/activity.html",
        **shown,
        **carbon_side,
        limits=rule_changes.limits(activity, newest) if newest else {},
        version=rule_changes.last_version(key),
        history=rule_changes.history(activity),
        tomorrow=today + timedelta(days=1),
        most=MOST_POINTS,
    )


@bp.post("/<key>")
@page(MANAGER, again=show_one)
def change(key: str) -> AnyResponse:
    """A new version with a first day. Raises NotFound, Invalid."""
    require_whole_office()
    is_new = rule_changes.revise(key, draft(activities.get(key)), g.visitor.actor)
    return go("activities.show_one", "rule_changed" if is_new else "rule_same", key=key)


@bp.post("/<key>/switch")
@page(MANAGER, again=show_one)
def switch(key: str) -> AnyResponse:
    """On or off from today. Raises NotFound, Invalid."""
    require_whole_office()
    is_on = request.form.get("is_on") == "yes"
    reason = request.form.get("reason", "")
    rule_changes.switch(key, is_on, request.form.get("version", 0, int), reason, g.visitor.actor)
    return go("activities.show_one", "activity_on" if is_on else "activity_off", key=key)


def draft(activity: Activity) -> Draft:
    form = request.form
    return Draft(
        form.get("version", 0, int),
        form.get("is_on") == "yes",
        {key: whole(form.get(f"points-{key}", "")) for key in activity.default_points},
        {key: whole(form.get(f"limits-{key}", "")) for key in activity.default_limits},
        form.get("factor_set", activity.factor_set),
        day_of(form.get("valid_from", "")),
        form.get("reason", ""),
        form.get("has_checked_source") == "yes",
    )


def whole(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
