"""What must hold before any export is written down: nothing forbids it, and it goes where the preview said."""

from __future__ import annotations

from workbench.desk import Desk
from workbench.errors import ExportRefused
from workbench.findings import Finding, Findings
from workbench.flows.connections import Connection, saved_connection


def refuse_errors(findings: Findings) -> None:
    """ExportRefused with every error, when there is one."""
    errors = findings.errors
    if errors:
        raise ExportRefused(f"{len(errors)} findings forbid the export; the first: {errors[0].message}", errors)


def connection_as_previewed(desk: Desk, interface: str, company: str, entity: str, remedy: str) -> Connection:
    """The connection of an interface; ExportRefused when there is none, or another one than at the preview."""
    connection = saved_connection(desk, interface)
    if connection is None:
        finding = Finding(
            "no_connection", "error", f"There is no connection to Intacct for the {interface.replace('_', ' ')}.",
            "Enter and test it on the Connections page.", page="connections",
        )  # fmt: skip
        raise ExportRefused(finding.message, [finding], finding.remedy)
    if (connection.company, connection.entity) != (company, entity):
        raise ExportRefused("The connection changed since the preview.", remedy=remedy)
    return connection
