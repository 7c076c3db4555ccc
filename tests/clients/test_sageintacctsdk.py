"""The Python client sageintacctsdk against the sandbox: nothing of it is changed but the address it calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.clients.connected import connected
from tests.sandbox.calls import start

Connect = Callable[..., Any]


@pytest.fixture
def connect(sandbox, python_client, monkeypatch) -> Connect:
    """Sign in with the client's own session call, then a client with that session."""
    monkeypatch.setenv("NO_PROXY", "*")
    return lambda **changed: connected(sandbox.credentials | changed)


@pytest.fixture
def client(connect) -> Any:
    return connect()


@pytest.fixture
def own_dimension(python_client, monkeypatch, tmp_path) -> Iterator[Any]:
    """A client of a company with a dimension of its own."""
    monkeypatch.setenv("NO_PROXY", "*")
    file = tmp_path / "company.yaml"
    file.write_text("dimensions: {CREW: {label: Crew, values: [{id: '10001', name: Night}, {id: '10002', name: Day}]}}")
    running = start(company_file=str(file))
    names = {"company": "COMPANY_ID", "user": "USER_ID", "password": "USER_PASSWORD", "endpoint": "ENDPOINT"}
    names |= {"sender_id": "SENDER_ID", "sender_password": "SENDER_PASSWORD"}
    yield connected({name: running.settings[f"INTACCT_{key}"] for name, key in names.items()})
    running.process.terminate()
    running.process.wait(10)


def entry(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A journal entry as an expense tool posts it: lower-case names, AMOUNT, every dimension though empty."""
    header = {"journal": "PYRJ", "batch_date": "02/13/2026", "batch_title": "Payroll", "referenceno": "BW03"}
    return header | more | {"entries": [{"glentry": list(lines)}]}


def line(side: int, amount: str, **more: Any) -> dict[str, Any]:
    given = {"accountno": "6010" if side == 1 else "2100", "currency": "CAD", "amount": amount, "tr_type": side}
    return given | {"description": None, "department": None, "location": "E100", "projectid": None} | more


# --- signing in


def test_signing_in_at_an_entity_reads_there(connect):
    assert connect(entity="E200").location_entities.count(None) == 2
    assert len(connect(user="payroll_e100", password="p&w<ontario>#1", entity="E100").departments.get_all()) == 5


def test_wrong_credentials_are_its_invalid_token_error(connect):
    from sageintacctsdk.exceptions import InvalidTokenError

    with pytest.raises(InvalidTokenError, match="Invalid token / Incorrect credentials") as refused:
        connect(password="wrong")
    assert "Sign-in information is incorrect" in refused.value.response["error"]["description2"]


def test_a_wrong_sender_is_its_wrong_params_error(connect):
    from sageintacctsdk.exceptions import WrongParamsError

    with pytest.raises(WrongParamsError) as refused:
        connect(sender_password="wrong")
    assert "Incorrect Intacct XML Partner ID or password." in refused.value.response["error"][0]["description2"]


def test_an_expired_session_is_its_invalid_token_error(sandbox, client):
    from sageintacctsdk.exceptions import InvalidTokenError

    sandbox.control("advance_clock", seconds=3 * 3600)
    with pytest.raises(InvalidTokenError) as refused:
        client.accounts.count()
    assert refused.value.response["error"]["description2"].startswith("Invalid session")


# --- reading


READS = {
    "accounts": 63,
    "departments": 5,
    "employees": 5,
    "projects": 3,
    "tasks": 5,
    "cost_types": 4,
    "classes": 3,
    "locations": 4,
    "location_entities": 2,
    "customers": 2,
    "contacts": 5,
    "vendors": 0,
    "items": 0,
    "gl_detail": 0,
}


@pytest.mark.parametrize(("name", "number"), READS.items())
def test_all_records_of_an_object_with_all_the_fields_it_asks_for(client, name, number):
    from sageintacctsdk.apis.constants import dimensions_fields_mapping

    api = getattr(client, name)
    found = api.get_all()
    assert (len(found), api.count(None)) == (number, number)
    if found:
        assert list(found[0]) == dimensions_fields_mapping[api._ApiBase__dimension]


def test_counts_of_the_active_and_of_what_a_filter_keeps(client):
    assert (client.accounts.count(), client.accounts.count("STATUS", "inactive")) == (62, 1)
    from_to = [("greaterthanorequalto", "ACCOUNTNO", "6110"), ("lessthan", "ACCOUNTNO", "6140")]
    assert client.accounts.count(and_filter=from_to) == 3
    assert client.accounts.count(or_filter=[("equalto", "ACCOUNTNO", "6010"), ("like", "TITLE", "%bank%")]) == 3


def test_one_record_by_a_field(client):
    (account,) = client.accounts.get_all("ACCOUNTNO", "6010", fields=["TITLE", "NORMALBALANCE"])
    assert account == {"TITLE": "Salaries", "NORMALBALANCE": "debit"}
    found = client.departments.get("DEPARTMENTID", "200")
    assert (found["@totalcount"], found["department"]["TITLE"]) == ("1", "Field")


def test_queries_with_filters(client):
    both = [("equalto", "STATUS", "active"), ("like", "ACCOUNTNO", "60%")]
    found = client.accounts.get_by_query(["ACCOUNTNO"], and_filter=both)
    assert sorted(row["ACCOUNTNO"] for row in found) == ["6010", "6020", "6025", "6030", "6040"]
    between = [("between", "ACCOUNTNO", ["2310", "2330"])]
    assert len(client.accounts.get_by_query(["ACCOUNTNO"], and_filter=between)) == 3
    payload = {"in": {"field": "PROJECTID", "value": ["P100", "P200"]}}
    assert len(client.projects.get_by_query(filter_payload=payload)) == 2


def test_pages_in_order_since_a_day(client):
    pages = client.employees.get_all_generator(
        fields=["EMPLOYEEID"], updated_at="01/01/2000 00:00:00", order_by_field="EMPLOYEEID", order="descending"
    )
    rows = [row["EMPLOYEEID"] for page in pages for row in page]
    assert rows == ["E1005", "E1004", "E1003", "E1002", "E1001"]


def test_the_older_query_and_lookup(client):
    found = client.classes.read_by_query(["CLASSID", "NAME"])["data"]
    assert {row["CLASSID"] for row in found["class"]} == {"UNION", "NONUNION", "OLD"}
    fields = client.employees.get_lookup()["Type"]["Fields"]["Field"]
    assert "EMPLOYEEID" in [field["ID"] for field in fields]


def test_dimensions_and_the_names_of_all_objects(client):
    names = [one["objectName"] for one in client.dimensions.get_all()]
    assert {"DEPARTMENT", "LOCATION", "PROJECT", "EMPLOYEE", "CLASS"} <= set(names)
    assert "GLBATCH" in [one["@typename"] for one in client.dimensions.get_objects()["type"]]


def test_the_values_of_a_dimension_of_the_companys_own(own_dimension):
    assert own_dimension.dimension_values.count("CREW") == 2
    found = own_dimension.dimension_values.get_all("CREW")
    assert {row["id"]: row["name"] for row in found} == {"10001": "Night", "10002": "Day"}


def test_names_beyond_ascii_come_out_garbled_as_this_client_reads_them(client):
    """The content type names no charset, so its HTTP library takes Latin-1; the bytes are UTF-8 all the same."""
    (employee,) = client.employees.get_all("EMPLOYEEID", "E1005", fields=["CONTACT.LASTNAME"])
    assert employee["CONTACT.LASTNAME"].encode("latin-1").decode("utf-8") == "Żak"


# --- writing


def test_a_department_from_its_making_to_its_end(client):
    made = client.departments.post({"DEPARTMENTID": "520", "TITLE": "Night & day"})
    number = made["data"]["department"]["RECORDNO"]
    client.departments.update({"DEPARTMENTID": "520", "TITLE": "Night"})
    assert client.departments.get_all("DEPARTMENTID", "520")[0]["TITLE"] == "Night"
    assert client.departments.delete(number)["status"] == "success"
    assert client.departments.get_all("DEPARTMENTID", "520") == []


def test_a_project_a_task_and_a_class(client):
    client.projects.post({"PROJECTID": "P400", "NAME": "Lift station", "PROJECTCATEGORY": "Contract"})
    client.tasks.post({"TASKID": "01", "NAME": "Footings", "PROJECTID": "P400"})
    client.classes.post({"CLASSID": "TEMP", "NAME": "Agency"})
    (task,) = client.tasks.get_all("PROJECTID", "P400")
    assert (task["TASKID"], task["PROJECTNAME"]) == ("01", "Lift station")


def test_a_posted_journal_entry_reaches_the_ledger(client):
    made = client.journal_entries.post(entry(line(1, "1250.75"), line(-1, "1250.75")))
    number = made["data"]["glbatch"]["RECORDNO"]
    (header,) = client.journal_entries.get_all("RECORDNO", number)
    assert (header["STATE"], header["REFERENCENO"], header["BATCH_DATE"]) == ("Posted", "BW03", "02/13/2026")
    ledger = client.gl_detail.get_all("BATCHKEY", number)
    sides = sorted((row["ACCOUNTNO"], row["DEBITAMOUNT"], row["CREDITAMOUNT"]) for row in ledger)
    assert sides == [("2100", "0", "1250.75"), ("6010", "1250.75", "0")]


def test_a_draft_is_read_back_and_deleted(client):
    made = client.journal_entries.post(entry(line(1, "5.00"), line(-1, "5.00"), state="Draft"))
    number = made["data"]["glbatch"]["RECORDNO"]
    found = client.journal_entries.get("RECORDNO", number)["glbatch"]
    assert (found["STATE"], found["BATCH_TITLE"]) == ("Draft", "Payroll")
    assert client.journal_entries.delete(number)["status"] == "success"
    assert client.journal_entries.count(None) == 0


def test_private_records_are_counted_on_demand_only(connect):
    there = connect(entity="E200")
    there.journal_entries.post(entry(line(1, "5.00", location="E200"), line(-1, "5.00", location="E200")))
    assert connect().journal_entries.count(None) == 0
    assert connect(show_private=True).journal_entries.count(None) == 1


def test_attachments_and_their_folders(client):
    client.attachments.create_attachments_folder({"supdocfoldername": "Payroll"})
    client.attachments.create_attachments_folder({"supdocfoldername": "Other"})
    file = {"attachmentname": "register", "attachmenttype": "pdf", "attachmentdata": "UERG"}
    document = {"supdocid": "PR-1", "supdocname": "Register", "supdocfoldername": "Payroll"}
    client.attachments.post(document | {"attachments": {"attachment": [file]}})
    second = {"supdocid": "PR-1", "attachments": {"attachment": [file | {"attachmentname": "second"}]}}
    assert client.attachments.update(second)["status"] == "success"
    found = client.attachments.get_attachment("supdocid", "PR-1")["data"]["supdoc"]
    assert [one["attachmentname"] for one in found["attachments"]["attachment"]] == ["register", "second"]
    assert client.attachments.get_folder("supdocfoldername", "Payroll")["listtype"]["@total"] == "1"
    assert len(client.attachments.get_all_folders()) == 2
    assert client.attachments.delete("PR-1")["status"] == "success"


# --- refusals


def test_an_entry_that_does_not_balance_is_its_wrong_params_error(client):
    from sageintacctsdk.exceptions import WrongParamsError

    with pytest.raises(WrongParamsError, match="Error during create") as refused:
        client.journal_entries.post(entry(line(1, "5.00"), line(-1, "4.99")))
    first = refused.value.response["error"][0]
    assert first["errorno"] == "BL01001973"
    assert "balance" in first["description2"]
    assert "Support ID: " in first["description2"]


def test_a_field_that_does_not_exist_is_its_wrong_params_error(client):
    from sageintacctsdk.exceptions import WrongParamsError

    with pytest.raises(WrongParamsError, match="Error during query"):
        client.accounts.get_all(fields=["NOSUCHFIELD"])


def test_a_user_without_permission_is_its_no_privilege_error(connect):
    from sageintacctsdk.exceptions import NoPrivilegeError

    with pytest.raises(NoPrivilegeError, match="insufficient privilege"):
        connect(user="payroll_nogl", password="p&w<nogl>#1").journal_entries.count(None)


def test_a_gateway_that_is_off_line_or_busy_is_its_own_errors_too(sandbox, client):
    from sageintacctsdk.exceptions import InternalServerError, SageIntacctSDKError

    sandbox.control("faults", faults=[{"kind": "offline", "on": "query GLACCOUNT"}])
    with pytest.raises(InternalServerError, match="The Service is Temporarily Off-line"):
        client.accounts.count()
    sandbox.control("faults", faults=[{"kind": "throttled", "on": "query GLACCOUNT"}])
    with pytest.raises(SageIntacctSDKError, match="GW-0010"):
        client.accounts.count()
    assert client.accounts.count() == 62
