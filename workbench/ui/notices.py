"""What just happened and what comes next, told once at the top of the page after it."""

from __future__ import annotations

from typing import Literal

import streamlit as st

Kind = Literal["success", "info", "warning", "error"]
_KEY = "notices"


def say(kind: Kind, text: str, title: str = "", page: str = "", label: str = "") -> None:
    """Keep a notice for the next time a page is drawn, with a link to the page that comes next."""
    st.session_state.setdefault(_KEY, []).append((kind, text, title, page, label))


def show() -> None:
    """Show the notices that wait, once."""
    for kind, text, title, page, label in st.session_state.pop(_KEY, []):
        getattr(st, kind)(text, title=title or None)
        if page:
            st.page_link(page, label=label, icon=":material/arrow_forward:")
