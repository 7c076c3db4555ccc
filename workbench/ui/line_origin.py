"""For one record line: why it has this account, and the paycard line and labor records it comes from."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench.rules.payroll import PostedRun
from workbench.ui import formats, grids


def show(run: PostedRun, dimensions: tuple[str, ...], line: pd.Series) -> None:
    """The two answers side by side."""
    account = line["account"] or "no account"
    st.markdown(
        f"**{line['side'].capitalize()} {formats.amount(line['amount'])} to {formats.plain(account)}** · "
        f"{formats.plain(line['category'])} {formats.plain(line['category_name'])}"
    )
    why, whence = st.columns([2, 3], gap="large")
    with why:
        st.markdown("**Why this account**")
        st.markdown(formats.plain(line["trace"]) or "No rule gave one.")
        if not line["account"]:
            st.page_link(
                "pages/account_setup.py", label="Give the category an account", icon=":material/arrow_forward:"
            )
    with whence:
        st.markdown("**Where it comes from**")
        _paycard(run, line)
        _labor(run, dimensions, line)


def _paycard(run: PostedRun, line: pd.Series) -> None:
    card = run.paycards.iloc[[int(line["paycard_line"])]]
    labels = {
        "category": "Paycard line",
        "paycard_type": "Paycard",
        "units": "Units",
        "rate": "Rate",
        "amount": "Amount",
        "period_start": "From",
        "period_end": "To",
    }
    grids.table(card, labels, key="origin paycard", alt="The paycard line behind the record line")


def _labor(run: PostedRun, dimensions: tuple[str, ...], line: pd.Series) -> None:
    records = behind(run, dimensions, line)
    if not len(records):
        st.caption("No labor records stand behind this line; it follows the home values.")
        return
    used = [d for d in ("department", "location", *dimensions) if (records[d] != "").any()]
    labels = {"work_date": "Worked on", "category": "Category", "units": "Units", "amount": "Amount"}
    labels |= {d: d.replace("_", " ").capitalize() for d in used}
    st.caption(f"{formats.count(len(records), 'labor record')} of the same department, location and dimensions")
    grids.table(records, labels, key="origin labor", alt="The labor records behind the record line")


def behind(run: PostedRun, dimensions: tuple[str, ...], line: pd.Series) -> pd.DataFrame:
    """The labor records that give a debit line its group; empty where the line follows the home values.

    An earning follows labor of its own category; employer costs follow all earnings of the employee.
    """
    labor = run.labor[run.labor["employee"] == line["employee"]]
    if line["category_class"] == "earning":
        labor = labor[labor["category"] == line["category"]]
    elif line["category_class"] not in ("benefit", "tax_employer", "accrual"):
        return labor.iloc[:0]
    if _home_side(line) or not len(labor):
        return labor.iloc[:0]
    home = run.employees.set_index("employee").loc[line["employee"]]
    same = pd.Series(True, index=labor.index)
    for name in ("department", "location", *dimensions):
        worked = labor[name]
        if name in ("department", "location"):
            worked = worked.where(worked != "", home[name])
        same &= worked == line[name]
    return labor[same]


def _home_side(line: pd.Series) -> bool:
    """Whether the line stands on the side that always carries the home values (the credit of a positive amount)."""
    return bool(line["side"] == "credit")
