"""Which dimensions reach which line, and under which field and id Intacct gets them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from workbench.fields import INTACCT_FIELD, intacct_field
from workbench.rules.coded_run import CodedRun
from workbench.rules.coding import Ints, dense, text_array
from workbench.rules.distribution import Shares
from workbench.rules.setup import Setup
from workbench.rules.sides import COST_CLASSES

Sent = Mapping[str, str]  # Intacct field -> id, without blanks


def pack_sent(sent: Sent) -> str:
    """The fields of a line as one text: equal fields, equal text."""
    return json.dumps({f: v for f, v in sorted(sent.items()) if v}, ensure_ascii=False, separators=(",", ":"))


def unpack_sent(text: str) -> dict[str, str]:
    """The fields of a line from their text."""
    return dict(json.loads(text))


def fields_of(setup: Setup, keys: Iterable[str]) -> dict[str, str]:
    """The Intacct field of every key that reaches any line (location first, the way Intacct lists them)."""
    order = [k for k in INTACCT_FIELD if k in {*keys, "employee"}] + [k for k in keys if k not in INTACCT_FIELD]
    return {k: intacct_field(k, setup.intacct_fields) for k in order if setup.reach(k) != "none"}


@dataclass(frozen=True, eq=False)
class SentTable:
    """What every line carries to Intacct: a text per line (see ``pack_sent``), each distinct one kept once."""

    code: Ints
    texts: tuple[str, ...]

    def column(self) -> pa.DictionaryArray:
        """The texts as a column."""
        return text_array(self.texts, self.code)


def send_fields(run: CodedRun, shares: Shares, setup: Setup) -> SentTable:
    """The fields of every share: those that reach all lines, on expense lines also those that reach only them."""
    category = run.paycards.category[shares.row]
    expense = shares.debit & _expense_categories(run, setup)[category]
    texts: dict[str, int] = {}
    by_group = np.array([_of_groups(run, setup, r, texts) for r in (("all",), ("all", "expense"))], dtype=np.int32)
    code = by_group[expense.astype(np.int8), shares.group]
    if setup.reach("employee") == "none":
        return _compact(code, list(texts))
    return _with_employees(run, shares, setup, expense, code, list(texts))


def _expense_categories(run: CodedRun, setup: Setup) -> np.ndarray:
    expense = [setup.category(code).expense for code in run.categories.texts]
    return run.in_class(*COST_CLASSES) & np.array(expense, dtype=bool)


def _of_groups(run: CodedRun, setup: Setup, reaches: Sequence[str], texts: dict[str, int]) -> list[int]:
    """For each group the number of its text among ``texts``, which grows."""
    fields = fields_of(setup, run.keys)
    reaching = [(fields[k], k, at) for at, k in enumerate(run.keys) if setup.reach(k) in reaches]
    ids = [[setup.intacct_of(k, text) for text in run.values[at].texts] for _, k, at in reaching]
    columns = [run.groups[at] for _, _, at in reaching]
    codes = []
    for group in range(run.group_count):
        sent = {f: own[column[group]] for (f, _, _), own, column in zip(reaching, ids, columns, strict=True)}
        codes.append(texts.setdefault(pack_sent(sent), len(texts)))
    return codes


def _with_employees(
    run: CodedRun, shares: Shares, setup: Setup, expense: np.ndarray, code: Ints, texts: list[str]
) -> SentTable:
    """The fields with the employee's id on the lines it reaches."""
    reached = expense if setup.reach("employee") == "expense" else np.ones(len(code), dtype=bool)
    employee = np.where(reached, run.paycards.employee[shares.row] + 1, 0)
    key = employee.astype(np.int64) * len(texts) + code
    ids, shown = dense(key, (run.employees.size + 1) * len(texts))
    field = fields_of(setup, run.keys)["employee"]
    made = [_add(texts[code[i]], field, _employee_id(run, setup, employee[i])) for i in shown]
    distinct = {text: at for at, text in enumerate(dict.fromkeys(made))}  # employees may share an id
    return SentTable(np.array([distinct[text] for text in made], dtype=np.int32)[ids], tuple(distinct))


def _employee_id(run: CodedRun, setup: Setup, position: int) -> str:
    return setup.intacct_of("employee", run.employees.texts[position - 1]) if position else ""


def _add(text: str, field: str, value: str) -> str:
    return pack_sent({**unpack_sent(text), field: value}) if value else text


def _compact(code: Ints, texts: list[str]) -> SentTable:
    """Only the texts that some line has."""
    ids, shown = dense(code, len(texts))
    return SentTable(ids, tuple(texts[code[i]] for i in shown))
