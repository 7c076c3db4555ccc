"""Workers killed at random moments while Intacct misbehaves: every payroll is there once, confirmed, to the cent.

`KILL_ROUNDS=1000 python -m pytest tests/faults/test_killed_workers.py` is the long campaign.
"""

import os
import random
import signal
import time
from datetime import date
from pathlib import Path

import pytest

import workbench as wb
from workbench.desk import Desk
from workbench.flows import delivery, exports, workers
from workbench.money import show
from workbench.processes import is_running
from workbench.store import workers as worker_rows

ROUNDS = int(os.environ.get("KILL_ROUNDS", "20"))
SEED = int(os.environ.get("KILL_SEED", "20260213"))
ONTARIO = Path(wb.__file__).parent / "samples" / "ontario-2026-bw03"
FAULTS = [
    "reset_before", "reset_after", "error_500_before", "error_500_after", "truncated", "endless", "throttled",
    "session_expired", "two_documents", "gone_524",
]  # fmt: skip

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill -9")


@pytest.fixture
def desk(tmp_path, sandbox):
    """As many runs of the sample as there are rounds, all mapped, connected to the sandbox with a short horizon."""
    folder = tmp_path / "payroll"
    folder.mkdir()
    for source in ONTARIO.glob("*.csv"):
        lines = source.read_text(encoding="utf-8").splitlines()
        head, body = lines[0], lines[1:]
        if "2026-BW03" in source.read_text(encoding="utf-8"):
            body = [line.replace("2026-BW03", f"R{n:04d}") for n in range(ROUNDS) for line in body]
        (folder / source.name).write_text("\n".join([head, *body]) + "\n", encoding="utf-8")
    with Desk(f"sqlite:///{tmp_path / 'kill.sqlite'}") as desk:
        assert not wb.load_payroll(desk, folder).findings.errors
        wb.load_setup(desk, ONTARIO / "setup.yaml")
        wb.connect(desk, "gl_export", **sandbox.credentials, horizon_seconds=3)
        wb.refresh_code_finder(desk)
        yield desk
        for pid in living(desk):
            os.kill(pid, signal.SIGKILL)


def living(desk):
    with desk.read() as conn:
        return [pid for _, _, pid, _ in worker_rows.listing(conn) if is_running(pid)]


def put(desk, run):
    records = wb.create_gl_records(desk, run)
    batch = wb.preview_gl_batch(desk, records, batch_date=date(2026, 2, 13), description=f"Payroll {run}")
    return delivery.intend(desk, batch)


def at_rest(desk, keys, seconds=90):
    """Wait until nothing is under way; a person presses Send again on what is absent."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        states = {key: wb.export(desk, key).state for key in keys}
        for key in [k for k, state in states.items() if state == "absent"]:
            exports.send_again(desk, key, "the draft did not arrive")
        if set(states.values()) == {"confirmed"}:
            return
        workers.ensure_worker(desk)
        time.sleep(0.5)
    raise AssertionError(f"not at rest: {[s for s in states.items() if s[1] != 'confirmed']}")


def test_killed_at_random_moments_with_faults_on_every_payroll_lands_once(desk, sandbox):
    dice = random.Random(SEED)
    keys, crew = [], []
    for number in range(ROUNDS):
        fault = {
            "kind": dice.choice(FAULTS),
            "on": dice.choice(["create GLBATCH"] * 3 + ["query GLBATCH", "query GLENTRY"]),
        }
        sandbox.control("faults", faults=[fault] if dice.random() < 0.6 else [])
        keys.append(put(desk, f"R{number:04d}"))
        crew.append(workers.start_worker(desk, wait=False))
        time.sleep(dice.uniform(0, 1.2))
        if len(crew) > 2:  # two at work or just starting, the oldest dies
            os.kill(crew.pop(0), signal.SIGKILL)
    for worker in crew:
        os.kill(worker, signal.SIGKILL)
    sandbox.control("clear_faults")
    at_rest(desk, keys)
    held = sandbox.control("journals")["journals"]
    assert sorted(journal["REFERENCENO"] for journal in held) == sorted(keys)
    assert {journal["STATE"] for journal in held} <= {"Draft", "I"}
    for key in keys:
        assert show(wb.export(desk, key).debit) == "15,495.10"
        assert wb.reconcile(desk, key).equal
