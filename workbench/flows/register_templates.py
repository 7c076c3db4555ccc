"""Templates of payroll registers: a layout kept by name, laid over the next period's file, saying what is new in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from workbench.desk import Desk
from workbench.errors import NotFound
from workbench.findings import Finding, Severity
from workbench.rules.register_answers import Answers, read_answers, without_period, write_answers
from workbench.rules.register_reading import Register
from workbench.store import audit
from workbench.store import registers as store


@dataclass(frozen=True)
class Template:
    """A register's layout kept by name: every answer but those of one period."""

    name: str
    answers: Answers
    titles: tuple[str, ...] = ()
    employees: tuple[str, ...] = ()


def news(template: Template, register: Register) -> Iterator[Finding]:
    """What a template has not seen before: columns, items, employees; and columns of it that are gone."""

    def said(code: str, severity: Severity, message: str, remedy: str, value: str) -> Finding:
        place = {"file": register.body.file, "column": value, "value": value}
        return Finding(code, severity, message, remedy, page="register", **place)  # type: ignore[arg-type]

    here = [column.title for column in register.body.columns]
    for title in here:
        if title not in template.titles and not register.body.by_title[title].empty:
            yield said("new_column", "warning", f"The column {title} is new.", "Check what it is taken for.", title)
    used = {one.source for one in template.answers.fields.used}
    for title in template.titles:
        if title not in here and title in used:
            yield said(
                "gone_column", "warning", f"The column {title} is gone.", "Check that nothing is missing.", title
            )
    for item in dict.fromkeys(register.entries.items["item"]):
        if item and item not in template.answers.categories:
            yield said("new_code", "warning", f"{item} is new.", "Check which category it is taken for.", item)
    before = set(template.employees)
    for employee in register.people.frame["employee"]:
        if employee not in before:
            remedy = "Check the home department and location."
            yield said("new_employee", "note", f"The employee {employee} is new.", remedy, employee)


def save(desk: Desk, name: str, answers: Answers, register: Register | None) -> Template:
    """Keep a layout by name for the next period; an earlier template of that name is replaced."""
    template = Template(name.strip(), _kept(answers, register), *_seen(register))
    if not template.name:
        raise ValueError("Give the template a name.")
    now, content = desk.clock(), write_answers(template.answers)
    with desk.write() as conn:
        titles, employees = list(template.titles), list(template.employees)
        store.put(conn, template.name, content, titles, employees, now, desk.actor)
        audit.append(conn, now, desk.actor, "register template saved", f"register {template.name}", {})
    return template


def _kept(answers: Answers, register: Register | None) -> Answers:
    """The answers, with what was recognized and used without one made an answer: the next file is read alike."""
    if register is None:
        return without_period(answers)
    recognized = {item: one.category for item, one in register.categories.items() if item and one.category.complete}
    reading: dict[str, str] = {"shape": register.mapped.shape}
    if register.lines.style.sure:
        reading["decimal"] = register.lines.style.mark
    if register.facts.order.sure:
        reading["dates"] = register.facts.order.mark
    kept = answers.merged(categories={**recognized, **answers.categories}, reading={**reading, **answers.reading})
    return without_period(replace(kept, fields=register.mapped.fields, reasons=dict(register.mapped.reasons)))


def _seen(register: Register | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if register is None:
        return (), ()
    return tuple(c.title for c in register.body.columns), tuple(register.people.frame["employee"])


def templates(desk: Desk) -> pd.DataFrame:
    """The templates of the client company: name, columns, employees, saved_at, saved_by."""
    with desk.read() as conn:
        rows = store.listing(conn)
    shown = [(r["name"], len(r["titles"]), len(r["employees"]), r["saved_at"], r["saved_by"]) for r in rows]
    return pd.DataFrame(shown, columns=["name", "columns", "employees", "saved_at", "saved_by"])


def find(desk: Desk, name: str) -> Template:
    """A template by name; NotFound when there is none."""
    with desk.read() as conn:
        row = store.get(conn, name)
    if row is None:
        raise NotFound(f"There is no register template {name}.", "templates(desk) lists those there are.")
    return _template(row)


def _template(row: Mapping[str, Any]) -> Template:
    return Template(row["name"], read_answers(row["answers"]), tuple(row["titles"]), tuple(row["employees"]))


def fitting(desk: Desk, titles: Sequence[str]) -> Template | None:
    """The template whose columns are most like these; None when none has half of them."""
    here = set(titles)
    with desk.read() as conn:
        rows = store.listing(conn)
    alike = [(len(here & set(row["titles"])), row) for row in rows]
    count, best = max(alike, key=lambda one: one[0], default=(0, None))
    return _template(best) if best is not None and count * 2 >= max(len(here), len(best["titles"])) else None


def delete(desk: Desk, name: str) -> None:
    """Remove a template."""
    now = desk.clock()
    with desk.write() as conn:
        store.delete(conn, name)
        audit.append(conn, now, desk.actor, "register template deleted", f"register {name}", {})
