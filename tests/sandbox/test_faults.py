"""Every way a call can go wrong on the wire, and what the company holds afterwards."""

import time

import pytest
import requests
from lxml import etree

from tests.sandbox.calls import journal, number_of, query, refused, text_of, wait_for

ACCOUNTS = query("GLACCOUNT", "RECORDNO TITLE")


def fault(gateway, kind: str, on: str = "create GLBATCH", **made_with) -> None:
    gateway.control("faults", faults=[{"kind": kind, "on": on, **made_with}])


def count(gateway) -> int:
    return len(gateway.control("journals")["journals"])


def sent(gateway, **more) -> requests.Response:
    return gateway.post(gateway.envelope(journal()), **more)


@pytest.mark.parametrize("kind, stored", [("reset_before", 0), ("reset_after", 1), ("reset_mid_request", 0)])
def test_resets(gateway, kind, stored):
    fault(gateway, kind, "*" if kind == "reset_mid_request" else "create GLBATCH")
    with pytest.raises(requests.ConnectionError):
        sent(gateway)
    assert count(gateway) == stored
    assert sent(gateway).status_code == 200


def test_a_reset_is_a_real_one(gateway):
    fault(gateway, "reset_after")
    with pytest.raises(requests.ConnectionError, match="Connection reset by peer"):
        sent(gateway)


@pytest.mark.parametrize(
    "kind, status, stored",
    [
        ("error_500_before", 500, 0),
        ("error_500_after", 500, 1),
        ("html_502_before", 502, 0),
        ("html_502_after", 502, 1),
        ("gone_524", 524, 1),
    ],
)
def test_statuses_of_proxies(gateway, kind, status, stored):
    fault(gateway, kind)
    reply = sent(gateway)
    assert (reply.status_code, reply.headers["Content-Type"]) == (status, "text/html")
    assert count(gateway) == stored


def test_the_rate_limit(gateway):
    fault(gateway, "throttled")
    reply = sent(gateway)
    assert (reply.status_code, number_of(etree.fromstring(reply.content))) == (429, "GW-0010")
    assert count(gateway) == 0


@pytest.mark.parametrize(
    "kind, status, number, text",
    [
        ("busy", "failure", "XL03000006", "There are too many operations running for this company (200024)"),
        ("offline", "failure", "XL03000006", "The Service is Temporarily Off-line"),
        ("in_process", "failure", "XL03000006", "A request's function with the control ID"),
        ("aborted", "aborted", "XL03000009", "The entire transaction in this operation has been rolled back"),
    ],
)
def test_results_of_functions_that_were_not_executed(gateway, kind, status, number, text):
    fault(gateway, kind)
    result = gateway.result(journal())
    assert (result.findtext("status"), number_of(result)) == (status, number)
    assert text_of(result).startswith(text)
    assert count(gateway) == 0


def test_a_session_that_expires_in_the_middle_is_gone(gateway):
    session = gateway.result("<getAPISession/>").findtext(".//sessionid")
    auth = f"<sessionid>{session}</sessionid>"
    fault(gateway, "session_expired")
    for _ in range(2):
        assert text_of(gateway.call(journal(), auth=auth)).startswith("Invalid session")
    assert count(gateway) == 0


@pytest.mark.parametrize("kind", ["cut_body", "empty", "two_documents"])
def test_answers_that_cannot_be_read(gateway, kind):
    fault(gateway, kind)
    reply = sent(gateway)
    assert (reply.status_code, count(gateway)) == (200, 1)
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(reply.content)


def test_an_answer_in_another_encoding_than_it_says(gateway):
    fault(gateway, "wrong_encoding", encoding="utf-16")
    reply = sent(gateway)
    assert 'encoding="UTF-8"' in reply.content.decode("utf-16")
    with pytest.raises(UnicodeDecodeError):
        reply.content.decode("utf-8")


def test_a_truncated_answer_is_announced_in_full(gateway):
    fault(gateway, "truncated")
    with pytest.raises(requests.RequestException):
        sent(gateway)
    assert count(gateway) == 1


def test_the_answer_of_another_request(gateway):
    fault(gateway, "foreign_controlid")
    answer = gateway.call(journal())
    assert {node.text for node in answer.iter("controlid")} == {"another-request"}
    assert count(gateway) == 1


def test_a_result_that_comes_twice(gateway):
    fault(gateway, "duplicated_result")
    assert len(gateway.call(journal()).findall("operation/result")) == 2
    assert count(gateway) == 1


def test_an_answer_that_drips(gateway):
    fault(gateway, "drip", seconds=0.05)
    with pytest.raises(requests.Timeout), gateway.post(gateway.envelope(journal()), stream=True) as reply:
        started = time.monotonic()
        for _ in reply.iter_content(1):
            if time.monotonic() - started > 0.3:
                raise requests.Timeout
    assert count(gateway) == 1


def test_an_answer_that_never_comes(gateway):
    fault(gateway, "endless")
    with pytest.raises(requests.Timeout):
        sent(gateway, timeout=0.3)
    assert count(gateway) == 1


def test_a_commit_after_the_client_gave_up(gateway):
    fault(gateway, "endless", delay=899)
    with pytest.raises(requests.Timeout):
        sent(gateway, timeout=0.3)
    gateway.control("advance_clock", seconds=890)
    assert count(gateway) == 0
    gateway.control("advance_clock", seconds=10)
    assert count(gateway) == 1


@pytest.mark.parametrize("answer, lost", [("reset", None), ("504", 504), ("524", 524)])
def test_a_late_commit(gateway, answer, lost):
    fault(gateway, "late_commit", delay=900, answer=answer)
    if lost:
        assert sent(gateway).status_code == lost
    else:
        with pytest.raises(requests.ConnectionError):
            sent(gateway)
    assert count(gateway) == 0
    gateway.control("advance_clock", seconds=901)
    assert count(gateway) == 1


def test_until_then_its_control_id_is_in_process(gateway):
    fault(gateway, "late_commit", delay=900, answer="504")
    sent_once = gateway.envelope(gateway.function(journal(), "je:1"), unique="true")
    gateway.post(sent_once)
    assert "is in process" in text_of(etree.fromstring(gateway.post(sent_once).content))
    gateway.control("advance_clock", seconds=901)
    assert "already been executed" in text_of(etree.fromstring(gateway.post(sent_once).content))
    assert count(gateway) == 1


def test_a_stale_read_misses_what_was_written_since(gateway):
    gateway.result(journal())
    fault(gateway, "stale", "query GLBATCH", delay=60)
    batches = query("GLBATCH", "REFERENCENO")
    assert gateway.rows(batches) == []
    assert len(gateway.rows(batches)) == 1
    fault(gateway, "stale", "query GLBATCH", delay=60)
    gateway.control("advance_clock", seconds=61)
    assert len(gateway.rows(batches)) == 1


def test_a_refused_connection(own):
    gateway = own()
    port = int(gateway.base.rpartition(":")[2])
    gateway.control("faults", faults=[{"kind": "refused", "seconds": 2}])
    wait_for(lambda: refused(port))
    with pytest.raises(requests.ConnectionError, match="Connection refused"):
        sent(gateway)
    wait_for(lambda: not refused(port))
    assert sent(gateway).status_code == 200


def test_a_port_that_closes_after_an_answer(own):
    gateway = own()
    port = int(gateway.base.rpartition(":")[2])
    fault(gateway, "refused", "getAPISession", seconds=2)
    assert gateway.result("<getAPISession/>").findtext("status") == "success"
    assert refused(port)
    wait_for(lambda: not refused(port))
    assert count(gateway) == 0


def test_a_redirect_is_offered(gateway):
    fault(gateway, "redirect", location="http://127.0.0.1:1/trap", status=307)
    reply = sent(gateway, allow_redirects=False)
    assert (reply.status_code, reply.headers["Location"]) == (307, "http://127.0.0.1:1/trap")


def test_the_nth_call_and_how_often(gateway):
    fault(gateway, "error_500_before", "query GLACCOUNT", nth=2, times=2)
    statuses = [gateway.post(gateway.envelope(ACCOUNTS)).status_code for _ in range(5)]
    assert statuses == [200, 500, 500, 200, 200]
    assert sent(gateway).status_code == 200


def test_a_probability_with_a_seed_repeats_itself(gateway):
    def round_() -> list[int]:
        fault(gateway, "error_500_before", "*", times=0, probability=0.5, seed=7)
        return [gateway.post(gateway.envelope(ACCOUNTS)).status_code for _ in range(12)]

    first = round_()
    assert set(first) == {200, 500} and round_() == first


def test_faults_are_cleared_and_counted(gateway):
    fault(gateway, "throttled", times=0)
    sent(gateway)
    gateway.control("clear_faults")
    assert sent(gateway).status_code == 200
    assert gateway.control("stats")["faults"] == {"throttled": 1}


def test_an_unknown_fault_is_not_taken(gateway):
    body = {"verb": "faults", "faults": [{"kind": "earthquake"}]}
    reply = gateway.session.post(f"{gateway.base}/control", json=body, timeout=5)
    assert reply.status_code == 400 and "earthquake" in reply.json()["error"]
