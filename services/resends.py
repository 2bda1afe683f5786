"""Words kept on a phone without network: the day they were written on tells a repeat, whenever they arrive."""

from datetime import date, timedelta

import clock

KEPT = timedelta(days=7)  # as long as the mini-program keeps what it could not send


def day_of(written_on: date | None) -> date:
    """The day that stands in the key of what must arrive once; today where none, or none that can be, was given."""
    today = clock.today()
    return written_on if written_on and today - KEPT <= written_on <= today else today
