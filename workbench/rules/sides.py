"""Which side of the ledger a payroll category stands on, by its class."""

from __future__ import annotations

SIDES_OF_CLASS: dict[str, tuple[str, ...]] = {
    "earning": ("debit",),
    "deduction": ("credit",),
    "tax_employee": ("credit",),
    "net_pay": ("credit",),
    "benefit": ("debit", "credit"),
    "tax_employer": ("debit", "credit"),
    "accrual": ("debit", "credit"),
}

# The debit of these is cost: distributed over what was worked, and an expense unless the setup says otherwise.
COST_CLASSES = ("earning", "benefit", "tax_employer", "accrual")


def has_side(category_class: str, side: str) -> bool:
    """True when categories of the class stand on that side."""
    return side in SIDES_OF_CLASS.get(category_class, ())


def other_side(side: str) -> str:
    """Credit for debit and debit for credit."""
    return "credit" if side == "debit" else "debit"


def is_expense(category_class: str, side: str, expense: bool) -> bool:
    """True for the (normal) debit side of a cost class whose category is an expense; a swapped line stays one."""
    return side == "debit" and expense and category_class in COST_CLASSES
