"""``manage.py bench quiz``: what today's five cost beside a Flask echo, and what a year of them is like."""

from benchmarks.quiz import counts, year
from benchmarks.workbench import Part

PARTS = [
    Part("quiz", year.figures, ["nearest-repeat", "most-often-right", "days-of-five", "after-one-slip"]),
    Part("quiz", counts.instructions_of_one, ["instructions", "instructions-first"]),
]
