"""What each figure's ratio to its floor must be. One table, so that a promise is changed in one place."""

from dataclasses import dataclass

WORSE = 0.20


@dataclass(frozen=True)
class Goal:
    """``most``: the ratio may not exceed ``limit``; otherwise it may not fall below it."""

    limit: float
    most: bool

    def __str__(self) -> str:
        return f"{'≤' if self.most else '≥'}{self.limit:g}"

    def met(self, ratio: float, margin: float = 0.0) -> bool:
        """Whether the goal is met, or missed by no more than a share ``margin`` of it."""
        if self.most:
            return ratio <= self.limit * (1 + margin)
        return ratio >= self.limit * (1 - margin)

    def fell_behind(self, now: float, before: float) -> bool:
        """Whether ``now`` is a fifth worse than ``before``."""
        return now > before * (1 + WORSE) if self.most else now < before * (1 - WORSE)


def at_most(limit: float) -> Goal:
    return Goal(limit, most=True)


def at_least(limit: float) -> Goal:
    return Goal(limit, most=False)


GOALS = {
    ("checkin", "instructions"): at_most(1.8),
    ("checkin", "statements-sqlite"): at_most(3),
    ("checkin", "round-trips-postgres"): at_most(2),
    ("checkin", "cpu-sqlite"): at_most(1.26),
    ("checkin", "cpu-postgres"): at_most(1.34),
    ("checkin", "rate-over-django_orm"): at_least(2.5),
    ("checkin", "rate-over-express_sqlite"): at_least(0.9),
    ("checkin", "rate-over-fastify_sqlite"): at_least(0.45),
    ("checkin", "rate-over-fastapi_asyncpg"): at_least(1.0),
    ("boards", "me-steps"): at_most(1.05),
    ("boards", "top50-steps"): at_most(1.05),
    ("boards", "department-steps"): at_most(20),
    ("boards", "me-buffers"): at_most(1.25),
    ("boards", "top50-buffers"): at_most(1.25),
    ("boards", "department-buffers"): at_most(1),
    ("boards", "rate-me"): at_least(0.9),
    ("boards", "rate-departments"): at_least(0.9),
    ("fold", "rate-sqlite"): at_least(2),
    ("fold", "rate-postgres"): at_least(2),
    ("fold", "staleness-sqlite"): at_most(1),
    ("fold", "staleness-postgres"): at_most(1),
    ("fold", "sum-sqlite"): at_least(1),
    ("fold", "sum-postgres"): at_least(1),
    ("hot", "rate-sqlite"): at_least(0.9),
    ("hot", "rate-postgres"): at_least(0.9),
    ("hot", "sum-sqlite"): at_least(1),
    ("hot", "sum-postgres"): at_least(1),
    ("home", "instructions"): at_most(4),
    ("push", "rate"): at_least(0.95),
    ("push", "unthrottled"): at_least(0.8),
    ("push", "doubles"): at_most(0),
    ("push", "accounted"): at_least(1),
    ("push", "unknown"): at_most(1),
    ("push", "memory"): at_most(1.2),
    ("qr", "thousand-seconds"): at_most(1),
    ("qr", "thousand-megabytes"): at_most(1),
    ("qr", "read-from-sheet"): at_least(1),
    ("qr", "read-from-png"): at_least(1),
    ("qr", "wechat-plain"): at_least(1),
    ("qr", "wechat-rotated"): at_least(0.95),
    ("qr", "wechat-blurred"): at_least(0.9),
    ("qr", "wechat-dark"): at_least(0.9),
    ("import-roll", "seconds"): at_most(1),
    ("import-roll", "refusal-seconds"): at_most(1),
    ("quiz", "nearest-repeat"): at_least(60),
    ("quiz", "most-often-right"): at_most(4),
    ("quiz", "days-of-five"): at_least(1),
    ("quiz", "after-one-slip"): at_most(8),
    ("quiz", "instructions"): at_most(4),
    ("quiz", "instructions-first"): at_most(6),
    ("waste-items", "queries-right"): at_least(0.97),
    ("waste-items", "queries-typed-wrongly"): at_least(0.9),
    ("waste-items", "names-typed-wrongly"): at_least(0.9),
    ("waste-items", "unseen-right"): at_least(0.88),
    ("waste-items", "unseen-coverage"): at_least(0.5),
    ("waste-items", "search-p95"): at_most(1.0),
    ("waste-items", "instructions"): at_most(4.0),
}
