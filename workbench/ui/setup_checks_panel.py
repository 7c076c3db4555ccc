"""Under the account setup: how much money has an account, what is still wrong, and the setup as a file."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.findings import Findings
from workbench.flows import setup
from workbench.money import ZERO
from workbench.ui import findings_panel, formats, grids, notices, plots, problems

_RESULT, _ROUND = "setup file findings", "setup file round"


def coverage_strip(covered: pd.DataFrame) -> None:
    """How much of the run's money has an account, in one line."""
    mapped, rest = (covered[name].sum() if len(covered) else ZERO for name in ("mapped", "unmapped"))
    whole = mapped + rest
    share = formats.share(mapped, whole)
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="large"):
        st.metric("With an account", formats.amount(mapped), width="content")
        st.metric("Of debits and credits", formats.amount(whole), width="content")
        st.metric("Mapped in money", share, width="content")
        if rest:
            st.badge(f"{formats.amount(rest)} without an account", icon=":material/warning:", color="orange")
        else:
            st.badge("Every amount has an account", icon=":material/check_circle:", color="green")


def coverage_tab(covered: pd.DataFrame) -> None:
    """The money per category and side, mapped or not, as a picture and a table."""
    if not len(covered):
        st.caption("Load a payroll to see how much of its money has an account.")
        return
    shown = covered.assign(label=covered["category"] + " " + covered["name"])
    per = shown.groupby("label", as_index=False, sort=False)[["mapped", "unmapped"]].sum()
    plots.draw(plots.covered(per), key="coverage", alt="Money with an account per category", height=90 + 24 * len(per))
    labels = {
        "category": "Code",
        "name": "Category",
        "side": "Side",
        "amount": "Amount",
        "mapped": "With an account",
        "unmapped": "Without",
        **({"not_posted": "Not posted on purpose"} if covered["not_posted"].any() else {}),
    }
    grids.table(covered, labels, key="coverage table", alt="Coverage per category and side", name="coverage")


def findings_tab(findings: Findings) -> None:
    """What the checks of the setup say about the run in hand."""
    findings_panel.show(
        findings, key="setup findings", fine="The setup has nothing to mend for this run.", here="account_setup"
    )


def file_tab(desk: Desk) -> None:
    """The whole setup as one reviewable file: take it away, or bring one."""
    out, into = st.columns(2, gap="large")
    with out:
        st.markdown("**Take the setup away**")
        st.caption(
            "One YAML file with every tab; codes are quoted and sorted, so that two versions compare line by line."
        )
        st.download_button(
            "Download setup.yaml",
            data=lambda: _written(desk),
            file_name="setup.yaml",
            mime="application/yaml",
            on_click="ignore",
            icon=":material/download:",
            key="setup file out",
        )
    with into:
        _bring(desk)
    findings: Findings | None = st.session_state.get(_RESULT)
    if findings:
        findings_panel.show(findings, key="setup file")
    _versions(desk)


def _versions(desk: Desk) -> None:
    """Who changed what when: every version of the setup, the newest first."""
    history = setup.setup_history(desk)
    if not len(history):
        return
    st.markdown("**Versions**")
    shown = history.assign(saved=[formats.moment(at) for at in history["saved_at"]])
    labels = {"number": "Version", "saved": "Saved", "saved_by": "By", "note": "What changed"}
    grids.table(
        grids.one_page(shown, key="versions"), labels, key="versions", alt="Versions of the setup", height="auto"
    )


def _written(desk: Desk) -> bytes:
    with tempfile.TemporaryDirectory(prefix="setup-") as folder:
        path = Path(folder) / "setup.yaml"
        setup.save_setup(desk, path)
        return path.read_bytes()


def _bring(desk: Desk) -> None:
    number = st.session_state.setdefault(_ROUND, 0)
    st.markdown("**Bring a setup**")
    file = st.file_uploader("A setup.yaml; it replaces every tab", type=["yaml", "yml"], key=f"setup file {number}")
    if st.button("Replace the setup by this file", disabled=file is None, key="setup file in") and file is not None:
        with problems.shown(), tempfile.TemporaryDirectory(prefix="setup-") as folder:
            path = Path(folder) / "setup.yaml"
            path.write_bytes(file.getbuffer())
            findings = setup.load_setup(desk, path)
            st.session_state[_RESULT] = findings
            if findings.ok:
                st.session_state[_ROUND] += 1
                notices.say("success", f"{file.name} is the setup now.", "Setup replaced")
                st.rerun()
            st.error("Nothing was changed; the findings below say why.", title="The file was not taken")
