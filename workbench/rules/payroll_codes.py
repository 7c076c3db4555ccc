"""Checks of codes across the files: defined once, named nowhere else, known wherever they are used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from workbench.fields import INTACCT_FIELD, STANDARD_DIMENSIONS
from workbench.findings import Finding
from workbench.frames import BATCH_LINES, RECORD_LINES
from workbench.rules.payroll import CLASSES
from workbench.rules.payroll_columns import SCHEMAS, Coded, Sentence, Sheet
from workbench.rules.payroll_grammar import alike

Sheets = Mapping[str, Sheet]

KEY = {
    "payroll_groups": "code",
    "categories": "code",
    "departments": "code",
    "locations": "code",
    "employees": "employee",
}
USED = (  # file, column, the file that defines its codes
    ("employees", "payroll_group", "payroll_groups"),
    ("employees", "department", "departments"),
    ("employees", "location", "locations"),
    ("paycards", "payroll_group", "payroll_groups"),
    ("paycards", "employee", "employees"),
    ("paycards", "category", "categories"),
    ("labor", "employee", "employees"),
    ("labor", "category", "categories"),
    ("labor", "department", "departments"),
    ("labor", "location", "locations"),
)
_BY_PARENT = ("task", "cost_type")  # the same code may stand under several parents
_COLUMNS = {c.name for schema in SCHEMAS.values() for c in schema.columns} - {"class"}
_OURS = {c.name for schema in (RECORD_LINES, BATCH_LINES) for c in schema.columns} | set(INTACCT_FIELD.values())


def dimension_names(sheets: Sheets) -> tuple[str, ...]:
    """The dimensions: in the order of dimensions.csv, then the standard ones that only stand as columns."""
    named = sheets["dimensions"].coded("dimension").values if _has(sheets, "dimensions", "dimension") else []
    named = [name for name in named if name and name not in _COLUMNS]
    holders = [sheets[name] for name in ("employees", "labor") if name in sheets]
    standing = [d for d in STANDARD_DIMENSIONS if d not in named and any(d in sheet for sheet in holders)]
    return (*named, *standing)


def _has(sheets: Sheets, file: str, *columns: str) -> bool:
    return file in sheets and sheets[file].has(*columns)


def dimension_name_findings(sheets: Sheets) -> list[Finding]:
    """Dimensions called like another column of the files or of a GL record, or nearly like a standard one."""
    if not _has(sheets, "dimensions", "dimension"):
        return []
    sheet = sheets["dimensions"]
    names = sheet.coded("dimension")
    first = ~pd.Series(names.codes).duplicated().to_numpy()
    taken = first & names.where(lambda name: name in _COLUMNS or name in _OURS)
    nearly = first & names.where(lambda name: name not in STANDARD_DIMENSIONS and alike(name) in STANDARD_DIMENSIONS)
    return [
        *sheet.report("dimension", taken, "dimension_name", _taken),
        *sheet.report("dimension", nearly, "dimension_name", _nearly, "warning"),
    ]


def _taken(name: str) -> tuple[str, str]:
    where = "the payroll files" if name in _COLUMNS else "a GL record"
    return f"The dimension {name!r} has the name of another column of {where}.", "Give the dimension another name."


def _nearly(name: str) -> tuple[str, str]:
    said = f"The dimension {name!r} is not the standard dimension {alike(name)!r}, whose name is written otherwise."
    return said, f"Write {alike(name)} if that is meant."


def duplicate_findings(sheets: Sheets) -> list[Finding]:
    """Codes defined twice in the file that defines them."""
    findings: list[Finding] = []
    for file, column in KEY.items():
        if _has(sheets, file, column):
            coded = sheets[file].coded(column)
            findings += _duplicates(sheets[file], column, coded.codes, coded.where(bool))
    if _has(sheets, "dimensions", "dimension", "code"):
        findings += _duplicates(sheets["dimensions"], "code", *_dimension_keys(sheets["dimensions"]))
    return findings


def _dimension_keys(sheet: Sheet) -> tuple[np.ndarray, np.ndarray]:
    names, codes = sheet.coded("dimension"), sheet.coded("code")
    key = names.codes.astype(np.int64) * len(codes.values) + codes.codes
    if "parent" in sheet:
        parents = sheet.coded("parent")
        key = key * (len(parents.values) + 1) + np.where(names.where(lambda n: n in _BY_PARENT), parents.codes + 1, 0)
    return key, codes.where(bool) & names.where(bool)


def _duplicates(sheet: Sheet, column: str, keys: np.ndarray, filled: np.ndarray) -> list[Finding]:
    again = pd.Series(keys).duplicated().to_numpy() & filled
    if not again.any():
        return []
    first = pd.Series(range(len(keys))).groupby(keys).first()
    rows = {sheet.text(column, line): sheet.raw.row(int(first[keys[line]])) for line in np.flatnonzero(again)[:200]}

    def sentence(code: str) -> tuple[str, str]:
        return f"The code {code!r} is defined twice, first in row {rows[code]}.", "Keep one of the two rows."

    return sheet.report(column, again, "duplicate_code", sentence)


def unknown_findings(sheets: Sheets, dimensions: Sequence[str]) -> list[Finding]:
    """Codes used and nowhere defined; a class, a run or a dimension value among them."""
    findings: list[Finding] = []
    for file, column, master in USED:
        if _has(sheets, file, column) and _has(sheets, master, KEY[master]) and sheets[master].raw.whole:
            known = sheets[master].coded(KEY[master]).numbering
            findings += _unknown(sheets[file], column, known, sheets[master].file)
    if _has(sheets, "categories", "class"):
        findings += _unknown(sheets["categories"], "class", CLASSES, "")
    paycards = sheets.get("paycards")
    if _has(sheets, "labor", "run") and paycards and "run" in paycards and paycards.raw.whole and paycards.length:
        findings += _unknown(sheets["labor"], "run", paycards.coded("run").numbering, paycards.file)
    if _has(sheets, "dimensions", "dimension", "code", "parent") and sheets["dimensions"].raw.whole:
        for file in ("employees", "labor"):
            if file in sheets:
                findings += _unknown_values(sheets[file], sheets["dimensions"], dimensions)
    return findings


def _unknown(sheet: Sheet, column: str, known: Iterable[str], master: str) -> list[Finding]:
    there = {code.strip() for code in known}  # blanks around a code have their own finding
    unknown = sheet.coded(column).where(lambda code: code != "" and code not in there)
    return (
        sheet.report(column, unknown, "unknown_code", _unknown_sentence(column, there, master)) if unknown.any() else []
    )


def _unknown_sentence(column: str, known: set[str], master: str) -> Sentence:
    near = {alike(code): code for code in known}

    def sentence(code: str) -> tuple[str, str]:
        meant = near.get(alike(code))
        if not master:
            return f"{code!r} is no class of a category.", f"Write one of {', '.join(CLASSES)}."
        said = f"The {column.replace('_', ' ')} {code!r} is not in {master}."
        return (
            said,
            f"Write {meant!r} if that is meant, or add the code." if meant else "Add it there, or mend the code.",
        )

    return sentence


def _unknown_values(sheet: Sheet, master: Sheet, dimensions: Sequence[str]) -> list[Finding]:
    findings: list[Finding] = []
    names, codes = master.coded("dimension"), master.coded("code")
    for dimension in (d for d in dimensions if d in sheet):
        mine = np.flatnonzero(names.where(lambda name, d=dimension: name == d))  # type: ignore[misc]
        findings += _unknown(sheet, dimension, {codes.values[c] for c in codes.codes[mine]}, master.file)
        if dimension == "task" and len(mine):
            findings += _stray_tasks(sheet, master, mine)
    return findings


def _stray_tasks(sheet: Sheet, master: Sheet, mine: np.ndarray) -> list[Finding]:
    """Tasks that exist, but not under the project of the line; a task without a project in its row suits any."""
    codes, parents, tasks = master.coded("code"), master.coded("parent"), sheet.coded("task")
    homes: dict[str, set[str]] = {}
    for line in mine:
        homes.setdefault(codes.values[codes.codes[line]], set()).add(parents.values[parents.codes[line]])
    projects = sheet.coded("project") if "project" in sheet else Coded(np.zeros(sheet.length, np.int64), [""])
    pairs, inverse = np.unique(
        tasks.codes.astype(np.int64) * len(projects.values) + projects.codes, return_inverse=True
    )
    stray = np.array([_is_stray(int(pair), tasks, projects, homes) for pair in pairs], dtype=bool)

    def sentence(task: str) -> tuple[str, str]:
        there = ", ".join(sorted(homes[task]))
        said = f"The task {task!r} does not belong to the project of this line; it stands under {there}."
        return said, f"Mend the project or the task, or add the task to {master.file}."

    return sheet.report("task", stray[inverse], "unknown_code", sentence) if stray.any() else []


def _is_stray(pair: int, tasks: Coded, projects: Coded, homes: Mapping[str, set[str]]) -> bool:
    task, project = tasks.values[pair // len(projects.values)], projects.values[pair % len(projects.values)]
    return task in homes and "" not in homes[task] and project not in homes[task]
