"""Field maps: which field of Intacct's timesheets fills which field of a labor record, and what its codes mean."""

from workbench.ui import field_map_save, field_map_view, page

desk = page.opened(
    "Field maps",
    "Which fields of your timesheets come in, what each fills, and which of their codes stand for which of payroll's.",
)
if field_map_view.connected(desk) and (there := field_map_view.source(desk)):
    field_map_view.show(desk, there)
    found = field_map_save.checks(desk, there)
    field_map_save.bar(desk, found)
    field_map_save.versions(desk)
