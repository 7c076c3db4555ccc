"""A workbook in which every cell is a text: its sheets with header and rows, numbers among codes pointed at."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from workbench.files.limits import UPLOAD, megabytes
from workbench.files.raw_table import FIRST_ROW
from workbench.files.workbook import Sheet, read_all, refusal
from workbench.files.writers import read_back
from workbench.files.xlsx_cells import sheet_notes, wrong_cell
from workbench.files.xlsx_child import FORMULAS
from workbench.files.zip_source import directory_faults, is_workbook, open_zip
from workbench.findings import Finding

_REMEDY = "Give the workbook that was taken from here, as .xlsx."
_ERROR = ("error_cell", "The cell shows an Excel error.", "Type the value.")
_NEVER_SAVED = (
    "formula_not_saved",
    "The cell has a formula whose result was never saved.",
    "Open the workbook in Excel and save it, or type the value.",
)


@dataclass(frozen=True)
class TextRow:
    """One row: its number as a spreadsheet shows it, its cells by column, and what is wrong with some of them."""

    number: int
    cells: dict[str, str]
    wrong: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class TextSheet:
    """One sheet: its columns and the rows that hold anything."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[TextRow, ...]


def read_text_workbook(content: bytes, name: str) -> tuple[list[TextSheet], list[Finding]]:
    """Every sheet of an .xlsx as texts, and what is wrong with the file; rows carry what is wrong with them."""
    if len(content) > UPLOAD.size:
        said = f"{name} is {megabytes(len(content))}; at most {megabytes(UPLOAD.size)} are read."
        return [], [_finding("too_large", said, "Take out the sheets that are none of the setup's.", name)]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "brought.xlsx"
        place.write_bytes(content)
        archive, faults = open_zip(place)
        if archive is None:
            return [], [_finding(f.code, f.message, _REMEDY, name) for f in faults]
        with archive:
            faults = _unfit(archive, name)
        sheets, more = ([], faults) if faults else read_all(place, UPLOAD, None)
    computed = next((sheet.name for sheet in sheets if sheet.facts["formulas"] > FORMULAS), "")
    if computed:
        said = f"There are more than {FORMULAS:,} formulas; which of them were never saved cannot be told."
        return [], [_finding("too_many_formulas", said, "Paste them as values.", computed)]
    read = [_sheet(sheet) for sheet in sheets if any(sheet.header)]
    notes = [note for sheet in sheets if any(sheet.header) for note in sheet_notes(sheet.name, sheet.facts)]
    return read, [_here(finding) for finding in [*more, *notes]]


def _unfit(archive: zipfile.ZipFile, name: str) -> list[Finding]:
    if faults := directory_faults(archive.infolist(), name, UPLOAD):
        return faults
    if "xl/workbook.bin" in archive.namelist():
        return [refusal(name, ["damaged", "it is an .xlsb"])]
    return [] if is_workbook(archive) else [_finding("not_a_workbook", f"{name} is no workbook.", _REMEDY, name)]


def _sheet(sheet: Sheet) -> TextSheet:
    columns = [[text for block in column for text in block.to_pylist()] for column in sheet.texts]
    kinds = ["".join(parts) for parts in sheet.kinds]
    names = [read_back(name).strip() for name in sheet.header]
    at = [position for position, name in enumerate(names) if name]
    broken = {tuple(place): _ERROR for place in sheet.facts["errors"]}
    broken |= {(row, column): _NEVER_SAVED for row, column in sheet.facts["computed"] if _blank(columns, row, column)}
    rows = []
    for line in range(len(columns[0]) if columns else 0):
        cells = {names[p]: read_back(columns[p][line]) for p in at}
        if any(cells.values()) or any((line + FIRST_ROW, p + 1) in broken for p in at):
            wrong = _wrong(
                sheet.name, line + FIRST_ROW, [(p, names[p], kinds[p][line], columns[p][line]) for p in at], broken
            )
            rows.append(TextRow(line + FIRST_ROW, cells, tuple(wrong)))
    return TextSheet(sheet.name, tuple(names[p] for p in at), tuple(rows))


def _blank(columns: list[list[str]], row: int, column: int) -> bool:
    """Whether a cell below the header shows nothing; formulas may stand outside of what is filled."""
    lines = columns[column - 1] if column <= len(columns) else []
    return row >= FIRST_ROW and (row - FIRST_ROW >= len(lines) or not lines[row - FIRST_ROW])


def _wrong(
    sheet: str, row: int, cells: list[tuple[int, str, str, str]], broken: Mapping[tuple[int, ...], tuple[str, str, str]]
) -> Iterator[Finding]:
    for position, column, kind, text in cells:
        if (row, position + 1) in broken:
            yield _finding(*broken[row, position + 1], sheet, row, column)
        elif kind != "s":
            message, _ = wrong_cell("code", kind, text)
            remedy = "Format the column as text and type the code again."
            yield _finding("wrong_cell", message, remedy, sheet, row, column, text)


def _finding(
    code: str, message: str, remedy: str, file: str, row: int | None = None, column: str = "", value: str = ""
) -> Finding:
    return Finding(code, "error", message, remedy, file, row, column, value, page="account_setup")


def _here(finding: Finding) -> Finding:
    """A finding of the payroll's files, mended where setups are."""
    return Finding(**{**vars(finding), "page": "account_setup"})
