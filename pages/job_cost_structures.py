"""Job cost structures: which payroll categories go back to Intacct as timesheets, and how each dimension is filled."""

from workbench.ui import job_cost_company, job_cost_editor, job_cost_publish, job_cost_structures, page, run_in_hand

desk = page.opened(
    "Job cost structures",
    "Which worked time goes back to Intacct as timesheets. Changes are kept as you make them, in force once published.",
)
if name := job_cost_structures.chosen(desk):
    job_cost_editor.show(desk, name, run_in_hand.code())
job_cost_publish.show(desk)
job_cost_company.show(desk)
