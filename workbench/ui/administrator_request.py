"""What to ask the Sage Intacct administrator for, as a text to copy: the sender, the user, and rights per interface."""

from __future__ import annotations

import streamlit as st

from workbench.desk import Desk
from workbench.flows import connections
from workbench.interfaces import INTERFACES

_PERMISSIONS = {
    "gl_export": """\
   GL export (SAGEINSM)
   - General Ledger: Accounts and Journals (List, View); Journal Entries (List, View, Add; Delete for drafts)
   - Company: Departments, Locations, Entities, Classes (List, View)
   - Projects: Projects, Tasks, Cost Types, where they are used (List, View)""",
    "time_import": """\
   Time import (L_SAGEIN)
   - Time & Expenses: Timesheets, Time Types, Employees (List, View)
   - Projects: Projects, Tasks, Cost Types, where they are used (List, View)""",
    "job_cost_export": """\
   Job cost export (SAGEINJC)
   - Time & Expenses: Timesheets (List, View, Add, Approve), Time Types, Employees (List, View)
   - Projects: Projects, Tasks, Cost Types, where they are used (List, View)""",
}
_TEXT = """\
To connect our payroll to Sage Intacct, please:

1. Authorize the sender
   Company > Setup tab > Configuration > Company > Security tab > Edit > Web Services Authorizations > Add
   Sender ID: {sender}
   (capital and small letters count, no quotation marks), Status: Active, then Save.

2. Create a web services user
   Company > Admin > Users, Roles, and Groups > Web Services User Information > Add
   Its formats: dates mm/dd/yyyy, 24 hour clock. Its role needs:
{permissions}

3. Send me
   - the company ID, as used to sign in
   - the user name; the password by a safe way, not by mail
   - the short name of the entity (the list beside the company name), if we post to one entity
"""


def show(desk: Desk) -> None:
    """The text, open while nothing is connected yet."""
    saved = [one for one in (connections.kept_connection(desk, each.name) for each in INTERFACES) if one]
    with st.expander(
        "What to ask the Sage Intacct administrator for", icon=":material/mail:", expanded=not saved, key="ask for"
    ):
        wanted = st.pills(
            "For",
            [one.name for one in INTERFACES],
            format_func=lambda name: next(one.title for one in INTERFACES if one.name == name),
            selection_mode="multi",
            default=[one.interface for one in saved] or [INTERFACES[0].name],
            key="ask interfaces",
        )
        sender = saved[0].sender_id if saved else "(the sender ID you were given)"
        st.code(request(sender, wanted or [INTERFACES[0].name]), language=None, wrap_lines=True)


def request(sender: str, interfaces: list[str]) -> str:
    """The text for these interfaces."""
    permissions = "\n".join(_PERMISSIONS[one.name] for one in INTERFACES if one.name in interfaces)
    return _TEXT.format(sender=sender, permissions=permissions)
