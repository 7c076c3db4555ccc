"""Does every Intacct entity in a batch balance by itself; where not, what Intacct adds against the source entity."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from workbench.fields import INTACCT_FIELD
from workbench.findings import Finding, Findings
from workbench.frames import DTYPE
from workbench.money import MONEY, decimal_of, from_cents, show, to_cents

COLUMNS = ("entity", "debit", "credit", "difference", "due_to", "due_from")


def settle_entities(lines: pd.DataFrame, source_entity: str, entities: Mapping[str, str] | None) -> pd.DataFrame:
    """One row per entity: debit, credit, difference, and what it owes to (due_to) or is owed by (due_from) the source.

    Amounts between entities stand only where several are touched and a source entity is given. Lines without a
    location are the row without an entity. No rows while the entities are unknown.
    """
    field = INTACCT_FIELD["location"]
    if entities is None or field not in lines.columns or not len(lines):
        return pd.DataFrame({c: pd.Series([], dtype=DTYPE["code"] if c == "entity" else MONEY) for c in COLUMNS})
    mapped = lines[lines["account"] != ""]
    entity = mapped[field].map({place: entities.get(place, "") for place in mapped[field].unique()})
    cents, debit = to_cents(mapped["amount"]), (mapped["side"] == "debit").to_numpy(dtype=bool)
    frame = pd.DataFrame(
        {"entity": entity.to_numpy(), "debit": np.where(debit, cents, 0), "credit": np.where(debit, 0, cents)}
    )
    sums = frame.groupby("entity", sort=True)[["debit", "credit"]].sum().reset_index()
    difference = (sums["debit"] - sums["credit"]).to_numpy()
    several = int((sums["entity"] != "").sum()) > 1
    between = (sums["entity"] != source_entity).to_numpy() & (bool(source_entity) and several)
    amounts = {
        "debit": sums["debit"], "credit": sums["credit"], "difference": difference,
        "due_to": np.where(between & (difference > 0), difference, 0),
        "due_from": np.where(between & (difference < 0), -difference, 0),
    }  # fmt: skip
    columns = {name: from_cents(np.asarray(column)) for name, column in amounts.items()}
    return pd.DataFrame({"entity": sums["entity"].astype(DTYPE["code"]), **columns})


def check_entities(balances: pd.DataFrame, source_entity: str, entities: Mapping[str, str] | None) -> Findings:
    """A source entity is needed where lines touch several entities and one does not balance by itself."""
    found: list[Finding] = []
    if entities is not None and source_entity and source_entity not in set(entities.values()):
        message = f"The source entity {source_entity} is not an entity of the company."
        there = ", ".join(sorted(set(entities.values()) - {""})[:12])
        found.append(Finding("unknown_entity", "error", message, f"Choose one of: {there}.", value=source_entity))
    named = balances["entity"] != ""
    out = balances[(to_cents(balances["difference"]) != 0) & named.to_numpy()]
    if not len(out) or source_entity:
        return Findings(found)
    said = ", ".join(f"{row.entity} by {show(abs(row.difference))}" for row in out.itertuples())
    if int(named.sum()) > 1:
        found.append(
            Finding(
                "source_entity_missing",
                "error",
                f"The lines touch {int(named.sum())} entities and these do not balance by themselves: {said}.",
                "Choose the source entity Intacct settles them with, or export the employees of each entity apart.",
                amount=decimal_of(int(np.abs(to_cents(out["difference"])).sum()) // 2),
            )
        )
    elif not named.all():
        found.append(
            Finding(
                "lines_without_location",
                "warning",
                f"Some lines carry no location, so that this entity does not balance by itself: {said}.",
                "Let the location reach all lines (gl_lines), or choose a source entity.",
            )
        )
    return Findings(found)
