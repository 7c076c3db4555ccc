"""The payroll workbench for Sage Intacct: which pages there are, in the order of work."""

from pathlib import Path

import streamlit as st

from workbench.ui import problems, sidebar, start

ICON = Path(__file__).parent / "workbench" / "ui" / "icon.png"

st.set_page_config(page_title="Payroll workbench", page_icon=str(ICON), layout="wide")

page = st.navigation(
    {
        "Start": [
            st.Page("pages/home.py", title="Home", icon=":material/home:", default=True),
        ],
        "Set up": [
            st.Page("pages/connections.py", title="Connections", icon=":material/cable:"),
            st.Page("pages/gl_codes.py", title="GL codes", icon=":material/account_tree:"),
            st.Page("pages/account_setup.py", title="Account setup", icon=":material/rule_settings:"),
            st.Page("pages/field_maps.py", title="Field maps", icon=":material/swap_horiz:"),
            st.Page("pages/job_cost_structures.py", title="Job cost structures", icon=":material/engineering:"),
        ],
        "Pay run": [
            st.Page("pages/payroll_runs.py", title="Payroll runs", icon=":material/payments:"),
            st.Page("pages/register.py", title="Load a register", icon=":material/table_view:"),
            st.Page("pages/time_import.py", title="Time import", icon=":material/schedule:"),
            st.Page("pages/gl_records.py", title="GL records", icon=":material/description:"),
            st.Page("pages/job_cost.py", title="Job cost", icon=":material/construction:"),
            st.Page("pages/exports.py", title="Exports", icon=":material/cloud_upload:"),
        ],
    },
    expanded=True,
)

with problems.page():
    desk = start.desk()
    start.wait(desk)
    sidebar.show(desk)
    page.run()
