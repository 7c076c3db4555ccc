"""A preview of time: how many are new, unchanged, changed, gone or paid, every row with its reason, and the sums."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows.time_import import TimePreview
from workbench.ui import downloads, formats, grids, page, plots, time_import_fixes, time_import_plots
from workbench.ui.states import State, column

STATES: dict[str, State] = {
    "new": State("New", "green", "+", ":material/add_circle:"),
    "unchanged": State("Unchanged", "gray", "=", ":material/check:"),
    "changed": State("Changed", "blue", "≠", ":material/change_circle:"),
    "gone": State("Gone", "orange", "−", ":material/do_not_disturb_on:"),
    "paid": State("Already paid", "violet", "✓", ":material/payments:"),
}
CHECKS: dict[str, State] = {
    "ok": State("OK", "green", "✓", ":material/check_circle:"),
    "warning": State("Warning", "orange", "▲", ":material/warning:"),
    "error": State("Error", "red", "✕", ":material/error:"),
    "skipped": State("Skipped", "gray", "»", ":material/skip_next:"),
    "left out": State("Other group", "gray", "○", ":material/group_off:"),
}
EVERYTHING = "Everything"


def hours_column(label: str) -> object:
    """A column of hours with two decimals."""
    return st.column_config.NumberColumn(label, format=grids.MONEY_FORMAT)


LABELS = {
    "state": column(STATES, "State"),
    "check": column(CHECKS, "Check"),
    "employee": "Employee",
    "category": "Category",
    "work_date": "Work date",
    "units": hours_column("Units"),
    "rate": "Rate",
    "amount": "Amount",
    "department": "Department",
    "location": "Location",
}
SEARCHED = ["employee", "category", "department", "location", "reason"]
BY = {"employee": "Employee", "category": "Category", "project": "Project"}


def show(desk: Desk, preview: TimePreview) -> None:
    """Counts, then the rows to filter and mend, what is gone, the totals and the picture."""
    if empty(preview):
        if preview.findings.ok:  # else nothing was read, and the findings say why
            _nothing(preview)
        return
    counts(preview)
    parts: dict[str, Callable[[], None]] = {
        "Entries": lambda: _rows(desk, preview),
        "Gone": lambda: _gone(preview),
        "Totals": lambda: _totals(preview),
        "Hours by day": lambda: _hours(preview),
        "Value maps": lambda: _value_maps(preview),
    }
    drawn_when_open(parts, "time tabs")


def empty(preview: TimePreview) -> bool:
    """True when there is nothing to import and nothing to take out."""
    return not len(preview.labor) and not len(preview.gone)


def drawn_when_open(parts: Mapping[str, Callable[[], None]], key: str) -> None:
    """Tabs of which only the open one is drawn: a hundred thousand rows are summed when they are looked at."""
    for name, tab in zip(parts, st.tabs(list(parts), key=key, on_change="rerun"), strict=True):
        if tab.open:
            with tab:
                parts[name]()


def _hours(preview: TimePreview) -> None:
    figure = time_import_plots.hours(preview.labor)
    plots.draw(figure, key="hours by day", alt="Hours of each day, by project", height=340)


def _nothing(preview: TimePreview) -> None:
    waiting = [f"{count:,} {state.lower()}" for state, count in preview.waiting.items() if state != "Approved"]
    period = f"{formats.day(preview.start)} to {formats.day(preview.end)}"
    page.nothing(
        f"There are no approved entries from {period}.",
        why=f"In this period there are {', '.join(waiting)}; only approved time is imported."
        if waiting
        else "Sage Intacct has no time entries in this period at all.",
    )


def counts(preview: TimePreview) -> None:
    """The strip of figures above a preview."""
    hours = preview.totals.loc[preview.totals["by"] == "all", "units"]
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="large"):
        for name, state in STATES.items():
            st.metric(state.word, f"{preview.counts.get(name, 0):,}", width="content")
        st.metric("Hours", formats.amount(hours.iloc[0]) if len(hours) else "0.00", width="content")
        for name in ("skipped", "left out"):
            if preview.counts.get(name):
                st.metric(CHECKS[name].word, f"{preview.counts[name]:,}", width="content")
    waiting = {state: count for state, count in preview.waiting.items() if state != "Approved" and count}
    if waiting:
        said = ", ".join(f"{count:,} {state.lower()}" for state, count in waiting.items())
        st.caption(f"Not approved, so not imported: {said}.")


def _rows(desk: Desk, preview: TimePreview) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kept = _only(preview.labor, "state", STATES, "State")
        kept = _only(kept, "check", CHECKS, "Check")
        dimensions = [name for name in dimensions_of(preview.labor) if (preview.labor[name] != "").any()]
        kept = grids.search(kept, [*SEARCHED, *dimensions], key="find time", label="Search employee, code or reason")
    part = grids.one_page(kept, key="time rows")
    shown = grids.with_states(part, CHECKS, "check")
    picked = grids.choose(
        shown, [str(one) for one in part["record"]], labels(preview.labor), key="time rows",
        alt="Approved entries and what becomes of them", states=STATES,
    )  # fmt: skip
    downloads.offer(kept, "time preview", "time preview file")
    time_import_fixes.decide(desk, preview, [int(one) for one in picked])


def _only(labor: pd.DataFrame, name: str, states: Mapping[str, State], label: str) -> pd.DataFrame:
    """Everything, or the rows of one state; not asked where all rows are alike."""
    there = [one for one in states if (labor[name] == one).any()]
    if len(there) <= 1:
        return labor
    words = {states[one].word: one for one in there}
    chosen = st.segmented_control(label, [EVERYTHING, *words], default=EVERYTHING, required=True, key=f"time {name}")
    return labor if chosen == EVERYTHING else labor[labor[name] == words[chosen]]


def dimensions_of(labor: pd.DataFrame) -> list[str]:
    """The dimension columns of labor records."""
    own = {*LABELS, "run", "text", "record", "reason", "remedy"}
    further = {"scope", "period_start", "period_end", "import_number"}
    return [name for name in labor.columns if name not in own | further]


def labels(labor: pd.DataFrame) -> dict[str, object]:
    """Headings of the columns that have something to say."""
    filled = {name: label for name, label in LABELS.items() if name in labor and not _blank(labor[name])}
    further = [name for name in (*dimensions_of(labor), "text") if not _blank(labor[name])]
    words = {
        "reason": st.column_config.TextColumn("Why", width=330),
        "remedy": st.column_config.TextColumn("What to do", width=330),
        "run": "Paid by run",
        "record": st.column_config.NumberColumn("Entry", format="%d", help="The number of the entry in Sage Intacct"),
    }
    tail = {name: word for name, word in words.items() if name in labor and not _blank(labor[name])}
    return filled | {name: formats.field(name) for name in further} | tail


def _blank(values: pd.Series) -> bool:
    return bool((values == "").all()) if values.dtype == "str" else bool(values.isna().all())


def _gone(preview: TimePreview) -> None:
    if not len(preview.gone):
        st.caption("Everything imported before for this period is still approved.")
        return
    grids.table(
        preview.gone, labels(preview.gone), key="time gone", alt="Entries that are no longer approved",
        name="time gone", states=STATES,
    )  # fmt: skip


def _totals(preview: TimePreview) -> None:
    totals = preview.totals
    parts = st.columns(len(BY), gap="medium")
    for place, (by, heading) in zip(parts, BY.items(), strict=True):
        with place:
            own = totals[totals["by"] == by].reset_index(drop=True)
            words = {"code": heading, "name": "Name", "entries": "Entries", "units": hours_column("Hours")}
            words["amount"] = "Amount"
            own["name"] = own["name"].where(own["code"] != "", f"No {by}")
            used = {name: word for name, word in words.items() if not _blank(own[name])}
            grids.table(own, used, key=f"time by {by}", alt=f"Hours by {by}", name=f"time by {by}")


def _value_maps(preview: TimePreview) -> None:
    st.caption(
        "How Intacct's codes become payroll's. Those of the account setup are its Intacct ids read backwards; those of "
        "the field map come first. Every other code stays what it is."
    )
    shown = preview.value_maps.assign(target=[formats.field(one) for one in preview.value_maps["target"]])
    words = {"target": "Field", "source": "In Sage Intacct", "ours": "In payroll", "origin": "From"}
    grids.table(shown, words, key="time values", alt="Value maps in force")
