"""Once only, and all or nothing."""

import threading

import requests

from tests.sandbox.calls import journal, line, number_of, query, text_of, wait_for

BAD = journal(line("9999", 1, "1.00"), line("2100", -1, "1.00"))


def once(gateway, controlid: str, inner: str = "", **more):
    return gateway.result(gateway.function(inner or journal(), controlid), unique="true", **more)


def count(gateway) -> int:
    return len(gateway.control("journals")["journals"])


def test_a_completed_control_id_is_refused(gateway):
    assert once(gateway, "je:1").findtext("status") == "success"
    repeated = once(gateway, "je:1")
    assert (repeated.findtext("status"), number_of(repeated)) == ("failure", "XL03000006")
    assert text_of(repeated).startswith("The function with the control ID je:1 has already been executed")
    assert count(gateway) == 1


def test_the_number_and_text_of_that_are_switches(gateway):
    gateway.switch("duplicate_errorno", "GW-0042")
    gateway.switch("duplicate_text", "{controlid} again?")
    once(gateway, "je:1")
    repeated = once(gateway, "je:1")
    assert (number_of(repeated), text_of(repeated)[:11]) == ("GW-0042", "je:1 again?")


def test_without_uniqueid_it_may_be_repeated(gateway):
    for _ in range(2):
        assert gateway.result(gateway.function(journal(), "je:1")).findtext("status") == "success"
    assert count(gateway) == 2


def test_uniqueid_is_the_default(gateway):
    body = gateway.envelope(gateway.function(journal(), "je:1")).replace(b"<uniqueid>false</uniqueid>", b"")
    assert b"<uniqueid>true</uniqueid>" in gateway.post(body).content
    assert b"already been executed" in gateway.post(body).content
    assert count(gateway) == 1


def test_reads_count_too(gateway):
    accounts = query("GLACCOUNT", "RECORDNO")
    assert once(gateway, "q", accounts).findtext("status") == "success"
    assert once(gateway, "q", accounts).findtext("status") == "failure"


def test_twice_in_one_request(gateway):
    functions = [gateway.function(journal(), "je:1"), gateway.function(journal(), "je:1")]
    results = gateway.call(*functions, unique="true").findall("operation/result")
    assert [result.findtext("status") for result in results] == ["success", "failure"]
    assert count(gateway) == 1


def test_ids_are_remembered_across_entities_unless_kept_apart(gateway):
    once(gateway, "je:1", auth=gateway.login(entity="E100"))
    assert once(gateway, "je:1").findtext("status") == "failure"
    gateway.control("reset")
    gateway.switch("controlids_per_entity", True)
    once(gateway, "je:1", auth=gateway.login(entity="E100"))
    assert once(gateway, "je:1").findtext("status") == "success"


def test_whether_a_failed_id_may_be_used_again_is_a_switch(gateway):
    once(gateway, "je:1", BAD)
    assert once(gateway, "je:1").findtext("status") == "failure"
    gateway.switch("failed_controlid_reusable", True)
    once(gateway, "je:2", BAD)
    assert once(gateway, "je:2").findtext("status") == "success"


def test_a_control_id_in_process_is_refused(gateway):
    gateway.switch("latency", 0.6)
    first: list = []
    thread = threading.Thread(target=lambda: first.append(once(gateway, "je:1")))
    thread.start()
    wait_for(lambda: gateway.control("stats")["in_flight"] == 1)
    second = once(gateway, "je:1")
    thread.join()
    assert text_of(second).startswith("A request's function with the control ID je:1 is in process")
    assert first[0].findtext("status") == "success"
    assert count(gateway) == 1


def test_without_a_transaction_functions_stand_for_themselves(gateway):
    results = gateway.call(journal(), BAD, journal()).findall("operation/result")
    assert [result.findtext("status") for result in results] == ["success", "failure", "success"]
    assert count(gateway) == 2


def test_in_a_transaction_one_failure_rolls_back_the_others(gateway):
    results = gateway.call(journal(), BAD, journal(), transaction="true").findall("operation/result")
    assert [result.findtext("status") for result in results] == ["aborted", "failure"]
    assert (number_of(results[0]), number_of(results[1])) == ("XL03000009", "BL01001973")
    assert text_of(results[0]).startswith("The entire transaction in this operation has been rolled back")
    assert count(gateway) == 0


def test_functions_after_the_failing_one_may_be_listed(gateway):
    gateway.switch("transaction_rest", "aborted")
    results = gateway.call(journal(), BAD, journal(), transaction="true").findall("operation/result")
    assert [result.findtext("status") for result in results] == ["aborted", "failure", "aborted"]


def test_a_single_failing_function_is_aborted_with_its_cause(gateway):
    result = gateway.result(BAD, transaction="true")
    numbers = [error.findtext("errorno") for error in result.iter("error")]
    assert (result.findtext("status"), numbers) == ("aborted", ["BL01001973", "BL01001973", "XL03000009"])


def test_what_was_rolled_back_left_no_numbers_in_use(gateway):
    gateway.call(journal(), BAD, transaction="true")
    assert gateway.rows(query("GLENTRY", "RECORDNO")) == []


def test_of_many_at_once_with_one_control_id_one_is_executed(gateway):
    gateway.switch("slots", 0)
    bodies = [gateway.envelope(gateway.function(journal(), "je:1"), unique="true") for _ in range(12)]
    replies: list[bytes] = []

    def send(body: bytes) -> None:
        replies.append(requests.post(gateway.endpoint, body, headers={"Content-Type": "text/xml"}, timeout=30).content)

    threads = [threading.Thread(target=send, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(b"<glbatch>" in reply for reply in replies) == 1
    assert (len(replies), count(gateway)) == (12, 1)
