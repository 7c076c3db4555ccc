"""The setup in force: load it from a file, publish it, save it, and what is to be said of it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.desk import Desk
from workbench.errors import LoadRefused, NotFound
from workbench.findings import Finding, Findings
from workbench.rules.overwrite import contradictions
from workbench.rules.setup import Setup
from workbench.rules.setup_changes import difference
from workbench.rules.setup_checks import check_each
from workbench.rules.setup_writing import write_setup
from workbench.rules.setup_yaml import FILE, read_setup
from workbench.rules.yaml_text import MAX_CHARACTERS
from workbench.store import setups as store

NO_SETUP = Setup()


def load_setup(desk: Desk, path: str | os.PathLike[str], note: str = "") -> Findings:
    """Put the setup of a file in force; with an error among the findings nothing is changed.

    LoadRefused when there is no file to open at ``path``.
    """
    return load_setup_text(desk, _read(Path(path)), note or f"loaded from {Path(path).name}")


def load_setup_text(desk: Desk, content: bytes, note: str = "") -> Findings:
    """Put the setup of a file's content in force, as ``load_setup``."""
    setup, said = readable_text(content)
    return said if setup is None else said + put_setup(desk, setup, note) + _pending(desk)


def readable_text(content: bytes) -> tuple[Setup | None, Findings]:
    """The setup of a file's content and what is to be said of it; none when anything is an error."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"The file is not UTF-8 text (byte {error.start + 1})."
        finding = Finding("not_text", "error", message, "Save it as UTF-8.", FILE, page="account_setup")
        return None, Findings([finding])
    setup, findings = read_setup(text)
    if setup is None:
        return None, findings
    # Rows that contradict each other can be mended on the page; until then the lines they catch have no account.
    return setup, findings + (replace(f, severity="warning") for f in contradictions(setup.overwrite))


def _pending(desk: Desk) -> Findings:
    """What of the draft stays pending on top of the version just put in force."""
    from workbench.flows.setup_draft import draft  # it stands on this module

    held = draft(desk)
    if not held.changes:
        return Findings()
    message = f"{len(held.changes)} changes of the draft stay pending on top of this version."
    remedy = "Publish or discard them on the Account setup page."
    return Findings([Finding("draft_pending", "note", message, remedy, page="account_setup")]) + held.conflicts


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > 4 * MAX_CHARACTERS:
            raise LoadRefused(f"{path} is too large for a setup.", "Check that it is the right file.")
        return path.read_bytes()
    except OSError as error:
        raise LoadRefused(f"{path} cannot be opened ({error.strerror}).", "Check the path.") from None


def put_setup(desk: Desk, setup: Setup, note: str = "") -> Findings:
    """Put a setup in force at once, for every pay date, as a new version; pending edits of the draft stay on top.

    One that would not read back as itself is refused with its errors.
    """
    text, findings = readable(setup)
    if text is None:
        return findings
    with desk.write() as conn:
        add_version(desk, conn, setup, text, note, store.BEGINNING)
    return Findings()


def readable(setup: Setup) -> tuple[str | None, Findings]:
    """The setup as the text that reads back as itself; none, and why, when it would not."""
    text = write_setup(setup)
    again, findings = read_setup(text)
    return (None, findings) if again is None else (text, Findings())


def add_version(desk: Desk, conn: Any, setup: Setup, text: str, note: str, effective_from: date) -> int:
    """Write a version and give its number; one equal to the newest, from the same day, changes nothing."""
    store.hold(conn)
    changes = len(difference(newest_setup(conn)[1], setup))
    return store.add(conn, text, desk.clock(), desk.actor, note, effective_from, changes)


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
    """The setup in force today; an empty one with defaults while there is none."""
    return setup_for(desk, desk.today())[1]


def setup_for(desk: Desk, day: date) -> tuple[int, Setup]:
    """The version in force for a pay date and its setup: the newest that starts on that day or before.

    Number 0 and an empty setup where no version starts so early.
    """
    with desk.read() as conn:
        return _numbered(conn, store.in_force(conn, day))


def no_setup_yet(desk: Desk, day: date) -> Findings:
    """A warning when there are versions and none of them starts as early as a pay date."""
    with desk.read() as conn:
        first = store.first_day(conn)
    if first is None or first <= day:
        return Findings()
    message = f"No version of the setup is in force on {day}; the first starts on {first}."
    remedy = "Publish a version that starts earlier, or go back to one with an earlier first day."
    return Findings([Finding("no_setup_yet", "warning", message, remedy, page="account_setup")])


def newest_setup(conn: Any) -> tuple[int, Setup]:
    """The newest version, in force today or later, and its setup; 0 and an empty one while there is none."""
    return _numbered(conn, store.latest(conn))


def setup_version(desk: Desk, number: int) -> Setup:
    """An earlier version; NotFound when there is none of that number."""
    with desk.read() as conn:
        return version_of(conn, number)


def version_of(conn: Any, number: int) -> Setup:
    """The setup of a version; an empty one for 0; NotFound when there is none of that number."""
    row = store.version(conn, number) if number else None
    if number and row is None:
        raise NotFound(f"There is no setup {number}.", "Look for it in the history of the setup.")
    return _numbered(conn, row)[1]


def _numbered(conn: Any, row: Mapping[str, Any] | None) -> tuple[int, Setup]:
    if row is None:
        return 0, NO_SETUP
    box = _box(row["content_sha256"])
    if not box:
        box.append(_setup_of(store.content(conn, row["id"])))
    return row["id"], box[0]


@lru_cache(maxsize=32)
def _box(digest: str) -> list[Setup]:
    """Where a version is kept once it was read."""
    return []


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
    """Coverage and lint of a run (or several) under the setup in force on its pay date: unmapped, unfit or unused."""
    from workbench.flows import code_finder, payroll  # the connections ask for the setup, the code finder for them

    codes = [run] if isinstance(run, str) else list(run)
    runs = [payroll.posted_run(desk, code) for code in codes]
    read = code_finder.refreshed_at(desk)
    return check_each(
        runs,
        [setup_for(desk, run.pay_date)[1] for run in runs],
        code_finder.chart_or_none(desk),
        code_finder.values_or_none(desk),
        age=None if read is None else desk.clock() - read,
    )
