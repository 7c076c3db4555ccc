"""The ways a stored journal may differ from the one that was sent."""

from __future__ import annotations

from collections.abc import Callable

from tests.faults.simulation.intacct import Journal


def tamper(kind: str) -> Callable[[Journal], None] | None:
    """What Intacct does to a journal while storing it; None for a faithful one."""
    if not kind:
        return None

    def change(journal: Journal) -> None:
        _CHANGES[kind](journal)
        journal.tampered = True

    return change


def _set(place: str, text: str) -> Callable[[Journal], None]:
    def change(journal: Journal) -> None:
        (journal.lines[0] if place in journal.lines[0] else journal.header)[place] = text

    return change


def _cut_reference(journal: Journal) -> None:
    journal.header["REFERENCENO"] = journal.header["REFERENCENO"][:10]


def _other_side(journal: Journal) -> None:
    for line in journal.lines:
        line["TR_TYPE"] = {"1": "-1", "-1": "1"}[line["TR_TYPE"]]


def _extra_line(journal: Journal) -> None:
    journal.lines.append(journal.lines[0] | {"RECORDNO": str(journal.record * 100 + 50), "LINE_NO": "50"})


_CHANGES: dict[str, Callable[[Journal], None]] = {
    "amount": _set("TRX_AMOUNT", "15495.09"),
    "account": _set("ACCOUNTNO", "6020"),
    "side": _other_side,
    "dropped line": lambda journal: journal.lines.pop() and None,
    "extra line": _extra_line,
    "memo": _set("DESCRIPTION", "Payroll"),
    "posted": _set("STATE", "Posted"),
    "date": _set("BATCH_DATE", "02/14/2026"),
    "reference": _cut_reference,
    "journal": _set("BATCH_TITLE", "Pay"),
}
