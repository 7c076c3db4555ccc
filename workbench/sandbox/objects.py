"""The objects of the company and their fields, kinds, labels and paths, read from objects.yaml."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Field:
    """One field: its kind, what may be done with it, and for an enum its labels with their codes."""

    name: str
    kind: str
    required: bool = False
    readonly: bool = False
    hidden: bool = False
    listed: bool = False
    custom: bool = False
    labels: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Path_:
    """A many-to-one road to another object: own field, the other object, the field it equals there."""

    name: str
    target: str
    own: str
    other: str
    hierarchical: bool


@dataclass(frozen=True)
class ObjectType:
    """An object of the company: its business id, fields and paths."""

    name: str
    id: str
    fields: dict[str, Field]
    paths: dict[str, Path_]
    within: tuple[str, ...] = ()
    owned_by: str = ""
    legacy_only: bool = False
    fixed: bool = False


AUDIT = {
    "WHENCREATED": "timestamp readonly",
    "WHENMODIFIED": "timestamp readonly",
    "CREATEDBY": "text readonly",
    "MODIFIEDBY": "text readonly",
    "MEGAENTITYKEY": "integer readonly",
    "MEGAENTITYID": "text readonly",
    "MEGAENTITYNAME": "text readonly",
}
STATUS = {"STATUS": "enum active=T,inactive=F"}


def _field(name: str, spec: str) -> Field:
    words = spec.split(" ", 1)
    kind, rest = words[0], words[1] if len(words) > 1 else ""
    labels: dict[str, str] = {}
    if kind == "enum":
        pairs, _, rest = rest.partition(" ; ")
        labels = dict(pair.split("=") for pair in pairs.split(","))
    flags = rest.split()
    return Field(
        name, kind, "required" in flags, "readonly" in flags, "hidden" in flags, "listed" in flags, labels=labels
    )


def _expand(entry: dict[str, Any]) -> dict[str, str]:
    specs = {"RECORDNO": "integer readonly"}
    for name, spec in entry["fields"].items():
        for single in name.split():
            specs[single] = spec
    if entry.get("status", "true") == "true":
        specs |= STATUS
    return specs | (AUDIT if entry.get("audit", "true") == "true" else {})


def _object_type(name: str, entry: dict[str, Any]) -> ObjectType:
    fields = {key: _field(key, spec) for key, spec in _expand(entry).items()}
    paths = {}
    for path, spec in entry.get("paths", {}).items():
        target, own, other = spec.split()
        paths[path] = Path_(path, target, own, other, target == name)
    within = tuple(entry.get("within", "").split())
    return ObjectType(
        name,
        entry.get("id", "RECORDNO"),
        fields,
        paths,
        within,
        entry.get("owned_by", ""),
        entry.get("legacy_only") == "true",
        entry.get("fixed") == "true",
    )


@cache
def catalogue() -> dict[str, ObjectType]:
    """Every object the company knows, by name; own dimensions are added to it."""
    text = (Path(__file__).parent / "objects.yaml").read_text(encoding="utf-8")
    return {name: _object_type(name, entry) for name, entry in yaml.load(text, yaml.BaseLoader).items()}


def column(object_type: ObjectType, dotted: str) -> Field | None:
    """The field a name or dotted path leads to, or None; one hop only across a hierarchy."""
    hierarchies = 0
    current, rest = object_type, dotted
    while rest not in current.fields:
        head, dot, tail = rest.partition(".")
        road = current.paths.get(head)
        if not dot or road is None:
            return None
        hierarchies += road.hierarchical
        current, rest = catalogue()[road.target], tail
    found = current.fields[rest]
    return None if found.hidden or found.listed or hierarchies > 1 else found


def kind_of(object_type: ObjectType, dotted: str) -> str:
    """The kind of a field that is known to exist."""
    found = column(object_type, dotted)
    if found is None:
        raise KeyError(dotted)
    return found.kind


def add_dimension(name: str) -> None:
    """Make an object of a user-defined dimension, a field of it on lines and a requirement of it on accounts."""
    known = catalogue()
    fields = {
        "id": "integer readonly",
        "name": "text required",
        "createdBy updatedBy": "text readonly",
        "createdAt updatedAt": "timestamp readonly",
    }
    entry = {"id": "id", "audit": "false", "fields": fields}
    known[name] = _object_type(name, entry)
    for lines in ("GLENTRY", "TIMESHEETENTRY"):
        known[lines].fields[f"GLDIM{name}"] = Field(f"GLDIM{name}", "integer", custom=True)
    known["GLACCOUNT"].fields[f"REQUIREGLDIM{name}"] = Field(f"REQUIREGLDIM{name}", "boolean", custom=True)
