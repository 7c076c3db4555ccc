"""The setup in force: load it from a file, publish it, save it, and what is to be said of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from workbench.desk import Desk
from workbench.errors import LoadRefused, NotFound
from workbench.findings import Finding, Findings
from workbench.rules.overwrite import contradictions
from workbench.rules.setup import Setup
from workbench.rules.setup_checks import check_setup
from workbench.rules.setup_writing import write_setup
from workbench.rules.setup_yaml import FILE, read_setup
from workbench.rules.yaml_text import MAX_CHARACTERS
from workbench.store import setups as store


def load_setup(desk: Desk, path: str | os.PathLike[str], note: str = "") -> Findings:
    """Put the setup of a file in force; with an error among the findings nothing is changed.

    LoadRefused when there is no file to open at ``path``.
    """
    return load_setup_text(desk, _read(Path(path)), note or f"loaded from {Path(path).name}")


def load_setup_text(desk: Desk, content: bytes, note: str = "") -> Findings:
    """Put the setup of a file's content in force, as ``load_setup``."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"The file is not UTF-8 text (byte {error.start + 1})."
        finding = Finding("not_text", "error", message, "Save it as UTF-8.", FILE, page="account_setup")
        return Findings([finding])
    setup, findings = read_setup(text)
    if setup is None:
        return findings
    # Rows that contradict each other can be mended on the page; until then the lines they catch have no account.
    said = findings + (replace(f, severity="warning") for f in contradictions(setup.overwrite))
    return said + put_setup(desk, setup, note)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > 4 * MAX_CHARACTERS:
            raise LoadRefused(f"{path} is too large for a setup.", "Check that it is the right file.")
        return path.read_bytes()
    except OSError as error:
        raise LoadRefused(f"{path} cannot be opened ({error.strerror}).", "Check the path.") from None


def put_setup(desk: Desk, setup: Setup, note: str = "") -> Findings:
    """Put a setup in force as a new version; one that would not read back as itself is refused with its errors."""
    text = write_setup(setup)
    again, findings = read_setup(text)
    if again is None:
        return findings
    with desk.write() as conn:
        store.add(conn, text, desk.clock(), desk.actor, note)
    return Findings()


def save_setup(desk: Desk, path: str | os.PathLike[str]) -> Path:
    """Write the setup in force to a file, whole or not at all; its path."""
    target = Path(path)
    written = target.with_name(target.name + ".part")
    try:
        written.write_text(setup_text(desk), encoding="utf-8", newline="\n")
        written.replace(target)
    except OSError as error:
        raise LoadRefused(f"{target} cannot be written ({error.strerror}).", "Check the path.") from None
    return target


def setup_text(desk: Desk) -> str:
    """The setup in force as its reviewable file."""
    return write_setup(current_setup(desk))


def current_setup(desk: Desk) -> Setup:
    """The setup in force; an empty one with defaults while there is none."""
    with desk.read() as conn:
        row = store.latest(conn)
    return _setup_of(row["content"]) if row else Setup()


def setup_version(desk: Desk, number: int) -> Setup:
    """An earlier version; NotFound when there is none of that number."""
    with desk.read() as conn:
        row = store.version(conn, number)
    if row is None:
        raise NotFound(f"There is no setup {number}.", "Look for it in the history of the setup.")
    return _setup_of(row["content"])


@lru_cache(maxsize=16)
def _setup_of(content: str) -> Setup:
    setup, findings = read_setup(content)
    if setup is None:
        raise LoadRefused(
            f"The stored setup cannot be read: {findings.errors[0].message}", "Load it from its file again."
        )
    return setup


def setup_history(desk: Desk) -> pd.DataFrame:
    """Every version, the newest first: number, saved_at, saved_by, note."""
    with desk.read() as conn:
        found = store.listing(conn)
    rows = [{"number": row["id"], **{c: row[c] for c in ("saved_at", "saved_by", "note")}} for row in found]
    return pd.DataFrame(rows, columns=["number", "saved_at", "saved_by", "note"])


def setup_findings(desk: Desk, run: str | Sequence[str]) -> Findings:
    """Coverage and lint of the setup in force for a run (or several): what is not mapped, does not fit or is unused."""
    from workbench.flows import code_finder, payroll  # the connections ask for the setup, the code finder for them

    codes = [run] if isinstance(run, str) else list(run)
    runs = [payroll.posted_run(desk, code) for code in codes]
    return check_setup(current_setup(desk), runs, code_finder.chart_or_none(desk), code_finder.values_or_none(desk))
