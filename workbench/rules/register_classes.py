"""Which class a payroll item is, told by what a register calls it: its name, its kind, the title over its column."""

from __future__ import annotations

import re

from workbench.rules.register_words import plain

_EMPLOYER = r"\b(er|employer( s)?|employers|company|co paid|company paid|employer paid|patronale?|employeur)\b"
_TAXED = (
    r"\b(cpp|cpp2|ei|qpp|qpip|rqap|rrq|fica|social security|oasdi|medicare|soc sec|ss|sdi|pfml?|fli"
    r"|(fed\w*|state|prov\w*|income|local|city|ontario) (income )?(tax|withh\w+)|tax|income tax|fit|sit)\b"
)
_BY_EMPLOYER = (
    r"\b(eht|wsib|wcb|employer health tax|health tax|futa|suta|sui|cnesst|fss|hsf|worksafe|workers comp\w*)\b"
)
_ACCRUED = r"\b(accru\w*|vac accr|vacation payable|banked earned|entitlement|provision)\b"
_NET = (
    r"^(check|cheque)$"
    r"|\b(net|net pay|take home|direct deposits?|(check|cheque) amount|net amount|amount paid|salaire net)\b"
)
_TAX = _TAXED + r"|\b(tax|taxes|income tax|federal|provincial|fit|sit|withholding|impot|fed|prov|state)\b"
_DEDUCTED = (
    r"\b(deductions?|ded|rrsp|rpp|pension|union|dues|garnish\w*|dental|medical|ltd|life|insurance|parking|charity|loan"
    r"|advance|401 ?k|403b|hsa|fsa|benefits?|health|drug|savings|repayment|child support|social club|tfsa|reer)\b"
)
_EARNED = (
    r"\b(reg|regular|salary|wages?|hourly|overtime|ot|o/t|dt|double time|bonus|commission|sick|holiday|hol|stat|retro"
    r"|tips?|premium|shift|severance|allowance|pay|earnings?|vacation pay|vacation paid|vac paid|pto|personal"
    r"|gross|reimburse\w*|reimb|vacation taken"
    r"|bereavement|jury|car|standby|call in|salaire|prime|travel|piece|training|lead hand|vac taken)\b"
)
_SECTIONS = (
    (r"\b(withh?eld|withholdings?|tax(es)?|statutory)\b(?! deductions)", "tax_employee"),
    (r"\b(deductions?|garnish\w*)\b", "deduction"),
    (r"^(earnings?|hours (and|&) earnings|gross( pay)?|wages)$", "earning"),
)  # fmt: skip
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


def class_of(item: str, name: str = "", kind: str = "") -> tuple[str, str]:
    """The class that an item's own kind or its words say, and why; blank where they say nothing clear."""
    words = plain(item if name in item else f"{item} {name}")
    employer = re.search(_EMPLOYER, words) is not None
    if kind and not re.fullmatch(_NET, words):
        said = next((name for name, texts in _KIND_WORDS.items() if plain(kind) in texts or kind == name), "")
        said = said or of_section(kind)
        if said == "benefit" or (employer and said not in ("", "accrual", "net_pay")):
            said = _of_employer(words)
        if said in ("benefit", "tax_employer") and re.search(_ACCRUED, words):
            return "accrual", f"the register calls it {kind}, and its name says it is set aside"
        if said == "deduction" and re.search(_TAXED, words):
            return "tax_employee", f"the register calls it {kind}, and its name is a tax's"
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
    if re.search(r"\b(employee|ee)\b", words):
        return [(_NET, "net_pay"), (_TAX + "|" + _BY_EMPLOYER, "tax_employee"), (_DEDUCTED, "deduction"),
                (_ACCRUED, "accrual"), (_EARNED, "earning")]  # fmt: skip
    return [
        (_ACCRUED, "accrual"), (_BY_EMPLOYER, "tax_employer"), (_NET, "net_pay"), (_TAX, "tax_employee"),
        (r"\b(vacation pay|vac pay)$", ""), (_DEDUCTED, "deduction"), (_EARNED, "earning"),
    ]  # fmt: skip


def of_section(words: str) -> str:
    """The class that the title over several columns or rows says: "Taxes Withheld", "Deductions from Gross Pay"."""
    words = plain(words)
    if re.search(_EMPLOYER, words):
        return "benefit"
    if re.fullmatch(r"net( pay)?", words):
        return "net_pay"
    said = {name for shape, name in _SECTIONS if re.search(shape, words)}
    return said.pop() if len(said) == 1 else ""


def names_employer(text: str) -> bool:
    """True when a text says that the employer pays it."""
    return re.search(_EMPLOYER, plain(text)) is not None


def _of_employer(words: str) -> str:
    return "tax_employer" if re.search(_TAX + "|" + _BY_EMPLOYER, words) else "benefit"
