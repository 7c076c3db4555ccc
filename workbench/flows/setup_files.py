"""The setup as a file, out and in: a workbook for clients, setup.yaml for git; what comes in is looked at first."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from workbench.desk import Desk
from workbench.errors import LoadRefused, NotFound
from workbench.files.limits import UPLOAD, megabytes
from workbench.files.text_workbook import TextSheet, read_text_workbook
from workbench.files.writers import xlsx_bytes
from workbench.findings import Finding, Findings
from workbench.flows import payroll
from workbench.flows.draft_state import setup_at
from workbench.flows.setup import readable_text
from workbench.flows.setup_draft import draft, lay_on_draft
from workbench.flows.setup_versions import changes_frame
from workbench.rules.setup import Setup
from workbench.rules.setup_cells import DIMENSION
from workbench.rules.setup_changes import Change, changed_meanwhile, conflicts, difference, lay
from workbench.rules.setup_sheet_rows import BroughtSheet, read_sheets
from workbench.rules.setup_sheets import Names, sheets_of
from workbench.rules.setup_writing import write_setup

ABOUT = "About"
BAD = ("sheet", "row", "column", "value", "reason", "remedy")


@dataclass(frozen=True, eq=False)
class Brought:
    """A setup file as it was read, before anything is taken from it.

    ``changes``: what its good rows would change of the draft, cell by cell; ``pending`` the same as a table.
    ``bad``: the rows that cannot be taken, each with its reason. ``removals``: what would take away rows that the
    file's sheets do not have; they stay unless they are taken too. ``setup``: the draft with the changes.
    """

    name: str
    setup: Setup
    changes: tuple[Change, ...]
    findings: Findings
    removals: tuple[Change, ...] = ()

    @property
    def pending(self) -> pd.DataFrame:
        """What can be taken into the draft: tab, key, field, before, after."""
        return changes_frame(self.changes)

    @property
    def bad(self) -> pd.DataFrame:
        """The rows that come back: sheet, row, column, value, reason, remedy."""
        rows = [(f.file, f.row, f.column, f.value, f.message, f.remedy) for f in self.findings.errors]
        texts = {name: "str" for name in BAD if name != "row"}
        return pd.DataFrame(rows, columns=list(BAD)).astype({**texts, "row": pd.Int64Dtype()})


def workbook_of(setup: Setup, names: Names | None = None) -> bytes:
    """The setup as an .xlsx with a sheet per tab, every code as text. With ``names`` (see ``names_of``) for clients."""
    return xlsx_bytes(sheets_of(setup, names))


def draft_workbook(desk: Desk, runs: Sequence[str] = ()) -> bytes:
    """The draft for a client, with the names of these runs' codes; it knows what it was taken from.

    When it comes back, only what the client changed is asked of the draft, whatever was edited here meanwhile.
    """
    held = draft(desk)
    about = {"version": str(held.base), "edit": str(held.number), "mark": _mark(held.setup)}
    frame = pd.DataFrame(list(about.items()), columns=["taken from", "number"], dtype="str")
    return xlsx_bytes({**sheets_of(held.setup, names_of(desk, runs)), ABOUT: frame})


def _mark(setup: Setup) -> str:
    return hashlib.sha256(write_setup(setup).encode()).hexdigest()[:16]


def names_of(desk: Desk, runs: Sequence[str]) -> dict[str, dict[str, str]]:
    """The names of the codes of these runs by tab, so that a client knows them, those still without a row included."""
    names: dict[str, dict[str, str]] = {}
    for code in runs:
        run = payroll.posted_run(desk, code)
        used = run.categories[run.categories["code"].isin(set(run.paycards["category"]))]
        frames = {"categories": used, "departments": run.departments, "locations": run.locations}
        for tab, frame in frames.items():
            names.setdefault(tab, {}).update(zip(frame["code"], frame["name"], strict=True))
        for dimension, frame in run.dimension_values.groupby("dimension"):
            names.setdefault(DIMENSION + str(dimension), {}).update(zip(frame["code"], frame["name"], strict=True))
    return names


def read_setup_file(desk: Desk, path_or_bytes: str | os.PathLike[str] | bytes, name: str = "") -> Brought:
    """Read a setup.yaml or a workbook of sheets and say what it would change of the draft; nothing is changed yet.

    ``name`` is what people call an upload. LoadRefused when there is no file to open at the path.
    """
    content, shown = _opened(path_or_bytes, name)
    base = draft(desk).setup
    if len(content) > UPLOAD.size:
        message = f"{shown} is {megabytes(len(content))}; at most {megabytes(UPLOAD.size)} are read."
        return _refused(shown, base, message, "Check that it is the right file.")
    return _sheets(desk, content, shown, base) if content.startswith(b"PK") else _yaml(content, shown, base)


def _opened(given: str | os.PathLike[str] | bytes, name: str) -> tuple[bytes, str]:
    if isinstance(given, bytes):
        return given, name or "the file"
    path = Path(given)
    try:
        if path.stat().st_size > UPLOAD.size:
            raise LoadRefused(f"{path} is too large for a setup.", "Check that it is the right file.")
        return path.read_bytes(), name or path.name
    except OSError as error:
        raise LoadRefused(f"{path} cannot be opened ({error.strerror}).", "Check the path.") from None


def _refused(name: str, base: Setup, message: str, remedy: str) -> Brought:
    finding = Finding("too_large", "error", message, remedy, name, page="account_setup")
    return Brought(name, base, (), Findings([finding]))


def _yaml(content: bytes, name: str, base: Setup) -> Brought:
    setup, findings = readable_text(content)
    if setup is None:
        return Brought(name, base, (), findings)
    return Brought(name, setup, difference(base, setup), findings)


def _sheets(desk: Desk, content: bytes, name: str, base: Setup) -> Brought:
    sheets, faults = read_text_workbook(content, name)
    origin = _origin(desk, sheets) or base
    read = read_sheets([_brought(sheet) for sheet in sheets if sheet.name != ABOUT], origin)
    against = conflicts(base, read.changes)
    refused = {change.cell for change, _ in against}
    setup = lay(base, (change for change in read.changes if change.cell not in refused))
    found = Findings(faults) + read.findings + (changed_meanwhile(change, now) for change, now in against)
    gone = {change.cell for change, _ in conflicts(base, read.removals)}
    removals = tuple(change for change in read.removals if change.cell not in gone)
    return Brought(name, setup, difference(base, setup), found + _kept(removals), removals)


def _origin(desk: Desk, sheets: Sequence[TextSheet]) -> Setup | None:
    """The setup a workbook was taken from; none where it does not say, or says what is not of this client."""
    rows = [row.cells for sheet in sheets if sheet.name == ABOUT for row in sheet.rows]
    about = {cells.get("taken from"): cells.get("number", "") for cells in rows}
    version, edit = about.get("version", ""), about.get("edit", "")
    if not all(number.isdecimal() and len(number) < 10 for number in (version, edit)):
        return None
    with desk.read() as conn, suppress(NotFound):
        origin = setup_at(conn, int(version), int(edit))
        return origin if _mark(origin) == about.get("mark") else None
    return None


def _brought(sheet: TextSheet) -> BroughtSheet:
    return BroughtSheet(sheet.name, sheet.columns, tuple((row.number, row.cells, row.wrong) for row in sheet.rows))


def _kept(removals: Sequence[Change]) -> Findings:
    if not removals:
        return Findings()
    rows = len({(change.tab, change.key) for change in removals})
    message = f"{rows} rows of the draft are not in the file's sheets; they stay."
    remedy = "Take them away too, if that is what leaving them out was meant for."
    return Findings([Finding("rows_not_in_file", "note", message, remedy, page="account_setup")])


def take_into_draft(desk: Desk, brought: Brought, only: Sequence[Change] | None = None) -> Findings:
    """Take what a file changes into the draft: all of it, or only some changes (``removals`` must be named).

    What somebody else changed since the file was read stays, and a finding names it.
    """
    chosen = brought.changes if only is None else tuple(only)
    return lay_on_draft(desk, chosen, f"from {brought.name}")
