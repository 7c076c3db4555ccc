"""Codes of job cost lines against Intacct: they exist, are active and belong together."""

import pandas as pd
import pytest

from tests.rules.test_job_cost import HOME, WORKED, codes, one
from workbench.rules.setup import JobCostStructure

ALL = JobCostStructure("S", True, "labor", ("H",), {**WORKED, "cost_type": "worked"})
JOB = {"units": "8", "project": "P1", "task": "T1"}


def table(*rows):
    """code, status, project, parent."""
    return pd.DataFrame(
        [{"code": r[0], "name": "", "status": (*r, "active")[1], "project": (*r, "", "")[2] if len(r) > 2 else "",
          "parent": r[3] if len(r) > 3 else (r[2] if len(r) > 2 else ""), "entity": ""} for r in rows]
    )  # fmt: skip


def known(**changes):
    values = {
        "employee": table(("E1", "active")), "department": table(("ADM", "active")),
        "location": table(("L1", "active")), "project": table(("P1", "active"), ("P2", "active")),
        "task": table(("T1", "active", "P1"), ("T2", "active", "P2")),
        "cost_type": table(("LAB", "active", "P1", "T1")),
    }  # fmt: skip
    types = pd.DataFrame({"name": ["H"], "status": ["active"]})
    return {"values": {**values, **changes}, "time_types": types}


def test_a_company_that_knows_everything_has_no_complaint():
    assert codes(one([JOB], ALL, **known())) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"employee": table(("E2", "active"))}, "unknown_employee"),
        ({"employee": table(("E1", "inactive"))}, "inactive_employee"),
        ({"department": table(("X", "active"))}, "unknown_value"),
        ({"project": table(("P1", "inactive"))}, "inactive_value"),
        ({"task": table(("T1", "active", "P2"))}, "task_of_other_project"),
        ({"task": table(("T9", "active", "P1"))}, "unknown_value"),
        ({"task": table(("T1", "inactive", "P1"))}, "inactive_value"),
    ],
)
def test_what_intacct_does_not_have_is_an_error(changes, code):
    records = one([JOB], ALL, **known(**changes))
    assert codes(records) == [code]
    assert not records.records["ok"].item() and records.records["cause"].item()


@pytest.mark.parametrize(("cost_type", "code"), [("LAB", []), ("EQP", ["unknown_value"])])
def test_a_cost_type_belongs_to_project_and_task(cost_type, code):
    labor = [{**JOB, "cost_type": cost_type}]
    records = one(labor, ALL, **known(), dimensions=("project", "task", "cost_type"))
    assert codes(records) == code
    other = one([{**labor[0], "cost_type": "LAB", "project": "P2", "task": "T2"}], ALL, **known(),
                dimensions=("project", "task", "cost_type"))  # fmt: skip
    assert codes(other) == ["cost_type_of_other_project"]


@pytest.mark.parametrize(
    ("record", "structure", "code"),
    [
        ({"task": "T1"}, WORKED, "task_without_project"),
        ({"project": "P1", "task": "T1"}, {"task": "worked"}, "task_without_project"),
        ({"project": "P1", "cost_type": "LAB"}, {**WORKED, "cost_type": "worked"}, "cost_type_without_task"),
    ],
)
def test_a_task_needs_its_project_and_a_cost_type_both(record, structure, code):
    home = {**HOME, "project": "", "task": ""}
    chosen = JobCostStructure("S", True, "labor", ("H",), structure)
    records = one([{"units": "1", **record}], chosen, home, dimensions=("project", "task", "cost_type"))
    assert codes(records) == [code]


@pytest.mark.parametrize(("status", "code"), [("inactive", "inactive_time_type"), (None, "unknown_time_type")])
def test_the_category_code_is_the_time_type(status, code):
    types = pd.DataFrame({"name": ["H" if status else "h"], "status": [status or "active"]})
    assert codes(one([JOB], ALL, **{**known(), "time_types": types})) == [code]


def test_a_company_of_several_entities_needs_a_location():
    several = table(("L1", "active"), ("L2", "active")).assign(entity=["E1", "E2"])
    without = JobCostStructure("S", True, "labor", ("H",), {"project": "worked", "task": "worked"})
    assert codes(one([JOB], without, **known(location=several))) == ["location_missing"]
    assert codes(one([JOB], without, **known())) == []
    assert codes(one([JOB], ALL, **known(location=several))) == []


def test_what_was_never_read_is_said_not_to_be_checked():
    assert set(codes(one([JOB], ALL, paid="8"), "warning")) == {"time_types_unknown", "codes_unknown"}
    assert set(codes(one([JOB], ALL, paid="8", **known()), "warning")) == set()
