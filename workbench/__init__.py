"""The payroll workbench for Sage Intacct: `import workbench as wb`.

Every name here is public and stays; each is loaded when first used, so that importing costs nothing.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

# Arrow's own allocator keeps what was let go of: a third more at the peak of a large import, and slower besides.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")

if TYPE_CHECKING:
    from workbench.desk import Desk
    from workbench.desk import open_desk as open
    from workbench.errors import ExportRefused, WorkbenchError
    from workbench.flows.code_finder import gl_codes, refresh_code_finder
    from workbench.flows.connections import connect, test_connection
    from workbench.flows.delivery import export_gl_batch
    from workbench.flows.demo import demo
    from workbench.flows.dimension_map import dimension_map
    from workbench.flows.exports import (
        export,
        exports,
        history,
        reconcile,
        reconcile_all,
        resolve,
        send_again,
        supersede,
        withdraw,
    )
    from workbench.flows.field_maps import save_time_field_map, time_field_map
    from workbench.flows.gl_batch import preview_gl_batch
    from workbench.flows.gl_records import create_gl_records, edit_line, gl_records
    from workbench.flows.job_cost import create_job_cost_records, job_cost_records
    from workbench.flows.job_cost_batch import SheetParameters, preview_job_cost
    from workbench.flows.job_cost_export import approve_again, export_job_cost, job_cost_export
    from workbench.flows.mapping import coverage, unmapped
    from workbench.flows.payroll import load_payroll, posted_run, runs
    from workbench.flows.registers import complete as complete_register
    from workbench.flows.registers import load_register, read_register
    from workbench.flows.replay import moved_lines, replay
    from workbench.flows.setup import current_setup, load_setup, save_setup, setup_findings
    from workbench.flows.setup_draft import draft as setup_draft
    from workbench.flows.setup_draft import edit_draft as edit_setup_draft
    from workbench.flows.setup_draft import publish as publish_setup
    from workbench.flows.setup_versions import compare_setups, go_back, setup_versions
    from workbench.flows.suggestions import suggest_accounts
    from workbench.flows.time_import import (
        accept_time,
        labor_csv,
        labor_records,
        preview_time_import,
        process_time_import,
        skip_time,
        tie_to_run,
        time_imports,
    )
    from workbench.flows.why import why_account

_HOME = {
    "workbench.desk": ("Desk",),
    "workbench.errors": ("ExportRefused", "WorkbenchError"),
    "workbench.flows.code_finder": ("gl_codes", "refresh_code_finder"),
    "workbench.flows.connections": ("connect", "test_connection"),
    "workbench.flows.delivery": ("export_gl_batch",),
    "workbench.flows.demo": ("demo",),
    "workbench.flows.dimension_map": ("dimension_map",),
    "workbench.flows.exports": (
        "export", "exports", "history", "reconcile", "reconcile_all", "resolve", "send_again", "supersede", "withdraw",
    ),
    "workbench.flows.gl_batch": ("preview_gl_batch",),
    "workbench.flows.gl_records": ("create_gl_records", "edit_line", "gl_records"),
    "workbench.flows.job_cost": ("create_job_cost_records", "job_cost_records"),
    "workbench.flows.job_cost_batch": ("SheetParameters", "preview_job_cost"),
    "workbench.flows.job_cost_export": ("approve_again", "export_job_cost", "job_cost_export"),
    "workbench.flows.mapping": ("coverage", "unmapped"),
    "workbench.flows.payroll": ("load_payroll", "posted_run", "runs"),
    "workbench.flows.registers": ("load_register", "read_register"),
    "workbench.flows.replay": ("moved_lines", "replay"),
    "workbench.flows.setup": ("current_setup", "load_setup", "save_setup", "setup_findings"),
    "workbench.flows.setup_versions": ("compare_setups", "go_back", "setup_versions"),
    "workbench.flows.suggestions": ("suggest_accounts",),
    "workbench.flows.why": ("why_account",),
    "workbench.flows.field_maps": ("save_time_field_map", "time_field_map"),
    "workbench.flows.time_import": (
        "accept_time", "labor_csv", "labor_records", "preview_time_import", "process_time_import", "skip_time",
        "tie_to_run", "time_imports",
    ),
}  # fmt: skip
_WHERE = {name: (module, name) for module, names in _HOME.items() for name in names}
_WHERE["open"] = ("workbench.desk", "open_desk")
_WHERE["complete_register"] = ("workbench.flows.registers", "complete")
_WHERE["setup_draft"] = ("workbench.flows.setup_draft", "draft")
_WHERE["edit_setup_draft"] = ("workbench.flows.setup_draft", "edit_draft")
_WHERE["publish_setup"] = ("workbench.flows.setup_draft", "publish")

__all__ = list(_WHERE)  # noqa: PLE0605 - the table above is the list


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'workbench' has no attribute {name!r}")
    module, attribute = _WHERE[name]
    value = globals()[name] = getattr(import_module(module), attribute)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
