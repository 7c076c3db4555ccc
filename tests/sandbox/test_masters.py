"""Accounts, dimensions and other master data written by the generic verbs."""

import pytest

from tests.sandbox.calls import journal, line, number_of, query, text_of


def created(gateway, name: str, **fields: str):
    inner = "".join(f"<{key}>{value}</{key}>" for key, value in fields.items())
    return gateway.result(f"<create><{name}>{inner}</{name}></create>")


@pytest.mark.parametrize(
    "name, fields",
    [
        ("GLACCOUNT", {"ACCOUNTNO": "6015", "TITLE": "Standby"}),
        ("DEPARTMENT", {"DEPARTMENTID": "500", "TITLE": "Yard"}),
        ("LOCATION", {"LOCATIONID": "E100-K", "NAME": "Kanata", "PARENTID": "E100"}),
        ("PROJECT", {"PROJECTID": "P300", "NAME": "Dam", "PROJECTCATEGORY": "Contract"}),
        ("TASK", {"TASKID": "09", "NAME": "Cleanup", "PROJECTID": "P100"}),
        ("COSTTYPE", {"COSTTYPEID": "MAT", "NAME": "Material", "PROJECTID": "P100", "TASKID": "01-100"}),
        ("CLASS", {"CLASSID": "CASUAL", "NAME": "Casual"}),
        ("EMPLOYEE", {"EMPLOYEEID": "E2000", "PERSONALINFO": "<CONTACTNAME>Nair, Priya</CONTACTNAME>"}),
    ],
)
def test_master_data_can_be_created_read_and_deleted(gateway, name, fields):
    result = created(gateway, name, **fields)
    assert result.findtext("status") == "success"
    key = result.findtext(f"data/{name.lower()}/RECORDNO")
    assert gateway.result(f"<read><object>{name}</object><keys>{key}</keys></read>").find("data").get("count") == "1"
    deleted = gateway.result(f"<delete><object>{name}</object><keys>{key}</keys></delete>")
    assert deleted.findtext("status") == "success"


def test_a_task_belongs_to_its_project(gateway):
    assert created(gateway, "TASK", TASKID="01-100", NAME="Again", PROJECTID="P100").findtext("status") == "failure"
    created(gateway, "PROJECT", PROJECTID="P300", NAME="Dam", PROJECTCATEGORY="Contract")
    assert created(gateway, "TASK", TASKID="01-100", NAME="Site", PROJECTID="P300").findtext("status") == "success"
    sent = journal(line("6010", 1, "1.00", PROJECTID="P300", TASKID="01-100"), line("2100", -1, "1.00"))
    assert gateway.result(sent).findtext("status") == "success"


def test_a_business_id_is_unique(gateway):
    result = created(gateway, "DEPARTMENT", DEPARTMENTID="100", TITLE="Again")
    assert number_of(result) == "BL34000061"
    assert text_of(result).startswith("Another Department with the given value(s) 100 already exists")
    assert result.findtext(".//correction") == "Use a unique value instead."


def test_what_is_missing_or_unknown_is_refused(gateway):
    assert "TITLE is missing" in text_of(created(gateway, "DEPARTMENT", DEPARTMENTID="500"))
    assert "Invalid Customer 'C-9'" in text_of(
        created(gateway, "PROJECT", PROJECTID="P300", NAME="x", PROJECTCATEGORY="y", CUSTOMERID="C-9")
    )
    assert "not supported" in text_of(created(gateway, "GLJOURNAL", SYMBOL="X", TITLE="X"))


def test_an_update_leaves_what_it_does_not_name(gateway):
    gateway.result("<update><DEPARTMENT><DEPARTMENTID>100</DEPARTMENTID><TITLE>Office</TITLE></DEPARTMENT></update>")
    rows = gateway.rows(
        query("DEPARTMENT", "TITLE STATUS", "<equalto><field>DEPARTMENTID</field><value>100</value></equalto>")
    )
    assert rows == [{"TITLE": "Office", "STATUS": "active"}]


def test_what_transactions_use_is_not_deleted(gateway):
    gateway.result(journal())
    rows = gateway.rows(
        query("GLACCOUNT", "RECORDNO", "<equalto><field>ACCOUNTNO</field><value>6010</value></equalto>")
    )
    result = gateway.result(f"<delete><object>GLACCOUNT</object><keys>{rows[0]['RECORDNO']}</keys></delete>")
    assert "is used by transactions" in text_of(result)


def test_the_audit_history_knows_what_was_deleted(gateway):
    key = gateway.result(journal()).findtext(".//RECORDNO")
    gateway.result(f"<delete><object>GLBATCH</object><keys>{key}</keys></delete>")
    rows = gateway.rows(query("AUDITHISTORY", "OBJECTTYPE OBJECTKEY ACCESSMODE USERID"))
    assert [row["ACCESSMODE"] for row in rows] == ["C", "D"]
    assert rows[1] == {"OBJECTTYPE": "glbatch", "OBJECTKEY": key, "ACCESSMODE": "D", "USERID": "payroll_ws"}


def test_a_task_without_an_id_takes_its_record_number(gateway):
    number = created(gateway, "TASK", NAME="Punch list", PROJECTID="P200").findtext("data/task/RECORDNO")
    named = "<equalto><field>NAME</field><value>Punch list</value></equalto>"
    assert gateway.rows(query("TASK", "TASKID PROJECTNAME", named)) == [{"TASKID": number, "PROJECTNAME": "Water main"}]


def test_names_and_keys_stand_beside_the_ids_of_a_project(gateway):
    created(
        gateway,
        "PROJECT",
        PROJECTID="P210",
        NAME="Valves",
        PROJECTCATEGORY="Contract",
        PARENTID="P200",
        CUSTOMERID="C-002",
        LOCATIONID="E100",
    )
    named = "<equalto><field>PROJECTID</field><value>P210</value></equalto>"
    assert gateway.rows(query("PROJECT", "PARENTNAME CUSTOMERKEY LOCATIONNAME", named)) == [
        {"PARENTNAME": "Water main", "CUSTOMERKEY": "2", "LOCATIONNAME": "Ontario"}
    ]
