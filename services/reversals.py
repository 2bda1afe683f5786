"""Taking an act back: the row with the opposite sign, never an edit."""

from models import CheckIn, session


def add(row: CheckIn) -> None:
    """Write the reversal of an act that has none yet; the unique key refuses a second one."""
    session.add(
        CheckIn(
            participation_id=row.participation_id,
            activity=row.activity,
            slot=row.slot,
            attempt=-row.attempt,
            department_id=row.department_id,
            day=row.day,
            points=-row.points,
            grams=None if row.grams is None else -row.grams,
            carbon_method=row.carbon_method,
            rule_version=row.rule_version,
            detail={},
            is_backfilled=row.is_backfilled,
        )
    )
    session.flush()
