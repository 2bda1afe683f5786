from flask import Blueprint, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from blueprints.console.base import MANAGER, READER, go, page, require_whole_office
from services import halts, reminders

bp = Blueprint("reminders", __name__, url_prefix="/reminders")

OUTCOMES = {
    "sent": "已送达",
    "inbox_only": "仅站内消息",
    "refused": "本人不再接收",
    "failed": "发送失败",
    "unknown": "结果不明",
    "dropped": "未发送",
    "pending": "等待发送",
    "sending": "正在发送",
}


@bp.get("")
@page(READER)
def show() -> str:
    return render_template(
        "console/reminders.html", rules=reminders.listing(), outcomes=OUTCOMES, halted=halts.halted()
    )


@bp.post("/<id:reminder_id>/switch")
@page(MANAGER)
def switch(reminder_id: int) -> AnyResponse:
    """On or off, for everybody; on needs a reason."""
    require_whole_office()
    is_on = request.form.get("is_on") == "yes"
    reminders.switch(reminder_id, is_on, g.visitor.actor, request.form.get("reason", "")[:200])
    return go("reminders.show", "switched_on" if is_on else "switched_off")
