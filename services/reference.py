"""What every office needs before its first day: keys, the first rules, the default reminders, the quiz. Idempotent."""

from services import disclosure, question_bank, reminders, rules, vault


def load() -> None:
    """Call inside a transaction, after every upgrade."""
    vault.make_fingerprint_key()
    disclosure.make_secret()
    rules.make_first()
    reminders.make_defaults()
    question_bank.load()
