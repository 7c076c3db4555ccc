"""Payroll runs: bring a posted payroll, see what it adds up to, open it to its paycards and labor."""

from workbench.ui import page, payroll_list, payroll_load, payroll_run, run_in_hand

desk = page.opened(
    "Payroll runs", "Bring a posted payroll, check its totals, and open it to paycards and labor.", money=True
)
payroll_load.show(desk, expanded=run_in_hand.code() is None)
payroll_list.show(desk)
if run := run_in_hand.code():
    payroll_run.show(desk, run)
