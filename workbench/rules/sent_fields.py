"""Which dimensions reach which line, and under which field and id Intacct gets them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from workbench.fields import INTACCT_FIELD, intacct_field
from workbench.rules.coded_run import CodedRun
from workbench.rules.coding import Ints, combine
from workbench.rules.distribution import Shares
from workbench.rules.setup import Setup
from workbench.rules.sides import is_expense

Sent = Mapping[str, str]  # Intacct field -> id, without blanks


def pack_sent(sent: Sent) -> str:
    """The fields of a line as one text: equal fields, equal text."""
    return json.dumps({f: v for f, v in sorted(sent.items()) if v}, ensure_ascii=False, separators=(",", ":"))


def holds_field(field: str) -> str:
    """What the text of every line with that field contains, and of no other (quotes in ids are escaped)."""
    return f'"{field}":'


def unpack_sent(text: str) -> dict[str, str]:
    """The fields of a line from their text."""
    return dict(json.loads(text))


def fields_of(setup: Setup, keys: Iterable[str]) -> dict[str, str]:
    """The Intacct field of every key that reaches any line (location first, the way Intacct lists them)."""
    order = [k for k in INTACCT_FIELD if k in {*keys, "employee"}] + [k for k in keys if k not in INTACCT_FIELD]
    return {k: intacct_field(k, setup.intacct_fields) for k in order if setup.reach(k) != "none"}


class FieldSender:
    """What each line of one run carries to Intacct; every distinct text (see ``pack_sent``) is kept once."""

    def __init__(self, run: CodedRun, setup: Setup) -> None:
        self.run, self.setup = run, setup
        self._texts: dict[str, int] = {}
        self._expense = _expense_categories(run, setup)
        self._by_group = np.stack([_of_groups(run, setup, r, self._texts) for r in (("all",), ("all", "expense"))])
        self._with_employee: dict[tuple[int, int], int] = {}

    @property
    def texts(self) -> list[str]:
        """The distinct texts so far."""
        return list(self._texts)

    def codes(self, shares: Shares) -> Ints:
        """The position in ``texts`` of what every line carries: what reaches all lines, or expense lines as well."""
        expense = shares.debit & self._expense[self.run.paycards.category[shares.row]]
        codes: Ints = self._by_group[expense.astype(np.int8), shares.group]
        reach = self.setup.reach("employee")
        if reach == "none":
            return codes
        reached = expense if reach == "expense" else np.ones(len(codes), dtype=bool)
        employee = np.where(reached, self.run.paycards.employee[shares.row] + 1, 0)
        ids, shown = combine((employee, codes), (self.run.employees.size + 1, len(self._texts)))
        return np.array([self._personal(int(employee[i]), int(codes[i])) for i in shown], dtype=np.int32).take(ids)

    def _personal(self, employee: int, code: int) -> int:
        """The position of a text with the employee's id added; 0 is no employee."""
        if not employee:
            return code
        if (employee, code) not in self._with_employee:
            field = fields_of(self.setup, self.run.keys)["employee"]
            value = self.setup.intacct_of("employee", self.run.employees.texts[employee - 1])
            text = pack_sent({**unpack_sent(self.texts[code]), field: value})
            self._with_employee[employee, code] = self._texts.setdefault(text, len(self._texts))
        return self._with_employee[employee, code]


def _expense_categories(run: CodedRun, setup: Setup) -> np.ndarray:
    """A mask of the categories whose debit is an expense."""
    expense = [
        is_expense(k, "debit", setup.category(c).expense)
        for k, c in zip(run.classes, run.categories.texts, strict=True)
    ]
    return np.array(expense, dtype=bool)


def _of_groups(run: CodedRun, setup: Setup, reaches: Sequence[str], texts: dict[str, int]) -> Ints:
    """For each group the number of its text among ``texts``, which grows; equal ids are looked at once."""
    fields = fields_of(setup, run.keys)
    reaching = [(fields[key], at) for at, key in enumerate(run.keys) if setup.reach(key) in reaches]
    ids = {at: [setup.intacct_of(run.keys[at], text) for text in run.values[at].texts] for _, at in reaching}
    if not reaching:
        return np.full(run.group_count, texts.setdefault(pack_sent({}), len(texts)), dtype=np.int32)
    columns = [run.groups[at] for _, at in reaching]
    combination, shown = combine(columns, [run.values[at].size for _, at in reaching])
    made = [pack_sent({field: ids[at][run.groups[at][group]] for field, at in reaching}) for group in shown]
    return np.array([texts.setdefault(text, len(texts)) for text in made], dtype=np.int32).take(combination)
