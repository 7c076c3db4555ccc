"""The GL records of a posted run: one per employee, every line with its account, its dimensions and its trace."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.findings import Findings
from workbench.money import ZERO
from workbench.rules.account_setup import AccountRules
from workbench.rules.accounts import AccountFinder
from workbench.rules.assembly import assemble
from workbench.rules.balance import NotPosted, by_employee, summarize
from workbench.rules.coded_run import CodedRun, code_run
from workbench.rules.coding import add_up
from workbench.rules.distribution import distribute, earnings_of
from workbench.rules.line_checks import check_lines
from workbench.rules.payroll import PostedRun
from workbench.rules.record_checks import check_records, check_run
from workbench.rules.record_lines import (
    join_tables,
    make_empty,
    of_employees,
    to_frame,
    to_table,
)
from workbench.rules.sent_fields import FieldSender
from workbench.rules.setup import Setup
from workbench.rules.sides import SIDES_OF_CLASS

NO_LINES = {
    "debit": ZERO, "credit": ZERO, "difference": ZERO, "missing_accounts": 0, "balanced": True, "cause": "", "lines": 0,
    "fingerprint": hashlib.sha256().hexdigest(), "employee": "",
}  # fmt: skip


class GLRecords:
    """The GL records of some employees of one run.

    ``records``: one row per employee (RECORDS, then cause, fingerprint, lines). ``lines``: RECORD_LINES, a column per
    dimension, ``line_key``, a column per Intacct field; made when first asked for, from ``table``, the compact form.
    """

    def __init__(
        self,
        run: str,
        lines: pd.DataFrame | pa.Table,
        records: pd.DataFrame,
        findings: Findings,
        dimensions: tuple[str, ...],
        names: Mapping[str, str] | None = None,
    ) -> None:
        self.run, self.records, self.findings, self.dimensions = run, records, findings, tuple(dimensions)
        self.names = dict(names or {})  # of the categories
        self.table = lines if isinstance(lines, pa.Table) else to_table(lines, dimensions)

    def __repr__(self) -> str:
        return f"GLRecords({self.run}: {len(self.records)} records, {self.table.num_rows} lines)"

    @cached_property
    def lines(self) -> pd.DataFrame:
        """Every line as people read it."""
        return to_frame(self.table, self.run, self.dimensions)

    @property
    def balanced(self) -> bool:
        """True when there are records and every one of them is balanced."""
        return bool(len(self.records)) and bool(self.records["balanced"].all())

    def of(self, employees: Sequence[str]) -> GLRecords:
        """The records of these employees alone, with the findings that are not about others."""
        there = set(employees)
        records = self.records[self.records["employee"].isin(there)].reset_index(drop=True)
        table = of_employees(self.table, employees)
        lines, ours = set(check_lines(self.table, self.names)), check_lines(table, self.names)
        kept = Findings(f for f in self.findings if f not in lines and f.employee in {"", *there})
        return GLRecords(self.run, table, records, kept + ours, self.dimensions, self.names)


def join_records(first: GLRecords, second: GLRecords | None = None, findings: Findings = Findings()) -> GLRecords:  # noqa: B008
    """The records of two sets of employees of one run as one, with ``findings`` in front."""
    if second is None:
        return GLRecords(
            first.run, first.table, first.records, findings + first.findings, first.dimensions, first.names
        )
    records = pd.concat([first.records, second.records]).sort_values("employee", ignore_index=True)
    table = by_employee(join_tables([first.table, second.table]))[0]
    said = Findings(dict.fromkeys(findings + first.findings + second.findings))
    return GLRecords(first.run, table, records, said, first.dimensions, first.names | second.names)


def create_records(run: PostedRun, setup: Setup, employees: Sequence[str] | None = None) -> GLRecords:
    """The GL records of a run under a setup, of all its employees or the given ones, and what speaks against them."""
    names = dict(zip(run.categories["code"], run.categories["name"], strict=True))
    refused = check_run(run, setup, employees)
    if refused.errors:
        return GLRecords(run.code, make_empty(), summarize(make_empty(), names), refused, run.dimensions, names)
    coded = code_run(run, employees)
    posted, earnings = posted_categories(coded, setup), earnings_of(coded)
    blocks = distribute(coded, earnings, setup.distribution_basis, posted)
    accounts = AccountFinder(coded, AccountRules(setup, run.dimensions))
    table = assemble(coded, blocks, accounts, FieldSender(coded, setup))
    records = _with_empty(summarize(table, names, _not_posted(coded, setup)), coded)
    findings = refused + check_records(coded, setup, posted, earnings, accounts, whole=employees is None)
    return GLRecords(run.code, table, records, findings + check_lines(table, names), run.dimensions, names)


def posted_categories(run: CodedRun, setup: Setup) -> np.ndarray:
    """A mask of the categories that give lines: not ``post: false``, and no benefit without any account."""
    named = {row.keys["category"] for row in setup.overwrite if "category" in row.keys}
    return np.array(
        [_is_posted(code, kind, setup, named) for code, kind in zip(run.categories.texts, run.classes, strict=True)]
    )


def _is_posted(code: str, category_class: str, setup: Setup, named: set[str]) -> bool:
    accounts = setup.category(code)
    unwanted = category_class == "benefit" and not accounts.debit and not accounts.credit and code not in named
    return accounts.post and not unwanted


def _with_empty(records: pd.DataFrame, run: CodedRun) -> pd.DataFrame:
    """The records with those that have no line at all (a paycard of zeros): nothing to post, nothing out."""
    missing = sorted(set(run.employees.texts) - set(records["employee"]))
    if not missing:
        return records
    none = pd.DataFrame({name: [NO_LINES[name]] * len(missing) for name in records.columns if name in NO_LINES})
    none = none.assign(employee=missing).astype(records.dtypes.to_dict())
    return pd.concat([records, none[records.columns]]).sort_values("employee", ignore_index=True)


def _not_posted(run: CodedRun, setup: Setup) -> list[NotPosted]:
    """What one-sided categories set to ``post: false`` keep out of each record."""
    sides = [SIDES_OF_CLASS[one] for one in run.classes]
    alone = [len(s) == 1 and not setup.category(c).post for s, c in zip(sides, run.categories.texts, strict=True)]
    cards = run.paycards
    rows = np.flatnonzero(np.array(alone, dtype=bool)[cards.category] & (cards.cents != 0))
    key, (cents,) = add_up(
        cards.employee[rows].astype(np.int64) * run.categories.size + cards.category[rows], cards.cents[rows]
    )
    pairs = zip(*np.divmod(key, run.categories.size), cents, strict=True)
    return [
        NotPosted(run.employees.texts[e], run.categories.texts[c], int(a) if sides[c] == ("debit",) else -int(a))
        for e, c, a in pairs
    ]
