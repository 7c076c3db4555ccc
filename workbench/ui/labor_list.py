"""The labor records that imported time became: searched, taken away for payroll, tied to the run that paid them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows import labor_records
from workbench.ui import downloads, formats, grids, time_import_view
from workbench.ui.time_import_period import Asked

IMPORTS = {
    "number": "Import",
    "imported_at": "When",
    "imported_by": "By",
    "period_start": "From",
    "period_end": "To",
    "payroll_group": "Group",
    "new": "New",
    "changed": "Changed",
    "removed": "Taken out",
    "unchanged": "Unchanged",
}
TIES = {
    "employee": "Employee",
    "name": "Name",
    "week_start": "Week from",
    "imported": time_import_view.hours_column("Hours imported"),
    "paid": time_import_view.hours_column("Hours paid"),
    "difference": time_import_view.hours_column("Difference"),
    "cause": "Why",
}


def show(desk: Desk, asked: Asked, run: str | None) -> None:
    """Labor of the period, the imports so far, and the tie to the run in hand."""
    labor = labor_records.labor_records(desk, asked.start, asked.end)
    imports = labor_records.time_imports(desk)
    if not len(imports):
        return
    st.subheader("Labor records", anchor=False)
    parts = {
        "Labor": lambda: _records(desk, asked, labor),
        "Tied to the run": lambda: _ties(desk, run),
        "Imports": lambda: _imports(imports),
    }
    time_import_view.drawn_when_open(parts, "labor tabs")


def _imports(imports: pd.DataFrame) -> None:
    shown = imports.assign(imported_at=[formats.moment(one) for one in imports["imported_at"]])
    used = {name: word for name, word in IMPORTS.items() if name != "payroll_group" or shown[name].any()}
    grids.table(shown, used, key="time imports", alt="Every import of time", name="time imports")


def _records(desk: Desk, asked: Asked, labor: pd.DataFrame) -> None:
    if not len(labor):
        st.caption("No time of these days is imported.")
        return
    columns = [*time_import_view.SEARCHED[:-1], *time_import_view.dimensions_of(labor), "run"]
    found = grids.search(labor, columns, key="find labor", label="Search employee, code or run")
    part = grids.one_page(found, key="labor")
    grids.table(part, time_import_view.labels(labor), key="labor records", alt="Imported labor records")
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="bottom"):
        code = st.text_input("Run", key="labor run", placeholder="code of the coming run", width=220)
        st.download_button(
            "labor.csv for payroll", data=lambda: labor_records.labor_csv(desk, asked.start, asked.end, code.strip()),
            file_name="labor.csv", mime="text/csv", key="labor csv", on_click="ignore", icon=":material/download:",
        )  # fmt: skip
        downloads.workbook({"labor": found}, "labor", "labor file")


def _ties(desk: Desk, run: str | None) -> None:
    if run is None:
        st.caption("When the payroll is posted and loaded, its paid hours are compared here with the hours imported.")
        return
    tied = labor_records.tie_to_run(desk, run)
    open_ = tied[~tied["ok"].to_numpy(bool)]
    if not len(tied):
        st.caption(f"Run {formats.plain(run)} pays no hours, and none were imported for it.")
    elif len(open_):
        st.warning(
            f"{formats.count(len(open_), 'week')} of {len(tied):,} differ between the time imported and run "
            f"{formats.plain(run)}.", icon=":material/difference:",
        )  # fmt: skip
    else:
        st.success(f"Hours imported are hours paid in run {formats.plain(run)}.", icon=":material/check_circle:")
    if len(tied):
        used = {name: word for name, word in TIES.items() if name != "cause" or tied[name].any()}
        grids.table(tied, used, key="time ties", alt="Hours imported and paid", name=f"time tied to {run}")
