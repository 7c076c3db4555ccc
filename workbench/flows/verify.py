"""Verifying the audit trail: the chain of its rows, and the anchors that travelled into Intacct with the exports."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.desk import Desk
from workbench.store import audit
from workbench.store import exports as ledger
from workbench.store.tables import STATES


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
    """Check every row of the audit trail against its hash, and the ledger of exports against the trail.

    A trail cut short or written anew is found as far as it speaks of exports: by the state each has in the ledger and
    by the anchor it carried into Intacct. Whoever rewrites trail and ledger alike is found only in Intacct's history.
    """
    with desk.read() as conn:
        # The ledger before the trail: what is written meanwhile then stands in the trail only.
        standing = ledger.listing(conn, everywhere=True)
        problems = audit.broken(conn)
        rows = audit.listing(conn)
    told: dict[str, list[audit.Row]] = {}
    for row in rows:
        if row["event"] in STATES:
            told.setdefault(row["object"], []).append(row)
    for export in standing:
        problems += _against(export, told.get(export["key"], []))
    return Report(len(rows), len(standing), tuple(problems))


def _against(export: ledger.Row, told: list[audit.Row]) -> list[str]:
    """One export against what the trail tells of it: its intent, then one row for every rise of its fence."""
    key, anchor, state, fence = (export[name] for name in ("key", "anchor", "state", "fence"))
    if not told or not told[0]["previous"].startswith(anchor):
        return [f"The anchor {anchor} of export {key} does not name the audit row before it."]
    if len(told) <= fence or told[fence]["event"] != state:
        return [f"Export {key} is {state} in the ledger, but the audit trail does not say so."]
    return []
