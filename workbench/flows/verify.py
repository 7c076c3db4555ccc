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

    A trail cut short is found by its end, which is written down beside it as well; a trail cut short or written anew
    together with that is found as far as it speaks of exports: by the state each has in the ledger and by the anchor it
    carried into Intacct. Whoever rewrites all of them alike is found only in Intacct's history.
    """
    with desk.read() as conn:
        # Ledger and end before the trail: what is written meanwhile then stands in the trail only.
        standing = ledger.listing(conn, everywhere=True)
        end = audit.end(conn)
        problems = audit.broken(conn)
        rows = audit.listing(conn)
    problems += _cut(end, rows)
    told: dict[str, list[audit.Row]] = {}
    for row in rows:
        if row["event"] in STATES:
            told.setdefault(row["object"], []).append(row)
    for export in standing:
        problems += _against(export, told.get(export["key"], []))
    return Report(len(rows), len(standing), tuple(problems))


def _cut(end: tuple[int, str], rows: list[audit.Row]) -> list[str]:
    """Whether the trail still has the row that was the last one when its end was read."""
    seq, digest = end
    if not digest:
        return ["The end of the audit trail is not written down any more."]
    last = int(rows[-1]["seq"]) if rows else 0
    if last < seq:
        return [f"The audit trail ends with row {last}, but row {seq} was written: its end was cut off."]
    if seq and digest not in {row["hash"] for row in rows if row["seq"] == seq}:
        return [f"Row {seq} of the audit trail is another one than was written."]
    return []


def _against(export: ledger.Row, told: list[audit.Row]) -> list[str]:
    """One export against what the trail tells of it: its intent, then one row for every rise of its fence."""
    key, anchor, state, fence = (export[name] for name in ("key", "anchor", "state", "fence"))
    if not told or not told[0]["previous"].startswith(anchor):
        return [f"The anchor {anchor} of export {key} does not name the audit row before it."]
    if len(told) <= fence or told[fence]["event"] != state:
        return [f"Export {key} is {state} in the ledger, but the audit trail does not say so."]
    return []
