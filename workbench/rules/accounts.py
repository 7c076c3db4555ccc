"""Accounts for millions of lines: each distinct combination that can matter is asked once, not each line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.rules.account_setup import Account, AccountRules, find_account
from workbench.rules.coded_run import CodedRun
from workbench.rules.coding import Ints, Vocabulary, combine, dense
from workbench.rules.distribution import Shares


@dataclass(frozen=True, eq=False)
class AccountTable:
    """The cell of every line, and per cell the setup's answer, its category, its side and one line that has it."""

    cell: Ints
    answers: tuple[Account, ...]
    category: Ints
    debit: np.ndarray
    shown: Ints


def find_accounts(run: CodedRun, shares: Shares, rules: AccountRules) -> AccountTable:
    """The account and trace of every share; values no structure part and no overwrite key asks for count as one."""
    category = run.paycards.category[shares.row]
    employee_codes, employee_texts = _deciding_employees(run, rules)
    decisive = [_deciding_codes(v, codes, rules.deciding(key)) for key, v, codes in _keys(run)]
    group_of, shown_groups = combine(decisive, [v.size for v in run.values])
    key = category.astype(np.int64) * 2 + ~shares.debit
    key = key * len(employee_texts) + employee_codes[run.paycards.employee[shares.row]]
    key = key * max(len(shown_groups), 1) + group_of[shares.group]
    cell, shown = dense(key, run.categories.size * 2 * len(employee_texts) * max(len(shown_groups), 1))
    answers = []
    for line in shown:
        row, group = shares.row[line], shares.group[line]
        values = {k: v.texts[codes[group]] for (k, v, _), codes in zip(_keys(run), decisive, strict=True)}
        values["category"] = run.categories.texts[run.paycards.category[row]]
        values["employee"] = employee_texts[employee_codes[run.paycards.employee[row]]]
        answers.append(find_account(rules, "debit" if shares.debit[line] else "credit", values))
    return AccountTable(cell, tuple(answers), category[shown], shares.debit[shown], shown)


def _keys(run: CodedRun) -> list[tuple[str, Vocabulary, Ints]]:
    return list(zip(run.keys, run.values, run.groups, strict=True))


def _deciding_codes(vocabulary: Vocabulary, codes: Ints, deciding: frozenset[str] | None) -> Ints:
    """The codes, with every value that decides nothing made blank (position 0)."""
    if deciding is None:
        return codes
    named = np.array([text in deciding for text in vocabulary.texts], dtype=bool)
    return np.where(named[codes], codes, 0)


def _deciding_employees(run: CodedRun, rules: AccountRules) -> tuple[Ints, list[str]]:
    """A code per employee and the employee each code stands for; 0 stands for all who decide nothing."""
    deciding = rules.deciding("employee")
    texts = [""] + [text for text in run.employees.texts if deciding is None or text in deciding]
    rank = {text: position for position, text in enumerate(texts)}
    return np.array([rank.get(text, 0) for text in run.employees.texts], dtype=np.int32), texts
