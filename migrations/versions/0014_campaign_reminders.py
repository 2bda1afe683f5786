"""a reminder may follow a campaign, whose dates then are its own"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("reminders") as table:
        table.add_column(sa.Column("campaign_id", BIG_ID, nullable=True))
        table.create_foreign_key(table.f("fk_reminders_campaign_id_campaigns"), "campaigns", ["campaign_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("reminders") as table:
        table.drop_constraint(table.f("fk_reminders_campaign_id_campaigns"), type_="foreignkey")
        table.drop_column("campaign_id")
