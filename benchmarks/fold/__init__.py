"""``manage.py bench fold``: whether the boards keep up with twice the peak rate of check-ins, how late they are then,
and whether they hold exactly what the ledger holds."""

from benchmarks.fold import pace
from benchmarks.workbench import Part

PARTS = [
    Part("fold", pace.sqlite, ["rate-sqlite", "staleness-sqlite", "sum-sqlite"]),
    Part("fold", pace.postgresql, ["rate-postgres", "staleness-postgres", "sum-postgres"]),
]
