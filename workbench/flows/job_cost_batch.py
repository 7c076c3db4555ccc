"""Look before you send: the timesheets that would reach Intacct, one per employee and week, and what is in the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd

from workbench.desk import Desk
from workbench.findings import Findings
from workbench.flows.connections import saved_connection
from workbench.flows.export_key import export_key
from workbench.flows.job_cost import INTERFACE
from workbench.flows.sheet_standing import KIND, Sheet, Weeks, findings_of, sheets_of
from workbench.flows.sheets_there import check_weeks
from workbench.rules.job_cost import JobCostRecords
from workbench.rules.timesheet_checks import check_batch
from workbench.rules.timesheet_reconcile import NOT_SENT
from workbench.rules.timesheets import SheetParameters, make_timesheets
from workbench.store import runs, sheet_exports

PLAIN = SheetParameters()
__all__ = ["INTERFACE", "KIND", "JobCostBatch", "Sheet", "SheetParameters", "preview_job_cost"]


@dataclass(frozen=True, eq=False)
class JobCostBatch:
    """The timesheets of a batch; ``reference`` names the batch, every sheet has its own in Intacct.

    ``entries``: TIMESHEET_ENTRIES with a column per timesheet entry field, as all weeks would be sent.
    """

    run: str
    run_id: int | None
    structure: str
    batch_date: date
    description: str
    parameters: SheetParameters
    sheets: tuple[Sheet, ...]
    entries: pd.DataFrame
    units: Decimal
    findings: Findings
    company: str
    entity: str
    reference: str

    @property
    def lines(self) -> pd.DataFrame:
        """The entries, under the name the lines of a journal have."""
        return self.entries

    @property
    def going(self) -> tuple[Sheet, ...]:
        """The sheets that exporting the batch sends; the others are exported already."""
        return tuple(sheet for sheet in self.sheets if sheet.goes)


def preview_job_cost(
    desk: Desk,
    records: JobCostRecords,
    *,
    batch_date: date,
    description: str,
    parameters: SheetParameters = PLAIN,
    correct: bool = False,
) -> JobCostBatch:
    """The timesheets these records make, their very entries and all findings; nothing is sent or saved.

    A week exported before is not sent again. Where its labor changed since, ``correct`` makes a timesheet of its own
    of the difference; without it that is a finding.
    """
    made = make_timesheets(records, description=description, parameters=parameters)
    entries = made.entries.drop(columns=list(NOT_SENT), errors="ignore")
    connection = saved_connection(desk, INTERFACE)
    company, entity = (connection.company, connection.entity) if connection else ("", "")
    weeks = Weeks(entries)
    with desk.read() as conn:
        run_id = runs.current_id(conn, records.run)
        held = sheet_exports.held(conn, KIND, company, records.run)
        elsewhere = sheet_exports.held_elsewhere(conn, KIND, company, records.run, list(weeks.lines))
        packed = sheet_exports.lines_of(conn, weeks.differing(held))
    categories = records.source.structure.categories
    sheets = sheets_of(weeks, (company, entity, records.run), held, packed, correct, categories)
    going = [sheet.reference for sheet in sheets if sheet.goes]
    batches = {one.key: one.batch for one in held}
    there = next((batches[sheet.there] for sheet in sheets if sheet.there), "")
    against = check_batch(batch_date, description, today=desk.today(), sheets=len(sheets))
    return JobCostBatch(
        run=records.run,
        run_id=run_id,
        structure=records.structure,
        batch_date=batch_date,
        description=description,
        parameters=parameters,
        sheets=sheets,
        entries=entries,
        units=sum((sheet.units for sheet in sheets), Decimal(0)),
        findings=made.findings + against + findings_of(sheets, held, elsewhere) + check_weeks(desk, sheets),
        company=company,
        entity=entity,
        reference=export_key(company, entity, f"{KIND} batch", records.run, going, 0) if going else there,
    )
