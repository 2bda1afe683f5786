"""suggestions"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0004"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    suggestions()


def suggestions() -> None:
    op.create_table(
        "suggestions",
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assignee_id", BIG, nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("is_in_time", sa.Boolean(), nullable=True),
        sa.Column("stars", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_suggestions_account_id_accounts"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_suggestions_department_id_departments")
        ),
        sa.ForeignKeyConstraint(["assignee_id"], ["managers.id"], name=op.f("fk_suggestions_assignee_id_managers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
        sa.UniqueConstraint("account_id", "key", name=op.f("uq_suggestions_account_id_key")),
    )
    op.create_index(op.f("ix_suggestions_state_due_on"), "suggestions", ["state", "due_on"])
    op.create_index(op.f("ix_suggestions_day"), "suggestions", ["day"])
    op.create_table(
        "suggestion_steps",
        sa.Column("suggestion_id", BIG, nullable=False),
        sa.Column("manager_id", BIG, nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions.id"],
            name=op.f("fk_suggestion_steps_suggestion_id_suggestions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["manager_id"], ["managers.id"], name=op.f("fk_suggestion_steps_manager_id_managers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_steps")),
    )
    op.create_index(op.f("ix_suggestion_steps_suggestion_id"), "suggestion_steps", ["suggestion_id"])


def downgrade() -> None:
    op.drop_table("suggestion_steps")
    op.drop_table("suggestions")
