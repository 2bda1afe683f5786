"""``manage.py bench boards``: what reading a board costs, from a thousand people to a million."""

from benchmarks.boards import rate, steps
from benchmarks.workbench import Part

PARTS = [
    Part("boards", steps.sqlite, ["me-steps", "top50-steps", "department-steps"]),
    Part("boards", steps.postgresql, ["me-buffers", "top50-buffers", "department-buffers"]),
    Part("boards", rate.end_to_end, ["rate-me", "rate-departments"]),
]
