"""How much of the service a company may use at once."""

import threading

from lxml import etree

from tests.sandbox.calls import number_of, query, text_of, wait_for

ACCOUNTS = query("GLACCOUNT", "RECORDNO")


def at_once(gateway, number: int) -> list:
    """That many requests started together; the results as they come, in a list that fills."""
    results: list = []
    bodies = [gateway.envelope(ACCOUNTS) for _ in range(number)]
    for body in bodies:
        threading.Thread(
            target=lambda body=body: results.append(etree.fromstring(gateway.post(body).content)), daemon=True
        ).start()
    return results


def test_the_most_at_once_is_seen(gateway):
    gateway.switch("latency", 0.3)
    results = at_once(gateway, 2)
    wait_for(lambda: len(results) == 2)
    assert gateway.control("stats")["most_at_once"] == 2


def test_a_third_request_is_held_until_a_slot_is_free(gateway):
    gateway.switch("latency", 0.3)
    results = at_once(gateway, 3)
    wait_for(lambda: len(results) == 3)
    assert [answer.findtext(".//result/status") for answer in results] == ["success"] * 3


def test_a_third_request_is_refused_after_30_seconds(gateway):
    gateway.switch("latency", 1)
    results = at_once(gateway, 3)
    wait_for(lambda: gateway.control("stats")["in_flight"] == 3)
    gateway.control("advance_clock", seconds=31)
    wait_for(lambda: len(results) == 1)
    assert "(200024)" in text_of(results[0])
    wait_for(lambda: len(results) == 3)
    assert gateway.control("stats")["statuses"] == {"success": 2, "failure": 1}


def test_requests_over_the_rate_are_throttled(gateway):
    gateway.switch("rate_per_minute", 2)
    replies = [gateway.post(gateway.envelope(ACCOUNTS)) for _ in range(3)]
    assert [reply.status_code for reply in replies] == [200, 200, 429]
    assert number_of(etree.fromstring(replies[2].content)) == "GW-0010"
    gateway.control("advance_clock", seconds=61)
    assert gateway.post(gateway.envelope(ACCOUNTS)).status_code == 200
