"""Lines changed by hand: laid over the fresh lines, and never over a line that is no longer what was changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.findings import Finding, Findings
from workbench.money import MONEY, parse
from workbench.rules.balance import by_employee, summarize
from workbench.rules.gl_records import GLRecords
from workbench.rules.line_checks import check_lines
from workbench.rules.record_lines import codes_in, join_tables, of_employees, to_frame, to_table

EDITABLE = ("account", "side", "amount")
PAGE = "gl_records"


@dataclass(frozen=True)
class Edit:
    """One line changed by hand: the columns that changed, as text, ``before`` and ``after``."""

    employee: str
    line_key: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    id: int = 0

    def words(self) -> str:
        """What was changed, as people read it."""
        return ", ".join(
            f"{n} {self.before[n] or '(blank)'} to {v or '(blank)'}" for n, v in sorted(self.after.items())
        )


def check_change(change: Mapping[str, str], fields: Sequence[str]) -> Findings:
    """Is this something a line can become: known columns, a side, a positive amount, codes without blanks around."""
    found = []
    for name, value in change.items():
        if name not in (*EDITABLE, *fields):
            found.append(
                _cannot(
                    name, value, f"{name} of a line cannot be changed", f"It can be {', '.join((*EDITABLE, *fields))}."
                )
            )
        elif name == "side" and value not in ("debit", "credit"):
            found.append(_cannot(name, value, f"{value!r} is no side", "Choose debit or credit."))
        elif name == "amount" and not _positive(value):
            remedy = "Write a positive amount like 1234.50; to turn a line around, change its side."
            found.append(_cannot(name, value, f"{value!r} is no amount for a line", remedy))
        elif value != value.strip():
            found.append(_cannot(name, value, f"{value!r} has blanks around it", "Remove them."))
    return Findings(found)


def _cannot(column: str, value: str, what: str, remedy: str) -> Finding:
    return Finding("edit_refused", "error", f"{what}.", remedy, column=column, value=value, page=PAGE)


def _positive(text: str) -> bool:
    try:
        return parse(text) > 0
    except ValueError:
        return False


def make_edit(lines: pd.DataFrame, employee: str, line_key: str, change: Mapping[str, str]) -> Edit | None:
    """The edit that makes these changes to a fresh line; None when they change nothing.

    KeyError when the employee has no such line.
    """
    mine = np.flatnonzero(_at(lines, employee, line_key))
    if not len(mine):
        raise KeyError(line_key)
    line = lines.iloc[mine[0]]
    normal = {n: str(parse(v)) if n == "amount" else v for n, v in change.items()}
    changed = {n: v for n, v in normal.items() if str(line[n]) != v}
    return Edit(employee, line_key, {n: str(line[n]) for n in changed}, changed) if changed else None


def _at(lines: pd.DataFrame, employee: str, line_key: str) -> np.ndarray:
    return np.asarray((lines["employee"] == employee) & (lines["line_key"] == line_key), dtype=bool)


def apply_edits(lines: pd.DataFrame, edits: Sequence[Edit]) -> tuple[pd.DataFrame, Findings]:
    """The lines with the edits that still fit them, each marked ``edited`` and saying so in its trace; and findings:
    a warning for every edit, applied or not."""
    lines = lines.copy()
    found: list[Finding] = []
    place = {key: at for at, key in enumerate(zip(lines["employee"], lines["line_key"], strict=True))}
    for edit in edits:
        at = place.get((edit.employee, edit.line_key))
        if at is None or not _fits(lines, at, edit):
            found.append(_not_applied(edit, there=at is not None))
            continue
        for name, value in edit.after.items():
            lines.iloc[at, lines.columns.get_loc(name)] = parse(value) if name == "amount" else value
        lines.iloc[at, lines.columns.get_loc("edited")] = True
        trace = lines.columns.get_loc("trace")
        lines.iloc[at, trace] = f"changed by hand, {edit.words()}; before: {lines.iloc[at, trace]}"
        found.append(_applied(edit))
    return lines.astype({"amount": MONEY}), Findings(found)


def _fits(lines: pd.DataFrame, at: int, edit: Edit) -> bool:
    return all(
        name in lines and str(lines.iloc[at, lines.columns.get_loc(name)]) == v for name, v in edit.before.items()
    )


def _applied(edit: Edit) -> Finding:
    message = f"A line of {edit.employee} was changed by hand: {edit.words()}."
    remedy = "Check that it is still meant, or take the change back."
    return Finding("edited", "warning", message, remedy, value=edit.line_key, employee=edit.employee, page=PAGE)


def _not_applied(edit: Edit, there: bool) -> Finding:
    why = "the line is no longer what it was when it was changed" if there else "there is no such line any more"
    message = f"A change by hand to a line of {edit.employee} is not applied ({edit.words()}): {why}."
    remedy = "Look at the line, change it again if need be, and take the old change back."
    return Finding(
        "edit_not_applied", "warning", message, remedy, value=edit.line_key, employee=edit.employee, page=PAGE
    )


def edit_table(
    table: pa.Table, run: str, dimensions: Sequence[str], edits: Sequence[Edit]
) -> tuple[pa.Table, Findings]:
    """The compact lines with the edits laid over them; only the employees with edits are touched."""
    if not edits:
        return table, Findings()
    theirs = sorted({edit.employee for edit in edits})
    others = sorted(set(codes_in(table, "employee")[1]) - set(theirs))
    lines, findings = apply_edits(to_frame(of_employees(table, theirs), run, dimensions), edits)
    joined = join_tables([of_employees(table, others), to_table(lines, dimensions)])
    return by_employee(joined)[0], findings


def edit_records(records: GLRecords, edits: Sequence[Edit]) -> GLRecords:
    """The records with the changes by hand laid over their lines, balanced anew where they were touched."""
    if not edits:
        return records
    table, said = edit_table(records.table, records.run, records.dimensions, edits)
    changed = summarize(of_employees(table, [edit.employee for edit in edits]), records.names)
    others = records.records[~records.records["employee"].isin(changed["employee"])]
    summary = pd.concat([others, changed]).sort_values("employee", ignore_index=True)
    fresh_lines = set(check_lines(records.table, records.names))
    kept = Findings(f for f in records.findings if f not in fresh_lines)
    findings = kept + said + check_lines(table, records.names)
    return GLRecords(records.run, table, summary, findings, records.dimensions, records.names)
