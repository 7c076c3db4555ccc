"""When to look again, and when absence may be believed."""

from datetime import UTC, datetime, timedelta

from workbench.flows import horizon

SENT = datetime(2026, 2, 13, 12, 0, tzinfo=UTC)
TWENTY = timedelta(minutes=20)


def looks(limit):
    at, times = SENT, []
    while at - SENT < limit:
        at += horizon.next_look(at - SENT, limit)
        times.append((at - SENT).total_seconds())
    return times


def test_a_real_company_is_read_after_5_15_45_seconds_2_5_10_and_20_minutes():
    assert looks(TWENTY) == [5, 15, 45, 120, 300, 600, 1200]


def test_beyond_the_horizon_the_two_proving_reads_lie_a_minute_apart():
    assert horizon.absent_gap(TWENTY) == timedelta(minutes=1)
    assert horizon.absent_gap(timedelta(minutes=16)) == timedelta(minutes=1)
    assert horizon.next_look(TWENTY, TWENTY) == timedelta(minutes=1)


def test_of_two_reads_that_must_lie_apart_the_rest_is_waited_for_and_all_of_it_when_the_clock_was_set_back():
    minute, second = timedelta(minutes=1), timedelta(seconds=1)
    assert horizon.apart(None, SENT, minute) == minute
    assert horizon.apart(SENT, SENT + 59 * second, minute) == second
    assert horizon.apart(SENT, SENT + minute, minute) == horizon.apart(SENT, SENT + 2 * minute, minute) == timedelta(0)
    assert horizon.apart(SENT, SENT - second, minute) == minute


def test_a_sandbox_horizon_shortens_everything_with_it():
    assert looks(timedelta(seconds=12))[-1] == 12
    assert horizon.absent_gap(timedelta(seconds=12)) == timedelta(seconds=0.75)


def test_a_worker_that_slept_longer_than_a_minute_does_not_send():
    assert horizon.longest_pause(TWENTY) == timedelta(minutes=1)


def test_what_was_not_executed_is_tried_again_after_half_a_second_doubling_to_thirty():
    waits = [horizon.backoff(tries, TWENTY).total_seconds() for tries in range(8)]
    assert waits == [0.5, 1, 2, 4, 8, 16, 30, 30]


def sent(**changes):
    return {"sent_at": SENT, "sent_boot": "boot 1", "sent_ticks": 100_000, **changes}


def test_a_clock_set_forward_does_not_shorten_the_horizon():
    an_hour_on = SENT + timedelta(hours=1)
    assert horizon.elapsed(sent(), an_hour_on, ("boot 1", 103.0)) == timedelta(seconds=3)


def test_a_clock_set_back_makes_it_longer_never_negative():
    assert horizon.elapsed(sent(), SENT - timedelta(hours=1), ("boot 1", 103.0)) == timedelta(0)


def test_after_a_restart_of_the_machine_only_the_clock_can_tell():
    assert horizon.elapsed(sent(), SENT + TWENTY, ("boot 2", 5.0)) == TWENTY


def test_a_clock_set_back_makes_nobody_ask_more_often_and_one_set_forward_nobody_wait_longer():
    """Ten minutes after sending, an hour's wrong clock either way: asked by the machine's ticks, or in five minutes."""
    ticks, row = ("boot 1", 700.0), sent(horizon_seconds=1_200)
    right, hour = SENT + timedelta(minutes=10), timedelta(hours=1)
    assert horizon.until_next_look(row, right, ticks) == timedelta(minutes=10)
    assert horizon.until_next_look(row, right - hour, ticks) == timedelta(minutes=10)
    assert horizon.until_next_look(row, right + hour, ticks) == timedelta(minutes=5)
