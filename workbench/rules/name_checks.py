"""Dimensions and categories a setup speaks of and no payroll has."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.findings import Finding
from workbench.rules.known import Known
from workbench.rules.setup import Setup
from workbench.rules.structure import parse_structure

PAGE = "account_setup"


def check_names(setup: Setup, known: Known) -> Iterator[Finding]:
    """Dimensions the payroll does not have, anywhere in the setup, and categories it does not have."""
    if not known.runs:
        return
    dimensions = {"category", *known.dimensions}
    for at, row in enumerate(setup.overwrite):
        for name in sorted(set(row.keys) - dimensions):
            yield _unknown(name, f"Overwrite row {at + 1} has the key {name}, which is no dimension; it fits no line")
    for tab in ("gl_lines", "intacct_fields", "dimensions"):
        for name in sorted(set(getattr(setup, tab)) - dimensions):
            yield _unknown(name, f"{tab} names {name}, which is no dimension of the payroll")
    for name in sorted(parse_structure(setup.structure).dimensions - dimensions):
        yield _unknown(
            name, f"The structure has a part of {name}, which is no dimension of the payroll; it is left out"
        )
    for code in sorted(set(setup.categories) - set(known.classes)):
        message = f"The setup has category {code}, which is no category of the payroll."
        yield Finding("category_unknown", "note", message, "Check its code, or remove it.", category=code, page=PAGE)


def _unknown(name: str, what: str) -> Finding:
    return Finding("dimension_unknown", "warning", f"{what}.", "Check the spelling.", value=name, page=PAGE)
