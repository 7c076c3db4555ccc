"""Codes of the payroll against the values of Intacct: matched, unmatched, inactive, renamed, the nearest suggested."""

from dataclasses import replace

import pandas as pd

from tests.rules.building import run_of, sample_run, sample_setup
from workbench.rules.dimension_map import dimension_map, same_name
from workbench.rules.setup import Codes, Setup

KINDS = {"W": "earning"}
STAFF = [{"employee": "E1", "name": "Ana Ruiz", "department": "FLD"}]


def values_of(*rows):
    """Values of Intacct from (code, name, status, project); active and of no project where nothing is said."""
    filled = [(*row, *("", "", "active", "")[len(row) :]) for row in rows]
    return pd.DataFrame(filled, columns=["code", "name", "status", "project"], dtype="str")


def mapped(departments, values, setup=None):
    run = run_of(KINDS, STAFF, [("E1", "W", "1.00")], dimensions=())
    run = replace(run, departments=pd.DataFrame(departments, columns=["code", "name"], dtype="str"))
    frame = dimension_map([run], setup or Setup(), {"department": values_of(*values)})
    rows = frame[frame["dimension"] == "department"].to_dict("records")
    return {row["code"]: (row["status"], row["suggestion"]) for row in rows if row["name"]}


def test_each_code_gets_its_status_and_the_nearest_value():
    found = mapped(
        [
            ("FLD", "Field"),
            ("SHP", "Shop"),
            ("0PS", "Operations"),
            ("ADM", "Admin"),
            ("OLD", "Estimating"),
            ("ZZZ", "Zoo"),
        ],
        [("FLD", "Field"), ("SHOP", "Shop"), ("OPS", ""), ("ADM", "Marine"), ("OLD", "Estimating", "inactive")],
    )
    assert found == {
        "FLD": ("matched", ""), "SHP": ("renamed", "SHOP"), "0PS": ("unmatched", "OPS"), "ADM": ("renamed", ""),
        "OLD": ("inactive", ""), "ZZZ": ("unmatched", ""),
    }  # fmt: skip


def test_an_id_the_setup_says_holds_unless_the_name_stands_under_another():
    setup = Setup(departments={"FLD": Codes("", "200"), "SHP": Codes("", "200")})
    found = mapped([("FLD", "Crews"), ("SHP", "Shop")], [("200", "Field"), ("400", "Shop")], setup)
    assert found == {"FLD": ("matched", ""), "SHP": ("renamed", "400")}


def test_names_nearly_the_same_are_suggested():
    found = mapped([("A", "Bridge rehabilitation")], [("P100", "Bridge rehabilitaton, north")])
    assert found == {"A": ("unmatched", "P100")}


def test_people_are_the_same_whichever_name_stands_first():
    assert same_name("Amara Okafor", "Okafor, Amara") and same_name("Zak Tomasz", "Żak, Tomasz")
    assert same_name("", "Anyone") and not same_name("Amara Okafor", "Grace O'Neil")


def test_a_task_belongs_to_its_project():
    tasks = values_of(("01-100", "Site preparation", "active", "P100"), ("02-200", "Concrete", "active", "P200"))
    frame = dimension_map([sample_run()], sample_setup(), {"task": tasks})
    rows = {(r["parent"], r["code"]): r["status"] for r in frame[frame["dimension"] == "task"].to_dict("records")}
    assert rows == {
        ("P100", "01-100"): "matched", ("P100", "02-200"): "unmatched", ("P200", "01-100"): "unmatched",
    }  # fmt: skip


def test_what_was_never_read_is_not_called_wrong_and_reach_and_use_are_said():
    frame = dimension_map([sample_run()], sample_setup())
    assert set(frame["status"]) == {"unread"} and set(frame["dimension"]) >= {"department", "project", "employee"}
    assert set(frame.loc[frame["dimension"] == "employee", "reach"]) == {"none"}
    assert frame.loc[frame["code"] == "FLD", "used"].all()


def test_a_further_dimension_is_compared_with_the_object_it_is_sent_as():
    run = run_of(KINDS, [{"employee": "E1", "gang": "N"}], [("E1", "W", "1.00")], dimensions=("gang",))
    setup = Setup(intacct_fields={"gang": "GLDIMCREW"}, dimensions={"gang": {"N": Codes("", "10001")}})
    frame = dimension_map([run], setup, {"crew": values_of(("10001", "Night crew"))})
    (row,) = frame[frame["dimension"] == "gang"].to_dict("records")
    assert (row["status"], row["intacct_name"], row["used"]) == ("matched", "Night crew", True)
