"""The File tab: the setup as setup.yaml or workbook, out and in; a file that comes in shows what it would change."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows.setup_files import Brought, names_of, read_setup_file, take_into_draft, workbook_of
from workbench.rules.payroll import PostedRun
from workbench.rules.setup_changes import Change
from workbench.rules.setup_writing import write_setup
from workbench.ui import downloads, drafting, findings_panel, formats, grids, notices, problems

_ROUND, _BROUGHT = "setup file round", "setup file brought"


def show(desk: Desk, runs: Sequence[PostedRun]) -> None:
    """Take it away on the left, bring one on the right, and below what the brought one would change."""
    out, into = st.columns(2, gap="large")
    with out:
        _take_away(desk, [run.code for run in runs])
    with into:
        _bring(desk)
    brought: Brought | None = st.session_state.get(_BROUGHT)
    if brought is not None:
        _compare(desk, brought)


def _take_away(desk: Desk, codes: Sequence[str]) -> None:
    st.markdown("**Take the setup away**")
    st.caption("Every tab of the draft. The text file compares line by line; the workbook is for Excel, with names.")
    setup = drafting.setup(desk)
    with st.container(horizontal=True):
        st.download_button(
            "setup.yaml", data=lambda: write_setup(setup).encode(), file_name="setup.yaml",
            mime="application/yaml", on_click="ignore", icon=":material/download:", key="setup file out",
        )  # fmt: skip
        st.download_button(
            "setup.xlsx", data=lambda: workbook_of(setup, names_of(desk, codes)), file_name="setup.xlsx",
            mime=downloads.XLSX, on_click="ignore", icon=":material/download:", key="setup workbook out",
        )  # fmt: skip


def _bring(desk: Desk) -> None:
    st.markdown("**Bring a setup**")
    file = st.file_uploader(
        "A setup.yaml or setup.xlsx; nothing changes before you saw the differences", type=["yaml", "yml", "xlsx"],
        key=f"setup file {st.session_state.setdefault(_ROUND, 0)}",
    )  # fmt: skip
    if file is None:
        st.session_state.pop(_BROUGHT, None)
    elif st.button("Compare with the draft", key="setup file in"):
        with problems.shown():
            st.session_state[_BROUGHT] = read_setup_file(desk, file.getvalue(), file.name)


def _compare(desk: Desk, brought: Brought) -> None:
    """Rows that cannot be taken with their reason, the differences to choose from, and the button that takes them."""
    st.divider()
    findings_panel.show(brought.findings, key="setup file", here="account_setup")
    if not (brought.changes or brought.removals):
        st.info("Nothing can be taken." if brought.findings.errors else "The file says what the draft says already.")
        return
    st.markdown(f"**{formats.count(len(brought.changes), 'difference')}** can be taken")
    also = bool(brought.removals) and st.checkbox(
        f"Also take away what the file does not have ({formats.count(len(brought.removals), 'cell')})",
        key="file removals",
    )
    offered = (*brought.changes, *(brought.removals if also else ()))
    picked = _differences(offered)
    with st.container(horizontal=True):
        _take_button(desk, brought, offered, f"Take all {len(offered)} into the draft", "setup file take")
        if picked:
            _take_button(desk, brought, picked, f"Take only the {len(picked)} picked", "setup file take some")


def _differences(offered: Sequence[Change]) -> list[Change]:
    """The table of what can be taken; the picked ones."""
    rows = [{"place": c.place, "before": c.before, "after": c.after} for c in offered]
    frame = pd.DataFrame(rows, columns=["place", "before", "after"], dtype="str")
    labels = {"place": "Where", "before": "In the draft", "after": "In the file"}
    part = grids.one_page(frame, key="file differences")
    ids = [f"{offered[place].cell}" for place in part.index]
    picked = set(grids.choose(part, ids, labels, key="file differences", alt="Differences between file and draft"))
    return [change for change in offered if f"{change.cell}" in picked]


def _take_button(desk: Desk, brought: Brought, only: Sequence[Change], label: str, key: str) -> None:
    st.button(label, on_click=drafting.answered(take), args=(desk, brought, only), key=key, disabled=not only)


def take(desk: Desk, brought: Brought, only: Sequence[Change] | None = None) -> None:
    """Put the differences of a file into the draft."""
    drafting.tell(take_into_draft(desk, brought, only))
    st.session_state.pop(_BROUGHT, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    notices.say("success", "The differences wait in the draft; publish them at the foot of the page.", "File taken")
