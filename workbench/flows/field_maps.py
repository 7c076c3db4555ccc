"""The field map of the time import: what Intacct offers, which fields come in, value maps, versions, and its file."""

from __future__ import annotations

import pandas as pd

from workbench.desk import Desk
from workbench.errors import LoadRefused, NotFound
from workbench.fields import ENTRY_FIELD
from workbench.findings import Findings
from workbench.flows import connections
from workbench.flows.payroll_codes import payroll_codes
from workbench.flows.setup import current_setup
from workbench.gateway import timesheet_reads
from workbench.gateway.gateway import Gateway
from workbench.rules.field_map import FieldMap, Target
from workbench.rules.field_map_yaml import read_field_map, write_field_map
from workbench.rules.field_suggestions import Suggestion
from workbench.rules.known_codes import KnownCodes
from workbench.rules.time_targets import (
    ALWAYS_ON,
    as_offered,
    check_time_map,
    default_time_map,
    mapped_dimensions,
    suggest_time_targets,
    time_targets,
)
from workbench.rules.time_values import code_books, value_maps
from workbench.store import field_maps as store

__all__ = [
    "ALWAYS_ON", "default_time_field_map", "load_time_field_map", "map_in_force", "offered", "save_time_field_map",
    "time_field_map", "time_field_map_findings", "time_field_map_text", "time_field_map_version",
    "time_field_map_versions", "time_fields", "time_suggestions", "time_target_fields", "time_value_maps",
]  # fmt: skip

INTERFACE = "time_import"


def time_fields(desk: Desk, samples: bool = True) -> pd.DataFrame:
    """The fields of a time entry that Intacct offers: field, label, type, custom, values, samples (real values).

    Reads Intacct over the time import's connection; raises the error tree.
    """
    with connections.gateway(desk, INTERFACE) as gateway:
        fields = timesheet_reads.time_fields(gateway)
        seen = timesheet_reads.sample_values(gateway, list(fields["field"])) if samples else {}
    return fields.assign(samples=[seen.get(name, []) for name in fields["field"]])


def time_field_map(desk: Desk, offered: pd.DataFrame | None = None) -> FieldMap:
    """The field map in force: the one saved last, else the usual fields (of those ``offered``, when that is known)."""
    with desk.read() as conn:
        row = store.latest(conn, INTERFACE)
    if row is None:
        return default_time_field_map(offered)
    kept = _map_of(row["content"])
    return kept if offered is None else as_offered(kept, set(offered["field"]))


def default_time_field_map(offered: pd.DataFrame | None = None) -> FieldMap:
    """The map while none was saved: employee, category, day, units, department, location and the usual dimensions."""
    if offered is None:
        return default_time_map([fields[0] for fields in ENTRY_FIELD.values()])
    return default_time_map(list(offered["field"]))


def map_in_force(desk: Desk, gateway: Gateway) -> tuple[FieldMap, int | None, pd.DataFrame]:
    """The map an import goes by, its version (None: none was saved), and the fields that Intacct offers now."""
    fields = timesheet_reads.time_fields(gateway)
    with desk.read() as conn:
        row = store.latest(conn, INTERFACE)
    if row is None:
        return default_time_field_map(fields), None, fields
    return as_offered(_map_of(row["content"]), set(fields["field"])), row["id"], fields


def _map_of(content: str) -> FieldMap:
    fields, findings = read_field_map(content)
    if fields is None:
        said = f"The stored field map cannot be read: {findings.errors[0].message}"
        raise LoadRefused(said, "Save it again on the Field maps page.")
    return fields


def save_time_field_map(desk: Desk, fields: FieldMap, note: str = "") -> int:
    """Put a field map in force as a new version and give its number; an equal one changes nothing."""
    with desk.write() as conn:
        return store.add(conn, INTERFACE, write_field_map(fields), desk.clock(), desk.actor, note)


def load_time_field_map(desk: Desk, content: bytes, note: str = "") -> Findings:
    """Put the map of a file's content in force; with an error among the findings nothing is changed."""
    fields, findings = read_field_map(content.decode("utf-8-sig", errors="replace"))
    if fields is not None:
        save_time_field_map(desk, fields, note or "loaded from a file")
    return findings


def time_field_map_text(desk: Desk, fields: FieldMap | None = None) -> str:
    """The map in force (or another one) as its file."""
    return write_field_map(time_field_map(desk) if fields is None else fields)


def time_field_map_versions(desk: Desk) -> pd.DataFrame:
    """Every version, the newest first: number, saved_at, saved_by, note."""
    with desk.read() as conn:
        found = store.listing(conn, INTERFACE)
    rows = [{"number": row["id"], **{c: row[c] for c in ("saved_at", "saved_by", "note")}} for row in found]
    return pd.DataFrame(rows, columns=["number", "saved_at", "saved_by", "note"])


def time_field_map_version(desk: Desk, number: int) -> FieldMap:
    """An earlier version; NotFound when there is none of that number."""
    with desk.read() as conn:
        row = store.version(conn, INTERFACE, number)
    if row is None:
        raise NotFound(f"There is no field map {number}.", "Look for it in the versions of the field map.")
    return _map_of(row["content"])


def further_dimensions(known: KnownCodes, fields: FieldMap) -> tuple[str, ...]:
    """The dimensions a map may fill: those payroll keeps, those the map fills already."""
    kept = known.dimension_values["dimension"].unique()
    return tuple(dict.fromkeys((*(str(one) for one in kept), *mapped_dimensions(fields))))


def time_target_fields(desk: Desk, fields: FieldMap | None = None) -> tuple[Target, ...]:
    """The target fields a source can be mapped to: those of a labor record and every dimension payroll keeps."""
    return time_targets(further_dimensions(payroll_codes(desk), fields or time_field_map(desk)))


def time_suggestions(desk: Desk, offered: pd.DataFrame) -> dict[str, Suggestion]:
    """The target each offered field most likely fills, with the reason."""
    return suggest_time_targets(offered, further_dimensions(payroll_codes(desk), FieldMap()))


def time_field_map_findings(desk: Desk, fields: FieldMap, offered: pd.DataFrame) -> Findings:
    """Everything wrong with a map at once: two sources on one target, a required one unmapped, a type that is unfit."""
    return check_time_map(fields, offered, further_dimensions(payroll_codes(desk), fields))


def time_value_maps(desk: Desk, fields: FieldMap | None = None) -> pd.DataFrame:
    """The value maps in force, those of the account setup read backwards among them: target, source, ours, origin."""
    chosen = time_field_map(desk) if fields is None else fields
    targets = [one.target for one in chosen.used if one.target not in ("work_date", "units", "rate", "amount", "text")]
    return value_maps(code_books(chosen, current_setup(desk), payroll_codes(desk), targets))


def offered(fields: FieldMap, sources: pd.DataFrame) -> pd.DataFrame:
    """Every source with its toggle and target as a page shows it: field, label, type, custom, samples, on, target."""
    by_source = {one.source: one for one in fields.fields}
    lost = [one.source for one in fields.fields if one.source not in set(sources["field"])]
    rows = pd.concat([sources, pd.DataFrame([_lost(name, sources) for name in lost])]) if lost else sources
    rows = rows.reset_index(drop=True)
    chosen = [by_source.get(name) for name in rows["field"]]
    return rows.assign(
        on=[bool(one and one.on) for one in chosen], target=[one.target if one else "" for one in chosen]
    )


def _lost(name: str, sources: pd.DataFrame) -> dict[str, object]:
    """The row of a mapped source that Intacct no longer offers."""
    known = {"field": name, "label": name, "type": "", "custom": False, "values": (), "samples": []}
    return {column: known.get(column, "") for column in sources.columns}
