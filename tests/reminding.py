"""An office with one reminder, the people who get it, and the scheduler's own jobs to make it happen."""

from datetime import datetime
from itertools import count

from sqlalchemy import select

import clock
from models import Delivery, Reminder, Setting, Subscription, session, transaction
from office import APPID, PUSH_TOKEN
from scheduler import jobs
from services.audit import trail as audit
from services.reminders import plans as reminders
from wechat.emulator import callbacks
from wechat.emulator.state import Callback

MONDAY = (2026, 3, 2)  # an ordinary working day


def at(hour, minute=0, second=0, day=MONDAY):
    """That moment on the office's clock."""
    return datetime(*day, hour, minute, second, tzinfo=clock.TZ)


def rule(kind="commute"):
    return session.scalars(select(Reminder).filter_by(kind=kind)).one()


def turn_on(kind="commute", **changes):
    """Switch the kind's rule on, as the console does; its id."""
    with transaction():
        row = rule(kind)
        for name, value in changes.items():
            setattr(row, name, value)
        reminders.switch(row.id, True, audit.COMMAND_LINE, "试运行，领导小组同意")
        return row.id


def make_reader(person, emulator, *kinds, grants=1, **values):
    """Somebody who wants to be reminded and allowed some messages of each kind, in WeChat and in our ledger alike."""
    kinds = kinds or ("commute",)
    made = person(**values)
    assert made.patch("/me", {"reminder_kinds": list(kinds)}).status_code == 200
    emulator.user(made.openid)
    for kind in kinds:
        for _ in range(grants):
            accept(made, emulator, f"tmpl-{kind}")
    return made


def accept(person, emulator, template_id="tmpl-commute"):
    """Allowed in WeChat's question, of which WeChat tells us."""
    emulator.grant(person.openid, template_id)
    assert tell(person, popup(person, template_id)).status_code == 200


numbers = count(1)


def popup(person, template_id="tmpl-commute", choice="accept", name="Popup", **more):
    """WeChat's event of a choice; each call makes another one."""
    row = {"TemplateId": template_id, "SubscribeStatusString": choice, "PopupScene": "1"}
    about = {"Event": f"subscribe_msg_{name.lower()}_event", "FromUserName": person.openid}
    event = about | {"ToUserName": "gh_lvxing", "CreateTime": next(numbers), "MsgType": "event"}
    return event | {f"SubscribeMsg{name}Event": {"List": [row]}} | more


def tell(person, event, *, style="json", aes_key="", token=PUSH_TOKEN, repeats=20, **query):
    """POST the event as WeChat does, again when there was no time for it; the app's answer."""
    signed, body = callbacks.letter(Callback("", token, aes_key, style), APPID, event)
    session.remove()
    for _ in range(repeats):
        answer = person.http.post("/wechat/events", query_string=signed | query, data=body)
        if answer.status_code != 503:
            break
    return answer


def station(app, threads=4, rate=1000):
    return jobs.Station(app.extensions["wechat"], threads=threads, rate=rate, tick=20)


def remind(app, **values):
    """Everything a scheduler does at one look at the clock."""
    here = station(app, **values)
    for job in (jobs.beat, jobs.plan, jobs.deliver):
        job(here)
    return here


def states():
    """How the deliveries stand, in order: (state, reason)."""
    session.remove()
    rows = session.execute(select(Delivery.state, Delivery.reason).order_by(Delivery.id)).all()
    session.remove()
    return [tuple(row) for row in rows]


def ledger(person, template_id="tmpl-commute"):
    session.remove()
    left = session.scalar(
        select(Subscription.remaining).filter_by(account_id=person.account_id, template_id=template_id)
    )
    session.remove()
    return left


def granted(emulator, person, template_id="tmpl-commute"):
    """What WeChat itself would still deliver."""
    pair = {"openid": person.openid, "template_id": template_id}
    return next((row["n"] for row in emulator.grants() if row.items() >= pair.items()), 0)


def inbox(person):
    return [message["title"] for message in person.get("/messages").json["data"]]


def halted():
    session.remove()
    found = session.scalar(select(Setting.value).filter_by(key="push_halted"))
    session.remove()
    return found
