"""photos, suggestions, campaigns, objections, thresholds and reasons of rules"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    photos()
    suggestions()
    campaigns()
    holds()
    rules()


def photos() -> None:
    op.create_table(
        "photos",
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("department_id", BIG, nullable=True),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("key_sealed", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("dhash", sa.String(length=16), nullable=False),
        sa.Column("again_of_id", BIG, nullable=True),
        sa.Column("use", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("fetch_hash", sa.String(length=64), nullable=True),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("trace_id", sa.String(length=64), nullable=True),
        sa.Column("suggest", sa.String(length=16), nullable=False),
        sa.Column("label", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("reviewed_by", BIG, nullable=True),
        sa.Column("reviewed_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_photos_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_photos_department_id_departments")
        ),
        sa.ForeignKeyConstraint(
            ["again_of_id"], ["photos.id"], name=op.f("fk_photos_again_of_id_photos"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["reviewed_by"], ["managers.id"], name=op.f("fk_photos_reviewed_by_managers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photos")),
        sa.UniqueConstraint("account_id", "sha256", name=op.f("uq_photos_account_id_sha256")),
        sa.UniqueConstraint("name", name=op.f("uq_photos_name")),
        sa.UniqueConstraint("fetch_hash", name=op.f("uq_photos_fetch_hash")),
        sa.UniqueConstraint("trace_id", name=op.f("uq_photos_trace_id")),
    )
    op.create_index(op.f("ix_photos_state_asked_at"), "photos", ["state", "asked_at"])
    op.create_index(op.f("ix_photos_sha256"), "photos", ["sha256"])
    op.create_index(op.f("ix_photos_dhash"), "photos", ["dhash"])


def suggestions() -> None:
    op.create_table(
        "suggestions",
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("photo_id", BIG, nullable=True),
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
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photos.id"], name=op.f("fk_suggestions_photo_id_photos"), ondelete="SET NULL"
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


def campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("notice_no", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("goal", sa.String(length=200), nullable=False),
        sa.Column("has_board", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_campaigns_order")),
        sa.ForeignKeyConstraint(["created_by"], ["managers.id"], name=op.f("fk_campaigns_created_by_managers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("name", "first_day", name=op.f("uq_campaigns_name_first_day")),
    )
    op.create_index(op.f("ix_campaigns_state_first_day"), "campaigns", ["state", "first_day"])


def holds() -> None:
    op.add_column("holds", sa.Column("evidence", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
    op.create_table(
        "objections",
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("hold_id", BIG, nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("answer", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_objections_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["hold_id"], ["holds.id"], name=op.f("fk_objections_hold_id_holds")),
        sa.ForeignKeyConstraint(["decided_by"], ["managers.id"], name=op.f("fk_objections_decided_by_managers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
        sa.UniqueConstraint("hold_id", name=op.f("uq_objections_hold_id")),
    )
    op.create_index(op.f("ix_objections_account_id"), "objections", ["account_id"])
    op.create_index(op.f("ix_objections_state_id"), "objections", ["state", "id"])


def rules() -> None:
    """Thresholds and the reason; of two versions with the same first day the later one stands."""
    with op.batch_alter_table("rules") as batch:
        batch.add_column(sa.Column("limits", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch.add_column(sa.Column("reason", sa.String(length=200), nullable=False, server_default=""))
        batch.drop_constraint(op.f("uq_rules_activity_valid_from"), type_="unique")


def downgrade() -> None:
    with op.batch_alter_table("rules") as batch:
        batch.create_unique_constraint(op.f("uq_rules_activity_valid_from"), ["activity", "valid_from"])
        batch.drop_column("reason")
        batch.drop_column("limits")
    op.drop_table("objections")
    op.drop_column("holds", "evidence")
    op.drop_table("campaigns")
    op.drop_table("suggestion_steps")
    op.drop_table("suggestions")
    op.drop_table("photos")
