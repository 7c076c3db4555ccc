"""Mends on the Overwrite tab: rows that contradict each other, that no line can reach, that catch too much."""

from __future__ import annotations

from workbench.findings import Finding
from workbench.rules.code_cells import with_side
from workbench.rules.known import Fix, Known
from workbench.rules.setup import OverwriteRow, Setup, with_overwrite, without_overwrite
from workbench.rules.structure import parse_structure


def remove_row(finding: Finding, setup: Setup, known: Known) -> Fix | None:
    """Remove a row that does nothing."""
    row = _row(finding, setup)
    return Fix(f"Remove overwrite row {finding.value} ({row.words()})", _without(finding, setup)) if row else None


def remove_contradiction(finding: Finding, setup: Setup, known: Known) -> Fix | None:
    """Keep the first of two rows with the same keys."""
    side = finding.column.removeprefix("overwrite ")
    for at, row in enumerate(setup.overwrite):
        first = next((n for n, other in enumerate(setup.overwrite[:at]) if other.keys == row.keys), None)
        if first is None or row.account(side) != finding.value:
            continue
        kept = setup.overwrite[first].account(side)
        if kept and kept != row.account(side):
            label = f"Keep {kept} of row {first + 1}, remove overwrite row {at + 1} ({row.words()})"
            return Fix(label, without_overwrite(setup, at))
    return None


def clear_side(finding: Finding, setup: Setup, known: Known) -> Fix | None:
    """Blank the account of a side its category never stands on; the whole row when nothing is left."""
    row, side = _row(finding, setup), finding.column
    if row is None:
        return None
    left = with_side(row, side, "")
    if not left.debit and not left.credit:
        return remove_row(finding, setup, known)
    wanted = with_overwrite(setup, left, int(finding.value) - 1)
    return Fix(f"Remove the {side} account of overwrite row {finding.value}", wanted)


def row_for_payout(finding: Finding, setup: Setup, known: Known) -> Fix | None:
    """A row of its own for a payout that a row without category catches, with the account of its category tab."""
    row, code = _row(finding, setup), finding.category
    account = setup.category(code).debit
    earning = known.class_of(code) == "earning" and row is not None and row.debit
    if row is None or not earning or not account or parse_structure(setup.structure).dimensions:
        return None
    own = OverwriteRow({**row.keys, "category": code}, debit=account)
    return Fix(f"Add an overwrite row for {own.words()}: debit {account}", with_overwrite(setup, own))


def _row(finding: Finding, setup: Setup) -> OverwriteRow | None:
    at = int(finding.value) - 1 if finding.value.isdecimal() else -1
    return setup.overwrite[at] if 0 <= at < len(setup.overwrite) else None


def _without(finding: Finding, setup: Setup) -> Setup:
    return without_overwrite(setup, int(finding.value) - 1)
