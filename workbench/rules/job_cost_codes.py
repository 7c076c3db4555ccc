"""Codes of job cost lines against what Intacct knows: they exist, are active, and belong together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from workbench.rules.job_cost_faults import Fault

SETUP, CODES, STRUCTURES = "account_setup", "gl_codes", "job_cost_structures"
Values = Mapping[str, pd.DataFrame]
_WITHIN = ("task", "cost_type")  # known by project (and task) and code


def check_codes(
    lines: pd.DataFrame, fields: Mapping[str, str], time_types: pd.DataFrame | None, values: Values | None
) -> Iterator[Fault]:
    """Every id the lines would send; what was never read from Intacct is said to be unchecked."""
    for fault in _all(lines, fields, time_types, values):
        if fault.rows.any():
            yield fault


def _all(
    lines: pd.DataFrame, fields: Mapping[str, str], time_types: pd.DataFrame | None, values: Values | None
) -> Iterator[Fault]:
    everything = np.ones(len(lines), dtype=bool)
    refresh = "Connect to Intacct and refresh the Code Finder."
    if time_types is None or not len(time_types):
        yield Fault("time_types_unknown", "warning", "The time types of Intacct are unknown and not checked", refresh,
                    everything, page=CODES)  # fmt: skip
    else:
        yield from _time_types(lines, time_types)
    if values is None:
        yield Fault("codes_unknown", "warning", "Employees and dimensions of Intacct are unknown and not checked",
                    refresh, everything, page=CODES)  # fmt: skip
    yield from _belonging(lines, fields)
    known = values or {}
    for key, column in {"employee": "employee_id", **fields}.items():
        if key in known and key not in _WITHIN and len(known[key]):
            yield from _listed(lines, key, column, known[key])
    yield from _within(lines, fields, known)
    yield from _location_needed(lines, fields, known)


def _time_types(lines: pd.DataFrame, time_types: pd.DataFrame) -> Iterator[Fault]:
    status = dict(zip(time_types["name"], time_types["status"], strict=True))
    remedy = "Create it under Time types in Intacct with exactly this code and refresh, or take the category out."
    for code in sorted(set(lines["time_type"])):
        rows = _equal(lines, "time_type", code)
        if code not in status:
            yield Fault("unknown_time_type", "error", f"There is no time type {code} in Intacct", remedy, rows,
                        column="time_type", value=code, category=code, page=CODES)  # fmt: skip
        elif status[code] != "active":
            yield Fault("inactive_time_type", "error", f"Time type {code} is inactive in Intacct",
                        "Activate it in Intacct and refresh the Code Finder.", rows,
                        column="time_type", value=code, category=code, page=CODES)  # fmt: skip


def _equal(lines: pd.DataFrame, column: str, value: str) -> np.ndarray:
    return (lines[column] == value).to_numpy(dtype=bool)


def _listed(lines: pd.DataFrame, key: str, column: str, known: pd.DataFrame) -> Iterator[Fault]:
    """Ids of one dimension that Intacct does not have, or has switched off."""
    status = dict(zip(known["code"], known["status"], strict=True))
    for value in sorted(set(lines[column]) - {""}):
        if value not in status or status[value] == "inactive":
            state = "unknown" if value not in status else "inactive"
            yield _value(lines, key, column, value, state)


def _value(lines: pd.DataFrame, key: str, column: str, value: str, state: str) -> Fault:
    what = "is not in Intacct" if state == "unknown" else "is inactive in Intacct"
    name = key.replace("_", " ").capitalize()
    remedy = (
        f"Enter the id Intacct knows this {name.lower()} by under Account setup, or mend it in Intacct and refresh."
    )
    code = f"{state}_employee" if key == "employee" else f"{state}_value"
    return Fault(code, "error", f"{name} {value} {what}", remedy, _equal(lines, column, value), column=column,
                 value=value, page=SETUP)  # fmt: skip


def _belonging(lines: pd.DataFrame, fields: Mapping[str, str]) -> Iterator[Fault]:
    """A task needs its project, a cost type its project and task."""
    there = {key: (lines[fields[key]] != "").to_numpy(dtype=bool) for key in ("project", *_WITHIN) if key in fields}
    nothing = np.zeros(len(lines), dtype=bool)
    project, task, cost_type = (there.get(key, nothing) for key in ("project", *_WITHIN))
    remedy = "Let the structure export both, or complete the labor records or home values."
    yield Fault("task_without_project", "error", "A task without a project is refused by Intacct", remedy,
                task & ~project, column="task", page=STRUCTURES)  # fmt: skip
    yield Fault("cost_type_without_task", "error", "A cost type without project and task is refused by Intacct",
                remedy, cost_type & ~(project & task), column="cost_type", page=STRUCTURES)  # fmt: skip


def _within(lines: pd.DataFrame, fields: Mapping[str, str], values: Values) -> Iterator[Fault]:
    """A task is known by its project and code, a cost type by project, task and code."""
    for key, above in (("task", ("project",)), ("cost_type", ("project", "task"))):
        known = values.get(key)
        if known is None or not len(known) or not {key, *above} <= set(fields):
            continue
        columns = [fields[name] for name in (*above, key)]
        status = {parts: state for *parts_, state in _rows(known, above) for parts in [tuple(parts_)]}
        codes = {parts[-1] for parts in status}
        for parts in sorted(set(zip(*(lines[c] for c in columns), strict=True))):
            if all(parts) and (parts not in status or status[parts] == "inactive"):
                rows = np.logical_and.reduce([_equal(lines, c, v) for c, v in zip(columns, parts, strict=True)])
                yield _of_other(lines, key, columns, parts, rows, parts in status, parts[-1] in codes)


def _rows(known: pd.DataFrame, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Project (and task), code and status of every value."""
    parents = {"project": "project", "task": "parent"}
    columns = [known[parents[name]] for name in above]
    yield from zip(*columns, known["code"], known["status"], strict=True)


def _of_other(
    lines: pd.DataFrame,
    key: str,
    columns: list[str],
    parts: tuple[str, ...],
    rows: np.ndarray,
    there: bool,
    named: bool,
) -> Fault:
    name = key.replace("_", " ")
    place = f"project {parts[0]}" + (f", task {parts[1]}" if key == "cost_type" else "")
    if there:
        code, what = "inactive_value", f"{name.capitalize()} {parts[-1]} of {place} is inactive in Intacct"
    elif named:
        code, what = f"{key}_of_other_project", f"{name.capitalize()} {parts[-1]} does not belong to {place} in Intacct"
    else:
        code, what = "unknown_value", f"{name.capitalize()} {parts[-1]} is not in Intacct"
    remedy = f"Choose a {name} of {place} in the labor records, or create it there in Intacct and refresh."
    return Fault(code, "error", what, remedy, rows, column=columns[-1], value=parts[-1], page=SETUP)


def _location_needed(lines: pd.DataFrame, fields: Mapping[str, str], values: Values) -> Iterator[Fault]:
    """In a company of several entities every entry needs a location."""
    known = values.get("location")
    if known is None or known["entity"].replace("", pd.NA).nunique() < 2:
        return
    yield Fault("location_missing", "error", "A company of several entities needs a location on every entry",
                "Let the structure export the location, worked or home, and give the employees theirs.",
                _equal(lines, fields["location"], ""), column=fields["location"], page=STRUCTURES)  # fmt: skip
