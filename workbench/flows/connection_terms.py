"""What a connection has to say and how long it waits, refused before anything is saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.credentials import illegal_character
from workbench.errors import WorkbenchError
from workbench.gateway.endpoint import Kind

HORIZON_SECONDS: dict[Kind, int] = {"intacct": 20 * 60, "sandbox": 12}
HORIZON_FLOOR: dict[Kind, int] = {"intacct": 16 * 60, "sandbox": 1}

_NEEDED = {"company": "company ID", "user": "user name", "sender_id": "sender ID"}


def horizon(kind: Kind, minutes: int | None, seconds: int | None) -> int:
    """The waiting time in seconds: what was asked for, else the usual one; WorkbenchError when it is too short."""
    if minutes is not None:
        seconds = minutes * 60
    chosen, floor = HORIZON_SECONDS[kind] if seconds is None else seconds, HORIZON_FLOOR[kind]
    if chosen < floor:
        raise WorkbenchError(
            f"A waiting time of {chosen} seconds is too short.",
            f"Sage Intacct may still be working on a request after 15 minutes; wait {floor // 60} at least."
            if kind == "intacct"
            else f"Wait {floor} second at least.",
        )
    return chosen


def refuse_texts(row: Mapping[str, Any]) -> None:
    """WorkbenchError for a name that is missing or cannot be sent to Intacct."""
    for name, words in _NEEDED.items():
        if not row[name]:
            raise WorkbenchError(f"The {words} is missing.", f"Enter the {words}.")
    for name in (*_NEEDED, "entity"):
        if bad := illegal_character(row[name]):
            words = _NEEDED.get(name, name)
            raise WorkbenchError(f"The {words} contains the control character {bad}.", "Type it again.")
