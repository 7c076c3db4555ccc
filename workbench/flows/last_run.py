"""The payroll before this one: what each account got then, from its GL records as they are kept."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbench.desk import Desk
from workbench.flows import payroll
from workbench.flows.kept_records import gl_records
from workbench.money import MONEY


@dataclass(frozen=True, eq=False)
class AgainstLast:
    """Debits less credits per account of some lines and of the run before: account, now, last, change."""

    run: str
    employees: int
    accounts: pd.DataFrame


def last_run(desk: Desk, run: str) -> str | None:
    """The run paid last before this one to one of the same payroll groups; None when there is none."""
    known = payroll.runs(desk)
    mine = known[known["code"] == run].iloc[0]
    groups = set(mine["payroll_groups"].split(", "))
    before = known[known["pay_date"] < mine["pay_date"]]
    alike = [bool(groups & set(listed.split(", "))) for listed in before["payroll_groups"]]
    earlier = before[alike]
    return None if not len(earlier) else str(earlier["code"].iloc[0])  # the latest pay date comes first


def against_last_run(desk: Desk, run: str, lines: pd.DataFrame) -> AgainstLast | None:
    """The lines of a batch of the run beside the GL records of the run before; None without such records."""
    before = last_run(desk, run)
    records = gl_records(desk, before) if before else None
    if before is None or records is None:
        return None
    both = pd.DataFrame({"now": _net(lines), "last": _net(records.lines)})
    both = both.apply(lambda column: column.where(column.notna(), 0)).astype(MONEY)
    accounts = both.assign(change=both["now"] - both["last"]).rename_axis("account").reset_index()
    return AgainstLast(before, len(records.records), accounts)


def _net(lines: pd.DataFrame) -> pd.Series:
    signed = lines["amount"].where(lines["side"] == "debit", -lines["amount"])
    return signed.groupby(lines["account"]).sum()
