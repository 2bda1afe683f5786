"""an award may be revoked after the round was closed, and a revocation lifted"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "award_revocations",
        sa.Column("candidate_id", BIG, nullable=False),
        sa.Column("is_lift", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["award_candidates.id"], name=op.f("fk_award_revocations_candidate_id_award_candidates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_revocations")),
    )
    with op.batch_alter_table("award_revocations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_award_revocations_candidate_id"), ["candidate_id"], unique=False)


def downgrade() -> None:
    op.drop_table("award_revocations")
