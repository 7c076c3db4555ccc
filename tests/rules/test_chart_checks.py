"""Lines against the chart and the dimension values of Intacct."""

import pandas as pd

from workbench.frames import CHART, conform
from workbench.rules.chart_checks import check_chart

CHART_ROWS = [("6010", "active", "DEPARTMENT, PROJECTID"), ("2100", "active", ""), ("6090", "inactive", "")]


def chart():
    rows = [
        {"account": a, "title": a, "type": "", "normal_balance": "", "status": s, "required_dimensions": r}
        for a, s, r in CHART_ROWS
    ]
    return conform(pd.DataFrame(rows), CHART)


def values(*rows):
    return pd.DataFrame(rows, columns=["code", "status", "parent"], dtype="str")


def lines(*rows):
    return pd.DataFrame(rows, columns=["account", "DEPARTMENT", "PROJECTID", "TASKID"], dtype="str")


def said(found):
    return [(f.code, f.severity, f.value) for f in found]


def test_lines_that_fit_have_nothing_against_them():
    known = {"department": values(("D", "active", "")), "task": values(("T", "active", "P"), ("T", "active", "Q"))}
    assert not check_chart(lines(("6010", "D", "P", "T"), ("2100", "", "", "")), chart(), known)


def test_an_unknown_chart_is_one_warning():
    assert said(check_chart(lines(("6010", "", "", "")), None, None)) == [("chart_unknown", "warning", "")]


def test_accounts_must_be_in_the_chart_and_active():
    found = check_chart(lines(("6090", "D", "P", ""), ("9", "", "", ""), ("9", "", "", "")), chart(), None)
    assert said(found) == [("inactive_account", "error", "6090"), ("unknown_account", "error", "9")]


def test_a_required_dimension_must_be_on_every_line_of_the_account():
    found = check_chart(lines(("6010", "D", "P", ""), ("6010", "D", "", "")), chart(), None)
    assert (
        said(found) == [("required_dimension", "error", "6010")]
        and "PROJECTID, which 1 of its 2 lines" in found[0].message
    )
    lacking = check_chart(lines(("6010", "D", "P", "")).drop(columns="DEPARTMENT"), chart(), None)
    assert said(lacking) == [("required_dimension", "error", "6010")]


def test_lines_without_account_are_left_to_the_balance():
    assert not check_chart(lines(("", "", "", "")), chart(), None)


def test_ids_must_be_known_and_active():
    known = {"department": values(("D", "active", ""), ("X", "inactive", ""))}
    found = check_chart(lines(("2100", "X", "", ""), ("2100", "Z", "", ""), ("2100", "D", "", "")), chart(), known)
    assert said(found) == [("inactive_value", "error", "X"), ("unknown_value", "error", "Z")]


def test_a_task_belongs_to_its_project():
    known = {"task": values(("T", "active", "P"))}
    found = check_chart(lines(("2100", "", "Q", "T")), chart(), known)
    assert said(found) == [("task_of_other_project", "error", "T")] and "project Q" in found[0].message


def test_values_that_were_never_read_are_not_judged():
    assert not check_chart(lines(("2100", "Z", "", "")), chart(), {"department": values()})
