"""Which field of a source fills which field of ours, and which of its codes stand for which of ours; pure and generic.

The time import maps fields of Intacct's timesheets with it, the loading of a payroll register the columns of a file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from workbench.findings import Finding, Findings

Kind = Literal["code", "text", "date", "hours", "rate", "money"]
NUMBERS = ("hours", "rate", "money")


@dataclass(frozen=True)
class Target:
    """A field of ours: its kind, whether it must be filled, what it means, and the names others give it."""

    name: str
    kind: Kind = "code"
    required: bool = False
    meaning: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class MappedField:
    """A source field and the target it fills; turned off, or without a target, it is not brought in."""

    source: str
    target: str = ""
    on: bool = True

    @property
    def used(self) -> bool:
        """True when it fills a target."""
        return self.on and bool(self.target)


@dataclass(frozen=True)
class FieldMap:
    """The fields and, per target, the value map: which code of the source stands for which of ours."""

    fields: tuple[MappedField, ...] = ()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def used(self) -> tuple[MappedField, ...]:
        """The fields that fill a target."""
        return tuple(one for one in self.fields if one.used)

    def source_of(self, target: str) -> str:
        """The source that fills a target; blank where none does."""
        return next((one.source for one in self.used if one.target == target), "")


def with_field(fields: FieldMap, one: MappedField) -> FieldMap:
    """The map with one source's toggle and target replaced, or added at the end."""
    if all(kept.source != one.source for kept in fields.fields):
        return replace(fields, fields=(*fields.fields, one))
    return replace(fields, fields=tuple(one if kept.source == one.source else kept for kept in fields.fields))


def with_value(fields: FieldMap, target: str, source: str, ours: str | None) -> FieldMap:
    """The map with one code of a target's value map set, or with None taken out."""
    kept = {code: to for code, to in fields.values.get(target, {}).items() if code != source}
    if ours is not None:
        kept[source] = ours
    values = {name: codes for name, codes in fields.values.items() if name != target}
    return replace(fields, values=values | ({target: kept} if kept else {}))


def translate(column: pa.Array | pa.ChunkedArray, values: Mapping[str, str]) -> pa.Array:
    """A text column with each code replaced by what it stands for; a code the value map lacks stays itself."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    coded = pc.cast(whole, pa.string()).dictionary_encode()
    ours = pa.array([values.get(code, code) for code in coded.dictionary.to_pylist()], pa.string())
    return ours.take(coded.indices)


def check_field_map(fields: FieldMap, sources: pd.DataFrame, targets: Sequence[Target]) -> Findings:
    """Everything wrong with a map at once: against what the source offers and what the targets ask for.

    ``sources`` has the columns ``field``, ``label``, ``samples`` (a list of texts) and may have ``type`` (the kind the
    source gives it: text, integer, decimal, boolean, date, timestamp).
    """
    known = {target.name: target for target in targets}
    offered = {row["field"]: row for row in sources.to_dict("records")}
    return Findings(
        [
            *_two_on_one(fields),
            *(f for one in fields.used for f in _field_findings(one, known.get(one.target), offered.get(one.source))),
            *(_unmapped(target) for target in targets if target.required and not fields.source_of(target.name)),
        ]
    )


def _two_on_one(fields: FieldMap) -> list[Finding]:
    found = []
    for target in dict.fromkeys(one.target for one in fields.used):
        sources = [one.source for one in fields.used if one.target == target]
        if len(sources) > 1:
            said = f"{' and '.join(sources)} are both mapped to {target}."
            remedy = "Turn one of them off or give it another target."
            found.append(_finding("two_on_one_target", said, remedy, target, sources[-1]))
    return found


def _field_findings(one: MappedField, target: Target | None, offered: Mapping[str, object] | None) -> list[Finding]:
    if target is None:
        said = f"{one.source} is mapped to {one.target}, which is no field of ours."
        return [_finding("unknown_target", said, "Choose a target from the list.", one.target, one.source)]
    if offered is None:
        said = f"{one.source} is mapped to {one.target}, but the source does not have it."
        remedy = "Load the fields again; turn it off, or map another field to this target."
        return [_finding("unknown_source", said, remedy, one.target, one.source)]
    reason = unfit(target.kind, str(offered.get("type") or ""), sample_texts(offered.get("samples")))
    if not reason:
        return []
    remedy = f"Map a field that holds {_HOLDS[target.kind]} to {target.name}, or turn {one.source} off."
    return [
        _finding("type_unfit", f"{one.source} cannot fill {target.name}: {reason}.", remedy, target.name, one.source)
    ]


def _unmapped(target: Target) -> Finding:
    said = f"No field is mapped to {target.name}{f' ({target.meaning})' if target.meaning else ''}."
    return _finding("target_unmapped", said, "Turn on the field that holds it and choose this target.", target.name)


def _finding(code: str, message: str, remedy: str, target: str, source: str = "") -> Finding:
    return Finding(code, "error", message, remedy, column=target, value=source, page="field_maps")


_HOLDS = {
    "code": "a code", "text": "text", "date": "dates", "hours": "hours", "rate": "rates", "money": "amounts",
}  # fmt: skip
_NEVER: dict[str, tuple[str, ...]] = {
    "boolean": ("date", *NUMBERS),
    "date": NUMBERS,
    "timestamp": ("code", *NUMBERS),
    "integer": ("date",),
    "decimal": ("code", "date"),
}
_NUMBER = re.compile(r"[-+(]?\s*[$€£]?\s*[-+]?[\d.,'\s]*\d[\d.,'\s]*[$€£]?\s*[)-]?")
_DATE = re.compile(r"\d{8}|(\w{1,9}[-/. ,]+){2}\w{2,9}([ T]\d.*)?")


def unfit(kind: Kind, declared: str, samples: Sequence[str]) -> str:
    """Why values declared and looking like this cannot fill a target of the kind; blank when they may."""
    if kind in _NEVER.get(declared.lower(), ()):
        return f"it holds values of the type {declared.lower()}, not {_HOLDS[kind]}"
    shape = _DATE if kind == "date" else _NUMBER if kind in NUMBERS else None
    filled = [text.strip() for text in samples if text.strip()]
    if shape is None or not filled or any(shape.fullmatch(t) and any(c.isdigit() for c in t) for t in filled):
        return ""
    return f"it holds values such as {filled[0]!r}, not {_HOLDS[kind]}"


def sample_texts(samples: object) -> list[str]:
    """The samples of a source row as texts, whatever sequence holds them."""
    return [str(text) for text in samples] if isinstance(samples, list | tuple | np.ndarray) else []
