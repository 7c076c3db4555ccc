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
from workbench.rules.accounts import AccountTable, find_accounts
from workbench.rules.balance import NotPosted, by_employee, summarize
from workbench.rules.coded_run import CodedRun, code_run
from workbench.rules.coding import add_up, text_array
from workbench.rules.distribution import Shares, distribute, earnings_of
from workbench.rules.payroll import PostedRun
from workbench.rules.record_checks import check_lines, check_records, check_run
from workbench.rules.record_lines import (
    join_tables,
    make_empty,
    make_table,
    of_employees,
    pack_codes,
    to_frame,
    to_table,
)
from workbench.rules.sent_fields import fields_of, send_fields
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
    shares = distribute(coded, earnings, setup.distribution_basis, posted)
    accounts = find_accounts(coded, shares, AccountRules(setup, run.dimensions))
    table = _table(coded, shares, accounts, setup)
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


def _table(run: CodedRun, shares: Shares, accounts: AccountTable, setup: Setup) -> pa.Table:
    cards, row = run.paycards, shares.row
    category = cards.category[row]
    swapped = shares.cents < 0
    answers, origins = accounts.answers, run.origins
    distinct = {account: at for at, account in enumerate(sorted({a.account for a in answers}))}
    account = np.array([distinct[a.account] for a in answers], dtype=np.int32)
    sides = ("debit", "credit")
    texts = {
        "employee": text_array(run.employees.texts, cards.employee[row]),
        "category": text_array(run.categories.texts, category),
        "category_class": _classes(run, category),
        "origin": text_array(
            [pack_codes((run.categories.texts[c], kind, n)) for c, kind, n in origins], cards.origin[row]
        ),
        "normal_side": text_array(sides, (~shares.debit).astype(np.int8)),
        "side": text_array(sides, (shares.debit == swapped).astype(np.int8)),
        "account": text_array(list(distinct), account[accounts.cell]),
        "trace": text_array([a.trace for a in answers], accounts.cell),
        "group": text_array([pack_codes(texts) for texts in run.group_texts], shares.group),
        "sent": send_fields(run, shares, setup).column(),
    }
    employee = cards.employee[row]
    starts = np.flatnonzero(np.concatenate(([True], employee[1:] != employee[:-1]))) if len(row) else np.zeros(0, int)
    line = np.arange(len(row)) - np.repeat(starts, np.diff(np.append(starts, len(row)))) + 1
    numbers = {
        "line": line.astype(np.int32),
        "paycard_line": cards.line[row].astype(np.int32),
        "cents": np.abs(shares.cents),
        "edited": np.zeros(len(row), dtype=bool),
    }
    return make_table(texts, numbers, list(fields_of(setup, run.keys).values()))


def _classes(run: CodedRun, category: np.ndarray) -> pa.DictionaryArray:
    classes = tuple(SIDES_OF_CLASS)
    of_category = np.array([classes.index(one) for one in run.classes], dtype=np.int8)
    return text_array(classes, of_category[category])


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
