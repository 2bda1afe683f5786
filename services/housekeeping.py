"""What is removed because it has had its time: the less is kept about people, the better."""

from datetime import timedelta

from sqlalchemy import delete

import clock
from models import ConsoleSession, Delivery, Lease, Session, SignInTicket, State, WeChatEvent, session
from services.office import attachments
from services.photos import photos
from services.roll import imports as roll_imports
from services.suggestions import suggestions
from services.waste import searches as waste_searches

ONE_DAY = timedelta(days=1)
DELIVERY_DAYS = 60  # the inbox copy stays with the person; the sending record is only for repair
EVENT_DAYS = 2  # WeChat repeats an event for some seconds, and believes a signature for ten minutes
OVER = (State.SENT, State.REFUSED, State.FAILED, State.UNKNOWN, State.DROPPED)


def clean_up() -> None:
    """Expired sign-ins of both kinds, tickets, leases, events; rows of uploaded rolls; old sending records."""
    now = clock.now()
    for table in (Session, ConsoleSession, SignInTicket):
        session.execute(delete(table).where(table.expires_at <= now))
    session.execute(delete(Lease).where(Lease.until < now - ONE_DAY))
    session.execute(delete(WeChatEvent).where(WeChatEvent.created_at < now - EVENT_DAYS * ONE_DAY))
    roll_imports.forget_old()
    photos.forget_old()
    attachments.sweep()
    suggestions.forget_old()
    waste_searches.forget_old()
    old = clock.today() - timedelta(days=DELIVERY_DAYS)
    session.execute(delete(Delivery).where(Delivery.day < old, Delivery.state.in_(OVER)))
