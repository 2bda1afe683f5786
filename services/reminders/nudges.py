"""Writing down whom a rule nudges: one row a person, set-wise, with the copy in the inbox."""

from datetime import date, datetime

from sqlalchemy import Select, case, func, literal, null, select

import clock
from models import (
    Account,
    Delivery,
    Employee,
    Participation,
    Reminder,
    State,
    Subscription,
    UTCDateTime,
    engine,
    session,
)
from services.inserts import INSERTS
from services.reminders import copies as reminder_copies
from services.reminders import obstacles

NO_GRANT = "no_grant"
WECHAT, WECOM = "wechat", "wecom"


def nudge(reminder: Reminder, now: datetime, wecom: bool) -> int:
    """Write the deliveries and the inbox copies of one reminder: two statements, however many people."""
    insert = INSERTS[engine().dialect.name]
    day = clock.local(now).date()
    chosen = chosen_people(reminder, day, now, wecom)
    deliveries = insert(Delivery.__table__).from_select(list(chosen.selected_columns.keys()), chosen)
    written = session.execute(deliveries.on_conflict_do_nothing(), execution_options={"preserve_rowcount": True})
    reminder_copies.write(reminder, day, now)
    return written.rowcount  # type: ignore[attr-defined]


def chosen_people(reminder: Reminder, day: date, now: datetime, wecom: bool) -> Select:
    """The rows to insert into ``deliveries``: whom nothing stands in the way of; those out of reach as dropped."""
    granted = obstacles.IS_GRANTED
    reached = granted | obstacles.BY_WECOM
    return (
        people(reminder)
        .with_only_columns(
            Reminder.id.label("reminder_id"),
            Account.id.label("account_id"),
            literal(day).label("day"),
            literal(reminder.next_run_at, UTCDateTime()).label("due_at"),
            literal(now, UTCDateTime()).label("try_at"),
            case((reached, State.PENDING.value), else_=State.DROPPED.value).label("state"),
            case((obstacles.BY_WECOM & ~granted, WECOM), else_=WECHAT).label("channel"),
            case((reached, ""), else_=NO_GRANT).label("reason"),
            literal(0).label("tries"),
            literal(now, UTCDateTime()).label("created_at"),
            case((reached, null()), else_=literal(now, UTCDateTime())).label("settled_at"),
        )
        .where(obstacles.OBSTACLE == "", ~obstacles.WAS_NUDGED)
        .params(**obstacles.moment(now, wecom))
    )


def people(reminder: Reminder) -> Select:
    """Everybody who takes part, beside the rule and what they allow of its template."""
    return (
        select(func.count())
        .select_from(Participation)
        .join(Account, Account.id == Participation.account_id)
        .join(Employee, Employee.id == Account.employee_id)
        .join(Reminder, Reminder.id == reminder.id)
        .outerjoin(Subscription, obstacles.LEDGER_OF_PERSON)
    )
