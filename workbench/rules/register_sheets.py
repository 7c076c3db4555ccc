"""The sheets of one register put together: a sheet per part of the pay, or per department, read as one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from workbench.rules.register_answers import Answers
from workbench.rules.register_body import Body, body_of
from workbench.rules.register_classes import of_section
from workbench.rules.register_columns import Mapped, mapped
from workbench.rules.register_header import Grid, Header
from workbench.rules.register_headings import heading_of
from workbench.rules.register_places import Arranged, Place
from workbench.rules.register_words import is_total

TOGETHER = "*"  # the answer that all sheets with employees are one register
SHEET = "Sheet"


class Part(NamedTuple):
    """A sheet with employees and amounts."""

    grid: Grid
    body: Body
    mapped: Mapped

    @property
    def people(self) -> set[str]:
        """Who is on it."""
        titles = [self.mapped.of(target) for target in ("employee", "employee_name", "last_name")]
        title = next((title for title in titles if title), "")
        return {text for text in self.body.by_title[title].texts.unique().to_pylist() if text and not is_total(text)}

    @property
    def amounts(self) -> set[str]:
        """The titles of its amounts."""
        return set(self.mapped.groups)


def parts_of(found: Sequence[tuple[Grid, Header]]) -> list[Part]:
    """The sheets that hold employees with amounts, each as recognized; answers are about what they make together."""
    parts = []
    for grid, header in found:
        body = body_of(grid, header)
        columns = mapped(body, Answers())
        who = any(columns.of(target) for target in ("employee", "employee_name", "last_name"))
        if who and columns.groups:
            parts.append(Part(grid, body, columns))
    return parts


def belong_together(parts: Sequence[Part]) -> str:
    """What shows that the sheets are one register; blank where it has to be asked."""
    if all(part.amounts == parts[0].amounts for part in parts):
        people = [part.people for part in parts]
        if sum(map(len, people)) == len(set().union(*people)):
            return "the sheets have the same columns and different employees"
    kinds = [of_section(part.grid.name) for part in parts]
    if all(kinds) and len(set(kinds)) == len(kinds):
        return "the sheets are called after parts of the pay"
    return ""


def put_together(parts: Sequence[Part], reason: str) -> Arranged:
    """One sheet of all rows; columns that are the same thing, whatever a sheet calls them, are one column."""
    keys: dict[str, str] = {}  # what a column is -> its title, as the first sheet calls it
    sheets = [_keyed(part, keys) for part in parts]
    titles = list(keys.values())
    texts: list[list[pa.Array]] = [[] for _ in range(len(titles) + 1)]
    places: list[Place] = []
    for part, columns in zip(parts, sheets, strict=True):
        said = [line for line in part.body.above if heading_of([cell for cell in line if cell])]
        rows, file = part.body.length, part.grid.file
        places += [Place(file, at + 1, part.grid.name) for at, line in enumerate(part.body.above) if line in said]
        places += [Place(file, part.body.first + line, part.grid.name) for line in range(rows)]
        for at, key in enumerate(keys):
            top = [_nth(line, at) for line in said]
            texts[at] += [pa.array(top, pa.string()), columns.get(key, pa.array([""] * rows, pa.string()))]
        filled = pc.if_else(pa.array(part.body.blank), "", part.grid.name)
        texts[-1] += [pa.array([""] * len(said), pa.string()), filled]
    above = parts[0].body.above
    width = max([len(titles) + 1, *(len(line) for line in above)])
    called = [*titles, "Category Type" if "called after" in reason else SHEET]
    whole = [
        pa.chunked_array([pa.array([_nth(line, at) for line in above] + [_nth(called, at)], pa.string()),
                          *(texts[at] if at < len(texts) else [pa.array([""] * len(places), pa.string())])])
        for at in range(width)
    ]  # fmt: skip
    first = parts[0].grid
    name = ", ".join(part.grid.name for part in parts)
    file = first.file.removesuffix(f" · {first.name}")
    notes = tuple(note for part in parts for note in part.grid.notes)
    return Arranged(name, file, tuple(whole), len(above) + 1, ("",) * width, reason, tuple(places), {}, notes=notes)


def _nth(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""


def _keyed(part: Part, keys: dict[str, str]) -> dict[str, pa.Array]:
    """The columns of a sheet by what they are; repeated headers are left blank."""
    targets = {one.source: one.target for one in part.mapped.fields.used}
    columns: dict[str, pa.Array] = {}
    for column in part.body.columns:
        if not column.place.startswith("column") or column.empty:
            continue
        key = targets.get(column.title) or f"= {column.title}"
        key = f"= {column.title}" if key in columns else key
        taken = set(keys.values()) - {keys.get(key)}
        title = column.title if column.title not in taken else f"{part.grid.name} {column.title}"
        keys.setdefault(key, title)
        columns[key] = column.texts
    return columns
