"""The File tab: the setup as setup.yaml, out and in; a file that comes in goes to the draft."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.desk import Desk
from workbench.findings import Findings
from workbench.rules.payroll import PostedRun
from workbench.rules.setup_writing import write_setup
from workbench.rules.setup_yaml import read_setup
from workbench.ui import drafting, findings_panel, notices

_ROUND, _FOUND = "setup file round", "setup file findings"


def show(desk: Desk, runs: Sequence[PostedRun]) -> None:
    """Take it away on the left, bring one on the right."""
    out, into = st.columns(2, gap="large")
    with out:
        st.markdown("**Take the setup away**")
        setup = drafting.setup(desk)
        st.download_button(
            "Download setup.yaml", data=lambda: write_setup(setup).encode(), file_name="setup.yaml",
            mime="application/yaml", on_click="ignore", icon=":material/download:", key="setup file out",
        )  # fmt: skip
    with into:
        st.markdown("**Bring a setup**")
        file = st.file_uploader(
            "A setup.yaml; it replaces every tab of the draft", type=["yaml", "yml"],
            key=f"setup file {st.session_state.setdefault(_ROUND, 0)}",
        )  # fmt: skip
        content = file.getvalue() if file else b""
        st.button(
            "Take it into the draft", disabled=file is None, key="setup file in",
            on_click=drafting.answered(take), args=(desk, content),
        )  # fmt: skip
    findings_panel.show(st.session_state.get(_FOUND, Findings()), key="setup file", here="account_setup")


def take(desk: Desk, content: bytes) -> None:
    """Put what a file says into the draft; one that cannot be read changes nothing."""
    wanted, findings = read_setup(content.decode("utf-8-sig", errors="replace"))
    st.session_state[_FOUND] = findings
    if wanted is None:
        notices.say("error", "Nothing was changed; the findings below say why.", "The file was not taken")
        return
    drafting.keep(desk, drafting.setup(desk), wanted, "taken from a file")
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    notices.say("success", "What differs waits in the draft; publish it at the foot of the page.", "File taken")
