"""How a register is read: every choice with what shows it, each changeable; and what every row is."""

from __future__ import annotations

import streamlit as st

from workbench.flows.registers import RegisterDraft
from workbench.rules.register_evidence import Evidence, evidence
from workbench.rules.register_reading import Register
from workbench.ui import formats, grids, problems, register_draft

ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8 with mark", "cp1252": "Windows (cp1252)", "utf-16": "UTF-16",
             "latin-1": "Latin 1", "mac_roman": "Mac Roman", "cp850": "DOS (cp850)"}  # fmt: skip
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def show(draft: RegisterDraft, register: Register | None) -> None:
    """The choices, then the rows that are no paycard lines."""
    st.caption("Recognized from the file. Change what is wrong; what cannot be told is asked, never guessed.")
    for one in _written(draft):
        _choice(one)
    if register is None:
        _choice(Evidence("header_row", "Header row", "", "no row of titles with figures below it was found", {}, True))
        return
    for one in evidence(register):
        _choice(one)
    _rows(register)


def _written(draft: RegisterDraft) -> list[Evidence]:
    file = draft.file
    if not file.encoding:
        return []
    return [
        Evidence("encoding", "Characters", file.encoding, file.encoding_reason,
                 {file.encoding: file.encoding, **ENCODINGS}),
        Evidence("separator", "Columns separated by", file.separator, file.separator_reason,
                 {file.separator: file.separator, **SEPARATORS}),
    ]  # fmt: skip


def _choice(one: Evidence) -> None:
    key = f"reading {one.name} {one.choice}"
    label, control, reason = st.columns([2, 3, 4], vertical_alignment="center")
    label.markdown(f":material/help: **{one.label}**" if one.open else one.label)
    with control:
        if one.choices:
            values = list(one.choices)
            st.selectbox(
                one.label, values, index=values.index(one.choice) if one.choice in values else None,
                format_func=lambda value: one.choices[value], key=key, label_visibility="collapsed",
                on_change=problems.told(_changed), args=(one.name, key), placeholder="Choose",
            )  # fmt: skip
        else:
            st.text_input(one.label, one.choice, key=key, label_visibility="collapsed",
                          on_change=problems.told(_changed), args=(one.name, key))  # fmt: skip
    reason.caption(formats.plain(one.reason))


def _changed(name: str, key: str) -> None:
    value = str(st.session_state[key] or "").strip()
    if (
        name in ("header_row", "header_rows", "last_row")
        and value
        and not (value.isdecimal() and 0 < int(value) < 10**7)
    ):
        raise ValueError(f"{value} is no row number.")
    register_draft.answer_reading({name: value})


def _rows(register: Register) -> None:
    kinds = register.row_kinds()
    st.markdown("**Rows below the header.** " + ", ".join(f"{row.rows:,} {row.meaning}" for row in kinds.itertuples()))
    others = register.lines.shown
    others = others[others["kind"] != "blank"]
    if not len(others):
        return
    with st.expander(f"{formats.count(len(others), 'row')} below the header without paycard lines"):
        shown = others.assign(meaning=others["kind"].map(dict(zip(kinds["kind"], kinds["meaning"], strict=True))))
        labels = {"row": "Row", "meaning": "Taken for", "text": "What it says"}
        grids.table(grids.one_page(shown, key="register rows"), labels, key="register rows", alt="Other rows")
    _leave_out(register)


def _leave_out(register: Register) -> None:
    """Rows nobody can place: left out with the reason."""
    unknown = register.lines.shown
    rows = unknown.loc[unknown["kind"].isin(("unknown", "total", "left_out")), "row"].tolist()
    if not rows:
        return
    with st.form("leave rows out", border=True):
        st.markdown("Leave rows out, with the reason")
        chosen = st.multiselect("Rows", rows, key="rows to leave out")
        reason = st.text_input("Reason", key="reason to leave rows out")
        if st.form_submit_button("Leave out") and chosen:
            if reason.strip():
                register_draft.answer(rows={str(row): reason.strip() for row in chosen})
                st.rerun()
            st.warning("Give the reason; it stays with the run.")
