"""Create the GL records of a posted run: one per employee, kept until they are created again or exported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from workbench.desk import Desk
from workbench.errors import ExportRefused
from workbench.findings import Finding, Findings
from workbench.flows import payroll
from workbench.flows.kept_records import edit_of, fingerprints, gl_records, record_states, rows_of
from workbench.flows.line_edits import drop_edit, edit_line, edits
from workbench.flows.setup import no_setup_yet, setup_for
from workbench.rules.edits import edit_records
from workbench.rules.gl_records import GLRecords, create_records, join_records
from workbench.rules.line_checks import check_lines
from workbench.store import edits as edit_store
from workbench.store import gl_records as store
from workbench.store import kept_findings, runs

__all__ = ["create_gl_records", "drop_edit", "edit_line", "edits", "fingerprints", "gl_records", "record_states"]


def create_gl_records(
    desk: Desk, run: str, employees: Sequence[str] | None = None, edits: Literal["keep", "drop"] = "keep"
) -> GLRecords:
    """Create the GL records of a run, of all employees or of the given ones, and keep them.

    They are made by the version of the setup in force on the run's pay date; ``setup_version`` of each says which.

    Lines changed by hand keep their change and are reported, unless ``edits`` is "drop". A record in a live export is
    not created again: it is given as it was exported, with a finding that names the export.
    """
    employees = [employees] if isinstance(employees, str) else employees
    posted = payroll.posted_run(desk, run)
    version, setup = setup_for(desk, posted.pay_date)
    with desk.read() as conn:
        run_id, exported = runs.current_id(conn, run), store.live(conn, run)
        changes = edit_store.in_force(conn, run_id)
    asked = set(posted.paycards["employee"].unique()) if employees is None else set(employees)
    fresh = create_records(posted, setup, sorted(asked - set(exported)) if asked & set(exported) else employees)
    fresh = fresh if version else join_records(fresh, findings=no_setup_yet(desk, posted.pay_date))
    theirs = [edit_of(row) for row in changes if row["employee"] in asked - set(exported)]
    made = edit_records(fresh, theirs) if edits == "keep" else fresh
    with desk.write() as conn:
        if runs.current_id(conn, run) != run_id:
            raise ExportRefused(f"Run {run} was loaded anew meanwhile.", remedy="Create the records once more.")
        held = {e: export for e, export in store.live(conn, run).items() if e in asked}
        if edits == "drop":
            edit_store.take_back(conn, [e.id for e in theirs if e.employee not in held], desk.clock(), desk.actor)
        _keep(desk, conn, run_id, version or None, fresh, made, set(held))
    made.records = made.records.assign(setup_version=version)
    if not held:
        return made
    kept = gl_records(desk, run, sorted(held))
    assert kept is not None  # an export is made of stored records
    free = [e for e in made.records["employee"] if e not in held]
    return join_records(made.of(free), kept, Findings(_exported(run, held)))


def _keep(
    desk: Desk, conn: Any, run_id: int, version: int | None, fresh: GLRecords, made: GLRecords, held: set[str]
) -> None:
    """Store the fresh lines and the records as they are with the changes by hand; never over a record in an export."""
    rows = [row for row in rows_of(made.records) if row["employee"] not in held]
    if not rows:
        return
    line_findings = set(check_lines(fresh.table, fresh.names))
    said = kept_findings.keep(f for f in fresh.findings if f not in line_findings)
    content = store.pack_lines(fresh.table)
    number = store.add_creation(conn, run_id, version, content, said, desk.clock(), desk.actor)
    store.put(conn, run_id, [{**row, "creation_id": number} for row in rows])


def _exported(run: str, held: Mapping[str, tuple[str, str]]) -> Iterable[Finding]:
    for key, state in sorted(set(held.values())):
        who = sorted(e for e, export in held.items() if export[0] == key)
        shown = ", ".join(who[:5]) + (f" and {len(who) - 5} more" if len(who) > 5 else "")
        yield Finding(
            "record_exported", "warning",
            f"The GL records of {shown} are in export {key} ({state}); they stay as exported.",
            "To create them again, delete that draft in Intacct and supersede the export first.",
            value=key, run=run, employee=who[0], page="exports",
        )  # fmt: skip
