"""Is the first row a header? The structural faults that keep a file from being read at all, each in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.files.limits import COLUMNS
from workbench.files.raw_table import error
from workbench.findings import Finding
from workbench.frames import Schema

_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def plain(name: str) -> str:
    """A header as it is compared when looking for the one that was meant."""
    return name.strip().strip("\ufeff").casefold().replace(" ", "_").replace("-", "_")


def header_faults(cells: Sequence[str], schema: Schema, file: str) -> list[Finding]:
    """Why these cells cannot be the header; none when they can."""
    for fault in (_separator, _too_many, _no_header):
        if found := fault(cells, schema, file):
            return [found]
    return _duplicates(cells, file)


def _separator(cells: Sequence[str], schema: Schema, file: str) -> Finding | None:
    first = cells[0] if cells else ""
    if first.casefold().startswith("sep="):
        return error(
            "wrong_separator",
            "The first line tells Excel the separator instead of naming the columns.",
            'Remove the line "sep=..." and separate the columns by commas (in Excel: save as CSV UTF-8).',
            file=file,
            row=1,
            value=first,
        )
    for mark, name in _SEPARATORS.items():
        if len(cells) < len(schema.columns) and mark in first and plain(first.split(mark)[0]) in schema.names:
            return error(
                "wrong_separator",
                f"The columns are separated by {name}, not by commas.",
                "Save the file with commas as separators and a point as decimal sign.",
                file=file,
                row=1,
                value=first[:100],
            )
    return None


def _too_many(cells: Sequence[str], schema: Schema, file: str) -> Finding | None:
    if len(cells) <= COLUMNS:
        return None
    return error(
        "too_many_columns",
        f"The header has {len(cells):,} columns; at most {COLUMNS} are read.",
        f"Keep the columns {', '.join(schema.names)} and one per dimension.",
        file=file,
        row=1,
    )


def _no_header(cells: Sequence[str], schema: Schema, file: str) -> Finding | None:
    if {plain(cell) for cell in cells} & set(schema.names):
        return None
    return error(
        "no_header",
        "The first row does not name the columns.",
        f"Put a first row with the column names: {','.join(schema.names)}.",
        file=file,
        row=1,
        value=",".join(cells)[:100],
    )


def _duplicates(cells: Sequence[str], file: str) -> list[Finding]:
    named = [cell for cell in cells if cell]
    twice = sorted({cell for cell in named if named.count(cell) > 1})
    return [
        error(
            "duplicate_column",
            f"The column {name!r} stands {named.count(name)} times in the header.",
            "Keep one of them; which one is meant cannot be guessed.",
            file=file,
            row=1,
            column=name,
            value=name,
        )
        for name in twice
    ]
