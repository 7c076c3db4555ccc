"""Every table of the store, one place: SQLAlchemy Core, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from workbench.store.instant import Instant

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _text(name: str, **options: Any) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, **options)


def _cents(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


runs = sa.Table(
    "runs",
    metadata,
    _id(),
    _text("workspace"),
    _text("code"),
    _text("content_sha256"),
    _text("source"),  # the path or upload name it was loaded from
    sa.Column("loaded_at", Instant, nullable=False),
    _text("loaded_by"),
    sa.Column("replaced_at", Instant),  # a replaced run stays, for the exports made from it
    _text("payroll_groups"),  # codes, comma separated
    sa.Column("period_start", sa.Date, nullable=False),
    sa.Column("period_end", sa.Date, nullable=False),
    sa.Column("pay_date", sa.Date, nullable=False),
    sa.Column("employees", sa.Integer, nullable=False),
    sa.Column("paycard_lines", sa.Integer, nullable=False),
    sa.Column("labor_lines", sa.Integer, nullable=False),
    _cents("gross_cents"),
    _cents("net_cents"),
    sa.Column("findings", sa.JSON, nullable=False),  # what loading said, warnings and notes
)
sa.Index(
    "uq_runs_current",
    runs.c.workspace,
    runs.c.code,
    unique=True,
    sqlite_where=runs.c.replaced_at.is_(None),
    postgresql_where=runs.c.replaced_at.is_(None),
)

# A run's own copy of what it was loaded with: one Arrow table per file, written once and never changed.
run_tables = sa.Table(
    "run_tables",
    metadata,
    sa.Column("run_id", sa.ForeignKey(runs.c.id), primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

connections = sa.Table(
    "connections",
    metadata,
    _text("workspace", primary_key=True),
    _text("interface", primary_key=True),
    _text("kind"),  # intacct | sandbox
    _text("company"),
    _text("user"),
    _text("entity"),
    _text("sender_id"),
    _text("endpoint"),
    sa.Column("secrets", sa.LargeBinary, nullable=False),  # both passwords, sealed
    sa.Column("horizon_seconds", sa.Integer, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("saved_at", Instant, nullable=False),
    sa.Column("tested_at", Instant),
    sa.Column("test", sa.JSON),  # the diagnosis of the last test
)

# What was last read from Intacct, per company and entity: the chart, dimension values, journals, periods.
snapshots = sa.Table(
    "snapshots",
    metadata,
    _text("company", primary_key=True),
    _text("entity", primary_key=True),
    _text("name", primary_key=True),
    sa.Column("read_at", Instant, nullable=False),
    _text("read_by"),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

# One press of Create: the lines of many records as one Arrow table, written once.
creations = sa.Table(
    "creations",
    metadata,
    _id(),
    sa.Column("run_id", sa.ForeignKey(runs.c.id), nullable=False),
    sa.Column("setup_id", sa.Integer),
    sa.Column("created_at", Instant, nullable=False),
    _text("created_by"),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("findings", sa.JSON, nullable=False),
)

# The current GL record of an employee in a run.
gl_records = sa.Table(
    "gl_records",
    metadata,
    sa.Column("run_id", sa.ForeignKey(runs.c.id), primary_key=True),
    sa.Column("employee", sa.Text, primary_key=True),
    sa.Column("creation_id", sa.ForeignKey(creations.c.id), nullable=False),
    _cents("debit_cents"),
    _cents("credit_cents"),
    sa.Column("missing_accounts", sa.Integer, nullable=False),
    sa.Column("lines", sa.Integer, nullable=False),
    _text("fingerprint"),  # sha256 of the record's lines, edits included
    _text("cause"),  # why it is out of balance, in a sentence; blank when balanced
)

# A line edited by hand: what it was, what it became; never overwritten.
edits = sa.Table(
    "edits",
    metadata,
    _id(),
    sa.Column("run_id", sa.ForeignKey(runs.c.id), nullable=False),
    _text("employee"),
    _text("line_key"),  # which line: its origin, not its number
    sa.Column("before", sa.JSON, nullable=False),
    sa.Column("after", sa.JSON, nullable=False),
    _text("note"),
    sa.Column("edited_at", Instant, nullable=False),
    _text("edited_by"),
    sa.Column("dropped_at", Instant),
)

STATES = (
    "planned", "sending", "sent", "unknown", "confirmed", "failed", "mismatch", "duplicate", "absent",
    "removed", "superseded", "withdrawn",
)  # fmt: skip

exports = sa.Table(
    "exports",
    metadata,
    _text("key", primary_key=True),  # the reference number Intacct stores
    _text("kind"),  # gl | timesheet
    _text("workspace"),
    _text("interface"),
    _text("company"),
    _text("entity"),
    _text("run"),
    sa.Column("run_id", sa.Integer, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    _text("manifest"),  # shared by the parts of one large journal: the key of the first
    sa.Column("part", sa.Integer, nullable=False),
    sa.Column("parts", sa.Integer, nullable=False),
    _cents("whole_cents"),  # the debits of all parts together
    _text("state"),
    sa.Column("fence", sa.Integer, nullable=False),  # rises with every change of state
    sa.Column("attempt", sa.Integer, nullable=False),  # how often a worker was handed it
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),  # sendings known not to have been executed
    _text("journal"),
    sa.Column("batch_date", sa.Date, nullable=False),
    _text("description"),
    _text("detail"),
    _text("source_entity"),
    _text("payload"),  # what is sent, without control and authentication
    _text("payload_sha256"),
    _text("anchor"),  # head of the audit chain that travels in the payload
    sa.Column("lines", sa.Integer, nullable=False),
    _cents("debit_cents"),
    _cents("credit_cents"),
    sa.Column("batch_lines", sa.LargeBinary, nullable=False),  # the journal lines, an Arrow table
    sa.Column("record_lines", sa.LargeBinary, nullable=False),  # the record lines behind them
    sa.Column("horizon_seconds", sa.Integer, nullable=False),
    _text("record_no", server_default=""),
    _text("batch_no", server_default=""),
    _text("intacct_state", server_default=""),
    _text("problem", server_default=""),  # why it is failed, unknown, mismatch ..., in a sentence
    sa.Column("differences", sa.JSON),
    _text("approval", server_default=""),  # of a confirmed timesheet: due | asked | approved | refused; journals: blank
    sa.Column("units", sa.BigInteger, nullable=False, server_default="0"),  # of a timesheet, in ten-thousandths
    sa.Column("sent_at", Instant),
    _text(
        "sent_boot", server_default=""
    ),  # the machine's start and its milliseconds then: no clock set anew changes them
    sa.Column("sent_ticks", sa.BigInteger),
    sa.Column("absent_reads", sa.Integer, nullable=False, server_default="0"),
    sa.Column("last_absent_at", Instant),
    sa.Column("differed_at", Instant),  # when it was first read different from what was sent; said once read again
    sa.Column("next_check_at", Instant),
    sa.Column("confirmed_at", Instant),
    sa.Column("created_at", Instant, nullable=False),
    _text("created_by"),
    _text("supersedes", server_default=""),
    _text("reason", server_default=""),
    sa.CheckConstraint("state IN ('" + "','".join(STATES) + "')", name="state"),
    sa.CheckConstraint("debit_cents = credit_cents OR kind <> 'gl'", name="balanced"),
)
sa.Index("ix_exports_state", exports.c.state)
sa.Index("ix_exports_manifest", exports.c.manifest)
sa.Index("ix_exports_approval", exports.c.approval)

# Which records an export holds; a record is in at most one live export.
export_records = sa.Table(
    "export_records",
    metadata,
    sa.Column("key", sa.ForeignKey(exports.c.key), primary_key=True),
    sa.Column("record", sa.Text, primary_key=True),  # the employee, or employee and week
    _text("workspace"),
    _text("kind"),
    _text("company"),
    _text("run"),
    sa.Column("live", sa.Boolean, nullable=False),
)
sa.Index("ix_export_records_record", export_records.c.record, export_records.c.run)
sa.Index(
    "uq_export_records_live",
    export_records.c.kind,
    export_records.c.company,
    export_records.c.run,
    export_records.c.record,
    unique=True,
    sqlite_where=export_records.c.live,
    postgresql_where=export_records.c.live,
)

# Append-only, hash-chained: every change of an export, every edit, every saved setup.
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Instant, nullable=False),
    _text("actor"),
    _text("event"),
    _text("object"),
    sa.Column("detail", sa.JSON, nullable=False),
    _text("previous"),
    _text("hash", unique=True),
)

# The last row of the audit trail, once more: one row, changed with every row that is added.
audit_end = sa.Table(
    "audit_end",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.Integer, nullable=False),
    _text("hash"),
)

workers = sa.Table(
    "workers",
    metadata,
    _text("id", primary_key=True),
    _text("host"),
    sa.Column("pid", sa.Integer, nullable=False),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("beat_at", Instant, nullable=False),
)

# One call in flight per Intacct company, whoever makes it.
slots = sa.Table(
    "slots",
    metadata,
    _text("company", primary_key=True),
    _text("holder"),
    _text("host"),
    sa.Column("pid", sa.Integer, nullable=False),
    sa.Column("until", Instant, nullable=False),
)

# A workspace is a client company: its connections, setup, runs and exports are its own.
workspaces = sa.Table(
    "workspaces", metadata, _text("name", primary_key=True), sa.Column("created_at", Instant, nullable=False)
)

settings = sa.Table(
    "settings",
    metadata,
    _text("workspace", primary_key=True),
    _text("name", primary_key=True),
    sa.Column("value", sa.JSON, nullable=False),
)
