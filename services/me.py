"""A person's own settings, and everything the office keeps about them."""

from datetime import date, time
from typing import Any, NamedTuple

from sqlalchemy import select

import clock
from errors import Conflict
from models import (
    Absence,
    Account,
    CheckIn,
    Delivery,
    Employee,
    Message,
    Objection,
    Participation,
    Photo,
    QuizDraw,
    Review,
    Session,
    Subscription,
    session,
)
from models.hot_path import Identity
from models.total import alone
from services import accounts, vault
from services.boards import people as people_rankings
from services.boards import state as board_state
from services.holds import holds
from services.suggestions import suggestions

GRANT = ("template_id", "remaining", "refused_on", "asked_on", "hinted_at", "heard_at")


class Me(NamedTuple):
    name: str
    department: str
    joined: bool
    joined_on: Any
    policy_version: str | None
    nickname: str | None
    on_people_board: bool
    commute_template: dict | None
    quiet_from: time | None
    quiet_until: time | None
    reminder_kinds: list[str]
    remind_again: bool
    reminders_from: date | None
    wecom: bool


def show(who: Identity) -> Me:
    account = session.get_one(Account, who.account_id)
    part = session.scalar(select(Participation).filter_by(account_id=account.id))
    return Me(
        *accounts.person(who.employee_id),  # type: ignore[arg-type]
        part is not None,
        part.joined_on if part else None,
        part.policy_version if part else None,
        account.nickname,
        bool(part and part.on_people_board),
        account.commute_template,
        account.quiet_from,
        account.quiet_until,
        account.reminder_kinds,
        account.remind_again,
        account.reminders_from,
        account.wecom_sealed is not None,
    )


def change(who: Identity, changes: dict[str, Any]) -> Me:
    """Change only the settings named. Raises Conflict for the people's board of somebody who has not joined."""
    if changes.keys() & {"on_people_board", "nickname"}:
        alone()  # before anything is locked: a fold under way must not overlook the choice
    account = session.get_one(Account, who.account_id)
    if "on_people_board" in changes:
        part = session.scalar(select(Participation).filter_by(account_id=account.id))
        if part is None:
            raise Conflict("加入之后才能选择是否上个人榜", code="NOT_JOINED_YET")
        part.on_people_board = changes.pop("on_people_board")
        session.flush()
        people_rankings.list_person(part.id, part.on_people_board)
    for name, value in changes.items():
        setattr(account, name, wall_time(value) if name.startswith("quiet_") else value)
    if "nickname" in changes:
        board_state.touch()
    session.flush()
    return show(who)


def wall_time(text: str | None) -> time | None:
    return text and time.fromisoformat(text)  # type: ignore[return-value]


def export(who: Identity) -> dict[str, Any]:
    """Everything stored about the person, in clear where it is sealed, for the person alone."""
    employee = session.get_one(Employee, who.employee_id)
    account = session.get_one(Account, who.account_id)
    phone = employee.phone_sealed and vault.open_sealed(
        employee.phone_sealed, f"employees.phone:{employee.employee_no}"
    )
    mine = {"account_id": account.id}
    return {
        "exported_at": clock.local(clock.now()).isoformat(timespec="seconds"),
        "employee": {"employee_no": employee.employee_no, "phone": phone, "came_on": str(employee.came_on)},
        "settings": plain(show(who)._asdict()),
        "wechat": {"openid": accounts.openid_of(account), "wecom_user_id": accounts.wecom_of(account) or None},
        "participation": rows(Participation, mine, "policy_version", "joined_at", "on_people_board"),
        "check_ins": acts(who),
        "held": holds.export(who),
        "objections": rows(Objection, mine, "text", "state", "answer", "created_at"),
        "quizzes": taking_part(who, QuizDraw, "day", "questions", "answers", "answered_at"),
        "reviews": taking_part(who, Review, "code", "times_asked", "times_right", "asked_on", "due_on"),
        "photos": rows(Photo, mine, "id", "use", "state", "suggest", "reason", "created_at"),
        "suggestions": suggestions.export(who),
        "absences": rows(Absence, mine, "from_day", "to_day", "reason"),
        "subscriptions": rows(Subscription, mine, *GRANT),
        "deliveries": rows(Delivery, mine, "day", "due_at", "channel", "state", "reason", "words"),
        "messages": rows(Message, mine, "title", "text", "created_at", "read_at"),
        "sign_ins": rows(Session, mine, "created_at", "expires_at"),
    }


def acts(who: Identity) -> list[dict]:
    names = ("activity", "slot", "attempt", "day", "points", "grams", "carbon_method", "detail", "created_at")
    return taking_part(who, CheckIn, *names)


def taking_part(who: Identity, table: Any, *names: str) -> list[dict]:
    """Rows that hang on taking part; none before joining."""
    return rows(table, {"participation_id": who.participation_id}, *names) if who.participation_id else []


def rows(table: Any, key: dict[str, Any], *names: str) -> list[dict]:
    found = session.scalars(select(table).filter_by(**key).order_by(table.id))
    return [plain({name: getattr(row, name) for name in names}) for row in found]


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Days and instants as text; JSON's own types as they are."""
    kept = (str, int, float, bool, dict, list, type(None))
    return {name: value if isinstance(value, kept) else str(value) for name, value in values.items()}
