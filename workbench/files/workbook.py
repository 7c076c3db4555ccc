"""A payroll in one .xlsx: a sheet per file, read by a child process whose memory and time are bounded."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from workbench.fields import STANDARD_DIMENSIONS
from workbench.files import xlsx_child
from workbench.files.header import header_faults
from workbench.files.limits import COLUMNS, Limits
from workbench.files.raw_table import PAYROLL_FILES, RawTable, error
from workbench.files.shaping import assembled
from workbench.files.xlsx_cells import sheet_notes, wrong_cells
from workbench.files.zip_source import directory_faults
from workbench.findings import Finding


@dataclass
class Sheet:
    """One sheet as the child told it: facts, then per column the texts and the kind of each cell."""

    name: str
    facts: dict[str, Any]
    header: list[str] = field(default_factory=list)
    texts: list[list[pa.Array]] = field(default_factory=list)
    kinds: list[list[str]] = field(default_factory=list)

    def take(self, block: dict[str, Any]) -> None:
        """Add a block of rows; the first row of the first block is the header."""
        skip = 0 if self.header else 1
        if skip:
            self.header = [column[0] for column in block["columns"]]
            self.texts, self.kinds = [[] for _ in self.header], [[] for _ in self.header]
        for at, (column, kinds) in enumerate(zip(block["columns"], block["kinds"], strict=True)):
            self.texts[at].append(pa.array(column[skip:], pa.string()).dictionary_encode())
            self.kinds[at].append(kinds[skip:])

    def table(self) -> pa.Table:
        """The rows below the header, columns named by position."""
        return pa.table({str(i): pa.chunked_array(c) for i, c in enumerate(self.texts)}).unify_dictionaries()


def read_workbook(place: Path, archive: zipfile.ZipFile, limits: Limits) -> tuple[dict[str, RawTable], list[Finding]]:
    """The raw tables of a workbook by file name; its sheets are called like the files, with or without .csv."""
    if faults := directory_faults(archive.infolist(), place.name, limits):
        return {}, faults
    if "xl/workbook.bin" in archive.namelist():
        return {}, [refusal(place.name, ["damaged", "it is an .xlsb"])]
    sheets, faults = read_all(place, limits, list(PAYROLL_FILES))
    if faults:
        return {}, faults
    return _tables(sheets)


def read_all(place: Path, limits: Limits, wanted: list[str] | None) -> tuple[list[Sheet], list[Finding]]:
    """The wanted sheets (None: all) as they are, or why the workbook cannot be read."""
    sheets: list[Sheet] = []
    done = False
    for said in told_by_child(place, limits, wanted):
        if "refused" in said:
            return [], [refusal(place.name, said["refused"])]
        if "sheet" in said:
            sheets.append(Sheet(said["sheet"], said))
        elif "columns" in said:
            sheets[-1].take(said)
        done = "done" in said
    return (sheets, []) if done else ([], [refusal(place.name, ["stopped"])])


def told_by_child(place: Path, limits: Limits, wanted: list[str] | None) -> Iterator[dict[str, Any]]:
    """What the child says of the wanted sheets (None: of all), line by line."""
    numbers = (limits.rows, limits.cells, limits.unpacked, limits.memory)
    script = [sys.executable, "-I", str(xlsx_child.__file__), str(place.resolve()), json.dumps(wanted)]
    command = [*script, *map(str, numbers)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=subprocess.PIPE, stderr=quiet) as child:
        clock = threading.Timer(limits.seconds, child.kill)
        clock.start()
        try:
            assert child.stdout is not None
            for line in child.stdout:
                yield json.loads(line)
        except json.JSONDecodeError:  # cut short: the child was stopped in the middle of a line
            return
        finally:
            clock.cancel()
            child.kill()


_REFUSALS = {
    "rows": ("has more rows than are read this way", "Remove what stands below the data, or load CSV files by path."),
    "range": (
        f"reaches farther than {COLUMNS} columns or holds too many cells",
        "Delete the columns and rows outside the data (a stray cell far out is enough), or load CSV files.",
    ),
    "doctype": ("holds a document type, which Excel never writes", "Do not trust it; save the sheets anew in Excel."),
    "unpacked": ("unpacks to more than is read", "Load CSV files by path."),
    "damaged": ("cannot be read as a workbook", "Open it in Excel and save it as .xlsx."),
    "stopped": ("needed too much memory or time and was given up", "Save the sheets as CSV UTF-8 and load those."),
}


def refusal(file: str, said: list[str]) -> Finding:
    """Why a workbook is not read, in a sentence with its remedy."""
    kind, *details = said
    message, remedy = _REFUSALS[kind]
    name = f"The sheet {details[0]!r}" if details and kind in ("rows", "range") else f"The workbook {file}"
    detail = f" ({details[0]})" if details and kind == "damaged" else ""
    return error("workbook_refused", f"{name} {message}{detail}.", remedy, file=file)


def _tables(sheets: list[Sheet]) -> tuple[dict[str, RawTable], list[Finding]]:
    findings: list[Finding] = []
    tables: dict[str, RawTable] = {}
    dimensions = _dimensions(sheets)
    for name in PAYROLL_FILES:
        held = [sheet for sheet in sheets if xlsx_child.plain(sheet.name) == name]
        if len(held) != 1:
            findings.append(_missing(name, held))
            continue
        raw, found = _table(name, held[0], dimensions)
        findings += found
        if raw is not None:
            tables[name] = raw
    return tables, findings


def _missing(name: str, held: list[Sheet]) -> Finding:
    if held:
        several = ", ".join(repr(sheet.name) for sheet in held)
        return error("duplicate_file", f"Several sheets are called {name}: {several}.", "Keep one.", file=name)
    remedy = "Add it; a sheet without rows still needs its header row."
    return error("missing_file", f"The sheet {name} is missing.", remedy, file=name)


def _dimensions(sheets: list[Sheet]) -> set[str]:
    names = set(STANDARD_DIMENSIONS)
    for sheet in sheets:
        if xlsx_child.plain(sheet.name) == "dimensions" and "dimension" in sheet.header:
            for block in sheet.texts[sheet.header.index("dimension")]:
                names |= set(block.dictionary.to_pylist())
    return names


def _table(name: str, sheet: Sheet, dimensions: set[str]) -> tuple[RawTable | None, list[Finding]]:
    schema = PAYROLL_FILES[name]
    if not any(sheet.header):
        said = "The sheet is empty, or its first row is."
        return None, [error("empty_file", said, "Put the column names in row 1.", file=sheet.name, row=1)]
    if faults := header_faults(sheet.header, schema, sheet.name):
        return None, faults
    table = sheet.table()
    kinds = ["".join(parts) for parts in sheet.kinds]
    told, wrong = wrong_cells(sheet.name, sheet.header, table, kinds, sheet.facts["errors"], schema, dimensions)
    raw, findings = assembled(table, sheet.header, None, schema, sheet.name, told)
    return raw, [*sheet_notes(sheet.name, sheet.facts), *wrong, *findings]
