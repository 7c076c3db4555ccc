"""Bringing a register: the file, the template it is read by, samples to look at."""

from __future__ import annotations

import streamlit as st

from workbench.desk import Desk
from workbench.files.register_samples import EMPTY
from workbench.flows import register_templates, registers
from workbench.flows.registers import RegisterDraft
from workbench.samples import ONTARIO_REGISTER
from workbench.ui import formats, problems, register_draft

TYPES = ["csv", "txt", "tsv", "xlsx"]
NONE = "no template"


def show(desk: Desk) -> None:
    """Drop a file; samples stand beside."""
    file, samples = st.columns([3, 2], gap="large")
    with file:
        brought = st.file_uploader(
            "A payroll register as your payroll product exports it: CSV, text or XLSX, in its own layout",
            type=TYPES,
            key=f"register file {register_draft.round_number()}",
            help="At most 16 MB and 50,000 rows. Larger registers load by path from a notebook: wb.read_register.",
        )
        if st.button("Read register", type="primary", disabled=brought is None, key="read register") and brought:
            with problems.shown(), st.spinner("Recognizing the layout"):
                register_draft.bring(desk, brought.name, brought.getvalue())
                st.rerun()
    with samples:
        st.markdown(
            "**What it may look like.** A row per employee and category, or a column per category; titles above the "
            "header, totals and page headers are recognized."
        )
        _sample("The Ontario sample as a register", ONTARIO_REGISTER.read_bytes(), "ontario-register.csv")
        for name, content in EMPTY.items():
            _sample(f"Empty register, {name}", content, f"empty-register-{name}.csv")


def _sample(label: str, content: bytes, name: str) -> None:
    st.download_button(label, content, name, "text/csv", on_click="ignore", type="tertiary",
                       icon=":material/download:", key=name)  # fmt: skip


def header(desk: Desk, draft: RegisterDraft) -> None:
    """Which file is in hand, read by which template, and the way to another."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.subheader(formats.plain(draft.source), anchor=False, width="content")
        names = [NONE, *register_templates.templates(desk)["name"]]
        now = draft.template.name if draft.template else NONE
        if len(names) > 1:
            chosen = st.selectbox("Read by template", names, index=names.index(now), key=f"template of {draft.source}")
            if chosen != now:
                _read_by(desk, draft, chosen)
        st.button("Another file", on_click=register_draft.put_away, args=(desk,), key="another register",
                  type="tertiary", icon=":material/close:",
                  help="Puts this register and its answers away. A template keeps the layout.")  # fmt: skip


def _read_by(desk: Desk, draft: RegisterDraft, name: str) -> None:
    with problems.shown():
        template = None if name == NONE else register_templates.find(desk, name)
        register_draft.keep(desk, registers.with_template(draft, template))
        st.rerun()
