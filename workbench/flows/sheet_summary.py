"""What became of the timesheets of a batch, in a table and in sentences: what landed, what did not, why, what to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd

from workbench.frames import DTYPE
from workbench.money import HOURS
from workbench.store import exports as ledger
from workbench.store.exports import Row

REMEDY = {
    "failed": "Mend what is named and export again: the sheets that landed are not sent a second time.",
    "mismatch": "Compare it with Intacct (Time > Staff Timesheets). Put it right there and press Resolve, or decline "
    "and delete it there, supersede the export and export the week again.",
    "duplicate": "Delete all but one in Intacct (Time > Staff Timesheets), then press Resolve.",
    "absent": "Press Send again: it is proven not to be in Intacct.",
    "removed": "Somebody deleted it in Intacct. Supersede the export and export the week again if it is needed.",
    "unknown": "Do not send it by hand: Intacct is read until the outcome is known.",
}
TAKEN_BACK = ("superseded", "withdrawn")
MOST_NAMED = 5


def sheets_frame(rows: Sequence[Row]) -> pd.DataFrame:
    """key, employee, week_start, state, approved, approval, record_no, units, problem, remedy; those in need first."""
    told = [
        {
            "key": row["key"],
            "employee": week_of(row)[0],
            "week_start": week_of(row)[1],
            "state": row["state"],
            "approved": row["approval"] == "approved",
            "approval": row["approval"] if row["state"] == "confirmed" else "",
            "record_no": row["record_no"],
            "problem": row["problem"] or "",
            "remedy": remedy_of(row),
        }
        for row in rows
    ]
    frame = pd.DataFrame(told, columns=list(told[0]) if told else ["key"])
    units = pd.Series([Decimal(row["units"]).scaleb(-4) for row in rows], dtype=HOURS)
    frame.insert(7, "units", units)
    return frame.astype({"week_start": DTYPE["date"]})


def week_of(row: Row) -> tuple[str, date]:
    """The employee and first day of a sheet, from what the ledger calls it."""
    employee, _, week = str(row["detail"]).partition(" +")[0].rpartition(" ")
    return employee, date.fromisoformat(week)


def remedy_of(row: Row) -> str:
    """What a person can do about a sheet; blank when nothing is to be done."""
    if row["state"] == "confirmed":
        return "Have it approved, then press Approve again." if row["approval"] == "refused" else ""
    return REMEDY.get(row["state"], "")


@dataclass(frozen=True)
class Counts:
    """How many of the sheets landed, failed, are under way, and are approved."""

    landed: int
    failed: int
    waiting: int
    approved: int


def counted(rows: Sequence[Row]) -> Counts:
    """How many landed, failed, wait and are approved."""
    return Counts(
        landed=sum(row["state"] == "confirmed" for row in rows),
        failed=sum(_needs_a_person(row) for row in rows),
        waiting=sum(ledger.to_do(row) and row["state"] != "confirmed" for row in rows),
        approved=sum(row["state"] == "confirmed" and row["approval"] == "approved" for row in rows),
    )


def _needs_a_person(row: Row) -> bool:
    return row["state"] not in ("confirmed", *TAKEN_BACK) and not ledger.to_do(row)


def in_words(rows: Sequence[Row]) -> str:
    """All of it in a few lines."""
    counts = counted(rows)
    landed = [row for row in rows if row["state"] == "confirmed"]
    hours = Decimal(sum(row["units"] for row in landed)).scaleb(-4)
    lines = [
        f"{counts.landed} of {len(rows)} timesheets are in Intacct, read back equal ({hours:,.2f} hours); "
        f"{counts.approved} of them are approved."
    ]
    if counts.waiting:
        lines.append(f"{counts.waiting} are under way.")
    lines += _reasons([row for row in rows if _needs_a_person(row)])
    lines += _reasons([row for row in landed if row["approval"] == "refused"])
    return "\n".join(lines)


def _reasons(rows: Sequence[Row]) -> list[str]:
    """One line per state and reason: how many, whose, why and what to do."""
    groups: defaultdict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        problem = str(row["problem"] or "")
        state = "not approved" if row["state"] == "confirmed" else row["state"]
        groups[state, _without_numbers(problem), remedy_of(row)].append(row)
    return [
        f"{len(several)} {state}: {_whose(several)}. {several[0]['problem']} {remedy}".strip()
        for (state, _, remedy), several in groups.items()
    ]


def _whose(rows: Sequence[Row]) -> str:
    named = ", ".join(str(row["detail"]) for row in rows[:MOST_NAMED])
    return named + (f" and {len(rows) - MOST_NAMED} more" if len(rows) > MOST_NAMED else "")


def _without_numbers(problem: str) -> str:
    """Problems that differ only in their record numbers are one reason."""
    return "".join(char for char in problem if not char.isdigit())
