"""A payroll in a .zip: nothing is unpacked to disk, and nothing is read before its size, names and ratio are known."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path, PurePosixPath

from workbench.files.limits import ENTRIES, RATIO, RATIO_FREE, Limits, megabytes
from workbench.files.raw_table import error
from workbench.findings import Finding

_ENCRYPTED = 0x1


def open_zip(place: Path) -> tuple[zipfile.ZipFile | None, list[Finding]]:
    """The archive with its directory read, or why it cannot be."""
    try:
        return zipfile.ZipFile(place), []
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
        return None, [damaged(place.name, problem)]


def damaged(file: str, problem: Exception) -> Finding:
    """An archive whose bytes do not hold together."""
    return error(
        "damaged_zip",
        f"The archive cannot be read: {problem}.",
        "Make it again; a copy may have been cut short.",
        file=file,
    )


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """True for Office workbooks, which are archives too."""
    return any(name.startswith("xl/") for name in archive.namelist())


def csv_files(
    archive: zipfile.ZipFile, place: Path, limits: Limits, wanted: Callable[[str], bool]
) -> tuple[dict[str, Callable[[], bytes]], list[Finding]]:
    """A reader per wanted file name, from the top level or else from the one folder that holds them."""
    if faults := directory_faults(archive.infolist(), place.name, limits):
        return {}, faults
    files = [e for e in archive.infolist() if not e.is_dir() and not e.filename.startswith("__MACOSX/")]
    held = [e for e in files if wanted(PurePosixPath(e.filename).name)]
    folders = {str(PurePosixPath(e.filename).parent) for e in held}
    if len(folders) > 1 and "." not in folders:
        return {}, [_several_folders(place.name, folders)]
    top = "." if "." in folders else next(iter(folders), ".")
    chosen = [e for e in held if str(PurePosixPath(e.filename).parent) == top]
    if faults := _twice(chosen, place.name):
        return {}, faults
    return {PurePosixPath(e.filename).name: partial(archive.read, e) for e in chosen}, []


def directory_faults(entries: Sequence[zipfile.ZipInfo], file: str, limits: Limits) -> list[Finding]:
    """What the archive's directory alone says against reading it."""
    if len(entries) > ENTRIES:
        said = f"holds {len(entries):,} files; a payroll has eight"
        return [error("unsafe_zip", f"The archive {said}.", "Pack the eight files alone.", file=file)]
    outside = [e.filename for e in entries if _leads_outside(e.filename)]
    if outside:
        said, remedy = "The archive names a file outside its folder.", "Do not trust it; pack the eight files yourself."
        return [error("unsafe_zip", said, remedy, file=file, value=outside[0][:100])]
    if any(e.flag_bits & _ENCRYPTED for e in entries):
        return [error("encrypted", "The archive is protected by a password.", "Pack it without a password.", file=file)]
    return _size_faults(entries, file, limits)


def _leads_outside(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0]


def _size_faults(entries: Sequence[zipfile.ZipInfo], file: str, limits: Limits) -> list[Finding]:
    unpacked, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if unpacked > limits.unpacked:
        said = f"unpacks to {megabytes(unpacked)}; at most {megabytes(limits.unpacked)} are read this way"
        return [error("too_large", f"The archive {said}.", "Load it by its path, or split it by run.", file=file)]
    if unpacked > RATIO_FREE and unpacked > RATIO * max(packed, 1):
        said = f"unpacks to {unpacked // max(packed, 1):,} times its size, which no payroll does"
        return [error("unsafe_zip", f"The archive {said}.", "Pack the eight files alone.", file=file)]
    return []


def _several_folders(file: str, folders: set[str]) -> Finding:
    return error(
        "several_folders",
        f"The files stand in several folders: {', '.join(sorted(folders)[:5])}.",
        "Pack one folder, or the files alone.",
        file=file,
    )


def _twice(entries: Sequence[zipfile.ZipInfo], file: str) -> list[Finding]:
    names = [e.filename for e in entries]
    twice = sorted({name for name in names if names.count(name) > 1})
    return [
        error("duplicate_file", f"The archive holds {name} twice.", "Pack it once.", file=file, value=name)
        for name in twice
    ]
