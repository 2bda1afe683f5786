"""award rounds: rules, candidates and their sources, judges, conflicts, objections"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "award_rounds",
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("issuer", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rules_on", sa.Date(), nullable=True),
        sa.Column("publication_from", sa.Date(), nullable=True),
        sa.Column("publication_to", sa.Date(), nullable=True),
        sa.Column("publication_place", sa.String(length=120), nullable=False),
        sa.Column("channel", sa.String(length=200), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("met_at", sa.String(length=60), nullable=False),
        sa.Column("attendees", sa.Integer(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["managers.id"], name=op.f("fk_award_rounds_created_by_managers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_rounds")),
        sa.UniqueConstraint("title", "year", "period", name=op.f("uq_award_rounds_title_year_period")),
    )
    with op.batch_alter_table("award_rounds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_award_rounds_state_year"), ["state", "year"], unique=False)

    op.create_table(
        "award_candidates",
        sa.Column("round_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("department_id", BIG, nullable=True),
        sa.Column("employee_id", BIG, nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("consented_on", sa.Date(), nullable=True),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=True),
        sa.Column("is_chosen", sa.Boolean(), nullable=False),
        sa.Column("certificate_no", sa.String(length=24), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_award_candidates_department_id_departments")
        ),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employees.id"], name=op.f("fk_award_candidates_employee_id_employees")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["award_rounds.id"], name=op.f("fk_award_candidates_round_id_award_rounds")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_candidates")),
        sa.UniqueConstraint("certificate_no", name=op.f("uq_award_candidates_certificate_no")),
        sa.UniqueConstraint("round_id", "department_id", name=op.f("uq_award_candidates_round_id_department_id")),
        sa.UniqueConstraint("round_id", "employee_id", name=op.f("uq_award_candidates_round_id_employee_id")),
    )
    op.create_table(
        "award_judges",
        sa.Column("round_id", BIG, nullable=False),
        sa.Column("employee_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_award_judges_employee_id_employees")),
        sa.ForeignKeyConstraint(["round_id"], ["award_rounds.id"], name=op.f("fk_award_judges_round_id_award_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_judges")),
        sa.UniqueConstraint("round_id", "employee_id", name=op.f("uq_award_judges_round_id_employee_id")),
    )
    op.create_table(
        "award_rules",
        sa.Column("round_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("unit_places", sa.Integer(), nullable=False),
        sa.Column("person_places", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["award_rounds.id"], name=op.f("fk_award_rules_round_id_award_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_rules")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_award_rules_round_id_number")),
    )
    op.create_table(
        "award_steps",
        sa.Column("round_id", BIG, nullable=False),
        sa.Column("before", sa.String(length=16), nullable=False),
        sa.Column("after", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["award_rounds.id"], name=op.f("fk_award_steps_round_id_award_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_steps")),
    )
    with op.batch_alter_table("award_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_award_steps_round_id"), ["round_id"], unique=False)

    op.create_table(
        "award_conflicts",
        sa.Column("candidate_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["award_candidates.id"], name=op.f("fk_award_conflicts_candidate_id_award_candidates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_conflicts")),
        sa.UniqueConstraint(
            "candidate_id", "kind", "other_id", name=op.f("uq_award_conflicts_candidate_id_kind_other_id")
        ),
    )
    op.create_table(
        "award_objections",
        sa.Column("round_id", BIG, nullable=False),
        sa.Column("candidate_id", BIG, nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["award_candidates.id"], name=op.f("fk_award_objections_candidate_id_award_candidates")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["award_rounds.id"], name=op.f("fk_award_objections_round_id_award_rounds")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_objections")),
    )
    with op.batch_alter_table("award_objections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_award_objections_round_id"), ["round_id"], unique=False)

    op.create_table(
        "award_sources",
        sa.Column("candidate_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("evidence", sa.String(length=500), nullable=False),
        sa.Column("figure", sa.String(length=300), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["award_candidates.id"], name=op.f("fk_award_sources_candidate_id_award_candidates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_sources")),
    )
    with op.batch_alter_table("award_sources", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_award_sources_candidate_id"), ["candidate_id"], unique=False)


def downgrade() -> None:
    op.drop_table("award_sources")
    op.drop_table("award_objections")
    op.drop_table("award_conflicts")
    op.drop_table("award_steps")
    op.drop_table("award_rules")
    op.drop_table("award_judges")
    op.drop_table("award_candidates")
    op.drop_table("award_rounds")
