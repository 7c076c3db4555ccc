"""Signing in, as the connection troubleshooting of the guide and the session page describe it."""

from lxml import etree

from tests.sandbox.calls import Client, journal, number_of, query, text_of

ACCOUNTS = query("GLACCOUNT", "RECORDNO", rest="<pagesize>1</pagesize>")


def session(gateway: Client, inner: str = "", **more) -> etree._Element:
    return gateway.result(f"<getAPISession>{inner}</getAPISession>", **more).find("data/api")


def by(api: etree._Element) -> str:
    return f"<sessionid>{api.findtext('sessionid')}</sessionid>"


def test_an_unknown_sender_is_a_control_failure(gateway):
    answer = gateway.call(ACCOUNTS, sender="nobody")
    assert answer.findtext("control/status") == "failure"
    assert answer.find("operation") is None
    assert text_of(answer) == "Incorrect Intacct XML Partner ID or password."


def test_the_sender_id_is_case_sensitive(gateway):
    assert gateway.call(ACCOUNTS, sender="Workbench_Demo").findtext("control/status") == "failure"


def test_a_wrong_sender_password_is_the_same_control_failure(gateway):
    answer = gateway.call(ACCOUNTS, sender_password="wrong")
    assert number_of(answer) == "XL03000006"


def test_a_sender_refusal_may_come_as_401(gateway):
    gateway.switch("sender_refused_with_401", True)
    reply = gateway.post(gateway.envelope(ACCOUNTS, sender="nobody"))
    assert (reply.status_code, number_of(etree.fromstring(reply.content))) == (401, "XMLGW_JPP0002")


def test_a_wrong_company_is_an_invalid_request(gateway):
    reply = gateway.post(gateway.envelope(ACCOUNTS, auth=gateway.login(company="ELSEWHERE")))
    answer = etree.fromstring(reply.content)
    assert (reply.status_code, number_of(answer)) == (400, "GW-0011")
    assert "Invalid Request" in text_of(answer)
    assert answer.find("control/controlid") is None


def test_a_wrong_user_is_an_authentication_failure(gateway):
    answer = gateway.call(ACCOUNTS, auth=gateway.login(user="nobody"))
    assert answer.findtext("control/status") == "success"
    assert answer.findtext("operation/authentication/status") == "failure"
    assert answer.findtext("operation/authentication/userid") == "nobody"
    assert (number_of(answer), text_of(answer)) == ("XL03000006", "Sign-in information is incorrect")


def test_a_wrong_password_and_a_wrong_entity_look_alike(gateway):
    for auth in (gateway.login(password="wrong"), gateway.login(entity="E999"), gateway.login(entity="E100-OTT")):
        answer = gateway.call(ACCOUNTS, auth=auth)
        assert text_of(answer) == "Sign-in information is incorrect"
        assert answer.findtext(".//error/description") == "IA.SIGN_IN_INFORMATION_IS_INCORRECT"


def test_an_inactive_user_cannot_sign_in(gateway):
    answer = gateway.call(ACCOUNTS, auth=gateway.login("payroll_left", "p&w<left>#1"))
    assert answer.findtext("operation/authentication/status") == "failure"


def test_a_sender_that_is_not_authorized_for_the_company(gateway):
    answer = gateway.call(ACCOUNTS, sender="stranger_sender", sender_password="sender#2&<no>")
    assert text_of(answer).startswith(
        "Invalid Web Services Authorization. The sender ID 'stranger_sender' is not "
        "authorized to make Web Services requests to company ID 'WORKBENCH-DEMO'."
    )
    assert answer.findtext("operation/authentication/status") == "failure"


def test_an_authorization_can_be_revoked(gateway):
    gateway.control("set", setting="senders.workbench_demo.authorized", value="false")
    assert "not authorized" in text_of(gateway.call(ACCOUNTS))


def test_failed_sign_ins_lock_the_user(gateway):
    gateway.switch("lockout_after", 3)
    for _ in range(3):
        gateway.call(ACCOUNTS, auth=gateway.login(password="wrong"))
    assert gateway.call(ACCOUNTS).findtext("operation/authentication/status") == "failure"


def test_the_address_may_be_denied_and_the_company_expired(gateway):
    gateway.switch("ip_denied", True)
    assert text_of(gateway.call(ACCOUNTS)) == "IP Address Denied"
    gateway.switch("ip_denied", False)
    gateway.switch("expired", True)
    assert number_of(gateway.call(ACCOUNTS)) == "PL04000055"


def test_a_session_has_an_id_an_endpoint_of_the_host_called_and_an_empty_location(gateway):
    api = session(gateway)
    assert api.findtext("endpoint") == gateway.endpoint
    assert api.find("locationid") is not None and not api.findtext("locationid")
    assert gateway.result(ACCOUNTS, auth=by(api)).findtext("status") == "success"


def test_the_endpoint_follows_the_host_header(gateway):
    reply = gateway.post(gateway.envelope("<getAPISession/>"), headers={"Host": "sandbox.intacct.com:8901"})
    assert "<endpoint>http://sandbox.intacct.com:8901/ia/xml/xmlgw.phtml</endpoint>" in reply.text


def test_a_session_is_bound_to_its_endpoint(gateway):
    auth = by(session(gateway))
    reply = gateway.post(gateway.envelope(ACCOUNTS, auth=auth), headers={"Host": "sandbox.intacct.com"})
    assert text_of(etree.fromstring(reply.content)).startswith("Invalid session")


def test_a_session_for_an_entity_from_the_top_level(gateway):
    api = session(gateway, "<locationid>E200</locationid>")
    answer = gateway.call(ACCOUNTS, auth=by(api))
    assert api.findtext("locationid") == "E200"
    assert answer.findtext("operation/authentication/locationid") == "E200"


def test_a_session_without_location_stays_where_the_credentials_are(gateway):
    assert session(gateway, auth=gateway.login(entity="E100")).findtext("locationid") == "E100"


def test_an_empty_location_leads_back_to_the_top_level(gateway):
    api = session(gateway, "<locationid/>", auth=gateway.login(entity="E100"))
    assert not api.findtext("locationid")


def test_a_restricted_user_cannot_leave_his_entity(gateway):
    auth = gateway.login("payroll_e100", "p&w<ontario>#1")
    for inner in ("<locationid/>", "<locationid>E200</locationid>"):
        result = gateway.result(f"<getAPISession>{inner}</getAPISession>", auth=auth)
        assert (result.findtext("status"), number_of(result)) == ("failure", "Get API Session Failed")
    assert session(gateway, auth=auth).findtext("locationid") == "E100"


def test_a_session_for_a_child_location_is_refused(gateway):
    result = gateway.result("<getAPISession><locationid>E100-OTT</locationid></getAPISession>")
    assert result.findtext("status") == "failure"


def test_the_timeout_slides_with_every_call(gateway):
    auth = by(session(gateway))
    gateway.control("advance_clock", seconds=7000)
    assert gateway.call(ACCOUNTS, auth=auth).findtext("operation/authentication/status") == "success"
    gateway.control("advance_clock", seconds=7000)
    answer = gateway.call(ACCOUNTS, auth=auth)
    assert answer.findtext("operation/authentication/status") == "success"
    assert answer.findtext("operation/authentication/sessiontimeout").endswith("+00:00")


def test_an_expired_or_unknown_session_is_invalid(gateway):
    auth = by(session(gateway))
    gateway.control("advance_clock", seconds=7300)
    for expired in (auth, "<sessionid>nonsense</sessionid>"):
        answer = gateway.call(ACCOUNTS, auth=expired)
        assert (number_of(answer), text_of(answer)[:15]) == ("XL03000006", "Invalid session")
        assert answer.find("operation/result") is None


def test_a_changed_password_is_asked_for(gateway):
    gateway.control("set", setting="users.payroll_ws.password", value="new#1")
    assert gateway.call(ACCOUNTS).findtext("operation/authentication/status") == "failure"
    assert gateway.call(ACCOUNTS, auth=gateway.login(password="new#1")).find("operation/result") is not None


def test_a_role_without_journal_entries(gateway):
    result = gateway.result(journal(), auth=gateway.login("payroll_nogl", "p&w<nogl>#1"))
    assert number_of(result) == "PL04000005"
    assert text_of(result).startswith("You do not have permission for API operation CREATE on objects of type glbatch")


def test_a_console_user_slides_into_the_company(gateway):
    gateway.control("set", setting="company.console", value="CONSOLE")
    login = gateway.login(company="CONSOLE").replace("</login>", "<clientid>WORKBENCH-DEMO</clientid></login>")
    assert gateway.result(ACCOUNTS, auth=login).findtext("status") == "success"
    packed = gateway.call(ACCOUNTS, auth=gateway.login(company="CONSOLE|WORKBENCH-DEMO|E200"))
    assert packed.findtext("operation/authentication/locationid") == "E200"


def test_company_and_entity_in_one_string_is_a_switch(gateway):
    auth = gateway.login(company="WORKBENCH-DEMO|E100")
    assert number_of(gateway.call(ACCOUNTS, auth=auth)) == "GW-0011"
    gateway.switch("company_pipe_entity", True)
    assert gateway.call(ACCOUNTS, auth=auth).findtext("operation/authentication/locationid") == "E100"
