"""Connections: how the workbench signs in to Sage Intacct, tested step by step."""

from workbench.ui import connection_form, connection_steps, page

desk = page.opened(
    "Connections", "How the workbench signs in to Sage Intacct. Passwords are kept sealed and never shown again."
)
connection_form.show(desk)
connection_steps.show(desk)
