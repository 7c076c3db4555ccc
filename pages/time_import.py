"""Time import: approved timesheets from Sage Intacct become the labor records of a pay period."""

from workbench.ui import (
    labor_list,
    page,
    run_in_hand,
    time_import_fixes,
    time_import_period,
    time_import_process,
    time_import_view,
)

desk = page.opened(
    "Time import",
    "Import your timesheets: approved time from Sage Intacct becomes labor records for payroll.",
    money=True,
)
if time_import_period.connected(desk):
    asked, now = time_import_period.ask(desk)
    if asked and (preview := time_import_period.preview(desk, asked, now)):
        time_import_view.show(desk, preview)
        if preview.findings or not time_import_view.empty(preview):
            time_import_fixes.findings(desk, preview)
            time_import_process.show(desk, preview)
    if asked:
        labor_list.show(desk, asked, run_in_hand.code())
