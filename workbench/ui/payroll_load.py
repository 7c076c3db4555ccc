"""Bringing a posted payroll: files dropped on the page, or the Ontario sample."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path, PurePath

import streamlit as st
from streamlit.typing import UploadedFile

from workbench.desk import Desk
from workbench.files.template import folder_zip, template_zip
from workbench.findings import Findings
from workbench.flows import payroll, setup
from workbench.samples import ONTARIO
from workbench.ui import findings_panel, formats, notices, problems, run_in_hand

_RESULT, _ROUND = "load findings", "load round"


def show(desk: Desk, expanded: bool) -> None:
    """Drop the files, load them, see what was found; samples stand beside."""
    with st.expander("Load a payroll", expanded=expanded, icon=":material/upload_file:"):
        files, sample = st.columns([3, 2], gap="large")
        with files:
            _drop(desk)
            st.page_link(
                "pages/register.py", label="It comes in another layout: load a register", icon=":material/table_view:"
            )
        with sample:
            _samples(desk)
    _found(desk)


def _drop(desk: Desk) -> None:
    number = st.session_state.setdefault(_ROUND, 0)
    brought = st.file_uploader(
        "The eight CSV files of a posted payroll, a .zip of them, or an .xlsx with a sheet per file",
        type=["csv", "zip", "xlsx"],
        accept_multiple_files=True,
        key=f"payroll files {number}",
        help="At most 16 MB and 50,000 rows a file. Larger payrolls load by path from a notebook.",
    )
    if st.button("Load payroll", type="primary", disabled=not brought, icon=":material/upload:", key="load payroll"):
        with problems.shown():
            _load(desk, brought, replace=False)


def _load(desk: Desk, brought: Sequence[UploadedFile], replace: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="payroll-") as folder, st.spinner("Reading and checking the payroll"):
        place = _place(Path(folder), brought)
        loaded = payroll.load_payroll(desk, place, replace=replace, bound="upload", source=_source(brought))
    _tell(loaded)
    st.session_state[_RESULT] = loaded.findings
    if loaded.findings.ok:
        st.session_state[_ROUND] += 1
        st.rerun()


def _place(folder: Path, brought: Sequence[UploadedFile]) -> Path:
    """The upload as files again: one archive or workbook, or a folder of CSV files."""
    paths = []
    for file in brought:
        path = folder / (PurePath(file.name.replace("\\", "/")).name or "upload")
        path.write_bytes(file.getbuffer())
        paths.append(path)
    return paths[0] if len(paths) == 1 and paths[0].suffix.lower() in (".zip", ".xlsx") else folder


def _source(brought: Sequence[UploadedFile]) -> str:
    return brought[0].name if len(brought) == 1 else formats.count(len(brought), "CSV file")


def _tell(loaded: payroll.Loaded) -> None:
    if not loaded.runs or not loaded.findings.ok:
        return
    run_in_hand.take(loaded.runs[0])
    names = ", ".join(loaded.runs)
    notices.say(
        "success",
        f"{formats.count(len(loaded.runs), 'run')} loaded: {names}. Look it over below, then create the GL records.",
        "Payroll loaded",
        "pages/gl_records.py",
        "Go on to GL records",
    )


def _samples(desk: Desk) -> None:
    st.markdown("**Nothing at hand?** Try the Ontario sample: five employees, one bi-weekly run, 2026.")
    st.button(
        "Load the Ontario sample",
        on_click=problems.told(load_sample),
        args=(desk,),
        icon=":material/science:",
        key="load sample",
    )
    _archive("Download the sample files", lambda: folder_zip(ONTARIO), "ontario-2026-bw03.zip")
    _archive("Download empty files to fill in", template_zip, "payroll-template.zip")


def _archive(label: str, content: Callable[[], bytes], file_name: str) -> None:
    st.download_button(
        label, data=content, file_name=file_name, mime="application/zip", on_click="ignore",
        icon=":material/download:", type="tertiary", key=file_name,
    )  # fmt: skip


def load_sample(desk: Desk) -> None:
    """Load the Ontario sample; its account setup comes along when there is none yet."""
    loaded = payroll.load_payroll(desk, ONTARIO, source="Ontario sample")
    if not setup.current_setup(desk).categories:
        setup.load_setup(desk, ONTARIO / "setup.yaml")
    st.session_state[_RESULT] = loaded.findings
    _tell(loaded)


def _found(desk: Desk) -> None:
    findings: Findings | None = st.session_state.get(_RESULT)
    if not findings:
        return
    with st.container(border=True):
        title = "What loading found" if findings.ok else "The payroll was not loaded; nothing was changed"
        st.subheader(title, anchor=False)
        findings_panel.show(findings, key="loading", here="payroll_runs")
        with st.container(horizontal=True):
            if any(finding.code in payroll.ASKS_REPLACE for finding in findings):
                st.button("Replace the run", on_click=_ask_replace, icon=":material/swap_horiz:", key="ask replace")
            st.button("Close", on_click=lambda: st.session_state.pop(_RESULT, None), type="tertiary", key="close found")
    if st.session_state.pop("replace asked", False):
        _confirm_replace(desk)


def _ask_replace() -> None:
    st.session_state["replace asked"] = True


@st.dialog("Replace the run?")
def _confirm_replace(desk: Desk) -> None:
    st.markdown(
        "A run of this code is loaded already, with other content. Replacing keeps the old one in the history; its GL "
        "records have to be created again. A run with a live export cannot be replaced."
    )
    brought = st.session_state.get(f"payroll files {st.session_state[_ROUND]}")
    if st.button("Replace it", type="primary", disabled=not brought, key="replace"):
        with problems.shown():
            _load(desk, brought or [], replace=True)
            st.rerun()
