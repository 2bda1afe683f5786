"""What every office needs before its first day: keys, the first rules, the default reminders, the quiz. Idempotent."""

from models import session
from services import audit_chain, question_bank, reminders, rules, vault


def load() -> None:
    """Call inside a transaction, after every upgrade."""
    vault.make_fingerprint_key()
    session.flush()
    audit_chain.take_in_old()
    rules.make_first()
    reminders.make_defaults()
    question_bank.load()
