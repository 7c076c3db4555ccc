"""What a connection test found: its steps, and for the one that failed cause, cure, somebody and a place."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from workbench.errors import GatewayError
from workbench.gateway.causes import cause_of, cause_of_line, leading
from workbench.gateway.reply import Trouble


@dataclass(frozen=True)
class Step:
    """One step of the test: its name, whether it passed, and what was seen."""

    name: str
    ok: bool
    detail: str = ""


@dataclass(frozen=True)
class Diagnosis:
    """Why a test failed: the cause, the cure, who can do it and where, and Intacct's own code, text and support id."""

    cause: str
    remedy: str
    who: str
    code: str = ""
    text: str = ""
    where: str = ""
    support_id: str = ""


@dataclass(frozen=True)
class ConnectionTest:
    """The outcome of a connection test: its steps up to the first that failed, and the diagnosis of that one."""

    ok: bool
    steps: tuple[Step, ...]
    diagnosis: Diagnosis | None = None
    facts: dict[str, str] = field(default_factory=dict)
    entities: dict[str, str] = field(default_factory=dict)  # id and name of those to choose from
    answers: dict[str, str] = field(default_factory=dict)  # what this company answers where the documentation is silent

    def to_json(self) -> dict[str, Any]:
        """As plain values, to be kept with the connection."""
        return asdict(self)


class Failed(Exception):
    """A step failed; carries its name and the diagnosis."""

    def __init__(self, step: str, diagnosis: Diagnosis) -> None:
        super().__init__(step)
        self.step = step
        self.diagnosis = diagnosis


def from_json(kept: dict[str, Any]) -> ConnectionTest:
    """The test as it was kept."""
    told = kept.get("diagnosis")
    return ConnectionTest(
        kept["ok"],
        tuple(Step(**step) for step in kept["steps"]),
        Diagnosis(**told) if told else None,
        dict(kept["facts"]),
        dict(kept.get("entities", {})),
        dict(kept.get("answers", {})),
    )


def diagnose(error: GatewayError) -> Diagnosis:
    """What an error of the gateway means for whoever has to mend it."""
    trouble = leading(Trouble(*one) for one in error.errors)
    cause = cause_of(trouble) if error.errors else cause_of_line(error.message)
    return Diagnosis(
        cause=cause.cause,
        remedy=cause.remedy,
        who=cause.who,
        code=trouble.number,
        text=trouble.text or error.message,
        where=cause.where,
        support_id=error.support_id,
    )
