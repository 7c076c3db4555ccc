"""The road of the run in hand as a checklist: each step with its figure, a link, and the next one as the button."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from workbench.ui import formats
from workbench.ui.standing import Standing


@dataclass(frozen=True)
class Item:
    """One step: done or not, its name, its figure, and where it is worked on."""

    done: bool
    name: str
    figure: str
    page: str
    link: str
    action: str


def items(standing: Standing) -> list[Item]:
    """The steps of the road for this run."""
    everyone = len(standing.records)
    at, step = ("Exports", "Look at the export") if standing.exported else ("GL records", "Export the draft")
    steps = [
        Item(True, "Payroll loaded", _payroll(standing), "payroll_runs", "Payroll runs", "Load a payroll"),
        Item(True, "Time imported", _time(standing), "time_import", "Time import", "Import the timesheets"),
        Item(
            not standing.unmapped, "Accounts mapped", _mapped(standing),
            "account_setup", "Account setup", "Map the missing accounts",
        ),
        Item(
            standing.balanced == everyone, "GL records balanced", f"{standing.balanced} of {everyone}",
            "gl_records", "GL records", "Create the GL records",
        ),
        Item(
            standing.confirmed, "Draft confirmed in Intacct", _journal(standing),
            at.lower().replace(" ", "_"), at, step,
        ),
    ]  # fmt: skip
    return [*steps, _timesheets(standing)] if standing.job_cost else steps


def _payroll(standing: Standing) -> str:
    total = standing.run.totals
    people = formats.count(total.employees, "employee")
    return f"{people}, {formats.amount(total.gross)} gross, {formats.amount(total.net)} net"


def _mapped(standing: Standing) -> str:
    left = f", {formats.amount(standing.unmapped)} without an account" if standing.unmapped else ""
    return f"{formats.share(standing.mapped, standing.to_map)} of {formats.amount(standing.to_map)}{left}"


def _journal(standing: Standing) -> str:
    if not standing.confirmed:
        return standing.journal_words()[0]
    return f"{standing.live.iloc[0]['journal']}, record {', '.join(n for n in standing.live['record_no'] if n)}"


def _time(standing: Standing) -> str:
    """Where the hours came from: they are behind a posted run, so this step is never in the way."""
    if len(standing.imports):
        entries = int(standing.imports[["new", "unchanged", "changed"]].iloc[0].sum())
        return f"{formats.count(entries, 'entry', 'entries')} of this period imported from Sage Intacct"
    if len(standing.run.labor):
        return f"{formats.count(len(standing.run.labor), 'labor record')} came with the payroll"
    return "this payroll has no hours worked by department or project"


def _timesheets(standing: Standing) -> Item:
    return Item(
        standing.sheets_done,
        "Timesheets approved in Intacct",
        standing.sheet_words()[0],
        "job_cost",
        "Job cost",
        "Look at the timesheets" if len(standing.live_sheets) else "Export the timesheets",
    )


def show(standing: Standing) -> None:
    """The steps, one line each; the first open one is the button under them."""
    steps = items(standing)
    run = standing.run
    st.subheader(f"Run {run.code}, paid {formats.day(run.pay_date)}", anchor=False)
    with st.container(border=True):
        for step in steps:
            _line(step)
    following = next((step for step in steps if not step.done), None)
    if following is None:
        st.success(
            "This run is in Sage Intacct. Post the draft there after your review."
            + (" Its timesheets are approved." if standing.job_cost else ""),
            title="All done",
            icon=":material/check_circle:",
        )
    elif st.button(following.action, type="primary", icon=":material/arrow_forward:", key="next step"):
        st.switch_page(f"pages/{following.page}.py")


def _line(step: Item) -> None:
    mark = ":green[:material/check_circle:]" if step.done else ":gray[:material/radio_button_unchecked:]"
    name, figure, link = st.columns([3, 5, 2], vertical_alignment="center")
    name.markdown(f"{mark} **{step.name}**")
    figure.markdown(formats.plain(step.figure))
    with link:
        st.page_link(f"pages/{step.page}.py", label=step.link, icon=":material/arrow_forward:")
