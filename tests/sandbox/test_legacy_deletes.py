"""Deletes of the older style: one function per kind of master data."""

import pytest

from tests.sandbox.calls import journal, query, text_of


@pytest.mark.parametrize(
    ("verb", "attribute", "key", "name", "field"),
    [
        ("delete_glaccount", "glaccountno", "6900", "GLACCOUNT", "ACCOUNTNO"),
        ("delete_statglaccount", "glaccountno", "HEADS", "STATACCOUNT", "ACCOUNTNO"),
        ("delete_department", "departmentid", "900", "DEPARTMENT", "DEPARTMENTID"),
        ("delete_location", "locationid", "E200-OLD", "LOCATION", "LOCATIONID"),
        ("delete_class", "key", "OLD", "CLASS", "CLASSID"),
        ("delete_project", "key", "P050", "PROJECT", "PROJECTID"),
        ("delete_task", "key", "5", "TASK", "RECORDNO"),
        ("delete_employee", "employeeid", "E1005", "EMPLOYEE", "EMPLOYEEID"),
        ("delete_contact", "contactname", "Żak, Tomasz", "CONTACT", "CONTACTNAME"),
    ],
)
def test_master_data_is_deleted_by_its_key(gateway, verb, attribute, key, name, field):
    stored = query(name, "RECORDNO", f"<equalto><field>{field}</field><value>{key}</value></equalto>")
    (record,) = gateway.rows(stored)
    result = gateway.result(f'<{verb} {attribute}="{key}"/>')
    assert [child.tag for child in result] == ["status", "function", "controlid"]
    assert gateway.rows(stored) == []
    (seen,) = gateway.rows(query("AUDITHISTORY", "OBJECTTYPE OBJECTKEY ACCESSMODE"))
    assert seen == {"OBJECTTYPE": name.lower(), "OBJECTKEY": record["RECORDNO"], "ACCESSMODE": "D"}


def test_what_is_used_or_unknown_stays(gateway):
    gateway.result(journal())
    assert "is used by transactions" in text_of(gateway.result('<delete_glaccount glaccountno="6010"/>'))
    assert "Glaccount '9999' does not exist" in text_of(gateway.result('<delete_glaccount glaccountno="9999"/>'))
    assert "Task '01-100' does not exist" in text_of(gateway.result('<delete_task key="01-100"/>'))


def test_the_attribute_has_its_own_name(gateway):
    assert gateway.call('<delete_glaccount key="6900"/>').findtext("control/status") == "failure"
    assert gateway.call("<delete_class/>").findtext("control/status") == "failure"
