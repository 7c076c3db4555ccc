"""Whose lines a register holds: employee numbers, names and home values, from the file, from answers, from before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from workbench.fields import STANDARD_DIMENSIONS
from workbench.findings import Finding
from workbench.rules.field_map import translate
from workbench.rules.register_answers import Answers
from workbench.rules.register_categories import Known
from workbench.rules.register_entries import problem
from workbench.rules.register_lines import NUMERIC, Lines
from workbench.rules.register_words import RUN_FACTS, WORKED

CODES = ("employee", "category", *RUN_FACTS[:2], "paycard_type", "department", "location", *WORKED[1:-1])
HOMES = ("department", "location", *STANDARD_DIMENSIONS)


@dataclass(frozen=True, eq=False)
class People:
    """The employee number of every line, and a row per employee: employee, name, known, then the home values."""

    numbers: pa.Array  # as long as the body; blank where it is not known
    frame: pd.DataFrame
    findings: tuple[Finding, ...]


def people_of(lines: Lines, answers: Answers, known: Known) -> People:
    """The employees of the register."""
    numbers, findings = _numbers(lines, answers, known)
    findings += numeric_codes(lines, answers)
    at = lines.lines
    frame = pd.DataFrame({"employee": numbers.take(pa.array(at)).to_pylist(), "line": at}, dtype=object)
    names = _names(lines)
    frame["name"] = names.take(pa.array(at)).to_pylist()
    frame = frame[frame["employee"] != ""].astype({"line": "int64"})
    own = {what: _home_texts(lines, what, answers) for what in HOMES}
    for what, texts in own.items():
        frame[what] = "" if texts is None else [t for t, n in _pairs(texts, numbers, at) if n != ""]
    people, several = _one_each(frame)
    findings += [_several(lines, *one) for one in several[:100] if not answers.homes.get(one[0], {}).get(one[1])]
    people = _completed(people, answers, known)
    return People(numbers, people, tuple(findings))


def _pairs(texts: pa.Array, numbers: pa.Array, at: np.ndarray) -> zip:  # type: ignore[type-arg]
    lines = pa.array(at)
    return zip(texts.take(lines).to_pylist(), numbers.take(lines).to_pylist(), strict=True)


def _numbers(lines: Lines, answers: Answers, known: Known) -> tuple[pa.Array, list[Finding]]:
    if not lines.by_name:
        return translate(lines.employee, answers.fields.values.get("employee", {})), []
    mine = lines.employee.take(pa.array(lines.lines)).unique().to_pylist()
    if not any(mine):
        remedy = "Choose the column that holds the employee's number or name."
        return lines.employee, [problem("ask_employee", "No column says whose a row is.", remedy, lines, None, "")]
    if answers.reading.get("names_as_numbers") == "yes":
        return lines.employee, []
    before = known.employees.drop_duplicates("name", keep=False)
    numbers = dict(zip(before["name"], before["employee"], strict=True)) | dict(
        answers.fields.values.get("employee", {})
    )
    findings = [_nameless(lines, name) for name in mine if name and name not in numbers]
    blank = {name: numbers.get(name, "") for name in mine}
    return translate(lines.employee, blank), findings[:100]


def _nameless(lines: Lines, name: str) -> Finding:
    said = f"The register has no employee number for {name}."
    remedy = "Fill in the number, or answer that names stand for numbers."
    return problem("ask_employee_number", said, remedy, lines, None, "", name)


def code_texts(lines: Lines, target: str, answers: Answers) -> pa.Array | None:
    """A column of codes as ours; None where no column holds it."""
    texts = lines.texts(target)
    return None if texts is None else translate(texts, answers.fields.values.get(target, {}))


def numeric_codes(lines: Lines, answers: Answers) -> list[Finding]:
    """Codes a workbook keeps as numbers may have lost their zeros: 0600 has become 600. Asked, fact by fact."""
    return [found for target in code_targets(lines) for found in _numeric_codes(lines, target, answers)]


def code_targets(lines: Lines) -> tuple[str, ...]:
    """The facts that are codes, the codes beside amounts, and further dimensions."""
    beside = ("category of ", "dimension ")
    return (*CODES, *(one.target for one in lines.mapped.fields.used if one.target.startswith(beside)))


def _numeric_codes(lines: Lines, target: str, answers: Answers) -> list[Finding]:
    column = lines.body.by_title.get(lines.mapped.of(target))
    if column is None or column.typed is None or answers.reading.get(NUMERIC + target):
        return []
    typed = column.typed & (lines.kinds == "line")
    if not typed.any():
        return []
    line, value = int(np.flatnonzero(typed)[0]), column.texts[int(np.flatnonzero(typed)[0])].as_py()
    said = f"{int(typed.sum()):,} codes are stored as numbers, {value} the first: 0{value} may have become {value}."
    remedy = f"Answer under Reading whether codes of {target} are as shown, or how many digits they have."
    return [problem("ask_numeric_codes", said, remedy, lines, line, column.title, value)]


def _home_texts(lines: Lines, what: str, answers: Answers) -> pa.Array | None:
    """Home dimensions stand in no register; its project and task are worked values."""
    return code_texts(lines, what, answers) if what in ("department", "location") else None


def _names(lines: Lines) -> pa.Array:
    whole, first, last = (lines.texts(name) for name in ("employee_name", "first_name", "last_name"))
    if whole is not None:
        return whole
    if first is None or last is None:
        return lines.employee if lines.by_name else pa.array([""] * lines.body.length, pa.string())
    return pc.utf8_trim_whitespace(pc.binary_join_element_wise(first, last, " "))


def _one_each(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[tuple[str, str, int, list[str]]]]:
    """A row per employee with the first filled value; and where an employee has several home values."""
    several = []
    filled = frame.replace("", None)
    groups = filled.groupby("employee", sort=False)
    people = groups.first().reset_index()
    for what in HOMES:
        counts = groups[what].nunique()
        for employee in counts[counts > 1].index:
            mine = filled[filled["employee"] == employee]
            several.append((employee, what, int(mine["line"].iloc[0]), sorted(mine[what].dropna().unique())))
    return people.fillna("").astype({"line": "int64"}), several


def _several(lines: Lines, employee: str, what: str, line: int, values: list[str]) -> Finding:
    said = f"Employee {employee} has several values in {what}: {', '.join(values[:5])}."
    remedy = f"Fill in the home {what}, or map the column to worked_{what}."
    return problem("ask_home", said, remedy, lines, line, lines.mapped.of(what), f"{employee} {what}")


def _completed(people: pd.DataFrame, answers: Answers, known: Known) -> pd.DataFrame:
    """Home values answered, else in the file, else of the last run that paid the employee, else the usual ones."""
    before = known.employees.drop_duplicates("employee").set_index("employee")
    employees = people["employee"]
    people = people.assign(known=employees.isin(before.index))
    for what in ("name", *HOMES):
        answered = {who: values[what] for who, values in answers.homes.items() if values.get(what)}
        values = people[what].astype(object)
        if what in before:
            kept = {who: value for who, value in before[what].items() if value and value == value}
            values = values.where(values != "", [kept.get(who, "") for who in employees])
        if usual := answers.facts.get(f"home_{what}"):
            values = values.where(values != "", usual)
        if answered:
            said = employees.map(answered)
            values = values.where(said.isna(), said)
        people[what] = values.fillna("").astype(str)
    return people
