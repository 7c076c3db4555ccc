"""Look before you send: a batch is the very lines that would reach Intacct, with everything that speaks against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import pandas as pd

from workbench.desk import Desk
from workbench.findings import Finding, Findings
from workbench.flows import code_finder, payroll, setup
from workbench.flows.connections import saved_connection
from workbench.flows.export_key import content_hash, export_key
from workbench.money import show
from workbench.rules import batch as rules_batch
from workbench.rules import batch_checks, chart_checks
from workbench.rules.batch_parts import LARGEST_JOURNAL, split_employees, split_records
from workbench.rules.gl_records import GLRecords
from workbench.store import exports as ledger

KIND = "gl"
INTERFACE = "gl_export"
Detail = Literal["account", "employee"]


@dataclass(frozen=True, eq=False)
class Part:
    """One journal as it would be sent; a large batch is several, each balanced by itself."""

    reference: str
    number: int
    of: int
    title: str
    records: GLRecords
    lines: pd.DataFrame
    debit: Decimal
    content_sha256: str


@dataclass(frozen=True, eq=False)
class Batch:
    """A payroll journal as it would be sent; ``reference`` is the number it (its first part) will carry in Intacct."""

    run: str
    employees: tuple[str, ...]
    lines: pd.DataFrame
    debit: Decimal
    credit: Decimal
    balanced: bool
    findings: Findings
    reference: str
    batch_date: date
    description: str
    detail: Detail
    source_entity: str
    journal: str
    company: str
    entity: str
    inter_entity: pd.DataFrame
    records: GLRecords
    revision: int
    supersedes: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Standing:
    """Where the records of a batch stand in the ledger: the revision to use and the live exports in the way."""

    revision: int
    supersedes: str
    live: dict[str, list[str]]  # export key -> those of the records it holds
    states: dict[str, str]


def preview_gl_batch(
    desk: Desk,
    records: GLRecords,
    *,
    batch_date: date,
    description: str,
    detail: Detail = "account",
    source_entity: str | None = None,
    largest_journal: int = LARGEST_JOURNAL,
) -> Batch:
    """The batch these records make, its very lines and all findings; nothing is sent or saved.

    ``detail``: "account" adds up equal lines, "employee" keeps the record lines. ``source_entity`` is needed
    where lines touch several entities that do not balance by themselves. A batch of more lines than
    ``largest_journal`` is sent as several journals, each balanced.
    """
    journal, (company, entity) = _journal(desk, records.run), _place(desk)
    employees, source = tuple(sorted(records.records["employee"])), source_entity or ""
    entities = code_finder.entity_of_location(desk)
    asked: dict[str, Any] = {"detail": detail, "description": description, "source_entity": source}
    made = rules_batch.make_batch(records, entities=entities, **asked)
    standing = standing_of(desk, company, records.run, employees)
    key, revision = _key_and_revision(company, entity, records.run, employees, standing)
    identity = {"journal": journal, "batch_date": batch_date.isoformat(), "source_entity": source}
    groups = split_employees(records, detail, largest_journal) if len(made.lines) > largest_journal else [employees]
    parts = _parts(records, made, groups, key, detail, description, source, entities, identity)
    against = _of_header(desk, records.run, journal, batch_date, description)
    against += _of_lines(desk, made.lines, entity, entities) + _of_standing(desk, parts, standing, made.debit)
    return Batch(
        run=records.run,
        employees=employees,
        lines=made.lines,
        debit=made.debit,
        credit=made.credit,
        balanced=records.balanced and made.debit == made.credit,
        findings=records.findings.errors + made.findings + _of_selection(records) + against,
        reference=key,
        batch_date=batch_date,
        description=description,
        detail=detail,
        source_entity=source,
        journal=journal,
        company=company,
        entity=entity,
        inter_entity=made.inter_entity,
        records=records,
        revision=revision,
        supersedes=standing.supersedes,
        parts=parts,
    )


def _journal(desk: Desk, run: str) -> str:
    """The journal of the setup in force for the run's pay date."""
    return setup.setup_for(desk, payroll.posted_run(desk, run).pay_date)[1].journal


def _place(desk: Desk) -> tuple[str, str]:
    """The company and entity of the connection; blank while there is none."""
    connection = saved_connection(desk, INTERFACE)
    return (connection.company, connection.entity) if connection else ("", "")


def _of_lines(desk: Desk, lines: pd.DataFrame, entity: str, entities: Mapping[str, str] | None) -> Findings:
    chart, values = code_finder.chart_or_none(desk), code_finder.values_or_none(desk)
    return batch_checks.check_scope(lines, entity, entities) + chart_checks.check_chart(lines, chart, values)


def _of_header(desk: Desk, run: str, journal: str, batch_date: date, description: str) -> Findings:
    period_end = payroll.posted_run(desk, run).period_end
    return batch_checks.check_header(
        journal, batch_date, description, today=desk.today(), period_end=period_end
    ) + batch_checks.check_journal(journal, code_finder.journals(desk))


def _parts(
    records: GLRecords,
    made: rules_batch.BatchLines,
    groups: list[tuple[str, ...]],
    key: str,
    detail: Detail,
    description: str,
    source_entity: str,
    entities: Mapping[str, str] | None,
    identity: dict[str, str],
) -> tuple[Part, ...]:
    """The journals the batch is sent as: one, or several when it has more lines than one should have."""
    parts = []
    for number, theirs in enumerate(split_records(records, groups) if len(groups) > 1 else [records], start=1):
        title = description if len(groups) == 1 else f"{description} ({number}/{len(groups)})"
        lines = made
        if len(groups) > 1:
            lines = rules_batch.make_batch(
                theirs, detail=detail, description=description, source_entity=source_entity, entities=entities
            )
        digest = content_hash(identity | {"description": title}, lines.lines)
        reference = f"{key[:-2]}{number:02d}"
        parts.append(Part(reference, number, len(groups), title, theirs, lines.lines, lines.debit, digest))
    return tuple(parts)


def standing_of(desk: Desk, company: str, run: str, employees: tuple[str, ...]) -> Standing:
    """Which exports hold or held these records."""
    with desk.read() as conn:
        held = ledger.holding(conn, KIND, company, run, employees)
    live: dict[str, list[str]] = {}
    for row in held:
        if row["live"]:
            live.setdefault(row["key"], []).append(row["record"])
    newest = max(held, key=lambda row: row["revision"], default=None)
    superseded = [row for row in held if row["state"] == "superseded"]
    before = max(superseded, key=lambda row: row["revision"], default=None)
    return Standing(
        revision=newest["revision"] + 1 if newest else 0,
        supersedes=before["key"] if before else "",
        live=live,
        states={row["key"]: row["state"] for row in held},
    )


def _key_and_revision(
    company: str, entity: str, run: str, employees: tuple[str, ...], standing: Standing
) -> tuple[str, int]:
    """The key of the live export of exactly these records, else the key of the next revision."""
    for revision in range(standing.revision):
        key = export_key(company, entity, KIND, run, employees, revision)
        if key in standing.live:
            return key, revision
    return export_key(company, entity, KIND, run, employees, standing.revision), standing.revision


def _of_selection(records: GLRecords) -> Findings:
    if not len(records.records):
        return Findings(
            [Finding("no_record", "error", "No GL record is selected.", "Create and select records first.")]
        )
    open_records = records.records[~records.records["balanced"]]
    return Findings(
        Finding(
            "unbalanced_record", "error", f"The GL record of {row.employee} is {row.cause or 'not balanced'}.",
            "Map the missing account or mend the line, create the record again, or leave the employee out.",
            employee=row.employee, run=records.run, page="gl_records",
        )
        for row in open_records.itertuples()
    )  # fmt: skip


def _of_standing(desk: Desk, parts: tuple[Part, ...], standing: Standing, debit: Decimal) -> Findings:
    ours = {part.reference: part.content_sha256 for part in parts}
    found: list[Finding] = []
    for other, held in sorted(standing.live.items()):
        with desk.read() as conn:
            row = ledger.get(conn, other)
        assert row is not None
        if ours.get(other) == row["payload_sha256"]:
            message = f"These records are already in export {other} ({row['state']}) with the same content."
            found.append(
                Finding("already_exported", "note", message, "Exporting again changes nothing.", page="exports")
            )
            continue
        who = ", ".join(held[:5]) + (f" and {len(held) - 5} more" if len(held) > 5 else "")
        message = (
            f"Already in export {other} ({row['state']}, {show(row['debit_cents'])}; this batch: {show(debit)}): {who}."
        )
        remedy = (
            "Leave these employees out, or delete that draft in Intacct and supersede the export on the Exports page."
        )
        found.append(Finding("in_live_export", "error", message, remedy, value=other, page="exports"))
    return Findings(found)
