"""Files to begin with: the eight files with nothing but their headers, and any folder as a .zip."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from workbench.fields import STANDARD_DIMENSIONS
from workbench.files.raw_table import PAYROLL_FILES
from workbench.frames import Schema

_WRITTEN = (2026, 1, 1, 0, 0, 0)  # the same content gives the same archive


def template_zip() -> bytes:
    """The eight files of a posted payroll as a .zip, header rows only, with a column per standard dimension."""
    lines = {f"{name}.csv": ",".join(_header(schema)) + "\r\n" for name, schema in PAYROLL_FILES.items()}
    return _zipped({name: line.encode("utf-8-sig") for name, line in lines.items()})


def folder_zip(folder: Path) -> bytes:
    """The files of a folder as a .zip."""
    return _zipped({path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()})


def _header(schema: Schema) -> list[str]:
    if not schema.dimensions:
        return schema.names
    names = [name for name in schema.names if name != "text"]
    return [*names, *STANDARD_DIMENSIONS, *(["text"] if "text" in schema.names else [])]


def _zipped(files: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, _WRITTEN), text, zipfile.ZIP_DEFLATED)
    return content.getvalue()
