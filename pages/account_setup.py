"""Account setup: which account every payroll category, department and dimension becomes."""

from workbench.ui import account_tabs, page

desk = page.opened(
    "Account setup",
    "Which accounts the payroll is booked to. Every change is kept as you make it, and is in force once you publish.",
    money=True,
)
account_tabs.show(desk)
