"""Accounts for millions of lines: each distinct combination that can matter is asked once, not each line."""

from __future__ import annotations

import numpy as np

from workbench.rules.account_setup import Account, AccountRules, find_account
from workbench.rules.coded_run import CodedRun
from workbench.rules.coding import Ints, Vocabulary, combine
from workbench.rules.distribution import Shares

_DENSE = 1 << 23  # combinations that a plain table may hold


class AccountFinder:
    """Answers for the lines of one run, and keeps every distinct answer (a cell) with its category.

    Values that no structure part and no overwrite key asks for count as one.
    """

    def __init__(self, run: CodedRun, rules: AccountRules) -> None:
        self.run, self.rules = run, rules
        self.answers: list[Account] = []
        self.categories: list[int] = []  # of each cell
        self._employee, self._staff = _deciding_employees(run, rules)
        self._codes = [
            _deciding_codes(v, c, rules.deciding(k)) for k, v, c in zip(run.keys, run.values, run.groups, strict=True)
        ]
        self._group, self._shown = combine(self._codes, [v.size for v in run.values])
        bound = run.categories.size * 2 * len(self._staff) * max(len(self._shown), 1)
        self._cells = np.full(bound, -1, dtype=np.int32) if bound <= _DENSE else None
        self._sparse: dict[int, int] = {}

    def cells(self, shares: Shares) -> Ints:
        """The cell of every line: the position of its answer in ``answers``."""
        cards = self.run.paycards
        key = cards.category[shares.row].astype(np.int64) * 2 + ~shares.debit
        key = key * len(self._staff) + self._employee[cards.employee[shares.row]]
        key = key * max(len(self._shown), 1) + self._group[shares.group]
        if self._cells is None:
            distinct, back = np.unique(key, return_inverse=True)
            return np.array([self._cell(int(one)) for one in distinct], dtype=np.int32).take(back)
        for new in np.unique(key[self._cells[key] < 0]):
            self._cells[new] = self._cell(int(new))
        return np.asarray(self._cells.take(key))

    def _cell(self, key: int) -> int:
        if key not in self._sparse:
            self._sparse[key] = len(self.answers)
            self.answers.append(self._ask(key))
        return self._sparse[key]

    def _ask(self, key: int) -> Account:
        rest, group = divmod(key, max(len(self._shown), 1))
        rest, employee = divmod(rest, len(self._staff))
        category, credit = divmod(rest, 2)
        self.categories.append(category)
        at = self._shown[group]
        named = zip(self.run.keys, self.run.values, self._codes, strict=True)
        values = {name: texts.texts[codes[at]] for name, texts, codes in named}
        values |= {"category": self.run.categories.texts[category], "employee": self._staff[employee]}
        return find_account(self.rules, "credit" if credit else "debit", values)


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
