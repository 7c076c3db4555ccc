"""The three interfaces of the guide: GL export, time import, job cost export."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Interface:
    """One interface: its ``name`` in code, its ``code`` in the guide, and what it is for."""

    name: str
    code: str
    title: str
    purpose: str


GL_EXPORT = Interface("gl_export", "SAGEINSM", "GL export", "Draft payroll journals to Sage Intacct")
TIME_IMPORT = Interface("time_import", "L_SAGEIN", "Time import", "Approved timesheets from Sage Intacct")
JOB_COST_EXPORT = Interface("job_cost_export", "SAGEINJC", "Job cost export", "Worked time back as approved timesheets")

INTERFACES: tuple[Interface, ...] = (GL_EXPORT, TIME_IMPORT, JOB_COST_EXPORT)


def interface(name: str) -> Interface:
    """The interface called ``name`` (or by its code); ValueError names the three there are."""
    for one in INTERFACES:
        if name in (one.name, one.code):
            return one
    raise ValueError(f"{name!r} is not an interface; there are " + ", ".join(i.name for i in INTERFACES))
