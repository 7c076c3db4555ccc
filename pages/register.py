"""Load a register: a payroll as the payroll product exports it, in whatever layout, becomes a run."""

from workbench.ui import page, register_steps

desk = page.opened(
    "Load a register",
    "A payroll register as your payroll product exports it, in its own layout, becomes a payroll run.",
    money=True,
)
register_steps.show(desk)
