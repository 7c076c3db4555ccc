"""The control call: seeing and changing the company from outside."""

from tests.sandbox.calls import journal, line, query, text_of


def test_any_field_of_a_record_can_be_changed(gateway):
    gateway.control("set", object="GLACCOUNT", id="6010", fields={"STATUS": "inactive"})
    assert "inactive" in text_of(gateway.result(journal()))


def test_a_record_within_others_is_named_with_them(gateway):
    gateway.control("set", object="TASK", id="01-100/P200", fields={"NAME": "Clearing"})
    rows = gateway.rows(
        query("TASK", "NAME PROJECTID", "<equalto><field>NAME</field><value>Clearing</value></equalto>")
    )
    assert rows == [{"NAME": "Clearing", "PROJECTID": "P200"}]


def test_a_stored_line_can_be_altered(gateway):
    gateway.result(journal())
    first = gateway.control("journals")["journals"][0]["lines"][0]
    gateway.control("set", object="GLENTRY", record=first["RECORDNO"], fields={"TRX_AMOUNT": "99.99", "TR_TYPE": -1})
    altered = gateway.control("journals")["journals"][0]["lines"][0]
    assert (altered["TRX_AMOUNT"], altered["TR_TYPE"]) == ("99.99", -1)


def test_a_journal_can_be_removed_behind_the_gateway(gateway):
    key = gateway.result(journal()).findtext(".//RECORDNO")
    gateway.control("delete", object="GLBATCH", record=key)
    assert gateway.control("journals")["journals"] == []
    assert gateway.control("records", object="GLENTRY")["records"] == []


def test_a_record_can_be_added(gateway):
    gateway.control("add", object="GLACCOUNT", fields={"ACCOUNTNO": "6015", "TITLE": "Standby pay"})
    result = gateway.result(journal(line("6015", 1, "1.00"), line("2100", -1, "1.00")))
    assert result.findtext("status") == "success"


def test_a_period_can_be_closed(gateway):
    gateway.control("set", setting="periods.open_from", value="2026-03-01")
    assert "the period is closed" in text_of(gateway.result(journal()))


def test_the_clock_moves(gateway):
    before = gateway.control("state")["now"]
    after = gateway.control("advance_clock", seconds=86400)["now"]
    assert after[:10] > before[:10]


def test_requests_and_transactions_are_counted(gateway):
    gateway.result(journal())
    gateway.rows(query("GLACCOUNT", "RECORDNO"))
    gateway.result(journal(line("9999", 1, "1.00"), line("2100", -1, "1.00")))
    stats = gateway.control("stats")
    assert stats["requests"] == {"create GLBATCH": 2, "query GLACCOUNT": 1}
    assert stats["statuses"] == {"success": 2, "failure": 1}
    assert (stats["transactions"], stats["most_at_once"], stats["in_flight"]) == (2, 1, 0)


def test_the_log_holds_no_secrets(gateway):
    session = gateway.result("<getAPISession/>").findtext(".//sessionid")
    gateway.result(journal(), auth=f"<sessionid>{session}</sessionid>")
    log = gateway.control("log")["log"]
    assert [entry["functions"] for entry in log] == [["getAPISession"], ["create GLBATCH"]]
    assert "<JOURNAL>PYRJ</JOURNAL>" in log[1]["request"]
    for secret in (session, "p&amp;w", "sender#1"):
        assert secret not in str(log)


def test_the_control_takes_json_only(gateway):
    reply = gateway.session.post(f"{gateway.base}/control", data='{"verb": "state"}', timeout=5)
    assert reply.status_code == 415


def test_what_is_not_understood_is_refused(gateway):
    for asked in (
        {"verb": "dance"},
        {"verb": "set", "setting": "switches.none", "value": 1},
        {"verb": "set", "object": "GLACCOUNT", "id": "none", "fields": {}},
        {"verb": "set", "object": "GLACCOUNT", "id": "6010", "fields": {"COLOR": "red"}},
    ):
        assert gateway.session.post(f"{gateway.base}/control", json=asked, timeout=5).status_code == 400


def test_reset_brings_the_demo_company_back(gateway):
    gateway.result(journal())
    gateway.control("set", object="GLACCOUNT", id="6010", fields={"STATUS": "inactive"})
    gateway.control("reset")
    assert gateway.control("journals")["journals"] == []
    assert gateway.result(journal()).findtext(".//RECORDNO") == "8801"
