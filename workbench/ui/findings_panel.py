"""Findings: what is wrong, where, how much, what to do, and the way to the page that mends it."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from workbench.findings import Finding, Findings
from workbench.ui import downloads, formats, grids
from workbench.ui.states import SEVERITY

PAGES = {
    "account_setup": ("pages/account_setup.py", "Account setup"),
    "payroll_runs": ("pages/payroll_runs.py", "Payroll runs"),
    "register": ("pages/register.py", "Load a register"),
    "gl_records": ("pages/gl_records.py", "GL records"),
    "connections": ("pages/connections.py", "Connections"),
    "gl_codes": ("pages/gl_codes.py", "GL codes"),
    "exports": ("pages/exports.py", "Exports"),
    "job_cost_structures": ("pages/job_cost_structures.py", "Job cost structures"),
    "job_cost": ("pages/job_cost.py", "Job cost"),
    "field_maps": ("pages/field_maps.py", "Field maps"),
    "time_import": ("pages/time_import.py", "Time import"),
}
SHOWN = 6  # one by one; more than these go into a table


def show(
    findings: Findings,
    *,
    key: str,
    fine: str = "",
    here: str = "",
    shown: int = SHOWN,
    beside: Callable[[int, Finding], None] | None = None,
) -> None:
    """All findings, errors first; ``fine`` is said when there are none, ``here`` is the page they are shown on.

    The first ``shown`` stand one by one; ``beside`` draws what can be done about each, by its place among them.
    """
    if not findings:
        if fine:
            st.success(fine, icon=":material/check_circle:")
        return
    ordered = sorted(findings, key=lambda f: list(SEVERITY).index(f.severity))
    st.markdown(summary(findings))
    for place, finding in enumerate(ordered[:shown]):
        with st.container(border=True, gap="xsmall"):
            _one(finding, here)
            if beside:
                beside(place, finding)
    frame = Findings(ordered).to_frame()
    if len(ordered) > shown:
        with st.expander(f"All {len(ordered):,} findings as a table"):
            _table(frame, key)
    downloads.offer(frame.drop(columns="page"), "findings", f"{key}-findings")


def summary(findings: Findings) -> str:
    """How many of each, in words and colors."""
    counts = {name: sum(f.severity == name for f in findings) for name in SEVERITY}
    return " ".join(
        f":{state.color}-badge[{state.icon} {formats.count(counts[name], name)}]"
        for name, state in SEVERITY.items()
        if counts[name]
    )


def _one(finding: Finding, here: str) -> None:
    state = SEVERITY[finding.severity]
    figure = formats.amount(finding.amount) if finding.amount is not None else ""
    amount = f" · **{figure}**" if figure and figure not in finding.message else ""
    st.markdown(f":{state.color}[{state.icon} **{state.word}**] {formats.plain(finding.message)}{amount}")
    if place := where(finding):
        st.caption(formats.plain(place))
    if finding.remedy:
        st.markdown(f":material/build: {formats.plain(finding.remedy)}")
    if finding.page in PAGES and finding.page != here:
        path, label = PAGES[finding.page]
        st.page_link(path, label=f"Mend it on {label}", icon=":material/arrow_forward:")


def where(finding: Finding) -> str:
    """The place in one line: file, row, column, value, run, employee, category."""
    parts = (
        finding.file,
        f"row {finding.row}" if finding.row is not None else "",
        f"column {finding.column}" if finding.column else "",
        f"value {finding.value}" if finding.value else "",
        f"run {finding.run}" if finding.run else "",
        f"employee {finding.employee}" if finding.employee else "",
        f"category {finding.category}" if finding.category else "",
    )
    return " · ".join(part for part in parts if part)


def _table(frame: pd.DataFrame, key: str) -> None:
    labels = {
        "severity": "Severity",
        "message": "What",
        "remedy": "What to do",
        "file": "File",
        "row": "Row",
        "column": "Column",
        "value": "Value",
        "employee": "Employee",
        "category": "Category",
        "amount": "Amount",
    }
    used = {c: label for c, label in labels.items() if frame[c].astype(str).str.strip().replace({"None": ""}).any()}
    shown = frame.assign(amount=[None if a is None else formats.amount(a) for a in frame["amount"]])
    grids.table(shown.head(grids.PAGE), used, key=f"{key}-all", alt="All findings")
    if len(frame) > grids.PAGE:
        st.caption(f"The first {grids.PAGE} are shown; the download holds all.")
