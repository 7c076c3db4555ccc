"""Opens a posted payroll wherever it lies: a folder, a .zip of it, or an .xlsx with a sheet per file."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from workbench.errors import LoadRefused
from workbench.files.csv_reader import read_csv
from workbench.files.limits import Bound, Limits, limits_for, megabytes
from workbench.files.raw_table import PAYROLL_FILES, RawTable, error
from workbench.files.workbook import read_workbook
from workbench.files.zip_source import csv_files, damaged, is_workbook, open_zip
from workbench.findings import Finding, Findings

Read = Callable[[], bytes]
Opened = tuple[dict[str, RawTable], list[Finding]]
_REMEDY = "Give the folder that holds the eight CSV files, a .zip of it, or an .xlsx with a sheet per file."
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_payroll(path: str | os.PathLike[str], bound: Bound = "path") -> tuple[Mapping[str, RawTable], Findings]:
    """The raw tables by name (``paycards`` ...) and what is wrong with the files; LoadRefused when nothing is there.

    ``bound`` is ``"upload"`` (16 MB, 50,000 rows a file) or ``"path"`` (1 GB, 5 million rows a file).
    """
    place, limits = Path(path), limits_for(bound)
    try:
        tables, findings = _folder(place, limits) if place.is_dir() else _file(place, limits)
    except OSError as problem:
        raise LoadRefused(f"{place} cannot be opened: {problem.strerror or problem}.", _REMEDY) from problem
    return tables, Findings(findings)


def _folder(place: Path, limits: Limits) -> Opened:
    files = {entry.name: entry for entry in sorted(place.iterdir()) if entry.is_file()}
    wanted = {name: file for name, file in files.items() if _is_wanted(name)}
    size = sum(file.stat().st_size for file in wanted.values())
    if size > limits.size:
        return {}, [_too_large(place.name, size, limits)]
    return _read_all({n: partial(f.read_bytes) for n, f in wanted.items()}, tuple(files), place.name, limits)


def _file(place: Path, limits: Limits) -> Opened:
    size, head = place.stat().st_size, _head(place)
    if size > limits.size:
        return {}, [_too_large(place.name, size, limits)]
    if not head.startswith(b"PK"):
        return {}, [_not_a_payroll(place, head)]
    archive, faults = open_zip(place)
    if archive is None:
        return {}, faults
    with archive:
        if is_workbook(archive):
            return read_workbook(place, archive, limits)
        files, faults = csv_files(archive, place, limits, _is_wanted)
        return ({}, faults) if faults else _read_all(files, archive.namelist(), place.name, limits)


def _head(place: Path) -> bytes:
    with place.open("rb") as file:
        return file.read(8)


def _too_large(name: str, size: int, limits: Limits) -> Finding:
    return error(
        "too_large",
        f"{name} is {megabytes(size)}; at most {megabytes(limits.size)} are read this way.",
        "Load it by its path, or split it by run.",
        file=name,
    )


def _not_a_payroll(place: Path, head: bytes) -> Finding:
    if head.startswith(_OLD_OFFICE):
        said, remedy = "is an old or password-protected workbook", "Save it in Excel as .xlsx without a password."
    elif place.suffix.lower() == ".xlsx":
        said, remedy = "is no workbook, whatever its name says", "Save it in Excel as .xlsx. " + _REMEDY
    else:
        said, remedy = "is neither a folder, a .zip nor an .xlsx workbook", _REMEDY
    return error("not_a_payroll", f"{place.name} {said}.", remedy, file=place.name)


def _table_of(file: str) -> str:
    stem, dot, suffix = file.lower().rpartition(".")
    return stem if dot and suffix == "csv" else ""


def _is_wanted(file: str) -> bool:
    return _table_of(file) in PAYROLL_FILES


def _read_all(files: Mapping[str, Read], there: Sequence[str], source: str, limits: Limits) -> Opened:
    tables: dict[str, RawTable] = {}
    findings: list[Finding] = []
    for name in PAYROLL_FILES:
        held = [file for file in files if _table_of(file) == name]
        if len(held) != 1:
            findings.append(_missing(name + ".csv", held, there))
            continue
        raw, found = _read(name, files[held[0]], source, limits)
        findings += found
        if raw is not None:
            tables[name] = raw
    return tables, findings


def _read(name: str, read: Read, source: str, limits: Limits) -> tuple[RawTable | None, list[Finding]]:
    try:
        content = read()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as problem:
        return None, [damaged(source, problem)]
    return read_csv(content, PAYROLL_FILES[name], name + ".csv", limits)


def _missing(file: str, held: Sequence[str], there: Sequence[str]) -> Finding:
    if held:
        said = f"{file} is there more than once: {', '.join(held)}."
        return error("duplicate_file", said, "Keep one of them.", file=file)
    near = get_close_matches(file, there, n=1, cutoff=0.8)
    remedy = f"Rename {near[0]} if that is it." if near else "Add it; a file without rows still needs its header row."
    return error("missing_file", f"{file} is missing.", remedy, file=file)
