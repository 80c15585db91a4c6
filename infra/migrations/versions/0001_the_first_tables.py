"""the first tables

Revision: 0001, after:
"""

import sqlalchemy as sa
from alembic import op

from orchestrator.core import db
from orchestrator.governance.audit import append_only
from orchestrator.outcomes.decisions import never_decides

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def released_checks(table: str) -> list[sa.CheckConstraint]:
    """What both kinds of release must fulfil."""
    told = {
        "known_state": "state IN ('draft', 'tested', 'approved', 'published', 'halted', 'withdrawn')",
        "known_ring": "ring IN ('testbed', 'pilot', 'all')",
        "approver_apart": "approved_by IS NULL OR lower(approved_by) <> lower(authored_by)",
        "publisher_apart": "published_by IS NULL OR "
        "(lower(published_by) <> lower(authored_by) AND lower(published_by) <> lower(approved_by))",
        "on_its_way": "(state NOT IN ('tested', 'approved', 'published', 'halted') OR tested_at IS NOT NULL)"
        " AND (state NOT IN ('approved', 'published', 'halted') OR approved_by IS NOT NULL)"
        " AND (state NOT IN ('published', 'halted') OR (published_by IS NOT NULL AND ring IS NOT NULL))",
    }
    return [sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}")) for name, text in told.items()]


def upgrade() -> None:
    op.create_table(
        "municipality",
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("inhabitants", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_municipality")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("username", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("failed_attempts", sa.Integer(), nullable=False),
        sa.Column("locked_until", db.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("username", name=op.f("uq_person_username")),
    )
    op.create_table(
        "restoration",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("backup_at", db.UtcDateTime(), nullable=False),
        sa.Column("restored_at", db.UtcDateTime(), nullable=False),
        sa.Column("restored_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restoration")),
    )
    op.create_table(
        "robot_release",
        sa.Column("package", sa.String(length=60), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("manifest", db.Json, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("ring", sa.String(length=10), nullable=True),
        sa.Column("authored_by", sa.String(length=80), nullable=False),
        sa.Column("authored_at", db.UtcDateTime(), nullable=False),
        sa.Column("tested_at", db.UtcDateTime(), nullable=True),
        sa.Column("approved_by", sa.String(length=80), nullable=True),
        sa.Column("approved_at", db.UtcDateTime(), nullable=True),
        sa.Column("approved_reason", sa.String(length=400), nullable=False),
        sa.Column("published_by", sa.String(length=80), nullable=True),
        sa.Column("published_at", db.UtcDateTime(), nullable=True),
        sa.Column("stopped_by", sa.String(length=80), nullable=True),
        sa.Column("stopped_at", db.UtcDateTime(), nullable=True),
        sa.Column("stopped_reason", sa.String(length=400), nullable=False),
        *released_checks("robot_release"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_robot_release")),
        sa.UniqueConstraint("package", "version", name=op.f("uq_robot_release_package_version")),
    )
    op.create_table(
        "process_release",
        sa.Column("process", sa.String(length=60), nullable=False),
        sa.Column("schema_major", sa.Integer(), nullable=False),
        sa.Column("never_decides", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("manifest", db.Json, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("ring", sa.String(length=10), nullable=True),
        sa.Column("authored_by", sa.String(length=80), nullable=False),
        sa.Column("authored_at", db.UtcDateTime(), nullable=False),
        sa.Column("tested_at", db.UtcDateTime(), nullable=True),
        sa.Column("approved_by", sa.String(length=80), nullable=True),
        sa.Column("approved_at", db.UtcDateTime(), nullable=True),
        sa.Column("approved_reason", sa.String(length=400), nullable=False),
        sa.Column("published_by", sa.String(length=80), nullable=True),
        sa.Column("published_at", db.UtcDateTime(), nullable=True),
        sa.Column("stopped_by", sa.String(length=80), nullable=True),
        sa.Column("stopped_at", db.UtcDateTime(), nullable=True),
        sa.Column("stopped_reason", sa.String(length=400), nullable=False),
        *released_checks("process_release"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_release")),
        sa.UniqueConstraint("process", "version", name=op.f("uq_process_release_process_version")),
        sa.UniqueConstraint("sha256", name=op.f("uq_process_release_sha256")),
    )
    op.create_table(
        "release_change",
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("from_state", sa.String(length=10), nullable=True),
        sa.Column("to_state", sa.String(length=10), nullable=False),
        sa.Column("ring", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("robot_release_id", sa.String(length=32), nullable=True),
        sa.Column("process_release_id", sa.String(length=32), nullable=True),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", db.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(robot_release_id IS NULL) <> (process_release_id IS NULL)", name=op.f("ck_release_change_of_one_release")
        ),
        sa.ForeignKeyConstraint(
            ["robot_release_id"], ["robot_release.id"], name=op.f("fk_release_change_robot_release_id")
        ),
        sa.ForeignKeyConstraint(
            ["process_release_id"], ["process_release.id"], name=op.f("fk_release_change_process_release_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_change")),
    )
    with op.batch_alter_table("release_change", schema=None) as batch_op:
        batch_op.create_index("ix_release_change_robot", ["robot_release_id", "id"], unique=False)
        batch_op.create_index("ix_release_change_process", ["process_release_id", "id"], unique=False)

    op.create_table(
        "gate_result",
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("waived", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("evidence_sha256", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "NOT waived OR (NOT passed AND reason <> '')", name=op.f("ck_gate_result_waived_with_reason")
        ),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("robot_release_id", sa.String(length=32), nullable=True),
        sa.Column("process_release_id", sa.String(length=32), nullable=True),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", db.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(robot_release_id IS NULL) <> (process_release_id IS NULL)", name=op.f("ck_gate_result_of_one_release")
        ),
        sa.ForeignKeyConstraint(
            ["robot_release_id"], ["robot_release.id"], name=op.f("fk_gate_result_robot_release_id")
        ),
        sa.ForeignKeyConstraint(
            ["process_release_id"], ["process_release.id"], name=op.f("fk_gate_result_process_release_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_result")),
    )
    with op.batch_alter_table("gate_result", schema=None) as batch_op:
        batch_op.create_index("ix_gate_result_robot", ["robot_release_id", "id"], unique=False)
        batch_op.create_index("ix_gate_result_process", ["process_release_id", "id"], unique=False)

    op.create_table(
        "worker",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("boot", sa.String(length=32), nullable=True),
        sa.Column("host", sa.String(length=120), nullable=False),
        sa.Column("pool", sa.String(length=40), nullable=False),
        sa.Column("slots", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("started_at", db.UtcDateTime(), nullable=False),
        sa.Column("seen_at", db.UtcDateTime(), nullable=False),
        sa.Column("drain", sa.Boolean(), nullable=False),
        sa.Column("stop", sa.Boolean(), nullable=False),
        sa.Column("drain_reason", sa.String(length=200), nullable=False),
        sa.Column("runs", db.Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker")),
        sa.UniqueConstraint("name", name=op.f("uq_worker_name")),
    )
    op.create_table(
        "need",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("told", sa.String(length=400), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", db.UtcDateTime(), nullable=False),
        sa.Column("municipalities", db.Json, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.String(length=400), nullable=False),
        sa.Column("answered_by", sa.String(length=80), nullable=True),
        sa.Column("answered_at", db.UtcDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'taken', 'declined')", name=op.f("ck_need_known_state")),
        sa.CheckConstraint("(state = 'open') = (answered_at IS NULL)", name=op.f("ck_need_answered_or_open")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
    )
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.create_index("ix_need_state", ["state", "at"], unique=False)

    op.create_table(
        "incident",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("package", sa.String(length=60), nullable=False),
        sa.Column("release_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("cause", sa.String(length=400), nullable=False),
        sa.Column("run_id", sa.String(length=32), nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", db.UtcDateTime(), nullable=False),
        sa.Column("last_at", db.UtcDateTime(), nullable=False),
        sa.Column("closing", sa.String(length=400), nullable=False),
        sa.Column("closed_by", sa.String(length=80), nullable=True),
        sa.Column("closed_at", db.UtcDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('refused', 'halted')", name=op.f("ck_incident_known_kind")),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name=op.f("ck_incident_closed_by_somebody")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index(
            "ix_incident_open", ["kind", "release_id"], unique=True,
            postgresql_where=sa.text("closed_at IS NULL"), sqlite_where=sa.text("closed_at IS NULL"),
        )  # fmt: skip
        batch_op.create_index("ix_incident_package", ["package", "closed_at"], unique=False)

    op.create_table(
        "baseline",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("process", sa.String(length=60), nullable=False),
        sa.Column("segment", sa.String(length=40), nullable=False),
        sa.Column("minutes", sa.String(length=12), nullable=False),
        sa.Column("deviation", sa.String(length=12), nullable=False),
        sa.Column("measured", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=60), nullable=False),
        sa.Column("grade", sa.String(length=1), nullable=False),
        sa.Column("valid_from_on", sa.Date(), nullable=False),
        sa.Column("valid_to_on", sa.Date(), nullable=True),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("approver", sa.String(length=80), nullable=False),
        sa.Column("approved_at", db.UtcDateTime(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.CheckConstraint("author <> approver", name=op.f("ck_baseline_two_people")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_baseline_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baseline")),
    )
    with op.batch_alter_table("baseline", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_baseline_municipality_code"), ["municipality_code"], unique=False)

    op.create_table(
        "benefit_line",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("process", sa.String(length=60), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("segment", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("baseline_id", sa.String(length=32), nullable=False),
        sa.Column("baseline_minutes", sa.String(length=12), nullable=False),
        sa.Column("human_minutes", sa.String(length=12), nullable=False),
        sa.Column("net_minutes", sa.String(length=12), nullable=False),
        sa.Column("rules_version", sa.String(length=20), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_benefit_line_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit_line")),
    )
    with op.batch_alter_table("benefit_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_benefit_line_month"), ["month"], unique=False)
        batch_op.create_index(batch_op.f("ix_benefit_line_municipality_code"), ["municipality_code"], unique=False)

    op.create_table(
        "data_key",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("master", sa.String(length=80), nullable=False),
        sa.Column("created_at", db.UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", db.UtcDateTime(), nullable=False),
        sa.Column("retired_at", db.UtcDateTime(), nullable=True),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_data_key_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_key")),
        sa.UniqueConstraint("municipality_code", "version", name=op.f("uq_data_key_municipality_code_version")),
    )
    with op.batch_alter_table("data_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_key_municipality_code"), ["municipality_code"], unique=False)

    op.create_table(
        "municipality_key",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.Column("index_key", sa.LargeBinary(), nullable=True),
        sa.Column("master", sa.String(length=80), nullable=False),
        sa.Column("created_at", db.UtcDateTime(), nullable=False),
        sa.Column("rotation", db.Json, nullable=True),
        sa.Column("rotated_at", db.UtcDateTime(), nullable=True),
        sa.Column("destroyed_at", db.UtcDateTime(), nullable=True),
        sa.Column("destroyed_by", sa.String(length=80), nullable=True),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_municipality_key_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_municipality_key")),
        sa.UniqueConstraint("municipality_code", name=op.f("uq_municipality_key_municipality_code")),
    )
    with op.batch_alter_table("municipality_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_municipality_key_municipality_code"), ["municipality_code"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=32), nullable=False),
        sa.Column("detail", db.Json, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("available_at", db.UtcDateTime(), nullable=False),
        sa.Column("created_at", db.UtcDateTime(), nullable=False),
        sa.Column("done_at", db.UtcDateTime(), nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(["municipality_code"], ["municipality.code"], name=op.f("fk_outbox_municipality_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_municipality_code"), ["municipality_code"], unique=False)
        batch_op.create_index(
            "ix_outbox_open",
            ["available_at"],
            unique=False,
            sqlite_where=sa.text("state <> 'done'"),
            postgresql_where=sa.text("state <> 'done'"),
        )

    op.create_table(
        "role_grant",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=True),
        sa.Column("process", sa.String(length=60), nullable=True),
        sa.Column("valid_from_on", sa.Date(), nullable=False),
        sa.Column("valid_to_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("given_by", sa.String(length=32), nullable=True),
        sa.Column("given_at", db.UtcDateTime(), nullable=False),
        sa.Column("ended_by", sa.String(length=32), nullable=True),
        sa.Column("reviewed_by", sa.String(length=32), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.CheckConstraint("given_by IS NULL OR given_by <> person_id", name=op.f("ck_role_grant_given_by_another")),
        sa.CheckConstraint(
            "reviewed_by IS NULL OR reviewed_by <> person_id", name=op.f("ck_role_grant_reviewed_by_another")
        ),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_role_grant_ended_by")),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_role_grant_given_by")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_role_grant_municipality_code")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["person.id"], name=op.f("fk_role_grant_reviewed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_person_id"), ["person_id"], unique=False)

    op.create_table(
        "run",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("process", sa.String(length=60), nullable=False),
        sa.Column("package", sa.String(length=60), nullable=False),
        sa.Column("release_id", sa.String(length=32), nullable=False),
        sa.Column("task", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("requested_at", db.UtcDateTime(), nullable=False),
        sa.Column("started_at", db.UtcDateTime(), nullable=True),
        sa.Column("ended_at", db.UtcDateTime(), nullable=True),
        sa.Column("flow_run_id", sa.String(length=36), nullable=True),
        sa.Column("worker", sa.String(length=80), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("heartbeat_at", db.UtcDateTime(), nullable=True),
        sa.Column("does_now", sa.String(length=200), nullable=False),
        sa.Column("stop", sa.String(length=10), nullable=True),
        sa.Column("stop_reason", sa.String(length=200), nullable=False),
        sa.Column("exit_code", sa.Integer(), nullable=True),
        sa.Column("exit_kind", sa.String(length=16), nullable=True),
        sa.Column("exit_cause", sa.String(length=240), nullable=True),
        sa.Column("when_lost", sa.String(length=10), nullable=False),
        sa.Column("plain", sa.Boolean(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(["municipality_code"], ["municipality.code"], name=op.f("fk_run_municipality_code")),
        sa.ForeignKeyConstraint(["release_id"], ["robot_release.id"], name=op.f("fk_run_release_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("municipality_code", "id", name=op.f("uq_run_municipality_code_id")),
    )
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_run_municipality_code"), ["municipality_code"], unique=False)
        batch_op.create_index("ix_run_queue", ["municipality_code", "process", "id"], unique=False)
        batch_op.create_index("ix_run_state", ["state", "municipality_code"], unique=False)
        batch_op.create_index("ix_run_release", ["release_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_run_token_hash"), ["token_hash"], unique=False)

    op.create_table(
        "secret",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", db.UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.Column("used_at", db.UtcDateTime(), nullable=True),
        sa.Column("used_by", sa.String(length=80), nullable=True),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(["municipality_code"], ["municipality.code"], name=op.f("fk_secret_municipality_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secret")),
        sa.UniqueConstraint("municipality_code", "name", name=op.f("uq_secret_municipality_code_name")),
    )
    with op.batch_alter_table("secret", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_secret_municipality_code"), ["municipality_code"], unique=False)

    op.create_table(
        "erased_item",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("process", sa.String(length=60), nullable=False),
        sa.Column("identity_key", sa.String(length=64), nullable=False),
        sa.Column("erased_at", db.UtcDateTime(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_erased_item_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erased_item")),
        sa.UniqueConstraint(
            "municipality_code",
            "process",
            "identity_key",
            name=op.f("uq_erased_item_municipality_code_process_identity_key"),
        ),
    )
    with op.batch_alter_table("erased_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erased_item_municipality_code"), ["municipality_code"], unique=False)

    op.create_table(
        "erasure",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("process", sa.String(length=60), nullable=False),
        sa.Column("data_class", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(length=300), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("rows", db.Json, nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("at", db.UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_erasure_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erasure_municipality_code"), ["municipality_code"], unique=False)

    op.create_table(
        "standard_minutes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("process", sa.String(length=60), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.Column("minutes", sa.String(length=12), nullable=False),
        sa.Column("valid_from_on", sa.Date(), nullable=False),
        sa.Column("valid_to_on", sa.Date(), nullable=True),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("approver", sa.String(length=80), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.CheckConstraint("author <> approver", name=op.f("ck_standard_minutes_two_people")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_standard_minutes_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_minutes")),
    )
    with op.batch_alter_table("standard_minutes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standard_minutes_municipality_code"), ["municipality_code"], unique=False)

    op.create_table(
        "subscription",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("process", sa.String(length=60), nullable=False),
        sa.Column("package", sa.String(length=60), nullable=False),
        sa.Column("release_id", sa.String(length=32), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("configuration", db.Json, nullable=False),
        sa.Column("parameters", db.Json, nullable=False),
        sa.Column("ground", db.Json, nullable=True),
        sa.Column("schedules", db.Json, nullable=False),
        sa.Column("robots_at_most", sa.Integer(), nullable=False),
        sa.Column("changed_at", db.UtcDateTime(), nullable=False),
        sa.Column("wanted_mode", sa.String(length=10), nullable=True),
        sa.Column("asked_by", sa.String(length=80), nullable=True),
        sa.Column("live_by", sa.String(length=80), nullable=True),
        sa.Column("trial_at", db.UtcDateTime(), nullable=True),
        sa.Column("live_at", db.UtcDateTime(), nullable=True),
        sa.Column("policy", sa.String(length=10), nullable=False),
        sa.Column("ring", sa.String(length=10), nullable=False),
        sa.Column("window", sa.String(length=5), nullable=False),
        sa.Column("released_at", db.UtcDateTime(), nullable=True),
        sa.Column("former_release_id", sa.String(length=32), nullable=True),
        sa.Column("offered_release_id", sa.String(length=32), nullable=True),
        sa.Column("offer", sa.String(length=10), nullable=True),
        sa.Column("offer_on", sa.Date(), nullable=True),
        sa.Column("paused_from", sa.String(length=10), nullable=True),
        sa.Column("pause_reason", sa.String(length=200), nullable=False),
        sa.Column("paused_by", sa.String(length=80), nullable=True),
        sa.Column("paused_at", db.UtcDateTime(), nullable=True),
        sa.Column("paused_to_on", sa.Date(), nullable=True),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.CheckConstraint("policy IN ('pin', 'patch', 'minor')", name=op.f("ck_subscription_known_policy")),
        sa.CheckConstraint("ring IN ('testbed', 'pilot', 'all')", name=op.f("ck_subscription_known_ring")),
        sa.CheckConstraint(
            "state IN ('requested', 'trial', 'active', 'paused', 'ended')", name=op.f("ck_subscription_known_state")
        ),
        sa.CheckConstraint(
            "state NOT IN ('requested', 'trial') OR mode = 'shadow'", name=op.f("ck_subscription_shadow_until_live")
        ),
        sa.ForeignKeyConstraint(
            ["former_release_id"], ["robot_release.id"], name=op.f("fk_subscription_former_release_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_subscription_municipality_code")
        ),
        sa.ForeignKeyConstraint(
            ["offered_release_id"], ["robot_release.id"], name=op.f("fk_subscription_offered_release_id")
        ),
        sa.ForeignKeyConstraint(["release_id"], ["robot_release.id"], name=op.f("fk_subscription_release_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("municipality_code", "id", name=op.f("uq_subscription_municipality_code_id")),
        sa.UniqueConstraint("municipality_code", "process", name=op.f("uq_subscription_municipality_code_process")),
    )
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscription_municipality_code"), ["municipality_code"], unique=False)

    op.create_table(
        "subscription_change",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("subscription_id", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=30), nullable=False),
        sa.Column("from_state", sa.String(length=10), nullable=True),
        sa.Column("to_state", sa.String(length=10), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", db.UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("detail", db.Json, nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "subscription_id"], ["subscription.municipality_code", "subscription.id"],
            name=op.f("fk_subscription_change_municipality_code_subscription_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_subscription_change_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription_change")),
    )  # fmt: skip
    with op.batch_alter_table("subscription_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_subscription_change_municipality_code"), ["municipality_code"], unique=False
        )
        batch_op.create_index("ix_subscription_change_of", ["subscription_id", "id"], unique=False)

    op.create_table(
        "readiness_check",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("subscription_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("evidence", sa.String(length=400), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", db.UtcDateTime(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "subscription_id"], ["subscription.municipality_code", "subscription.id"],
            name=op.f("fk_readiness_check_municipality_code_subscription_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_readiness_check_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readiness_check")),
        sa.UniqueConstraint("subscription_id", "name", name=op.f("uq_readiness_check_subscription_id_name")),
    )  # fmt: skip
    with op.batch_alter_table("readiness_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_readiness_check_municipality_code"), ["municipality_code"], unique=False)

    op.create_table(
        "system_token",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("system", sa.String(length=20), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", db.UtcDateTime(), nullable=False),
        sa.Column("expires_at", db.UtcDateTime(), nullable=False),
        sa.Column("used_at", db.UtcDateTime(), nullable=True),
        sa.Column("ended_at", db.UtcDateTime(), nullable=True),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_system_token_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_system_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_system_token_token_hash")),
    )
    with op.batch_alter_table("system_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_system_token_municipality_code"), ["municipality_code"], unique=False)
        batch_op.create_index(
            "uq_system_token_in_force",
            ["municipality_code", "system"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "worker_token",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", db.UtcDateTime(), nullable=False),
        sa.Column("expires_at", db.UtcDateTime(), nullable=False),
        sa.Column("used_at", db.UtcDateTime(), nullable=True),
        sa.Column("ended_at", db.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_worker_token_token_hash")),
    )
    op.create_table(
        "trail",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", db.UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("entity_id", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("detail_hash", sa.String(length=64), nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("seal", sa.String(length=64), nullable=True),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(["municipality_code"], ["municipality.code"], name=op.f("fk_trail_municipality_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail")),
        sa.UniqueConstraint("municipality_code", "seq", name=op.f("uq_trail_municipality_code_seq")),
    )
    with op.batch_alter_table("trail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trail_entity_id"), ["entity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_trail_municipality_code"), ["municipality_code"], unique=False)
        batch_op.create_index("ix_trail_when", ["municipality_code", "at"], unique=False)
        batch_op.create_index(
            "ix_trail_unsealed",
            ["municipality_code", "id"],
            unique=False,
            sqlite_where=sa.text("seq IS NULL"),
            postgresql_where=sa.text("seq IS NULL"),
        )

    op.create_table(
        "region_trail",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", db.UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("entity_id", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("detail_hash", sa.String(length=64), nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("seal", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_trail")),
        sa.UniqueConstraint("seq", name=op.f("uq_region_trail_seq")),
    )
    with op.batch_alter_table("region_trail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_region_trail_entity_id"), ["entity_id"], unique=False)
        batch_op.create_index("ix_region_trail_when", ["at"], unique=False)
        batch_op.create_index(
            "ix_region_trail_unsealed",
            ["id"],
            unique=False,
            sqlite_where=sa.text("seq IS NULL"),
            postgresql_where=sa.text("seq IS NULL"),
        )

    op.create_table(
        "reading_review",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("reader", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reads", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", db.UtcDateTime(), nullable=False),
        sa.Column("question", sa.String(length=500), nullable=False),
        sa.Column("answer", sa.String(length=1000), nullable=False),
        sa.Column("answered_at", db.UtcDateTime(), nullable=True),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_reading_review_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_review")),
        sa.UniqueConstraint(
            "municipality_code", "reader", "day", name=op.f("uq_reading_review_municipality_code_reader_day")
        ),
    )
    with op.batch_alter_table("reading_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reading_review_municipality_code"), ["municipality_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_reading_review_reader"), ["reader"], unique=False)

    for statement in append_only.statements(op.get_bind().dialect.name):
        op.execute(statement)

    op.create_table(
        "work_item",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("process", sa.String(length=60), nullable=False),
        sa.Column(
            "reference",
            sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("occurrence", sa.String(length=20), nullable=False),
        sa.Column("parent_id", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=15), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("waiting_for", sa.String(length=15), nullable=True),
        sa.Column("assigned_to", sa.String(length=32), nullable=True),
        sa.Column("turn_at", db.UtcDateTime(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("person_key", sa.String(length=64), nullable=True),
        sa.Column("received_at", db.UtcDateTime(), nullable=False),
        sa.Column("due_at", db.UtcDateTime(), nullable=True),
        sa.Column("risk_at", db.UtcDateTime(), nullable=True),
        sa.Column("available_at", db.UtcDateTime(), nullable=False),
        sa.Column("expires_at", db.UtcDateTime(), nullable=True),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", db.UtcDateTime(), nullable=True),
        sa.Column("run_id", sa.String(length=32), nullable=True),
        sa.Column("exception_kind", sa.String(length=12), nullable=True),
        sa.Column("exception_code", sa.String(length=60), nullable=True),
        sa.Column("created_at", db.UtcDateTime(), nullable=False),
        sa.Column("ended_at", db.UtcDateTime(), nullable=True),
        sa.Column("benefit_line_id", sa.String(length=32), nullable=True),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "parent_id"],
            ["work_item.municipality_code", "work_item.id"],
            name=op.f("fk_work_item_municipality_code_parent_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_work_item_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_item")),
        sa.UniqueConstraint("municipality_code", "id", name=op.f("uq_work_item_municipality_code_id")),
        sa.UniqueConstraint("municipality_code", "reference", "process", "occurrence", name="uq_work_item_identity"),
    )
    with op.batch_alter_table("work_item", schema=None) as batch_op:
        batch_op.create_index(
            "ix_work_item_aside",
            ["municipality_code", "process", "received_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('waiting_human', 'on_hold')"),
            postgresql_where=sa.text("state IN ('waiting_human', 'on_hold')"),
        )
        batch_op.create_index(
            "ix_work_item_expires",
            ["expires_at"],
            unique=False,
            sqlite_where=sa.text("state = 'new' AND expires_at IS NOT NULL"),
            postgresql_where=sa.text("state = 'new' AND expires_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_work_item_held",
            ["lease_until"],
            unique=False,
            sqlite_where=sa.text("state IN ('leased', 'committing')"),
            postgresql_where=sa.text("state IN ('leased', 'committing')"),
        )
        batch_op.create_index(
            "ix_work_item_parent",
            ["parent_id"],
            unique=False,
            sqlite_where=sa.text("parent_id IS NOT NULL"),
            postgresql_where=sa.text("parent_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_work_item_oldest",
            ["municipality_code", "process", "received_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('new', 'verify')"),
            postgresql_where=sa.text("state IN ('new', 'verify')"),
        )
        batch_op.create_index("ix_work_item_person", ["municipality_code", "person_key"], unique=False)
        batch_op.create_index("ix_work_item_newest", ["received_at", "id"], unique=False)
        batch_op.create_index(
            "ix_work_item_with_person",
            ["municipality_code", "received_at"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting_human'"),
            postgresql_where=sa.text("state = 'waiting_human'"),
        )
        batch_op.create_index(
            "ix_work_item_stopped",
            ["municipality_code", "received_at"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting_human' AND exception_kind = 'application'"),
            postgresql_where=sa.text("state = 'waiting_human' AND exception_kind = 'application'"),
        )
        batch_op.create_index("ix_work_item_received", ["municipality_code", "received_at"], unique=False)
        batch_op.create_index(
            "ix_work_item_risk",
            ["municipality_code", "process", "risk_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('new', 'verify') AND risk_at IS NOT NULL"),
            postgresql_where=sa.text("state IN ('new', 'verify') AND risk_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_work_item_waiting",
            ["municipality_code", "process", "priority", "available_at", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('new', 'verify')"),
            postgresql_where=sa.text("state IN ('new', 'verify')"),
        )

    op.create_table(
        "assessment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("work_item_id", sa.String(length=32), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("at", db.UtcDateTime(), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("amount_ore", sa.BigInteger(), nullable=True),
        sa.Column("extent", sa.String(length=60), nullable=True),
        sa.Column("segment", sa.String(length=40), nullable=False),
        sa.Column("reason_codes", db.Json, nullable=False),
        sa.Column("rules_version", sa.String(length=20), nullable=False),
        sa.Column("rules_sha256", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "work_item_id"],
            ["work_item.municipality_code", "work_item.id"],
            name=op.f("fk_assessment_municipality_code_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_assessment_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("municipality_code", "id", name=op.f("uq_assessment_municipality_code_id")),
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_municipality_code"), ["municipality_code"], unique=False)
        batch_op.create_index("ix_assessment_work_item", ["work_item_id", "id"], unique=False)

    op.create_table(
        "attempt",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("work_item_id", sa.String(length=32), nullable=False),
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("when_lost", sa.String(length=10), nullable=False),
        sa.Column("started_at", db.UtcDateTime(), nullable=False),
        sa.Column("ended_at", db.UtcDateTime(), nullable=True),
        sa.Column("end", sa.String(length=15), nullable=True),
        sa.Column("code", sa.String(length=60), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("phases", db.Json, nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "work_item_id"],
            ["work_item.municipality_code", "work_item.id"],
            name=op.f("fk_attempt_municipality_code_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_attempt_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_run_id"), ["run_id"], unique=False)
        batch_op.create_index("ix_attempt_work_item", ["work_item_id", "number"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("work_item_id", sa.String(length=32), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("content_type", sa.String(length=60), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", db.UtcDateTime(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "run_id"],
            ["run.municipality_code", "run.id"],
            name=op.f("fk_evidence_municipality_code_run_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_evidence_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index("ix_evidence_item", ["work_item_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_municipality_code"), ["municipality_code"], unique=False)
        batch_op.create_index("ix_evidence_run", ["run_id", "id"], unique=False)

    op.create_table(
        "handling_time",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("work_item_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("started_at", db.UtcDateTime(), nullable=False),
        sa.Column("seen_at", db.UtcDateTime(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "work_item_id"],
            ["work_item.municipality_code", "work_item.id"],
            name=op.f("fk_handling_time_municipality_code_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_handling_time_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handling_time")),
    )
    with op.batch_alter_table("handling_time", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handling_time_municipality_code"), ["municipality_code"], unique=False)
        batch_op.create_index("ix_handling_time_person", ["person_id", "seen_at"], unique=False)
        batch_op.create_index("ix_handling_time_work_item", ["work_item_id", "id"], unique=False)

    op.create_table(
        "item_file",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("work_item_id", sa.String(length=32), nullable=False),
        sa.Column("name_key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "work_item_id"],
            ["work_item.municipality_code", "work_item.id"],
            name=op.f("fk_item_file_municipality_code_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_item_file_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_file")),
        sa.UniqueConstraint("work_item_id", "name_key", name=op.f("uq_item_file_work_item_id_name_key")),
    )
    with op.batch_alter_table("item_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_file_municipality_code"), ["municipality_code"], unique=False)

    op.create_table(
        "document",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("process", sa.String(length=60), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("work_item_id", sa.String(length=32), nullable=False),
        sa.Column("received_at", db.UtcDateTime(), nullable=False),
        sa.Column("received_by", sa.String(length=80), nullable=False),
        sa.Column("rule_sets", db.Json, nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("repeats", sa.Boolean(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "work_item_id"],
            ["work_item.municipality_code", "work_item.id"],
            name=op.f("fk_document_municipality_code_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_document_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint(
            "municipality_code", "process", "sha256", name=op.f("uq_document_municipality_code_process_sha256")
        ),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_municipality_code"), ["municipality_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_work_item_id"), ["work_item_id"], unique=False)

    op.create_table(
        "observation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("work_item_id", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("amount_ore", sa.BigInteger(), nullable=True),
        sa.Column("extent", sa.String(length=60), nullable=True),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("observed_at", db.UtcDateTime(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "work_item_id"],
            ["work_item.municipality_code", "work_item.id"],
            name=op.f("fk_observation_municipality_code_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_observation_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
        sa.UniqueConstraint("work_item_id", name=op.f("uq_observation_work_item_id")),
    )
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_observation_municipality_code"), ["municipality_code"], unique=False)

    op.create_table(
        "outcome_lookup",
        sa.Column("work_item_id", sa.String(length=32), nullable=False),
        sa.Column("looked_up_at", db.UtcDateTime(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "work_item_id"],
            ["work_item.municipality_code", "work_item.id"],
            name=op.f("fk_outcome_lookup_municipality_code_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_outcome_lookup_municipality_code")
        ),
        sa.PrimaryKeyConstraint("work_item_id", name=op.f("pk_outcome_lookup")),
    )
    with op.batch_alter_table("outcome_lookup", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outcome_lookup_municipality_code"), ["municipality_code"], unique=False)

    op.create_table(
        "run_line",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("at", db.UtcDateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "run_id"],
            ["run.municipality_code", "run.id"],
            name=op.f("fk_run_line_municipality_code_run_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_run_line_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_line")),
    )
    with op.batch_alter_table("run_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_run_line_municipality_code"), ["municipality_code"], unique=False)
        batch_op.create_index("ix_run_line_run", ["run_id", "id"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("grant_id", sa.String(length=32), nullable=True),
        sa.Column("csrf_token", sa.String(length=64), nullable=False),
        sa.Column("created_at", db.UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", db.UtcDateTime(), nullable=True),
        sa.Column("used_at", db.UtcDateTime(), nullable=True),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("expires_at", db.UtcDateTime(), nullable=False),
        sa.Column("ended_at", db.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["grant_id"], ["role_grant.id"], name=op.f("fk_sign_in_grant_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_person_id"), ["person_id"], unique=False)

    op.create_table(
        "identity_provider",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("client_id", sa.String(length=200), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=True),
        sa.Column("subject_claim", sa.String(length=40), nullable=False),
        sa.Column("changed_at", db.UtcDateTime(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_identity_provider_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_provider")),
        sa.UniqueConstraint("municipality_code", name=op.f("uq_identity_provider_municipality_code")),
    )
    with op.batch_alter_table("identity_provider", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_provider_municipality_code"), ["municipality_code"], unique=False)

    op.create_table(
        "identity",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=True),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("made_at", db.UtcDateTime(), nullable=False),
        sa.Column("linked_at", db.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_identity_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint("issuer", "email", name=op.f("uq_identity_issuer_email")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_identity_issuer_subject")),
    )
    with op.batch_alter_table("identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_person_id"), ["person_id"], unique=False)

    op.create_table(
        "provider_sign_in",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("sid", sa.String(length=200), nullable=True),
        sa.Column("sealed_id_token", sa.LargeBinary(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_provider_sign_in_municipality_code")
        ),
        sa.ForeignKeyConstraint(["token_hash"], ["sign_in.token_hash"], name=op.f("fk_provider_sign_in_token_hash")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_provider_sign_in_token_hash")),
    )
    with op.batch_alter_table("provider_sign_in", schema=None) as batch_op:
        batch_op.create_index("ix_provider_sign_in_issuer_sid", ["issuer", "sid"], unique=False)
        batch_op.create_index("ix_provider_sign_in_issuer_subject", ["issuer", "subject"], unique=False)
        batch_op.create_index(batch_op.f("ix_provider_sign_in_municipality_code"), ["municipality_code"], unique=False)

    op.create_table(
        "transition",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("work_item_id", sa.String(length=32), nullable=False),
        sa.Column("from_state", sa.String(length=15), nullable=False),
        sa.Column("to_state", sa.String(length=15), nullable=False),
        sa.Column("at", db.UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "work_item_id"],
            ["work_item.municipality_code", "work_item.id"],
            name=op.f("fk_transition_municipality_code_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_transition_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transition")),
    )
    with op.batch_alter_table("transition", schema=None) as batch_op:
        batch_op.create_index("ix_transition_work_item", ["work_item_id", "id"], unique=False)

    op.create_table(
        "case_access",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("process", sa.String(length=60), nullable=False),
        sa.Column("work_item_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("asked_at", db.UtcDateTime(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=True),
        sa.Column("answered_by", sa.String(length=32), nullable=True),
        sa.Column("answered_at", db.UtcDateTime(), nullable=True),
        sa.Column("answer_reason", sa.String(length=200), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("ended_by", sa.String(length=32), nullable=True),
        sa.Column("ended_at", db.UtcDateTime(), nullable=True),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.CheckConstraint("minutes IS NULL OR minutes BETWEEN 1 AND 240", name=op.f("ck_case_access_four_hours")),
        sa.CheckConstraint(
            "answered_by IS NULL OR answered_by <> person_id", name=op.f("ck_case_access_answered_by_another")
        ),
        sa.CheckConstraint(
            "(answer IS NULL AND answered_by IS NULL AND answered_at IS NULL AND minutes IS NULL) OR "
            "(answer IS NOT NULL AND answered_by IS NOT NULL AND answered_at IS NOT NULL AND "
            "((answer = 'granted' AND minutes IS NOT NULL) OR (answer = 'refused' AND minutes IS NULL)))",
            name=op.f("ck_case_access_whole_answer"),
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_case_access_answered_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_case_access_ended_by")),
        sa.ForeignKeyConstraint(
            ["municipality_code", "work_item_id"],
            ["work_item.municipality_code", "work_item.id"],
            name=op.f("fk_case_access_municipality_code_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_case_access_municipality_code")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_case_access_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_access")),
    )
    with op.batch_alter_table("case_access", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_access_municipality_code"), ["municipality_code"], unique=False)
        batch_op.create_index("ix_case_access_whose", ["person_id", "work_item_id"], unique=False)
        batch_op.create_index(
            "uq_case_access_asked",
            ["work_item_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("answer IS NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("answer IS NULL AND ended_at IS NULL"),
        )

    op.create_table(
        "odd_reading",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("grounds", sa.JSON(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("found_at", db.UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("question", sa.String(length=500), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=True),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("answered_at", db.UtcDateTime(), nullable=True),
        sa.Column("closing", sa.String(length=500), nullable=False),
        sa.Column("closed_by", sa.String(length=32), nullable=True),
        sa.Column("closed_at", db.UtcDateTime(), nullable=True),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.CheckConstraint("state IN ('open', 'asked', 'answered', 'closed')", name=op.f("ck_odd_reading_known_state")),
        sa.CheckConstraint("asked_by IS NULL OR asked_by <> person_id", name=op.f("ck_odd_reading_asked_by_another")),
        sa.CheckConstraint(
            "closed_by IS NULL OR closed_by <> person_id", name=op.f("ck_odd_reading_closed_by_another")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_odd_reading_asked_by")),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name=op.f("fk_odd_reading_closed_by")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_odd_reading_municipality_code")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_odd_reading_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_odd_reading")),
        sa.UniqueConstraint(
            "municipality_code", "person_id", "day", name=op.f("uq_odd_reading_municipality_code_person_id_day")
        ),
    )
    with op.batch_alter_table("odd_reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_odd_reading_municipality_code"), ["municipality_code"], unique=False)
        batch_op.create_index("ix_odd_reading_state", ["municipality_code", "state"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("work_item_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("amount_ore", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("extent", sa.String(length=60), nullable=True),
        sa.Column("assessment_id", sa.String(length=32), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("robot_release_id", sa.String(length=32), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("ground", db.Json, nullable=False),
        sa.Column("terms", db.Json, nullable=True),
        sa.Column("then", sa.String(length=15), nullable=True),
        sa.Column("prepared_at", db.UtcDateTime(), nullable=False),
        sa.Column("effected_at", db.UtcDateTime(), nullable=True),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "assessment_id"],
            ["assessment.municipality_code", "assessment.id"],
            name=op.f("fk_decision_municipality_code_assessment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "work_item_id"],
            ["work_item.municipality_code", "work_item.id"],
            name=op.f("fk_decision_municipality_code_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_decision_municipality_code")
        ),
        sa.ForeignKeyConstraint(["robot_release_id"], ["robot_release.id"], name=op.f("fk_decision_robot_release_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("municipality_code", "id", name=op.f("uq_decision_municipality_code_id")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_municipality_code"), ["municipality_code"], unique=False)
        batch_op.create_index(
            "uq_decision_number",
            ["work_item_id", "number"],
            unique=True,
            sqlite_where=sa.text("state <> 'void'"),
            postgresql_where=sa.text("state <> 'void'"),
        )

    op.create_table(
        "effect",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("decision_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("declared_at", db.UtcDateTime(), nullable=False),
        sa.Column("done_at", db.UtcDateTime(), nullable=True),
        sa.Column("confirmed_at", db.UtcDateTime(), nullable=True),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "decision_id"],
            ["decision.municipality_code", "decision.id"],
            name=op.f("fk_effect_municipality_code_decision_id"),
        ),
        sa.ForeignKeyConstraint(["municipality_code"], ["municipality.code"], name=op.f("fk_effect_municipality_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect")),
        sa.UniqueConstraint("decision_id", "seq", name=op.f("uq_effect_decision_id_seq")),
        sa.UniqueConstraint("municipality_code", "key", name=op.f("uq_effect_municipality_code_key")),
    )
    with op.batch_alter_table("effect", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_effect_municipality_code"), ["municipality_code"], unique=False)

    op.create_table(
        "letter",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("work_item_id", sa.String(length=32), nullable=False),
        sa.Column("decision_id", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("composed_at", db.UtcDateTime(), nullable=False),
        sa.Column("fetched_at", db.UtcDateTime(), nullable=True),
        sa.Column("opened_at", db.UtcDateTime(), nullable=True),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "decision_id"],
            ["decision.municipality_code", "decision.id"],
            name=op.f("fk_letter_municipality_code_decision_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "work_item_id"],
            ["work_item.municipality_code", "work_item.id"],
            name=op.f("fk_letter_municipality_code_work_item_id"),
        ),
        sa.ForeignKeyConstraint(["municipality_code"], ["municipality.code"], name=op.f("fk_letter_municipality_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_letter_decision_id")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_municipality_code"), ["municipality_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_work_item_id"), ["work_item_id"], unique=False)
        batch_op.create_index(
            "ix_letter_to_fetch",
            ["municipality_code", "id"],
            unique=False,
            sqlite_where=sa.text("fetched_at IS NULL"),
            postgresql_where=sa.text("fetched_at IS NULL"),
        )

    op.create_table(
        "supplement_request",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("work_item_id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("desk", sa.LargeBinary(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("waited_for", sa.String(length=15), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", db.UtcDateTime(), nullable=False),
        sa.Column("undo_until", db.UtcDateTime(), nullable=False),
        sa.Column("sent_at", db.UtcDateTime(), nullable=True),
        sa.Column("to_tell", sa.String(length=10), nullable=True),
        sa.Column("fetched_at", db.UtcDateTime(), nullable=True),
        sa.Column("ended_at", db.UtcDateTime(), nullable=True),
        sa.Column("end", sa.String(length=10), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", db.UtcDateTime(), nullable=True),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "work_item_id"],
            ["work_item.municipality_code", "work_item.id"],
            name=op.f("fk_supplement_request_municipality_code_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_supplement_request_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplement_request")),
        sa.UniqueConstraint("municipality_code", "id", name=op.f("uq_supplement_request_municipality_code_id")),
    )
    with op.batch_alter_table("supplement_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_supplement_request_municipality_code"), ["municipality_code"], unique=False
        )
        batch_op.create_index("ix_supplement_request_work_item", ["work_item_id", "id"], unique=False)
        batch_op.create_index(
            "uq_supplement_request_open",
            ["work_item_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "ix_supplement_request_to_tell",
            ["municipality_code", "id"],
            unique=False,
            sqlite_where=sa.text("to_tell IS NOT NULL"),
            postgresql_where=sa.text("to_tell IS NOT NULL"),
        )

    op.create_table(
        "notice",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("work_item_id", sa.String(length=32), nullable=False),
        sa.Column("decision_id", sa.String(length=32), nullable=True),
        sa.Column("supplement_id", sa.String(length=32), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("created_at", db.UtcDateTime(), nullable=False),
        sa.Column("sent_at", db.UtcDateTime(), nullable=True),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "decision_id"],
            ["decision.municipality_code", "decision.id"],
            name=op.f("fk_notice_municipality_code_decision_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "supplement_id"],
            ["supplement_request.municipality_code", "supplement_request.id"],
            name=op.f("fk_notice_municipality_code_supplement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "work_item_id"],
            ["work_item.municipality_code", "work_item.id"],
            name=op.f("fk_notice_municipality_code_work_item_id"),
        ),
        sa.ForeignKeyConstraint(["municipality_code"], ["municipality.code"], name=op.f("fk_notice_municipality_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_notice_decision_id")),
        sa.UniqueConstraint("supplement_id", name=op.f("uq_notice_supplement_id")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_municipality_code"), ["municipality_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_work_item_id"), ["work_item_id"], unique=False)

    op.create_table(
        "disagreement",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("work_item_id", sa.String(length=32), nullable=False),
        sa.Column("right", sa.String(length=10), nullable=False),
        sa.Column("done", sa.String(length=400), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", db.UtcDateTime(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.CheckConstraint("\"right\" IN ('robot', 'caseworker', 'both')", name=op.f("ck_disagreement_known_right")),
        sa.ForeignKeyConstraint(
            ["municipality_code", "work_item_id"], ["work_item.municipality_code", "work_item.id"],
            name=op.f("fk_disagreement_municipality_code_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_disagreement_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disagreement")),
        sa.UniqueConstraint("work_item_id", name=op.f("uq_disagreement_work_item_id")),
    )  # fmt: skip
    with op.batch_alter_table("disagreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disagreement_municipality_code"), ["municipality_code"], unique=False)

    op.create_table(
        "placement_round",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("process", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("laid_by", sa.String(length=80), nullable=False),
        sa.Column("laid_at", db.UtcDateTime(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("rules_version", sa.String(length=20), nullable=False),
        sa.Column("rules_sha256", sa.String(length=64), nullable=False),
        sa.Column("input_sha256", sa.String(length=64), nullable=False),
        sa.Column("result_sha256", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_placement_round_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_round")),
        sa.UniqueConstraint("municipality_code", "id", name=op.f("uq_placement_round_municipality_code_id")),
        sa.UniqueConstraint(
            "municipality_code", "process", "number", name=op.f("uq_placement_round_municipality_code_process_number")
        ),
    )
    with op.batch_alter_table("placement_round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_round_municipality_code"), ["municipality_code"], unique=False)
        batch_op.create_index(
            "uq_placement_round_open",
            ["municipality_code", "process"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "placement_child",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.String(length=32), nullable=False),
        sa.Column("work_item_id", sa.String(length=32), nullable=False),
        sa.Column("assessment_id", sa.String(length=32), nullable=False),
        sa.Column("alarm", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "round_id"],
            ["placement_round.municipality_code", "placement_round.id"],
            name=op.f("fk_placement_child_municipality_code_round_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "work_item_id"],
            ["work_item.municipality_code", "work_item.id"],
            name=op.f("fk_placement_child_municipality_code_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_placement_child_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_child")),
        sa.UniqueConstraint("round_id", "work_item_id", name=op.f("uq_placement_child_round_id_work_item_id")),
    )
    with op.batch_alter_table("placement_child", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_child_municipality_code"), ["municipality_code"], unique=False)
        batch_op.create_index("ix_placement_child_work_item", ["work_item_id"], unique=False)

    op.create_table(
        "placement_offer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.String(length=32), nullable=False),
        sa.Column("work_item_id", sa.String(length=32), nullable=False),
        sa.Column("decision_id", sa.String(length=32), nullable=False),
        sa.Column("process", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("approved_by", sa.String(length=32), nullable=False),
        sa.Column("approved_at", db.UtcDateTime(), nullable=False),
        sa.Column("undo_until", db.UtcDateTime(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("to_tell", sa.String(length=10), nullable=True),
        sa.Column("fetched_at", db.UtcDateTime(), nullable=True),
        sa.Column("answer", sa.String(length=10), nullable=True),
        sa.Column("answered_at", db.UtcDateTime(), nullable=True),
        sa.Column("answer_decision_id", sa.String(length=32), nullable=True),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "decision_id"],
            ["decision.municipality_code", "decision.id"],
            name=op.f("fk_placement_offer_municipality_code_decision_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "round_id"],
            ["placement_round.municipality_code", "placement_round.id"],
            name=op.f("fk_placement_offer_municipality_code_round_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "work_item_id"],
            ["work_item.municipality_code", "work_item.id"],
            name=op.f("fk_placement_offer_municipality_code_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_placement_offer_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_offer")),
        sa.UniqueConstraint("municipality_code", "id", name=op.f("uq_placement_offer_municipality_code_id")),
    )
    with op.batch_alter_table("placement_offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_offer_municipality_code"), ["municipality_code"], unique=False)
        batch_op.create_index(
            "ix_placement_offer_to_tell",
            ["municipality_code", "id"],
            unique=False,
            sqlite_where=sa.text("to_tell IS NOT NULL"),
            postgresql_where=sa.text("to_tell IS NOT NULL"),
        )
        batch_op.create_index("ix_placement_offer_work_item", ["work_item_id", "id"], unique=False)
        batch_op.create_index(
            "uq_placement_offer_open",
            ["work_item_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            "uq_placement_offer_place",
            ["municipality_code", "process", "place"],
            unique=True,
            sqlite_where=sa.text("state IN ('open', 'accepted')"),
            postgresql_where=sa.text("state IN ('open', 'accepted')"),
        )

    for statement in never_decides.statements(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("placement_offer", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_placement_offer_place",
            sqlite_where=sa.text("state IN ('open', 'accepted')"),
            postgresql_where=sa.text("state IN ('open', 'accepted')"),
        )
        batch_op.drop_index(
            "uq_placement_offer_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index("ix_placement_offer_work_item")
        batch_op.drop_index(
            "ix_placement_offer_to_tell",
            sqlite_where=sa.text("to_tell IS NOT NULL"),
            postgresql_where=sa.text("to_tell IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_placement_offer_municipality_code"))

    op.drop_table("placement_offer")
    with op.batch_alter_table("placement_child", schema=None) as batch_op:
        batch_op.drop_index("ix_placement_child_work_item")
        batch_op.drop_index(batch_op.f("ix_placement_child_municipality_code"))

    op.drop_table("placement_child")
    with op.batch_alter_table("placement_round", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_placement_round_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index(batch_op.f("ix_placement_round_municipality_code"))

    op.drop_table("placement_round")
    with op.batch_alter_table("disagreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disagreement_municipality_code"))

    op.drop_table("disagreement")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_work_item_id"))
        batch_op.drop_index(batch_op.f("ix_notice_municipality_code"))

    op.drop_table("notice")
    with op.batch_alter_table("supplement_request", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_supplement_request_to_tell",
            sqlite_where=sa.text("to_tell IS NOT NULL"),
            postgresql_where=sa.text("to_tell IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_supplement_request_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_supplement_request_work_item")
        batch_op.drop_index(batch_op.f("ix_supplement_request_municipality_code"))

    op.drop_table("supplement_request")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_letter_to_fetch",
            sqlite_where=sa.text("fetched_at IS NULL"),
            postgresql_where=sa.text("fetched_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_letter_work_item_id"))
        batch_op.drop_index(batch_op.f("ix_letter_municipality_code"))

    op.drop_table("letter")
    with op.batch_alter_table("effect", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_effect_municipality_code"))

    op.drop_table("effect")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_decision_number", sqlite_where=sa.text("state <> 'void'"), postgresql_where=sa.text("state <> 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_decision_municipality_code"))

    op.drop_table("decision")
    with op.batch_alter_table("case_access", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_case_access_asked",
            sqlite_where=sa.text("answer IS NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("answer IS NULL AND ended_at IS NULL"),
        )
        batch_op.drop_index("ix_case_access_whose")
        batch_op.drop_index(batch_op.f("ix_case_access_municipality_code"))

    op.drop_table("case_access")
    with op.batch_alter_table("odd_reading", schema=None) as batch_op:
        batch_op.drop_index("ix_odd_reading_state")
        batch_op.drop_index(batch_op.f("ix_odd_reading_municipality_code"))

    op.drop_table("odd_reading")
    op.drop_table("worker_token")
    with op.batch_alter_table("transition", schema=None) as batch_op:
        batch_op.drop_index("ix_transition_work_item")

    op.drop_table("transition")
    with op.batch_alter_table("provider_sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_provider_sign_in_municipality_code"))
        batch_op.drop_index("ix_provider_sign_in_issuer_subject")
        batch_op.drop_index("ix_provider_sign_in_issuer_sid")

    op.drop_table("provider_sign_in")
    with op.batch_alter_table("identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identity_person_id"))

    op.drop_table("identity")
    with op.batch_alter_table("identity_provider", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identity_provider_municipality_code"))

    op.drop_table("identity_provider")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_person_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("run_line", schema=None) as batch_op:
        batch_op.drop_index("ix_run_line_run")
        batch_op.drop_index(batch_op.f("ix_run_line_municipality_code"))

    op.drop_table("run_line")
    with op.batch_alter_table("outcome_lookup", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcome_lookup_municipality_code"))

    op.drop_table("outcome_lookup")
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_observation_municipality_code"))

    op.drop_table("observation")
    with op.batch_alter_table("item_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_file_municipality_code"))

    op.drop_table("document")
    op.drop_table("item_file")
    with op.batch_alter_table("handling_time", schema=None) as batch_op:
        batch_op.drop_index("ix_handling_time_work_item")
        batch_op.drop_index("ix_handling_time_person")
        batch_op.drop_index(batch_op.f("ix_handling_time_municipality_code"))

    op.drop_table("handling_time")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index("ix_evidence_run")
        batch_op.drop_index(batch_op.f("ix_evidence_municipality_code"))
        batch_op.drop_index("ix_evidence_item")

    op.drop_table("evidence")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_attempt_work_item")
        batch_op.drop_index(batch_op.f("ix_attempt_run_id"))

    op.drop_table("attempt")
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_index("ix_assessment_work_item")
        batch_op.drop_index(batch_op.f("ix_assessment_municipality_code"))

    op.drop_table("assessment")
    with op.batch_alter_table("work_item", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_work_item_waiting",
            sqlite_where=sa.text("state IN ('new', 'verify')"),
            postgresql_where=sa.text("state IN ('new', 'verify')"),
        )
        batch_op.drop_index(
            "ix_work_item_with_person",
            sqlite_where=sa.text("state = 'waiting_human'"),
            postgresql_where=sa.text("state = 'waiting_human'"),
        )
        batch_op.drop_index(
            "ix_work_item_stopped",
            sqlite_where=sa.text("state = 'waiting_human' AND exception_kind = 'application'"),
            postgresql_where=sa.text("state = 'waiting_human' AND exception_kind = 'application'"),
        )
        batch_op.drop_index("ix_work_item_received")
        batch_op.drop_index("ix_work_item_newest")
        batch_op.drop_index("ix_work_item_person")
        batch_op.drop_index(
            "ix_work_item_parent",
            sqlite_where=sa.text("parent_id IS NOT NULL"),
            postgresql_where=sa.text("parent_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_work_item_held",
            sqlite_where=sa.text("state IN ('leased', 'committing')"),
            postgresql_where=sa.text("state IN ('leased', 'committing')"),
        )

    op.drop_table("work_item")
    op.drop_table("reading_review")
    op.drop_table("region_trail")
    op.drop_table("trail")
    if op.get_bind().dialect.name == "postgresql":
        for name in ("trail_is_append_only", *never_decides.functions()):
            op.execute(f"DROP FUNCTION {name}()")
    with op.batch_alter_table("system_token", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_system_token_in_force",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_system_token_municipality_code"))

    op.drop_table("system_token")
    with op.batch_alter_table("readiness_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_readiness_check_municipality_code"))

    op.drop_table("readiness_check")
    with op.batch_alter_table("subscription_change", schema=None) as batch_op:
        batch_op.drop_index("ix_subscription_change_of")
        batch_op.drop_index(batch_op.f("ix_subscription_change_municipality_code"))

    op.drop_table("subscription_change")
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subscription_municipality_code"))

    op.drop_table("subscription")
    with op.batch_alter_table("standard_minutes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_standard_minutes_municipality_code"))

    op.drop_table("standard_minutes")
    op.drop_table("erasure")
    op.drop_table("erased_item")
    with op.batch_alter_table("secret", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_secret_municipality_code"))

    op.drop_table("secret")
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_run_token_hash"))
        batch_op.drop_index("ix_run_release")
        batch_op.drop_index("ix_run_state")
        batch_op.drop_index(batch_op.f("ix_run_municipality_code"))

    op.drop_table("run")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_person_id"))

    op.drop_table("role_grant")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_open", sqlite_where=sa.text("state <> 'done'"), postgresql_where=sa.text("state <> 'done'")
        )
        batch_op.drop_index(batch_op.f("ix_outbox_municipality_code"))

    op.drop_table("outbox")
    with op.batch_alter_table("municipality_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_municipality_key_municipality_code"))

    op.drop_table("municipality_key")
    with op.batch_alter_table("data_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_data_key_municipality_code"))

    op.drop_table("data_key")
    with op.batch_alter_table("benefit_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_benefit_line_municipality_code"))
        batch_op.drop_index(batch_op.f("ix_benefit_line_month"))

    op.drop_table("benefit_line")
    with op.batch_alter_table("baseline", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_baseline_municipality_code"))

    op.drop_table("baseline")
    op.drop_table("incident")
    op.drop_table("need")
    op.drop_table("worker")
    for table in ("gate_result", "release_change"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_index(f"ix_{table}_robot")
            batch_op.drop_index(f"ix_{table}_process")
        op.drop_table(table)
    op.drop_table("process_release")
    op.drop_table("robot_release")
    op.drop_table("restoration")
    op.drop_table("person")
    op.drop_table("municipality")
