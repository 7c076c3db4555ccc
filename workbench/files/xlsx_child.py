"""Reads the sheets of one workbook in a process of its own: run as a script, it imports nothing of the workbench.

Arguments: path, the file names wanted as JSON (null: every sheet), most rows, most cells, most unpacked bytes, memory
in bytes. First every wanted sheet is walked by a streaming parser that builds nothing; only when its range is small
does a library open it.
Standard output is JSON, one object a line: a sheet's facts, then blocks of its rows as columns of texts and kinds.
"""

from __future__ import annotations

import datetime
import json
import sys
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

BLOCK = 20_000
COLUMNS = 300
READ = 1 << 20
MERGES = 20_000
FORMULAS = 20_000
DIGITS = "0123456789"
KINDS = {str: "s", float: "n", int: "n", bool: "b", datetime.date: "d", datetime.datetime: "t"}


class Refused(Exception):
    """The workbook is not opened; the arguments are the kind of refusal and the sheet."""


class Walk:
    """One pass over a sheet's XML: the range of its filled cells, formulas, error cells, hidden rows."""

    def __init__(self, most_rows: int, most_cells: int, hidden_sheet: bool) -> None:
        self.hidden_sheet = hidden_sheet
        self.most_rows, self.most_cells = most_rows, most_cells
        self.rows = self.columns = self.formulas = self.hidden_rows = self.row = self.column = 0
        self.errors: list[tuple[int, int]] = []
        self.computed: list[tuple[int, int]] = []  # formulas; one whose result is a text says so itself
        self.kind = ""
        self.merges: list[str] = []
        self.letters: dict[str, int] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; most are cells and values, so those are asked for first."""
        tag = name.rpartition(":")[2] if ":" in name else name
        if tag == "c":
            self.cell(attributes)
        elif tag in ("v", "is"):
            self.filled()
        elif tag == "f":
            self.formulas += 1
            if self.kind != "str" and len(self.computed) < FORMULAS:
                self.computed.append((self.row, self.column))
        elif tag == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
            self.hidden_rows += attributes.get("hidden") in ("1", "true")
        elif tag == "mergeCell" and len(self.merges) < MERGES:
            self.merges.append(attributes.get("ref", ""))

    def cell(self, attributes: dict[str, str]) -> None:
        """Where the cell stands; without a reference it follows the one before."""
        place = attributes.get("r")
        if place is None:
            self.column += 1
        else:
            letters = place.rstrip(DIGITS)
            self.column = self.letters.get(letters) or self.letters.setdefault(letters, number_of(letters))
            self.row = int(place[len(letters) :])
        self.kind = attributes.get("t", "")
        if self.kind == "e" and len(self.errors) < 200:
            self.errors.append((self.row, self.column))

    def filled(self) -> None:
        """The cell holds something: does the range still fit?"""
        if self.row <= self.rows and self.column <= self.columns:
            return
        self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)
        if self.rows > self.most_rows + 1:
            raise Refused("rows")
        if self.columns > COLUMNS or self.rows * self.columns > self.most_cells:
            raise Refused("range")


def number_of(letters: str) -> int:
    """The number of a column: A is 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def parse(stream: Any, start: Any, most: int) -> None:
    """Feed a part to a parser that refuses document types and stops after ``most`` bytes."""

    def doctype(*_: object) -> None:
        raise Refused("doctype")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = doctype
    read = 0
    while block := stream.read(READ):
        read += len(block)
        if read > most:
            raise Refused("unpacked")
        parser.Parse(block, False)
    parser.Parse(b"", True)


def parts(archive: zipfile.ZipFile, most: int) -> tuple[dict[str, str], set[str]]:
    """The part of the archive that holds each sheet, by sheet name; and the sheets that are hidden."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}
    hidden: set[str] = set()

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship":
            targets[attributes["Id"]] = attributes["Target"]

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "sheet":
            sheets[attributes["name"]] = next(v for k, v in attributes.items() if k.rpartition(":")[2] == "id")
            if attributes.get("state", "visible") != "visible":
                hidden.add(attributes["name"])

    parse(archive.open("xl/_rels/workbook.xml.rels"), relation, most)
    parse(archive.open("xl/workbook.xml"), sheet, most)
    found = ((name, targets[key]) for name, key in sheets.items() if key in targets)
    return {n: t.lstrip("/") if t.startswith("/") else "xl/" + t for n, t in found}, hidden


def walk(path: str, wanted: set[str] | None, rows: int, cells: int, unpacked: int) -> dict[str, Walk]:
    """A walk over every sheet whose name, without blanks, case and .csv, is wanted; None: over all of cells."""
    walks: dict[str, Walk] = {}
    with zipfile.ZipFile(path) as archive:
        place, hidden = parts(archive, unpacked)
        for name in archive.namelist():
            if name.endswith(("sharedStrings.xml", "styles.xml")):
                parse(archive.open(name), None, unpacked)
        chosen = (n for n, part in place.items() if (plain(n) in wanted if wanted is not None else "worksheet" in part))
        for name in chosen:
            walks[name] = Walk(rows, cells, name in hidden)
            try:
                parse(archive.open(place[name]), walks[name].start, unpacked)
            except Refused as refusal:
                raise Refused(refusal.args[0], name) from None
    return walks


def plain(name: str) -> str:
    """A sheet's name as a file's: without blanks, case and .csv."""
    return name.strip().lower().removesuffix(".csv")


def text_of(value: Any) -> str:
    """A cell as text; a number in the shortest form that gives it back."""
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return str(value)


def blocks(sheet: Any) -> Iterator[dict[str, Any]]:
    """The rows from the first of the sheet on, twenty thousand at a time; blank columns on the left included."""
    left = [""] * (sheet.start[1] if sheet.start else 0)
    held: list[list[Any]] = []
    for row in sheet.iter_rows():
        held.append(left + row)
        if len(held) == BLOCK:
            yield block(held)
            held = []
    if held:
        yield block(held)


def block(rows: list[list[Any]]) -> dict[str, Any]:
    """Rows as columns of texts and of kinds."""
    columns = list(zip(*rows, strict=True))
    return {
        "columns": [[text_of(v) for v in column] for column in columns],
        "kinds": ["".join(KINDS.get(type(v), "?") for v in column) for column in columns],
    }


def limit_memory(memory: int) -> None:
    """Let the system refuse more memory, where it can."""
    try:
        import resource
    except ImportError:  # Windows has no such limit; the time limit and the range still hold
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def say(value: dict[str, Any]) -> None:
    """One line to the parent."""
    sys.stdout.write(json.dumps(value, ensure_ascii=True, separators=(",", ":")) + "\n")


def facts(name: str, seen: Walk) -> dict[str, Any]:
    """What the walk saw of a sheet."""
    hidden = {"hidden_sheet": seen.hidden_sheet, "hidden_rows": seen.hidden_rows}
    return {
        "sheet": name,
        "formulas": seen.formulas,
        "errors": seen.errors,
        "computed": seen.computed,
        "merges": seen.merges,
        **hidden,
    }


def main() -> None:
    """Walk, then read, telling each step."""
    path, tables, rows, cells, unpacked, memory = sys.argv[1:]
    limit_memory(int(memory))
    try:
        names = json.loads(tables)
        walks = walk(path, None if names is None else set(names), int(rows), int(cells), int(unpacked))
    except Refused as refusal:
        say({"refused": refusal.args})
        return
    except (expat.ExpatError, KeyError, ValueError, StopIteration, zipfile.BadZipFile) as problem:
        say({"refused": ["damaged", str(problem)[:200]]})
        return
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    for name, seen in walks.items():
        say(facts(name, seen))
        for part in blocks(book.get_sheet_by_name(name)):
            say(part)
    say({"done": True})


if __name__ == "__main__":
    main()
