"""Rows of a register that say whose the rows below them are: "Department: Field", or a name standing alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workbench.rules.register_classes import class_of
from workbench.rules.register_header import Header
from workbench.rules.register_words import is_fact, is_total, measure_of, total_of

_WHAT = "employee|emp|department|dept|division|location|branch|cost cent(?:er|re)|pay ?group|payroll group|project|job"
_HEADING = re.compile(
    rf"(?P<what>{_WHAT})"
    r"\.?\s*(?:no|number|code|id|name)?\s*\.?\s*(?:[:#\-–]+\s*(?P<value>.*)|$)",
    re.IGNORECASE,
)
_SEVERAL = re.compile(rf"\s{{2,}}(?=(?:{_WHAT})\b)", re.IGNORECASE)  # Employee: E1 - Ann   Dept: 300
_HEADING_OF = {"emp": "employee", "dept": "department", "division": "department", "branch": "location",
               "cost center": "department", "cost centre": "department", "job": "project",
               "pay group": "payroll_group", "paygroup": "payroll_group", "payroll group": "payroll_group"}  # fmt: skip
BEGINS = rf"(?i)^({_WHAT})\b"  # how a cell of such a row begins
_LOOKED_AT = 300


def people_alone(header: Header, parts: Sequence[pa.Array], lines: np.ndarray) -> dict[int, str]:
    """Lines that hold nothing but a name in the first column, where the lines below hold items of pay there."""
    if len(parts) < 2 or any(is_fact(title) and not measure_of(title) for title in header.titles[1:]):
        return {}
    filled = [np.asarray(pc.not_equal(part, "")) for part in parts]
    beside = np.logical_or.reduce(filled[1:])
    texts = parts[0].to_pylist()
    items = {texts[line] for line in np.flatnonzero(lines & filled[0] & beside)[:_LOOKED_AT]}
    if not items or 3 * sum(map(_is_item, items)) < 2 * len(items):
        return {}
    alone = np.flatnonzero(lines & filled[0] & ~beside)
    return {int(at): texts[at] for at in alone if not (_is_item(texts[at]) or _HEADING.fullmatch(texts[at]))}


def _is_item(text: str) -> bool:
    return bool(class_of(text)[0] or total_of(text) or is_total(text))


def heading_of(cells: Sequence[str]) -> dict[str, str]:
    """The department, location or project that a row above the titles says the rows below belong to."""
    said = dict(said_by(cells)) if len(cells) <= 3 else {}
    return {what: value for what, value in said.items() if what in ("department", "location", "project")}


def said_by(cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What a heading says, pair by pair: department and its code, employee and the number."""
    cells = [part for cell in cells for part in _SEVERAL.split(cell)]
    at = 0
    while at < len(cells):
        match = _HEADING.fullmatch(cells[at])
        value = (match["value"] or (cells[at + 1] if at + 1 < len(cells) else "")) if match else ""
        if match and value and not is_total(value):
            what = re.sub(r"\s+", " ", match["what"].casefold())
            yield _HEADING_OF.get(what, what), value.strip()
            at += 1 if match["value"] else 2
        else:
            return
