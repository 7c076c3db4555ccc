"""The Ontario sample in a folder of the test's own, changed cell by cell, and everything loading would say about it."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from pathlib import Path

import xlsxwriter

from workbench.files import read_payroll
from workbench.files.raw_table import PAYROLL_FILES
from workbench.findings import Finding, Findings
from workbench.rules.payroll_checks import check_payroll
from workbench.samples import ONTARIO


def sample(place: Path) -> Path:
    """A copy of the sample's eight files."""
    folder = place / "payroll"
    folder.mkdir()
    for name in PAYROLL_FILES:
        shutil.copy(ONTARIO / f"{name}.csv", folder)
    return folder


def rows(folder: Path, name: str) -> list[list[str]]:
    """A file's cells, the header first."""
    return list(csv.reader(io.StringIO((folder / f"{name}.csv").read_text(encoding="utf-8"))))


def write(folder: Path, name: str, lines: list[list[str]]) -> None:
    """A file from its cells."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    (folder / f"{name}.csv").write_text(text.getvalue(), encoding="utf-8")


def put(folder: Path, name: str, row: int, column: str, value: str) -> None:
    """Change one cell; the row as a spreadsheet shows it."""
    lines = rows(folder, name)
    lines[row - 1][lines[0].index(column)] = value
    write(folder, name, lines)


def add(folder: Path, file: str, /, **cells: str) -> int:
    """Add a line, blank where nothing is said; its spreadsheet row."""
    lines = rows(folder, file)
    lines.append([cells.get(column, "") for column in lines[0]])
    write(folder, file, lines)
    return len(lines)


def add_column(folder: Path, name: str, column: str, value: str = "") -> None:
    """Add a column with the same value on every line."""
    head, *lines = rows(folder, name)
    write(folder, name, [[*head, column], *([*line, value] for line in lines)])


def found(path: Path, bound: str = "path") -> Findings:
    """Everything loading says about it."""
    raw, faults = read_payroll(path, bound)
    return faults + check_payroll(raw)[1]


def place(finding: Finding) -> tuple[str, int | None, str, str]:
    """Where a finding points: file, row, column, value."""
    return finding.file, finding.row, finding.column, finding.value


def only(findings: Findings) -> Finding:
    """The finding, when it is one."""
    assert len(findings) == 1, "\n".join(map(str, findings))
    return findings[0]


def zipped(folder: Path, inside: str = "") -> Path:
    """The folder as a .zip beside it."""
    archive = folder.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for file in folder.iterdir():
            out.write(file, inside + file.name)
    return archive


def workbook(folder: Path, suffix: str = "", text: bool = True) -> Path:
    """The folder as an .xlsx with a sheet per file; amounts as numbers unless ``text``."""
    path = folder.with_suffix(".xlsx")
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        for name in PAYROLL_FILES:
            sheet = book.add_worksheet(name + suffix)
            head, *lines = rows(folder, name)
            sheet.write_row(0, 0, head)
            for at, line in enumerate(lines, start=1):
                for column, value in enumerate(line):
                    number = not text and head[column] in ("units", "rate", "amount") and value
                    sheet.write_number(at, column, float(value)) if number else sheet.write_string(at, column, value)
    return path
