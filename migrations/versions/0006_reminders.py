"""reminders: rules that people edit, the ledger's two sources, two channels, each push event once"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "wechat_events",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG_ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wechat_events")),
        sa.UniqueConstraint("key", name=op.f("uq_wechat_events_key")),
    )
    with op.batch_alter_table("wechat_events") as table:
        table.create_index(table.f("ix_wechat_events_created_at"), ["created_at"], unique=False)
    with op.batch_alter_table("reminders") as table:
        table.alter_column("text", existing_type=sa.String(length=20), type_=sa.String(length=100))
        table.add_column(sa.Column("then_at", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("first_day", sa.Date(), nullable=True))
        table.add_column(sa.Column("last_day", sa.Date(), nullable=True))
        table.add_column(sa.Column("department_id", BIG_ID, nullable=True))
        table.add_column(sa.Column("fields", sa.JSON(), nullable=False, server_default="{}"))
        table.add_column(sa.Column("trouble", sa.String(length=200), nullable=False, server_default=""))
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("changed_by", sa.String(length=64), nullable=False, server_default=""))
        table.add_column(sa.Column("changed_at", sa.DateTime(), nullable=True))
        table.create_foreign_key(
            table.f("fk_reminders_department_id_departments"), "departments", ["department_id"], ["id"]
        )
    with op.batch_alter_table("subscriptions") as table:
        table.add_column(sa.Column("hinted_at", sa.DateTime(), nullable=True))
        table.add_column(sa.Column("heard_at", sa.DateTime(), nullable=True))
    with op.batch_alter_table("deliveries") as table:
        table.add_column(sa.Column("channel", sa.String(length=8), nullable=False, server_default="wechat"))
        table.add_column(sa.Column("words", sa.JSON(), nullable=True))
        table.add_column(sa.Column("confirmed_at", sa.DateTime(), nullable=True))
        table.drop_constraint(table.f("uq_deliveries_reminder_id_account_id_day"), type_="unique")
        table.create_unique_constraint(
            table.f("uq_deliveries_reminder_id_account_id_due_at"), ["reminder_id", "account_id", "due_at"]
        )
        table.drop_index(table.f("ix_deliveries_state_try_at"))
        table.create_index(table.f("ix_deliveries_state_channel_try_at"), ["state", "channel", "try_at"], unique=False)
        table.create_index(table.f("ix_deliveries_day"), ["day"], unique=False)
    with op.batch_alter_table("messages") as table:
        table.add_column(sa.Column("kind", sa.String(length=32), nullable=True))
    with op.batch_alter_table("accounts") as table:
        table.add_column(sa.Column("reminders_from", sa.Date(), nullable=True))
        table.add_column(sa.Column("remind_again", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("wecom_hash", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("wecom_sealed", sa.Text(), nullable=True))
        table.create_unique_constraint(table.f("uq_accounts_wecom_hash"), ["wecom_hash"])


def downgrade() -> None:
    """Second times of one day go: the older tables hold one delivery a rule, person and day."""
    op.execute(
        "DELETE FROM deliveries WHERE id NOT IN (SELECT min(id) FROM deliveries GROUP BY reminder_id, account_id, day)"
        " AND account_id IS NOT NULL"
    )
    with op.batch_alter_table("accounts") as table:
        table.drop_constraint(table.f("uq_accounts_wecom_hash"), type_="unique")
        for column in ("wecom_sealed", "wecom_hash", "remind_again", "reminders_from"):
            table.drop_column(column)
    with op.batch_alter_table("messages") as table:
        table.drop_column("kind")
    with op.batch_alter_table("deliveries") as table:
        table.drop_index(table.f("ix_deliveries_day"))
        table.drop_index(table.f("ix_deliveries_state_channel_try_at"))
        table.create_index(table.f("ix_deliveries_state_try_at"), ["state", "try_at"], unique=False)
        table.drop_constraint(table.f("uq_deliveries_reminder_id_account_id_due_at"), type_="unique")
        table.create_unique_constraint(
            table.f("uq_deliveries_reminder_id_account_id_day"), ["reminder_id", "account_id", "day"]
        )
        for column in ("confirmed_at", "words", "channel"):
            table.drop_column(column)
    with op.batch_alter_table("subscriptions") as table:
        for column in ("heard_at", "hinted_at"):
            table.drop_column(column)
    with op.batch_alter_table("reminders") as table:
        table.drop_constraint(table.f("fk_reminders_department_id_departments"), type_="foreignkey")
        for column in ("changed_at", "changed_by", "version", "trouble", "fields", "department_id"):
            table.drop_column(column)
        for column in ("last_day", "first_day", "then_at"):
            table.drop_column(column)
    op.drop_table("wechat_events")
