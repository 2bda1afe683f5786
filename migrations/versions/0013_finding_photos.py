"""a finding may have a photo, which then belongs to nobody; rounds that wait are found"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("photos", schema=None) as batch_op:
        batch_op.alter_column("account_id", existing_type=BIG, nullable=True)
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("photo_id", BIG, nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_findings_photo_id_photos"), "photos", ["photo_id"], ["id"], ondelete="SET NULL"
        )
    op.execute("UPDATE inspections SET checked = NULL WHERE CAST(checked AS TEXT) = 'null'")  # waiting, and not found


def downgrade() -> None:
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_findings_photo_id_photos"), type_="foreignkey")
        batch_op.drop_column("photo_id")
    op.execute("DELETE FROM photos WHERE account_id IS NULL")
    with op.batch_alter_table("photos", schema=None) as batch_op:
        batch_op.alter_column("account_id", existing_type=BIG, nullable=False)
