"""Lines against the chart of accounts and the dimension values as last read from Intacct."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from workbench.fields import INTACCT_FIELD, intacct_field
from workbench.findings import Finding, Findings

DIMENSION_OF_FIELD = {field: dimension for dimension, field in INTACCT_FIELD.items()}


def check_chart(lines: pd.DataFrame, chart: pd.DataFrame | None, values: Mapping[str, pd.DataFrame] | None) -> Findings:
    """Accounts that are unknown, inactive or lack a required dimension; dimension ids that are unknown or inactive.

    ``lines`` have account, and Intacct fields as columns; ``values``: code, status (and for a task its parent, the
    project) per dimension. Lines without an account are left to the balance check.
    """
    found: list[Finding] = []
    if chart is None:
        found.append(
            Finding(
                "chart_unknown",
                "warning",
                "The chart of accounts is unknown; accounts are not checked.",
                "Connect to Intacct and refresh the Code Finder.",
                page="gl_codes",
            )
        )
    else:
        found.extend(_accounts(lines[lines["account"] != ""], chart))
    found.extend(_ids(lines, values or {}))
    return Findings(found)


def _accounts(lines: pd.DataFrame, chart: pd.DataFrame) -> Iterator[Finding]:
    known = chart.drop_duplicates("account").set_index("account")
    for account in sorted(lines["account"].unique()):
        if account not in known.index:
            yield _of_account(
                account,
                "unknown_account",
                "is not in the chart of accounts of Intacct",
                "Correct it under Account setup, or add it in Intacct and refresh the Code Finder.",
            )
        elif known.at[account, "status"] != "active":
            yield _of_account(
                account, "inactive_account", "is inactive in Intacct", "Activate it in Intacct or map another account."
            )
        else:
            yield from _required(account, lines, str(known.at[account, "required_dimensions"]))


def _of_account(account: str, code: str, what: str, remedy: str) -> Finding:
    return Finding(
        code, "error", f"Account {account} {what}.", remedy, column="account", value=account, page="account_setup"
    )


def _required(account: str, lines: pd.DataFrame, required: str) -> Iterator[Finding]:
    mine = lines[lines["account"] == account]
    for field in (name.strip() for name in required.split(",")):
        lacking = len(mine) if field not in mine.columns else int((mine[field] == "").sum())
        if field and lacking:
            dimension = DIMENSION_OF_FIELD.get(field, field.lower())
            yield _of_account(
                account, "required_dimension", f"requires {field}, which {lacking} of its {len(mine)} lines lack",
                f"Let {dimension} reach these lines (gl_lines), give the labor or home value, or map another account.",
            )  # fmt: skip


def _ids(lines: pd.DataFrame, values: Mapping[str, pd.DataFrame]) -> Iterator[Finding]:
    for dimension, known in values.items():
        field = intacct_field(dimension)
        if field not in lines.columns or not len(known):
            continue
        status = dict(zip(known["code"], known["status"], strict=True))
        for value in sorted(set(lines[field].unique()) - {""}):
            if value not in status:
                yield _of_value(dimension, field, value, "unknown_value", "is not in Intacct")
            elif status[value] == "inactive":
                yield _of_value(dimension, field, value, "inactive_value", "is inactive in Intacct")
    yield from _tasks(lines, values.get("task"))


def _of_value(dimension: str, field: str, value: str, code: str, what: str) -> Finding:
    remedy = f"Enter the id Intacct knows {dimension} by under Account setup, or mend it in Intacct and refresh."
    message = f"{dimension.replace('_', ' ').capitalize()} {value} {what}."
    return Finding(code, "error", message, remedy, column=field, value=value, page="account_setup")


def _tasks(lines: pd.DataFrame, tasks: pd.DataFrame | None) -> Iterator[Finding]:
    """A task is known by its project and code."""
    task, project = INTACCT_FIELD["task"], INTACCT_FIELD["project"]
    if tasks is None or "parent" not in tasks.columns or not {task, project} <= set(lines.columns):
        return
    known = set(zip(tasks["parent"], tasks["code"], strict=True))
    codes = {code for _, code in known}
    for parent, code in sorted(set(zip(lines[project], lines[task], strict=True))):
        if code in codes and parent and (parent, code) not in known:
            yield _of_value(
                "task", task, code, "task_of_other_project", f"is not a task of project {parent} in Intacct"
            )
