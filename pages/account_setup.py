"""Account setup: which account every payroll category, department and dimension becomes."""

from workbench.ui import account_tabs, page, run_in_hand

desk = page.opened("Account setup", "Which accounts the payroll is booked to. Every change is saved as you make it.")
account_tabs.show(desk, run_in_hand.code())
