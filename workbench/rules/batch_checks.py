"""What must be true of a batch as a whole before it may leave: journal, date, description, entity."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from workbench.fields import INTACCT_FIELD
from workbench.findings import Finding, Findings

LONG_DESCRIPTION = 80  # Intacct documents no limit; beyond this a cut would be read back as a difference


def check_header(journal: str, batch_date: date, description: str, *, today: date, period_end: date) -> Findings:
    """Journal symbol given, description given and not overlong, batch date near the payroll and not in the future."""
    found: list[Finding] = []
    if not journal:
        found.append(
            Finding(
                "no_journal", "error", "No payroll journal is set.",
                "Enter the journal symbol (PYRJ, say) under Account setup, Structure.", page="account_setup",
            )
        )  # fmt: skip
    if not description.strip():
        found.append(Finding("no_description", "error", "The batch has no description.", "Enter a description."))
    elif len(description) > LONG_DESCRIPTION:
        remedy = f"Shorten it to {LONG_DESCRIPTION} characters; a longer one may be cut and then differ on read-back."
        found.append(
            Finding("long_description", "warning", f"The description has {len(description)} characters.", remedy)
        )
    if batch_date > today:
        found.append(_date_warning(batch_date, "lies in the future"))
    elif (batch_date.year, batch_date.month) < (period_end.year, period_end.month):
        found.append(_date_warning(batch_date, f"lies in a month before the end of the pay period, {period_end}"))
    return Findings(found)


def _date_warning(batch_date: date, why: str) -> Finding:
    remedy = "Check that this is the posting date you want."
    return Finding("batch_date", "warning", f"The batch date {batch_date} {why}.", remedy, value=str(batch_date))


def check_journal(journal: str, journals: pd.DataFrame | None) -> Findings:
    """The journal exists in Intacct and is active; ``journals`` is None while they were never read."""
    if journals is None or not len(journals) or not journal:
        return Findings()
    known = journals[journals["symbol"] == journal]
    if not len(known):
        there = ", ".join(sorted(journals["symbol"])[:12])
        message = f"Journal {journal} is not in Intacct."
        remedy = f"Choose one of its journals: {there}."
        return Findings([Finding("unknown_journal", "error", message, remedy, value=journal, page="account_setup")])
    if known.iloc[0]["status"] != "active":
        message = f"Journal {journal} is inactive in Intacct."
        remedy = "Activate it in Intacct (General Ledger > Setup > Journals) or choose another one."
        return Findings([Finding("inactive_journal", "error", message, remedy, value=journal, page="account_setup")])
    return Findings()


def check_scope(lines: pd.DataFrame, entity: str, entities: Mapping[str, str] | None) -> Findings:
    """A connection to one entity can only take lines whose location belongs to that entity."""
    field = INTACCT_FIELD["location"]
    if not entity or entities is None or field not in lines.columns:
        return Findings()
    outside = sorted({place for place in lines[field] if place and entities.get(place, entity) != entity})
    return Findings(
        Finding(
            "other_entity", "error",
            f"Location {place} belongs to entity {entities[place]}, but the connection is to entity {entity}.",
            "Leave the entity of the connection blank to export at the top level, or export these employees apart.",
            value=place, page="connections",
        )
        for place in outside
    )  # fmt: skip
