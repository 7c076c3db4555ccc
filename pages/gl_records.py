"""GL records: create them, look into each, mend what is out of balance, and export them as a draft payroll journal."""

from workbench.ui import export_batch, export_steps, gl_record_list, gl_record_view, page

desk = page.opened(
    "GL records", "Create the GL records of a payroll, check them, and export them as a draft journal.", money=True
)
run = page.run_needed()
group = gl_record_list.filters(desk, run)
employees = gl_record_list.show(desk, run, group)
if employee := gl_record_list.opened():
    gl_record_view.show(desk, run, employee)
export_steps.show(desk, run)
export_batch.show(desk, run, employees)
