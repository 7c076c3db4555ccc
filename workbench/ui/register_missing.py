"""What the register does not say: the run, its dates, employee numbers, home values, labor; filled in here."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from workbench.flows import registers
from workbench.flows.registers import RegisterDraft
from workbench.rules.payroll_columns import iso_day
from workbench.rules.register_answers import FACTS, PERIOD_FACTS
from workbench.rules.register_people import HOMES
from workbench.rules.register_reading import Register
from workbench.ui import editing, findings_panel, formats, grids, problems, register_draft, start

LABELS = {
    "run": "Run code", "payroll_group": "Payroll group", "payroll_group_name": "Name of the group",
    "frequency": "Frequency", "period_start": "Period from", "period_end": "Period to", "pay_date": "Pay date",
    "paycard_type": "Paycard type", "home_department": "Home department of the others",
    "home_location": "Home location of the others",
}  # fmt: skip


def show(draft: RegisterDraft, register: Register) -> None:
    """Facts of the run, then the people, then labor."""
    _facts(register)
    _numbers(register)
    _people(register)
    _labor(draft, register)


def _facts(register: Register) -> None:
    st.markdown("**The run**")
    columns = st.columns(4)
    for at, (name, meaning) in enumerate(FACTS.items()):
        with columns[at % 4]:
            _date(register, name) if name in PERIOD_FACTS else _text(register, name, meaning)


def _value(register: Register, name: str) -> str:
    """What the fact is on every paycard line; blank where it differs or is not known."""
    if answer := register.answers.facts.get(name):
        return answer
    column = register.facts.columns.get(name)
    values = [value for value in column.unique().to_pylist() if value] if column is not None else []
    return values[0] if len(values) == 1 else ""


def _from(register: Register, name: str) -> str:
    source = register.facts.sources.get(name, "")
    if source in ("", "answered"):
        return ""
    return "As usual." if source == "usual" else f"From {source}."


def _text(register: Register, name: str, meaning: str) -> None:
    value, key = _value(register, name), f"register fact {name}"
    st.text_input(LABELS[name], value, key=f"{key} {value}", on_change=problems.told(_said), help=meaning,
                  args=(name, f"{key} {value}"), placeholder=_several(register, name))  # fmt: skip
    if source := _from(register, name):
        st.caption(source)


def _several(register: Register, name: str) -> str:
    column = register.facts.columns.get(name)
    count = len([v for v in column.unique().to_pylist() if v]) if column is not None else 0
    return f"{count:,} different ones" if count > 1 else ""


def _date(register: Register, name: str) -> None:
    value, key = _value(register, name), f"register fact {name}"
    day: date | None = iso_day(value)
    st.date_input(LABELS[name], day, key=f"{key} {value}", format="YYYY-MM-DD", on_change=problems.told(_said),
                  args=(name, f"{key} {value}"))  # fmt: skip
    if source := _from(register, name):
        st.caption(source)


def _said(name: str, key: str) -> None:
    value = st.session_state[key]
    register_draft.answer(**{name: value.isoformat() if isinstance(value, date) else str(value or "").strip()})


def _numbers(register: Register) -> None:
    """Employee numbers, where the register has names alone."""
    names = [finding.value for finding in register.findings if finding.code == "ask_employee_number"]
    known = register.mapped.fields.values.get("employee", {})
    if not register.lines.by_name or not (names or known):
        return
    every = [*known, *(name for name in names if name not in known)]
    frame = pd.DataFrame({"name": every, "number": [known.get(name, "") for name in every]}, dtype="str")
    st.markdown("**Employee numbers**")
    st.caption(
        "The register has names alone. Fill the numbers in, or answer under Reading that names stand for numbers."
    )
    editing.grid(frame, every, {"name": "Name", "number": "Employee number"}, _save_numbers, key="register numbers",
                 alt="Employee numbers", fixed=("name",))  # fmt: skip


def _save_numbers(changes: editing.Changes) -> None:
    register_draft.answer(codes={"employee": {name: cells["number"] for name, cells in changes.items()}})


def _people(register: Register) -> None:
    people = register.people.frame
    if not len(people):
        return
    st.markdown("**Home values**")
    blank = int(((people["department"] == "") | (people["location"] == "")).sum())
    st.caption(
        f"{formats.count(len(people), 'employee')}. Employer cost of rows without labor is booked to the home values; "
        f"{formats.count(blank, 'employee')} without a home department or location."
    )
    found = grids.search(people, ["employee", "name"], key="find register people", label="Search employees")
    part = grids.one_page(found, key="register people")
    columns = {"employee": "Employee", "name": "Name", **{w: w.replace("_", " ").capitalize() for w in HOMES}}
    editing.grid(part[list(columns)].astype("str"), list(part["employee"]), columns, _save_homes, key="register homes",
                 alt="Home values", fixed=("employee",))  # fmt: skip


def _save_homes(changes: editing.Changes) -> None:
    register_draft.answer(homes=dict(changes))


def _labor(draft: RegisterDraft, register: Register) -> None:
    st.markdown("**Labor**")
    count = register.posted.tables["labor"].table.num_rows
    if draft.labor is not None:
        st.caption(f"{formats.count(count, 'labor record')} from {formats.plain(draft.labor.file)}.")
        st.button(
            "Take it away",
            on_click=lambda: register_draft.keep(start.desk(), registers.with_labor(draft, None)),
            key="no labor",
        )
    elif count:
        st.caption(f"{formats.count(count, 'labor record')} from the register's own rows: they say where was worked.")
    else:
        st.caption(
            "None: every cost follows the employees' home values. Bring a labor.csv to distribute it (its run may be "
            "blank), or map worked department, project, task under Columns."
        )
    brought = st.file_uploader("labor.csv", type=["csv"], key=f"labor file {register_draft.round_number()}")
    if brought and st.button("Take this labor", key="take labor"):
        with problems.shown():
            path = register_draft.written("labor.csv", brought.getvalue())
            register_draft.keep(start.desk(), registers.with_labor(draft, path))
            st.rerun()
    if draft.labor_findings:
        findings_panel.show(draft.labor_findings, key="labor file", here="register")
