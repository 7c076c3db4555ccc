"""Process: what was previewed becomes labor records, after one sentence with the figures."""

from __future__ import annotations

import streamlit as st

from workbench.desk import Desk
from workbench.flows import time_import
from workbench.flows.time_import import Imported, TimePreview
from workbench.ui import findings_panel, formats, notices, problems, time_import_period

_REFUSED, _ASKED = "time refused", "time to process"


def show(desk: Desk, preview: TimePreview) -> None:
    """The button, and why it cannot be pressed."""
    changes = sum(preview.counts.get(name, 0) for name in ("new", "changed", "gone")) + _skipped(preview)
    if not preview.ok:
        errors = formats.count(len(preview.findings.errors), "error")
        st.warning(f"{errors} to mend, map or skip before this time can be processed.", icon=":material/block:")
    elif not changes:
        st.success("Everything approved in this period is imported already.", icon=":material/check_circle:")
    ready = preview.ok and bool(changes)
    st.button("Process", type="primary", key="process time", disabled=not ready, on_click=_ask, args=(preview,))
    if ready and st.session_state.get(_ASKED) == id(preview):
        _confirm(desk, preview)
    if refused := st.session_state.pop(_REFUSED, None):
        st.error("Nothing was imported.", icon=":material/error:")
        findings_panel.show(refused, key="time refused", here="time_import")


def _ask(preview: TimePreview) -> None:
    """Open the question and keep it open: a click while the page is being drawn is not lost."""
    st.session_state[_ASKED] = id(preview)


def _put_aside() -> None:
    st.session_state.pop(_ASKED, None)


def _skipped(preview: TimePreview) -> int:
    aside = preview.labor["check"] == "skipped"
    return int((aside & (preview.labor["state"] != "new")).sum())


@st.dialog("Import this time?", width="medium", icon=":material/schedule:", on_dismiss=_put_aside)
def _confirm(desk: Desk, preview: TimePreview) -> None:
    counts, whole = preview.counts, preview.totals[preview.totals["by"] == "all"]
    st.table(
        {
            "Company": formats.plain(preview.company),
            "Entity": formats.plain(preview.entity) or "Top level",
            "Period": f"{formats.day(preview.start)} to {formats.day(preview.end)}",
            "Payroll group": formats.plain(preview.payroll_group) or "All groups",
            "New, changed": f"{counts['new']:,}, {counts['changed']:,}",
            "Gone, taken out": f"{counts['gone'] + _skipped(preview):,}",
            "Hours in all": formats.amount(whole["units"].iloc[0]),
        },
        border="horizontal",
        alt="What will be imported",
    )
    st.markdown("Labor records are written **here, all of them or none**; nothing changes in Sage Intacct.")
    if st.button("Process", type="primary", key="process time now", width="stretch"):
        with problems.shown():
            with st.spinner("Comparing with Sage Intacct once more, then importing"):
                done = time_import.process_time_import(desk, preview)
            _put_aside()
            _tell(done)
            st.rerun()


def _tell(done: Imported) -> None:
    if not done.done:
        st.session_state[_REFUSED] = done.findings.errors
        return
    said = f"{done.new:,} new, {done.changed:,} changed, {done.removed:,} taken out, {done.unchanged:,} unchanged."
    notices.say("success", f"{said} Payroll takes them from the labor records below.", "Time imported")
    time_import_period.forget()
