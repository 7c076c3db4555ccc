"""Every fault at every call of an export, alone and in pairs: the right end, one journal or none, to the cent.

The gateway is the sandbox process on real sockets (plain: a sandbox connection is loopback http by its own rule, and a
real company's is verified TLS, for which no made-up certificate can stand in); clocks on both sides are moved by hand,
so that the waiting time is the real twenty minutes. In the tests every fortieth pair; `FAULT_PAIRS=1` takes all.
"""

import itertools
import os
import time
from datetime import UTC, datetime, timedelta

import pytest

import workbench as wb
from tests.faults.simulation import payroll
from workbench.desk import Desk
from workbench.errors import WorkbenchError
from workbench.flows import carry, exports, worker_queue
from workbench.flows.connections import gateway as open_gateway
from workbench.flows.export_key import export_key
from workbench.gateway.session import drop_session
from workbench.sandbox.faults import KINDS
from workbench.store import audit
from workbench.store import exports as ledger

EVERY = int(os.environ.get("FAULT_PAIRS", "40"))
TWENTY_MINUTES = 1_200

CALLS = {
    "sign-in": {"on": "getAPISession"},
    "preflight": {"on": "query GLBATCH", "nth": 1},
    "create": {"on": "create GLBATCH"},
    "read-back header": {"on": "query GLBATCH", "nth": 2},
    "read-back lines": {"on": "query GLENTRY"},
}
# What a fault is made with, and the kinds that are several: an answer that never comes, and when the draft comes.
VARIANTS = {
    "redirect": [{"location": "http://127.0.0.1:9/trap"}],
    "drip": [{"seconds": 0.05}],
    "slow": [{"seconds": 0.05}],
    "refused": [{"seconds": 0.05}],
    "wrong_encoding": [{"encoding": one} for one in ("utf-16", "latin-1", "utf-7")],
    "endless": [{}, {"delay": 1}, {"delay": 899}],
    "late_commit": [{"delay": 1}, {"delay": 899}, {"delay": 900}, {"delay": 899, "answer": "504"}],
    "stale": [{"delay": 60}],
}
FAULTS = [{"kind": kind, **made} for kind in sorted(KINDS - {"reset_mid_request"}) for made in VARIANTS.get(kind, [{}])]
# A fault of reads; a create has nothing to read.
ONLY_READS = ("stale",)
# Nothing arrived, but nobody said so: absent after the waiting time, until a person sends it again.
LOST = ("reset_before", "error_500_before", "html_502_before", "redirect", "in_process")


def faults_of(call):
    kept = [one for one in FAULTS if one["kind"] not in ONLY_READS or CALLS[call]["on"].startswith("query")]
    later = ("late_commit", "endless")  # of a read only the answer matters
    if call != "create":
        kept = [one for one in kept if one["kind"] not in later or one.get("delay", 1) == 1]
    return kept


def told(fault):
    return "-".join(str(part) for name, part in fault.items() if name not in ("location", "seconds"))


SINGLES = [pytest.param(call, fault, id=f"{call}-{told(fault)}") for call in CALLS for fault in faults_of(call)]
ALL_PAIRS = [
    pytest.param(create, call, read, id=f"{told(create)}-then-{call}-{told(read)}")
    for call in ("read-back header", "read-back lines")
    for create, read in itertools.product(faults_of("create"), faults_of(call))
]
PAIRS = ALL_PAIRS[::EVERY]


def ask(sandbox, verb, **payload):
    """The sandbox's control, waited for while a fault keeps its port closed."""
    for _ in range(100):
        try:
            return sandbox.control(verb, **payload)
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the port does not open again")


class Clock:
    """Goes on from where it is moved to; the sandbox's moves along."""

    def __init__(self, sandbox):
        self.sandbox, self.ahead = sandbox, timedelta(0)

    def __call__(self):
        return datetime.now(UTC) + self.ahead

    def advance(self, wait):
        self.ahead += wait
        ask(self.sandbox, "advance_clock", seconds=wait.total_seconds())


@pytest.fixture(scope="module")
def matrix(tmp_path_factory, sandbox_process):
    """One desk for all cases, connected; a call is given up after a second and a half."""
    ask(sandbox_process, "reset")
    with Desk(f"sqlite:///{tmp_path_factory.mktemp('matrix') / 'matrix.sqlite'}") as desk:
        wb.connect(desk, "gl_export", **sandbox_process.credentials, horizon_seconds=3)
        worker_queue.prepare(desk)
        desk.clock = Clock(sandbox_process)
        desk.ticks = lambda: ("this start", time.monotonic() + desk.clock.ahead.total_seconds())
        yield desk
        with desk.read() as conn:
            assert audit.broken(conn) == []


@pytest.fixture
def planned(request, matrix, sandbox_process):
    """The key of a fresh export of 15,495.10, planned; signed out, no fault in force."""
    ask(sandbox_process, "clear_faults")
    company = sandbox_process.credentials["company"]
    key = export_key(company, "", "gl", request.node.name, ["E1001"], 0)
    now = matrix.clock()
    times = {"horizon_seconds": TWENTY_MINUTES, "next_check_at": now, "created_at": now, "created_by": "Ada"}
    with matrix.write() as conn:
        ledger.insert(conn, payroll.planned(key, 0, request.node.name, company) | times, ["E1001"], now, "Ada")
    with open_gateway(matrix, "gl_export") as gateway:
        drop_session(gateway.credentials)
    yield key
    ask(sandbox_process, "clear_faults")


def carry_on(desk, key):
    """What a worker does, the waits taken from the clock."""
    for _ in range(40):
        wait = carry.step(desk, key)
        if wait is None:
            return state_of(desk, key)
        if wait > timedelta(0):
            desk.clock.advance(wait)
    raise AssertionError(f"does not come to rest: {state_of(desk, key)}")


def state_of(desk, key):
    with desk.read() as conn:
        return ledger.get(conn, key)["state"]


def stored(sandbox, key):
    """Every journal Intacct holds for an export."""
    held = ask(sandbox, "journals")["journals"]
    return [journal for journal in held if journal["REFERENCENO"] == key]


def check_stored(sandbox, key, number):
    journals = stored(sandbox, key)
    assert len(journals) == number
    for journal in journals:
        assert journal["STATE"] in ("Draft", "I")
        assert [line["TRX_AMOUNT"] for line in journal["lines"]] == ["15495.10", "15495.10"]


def finish(desk, sandbox, key, fault):
    """Carry it to its end; a person sends an absent one again; then everything must be as it should."""
    state = carry_on(desk, key)
    if fault["kind"] == "aborted":
        assert state == "failed"
        return check_stored(sandbox, key, 0)
    if fault["kind"] in LOST:
        assert state == "absent" and stored(sandbox, key) == []
        exports.send_again(desk, key, "it did not arrive")
        state = carry_on(desk, key)
    assert state == "confirmed"
    return check_stored(sandbox, key, 1)


@pytest.mark.parametrize("call, fault", SINGLES)
def test_one_fault(matrix, sandbox_process, planned, call, fault):
    ask(sandbox_process, "faults", faults=[fault | CALLS[call]])
    finish(matrix, sandbox_process, planned, fault if call == "create" else {"kind": ""})


@pytest.mark.parametrize("create, call, read", PAIRS)
def test_a_fault_of_the_create_and_one_of_the_read_back(matrix, sandbox_process, planned, create, call, read):
    ask(sandbox_process, "faults", faults=[create | CALLS["create"], read | CALLS[call]])
    finish(matrix, sandbox_process, planned, create)


def test_a_connection_broken_while_the_request_leaves_is_sent_again(matrix, sandbox_process, planned):
    ask(sandbox_process, "faults", faults=[{"kind": "reset_mid_request", "on": "*", "times": 4}])
    assert carry_on(matrix, planned) == "confirmed"
    check_stored(sandbox_process, planned, 1)


def test_an_endpoint_with_tls_that_nobody_vouches_for_gets_nothing(matrix, sandbox_process):
    secure = sandbox_process.endpoint.replace("http://", "https://")
    with pytest.raises(WorkbenchError, match="not an address"):
        wb.connect(matrix, "gl_export", **sandbox_process.credentials | {"endpoint": secure})
