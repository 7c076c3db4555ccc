"""The batch that would be sent: its parameters, its very lines, what speaks against it, and the last question."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows import code_finder, delivery, gl_records
from workbench.flows.gl_batch import Batch
from workbench.flows.last_run import against_last_run
from workbench.ui import (
    balance_strip,
    batch_preview,
    downloads,
    export_steps,
    findings_panel,
    formats,
    grids,
    plots,
    problems,
)


def show(desk: Desk, run: str, employees: Sequence[str]) -> None:
    """Parameters and preview for the chosen employees whose record is balanced and not exported."""
    st.subheader("Export as draft", anchor=False)
    states = gl_records.record_states(desk, run).set_index("employee")["state"]
    ready = [e for e in employees if states.get(e) == "balanced"]
    left_out = [e for e in employees if states.get(e) == "not balanced"]
    if not ready:
        if all(states.get(e) == "exported" for e in employees):
            st.caption("Every record listed is exported. To export one anew, supersede its export on the Exports page.")
        else:
            st.caption("There is no balanced record to export among these employees: create the records first.")
        return
    if left_out:
        st.warning(f"{formats.count(len(left_out), 'record')} not balanced and left out: {', '.join(left_out[:8])}.")
    with problems.shown():
        parameters = batch_preview.ask(desk, run)
        records = gl_records.gl_records(desk, run, employees=ready)
        if records is None or not batch_preview.wanted(desk, records, parameters):
            return
        batch = batch_preview.preview(desk, records, parameters)
        _figures(batch)
        _tabs(desk, batch)
        _button(desk, batch)


def _figures(batch: Batch) -> None:
    balance_strip.show(batch.debit, batch.credit, lines=len(batch.lines))
    entity = batch.entity or "top level"
    parts = f" · sent as {len(batch.parts)} drafts, each balanced" if len(batch.parts) > 1 else ""
    st.caption(
        f"{formats.count(len(batch.employees), 'GL record')} · journal {batch.journal or 'not set'} · company "
        f"{batch.company or 'not connected'}, {entity} · reference {batch.reference}{parts}"
    )


def _tabs(desk: Desk, batch: Batch) -> None:
    errors = len(batch.findings.errors)
    title = f"Findings ({len(batch.findings)})" if batch.findings else "Findings"
    lines, account, entity, findings = st.tabs(
        ["Lines", "By account", "By entity", title],
        default=title if errors else "Lines",
        key=f"batch tabs {errors > 0}",
    )
    with lines:
        _lines(batch)
    with account:
        _by_account(desk, batch)
    with entity:
        _by_entity(batch)
    with findings:
        findings_panel.show(batch.findings, key="batch", fine="Nothing speaks against this batch.", here="gl_records")


def _lines(batch: Batch) -> None:
    used = [
        c
        for c in batch.lines.columns
        if c not in ("account", "side", "amount", "memo") and (batch.lines[c] != "").any()
    ]
    shown = split_sides(batch.lines)
    labels = {
        "account": "Account",
        "debit": "Debit",
        "credit": "Credit",
        **{f: formats.field(f) for f in used},
        "memo": "Memo",
    }
    grids.table(
        grids.one_page(shown, key="batch"), labels, key="batch lines", alt="Lines of the batch as they are sent"
    )
    downloads.offer(batch.lines, f"{batch.reference} lines", "batch file")


def split_sides(lines: pd.DataFrame) -> pd.DataFrame:
    """The lines with a debit and a credit column, as a journal is read."""
    return lines.assign(
        debit=lines["amount"].where(lines["side"] == "debit"), credit=lines["amount"].where(lines["side"] == "credit")
    )


def _by_account(desk: Desk, batch: Batch) -> None:
    chart = code_finder.gl_codes(desk)
    titles = dict(zip(chart["account"], chart["title"], strict=True)) if len(chart) else {}
    totals = split_sides(batch.lines).groupby("account", as_index=False)[["debit", "credit"]].sum(min_count=1)
    labels = {"account": "Account", "title": "Title", "debit": "Debit", "credit": "Credit"}
    before = against_last_run(desk, batch.run, batch.lines)
    if before:
        totals = totals.merge(before.accounts[["account", "last", "change"]], how="outer", on="account")
        labels |= {"last": f"Net in {before.run}", "change": "Change of net"}
    totals["title"] = [titles.get(a, "") for a in totals["account"]]
    plots.draw(plots.sides(batch.lines, "account"), key="by account", alt="Debit and credit per account")
    if before:
        st.caption(
            f"Beside run {before.run} with {formats.count(before.employees, 'employee')}; this batch has "
            f"{formats.count(len(batch.employees), 'employee')}. Net is debits less credits."
        )
        if (before.accounts["change"] != 0).any():
            alt = f"Change per account since {before.run}"
            plots.draw(plots.changes(before.accounts), key="since last run", alt=alt)
    grids.table(totals, labels, key="account totals", alt="Totals per account", name=f"{batch.reference} accounts")


def _by_entity(batch: Batch) -> None:
    if not len(batch.inter_entity):
        entity = batch.entity or "the top level"
        st.caption(
            f"The entities of the locations are not known yet, or the lines carry none; everything goes to {entity}."
        )
        return
    between = batch.inter_entity.assign(entity=batch.inter_entity["entity"].replace("", "no location"))
    labels = {"entity": "Entity", "debit": "Debit", "credit": "Credit", "difference": "Difference"}
    if len(between) > 1:
        plots.draw(plots.both_sides(between, "entity"), key="by entity", alt="Debit and credit per entity")
    if batch.source_entity:
        labels |= {"due_to": f"Due to {batch.source_entity}", "due_from": f"Due from {batch.source_entity}"}
        st.caption("Due-to and due-from are lines that Intacct adds by itself, so that each entity balances.")
    grids.table(between, labels, key="entity totals", alt="Totals per entity", name=f"{batch.reference} entities")


def _button(desk: Desk, batch: Batch) -> None:
    blocked = len(batch.findings.errors)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            "Export as draft",
            type="primary",
            icon=":material/cloud_upload:",
            key="export",
            disabled=bool(blocked) or not batch.balanced,
        ):
            _confirm(desk, batch)
        if blocked:
            st.markdown(
                f":red[:material/error: {formats.count(blocked, 'finding')} to mend first], see the Findings tab."
            )
        else:
            st.caption("You will be asked once more. A draft is created; nothing is posted.")


@st.dialog("Export this batch?", width="medium", icon=":material/cloud_upload:")
def _confirm(desk: Desk, batch: Batch) -> None:
    st.table(
        {
            "Company": formats.plain(batch.company),
            "Entity": formats.plain(batch.entity) or "Top level",
            "Journal": formats.plain(batch.journal),
            "Batch date": formats.day(batch.batch_date),
            "Description": formats.plain(batch.description),
            "Lines": f"{len(batch.lines):,} for {formats.count(len(batch.employees), 'employee')}",
            **({"Sent as": f"{len(batch.parts)} drafts, each balanced"} if len(batch.parts) > 1 else {}),
            "Debit": formats.amount(batch.debit),
            "Credit": formats.amount(batch.credit),
        },
        border="horizontal",
        alt="What will be exported",
    )
    st.markdown("The journal is created in Sage Intacct **as a draft; nothing is posted**.")
    if st.button("Export as draft", type="primary", key="export now", width="stretch"):
        with problems.shown():
            with st.spinner("Saving the export"):
                made = delivery.export_gl_batch(desk, batch, wait=False)
            export_steps.take(made.key)
            st.rerun()
