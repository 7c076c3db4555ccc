"""Load a posted payroll, list the runs there are, open one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from workbench.desk import Desk
from workbench.errors import NotFound
from workbench.files.limits import Bound
from workbench.files.payroll_source import read_payroll
from workbench.findings import Finding, Findings
from workbench.money import MONEY, cents_of, from_cents, show
from workbench.rules.payroll import PostedRun, RunTotals
from workbench.rules.payroll_checks import check_payroll
from workbench.rules.payroll_columns import TextTable
from workbench.rules.payroll_content import content_digest, content_parts
from workbench.store import arrow, audit
from workbench.store import runs as store

OTHER_CONTENT = "other_content"
ASKS_REPLACE = (OTHER_CONTENT,)  # findings that loading again with replace=True would answer
_TABLES = (
    "paycards", "labor", "employees", "categories", "departments", "locations", "dimension_values", "payroll_groups",
)  # fmt: skip
_MONEY_TOTALS = [f.name for f in fields(RunTotals) if f.name not in ("employees", "lines")]
_DAY = pd.ArrowDtype(pa.date32())


@dataclass(frozen=True, eq=False)
class Loaded:
    """What a load brought: the codes of its runs, what was found, and what each run adds up to.

    ``totals`` has a row per run: run, employees, lines, gross, deductions, employee_taxes, net, employer_cost.
    With an error among the findings nothing was loaded and ``runs`` is empty.
    """

    runs: tuple[str, ...]
    findings: Findings
    totals: pd.DataFrame

    @property
    def run(self) -> str | None:
        """The run, when it is one."""
        return self.runs[0] if len(self.runs) == 1 else None


@dataclass(frozen=True, eq=False)
class _Brought:
    run: PostedRun
    parts: dict[str, str]
    findings: Findings  # those about this run or about no run in particular

    @property
    def digest(self) -> str:
        return content_digest(self.parts)


def load_payroll(
    desk: Desk, path: str | os.PathLike[str], replace: bool = False, *, bound: Bound = "path", source: str = ""
) -> Loaded:
    """Load every run of a posted payroll (a folder, a .zip of it, an .xlsx) and say all that is wrong with it.

    A load with an error changes nothing, and so does a run that is there with equal content; other content replaces a
    run only with ``replace``, and never under a live export. LoadRefused when there is nothing to open at ``path``.
    ``bound`` is ``"upload"`` for the smaller limits of a browser upload; ``source`` is shown as where it came from.
    """
    raw, faults = read_payroll(path, bound)
    return load_tables(desk, raw, faults, replace, source or str(Path(path)))


def load_tables(desk: Desk, raw: Mapping[str, TextTable], faults: Findings, replace: bool, source: str) -> Loaded:
    """Load the runs of eight tables of text, however they were come by, with what was found on the way to them."""
    payroll, checked = check_payroll(raw)
    findings = faults + checked
    if payroll is None or findings.errors:
        return refused(findings)
    brought = [_brought(run, findings) for run in payroll.runs()]
    del raw, payroll
    findings += _store(desk, brought, replace, source)
    if findings.errors:
        return refused(findings)
    runs = [b.run for b in brought]
    return Loaded(tuple(run.code for run in runs), findings, _totals(runs))


def refused(findings: Findings) -> Loaded:
    """A load that changed nothing."""
    return Loaded((), findings, _totals(()))


def _brought(run: PostedRun, findings: Findings) -> _Brought:
    return _Brought(run, content_parts(run), Findings(f for f in findings if f.run in ("", run.code)))


@dataclass(frozen=True, eq=False)
class _Judged:
    brought: _Brought
    there: store.Row | None  # the run as it stands, held until the end of a write transaction
    finding: Finding | None

    @property
    def to_write(self) -> bool:
        return self.finding is None


def _store(desk: Desk, brought: Sequence[_Brought], replace: bool, source: str) -> Findings:
    """Write new and replaced runs in one transaction; packed before it, so that others wait no longer than needed."""
    with desk.read() as conn:
        judged = [_judge(conn, one, replace) for one in brought]
    if _said(judged).errors:
        return _said(judged)
    packed = {one.brought.run.code: _pack(one.brought.run) for one in judged if one.to_write}
    with desk.write() as conn:
        judged = [_judge(conn, one, replace) for one in brought]
        if not _said(judged).errors:
            for one in (one for one in judged if one.to_write):
                run = one.brought.run
                _write(desk, conn, one.brought, one.there, packed.get(run.code) or _pack(run), source)
    return _said(judged)


def _said(judged: Iterable[_Judged]) -> Findings:
    return Findings(one.finding for one in judged if one.finding)


def _judge(conn: store.Connection, one: _Brought, replace: bool) -> _Judged:
    there = store.current(conn, one.run.code)
    if there is None:
        return _Judged(one, None, None)
    if there["content_sha256"] == one.digest:
        return _Judged(one, there, _already_loaded(one.run.code))
    if live := store.live_exports(conn, one.run.code):
        return _Judged(one, there, _exported(one.run.code, live))
    return _Judged(one, there, None if replace else _other_content(conn, one, there))


def _already_loaded(code: str) -> Finding:
    said = f"The run {code} is already loaded with the same content; nothing was changed."
    return Finding("already_loaded", "note", said, "Nothing to do.", run=code, page="payroll_runs")


def _exported(code: str, live: Sequence[str]) -> Finding:
    said = f"The run {code} is loaded with other content and has a live export ({', '.join(live[:3])})."
    remedy = "Delete or reverse the draft in Intacct and supersede the export first; then load with replace."
    return Finding("live_export", "error", said, remedy, run=code, value=live[0], page="exports")


def _other_content(conn: store.Connection, one: _Brought, there: store.Row) -> Finding:
    before = content_parts(_run_of(one.run.code, store.tables(conn, there["id"])))
    parts = ", ".join(name for name, digest in one.parts.items() if before[name] != digest)
    totals = f"gross {show(there['gross_cents'])}, now {show(one.run.totals.gross)}"
    said = f"The run {one.run.code} is loaded already, with other content: {parts} differ ({totals})."
    remedy = "Load it with replace to put this content in its place, or leave the run out of the files."
    return Finding(OTHER_CONTENT, "error", said, remedy, run=one.run.code, page="payroll_runs")


def _pack(run: PostedRun) -> dict[str, bytes]:
    frames = {name: getattr(run, name) for name in _TABLES}
    names = pd.DataFrame({"dimension": pd.Series(run.dimensions, dtype="str")})
    return {name: arrow.pack(frame) for name, frame in (frames | {"dimension_names": names}).items()}


def _write(
    desk: Desk,
    conn: store.Connection,
    one: _Brought,
    there: store.Row | None,
    tables: Mapping[str, bytes],
    source: str,
) -> None:
    run, totals, now = one.run, one.run.totals, desk.clock()
    if there:
        store.retire(conn, there["id"], now)
    header = {
        "code": run.code,
        "content_sha256": one.digest,
        "source": source,
        "loaded_at": now,
        "loaded_by": desk.actor,
        "payroll_groups": ", ".join(run.payroll_group_codes),
        "period_start": run.period_start,
        "period_end": run.period_end,
        "pay_date": run.pay_date,
        "employees": totals.employees,
        "paycard_lines": len(run.paycards),
        "labor_lines": len(run.labor),
        "gross_cents": cents_of(totals.gross),
        "net_cents": cents_of(totals.net),
        "findings": [_as_json(finding) for finding in one.findings],
    }
    store.add(conn, header, tables)
    detail = {"content_sha256": one.digest, "source": source, "gross": str(totals.gross), "net": str(totals.net)}
    event = "run replaced" if there else "run loaded"
    audit.append(conn, now, desk.actor, event, f"run {run.code}", detail | {"lines": totals.lines})


def _as_json(finding: Finding) -> dict[str, Any]:
    return {k: str(v) if isinstance(v, Decimal) else v for k, v in asdict(finding).items() if v not in ("", None)}


def _totals(runs: Sequence[PostedRun]) -> pd.DataFrame:
    rows = [run.totals for run in runs]
    frame = pd.DataFrame({"run": pd.Series([run.code for run in runs], dtype="str")})
    for name in ("employees", "lines"):
        frame[name] = pd.Series([getattr(row, name) for row in rows], dtype="int64")
    for name in _MONEY_TOTALS:
        frame[name] = pd.Series([getattr(row, name) for row in rows], dtype=MONEY)
    return frame


def runs(desk: Desk) -> pd.DataFrame:
    """The runs there are, the latest pay date first: code, payroll_groups, dates, employees, gross, net, source."""
    with desk.read() as conn:
        rows = pd.DataFrame(store.listing(conn), columns=store.COLUMNS)
    frame = rows[["code", "payroll_groups"]].astype("str")
    frame = frame.assign(**{c: pd.Series(rows[c], dtype=_DAY) for c in ("period_start", "period_end", "pay_date")})
    frame["employees"] = rows["employees"].astype("int64")
    for name in ("gross", "net"):
        frame[name] = from_cents(rows[name + "_cents"].to_numpy(dtype="int64"))
    frame["loaded_at"] = pd.to_datetime(rows["loaded_at"], utc=True)
    return frame.assign(source=rows["source"].astype("str"))


def posted_run(desk: Desk, code: str) -> PostedRun:
    """One run with its own copy of everything it was loaded with; NotFound when there is none by that code."""
    with desk.read() as conn:
        return _run_of(code, store.tables(conn, store.current_id(conn, code)))


def _run_of(code: str, tables: Mapping[str, pd.DataFrame]) -> PostedRun:
    dimensions = tuple(tables["dimension_names"]["dimension"])
    return PostedRun(code=code, dimensions=dimensions, **{name: tables[name] for name in _TABLES})


def load_findings(desk: Desk, code: str) -> Findings:
    """The warnings and notes that loading the run gave."""
    with desk.read() as conn:
        row = store.current(conn, code)
    if row is None:
        raise NotFound(f"There is no run {code}.", "Check the run's code on the Payroll runs page.")
    return Findings(_from_json(found) for found in row["findings"])


def _from_json(found: Mapping[str, Any]) -> Finding:
    amount = {"amount": Decimal(found["amount"])} if "amount" in found else {}
    return Finding(**{"message": "", "remedy": "", **found, **amount})
