"""The import against a slow reading of it, entry by entry: labor, states, what is written and what stands."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.timing import PERIOD, SOURCES, checked, entries, known
from workbench.fields import ENTRY_RECORD
from workbench.rules.setup import Codes, Setup
from workbench.rules.time_keeping import empty_kept, lay, months_of
from workbench.rules.time_labor import map_entries
from workbench.rules.time_states import compare
from workbench.rules.time_targets import default_time_map
from workbench.rules.time_values import code_books

SETUP = Setup(departments={"FLD": Codes("", "200"), "SHP": Codes("", "400")})
FIELDS = default_time_map(list(SOURCES))
DAYS = ["02/09/2026", "02/10/2026", "2026-02-10", "02/22/2026", "01/31/2026"]
ENTRY = st.fixed_dictionaries(
    {
        "EMPLOYEEID": st.sampled_from(["E1", "E2", "E10", "e1"]), "TIMETYPE": st.sampled_from(["102", "103", "OT"]),
        "ENTRYDATE": st.sampled_from(DAYS), "QTY": st.sampled_from(["8", "7.50", ".25", "-2", "0", "8.00000"]),
        "DEPARTMENTID": st.sampled_from(["", "200", "400", "999"]), "PROJECTID": st.sampled_from(["", "P1"]),
    }
)  # fmt: skip
TIME = st.dictionaries(st.integers(1, 12), ENTRY, max_size=8)


def read(time):
    """Those entries, under their numbers."""
    table = entries(*time.values())
    return table.set_column(0, ENTRY_RECORD, [np.array(list(time), dtype=np.int64)])


def labor_of(time):
    books = code_books(FIELDS, SETUP, known(), [one.target for one in FIELDS.used])
    return map_entries(read(time), ENTRY_RECORD, FIELDS, books).labor


def slowly(time):
    """Number, employee, day, units, department and project of each entry, in the order of labor records."""
    rows = []
    for number, one in time.items():
        text = one["ENTRYDATE"]
        day = datetime.strptime(text, "%m/%d/%Y").date() if "/" in text else date.fromisoformat(text)  # noqa: DTZ007
        department = {"200": "FLD", "400": "SHP"}.get(one["DEPARTMENTID"], one["DEPARTMENTID"])
        rows.append((one["EMPLOYEEID"], day, number, Decimal(one["QTY"]), department, one["PROJECTID"]))
    return sorted(rows)


def shown(labor):
    columns = ["employee", "work_date", "record", "units", "department", "project"]
    return [tuple(row) for row in labor[columns].values.tolist()] if len(labor) else []


@settings(max_examples=25)
@given(TIME, TIME)
def test_whatever_is_imported_after_whatever_the_labor_that_stands_is_what_was_read_last(before, after):
    first = lay(labor_of(before), empty_kept(), np.array([]), "", PERIOD.start, PERIOD.end)
    labor, kept = labor_of(after), first.standing
    assert shown(labor) == slowly(after)
    old = {row[2]: row for row in slowly(before)}
    for number, state in zip(labor["record"], compare(labor, kept).state, strict=True):
        same = before.get(number, {}) and equal(before[number], after[number]) and number in old
        assert state == ("new" if number not in before else "unchanged" if same else "changed")
    laid = lay(labor, kept, np.array(sorted(set(before) - set(after))), "", PERIOD.start, PERIOD.end)
    assert sorted(shown(laid.standing)) == slowly(after)
    for month, part in months_of(laid, kept).items():
        assert sorted(shown(part)) == [row for row in slowly(after) if row[1].replace(day=1) == month]
    again = lay(labor, laid.standing, np.array([]), "", PERIOD.start, PERIOD.end)
    assert not len(again.written) and months_of(again, laid.standing) == {}


def equal(one, other):
    alike = {**one, "QTY": Decimal(one["QTY"])} == {**other, "QTY": Decimal(other["QTY"])}
    days = {one["ENTRYDATE"], other["ENTRYDATE"]}
    return alike or (
        days == {"02/10/2026", "2026-02-10"} and equal({**one, "ENTRYDATE": ""}, {**other, "ENTRYDATE": ""})
    )


@settings(max_examples=25)
@given(TIME)
def test_the_verdict_on_each_row_is_that_of_a_slow_reading(time):
    rows = checked(*time.values(), setup=SETUP)
    hours = {}
    for one in time.values():
        key = one["EMPLOYEEID"], one["ENTRYDATE"].replace("2026-02-10", "02/10/2026")
        hours[key] = hours.get(key, 0) + Decimal(one["QTY"])
    numbered = dict(enumerate(time.values(), 1))
    for number, verdict in zip(rows.labor["record"], rows.verdicts(), strict=True):
        one = numbered[number]
        key = one["EMPLOYEEID"], one["ENTRYDATE"].replace("2026-02-10", "02/10/2026")
        wrong = (
            one["EMPLOYEEID"] not in ("E1", "E2") or one["TIMETYPE"] == "OT" or Decimal(one["QTY"]) <= 0
            or one["ENTRYDATE"] == "01/31/2026" or hours[key] > 24
        )  # fmt: skip
        asked = one["DEPARTMENTID"] in ("400", "999")  # payroll knows FLD alone
        assert verdict == ("error" if wrong else "warning" if asked else "ok")
