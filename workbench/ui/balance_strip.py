"""Debit, credit and what lies between them, in one line."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from workbench.ui import formats


def show(debit: Decimal, credit: Decimal, *, missing_accounts: int = 0, lines: int | None = None) -> None:
    """The two sides, the difference, and whether the record or batch is balanced."""
    difference = debit - credit
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="large"):
        st.metric("Debit", formats.amount(debit), width="content")
        st.metric("Credit", formats.amount(credit), width="content")
        st.metric("Difference", formats.amount(difference), width="content")
        if lines is not None:
            st.metric("Lines", f"{lines:,}", width="content")
        _verdict(difference, missing_accounts)


def _verdict(difference: Decimal, missing_accounts: int) -> None:
    if missing_accounts:
        words = formats.count(missing_accounts, "line") + " without an account"
        st.badge(words, icon=":material/error:", color="red")
    elif difference:
        st.badge(f"Out by {formats.amount(abs(difference))}", icon=":material/error:", color="red")
    else:
        st.badge("Balanced", icon=":material/check_circle:", color="green")
