"""Codes of a setup that are not what they look like, and accounts of it that Intacct does not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.findings import Finding
from workbench.rules.code_cells import CodeCell, code_cells
from workbench.rules.known import Known
from workbench.rules.look_alikes import odd_characters
from workbench.rules.setup import Setup
from workbench.rules.sides import has_side
from workbench.rules.structure import StructureError, parse_structure

PAGE = "account_setup"
_SIDES = ("debit", "credit")


def check_codes(setup: Setup, known: Known) -> Iterator[Finding]:
    """Codes with odd characters, and codes the payroll does not have that are nearly one it has."""
    for cell in code_cells(setup):
        if odd := odd_characters(cell.text):
            yield _finding(
                "odd_characters", cell, f"{_place(cell)} {cell.text!r} has {odd}",
                "Write it in plain characters; what looks alike is another code to Intacct.",
            )  # fmt: skip
        elif meant := _meant(cell, known):
            yield _finding(
                "look_alike", cell, f"{_place(cell)} {cell.text!r} is not in the payroll; {meant!r} is",
                f"Write {meant} if that is what is meant.",
            )  # fmt: skip


def _meant(cell: CodeCell, known: Known) -> str:
    """The payroll's code that this one is mistaken for, where it names one."""
    if cell.place == "overwrite" and cell.field not in _SIDES:
        codes = known.near.get(cell.field)
    else:
        codes = known.near.get(cell.place) if cell.field == "key" else None
    return codes.near(cell.text) if codes is not None else ""


def _place(cell: CodeCell) -> str:
    if cell.place == "overwrite":
        return f"Overwrite row {cell.key}: {cell.field}"
    if cell.place == "journal":
        return "The journal"
    what = "category" if cell.place == "categories" else cell.place
    return what.capitalize() if cell.field == "key" else f"{what.capitalize()} {cell.key}: {cell.field}"


def _finding(code: str, cell: CodeCell, what: str, remedy: str) -> Finding:
    category = cell.key if cell.place == "categories" else ""
    column = f"{cell.place}.{cell.field}"
    return Finding(code, "warning", f"{what}.", remedy, column=column, value=cell.text, category=category, page=PAGE)


def check_spare_accounts(setup: Setup, known: Known, told: Sequence[Finding]) -> Iterator[Finding]:
    """Whole accounts the setup holds and these runs do not use, that are inactive or not in the chart."""
    if known.chart is None:
        return
    said = {f.value for f in told if f.code in ("unknown_account", "inactive_account")}
    for account, cell in _whole_accounts(setup, known):
        row = known.account(account)
        if account in said or (row is not None and row["status"] == "active"):
            continue
        said.add(account)
        what = "is inactive in Intacct" if row is not None else "is not in the chart of accounts of Intacct"
        yield _finding(
            "unused_account", cell, f"{_place(cell)} account {account} {what}; no line of these runs uses it",
            "Correct it before a payroll needs it.",
        )  # fmt: skip


def _whole_accounts(setup: Setup, known: Known) -> Iterator[tuple[str, CodeCell]]:
    """Accounts of overwrite rows, and of categories where the structure takes them as they are."""
    try:
        plain = [part.name for part in parse_structure(setup.structure).parts] == ["category_gl"]
    except StructureError:
        plain = False
    for cell in code_cells(setup):
        if cell.field not in _SIDES:
            continue
        used = plain and cell.place == "categories" and has_side(known.class_of(cell.key), cell.field)
        if used or cell.place == "overwrite":
            yield cell.text, cell
