"""Before a register is loaded: its own totals beside what was read, the tables it makes, and everything found."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.findings import Findings
from workbench.flows import registers
from workbench.flows.registers import RegisterDraft
from workbench.money import HOURS, MONEY, RATE
from workbench.rules.register_reading import Register
from workbench.ui import findings_panel, formats, grids, notices, problems, register_draft, run_in_hand

TIES = {"level": "Total", "what": "Called", "row": "Row", "column": "Column", "register": "Register says",
        "loaded": "Rows add up to", "difference": "Difference", "state": "Ties"}  # fmt: skip
FIGURES = {"units": HOURS, "rate": RATE, "amount": MONEY}
FIRST = ("paycards", "employees", "labor", "categories")


def strip(draft: RegisterDraft, register: Register) -> None:
    """Where the register stands, in five figures."""
    ties, missing = draft.ties, len(draft.missing)
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="large"):
        st.metric("Paycard lines", f"{register.posted.tables['paycards'].table.num_rows:,}", width="content")
        st.metric("Employees", f"{len(register.people.frame):,}", width="content")
        st.metric("Totals that tie", f"{int(ties['ties'].sum()):,} of {len(ties):,}", width="content")
        st.metric("Still missing", f"{missing:,}", width="content")
        errors = len(draft.findings.errors) - missing
        st.metric("Other errors", f"{errors:,}", width="content")


def show(draft: RegisterDraft, register: Register) -> None:
    """Tie-outs, tables, findings."""
    _ties(draft.ties)
    tables = register.posted.tables
    order = [*FIRST, *(name for name in tables if name not in FIRST)]
    for tab, name in zip(st.tabs([_label(name, tables[name].table.num_rows) for name in order]), order, strict=True):
        with tab:
            _table(name, tables[name].table)


def _label(name: str, rows: int) -> str:
    return f"{name.replace('_', ' ').capitalize()} ({rows:,})"


def _ties(ties: pd.DataFrame) -> None:
    if not len(ties):
        st.caption("The register has no totals of its own to compare with.")
        return
    out = int((~ties["ties"]).sum())
    if out:
        st.badge(f"{formats.count(out, 'total does', 'totals do')} not tie", icon=":material/error:", color="red")
    else:
        st.badge(f"All {len(ties):,} totals of the register tie", icon=":material/check_circle:", color="green")
    first = ties.sort_values("ties", kind="stable")
    shown = first.assign(
        state=["yes" if ok else "no" for ok in first["ties"]], row=[str(row) if row else "" for row in first["row"]]
    )
    with st.expander("The register's totals, one by one", expanded=bool(out)):
        grids.table(grids.one_page(shown, key="register ties"), TIES, key="register ties", alt="Tie-outs",
                    name="tie-outs")  # fmt: skip


def _table(name: str, table) -> None:  # type: ignore[no-untyped-def]
    frame = table.slice(0, grids.PAGE).to_pandas().astype("str")
    figures = {name: kind for name, kind in FIGURES.items() if name in frame}
    if not len(frame):
        st.caption("No rows.")
        return
    used = [c for c in frame.columns if (frame[c] != "").any()]
    frame = frame.assign(**{name: _exact(frame[name], kind) for name, kind in figures.items()})
    grids.table(frame, {c: c.replace("_", " ").capitalize() for c in used}, key=f"register {name}", alt=name)
    if table.num_rows > grids.PAGE:
        st.caption(f"The first {grids.PAGE} of {table.num_rows:,} rows.")


def _exact(column: pd.Series, kind: pd.ArrowDtype) -> pd.Series:
    """Figures as figures; as they stand where a labor file has one that is none."""
    try:
        return column.replace("", None).astype(kind)
    except (ArithmeticError, ValueError):
        return column


def load(desk: Desk, draft: RegisterDraft) -> None:
    """The button, and why it waits."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        replace = st.checkbox("Replace the run if it is loaded already", key="register replace")
        pressed = st.button("Load as a run", type="primary", disabled=not draft.ok, key="load register",
                            icon=":material/upload:")  # fmt: skip
        if not draft.ok:
            missing = len(draft.missing)
            st.caption(
                f"{formats.count(missing, 'answer')} still missing." if missing else "Errors have to be mended first."
            )
    if pressed:
        with problems.shown(), st.spinner("Checking and loading the payroll"):
            _load(desk, draft, replace)


def _load(desk: Desk, draft: RegisterDraft, replace: bool) -> None:
    loaded = registers.load_register(desk, draft, replace=replace)
    if not loaded.runs:
        findings_panel.show(_refusals(loaded.findings), key="register refused", here="register")
        return
    run_in_hand.take(loaded.runs[0])
    said = (
        f"{formats.count(len(loaded.runs), 'run')} loaded from {formats.plain(draft.source)}: {', '.join(loaded.runs)}."
    )
    notices.say("success", said, "Payroll loaded", "pages/payroll_runs.py", "Look it over on Payroll runs")
    register_draft.put_away(desk)
    st.rerun()


def _refusals(findings: Findings) -> Findings:
    return findings.errors or findings


def keep(desk: Desk, draft: RegisterDraft) -> None:
    """Keep the layout by name."""
    with st.form("save template", border=True):
        st.markdown("**Keep this layout.** The next period's register is read by it at once, and what is new is named. "
                    "With {pay_date} in the run code, even that need not be typed.")  # fmt: skip
        name = st.text_input("Template name", draft.template.name if draft.template else "", key="template name")
        if st.form_submit_button("Save template", icon=":material/bookmark:"):
            with problems.shown():
                if not name.strip():
                    st.warning("Give the template a name.")
                    return
                template = registers.save_template(desk, name, draft)
                notices.say("success", f"{formats.plain(template.name)} is kept.", "Template saved")
                st.rerun()
