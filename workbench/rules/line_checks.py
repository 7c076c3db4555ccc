"""What is to be said of record lines as they would be sent: no account, broken combinations of fields, people's ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa

from workbench.fields import INTACCT_FIELD
from workbench.findings import Finding, Findings
from workbench.money import decimal_of, show
from workbench.rules.coding import combine
from workbench.rules.record_lines import codes_in
from workbench.rules.sent_fields import holds_field

SETUP_PAGE = "account_setup"


def check_lines(table: pa.Table, names: Mapping[str, str]) -> Findings:
    """What is to be said of lines as they would be sent: missing accounts, tasks without project, employee ids."""
    return Findings((*_without_account(table, names), *_broken_fields(table), *_employee_ids(table)))


def _without_account(table: pa.Table, names: Mapping[str, str]) -> Iterator[Finding]:
    accounts, texts = codes_in(table, "account")
    bare = np.flatnonzero(np.array([text == "" for text in texts] or [False], dtype=bool)[accounts])
    columns = {name: codes_in(table, name) for name in ("category", "normal_side", "employee")}
    cents = table.column("cents").to_numpy()[bare]
    codes = [columns[name][0][bare] for name in ("category", "normal_side")]
    ids, shown = combine(codes, [len(columns[name][1]) for name in ("category", "normal_side")])
    found = []
    for at, row in enumerate(shown):
        category, side = (columns[n][1][c[row]] for n, c in zip(("category", "normal_side"), codes, strict=True))
        mine = ids == at
        total = int(cents[mine].sum())
        employees = len(np.unique(columns["employee"][0][bare[mine]]))
        what = f"{category} {names.get(category, '')}".strip()
        message = f"Category {what} has no {side} account: {show(total)} of {employees} employees."
        found.append(
            Finding(
                "no_account",
                "warning",
                message,
                f"Enter the {side} account of category {category}.",
                column=side,
                category=category,
                amount=decimal_of(total),
                page=SETUP_PAGE,
            )
        )
    yield from sorted(found, key=lambda f: (-(f.amount or 0), f.category, f.column))


def _broken_fields(table: pa.Table) -> Iterator[Finding]:
    """A task without its project, a cost type without project and task."""
    codes, texts = codes_in(table, "sent")
    project, task, cost_type = (_holding(texts, INTACCT_FIELD[name]) for name in ("project", "task", "cost_type"))
    lone_type = cost_type & ~(project & task)
    yield from _broken(table, (task & ~project)[codes], "task_without_project", "a task without a project")
    yield from _broken(table, lone_type[codes], "cost_type_without_task", "a cost type without a project and task")


def _holding(texts: Sequence[str], field: str) -> np.ndarray:
    """Which of the distinct field texts have the field."""
    held = holds_field(field)
    return np.array([held in text for text in texts], dtype=bool)


def _broken(table: pa.Table, wrong: np.ndarray, code: str, what: str) -> Iterator[Finding]:
    rows = np.flatnonzero(wrong)
    if not len(rows):
        return
    employees, texts = codes_in(table, "employee")
    categories, category_texts = codes_in(table, "category")
    for category in np.unique(categories[rows]):
        mine = rows[categories[rows] == category]
        who = [texts[i] for i in np.unique(employees[mine])]
        shown = ", ".join(sorted(who)[:5]) + (f" and {len(who) - 5} more" if len(who) > 5 else "")
        of_category, total = category_texts[category], int(table.column("cents").to_numpy()[mine].sum())
        yield Finding(
            code, "error",
            f"{len(mine)} lines of category {of_category} would carry {what} ({shown}); Intacct refuses that.",
            "Let both reach the same lines (gl_lines), or complete the labor records or home values.",
            category=of_category, employee=sorted(who)[0], amount=decimal_of(total), page=SETUP_PAGE,
        )  # fmt: skip


def _employee_ids(table: pa.Table) -> Iterator[Finding]:
    codes, texts = codes_in(table, "sent")
    carrying = _holding(texts, INTACCT_FIELD["employee"])[codes]
    if carrying.any():
        yield Finding(
            "employee_ids", "warning",
            f"{int(carrying.sum())} lines carry employee ids: the pay of a person can be read in the ledger.",
            "Set gl_lines of employee to none unless this is meant.",
            column="gl_lines", value="employee", page=SETUP_PAGE,
        )  # fmt: skip
