"""What only a person can settle, first thing on Home: exports that rest badly, a connection that failed its test."""

from __future__ import annotations

import streamlit as st

from workbench.desk import Desk
from workbench.flows import connections, exports
from workbench.ui import export_list, formats, states


def show(desk: Desk) -> None:
    """One line each, with the button that goes there; nothing when all is well."""
    known = exports.exports(desk)
    waiting = known[known["needs_person"]]
    failed = _failed_test(desk)
    if not len(waiting) and not failed:
        return
    st.subheader("Needs you now", anchor=False)
    sheets = waiting["kind"] == "timesheet"
    for row in waiting[~sheets].itertuples():
        _export(row.key, row.state, f"{row.description}, {formats.amount(row.debit)}", row.problem)
    for (_, state), several in waiting[sheets].groupby(["manifest", "state"], sort=False):
        first = several.iloc[0]
        what = f"{formats.count(len(several), 'timesheet')}, {first['description']}"
        _export(first["key"], str(state), what, first["problem"])
    if failed:
        _line(":red[:material/cable:]", "The connection failed its last test", failed, "connection")


def _export(key: str, state: str, what: str, problem: str) -> None:
    look = states.EXPORT[state]
    sign = f":{look.color}[{look.icon} {look.word}]"
    if _line(sign, formats.plain(what), problem, key):
        export_list.open_export(key)
        st.switch_page("pages/exports.py")


def _line(sign: str, what: str, why: str, key: str) -> bool:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap="xsmall"):
            st.markdown(f"{sign} **{what}**")
            if why:
                st.caption(formats.plain(why))
        if key == "connection":
            st.page_link("pages/connections.py", label="Open Connections", icon=":material/arrow_forward:")
            return False
        return st.button("See what to do", key=f"needs {key}", icon=":material/arrow_forward:")


def _failed_test(desk: Desk) -> str:
    saved = connections.saved_connection(desk, "gl_export")
    told = saved.test.diagnosis if saved and saved.test else None
    return f"{told.cause} {told.remedy}" if told else ""
