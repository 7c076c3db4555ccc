"""Checks of a payroll against itself: gross to net, labor to pay, lines that stand twice, lines that disagree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from workbench.findings import Finding, Severity
from workbench.money import decimal_of, show
from workbench.rules.payroll import CLASSES
from workbench.rules.payroll_columns import SHOWN, Coded, Sheet, combined, days, more, numbered

REGULAR = "regular"
_SIGN = {"earning": 1, "deduction": -1, "tax_employee": -1, "net_pay": -1}
_NUMBERS = ("units", "rate", "amount")
_REVERSED = ("The period ends before it begins.", "Check both dates.")
_SAME_IN_A_RUN = ("period_start", "period_end", "pay_date")


def net_pay_findings(paycards: Sheet, categories: Sheet) -> list[Finding]:
    """Employees whose gross less deductions less employee taxes is not their net pay; a whole run each."""
    needed = ("run", "employee", "category", "amount")
    if not paycards.has(*needed) or not categories.has("code", "class"):
        return []
    runs, people = paycards.coded("run"), paycards.coded("employee")
    group, distinct = numbered(_pair(runs, people))
    classes = _class_of_line(paycards, categories)
    signs = np.array([_SIGN.get(name, 0) for name in classes.values], dtype=np.int64)[classes.codes]
    out = np.zeros(len(distinct), dtype=np.int64)
    np.add.at(out, group, signs * paycards.ints("amount") * ~paycards.skipped)
    out[_incomplete(paycards, needed, group, len(distinct))] = 0
    out[group[classes.where(lambda name: name not in CLASSES)]] = 0
    wrong = np.flatnonzero(out)
    found = [_net_pay_finding(paycards, classes, np.flatnonzero(group == g)) for g in wrong[:SHOWN]]
    return found + (more(found[-1], len(wrong)) if found else [])


def _pair(first: Coded, second: Coded) -> np.ndarray:
    pairs: np.ndarray = first.codes.astype(np.int64) * len(second.values) + second.codes
    return pairs


def _class_of_line(paycards: Sheet, categories: Sheet) -> Coded:
    codes, classes = categories.coded("code"), categories.coded("class")
    by_code = _first_of(codes, classes.codes)
    return Coded(paycards.coded("category").mapped(by_code, missing=len(classes.values)), [*classes.values, ""])


def _first_of(codes: Coded, values: np.ndarray) -> dict[str, int]:
    """What stands beside each code, the first time it is defined."""
    by_number = dict(zip(codes.codes[::-1].tolist(), values[::-1].tolist(), strict=True))
    return {code: by_number[number] for code, number in codes.numbering.items() if number in by_number}


def _incomplete(sheet: Sheet, columns: tuple[str, ...], group: np.ndarray, groups: int) -> np.ndarray:
    """Groups with a cell some finding already names: their sums would only repeat it."""
    bad = np.zeros(sheet.length, dtype=bool)
    for column in columns:
        bad |= sheet.told(column)
    incomplete = np.zeros(groups, dtype=bool)
    incomplete[group[bad & ~sheet.skipped]] = True
    return incomplete


def _net_pay_finding(paycards: Sheet, classes: Coded, lines: np.ndarray) -> Finding:
    lines = lines[~paycards.skipped[lines]]
    cents, names = paycards.ints("amount")[lines], [classes.values[c] for c in classes.codes[lines]]
    sums = dict.fromkeys(_SIGN, 0)
    for name, amount in zip(names, cents, strict=True):
        sums[name] = sums.get(name, 0) + int(amount)
    gross, deductions, taxes, net = (sums[name] for name in _SIGN)
    expected = gross - deductions - taxes
    said = (
        f"Gross {show(gross)} less deductions {show(deductions)} less employee taxes {show(taxes)} is "
        f"{show(expected)}, but net pay is {show(net)}: out by {show(abs(expected - net))}."
    )
    at = max((line for line, name in zip(lines, names, strict=True) if name == "net_pay"), default=lines[-1])
    found = paycards.finding(at, "amount", "net_pay", "error", said, "Look for a line that is missing or changed.")
    return _with_amount(found, expected - net)


def _with_amount(finding: Finding, cents: int) -> Finding:
    return Finding(**{**finding.__dict__, "amount": decimal_of(cents)})


def labor_findings(paycards: Sheet, labor: Sheet) -> list[Finding]:
    """Employees and categories whose labor does not add up to their regular paycard lines of the run."""
    keys = ("run", "employee", "category")
    if not labor.length or not labor.has(*keys, "amount") or not paycards.has(*keys, "amount", "paycard_type"):
        return []
    key = _shared_keys(labor, paycards, keys)
    group, distinct = numbered(key[: labor.length])
    mine = pd.Index(distinct).get_indexer(key[labor.length :])
    regular = (mine >= 0) & paycards.coded("paycard_type").where(lambda kind: kind == REGULAR) & ~paycards.skipped
    worked, paid = np.zeros((2, len(distinct)), dtype=np.int64)
    np.add.at(worked, group, labor.ints("amount") * ~labor.skipped)
    np.add.at(paid, mine[regular], paycards.ints("amount")[regular])
    difference = worked - paid
    difference[_incomplete(labor, (*keys, "amount"), group, len(distinct))] = 0
    difference[mine[(mine >= 0) & paycards.told("amount")]] = 0
    wrong = np.flatnonzero(difference)
    found = [_labor_finding(labor, int(np.argmax(group == g)), int(worked[g]), int(paid[g])) for g in wrong[:SHOWN]]
    return found + (more(found[-1], len(wrong)) if found else [])


def _shared_keys(first: Sheet, second: Sheet, columns: Sequence[str]) -> np.ndarray:
    """The columns of both sheets, one below the other, as one integer a line."""
    parts, cardinalities = [], []
    for column in columns:
        numbers = dict(first.coded(column).numbering)
        for value in second.coded(column).values:
            numbers.setdefault(value, len(numbers))
        parts.append(np.concatenate([sheet.coded(column).mapped(numbers) for sheet in (first, second)]))
        cardinalities.append(len(numbers))
    return combined(parts, cardinalities)


def _labor_finding(labor: Sheet, line: int, worked: int, paid: int) -> Finding:
    said = (
        f"The labor of this employee and category adds up to {show(worked)}, the regular paycard lines to "
        f"{show(paid)}: out by {show(abs(worked - paid))}."
    )
    remedy = "Complete the labor or the paycard: the labor does not explain the pay."
    return _with_amount(labor.finding(line, "amount", "labor_differs", "error", said, remedy), worked - paid)


def identical_findings(paycards: Sheet) -> list[Finding]:
    """Paycard lines that say the same as an earlier one."""
    names = [name for name in paycards.schema.names if name in paycards]
    if not paycards.length or not paycards.has("run", "employee", "category"):
        return []
    coded = [paycards.coded(name) for name in names if name not in _NUMBERS]
    key = combined([c.codes for c in coded], [len(c.values) for c in coded])
    several = np.flatnonzero(pd.Series(key).duplicated(keep=False).to_numpy() & ~paycards.skipped)
    if not len(several):
        return []
    lines = pd.DataFrame({"key": key[several], **_amounts(paycards, [n for n in names if n in _NUMBERS], several)})
    group = lines.groupby(list(lines.columns), sort=False).ngroup().to_numpy()
    first = several[np.unique(group, return_index=True)[1]]
    earlier = dict(zip(several.tolist(), first[group].tolist(), strict=True))
    again = [line for line, before in earlier.items() if line != before]

    def sentence(line: int) -> tuple[str, str]:
        said = f"The line is identical to row {paycards.raw.row(earlier[line])}; both are posted."
        return said, "Remove one if it was entered twice."

    return paycards.tell(again, "amount", "identical_line", "warning", sentence)


def _amounts(paycards: Sheet, names: Sequence[str], lines: np.ndarray) -> dict[str, np.ndarray]:
    amounts = {name: paycards.ints(name)[lines] for name in names}
    return amounts | {name + "?": np.asarray(paycards.numbers(name)[0].is_null())[lines] for name in names}


def group_findings(paycards: Sheet, employees: Sheet) -> list[Finding]:
    """Employees whose payroll group in employees.csv is no longer the one they were paid in."""
    if not paycards.has("run", "employee", "payroll_group") or not employees.has("employee", "payroll_group"):
        return []
    people, groups, now = employees.coded("employee"), employees.coded("payroll_group"), paycards.coded("payroll_group")
    known = np.where(employees.told("payroll_group"), -1, groups.codes)
    homes = paycards.coded("employee").mapped(_first_of(people, known))
    paid = now.mapped(groups.numbering, missing=-2)
    moved = (homes >= 0) & (homes != paid) & ~paycards.told("payroll_group") & ~paycards.skipped
    lines = np.flatnonzero(moved)
    once = lines[~pd.Series(_pair(paycards.coded("run"), paycards.coded("employee"))[lines]).duplicated().to_numpy()]

    def sentence(line: int) -> tuple[str, str]:
        said = f"{employees.file} now has the employee in payroll group {groups.values[homes[line]]!r}."
        return said, "Nothing to do if the employee changed group since; the run keeps the group of its lines."

    return paycards.tell(once, "payroll_group", "changed_group", "warning", sentence)


def run_findings(paycards: Sheet) -> list[Finding]:
    """Runs whose lines disagree on period or pay date, or pay several groups; periods that end before they begin."""
    if not paycards.length or "run" not in paycards:
        return []
    runs = paycards.coded("run")
    first = np.full(len(runs.values), paycards.length - 1)
    np.minimum.at(first, runs.codes, np.arange(paycards.length))
    findings = [
        *_disagreements(paycards, "payroll_group", runs, first[runs.codes], "note"),
        *(f for c in _SAME_IN_A_RUN for f in _disagreements(paycards, c, runs, first[runs.codes], "warning")),
    ]
    if paycards.has("period_start", "period_end"):
        start, end = (days(paycards.coded(c))[0].to_numpy(zero_copy_only=False) for c in ("period_start", "period_end"))
        lines = np.flatnonzero(end < start)
        once = lines[~pd.Series(runs.codes[lines]).duplicated().to_numpy()]
        findings += paycards.tell(once, "period_end", "period_reversed", "warning", lambda _: _REVERSED)
    return findings


def _disagreements(paycards: Sheet, column: str, runs: Coded, first: np.ndarray, severity: Severity) -> list[Finding]:
    if column not in paycards:
        return []
    coded = paycards.coded(column)
    told = paycards.told(column)
    other = np.flatnonzero((coded.codes != coded.codes[first]) & ~told & ~told[first])
    once = other[~pd.Series(runs.codes[other]).duplicated().to_numpy()]

    def sentence(line: int) -> tuple[str, str]:
        said = f"Lines of the run differ in {column.replace('_', ' ')}: row {paycards.raw.row(int(first[line]))} has "
        return f"{said}{paycards.text(column, int(first[line]))!r}.", "Check that these lines belong to one run."

    return paycards.tell(once, column, "run_differs", severity, sentence)


def type_findings(paycards: Sheet) -> list[Finding]:
    """Paycard types that look like regular and are not: their lines follow no labor."""
    if "paycard_type" not in paycards:
        return []
    kinds = paycards.coded("paycard_type")
    nearly = kinds.where(lambda kind: kind != REGULAR and kind.casefold().strip() == REGULAR)
    once = nearly & ~pd.Series(kinds.codes).duplicated().to_numpy()
    said = "The paycard type is not 'regular' as it is written, so these lines will not follow the labor."
    return paycards.report("paycard_type", once, "nearly_regular", lambda _: (said, "Write regular."), "warning")
