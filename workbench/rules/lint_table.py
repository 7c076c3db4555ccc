"""The checks of account setup as the field lists them, MAP01 to MAP12, and the findings that say each of them."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.findings import Severity


@dataclass(frozen=True)
class MapRule:
    """One check: its number, what it says, and the finding (code and severity) that is given for it."""

    id: str
    rule: str
    findings: tuple[tuple[str, Severity], ...]


MAP_RULES = (
    MapRule("MAP01", "A used one-sided category has no account on its side.", (("category_unmapped", "error"),)),
    MapRule("MAP02", "A used two-sided category has one side only.", (("category_unmapped", "error"),)),
    MapRule(
        "MAP03",
        "A used two-sided category has neither side: a benefit is not posted until that is said to be meant; lines of "
        "employer taxes and accruals are never left out unless post: false says so.",
        (("benefit_not_posted", "warning"), ("category_unmapped", "error")),
    ),
    MapRule("MAP04", "Net pay has no credit account: every record is out by it.", (("category_unmapped", "error"),)),
    MapRule(
        "MAP05",
        "An account is not in the chart, is inactive, or is one that takes no amounts.",
        (("unknown_account", "error"), ("inactive_account", "error"), ("unused_account", "warning")),
    ),
    MapRule(
        "MAP06",
        "Type or normal balance of an account disagrees with what is booked on it.",
        (("account_type", "warning"), ("account_balance", "warning")),
    ),
    MapRule("MAP07", "A category debits and credits one account.", (("same_account", "warning"),)),
    MapRule(
        "MAP08",
        "Overwrite rows contradict each other, are not used, can catch no line, or decide by chance.",
        (
            ("overwrite_contradiction", "error"), ("overwrite_unused", "warning"), ("overwrite_side", "warning"),
            ("overwrite_shadowed", "warning"),
        ),
    ),
    MapRule("MAP09", "A part of the structure is blank for a code in use.", (("part_left_out", "warning"),)),
    MapRule(
        "MAP10",
        "A payout debits cost that its accrual also debits, or a liability while it counts as cost.",
        (("payout", "warning"), ("payout_overwritten", "warning")),
    ),
    MapRule(
        "MAP11", "The codes were read long ago, or never.", (("codes_old", "warning"), ("chart_unknown", "warning"))
    ),
    MapRule(
        "MAP12",
        "A dimension an account requires does not reach its lines, or an id is not known or not active.",
        (("required_dimension", "error"), ("unknown_value", "error"), ("inactive_value", "error")),
    ),
)  # fmt: skip


def rules_of(code: str) -> tuple[str, ...]:
    """The numbers of the checks that a finding belongs to."""
    return tuple(rule.id for rule in MAP_RULES if any(code == known for known, _ in rule.findings))
