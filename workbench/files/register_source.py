"""Opens a payroll register as a payroll product exports it: every cell of every sheet as text, nothing interpreted."""

from __future__ import annotations

import os
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workbench.errors import LoadRefused
from workbench.files.limits import Bound, Limits, limits_for, megabytes
from workbench.files.raw_table import error
from workbench.files.register_text import (
    SEPARATORS,
    Unreadable,
    columns_of,
    decoded,
    encoding_of,
    separator_of,
)
from workbench.files.workbook import refusal, told_by_child
from workbench.files.xlsx_cells import sheet_notes
from workbench.files.zip_source import directory_faults, is_workbook, open_zip
from workbench.findings import Finding, Findings

_REMEDY = "Give the register as the payroll product exports it: .csv, .txt or .xlsx."
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
Merge = tuple[int, int, int, int]  # first row, first column, last row, last column, all from 0


@dataclass(frozen=True, eq=False)
class Grid:
    """One sheet: columns of text, the cell of row 1 first; blank is ``""``."""

    name: str  # the sheet; blank for a text file
    file: str  # as people know it
    columns: tuple[pa.ChunkedArray, ...]
    kinds: tuple[np.ndarray, ...] | None = None  # per column a letter a cell: s text, n number, d date, t moment, b, ?
    merges: tuple[Merge, ...] = ()
    errors: tuple[tuple[int, int], ...] = ()  # cells that show an Excel error: row and column from 1
    hidden: bool = False
    notes: tuple[Finding, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows there are, blank ones counted."""
        return len(self.columns[0]) if self.columns else 0


@dataclass(frozen=True, eq=False)
class RegisterFile:
    """A register as it was brought: its sheets, and for text how it is written, with what shows it."""

    name: str
    grids: tuple[Grid, ...]
    findings: Findings = field(default_factory=Findings)
    encoding: str = ""
    encoding_reason: str = ""
    separator: str = ""
    separator_reason: str = ""


def open_register(
    path: str | os.PathLike[str], bound: Bound = "path", *, name: str = "", encoding: str = "", separator: str = ""
) -> RegisterFile:
    """The register at ``path`` with what is wrong with the file; LoadRefused when nothing is there.

    ``encoding`` and ``separator`` answer for a text file what is otherwise recognized.
    """
    place, limits = Path(path), limits_for(bound)
    shown = name or place.name
    try:
        size = place.stat().st_size
        if place.is_dir() or size > limits.size:
            return _refused(shown, _unfit(place, shown, size, limits))
        if _head(place).startswith(b"PK"):
            return _workbook(place, shown, limits)
        return _text(place.read_bytes(), shown, limits, encoding, separator)
    except OSError as problem:
        raise LoadRefused(f"{place} cannot be opened: {problem.strerror or problem}.", _REMEDY) from problem


def _refused(name: str, *findings: Finding) -> RegisterFile:
    return RegisterFile(name, (), Findings(findings))


def _head(place: Path) -> bytes:
    with place.open("rb") as file:
        return file.read(8)


def _unfit(place: Path, name: str, size: int, limits: Limits) -> Finding:
    if place.is_dir():
        return error("not_a_register", f"{name} is a folder, not a register.", _REMEDY, file=name)
    said = f"{name} is {megabytes(size)}; at most {megabytes(limits.size)} are read this way."
    return error("too_large", said, "Load it by its path, or split it by pay date.", file=name)


def _text(content: bytes, name: str, limits: Limits, encoding: str, separator: str) -> RegisterFile:
    if fault := _no_text(content, name):
        return _refused(name, fault)
    found, why = (encoding, "as answered") if encoding else encoding_of(content)
    try:
        text = decoded(content, found, name)
        mark, reason = (separator, "as answered") if separator else separator_of(text)
        columns = columns_of(text, mark, name, limits)
    except Unreadable as problem:
        return _refused(name, problem.args[0])
    if mark not in SEPARATORS or not columns:
        said = "The file is empty." if mark in SEPARATORS else f"{mark!r} does not separate columns."
        return _refused(name, error("empty_file", said, "Export the register again.", file=name))
    return RegisterFile(name, (Grid("", name, columns),), Findings(), found, why, mark, reason)


def _no_text(content: bytes, name: str) -> Finding | None:
    start = content[:600].lstrip().lower()
    if not content.strip():
        said, remedy = "is empty", "Export the register again."
    elif content.startswith(_OLD_OFFICE):
        said, remedy = "is an old or password-protected workbook", "Save it in Excel as .xlsx without a password."
    elif start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        said, remedy = "is a web page or XML, whatever its name says", "Open it in Excel and save it as .xlsx."
    elif start.startswith(b"%pdf"):
        said, remedy = "is a PDF, which holds no cells", "Export the register as CSV or XLSX from the payroll product."
    else:
        return None
    return error("not_a_register", f"{name} {said}.", remedy, file=name)


def _workbook(place: Path, name: str, limits: Limits) -> RegisterFile:
    archive, faults = open_zip(place)
    if archive is None:
        return _refused(name, *faults)
    with archive:
        if faults := directory_faults(archive.infolist(), name, limits):
            return _refused(name, *faults)
        if not is_workbook(archive) or "xl/workbook.bin" in archive.namelist():
            return _refused(name, _no_workbook(archive, name))
    sheets: list[_Sheet] = []
    done = False
    for said in told_by_child(place, limits, None):
        if "refused" in said:
            return _refused(name, refusal(name, said["refused"]))
        if "sheet" in said:
            sheets.append(_Sheet(said))
        elif "columns" in said:
            sheets[-1].take(said)
        done = "done" in said
    if not done:
        return _refused(name, refusal(name, ["stopped"]))
    return RegisterFile(name, tuple(sheet.grid(name) for sheet in sheets if sheet.texts))


def _no_workbook(archive: zipfile.ZipFile, name: str) -> Finding:
    if "xl/workbook.bin" in archive.namelist():
        return refusal(name, ["damaged", "it is an .xlsb"])
    remedy = "Take the register out of the archive. The eight files of a posted payroll load on Payroll runs."
    return error("not_a_register", f"{name} is an archive, not a register.", remedy, file=name)


class _Sheet:
    """A sheet as the child tells it, block by block."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self.facts = facts
        self.texts: list[list[pa.Array]] = []
        self.kinds: list[list[str]] = []

    def take(self, block: dict[str, Any]) -> None:
        """Add a block of rows."""
        if not self.texts:
            self.texts, self.kinds = [[] for _ in block["columns"]], [[] for _ in block["columns"]]
        for at, (column, kinds) in enumerate(zip(block["columns"], block["kinds"], strict=True)):
            self.texts[at].append(pa.array(column, pa.string()))
            self.kinds[at].append(kinds)

    def grid(self, file: str) -> Grid:
        """The sheet as a grid."""
        name = self.facts["sheet"]
        return Grid(
            name,
            f"{file} · {name}",
            tuple(pc.utf8_trim_whitespace(pa.chunked_array(parts, pa.string())) for parts in self.texts),
            tuple(np.frombuffer("".join(parts).encode(), dtype="S1") for parts in self.kinds),
            tuple(merge for ref in self.facts["merges"] if (merge := _merge(ref))),
            tuple((row, column) for row, column in self.facts["errors"]),
            bool(self.facts["hidden_sheet"]),
            tuple(sheet_notes(f"{file} · {name}", self.facts)),
        )


def _merge(ref: str) -> Merge | None:
    first, _, last = ref.partition(":")
    try:
        (row, column), (end_row, end_column) = _cell(first), _cell(last or first)
    except ValueError:
        return None
    return (row, column, end_row, end_column)


def _cell(place: str) -> tuple[int, int]:
    letters = place.rstrip("0123456789")
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return int(place[len(letters) :]) - 1, number - 1
