"""The preview of an import: every row with its state and verdict, what is gone, and how many of each there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.money import decimal_to_ints
from workbench.rules.known_codes import KnownCodes
from workbench.rules.time_checks import Period
from workbench.rules.time_keeping import counted, labor_of
from workbench.rules.time_paid import Paid
from workbench.rules.time_rows import LEFT_OUT, SKIPPED, Rows, entries_words
from workbench.rules.time_states import CHANGED, GONE, PAID, STATES, Compared, gone
from workbench.rules.time_texts import texts_of

_ADJUST = "Correct it with an adjustment in payroll; what was paid is not changed here."


@dataclass(frozen=True, eq=False)
class Judged:
    """Labor with ``state``, ``check``, ``reason``, ``remedy`` per row; ``gone`` the kept records no longer approved."""

    labor: pd.DataFrame
    gone: pd.DataFrame
    counts: dict[str, int]


def judge(
    rows: Rows, compared: Compared, paid: Paid, kept: pd.DataFrame, paid_kept: np.ndarray, scope: np.ndarray
) -> Judged:
    """Put together what was found of each row; ``scope`` marks the kept records that this import speaks of.

    ``paid_kept`` is the run that paid each kept record (blank: none).
    """
    _about_paid(rows, compared, paid)
    labor = _with_verdicts(rows, compared, paid)
    left = gone(kept, rows.labor["record"].to_numpy(), scope)
    missing = _gone(kept[left], paid_kept[left])
    _about_gone(rows, missing)
    counts = {**dict.fromkeys(STATES, 0), **counted(labor["state"][rows.taking_part])}
    counts[GONE] = int((missing["state"] == GONE).sum())
    aside = counted(labor["check"][~rows.taking_part])
    return Judged(labor, missing, counts | {SKIPPED: aside.get(SKIPPED, 0), LEFT_OUT: aside.get(LEFT_OUT, 0)})


def _about_paid(rows: Rows, compared: Compared, paid: Paid) -> None:
    changed = (paid.by != "") & (compared.state == CHANGED)
    if changed.any():
        about = texts_of(pa.array(np.where(changed, paid.by + ": " + compared.what, ""), pa.string()))
        rows.say(changed, "changed_after_paid", "warning", "record", about,
                 lambda said: (f"Changed after it was paid by run {said}.", _ADJUST))  # fmt: skip
    remedy = "Look whether it is paid already; if it is late time, import it."
    other = texts_of(pa.array(paid.other, pa.string()))
    rows.say(~other.blank, "maybe_paid", "warning", "record", other,
             lambda run: (f"Run {run} has paid other time of this employee, category and day.", remedy))  # fmt: skip


def _about_gone(rows: Rows, missing: pd.DataFrame) -> None:
    """Time that a run has paid and that is no longer approved: a warning, for what was paid cannot be taken out here.

    It does not hold up the rest of the period; the way to correct it is an adjustment in payroll.
    """
    paid = missing[(missing["state"] == PAID).to_numpy(bool)]
    for run in sorted(set(paid["run"])):
        units = decimal_to_ints(pa.array(paid.loc[(paid["run"] == run).to_numpy(bool), "units"], pa.decimal128(18, 4)))
        said = f"Run {run} has paid time that is no longer approved. {entries_words(len(units), int(units.sum()))}"
        rows.once("gone_after_paid", "warning", said, _ADJUST)


def _with_verdicts(rows: Rows, compared: Compared, paid: Paid) -> pd.DataFrame:
    by, what = (texts_of(pa.array(texts, pa.string())) for texts in (paid.by, compared.what))
    settled = ~by.blank
    changed = (compared.state == CHANGED) & ~settled & ~what.blank
    rows.tell(changed, what.translated("Changed since the last import: {}.".format))
    rows.tell(settled, by.translated("Paid by run {}.".format))
    state = texts_of(pa.array(np.where(settled, PAID, compared.state), pa.string()))
    texts = {"run": by, "state": state, "check": rows.verdict, "reason": rows.reason.texts, "remedy": rows.remedy.texts}
    return rows.labor.assign(**{name: one.column() for name, one in texts.items()})


def _gone(kept: pd.DataFrame, paid: np.ndarray) -> pd.DataFrame:
    state = np.where(paid != "", PAID, GONE)
    reason = np.where(
        paid != "", "No longer approved in Sage Intacct, but run " + paid + " has paid it.",
        "Imported before, no longer approved in Sage Intacct: Process takes it out.",
    )  # fmt: skip
    frame = kept.assign(
        run=pd.Series(paid, index=kept.index, dtype="str"),
        state=pd.Series(state, index=kept.index, dtype="str"),
        reason=pd.Series(reason, index=kept.index, dtype="str"),
        remedy=pd.Series(np.where(paid != "", _ADJUST, ""), index=kept.index, dtype="str"),
    )
    return labor_of(frame)


def in_scope(kept: pd.DataFrame, entity: str, period: Period, known: KnownCodes) -> np.ndarray:
    """The kept records an import speaks of: of its period, its part of the company, and its payroll group."""
    days = pa.array(kept["work_date"], pa.date32()).cast(pa.int32()).to_numpy(zero_copy_only=False)
    first, last = ((day - date(1970, 1, 1)).days for day in (period.start, period.end))
    mine = (days >= first) & (days <= last) & (kept["scope"].to_numpy(object) == entity)
    if not period.payroll_group:
        return np.asarray(mine, dtype=bool)
    codes, employees = pd.factorize(kept["employee"])
    groups = [known.group_of.get(one, period.payroll_group) == period.payroll_group for one in employees]
    return np.asarray(mine & np.array(groups, dtype=bool)[codes], dtype=bool) if len(kept) else np.zeros(0, bool)
