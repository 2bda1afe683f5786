"""``manage.py bench checkin``: what the one hot path costs, beside a Flask echo and beside four other stacks."""

from benchmarks.checkin import counts, load
from benchmarks.workbench import Part

PARTS = [
    Part("checkin", counts.instructions_of_one, ["instructions"]),
    Part("checkin", counts.statements, ["statements-sqlite"]),
    Part("checkin", counts.round_trips, ["round-trips-postgres"]),
    Part(
        "checkin",
        load.sqlite,
        ["cpu-sqlite", "rate-over-django_orm", "rate-over-express_sqlite", "rate-over-fastify_sqlite"],
    ),
    Part("checkin", load.postgresql, ["cpu-postgres", "rate-over-fastapi_asyncpg"]),
]
