"""Exports: every draft and timesheet with its state, one opened to its timeline, and the ways on for a person."""

from workbench.ui import export_list, export_view, page

desk = page.opened(
    "Exports",
    "Every draft and timesheet sent to Sage Intacct, how it was read back, and what to do when it differs.",
    money=True,
)
if key := export_list.show(desk):
    export_view.show(desk, key)
