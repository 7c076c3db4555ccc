"""Home: what needs a person now, and the next step of the run in hand."""

from workbench.ui import home_view, page, run_in_hand

desk = page.opened("Home", "From a posted payroll to a draft journal in Sage Intacct.", money=True)
home_view.show(desk, run_in_hand.code())
