"""The chart as the Payroll category tab sees it, where the structure adds parts of its own."""

import pandas as pd

from tests.rules.building import run_of, sample_run, sample_setup
from workbench.frames import CHART, conform
from workbench.rules.category_parts import category_parts
from workbench.rules.setup import Codes, Setup

STAFF = [{"employee": "E1", "department": "A"}, {"employee": "E2", "department": "B"}, {"employee": "E3"}]


def chart_of(*accounts):
    rows = {"account": accounts, "title": accounts, "type": "", "normal_balance": "", "status": "active"}
    return conform(pd.DataFrame(rows).assign(required_dimensions=""), CHART)


def test_a_plain_structure_leaves_the_chart_as_it_is():
    chart = chart_of("6010", "6020")
    parts = category_parts(chart, sample_setup(), [sample_run()])
    assert parts.chart is chart and parts.whole == {"6010", "6020"} and parts.part_of == {}


def test_the_parts_of_departments_in_use_are_taken_off():
    setup = Setup(
        "{category_gl}-{department_gl}", departments={"A": Codes("100"), "B": Codes("200"), "C": Codes("300")}
    )
    run = run_of({"W": "earning"}, STAFF[:2], [("E1", "W", "1.00"), ("E2", "W", "1.00")])
    chart = chart_of("6010-100", "6010-200", "6020-100", "6030-300", "2310")
    parts = category_parts(chart, setup, [run])
    assert parts.chart["account"].tolist() == ["6010", "6020"]
    assert parts.whole == {"6010"}  # 6020 is there for one department only
    assert parts.part_of == {"6010-100": "6010", "6010-200": "6010", "6020-100": "6020"}


def test_people_without_a_department_have_the_category_alone():
    setup = Setup("{category_gl}-{department_gl}", departments={"A": Codes("100")})
    run = run_of({"W": "earning"}, [STAFF[0], STAFF[2]], [("E1", "W", "1.00"), ("E3", "W", "1.00")])
    parts = category_parts(chart_of("6010-100", "6010"), setup, [run])
    assert parts.part_of["6010-100"] == "6010" and parts.part_of["6010"] == "6010" and parts.whole == {"6010"}
