"""Which time to import: the pay period, the payroll group, and late time; then reading it with progress."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from workbench.desk import Desk
from workbench.flows import connections, payroll_codes, time_import
from workbench.flows.time_import import TimePreview
from workbench.interfaces import TIME_IMPORT
from workbench.ui import formats, page

_PREVIEW, _ASKED, _AGAIN = "time preview", "time asked", "time preview again"
EVERYONE, OWN = "All groups", "Other days"


@dataclass(frozen=True)
class Asked:
    """What is to be read."""

    start: date
    end: date
    payroll_group: str
    late_since: date | None


def connected(desk: Desk) -> bool:
    """Whose timesheets they are; without a connection the page says how to get one."""
    connection = connections.saved_connection(desk, TIME_IMPORT.name)
    if connection is None:
        page.nothing(
            f"{TIME_IMPORT.code} is not connected to Sage Intacct yet.", "pages/connections.py", "Open Connections",
            why="The time import has a connection of its own: company, user, password and, where timesheets are kept "
            "in an entity, the entity.",
        )  # fmt: skip
        return False
    place = formats.plain(connection.entity) or "top level"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{TIME_IMPORT.code} · Sage Intacct (seamless) · {formats.plain(connection.company)}, {place}")
        st.page_link("pages/field_maps.py", label="Fields that come in", icon=":material/swap_horiz:")
    return True


def ask(desk: Desk) -> tuple[Asked | None, bool]:
    """Group, period and late time; gives what to read (None while the days make no period) and whether to, now."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        groups = payroll_codes.payroll_groups(desk)
        group = st.selectbox("Payroll group", [EVERYONE, *groups], key="time group", width=180)
        chosen = "" if group == EVERYONE else group
        start, end = _period(desk, chosen)
        late = st.toggle("Late time", key="time late", help="Also time of earlier days that was approved late.")
        since = None
        if late and start:
            before = start - timedelta(days=14)
            since = st.date_input("Approved since", value=before, key=f"since {start}", format="YYYY-MM-DD", width=160)
        pressed = st.button("Preview", icon=":material/visibility:", key="preview time", disabled=start is None)
    if start is None or end is None:
        return None, False
    if end < start:
        st.warning(f"The period ends on {formats.day(end)}, before it starts.", icon=":material/warning:")
        return None, False
    return Asked(start, end, chosen, since), pressed


def _period(desk: Desk, group: str) -> tuple[date | None, date | None]:
    periods = {_named(*one): one for one in payroll_codes.pay_periods(desk, group)}
    name = st.selectbox("Pay period", [*periods, OWN], key=f"time period {group}", width=300)
    if name in periods:
        return periods[name][1], periods[name][2]
    today = desk.today()
    first = today - timedelta(days=today.weekday() + 14)
    days = st.date_input(
        "Days", value=(first, first + timedelta(days=13)), key="time days", format="YYYY-MM-DD", width=240
    )
    return (days[0], days[1]) if isinstance(days, tuple) and len(days) == 2 else (None, None)


def _named(code: str, start: date, end: date) -> str:
    return f"{formats.day(start)} to {formats.day(end)} · {code or 'next to be paid'}"


def preview(desk: Desk, asked: Asked, now: bool) -> TimePreview | None:
    """The preview of what is asked for, read ``now`` or because something was mended; None before."""
    place = (desk.url, desk.workspace, asked)
    again = st.session_state.pop(_AGAIN, False)
    if now or again:
        st.session_state[_PREVIEW] = (place, _read(desk, asked))
    kept = st.session_state.get(_PREVIEW)
    return kept[1] if kept and kept[0] == place else None


def read_again() -> None:
    """Read the preview anew when the page is drawn next: something about it was decided or mapped."""
    st.session_state[_AGAIN] = True


def forget() -> None:
    """Drop the preview: it was processed."""
    st.session_state.pop(_PREVIEW, None)


def _read(desk: Desk, asked: Asked) -> TimePreview:
    bar = st.progress(0, "Reading approved time from Sage Intacct")

    def tell(rows: int, expected: int | None) -> None:
        whole = f" of {expected:,}" if expected else ""
        bar.progress(min(100, 100 * rows // expected) if expected else 50, f"{rows:,}{whole} approved entries read")

    try:
        return time_import.preview_time_import(
            desk, asked.start, asked.end, payroll_group=asked.payroll_group or None, late_since=asked.late_since,
            progress=tell,
        )  # fmt: skip
    finally:
        bar.empty()
