"""The policy studio: drafts that change, versions that never do, sandboxes, jobs."""

import sqlalchemy as sa
from alembic import op

import engine.models.base
from engine.models.append_only import CASE_STATEMENTS, FILE_STATEMENTS, VERSION_STATEMENTS

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ONE = sa.text("status = 'IN_FORCE'")
ONCE = sa.text("status NOT IN ('DRAFT', 'WITHDRAWN')")
STATUSES = ("DRAFT", "IN_REVIEW", "BEFORE_BOARD", "APPROVED", "IN_FORCE", "SUPERSEDED", "WITHDRAWN")


def upgrade() -> None:
    _versions()
    _changes()
    _sandboxes()
    _jobs()
    for statements in (VERSION_STATEMENTS, FILE_STATEMENTS, CASE_STATEMENTS):
        for statement in statements[op.get_bind().dialect.name]:
            op.execute(statement)


def _versions() -> None:
    moment = engine.models.base.UtcDateTime(timezone=True)
    with op.batch_alter_table("policy_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("title", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("revision", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("based_on_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("created_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("submitted_at", moment, nullable=True))
        batch_op.add_column(sa.Column("submitted_by_id", sa.Integer(), nullable=True))
        batch_op.alter_column("specs", existing_type=sa.LargeBinary(), nullable=True)
        batch_op.alter_column(
            "status", type_=sa.Enum(*STATUSES, name="versionstatus", native_enum=False, length=16), nullable=False
        )
        batch_op.drop_constraint(batch_op.f("uq_policy_version_hash"), type_="unique")
        for column, table in (
            ("based_on_id", "policy_version"),
            ("created_by_id", "user"),
            ("submitted_by_id", "user"),
        ):
            batch_op.create_foreign_key(batch_op.f(f"fk_policy_version_{column}_{table}"), table, [column], ["id"])
        batch_op.create_index(batch_op.f("ix_policy_version_hash"), ["hash"], unique=False)
        batch_op.create_index(
            "uq_policy_version_hash_once", ["hash"], unique=True, sqlite_where=ONCE, postgresql_where=ONCE
        )
        batch_op.create_index(
            "uq_policy_version_one_in_force", ["status"], unique=True, sqlite_where=ONE, postgresql_where=ONE
        )


def _changes() -> None:
    op.create_table(
        "policy_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=250), nullable=False),
        sa.Column("place", sa.String(length=250), nullable=False),
        sa.Column("before", sa.String(length=64), nullable=True),
        sa.Column("after", sa.String(length=64), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", engine.models.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_policy_change_by_id_user")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["policy_version.id"], name=op.f("fk_policy_change_version_id_policy_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_change")),
    )
    with op.batch_alter_table("policy_change", schema=None) as batch_op:
        batch_op.create_index("ix_policy_change_file", ["version_id", "path", "id"], unique=False)


def _jobs() -> None:
    moment = engine.models.base.UtcDateTime(timezone=True)
    statuses = sa.Enum(
        "WAITING", "RUNNING", "DONE", "FAILED", "CANCELLED", name="jobstatus", native_enum=False, length=10
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("status", statuses, nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("doing", sa.String(length=250), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("error_ar", sa.Text(), nullable=True),
        sa.Column("error_en", sa.Text(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("started_at", moment, nullable=True),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("holder", sa.String(length=36), nullable=True),
        sa.Column("leased_until", moment, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user.id"], name=op.f("fk_job_asked_by_id_user")),
        sa.ForeignKeyConstraint(["version_id"], ["policy_version.id"], name=op.f("fk_job_version_id_policy_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_next", ["status", "id"], unique=False)
        batch_op.create_index("ix_job_version", ["version_id", "kind", "id"], unique=False)
    op.create_table(
        "scenario_outcome",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.JSON(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_scenario_outcome")),
    )


def _sandboxes() -> None:
    moment = engine.models.base.UtcDateTime(timezone=True)
    op.create_table(
        "sandbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_sandbox_by_id_user")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["policy_version.id"], name=op.f("fk_sandbox_version_id_policy_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sandbox")),
        sa.UniqueConstraint("key", name=op.f("uq_sandbox_key")),
    )
    with op.batch_alter_table("sandbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sandbox_version_id"), ["version_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sandbox_at"), ["at"], unique=False)
    op.create_table(
        "sandbox_clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sandbox_clock")),
    )


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
