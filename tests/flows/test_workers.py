"""Which workers live: those whose process runs, unless another process has their number now."""

import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from workbench import processes
from workbench.flows.workers import UNKNOWN_AGE, lives
from workbench.store.workers import SILENCE

HERE, NOW = socket.gethostname(), datetime.now(UTC)


def worker(pid, host=HERE, silent=timedelta(0)):
    return ("worker-1", host, pid, NOW - silent)


@pytest.fixture
def other():
    """A process that has just begun."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process.pid
        process.communicate()


def test_a_worker_lives_while_its_process_runs_however_busy_it_is():
    age = processes.age(os.getpid())
    assert age is None or lives(worker(os.getpid(), silent=timedelta(seconds=age - 0.1)), NOW)
    assert lives(worker(os.getpid()), NOW)


def test_one_whose_number_a_younger_process_has_is_dead(other):
    """Containers start anew with the same few numbers: the heir would wait for itself for ever."""
    assert lives(worker(other), NOW)
    assert not lives(worker(other, silent=timedelta(hours=1)), NOW)


def test_where_nobody_says_how_old_a_process_is_a_minute_of_silence_is_death(other, monkeypatch):
    monkeypatch.setattr(processes, "age", lambda pid: None)
    assert lives(worker(other, silent=UNKNOWN_AGE - timedelta(seconds=1)), NOW)
    assert not lives(worker(other, silent=UNKNOWN_AGE), NOW)


def test_one_of_another_machine_is_dead_when_it_is_silent():
    assert lives(worker(1, "elsewhere", SILENCE - timedelta(seconds=1)), NOW)
    assert not lives(worker(1, "elsewhere", SILENCE), NOW)


def test_one_whose_process_has_ended_is_dead():
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert not lives(worker(process.pid), NOW)


def test_the_age_of_a_process_is_the_seconds_since_it_began(other):
    young, own = processes.age(other), processes.age(os.getpid())
    if own is not None:
        assert young is not None and 0 <= young < own
    assert processes.age(2**22 + 1) is None
