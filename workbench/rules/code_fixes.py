"""Mends of codes: an account or id that is nearly right, an odd character, a misspelled dimension or category."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from rapidfuzz import fuzz, process

from workbench.fields import dimension_of
from workbench.findings import Finding
from workbench.rules.code_cells import code_cells, with_account, with_code
from workbench.rules.known import Fix, Known
from workbench.rules.look_alikes import cleaned
from workbench.rules.plain_text import plain
from workbench.rules.setup import Codes, Setup, with_codes

T = TypeVar("T")

_NAME_LIKE = 80  # of 100, how alike two names of dimensions have to be


def nearest_account(finding: Finding, setup: Setup, known: Known) -> Fix | None:
    """The account of the chart that a wrong one was mistaken for, or the active one of the same title."""
    wrong = finding.value
    meant = known.accounts.near(wrong) or _same_title(wrong, known)
    if not meant:
        return None
    label = f"Use {meant} instead of {wrong}"
    whole = with_account(setup, wrong, meant)
    return Fix(label, whole if whole != setup else _in_parts(setup, wrong, meant))


def _same_title(account: str, known: Known) -> str:
    row = known.account(account)
    if row is None or known.chart is None or row["status"] == "active":
        return ""
    chart = known.chart
    like = chart[(chart["status"] == "active") & (chart["title"].map(plain) == plain(row["title"]))]
    return str(like["account"].iloc[0]) if len(like) == 1 else ""


def _in_parts(setup: Setup, wrong: str, meant: str) -> Setup:
    """The setup with the one part of a composed account mended that makes the difference."""
    for cell in code_cells(setup):
        if cell.field not in ("debit", "credit", "gl") or cell.place == "overwrite":
            continue
        at = wrong.find(cell.text)
        part = meant[at : at + len(cell.text) + len(meant) - len(wrong)] if at >= 0 else ""
        if part and wrong[:at] + part + wrong[at + len(cell.text) :] == meant:
            return with_code(setup, cell.place, cell.field, cell.text, part)
    return setup


def nearest_value(finding: Finding, setup: Setup, known: Known) -> Fix | None:
    """The id Intacct knows a value by: nearly the same, or the active one of the same name."""
    dimension = known.dimension_of(finding.column, setup)
    read = dimension_of(finding.column)  # the name Intacct has it by
    frame = known.values.get(read)
    if frame is None:
        return None
    codes = [code for code in known.codes(dimension) if setup.intacct_of(dimension, code) == finding.value]
    names = {plain(known.codes(dimension)[code]) for code in codes} - {""}
    active = frame[frame["status"] == "active"]
    like = active[active["name"].map(plain).isin(names)]["code"].unique()
    meant = known.near_values[read].near(finding.value) or (str(like[0]) if len(like) == 1 else "")
    if not meant or not codes:
        return None
    wanted = setup
    for code in codes:
        row = setup.codes(dimension).get(code, Codes())
        wanted = with_codes(wanted, dimension, code, replace(row, intacct=meant))
    return Fix(f"Send {dimension} {', '.join(codes[:3])} as {meant}", wanted)


def plain_characters(finding: Finding, setup: Setup, known: Known) -> Fix | None:
    """The code in plain characters, or the known code that it was mistaken for."""
    place, _, name = finding.column.rpartition(".")
    meant = _meant(place, name, finding.value, known) or cleaned(finding.value)
    return Fix(f"Write {meant}", with_code(setup, place, name, finding.value, meant))


def _meant(place: str, name: str, code: str, known: Known) -> str:
    if name in ("debit", "credit"):
        return known.accounts.near(code)
    if name == "intacct":
        return known.near_values[place].near(code) if place in known.near_values else ""
    of = "category" if place == "categories" else name if place == "overwrite" else place
    return known.near[of].near(code) if of in known.near else ""


def dimension_name(finding: Finding, setup: Setup, known: Known) -> Fix | None:
    """The dimension of the payroll that a misspelled one was meant to be."""
    wrong = finding.value
    near = process.extractOne(wrong, known.dimensions, scorer=fuzz.ratio, score_cutoff=_NAME_LIKE)
    if near is None or not known.runs:
        return None
    meant = near[0]
    rows = tuple(replace(row, keys=_renamed(row.keys, wrong, meant)) for row in setup.overwrite)
    wanted = replace(
        setup,
        overwrite=rows,
        structure=setup.structure.replace(f"{{{wrong}_", f"{{{meant}_"),
        gl_lines=_renamed(setup.gl_lines, wrong, meant),
        intacct_fields=_renamed(setup.intacct_fields, wrong, meant),
        dimensions=_renamed(setup.dimensions, wrong, meant),
    )
    return Fix(f"Write {meant} instead of {wrong}", wanted)


def _renamed(tab: Mapping[str, T], wrong: str, meant: str) -> dict[str, T]:
    return dict(tab) if meant in tab else {meant if name == wrong else name: value for name, value in tab.items()}


def unknown_category(finding: Finding, setup: Setup, known: Known) -> Fix | None:
    """The category of the payroll it was mistaken for; else the row is removed."""
    wrong = finding.category
    meant = known.near["category"].near(wrong)
    if meant and meant not in setup.categories:
        return Fix(f"Write {meant} instead of {wrong}", with_code(setup, "categories", "key", wrong, meant))
    rest = {code: row for code, row in setup.categories.items() if code != wrong}
    return Fix(f"Remove {wrong} from the setup", replace(setup, categories=rest))


def default_field(finding: Finding, setup: Setup, known: Known) -> Fix | None:
    """A field name that cannot be one goes back to what Intacct calls the dimension by itself."""
    named = [name for name, field in setup.intacct_fields.items() if field == finding.value]
    rest = {name: field for name, field in setup.intacct_fields.items() if name not in named}
    return Fix(f"Send {', '.join(named)} under its usual field", replace(setup, intacct_fields=rest)) if named else None
