"""``manage.py bench push``: the rate that is kept, the cost beside bare requests, and kill -9 again and again."""

from benchmarks.push import crashes, speed
from benchmarks.workbench import Part

PARTS = [
    Part("push", speed.keeps_the_rate, ["rate"]),
    Part("push", speed.beside_bare_requests, ["unthrottled"]),
    Part("push", crashes.kill_and_count, ["doubles", "accounted", "unknown", "memory"]),
]
