"""A large journal in parts: each balanced by itself, no employee torn apart, together exactly the whole."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.findings import Findings
from workbench.rules.batch import Detail, journal_line_ids
from workbench.rules.gl_records import GLRecords
from workbench.rules.record_lines import codes_in, split_lines

LARGEST_JOURNAL = 500  # lines; entries of thousands may time out in Intacct


def split_employees(records: GLRecords, detail: Detail, largest: int = LARGEST_JOURNAL) -> list[tuple[str, ...]]:
    """The employees of each part, by number: as many as fit in ``largest`` journal lines, at least one.

    A part of whole, balanced records is balanced; an employee with more lines than that is a part alone.
    """
    employee, employees = codes_in(records.table, "employee")
    ids = journal_line_ids(records, detail)
    order = np.argsort(employee, kind="stable")
    starts = np.searchsorted(employee[order], np.arange(len(employees) + 1))
    rank = sorted(range(len(employees)), key=employees.__getitem__)
    parts = _fill([(employees[code], ids[order[starts[code] : starts[code + 1]]].tolist()) for code in rank], largest)
    without_lines = sorted(set(records.records["employee"]) - set(employees))
    if without_lines:
        parts = [(*parts[0], *without_lines), *parts[1:]] if parts else [tuple(without_lines)]
    return parts


def split_records(records: GLRecords, groups: Sequence[Sequence[str]]) -> list[GLRecords]:
    """The records of each group of employees; what speaks against them was said of the whole."""
    tables = split_lines(records.table, groups)
    owner = {name: at for at, group in enumerate(groups) for name in group}
    of = records.records.groupby(records.records["employee"].map(owner))
    return [
        GLRecords(
            records.run, table, of.get_group(at).reset_index(drop=True), Findings(), records.dimensions, records.names
        )
        for at, table in enumerate(tables)
    ]


def _fill(lines_of: Sequence[tuple[str, list[int]]], largest: int) -> list[tuple[str, ...]]:
    parts: list[tuple[str, ...]] = []
    inside: list[str] = []
    held: set[int] = set()
    for name, lines in lines_of:
        grown = held.union(lines)
        if inside and len(grown) > largest:
            parts.append(tuple(inside))
            inside, grown = [], set(lines)
        inside.append(name)
        held = grown
    return [*parts, tuple(inside)] if inside else parts
