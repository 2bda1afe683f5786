"""What every office needs before its first day: keys, the first rules, the default reminders. Idempotent."""

from services import reminders, rules, vault


def load() -> None:
    """Call inside a transaction, after every upgrade."""
    vault.make_fingerprint_key()
    rules.make_first()
    reminders.make_defaults()
