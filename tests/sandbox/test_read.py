"""read and readByName."""

from tests.sandbox.calls import journal, number_of, text_of


def read(gateway, name: str, keys: str, fields: str = "*", verb: str = "read"):
    return gateway.result(f"<{verb}><object>{name}</object><keys>{keys}</keys><fields>{fields}</fields></{verb}>")


def test_a_header_comes_with_its_lines(gateway):
    key = gateway.result(journal()).findtext(".//RECORDNO")
    batch = read(gateway, "GLBATCH", key).find("data/GLBATCH")
    assert batch.findtext("STATE") == "Draft"
    assert batch.findtext("USERINFO/LOGINID") == "payroll_ws"
    assert [entry.findtext("ACCOUNTNO") for entry in batch.findall("ENTRIES/GLENTRY")] == ["6010", "2100"]


def test_several_keys_and_chosen_fields(gateway):
    data = read(gateway, "GLACCOUNT", "1,2", "ACCOUNTNO,TITLE").find("data")
    assert (data.get("listtype"), data.get("count")) == ("GLACCOUNT", "2")
    assert [child.tag for child in data[0]] == ["ACCOUNTNO", "TITLE"]


def test_fields_the_object_does_not_have(gateway):
    assert number_of(read(gateway, "GLACCOUNT", "1", "COLOR")) == "Invalid fields list COLOR"


def test_at_most_100_keys(gateway):
    assert read(gateway, "GLACCOUNT", ",".join(["1"] * 101)).findtext("status") == "failure"
    assert read(gateway, "GLACCOUNT", ",".join(map(str, range(1, 64)))).findtext("status") == "success"


def test_a_missing_key_is_an_empty_success_or_a_failure(gateway):
    result = read(gateway, "GLBATCH", "999")
    assert (result.findtext("status"), result.find("data").get("count")) == ("success", "0")
    gateway.switch("missing_key", "failure")
    assert read(gateway, "GLBATCH", "999").findtext("status") == "failure"


def test_read_by_business_id(gateway):
    result = read(gateway, "EMPLOYEE", "E1002,E1005", "RECORDNO,EMPLOYEEID,STATUS", "readByName")
    assert [row.findtext("EMPLOYEEID") for row in result.find("data")] == ["E1002", "E1005"]


def test_an_unknown_object(gateway):
    assert text_of(read(gateway, "VENDOR9", "1")).startswith("Object definition VENDOR9 not found")


def test_dates_and_times_follow_the_user(gateway):
    key = gateway.result(journal()).findtext(".//RECORDNO")
    gateway.control("set", object="GLBATCH", record=key, fields={"WHENCREATED": "2026-02-14 03:30:00"})
    for setting, value in (("dateformat", "-dmY"), ("gmtoffset", "-05:00"), ("clock", "12")):
        gateway.control("set", setting=f"users.payroll_ws.{setting}", value=value)
    batch = read(gateway, "GLBATCH", key).find("data/GLBATCH")
    assert batch.findtext("BATCH_DATE") == "13-02-2026"
    assert batch.findtext("WHENCREATED") == "13-02-2026 10:30:00 PM"
