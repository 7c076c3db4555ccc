"""Which payroll category an item of a register is: known from earlier runs, or told by its name; else asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from workbench.frames import CATEGORIES, DEPARTMENTS, LOCATIONS, PAYROLL_GROUPS, empty
from workbench.rules.payroll import CLASSES
from workbench.rules.register_answers import Answers, ItemCategory
from workbench.rules.register_entries import Entries
from workbench.rules.register_words import plain

_EMPLOYER = r"\b(er|employer( s)?|employers|company|co paid|company paid|employer paid|patronale?|employeur)\b"
_TAXED = r"\b(cpp|cpp2|ei|qpp|qpip|rqap|rrq|fica|social security|oasdi|medicare|soc sec|ss)\b"
_BY_EMPLOYER = (
    r"\b(eht|wsib|wcb|employer health tax|health tax|futa|suta|sui|cnesst|fss|hsf|worksafe|workers comp\w*)\b"
)
_ACCRUED = r"\b(accru\w*|vac accr|vacation payable|banked earned|entitlement|provision)\b"
_NET = r"\b(net|net pay|take home|direct deposits?|(check|cheque) amount|net amount|amount paid|salaire net)\b"
_TAX = _TAXED + r"|\b(tax|taxes|income tax|federal|provincial|fit|sit|withholding|impot|fed|prov|state)\b"
_DEDUCTED = (
    r"\b(deductions?|ded|rrsp|rpp|pension|union|dues|garnish\w*|dental|medical|ltd|life|insurance|parking|charity|loan"
    r"|advance|401 ?k|403b|hsa|fsa|benefits?|health|drug|savings|repayment|child support|social club|tfsa|reer)\b"
)
_EARNED = (
    r"\b(reg|regular|salary|wages?|hourly|overtime|ot|o/t|dt|double time|bonus|commission|sick|holiday|hol|stat|retro"
    r"|tips?|premium|shift|severance|allowance|pay|earnings?|vacation pay|vacation paid|vac paid|pto|personal"
    r"|bereavement|jury|car|standby|call in|salaire|prime|travel|piece|training|lead hand|vac taken)\b"
)
_KIND_WORDS = {
    "earning": {"e", "earn", "earning", "earnings", "income", "gain", "pay", "wage", "wages", "gross", "revenu"},
    "deduction": {"d", "ded", "deduction", "deductions", "dedn", "employee deduction"},
    "tax_employee": {"t", "tax", "taxes", "employee tax", "ee tax", "statutory", "withholding", "employee taxes",
                     "government"},
    "tax_employer": {"employer tax", "er tax", "employer taxes", "company tax", "ertax"},
    "benefit": {"b", "benefit", "benefits", "employer benefit", "contribution", "employer contribution", "employer",
                "er", "company contribution", "company", "employer contributions", "er contribution", "c"},
    "accrual": {"a", "accrual", "accruals", "accrued"},
    "net_pay": {"n", "net", "net pay", "netpay"},
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Known:
    """What earlier runs of the client company know; all may be empty."""

    categories: pd.DataFrame = field(default_factory=lambda: empty(CATEGORIES))
    employees: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["employee", "name"], dtype="str"))
    departments: pd.DataFrame = field(default_factory=lambda: empty(DEPARTMENTS))
    locations: pd.DataFrame = field(default_factory=lambda: empty(LOCATIONS))
    payroll_groups: pd.DataFrame = field(default_factory=lambda: empty(PAYROLL_GROUPS))


class Chosen(NamedTuple):
    """The category of an item, whether it was answered, known, told by its name or is asked, and why."""

    category: ItemCategory
    source: str  # answered | known | by its name | asked
    reason: str


def chosen(entries: Entries, answers: Answers, known: Known) -> dict[str, Chosen]:
    """What each item is."""
    found: dict[str, Chosen] = {}
    taken: dict[str, str] = {}
    for row in entries.items.to_dict("records"):
        item = row["item"]
        if item in found:
            continue
        answered = answers.categories.get(item)
        proposed = _told_apart(_proposed(row, known), item, taken)
        if answered is None:
            found[item] = _signed(proposed, row)
        elif answered.complete:
            found[item] = Chosen(answered, "answered", "")
        else:
            merged = {name: getattr(answered, name) or value for name, value in vars(proposed.category).items()}
            found[item] = proposed._replace(category=ItemCategory(**merged))
    return found


def _proposed(row: Mapping[str, object], known: Known) -> Chosen:
    item, code, name = str(row["item"]), str(row["code"]), str(row["name"])
    for text, column in ((code, "code"), (item, "code"), (name, "name"), (item, "name")):
        match = known.categories[known.categories[column] == text] if text else known.categories.head(0)
        if len(match) == 1 and not _other_side(item, code or name):
            one = match.iloc[0]
            said = f"a category of earlier runs has this {column}"
            return Chosen(ItemCategory(one["code"], one["name"], one["class"]), "known", said)
    kind, why = class_of(item, name, str(row["kind"]))
    return Chosen(ItemCategory(code or item, name or code or item, kind), "by its name" if kind else "asked", why)


def _told_apart(one: Chosen, item: str, taken: dict[str, str]) -> Chosen:
    """A register may use a code twice, as an earning and a deduction say; one category has one class."""
    first = taken.setdefault(one.category.code, one.category.kind)
    if first == one.category.kind:
        return one
    category = ItemCategory(item, f"{one.category.name} ({item})", one.category.kind)
    taken.setdefault(item, one.category.kind)
    return one._replace(category=category)


def _other_side(item: str, own: str) -> bool:
    """True for the second amount of a row, the employer's say: another category than the row's own."""
    return bool(own) and item != own and re.search(_EMPLOYER, plain(item.removeprefix(own))) is not None


def _signed(one: Chosen, row: Mapping[str, object]) -> Chosen:
    """Deductions and taxes a register shows as negative are positive on a paycard."""
    negative, lines = int(str(row["negative"])), int(str(row["lines"]))
    if one.category.kind not in ("deduction", "tax_employee", "net_pay") or negative * 2 <= lines:
        return one
    said = f"{one.reason}; {negative} of {lines} amounts are negative, so the sign is reversed"
    return one._replace(category=ItemCategory(**{**vars(one.category), "reversed": True}), reason=said)


def class_of(item: str, name: str = "", kind: str = "") -> tuple[str, str]:
    """The class that an item's own kind or its words say, and why; blank where they say nothing clear."""
    words = plain(f"{item} {name}")
    employer = re.search(_EMPLOYER, words) is not None
    if kind:
        said = next((name for name, texts in _KIND_WORDS.items() if plain(kind) in texts or kind == name), "")
        if said == "benefit" or (employer and said not in ("", "accrual", "net_pay")):
            said = _of_employer(words)
        if said:
            return said, f"the register calls it {kind}"
    for shape, found in _order(words, employer):
        if match := re.search(shape, words):
            if not found:
                return "", "vacation pay may be paid out (earning) or set aside (accrual)"
            return found, "its name says the employer pays it" if employer else f"{match[0]!r} in its name"
    return "", "its name does not say what it is"


def _order(words: str, employer: bool) -> list[tuple[str, str]]:
    if employer:
        return [(_ACCRUED, "accrual"), (r".", _of_employer(words))]
    return [
        (_ACCRUED, "accrual"), (_BY_EMPLOYER, "tax_employer"), (_NET, "net_pay"), (_TAX, "tax_employee"),
        (r"\b(vacation pay|vac pay)$", ""), (_DEDUCTED, "deduction"), (_EARNED, "earning"),
    ]  # fmt: skip


def _of_employer(words: str) -> str:
    return "tax_employer" if re.search(_TAX + "|" + _BY_EMPLOYER, words) else "benefit"


def is_class(text: str) -> bool:
    """True for the name of a class of categories."""
    return text in CLASSES
