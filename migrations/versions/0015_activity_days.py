"""the acts of each activity by day, so that a year's sum need not read the ledger"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "activity_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("activity", sa.String(length=32), nullable=False),
        sa.Column("acts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "activity", name=op.f("pk_activity_days")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO activity_days (day, activity, acts) "
        "SELECT day, activity, SUM(CASE WHEN attempt > 0 THEN 1 ELSE -1 END) "
        "FROM check_ins WHERE is_folded GROUP BY day, activity"
    )


def downgrade() -> None:
    op.drop_table("activity_days")
