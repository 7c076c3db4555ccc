"""A run opened: what it adds up to, its paycards and its labor records."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.rules.payroll import PostedRun
from workbench.ui import downloads, formats, grids, plots, run_in_hand
from workbench.ui.states import CLASSES

PAYCARDS = {
    "employee": "Employee",
    "name": "Name",
    "category": "Category",
    "category_name": "Category name",
    "kind": "Class",
    "paycard_type": "Paycard",
    "units": "Units",
    "rate": "Rate",
    "amount": "Amount",
}
SIGN = {"earning": 1, "deduction": -1, "tax_employee": -1, "net_pay": -1}


def show(desk: Desk, code: str) -> None:
    """Totals and tie-out, then the picture, the paycards and the labor of the run in hand."""
    run = run_in_hand.posted(desk, code)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(f"Run {formats.plain(run.code)}", anchor=False, width="content")
        _tie_out(run)
    st.caption(
        f"{', '.join(run.payroll_group_codes)} · {formats.day(run.period_start)} to {formats.day(run.period_end)} · "
        f"paid {formats.day(run.pay_date)}"
    )
    _totals(run)
    picture, paycards, labor, employees = st.tabs(
        ["Gross to net", f"Paycards ({len(run.paycards):,})", f"Labor ({len(run.labor):,})", "Employees"]
    )
    with picture:
        _gross_to_net(run)
    with paycards:
        _paycards(run)
    with labor:
        _labor(run)
    with employees:
        _employees(run)


def _tie_out(run: PostedRun) -> None:
    total = run.totals
    out_by = total.gross - total.deductions - total.employee_taxes - total.net
    if out_by:
        st.badge(f"Net pay out by {formats.amount(out_by)}", icon=":material/error:", color="red")
    else:
        st.badge("Gross ties to net", icon=":material/check_circle:", color="green")


def _totals(run: PostedRun) -> None:
    total = run.totals
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="large"):
        st.metric("Employees", f"{total.employees:,}", width="content")
        st.metric("Gross", formats.amount(total.gross), width="content")
        st.metric("Deductions", formats.amount(total.deductions), width="content")
        st.metric("Employee taxes", formats.amount(total.employee_taxes), width="content")
        st.metric("Net pay", formats.amount(total.net), width="content")
        st.metric("Employer cost", formats.amount(total.employer_cost), width="content")


def _gross_to_net(run: PostedRun) -> None:
    by_category = _by_category(run)
    earnings = by_category[by_category["class"] == "earning"]
    taken = by_category[by_category["class"].isin(("deduction", "tax_employee"))]
    labels = ["Gross", *taken["label"], "Net pay"]
    amounts = [run.totals.gross, *(-a for a in taken["amount"]), run.totals.net]
    figure = plots.steps(labels, amounts, [False, *(False for _ in taken["label"]), True])
    left, right = st.columns([3, 2], gap="large")
    with left:
        plots.draw(figure, key="gross to net", alt="From gross pay to net pay, step by step")
    with right:
        shown = pd.concat([earnings, by_category[~by_category["class"].isin(("earning",))]], ignore_index=True)
        labels_of = {"category": "Code", "category_name": "Category", "kind": "Class", "amount": "Amount"}
        grids.table(shown, labels_of, key="by category", alt="Amount per payroll category", name=f"{run.code} totals")


def _by_category(run: PostedRun) -> pd.DataFrame:
    lines = _named(run)
    order = ["category", "category_name", "class", "kind"]
    totals = lines.groupby(order, as_index=False)["amount"].sum()
    rank = {name: place for place, name in enumerate(CLASSES)}
    totals = totals.sort_values(["class", "category"], key=lambda c: c.map(rank) if c.name == "class" else c)
    return totals.assign(label=totals["category_name"].where(totals["category_name"] != "", totals["category"]))


def _named(run: PostedRun) -> pd.DataFrame:
    """The paycard lines with the names of employee and category."""
    people = run.employees.set_index("employee")["name"]
    categories = run.categories.set_index("code")
    cards = run.paycards
    kinds = cards["category"].map(categories["class"])
    return cards.assign(
        name=cards["employee"].map(people).fillna(""),
        category_name=cards["category"].map(categories["name"]).fillna(""),
        **{"class": kinds, "kind": kinds.map(CLASSES)},
    )


def _paycards(run: PostedRun) -> None:
    lines = _named(run)
    found = grids.search(
        lines,
        ["employee", "name", "category", "category_name"],
        key="find paycards",
        label="Search employees and categories",
    )
    part = grids.one_page(found, key="paycards")
    grids.table(part, PAYCARDS, key="paycards", alt="Paycard lines")
    _foot(found["amount"].sum() if len(found) else Decimal(0), len(found))
    downloads.offer(lines[list(PAYCARDS)], f"{run.code} paycards", "paycards all")


def _foot(amount: Decimal, lines: int) -> None:
    st.caption(f"{formats.count(lines, 'line')}, {formats.amount(amount)} in all", text_alignment="right")


def _labor(run: PostedRun) -> None:
    if not len(run.labor):
        st.caption("This run came without labor records: every cost follows the employees' home values.")
        return
    used = [d for d in run.dimensions if d in run.labor and (run.labor[d] != "").any()]
    labels = {
        "employee": "Employee",
        "name": "Name",
        "category": "Category",
        "work_date": "Worked on",
        "units": "Units",
        "rate": "Rate",
        "amount": "Amount",
        "department": "Department",
        "location": "Location",
        **{d: d.replace("_", " ").capitalize() for d in used},
        "text": "Text",
    }
    people = run.employees.set_index("employee")["name"]
    lines = run.labor.assign(name=run.labor["employee"].map(people).fillna(""))
    found = grids.search(
        lines,
        ["employee", "name", "category", "department", *used],
        key="find labor",
        label="Search employees, categories, departments, dimensions",
    )
    grids.table(grids.one_page(found, key="labor"), labels, key="labor", alt="Labor records")
    _foot(found["amount"].sum() if len(found) else Decimal(0), len(found))
    downloads.offer(lines[list(labels)], f"{run.code} labor", "labor all")


def _employees(run: PostedRun) -> None:
    cards = _named(run)
    sums = cards.pivot_table(index="employee", columns="class", values="amount", aggfunc="sum", observed=True)
    shown = run.employees.assign(
        **{name: run.employees["employee"].map(sums[name]) for name in ("earning", "net_pay") if name in sums}
    )
    labels = {
        "employee": "Employee",
        "name": "Name",
        "payroll_group": "Payroll group",
        "department": "Home department",
        "location": "Home location",
        "earning": "Gross",
        "net_pay": "Net pay",
    }
    found = grids.search(shown, ["employee", "name", "department"], key="find people", label="Search employees")
    grids.table(grids.one_page(found, key="people"), labels, key="people", alt="Employees of the run")
