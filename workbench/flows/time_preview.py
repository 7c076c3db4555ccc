"""Look before importing: what approved time in Intacct will become labor records, every row with its verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from workbench.desk import Desk
from workbench.errors import Rejected
from workbench.fields import ENTRY_RECORD
from workbench.findings import Finding, Findings
from workbench.flows import connections
from workbench.flows.field_maps import INTERFACE, further_dimensions, map_in_force
from workbench.flows.payroll_codes import paid_runs, payroll_codes
from workbench.flows.setup import current_setup
from workbench.frames import LABOR, empty
from workbench.gateway import reads, timesheet_reads
from workbench.gateway.gateway import Gateway
from workbench.gateway.timesheet_reads import ReadEntries
from workbench.rules.field_map import FieldMap
from workbench.rules.known_codes import KnownCodes
from workbench.rules.time_checks import Decisions, Period, check_time
from workbench.rules.time_keeping import join_kept
from workbench.rules.time_labor import MappedTime, map_entries
from workbench.rules.time_paid import paid_time
from workbench.rules.time_states import STATES, compare
from workbench.rules.time_targets import check_time_map
from workbench.rules.time_texts import coded
from workbench.rules.time_totals import COUNTED, time_totals
from workbench.rules.time_values import code_books, value_maps
from workbench.rules.time_verdict import Judged, in_scope, judge
from workbench.store import imported_entries, time_decisions

Progress = Callable[[int, int | None], object]
_VERDICTS = ("state", "check", "reason", "remedy")


@dataclass(frozen=True, eq=False)
class TimePreview:
    """What an import would do; nothing is changed by it.

    ``labor`` has every approved entry as the labor record it becomes: the columns of LABOR, the mapped dimensions,
    ``record`` (the entry's number in Intacct), ``state`` (new, unchanged, changed, paid), ``check`` (ok, warning,
    error, skipped, left out), ``reason``, ``remedy``. ``gone`` has what was imported before and is no longer approved.
    ``totals``: by, code, name, entries, units, amount over the rows that are ok or a warning. ``counts`` per state.
    ``waiting``: entries of the period per state in Intacct. Not ``consistent``: it cannot be processed.
    """

    start: date
    end: date
    payroll_group: str
    late_since: date | None
    company: str
    entity: str
    labor: pd.DataFrame
    gone: pd.DataFrame
    findings: Findings
    totals: pd.DataFrame
    counts: Mapping[str, int]
    consistent: bool
    waiting: Mapping[str, int]
    fields: FieldMap
    map_number: int | None
    value_maps: pd.DataFrame
    entries: pa.Table  # as read (see read_time), to tell at Process whether they are still the same

    @property
    def ok(self) -> bool:
        """True when Process would be taken: no error, and what was read stood together."""
        return self.consistent and self.findings.ok


def preview_time_import(
    desk: Desk,
    start: date,
    end: date,
    *,
    payroll_group: str | None = None,
    late_since: date | None = None,
    progress: Progress | None = None,
) -> TimePreview:
    """Read the approved entries of a period (and late time approved since a day) and say what becomes of each.

    ``payroll_group`` keeps employees of other groups out; ``progress`` hears of rows read and rows expected. Raises
    ConnectionMissing without a connection for the time import, and the gateway's errors.
    """
    if end < start:
        raise ValueError(f"the period ends on {end}, before it starts on {start}")
    period = Period(start, end, payroll_group or "", late_since)
    connection = connections.saved_connection(desk, INTERFACE)
    with connections.gateway(desk, INTERFACE) as gateway:
        known, (fields, number, sources) = payroll_codes(desk), map_in_force(desk, gateway)
        findings = check_time_map(fields, sources, further_dimensions(known, fields))
        read = read_time(gateway, fields, period, progress) if findings.ok else _nothing(fields)
        waiting = timesheet_reads.count_by_state(gateway, start, end)
        values = _values(gateway, read.table, fields)
    assert connection is not None  # or there were no gateway
    targets = [one.target for one in fields.used]
    books = code_books(fields, current_setup(desk), known, targets)
    mapped = map_entries(read.table, ENTRY_RECORD, fields, books) if findings.ok else None
    judged, said = _judge(desk, mapped, period, known, values, connection.company, connection.entity)
    findings += (*read_findings(read), *said)
    counted = judged.labor[[one for one in COUNTED if one in judged.labor]]
    shown = counted[judged.labor["check"].isin(("ok", "warning"))]
    return TimePreview(
        start, end, period.payroll_group, late_since, connection.company, connection.entity, judged.labor, judged.gone,
        findings, time_totals(shown, names_of(known)), judged.counts, read.consistent, waiting, fields, number,
        value_maps({name: book for name, book in books.items() if book.ours or book.claimed}), read.table,
    )  # fmt: skip


def read_time(gateway: Gateway, fields: FieldMap, period: Period, progress: Progress | None = None) -> ReadEntries:
    """The approved entries of a period with the fields a map brings in, each different text of a column kept once."""
    sources = [one.source for one in fields.used]
    read = timesheet_reads.read_entries(
        gateway, sources, start=period.start, end=period.end, approved_since=period.late_since, progress=progress,
        coded=True,
    )  # fmt: skip
    read = replace(read, table=coded(read.table))
    pa.default_memory_pool().release_unused()  # the pages as they were read
    return read


def _nothing(fields: FieldMap) -> ReadEntries:
    columns = {one.source: pa.array([], pa.string()) for one in fields.used}
    table = pa.table({ENTRY_RECORD: pa.array([], pa.int64()), **columns})
    return ReadEntries(table, 0, "csv", True, (), 0)


def read_findings(read: ReadEntries) -> list[Finding]:
    """What did not go as it should while reading; an inconsistent read is an error."""
    remedy = "Preview again in a moment; nothing is imported from a read that does not stand together."
    if read.consistent:
        return [Finding("read_problem", "note", said, "Nothing to do.", page="time_import") for said in read.problems]
    return [Finding("inconsistent_read", "error", read.problems[-1], remedy, page="time_import")]


def _values(gateway: Gateway, table: pa.Table, fields: FieldMap) -> dict[str, pd.DataFrame]:
    """What Intacct holds of each dimension that the entries use; one it does not offer is left out."""
    found = {}
    for one in fields.used:
        if one.target in reads.DIMENSIONS and one.target != "employee" and _filled(table[one.source]):
            try:
                found[one.target] = reads.values_of(gateway, one.target)
            except Rejected as refusal:
                if not reads.is_missing(refusal):
                    raise
    return found


def _filled(column: pa.ChunkedArray) -> bool:
    return bool(pc.any(pc.not_equal(column, "")).as_py())


def _judge(
    desk: Desk, mapped: MappedTime | None, period: Period, known: KnownCodes, values: Mapping[str, pd.DataFrame],
    company: str, entity: str,
) -> tuple[Judged, Findings]:  # fmt: skip
    if mapped is None:
        blank = empty(LABOR).assign(record=pd.Series([], dtype="int64"))
        blank = blank.assign(**{name: pd.Series([], dtype="str") for name in _VERDICTS})
        return Judged(blank, blank, dict.fromkeys((*STATES, "skipped", "left out"), 0)), Findings()
    labor = mapped.labor
    first, last = span(labor, period)
    with desk.read() as conn:
        kept = join_kept(imported_entries.months(conn, company, first, last, record_range(labor)).values())
        decisions = _decisions(time_decisions.listing(conn, company))
        runs = paid_runs(conn, first, last)
    rows = check_time(mapped, period, known, values, decisions)
    compared = compare(labor, kept)
    paid_kept = paid_time(kept, np.arange(len(kept)), kept, runs).by
    judged = judge(
        rows, compared, paid_time(labor, compared.kept_at, kept, runs), kept, paid_kept,
        in_scope(kept, entity, period, known),
    )  # fmt: skip
    return judged, rows.findings


def span(labor: pd.DataFrame, period: Period) -> tuple[date, date]:
    """The first and last day concerned: the period and every work date."""
    days = labor["work_date"].dropna()
    return (min(period.start, days.min()), max(period.end, days.max())) if len(days) else (period.start, period.end)


def record_range(labor: pd.DataFrame) -> tuple[int, int] | None:
    """The lowest and highest entry number; None without entries."""
    numbers = labor["record"]
    return (int(numbers.min()), int(numbers.max())) if len(numbers) else None


def _decisions(found: list[time_decisions.Row]) -> Decisions:
    def of(decision: str) -> dict[int, str]:
        return {row["record"]: row["reason"] for row in found if row["decision"] == decision}

    return Decisions(of("skip"), of("accept"))


def names_of(known: KnownCodes) -> dict[str, dict[str, str]]:
    """The names of payroll's employees, categories and projects by code."""
    projects = known.dimension_values[(known.dimension_values["dimension"] == "project").to_numpy(bool)]
    return {
        "employee": dict(zip(known.employees["employee"].tolist(), known.employees["name"].tolist(), strict=True)),
        "category": dict(zip(known.categories["code"].tolist(), known.categories["name"].tolist(), strict=True)),
        "project": dict(zip(projects["code"].tolist(), projects["name"].tolist(), strict=True)),
    }
