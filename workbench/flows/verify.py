"""Verifying the audit trail: the chain of its rows, and the anchors that travelled into Intacct with the exports."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.desk import Desk
from workbench.store import audit
from workbench.store import exports as ledger


@dataclass(frozen=True)
class Report:
    """What was checked and what is wrong, in sentences."""

    rows: int
    anchors: int
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """True when nothing is wrong."""
        return not self.problems

    @property
    def text(self) -> str:
        """The report as printed."""
        checked = f"{self.rows} rows of the audit trail and {self.anchors} anchors checked"
        return "\n".join([f"{checked}: all as written."] if self.ok else [f"{checked}:", *self.problems])


def verify(desk: Desk) -> Report:
    """Check every row of the audit trail against its hash, and every export's anchor against the row it names."""
    with desk.read() as conn:
        problems = list(audit.broken(conn))
        rows = audit.listing(conn)
        anchors = ledger.anchors(conn)
    before = {row["object"]: row["previous"] for row in rows if row["event"] == "planned"}
    for key, anchor in anchors.items():
        if not before.get(key, "").startswith(anchor):
            problems.append(f"The anchor {anchor} of export {key} does not name the audit row before it.")
    return Report(len(rows), len(anchors), tuple(problems))
