"""Job cost: worked time of a posted payroll, checked, and sent to Intacct as approved timesheets."""

from workbench.ui import job_cost_batch, job_cost_choice, job_cost_list, job_cost_record, job_cost_steps, page

desk = page.opened(
    "Job cost",
    "Send the worked time of a payroll to Intacct as approved timesheets, one per employee and week.",
    money=True,
)
run = page.run_needed()
if records := job_cost_choice.records(desk, run):
    employees = job_cost_list.show(desk, records, job_cost_choice.group(desk, run))
    if employee := job_cost_list.opened():
        job_cost_record.show(records, employee)
    job_cost_steps.show(desk, run)
    job_cost_batch.show(desk, records, employees)
