"""Sides of used categories without an account: what of a payroll would not be booked, and how records are out by it."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.findings import Finding
from workbench.money import show
from workbench.rules.coverage import coverage_of
from workbench.rules.gl_records import GLRecords
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import Setup
from workbench.rules.sides import other_side


def check_coverage(run: PostedRun, records: GLRecords, setup: Setup) -> Iterator[Finding]:
    """An error for every side of a used category that has no account (benefits without any are left to the records)."""
    covered = coverage_of(run, records, setup)
    sides_of = dict(iter(covered.groupby("category")))
    for row in covered[covered["unmapped"] != 0].to_dict("records"):
        code, side, sides = row["category"], row["side"], sides_of[row["category"]]
        both = len(sides) == 2 and bool((sides["unmapped"] != 0).all())
        what = f"{code} {row['name']} has no {side} account for {show(row['unmapped'])}"
        if row["class"] == "net_pay":
            what += ": every record is out by its net pay"
        elif len(sides) == 2 and not both:
            what += f", but a {other_side(side)} account: records are out by it"
        remedy = f"Enter the {side} account of {code} under Account setup, Payroll category"
        remedy += ", or set post: false if it is not to be posted." if both else "."
        yield Finding(
            "category_unmapped", "error", f"{what}.", remedy,
            column=side, run=run.code, category=code, amount=row["unmapped"], page="account_setup",
        )  # fmt: skip
