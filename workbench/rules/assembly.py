"""The compact lines of a run, put together block by block so that only small integers pile up."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from workbench.rules.accounts import AccountFinder
from workbench.rules.coded_run import CodedRun
from workbench.rules.coding import Ints, smallest, text_array
from workbench.rules.distribution import Shares
from workbench.rules.record_lines import make_empty, make_table, pack_codes, with_fields
from workbench.rules.sent_fields import FieldSender, fields_of
from workbench.rules.sides import SIDES_OF_CLASS

_SIDES = ("debit", "credit")
_CLASSES = tuple(SIDES_OF_CLASS)


def assemble(run: CodedRun, blocks: Iterable[Shares], accounts: AccountFinder, sender: FieldSender) -> pa.Table:
    """The lines of all blocks with their account, trace and fields; ``accounts`` then holds every answer."""
    pieces = [_block(run, shares, accounts, sender) for shares in blocks]
    fields = list(fields_of(sender.setup, run.keys).values())
    if not pieces:
        return with_fields(make_empty(), fields)
    columns = {name: np.concatenate([piece.pop(name) for piece in pieces]) for name in list(pieces[0])}
    answers, categories = accounts.answers, run.categories.texts
    distinct = {account: at for at, account in enumerate(sorted({answer.account for answer in answers}))}
    account = np.array([distinct[answer.account] for answer in answers], dtype=np.int32)
    of_category = np.array([_CLASSES.index(one) for one in run.classes], dtype=np.int8)
    cell = columns["cell"]
    texts = {
        "employee": text_array(run.employees.texts, columns["employee"]),
        "category": text_array(categories, columns["category"]),
        "category_class": text_array(_CLASSES, of_category[columns["category"]]),
        "origin": text_array([pack_codes((categories[c], kind, n)) for c, kind, n in run.origins], columns["origin"]),
        "normal_side": text_array(_SIDES, columns["normal_side"]),
        "side": text_array(_SIDES, columns["side"]),
        "account": text_array(list(distinct), account[cell]),
        "trace": text_array([answer.trace for answer in answers], cell),
        "group": text_array([pack_codes(texts) for texts in run.group_texts], columns["group"]),
        "sent": text_array(sender.texts, columns["sent"]),
    }
    numbers = {name: columns[name] for name in ("line", "paycard_line", "cents")}
    return make_table(texts, numbers | {"edited": np.zeros(len(cell), dtype=bool)}, fields)


def _block(run: CodedRun, shares: Shares, accounts: AccountFinder, sender: FieldSender) -> dict[str, Ints]:
    """The columns of one block in the smallest integers that hold them."""
    cards, row = run.paycards, shares.row
    employee = cards.employee[row]
    return {
        "employee": smallest(employee, run.employees.size),
        "category": smallest(cards.category[row], run.categories.size),
        "origin": smallest(cards.origin[row], len(run.origins)),
        "normal_side": (~shares.debit).astype(np.int8),
        "side": (shares.debit == (shares.cents < 0)).astype(np.int8),
        "cell": accounts.cells(shares).astype(np.int32, copy=False),
        "group": smallest(shares.group, run.group_count),
        "sent": sender.codes(shares).astype(np.int32, copy=False),
        "line": _numbered(employee),
        "paycard_line": cards.line[row].astype(np.int32),
        "cents": np.abs(shares.cents),
    }


def _numbered(employee: Ints) -> Ints:
    """1, 2, 3 ... for the lines of each employee."""
    starts = np.flatnonzero(np.concatenate(([True], employee[1:] != employee[:-1])))
    counts = np.diff(np.append(starts, len(employee)))
    return (np.arange(1, len(employee) + 1) - np.repeat(starts, counts)).astype(np.int32)
