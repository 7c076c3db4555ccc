"""Load a payroll register as a payroll product exports it: read, complete, tie out, post as a run; keep its layout."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.desk import Desk
from workbench.errors import LoadRefused, NotFound
from workbench.files.csv_reader import read_csv
from workbench.files.limits import Bound, limits_for
from workbench.files.raw_table import RawTable
from workbench.files.register_source import RegisterFile, open_register
from workbench.findings import Finding, Findings
from workbench.flows import payroll, register_templates
from workbench.flows.payroll import Loaded
from workbench.flows.register_templates import Template, templates  # noqa: F401 - the use case by its name
from workbench.frames import LABOR
from workbench.rules.field_map import MappedField, with_field, with_value
from workbench.rules.payroll_checks import check_payroll
from workbench.rules.register_answers import Answers, ItemCategory
from workbench.rules.register_categories import Known
from workbench.rules.register_reading import Register, read

Answered = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, eq=False)
class RegisterDraft:
    """A register on its way to a run: the file, the answers, and what they make of it."""

    path: Path
    file: RegisterFile
    answers: Answers = field(default_factory=Answers)
    template: Template | None = None
    known: Known = field(default_factory=Known)
    source: str = ""
    bound: Bound = "path"
    labor: RawTable | None = None  # labor brought as a file of its own
    labor_findings: Findings = field(default_factory=Findings)
    labor_content: bytes | None = field(default=None, repr=False)

    @cached_property
    def _read(self) -> tuple[Register | None, Findings]:
        if not self.file.grids:
            return None, Findings()
        return read(self.file.grids, self.file.name, self.answers, self.known, self.labor)

    @property
    def register(self) -> Register | None:
        """The register as read; None when the file or its header cannot be."""
        return self._read[0]

    @cached_property
    def findings(self) -> Findings:
        """Everything about the file, its reading, what is new against the template, and the payroll it makes."""
        found = self.file.findings + self._read[1] + self.labor_findings
        if self.register is None:
            return found
        return found + self.register.findings + self.news + self._checked[1]

    @property
    def missing(self) -> Findings:
        """What has still to be answered."""
        return Findings(f for f in self.findings if f.code.startswith("ask_"))

    @cached_property
    def news(self) -> Findings:
        """What the template has not seen before: columns, items, employees; columns that are gone."""
        if self.template is None or self.register is None:
            return Findings()
        return Findings(register_templates.news(self.template, self.register))

    @cached_property
    def _checked(self) -> tuple[Any, Findings]:
        """The checks of a posted payroll, once nothing has to be asked that would only repeat itself."""
        assert self.register is not None
        if self.register.findings.errors:
            return None, Findings()
        checked, findings = check_payroll(self.register.posted.tables)
        return checked, Findings(_in_the_register(one, self.register) for one in findings)

    @property
    def ties(self) -> pd.DataFrame:
        """The register's own totals beside what was read: level, what, row, column, register, loaded, difference."""
        return self.register.ties if self.register is not None else pd.DataFrame()

    @property
    def ok(self) -> bool:
        """True when it can be loaded."""
        return self.register is not None and self.findings.ok


@dataclass(frozen=True, eq=False)
class PostedPayroll:
    """The eight tables a register makes, what was found, and how it ties to the register's own totals."""

    tables: Mapping[str, pd.DataFrame]
    findings: Findings
    tie_outs: pd.DataFrame


def read_register(
    path: str | os.PathLike[str], template: Template | str | None = None, *, desk: Desk | None = None,
    bound: Bound = "path", source: str = "",
) -> RegisterDraft:  # fmt: skip
    """Read a payroll register (.csv, .txt, .xlsx) in whatever layout; the draft asks what is not clear.

    With ``desk`` the categories, employees and codes of earlier runs are known, and ``template`` may be a name.
    LoadRefused when there is nothing at ``path``.
    """
    if isinstance(template, str):
        if desk is None:
            raise NotFound("A template by name needs the desk.", "Call read_register(path, name, desk=desk).")
        template = register_templates.find(desk, template)
    answers = template.answers if template else Answers()
    place, name = Path(path), source or Path(path).name
    file = _opened(place, bound, name, answers)
    return RegisterDraft(place, file, answers, template, known_of(desk) if desk else Known(), name, bound)


def _opened(place: Path, bound: Bound, name: str, answers: Answers) -> RegisterFile:
    reading = answers.reading
    return open_register(
        place, bound, name=name, encoding=reading.get("encoding", ""), separator=reading.get("separator", "")
    )


def complete(
    draft: RegisterDraft,
    *,
    columns: Mapping[str, str | None] | None = None,
    leave_out: Mapping[str, str] | None = None,
    codes: Mapping[str, Mapping[str, str]] | None = None,
    categories: Mapping[str, ItemCategory | tuple[str, str, str]] | None = None,
    homes: Mapping[str, Mapping[str, str]] | None = None,
    names: Mapping[str, Mapping[str, str]] | None = None,
    rows: Mapping[str, str] | None = None,
    reading: Mapping[str, str] | None = None,
    **facts: str | date,
) -> RegisterDraft:
    """The draft with more answers: ``run="2026-BW03"``, ``columns={"Reg Hrs": "units of Reg"}``.

    ``leave_out`` is column -> reason, ``categories`` item -> (code, name, class), ``codes`` target -> theirs -> ours,
    ``homes`` employee -> {"department": ...}, ``rows`` row -> reason, ``reading`` as ``Answers.reading``.
    """
    fields, reasons = draft.answers.fields, dict(leave_out or {})
    for title, target in (columns or {}).items():
        fields = with_field(fields, MappedField(title, target or "", bool(target)))
        reasons.setdefault(title, "")  # an earlier reason goes
    for title in leave_out or {}:
        fields = with_field(fields, MappedField(title, "", False))
    for target, values in (codes or {}).items():
        for theirs, ours in values.items():
            fields = with_value(fields, target, theirs, ours or None)
    items = {i: c if isinstance(c, ItemCategory) else ItemCategory(*c) for i, c in (categories or {}).items()}
    texts = {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}
    answers = draft.answers.merged(
        fields=fields, reasons=reasons, categories=items, facts=texts, rows=rows or {}, reading=reading or {},
        homes=_laid_over(draft.answers.homes, homes), names=_laid_over(draft.answers.names, names),
    )  # fmt: skip
    return answered(draft, answers, draft.template)


def _laid_over(before: Answered, more: Answered | None) -> dict[str, Mapping[str, str]]:
    return {key: {**before.get(key, {}), **values} for key, values in (more or {}).items()}


def with_template(draft: RegisterDraft, template: Template | None) -> RegisterDraft:
    """The same file read by a template, or by none; what was answered before is put aside."""
    return answered(draft, template.answers if template else Answers(), template)


def answered(draft: RegisterDraft, answers: Answers, template: Template | None = None) -> RegisterDraft:
    """The draft with these answers; the file is opened again only where how it is written was answered otherwise."""
    before, now = draft.answers.reading, answers.reading
    file = draft.file
    if any(before.get(name) != now.get(name) for name in ("encoding", "separator")):
        file = _opened(draft.path, draft.bound, draft.file.name, answers)
    return dataclasses.replace(draft, file=file, answers=answers, template=template)


def with_labor(draft: RegisterDraft, path: str | os.PathLike[str] | None) -> RegisterDraft:
    """The draft with the labor records of a labor.csv (its run may be blank); None takes them away again."""
    if path is None:
        return dataclasses.replace(draft, labor=None, labor_findings=Findings(), labor_content=None)
    place = Path(path)
    try:
        content = place.read_bytes()
    except OSError as problem:
        said = f"{place} cannot be opened: {problem.strerror or problem}."
        raise LoadRefused(said, "Give a labor.csv as in the sample.") from problem
    table, found = read_csv(content, LABOR, place.name, limits_for(draft.bound))
    return dataclasses.replace(draft, labor=table, labor_findings=Findings(found), labor_content=content)


def posted_payroll(draft: RegisterDraft) -> PostedPayroll:
    """The tables the draft makes, as in a folder of a posted payroll, with findings and tie-outs."""
    if draft.register is None:
        return PostedPayroll({}, draft.findings, draft.ties)
    tables = {name: built.table.to_pandas().astype("str") for name, built in draft.register.posted.tables.items()}
    return PostedPayroll(tables, draft.findings, draft.ties)


def load_register(desk: Desk, draft: RegisterDraft, *, replace: bool = False) -> Loaded:
    """Load the draft as a run (or as many as it holds); with an error among its findings nothing changes."""
    if not draft.ok or draft.register is None:
        return payroll.refused(draft.findings)
    warned = Findings(f for f in draft.findings if f not in draft._checked[1])
    return payroll.load_tables(desk, draft.register.posted.tables, warned, replace, draft.source)


def _in_the_register(one: Finding, register: Register) -> Finding:
    """A finding of the payroll checks, with the register's own column where it is about a paycard line."""
    if one.file != register.body.file or one.row is None:
        return dataclasses.replace(one, page="register")
    title = _title(one, register)
    place = register.body.place(one.row - register.body.first, title)
    return dataclasses.replace(one, page="register", **place._asdict())


def _title(one: Finding, register: Register) -> str:
    """The column of the register that a column of a posted payroll comes from."""
    if one.column in ("amount", "units", "rate"):
        items = {i for i, c in register.categories.items() if c.category.code == one.category}
        titles = [t for g, t in zip(register.entries.groups, register.entries.titles, strict=True) if g in items]
        return titles[0] if titles else one.column
    return register.mapped.of(one.column) or one.column


def save_template(desk: Desk, name: str, draft: RegisterDraft) -> Template:
    """Keep the draft's layout by name: the next period's register is read by it at once."""
    return register_templates.save(desk, name, draft.answers, draft.register)


def fitting_template(desk: Desk, draft: RegisterDraft) -> Template | None:
    """The kept template whose columns are most like the draft's; None when none has half of them."""
    if draft.register is None:
        return None
    return register_templates.fitting(desk, [column.title for column in draft.register.body.columns])


def known_of(desk: Desk) -> Known:
    """What the runs of the client company know, the latest first."""
    codes = list(payroll.runs(desk)["code"])[:3]
    runs = [payroll.posted_run(desk, code) for code in codes]
    if not runs:
        return Known()
    tables = {
        name: pd.concat([getattr(run, name) for run in runs]).drop_duplicates(key, ignore_index=True)
        for name, key in _KEYS.items()
    }
    return Known(**tables)


_KEYS = {
    "categories": "code", "employees": "employee", "departments": "code", "locations": "code", "payroll_groups": "code",
}  # fmt: skip
