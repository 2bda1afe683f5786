"""What every office needs before its first day: keys, the first rules, the default reminders, the quiz. Idempotent."""

from sqlalchemy import select

from models import Rule, session
from services import rules, vault
from services.activities import ACTIVITIES
from services.audit import chain as audit_chain
from services.boards import disclosure
from services.quizzes import bank as question_bank
from services.reminders import plans as reminders


def load() -> None:
    """Call inside a transaction, after every upgrade."""
    vault.make_fingerprint_key()
    session.flush()
    audit_chain.take_in_old()
    disclosure.make_secret()
    make_first_rules()
    reminders.make_defaults()
    question_bank.load()


def make_first_rules() -> None:
    """Give every listed activity its first rule, once."""
    have = set(session.scalars(select(Rule.activity)))
    for activity in ACTIVITIES.values():
        if activity.key not in have:
            rules.change(activity.key, rules.FIRST_DAY, dict(activity.default_points), activity.factor_set)
            session.flush()
