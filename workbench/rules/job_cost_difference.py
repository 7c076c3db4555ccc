"""Late corrections: what the records say now against what was exported, as entries of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.findings import Finding, Findings
from workbench.frames import TIMESHEET_ENTRIES, conform
from workbench.money import HOURS, from_cents, ints_to_decimal, to_cents
from workbench.rules.job_cost_checks import RECORDS, units_of
from workbench.rules.job_cost_faults import shown_hours

_KEYS = ("employee", "employee_id", "week_start", "week_end", "work_date", "category", "time_type", "billable")
_COSTS = ("cost", "employer_taxes", "fringes")


@dataclass(frozen=True, eq=False)
class Difference:
    """What is missing in Intacct to make it what the records say.

    ``entries``: TIMESHEET_ENTRIES and the entry fields; negative units take exported hours back. With the exported
    entries they add up to the present ones, per employee, day, time type and fields, in hours and in cost.
    """

    entries: pd.DataFrame
    findings: Findings

    @property
    def none(self) -> bool:
        """Nothing changed since the export."""
        return not len(self.entries)


def job_cost_difference(exported: pd.DataFrame, now: pd.DataFrame, fields: Sequence[str] = ()) -> Difference:
    """Present entries less exported ones (TIMESHEET_ENTRIES each); ``fields``: the entry fields that tell them apart,
    all capital-letter columns of both when none are given."""
    told = list(fields) or sorted({c for frame in (exported, now) for c in frame.columns if c.isupper()})
    keys = [*_KEYS, *told]
    both = [_signed(frame, keys, told, sign) for frame, sign in ((now, 1), (exported, -1))]
    added = pd.concat(both, ignore_index=True).groupby(keys, sort=True, as_index=False).agg(
        units=("units", "sum"), notes=("notes", "first"), sent=("sent", "any"),
        **{name: (name, "sum") for name in _COSTS},
    )  # fmt: skip
    there = np.logical_or.reduce([added[name].to_numpy() != 0 for name in ("units", *_COSTS)])
    entries = _entries(added[there].reset_index(drop=True), told)
    return Difference(entries, _findings(entries))


def _signed(frame: pd.DataFrame, keys: list[str], told: list[str], sign: int) -> pd.DataFrame:
    """Entries as whole ten-thousandths and cents with a sign; a field one side lacks is blank."""
    whole = frame.assign(**{field: "" for field in told if field not in frame.columns})
    cents = {name: sign * to_cents(frame[name]) for name in _COSTS}
    return whole[[*keys, "notes"]].assign(
        units=sign * units_of(frame), sent=frame[list(_COSTS)].notna().any(axis=1).to_numpy(dtype=bool), **cents
    )


def _entries(added: pd.DataFrame, told: list[str]) -> pd.DataFrame:
    money = {name: from_cents(added[name].to_numpy()).where(added["sent"]) for name in _COSTS}
    units = pd.Series(ints_to_decimal(added["units"].to_numpy(), 4), dtype=HOURS)
    line = added.groupby(["employee", "week_start"], sort=False).cumcount() + 1
    entries = added.drop(columns="sent").assign(units=units, line=line, **money)
    return conform(entries, TIMESHEET_ENTRIES)[[*TIMESHEET_ENTRIES.names, *told]]


def _findings(entries: pd.DataFrame) -> Findings:
    units = units_of(entries)
    found = []
    if (units < 0).any():
        found.append(
            Finding(
                "hours_taken_back", "warning",
                f"The correction takes back {shown_hours(entries[units < 0])[1:]} hours that were exported; a company "
                "may refuse negative hours.",
                "Where it refuses them, decline and change the timesheet in Intacct by hand.", page=RECORDS,
            )
        )  # fmt: skip
    if (units == 0).any():
        found.append(
            Finding(
                "cost_alone", "warning",
                f"{int((units == 0).sum())} corrections change the labor cost and no hours; an entry needs hours.",
                "Book the difference in the journal, or change the timesheet in Intacct by hand.", page=RECORDS,
            )
        )  # fmt: skip
    return Findings(found)
