"""The error tree: problems with the world, each with what happened and what to do about it.

WorkbenchError
├── StoreError               the database cannot be used
├── NotFound                 a run, record, export or connection by that name does not exist
├── LoadRefused              a file cannot be opened at all (findings say the rest)
├── ExportRefused            a finding or a live export forbids the export; carries .findings
├── ConnectionMissing        no connection is saved for the interface
├── SecretError              a secret cannot be stored or read back
└── GatewayError             talking to Intacct
    ├── NotSent              the request cannot have been executed: it never left whole
    ├── Busy                 Intacct refused to execute it for load (429, GW-0010)
    ├── SenderRefused        the gateway refused the envelope or the sender
    ├── SignInRefused        the company refused the user
    ├── SessionExpired       the session is no longer known
    ├── Rejected             the function was refused by a rule of Intacct
    └── OutcomeUnknown       it may or may not have been executed
"""

from __future__ import annotations

from collections.abc import Iterable

from workbench.findings import Finding, Findings


class WorkbenchError(Exception):
    """A problem with the world; ``message`` says what happened, ``remedy`` what to do."""

    remedy_default = ""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy or self.remedy_default

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class StoreError(WorkbenchError):
    """The database cannot be opened, migrated or written."""

    remedy_default = "Check the database address, free disk space and that no other program holds the file."


class NotFound(WorkbenchError):
    """Nothing by that name is in the store."""


class LoadRefused(WorkbenchError):
    """The file or folder cannot be opened as a posted payroll."""


class ExportRefused(WorkbenchError):
    """The export was not begun; ``findings`` say why, nothing was sent."""

    remedy_default = "Mend what the findings name, preview the batch again and export it then."

    def __init__(self, message: str, findings: Iterable[Finding] = (), remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.findings = Findings(findings)


class ConnectionMissing(WorkbenchError):
    """No connection is saved for the interface."""

    remedy_default = "Enter company, user and password on the Connections page and press Test connection."


class SecretError(WorkbenchError):
    """A secret cannot be stored or read back with the key at hand."""


class GatewayError(WorkbenchError):
    """Talking to Intacct failed; ``errors`` keeps its raw codes and texts, ``support_id`` its reference."""

    def __init__(
        self, message: str, remedy: str = "", *, errors: tuple[tuple[str, str], ...] = (), support_id: str = ""
    ) -> None:
        super().__init__(message, remedy)
        self.errors = errors
        self.support_id = support_id


class NotSent(GatewayError):
    """The request never left whole: it cannot have been executed."""

    remedy_default = "Check the network and try again; nothing was sent."


class Busy(GatewayError):
    """Intacct refused to execute it for load; nothing was executed."""

    remedy_default = "Intacct is busy. Wait half a minute; the workbench tries again by itself where that is safe."


class SenderRefused(GatewayError):
    """The gateway refused the envelope, the sender or the company; nothing was executed."""


class SignInRefused(GatewayError):
    """The company refused the user; nothing was executed."""


class SessionExpired(GatewayError):
    """The session is no longer known; nothing was executed."""


class Rejected(GatewayError):
    """The function was refused by a rule of Intacct and rolled back."""


class OutcomeUnknown(GatewayError):
    """It may or may not have been executed; only reading back can tell."""

    remedy_default = "Do not send again by hand. The workbench reads Intacct until the outcome is known."
