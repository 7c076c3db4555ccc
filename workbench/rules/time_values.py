"""How Intacct's codes become payroll's: the saved value map first, else the account setup's ids read backwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from workbench.rules.field_map import FieldMap
from workbench.rules.known_codes import KnownCodes
from workbench.rules.setup import Setup

FIELD_MAP, ACCOUNT_SETUP = "field map", "account setup"


@dataclass(frozen=True)
class CodeBook:
    """For one target: which of Intacct's ids is which of payroll's codes, and ids that two codes claim."""

    ours: Mapping[str, str] = field(default_factory=dict)
    origin: Mapping[str, str] = field(default_factory=dict)  # of each id: field map or account setup
    claimed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def stated(self) -> frozenset[str]:
        """The codes that somebody wrote down as themselves: payroll will know them."""
        return frozenset(id for id, origin in self.origin.items() if origin == FIELD_MAP and self.ours[id] == id)


def code_books(fields: FieldMap, setup: Setup, known: KnownCodes, targets: Sequence[str]) -> dict[str, CodeBook]:
    """The code book of every target; an id that no book names stands for the code that is written the same."""
    return {target: _book(fields.values.get(target, {}), setup, known, target) for target in targets}


def _book(saved: Mapping[str, str], setup: Setup, known: KnownCodes, target: str) -> CodeBook:
    claims: dict[str, list[str]] = {}
    tab = setup.codes(target) if target != "category" else {}
    for code in sorted({*tab, *(known.codes(target) if tab else ())}):
        claims.setdefault(setup.intacct_of(target, code), []).append(code)
    single = {id: codes[0] for id, codes in claims.items() if len(codes) == 1 and codes[0] != id and id not in saved}
    return CodeBook(
        {**single, **saved},
        {**dict.fromkeys(single, ACCOUNT_SETUP), **dict.fromkeys(saved, FIELD_MAP)},
        {id: tuple(codes) for id, codes in claims.items() if len(codes) > 1 and id not in saved},
    )


def value_maps(books: Mapping[str, CodeBook]) -> pd.DataFrame:
    """The value maps in force: target, source (Intacct's code), ours, origin; ids claimed twice with ours blank."""
    rows = [
        {"target": target, "source": source, "ours": ours, "origin": book.origin[source]}
        for target, book in books.items()
        for source, ours in sorted(book.ours.items())
    ]
    rows += [
        {"target": target, "source": source, "ours": "", "origin": f"{ACCOUNT_SETUP}: {' or '.join(codes)}"}
        for target, book in books.items()
        for source, codes in sorted(book.claimed.items())
    ]
    return pd.DataFrame(rows, columns=["target", "source", "ours", "origin"], dtype="str")
