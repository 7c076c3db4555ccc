"""An export killed at any line of the delivery code, killed again while recovering, and then recovered by a person.

`CRASH_POINTS=all python -m pytest tests/faults/test_crash.py -s` kills at every line executed, on both databases;
`CRASH_POINTS=1500 CRASH_WHERE=everywhere` takes lines inside the HTTP and database libraries as well.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.crash.ground import KEY

ROOT = Path(__file__).resolve().parents[2]
FEW = "60"  # and every line of carry.py, on SQLite
POINTS = os.environ.get("CRASH_POINTS", FEW)
SEED = int(os.environ.get("CRASH_SEED", "20260213"))
WHERE = os.environ.get("CRASH_WHERE", "delivery")

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill -9")


def started(url, points=POINTS, every_line=True):
    """A campaign on its way, in a process of its own with a sandbox of its own."""
    campaign = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.crash.campaign", url],
        cwd=ROOT,
        env={**os.environ, "WORKBENCH_KEY": KEY},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    most = None if points == "all" else int(points)
    asked = {"seed": SEED, "most": most, "every_line": every_line, "everywhere": WHERE == "everywhere"}
    json.dump(asked, campaign.stdin)
    campaign.stdin.close()
    return campaign


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory):
    """The campaign on SQLite, started before anybody waits for the other one: each keeps one core busy."""
    with started(f"sqlite:///{tmp_path_factory.mktemp('crash') / 'crash.sqlite'}") as campaign:
        yield campaign


def finished(campaign):
    tally = json.loads(campaign.stdout.read().splitlines()[-1])
    print({name: count for name, count in tally.items() if count})
    return tally


def check(tally):
    assert tally["killed"] >= 0.9 * tally["points"] > 0
    assert tally["killed_again"] > 0 and tally["absent"] > 0
    for trouble in ("duplicates", "lost", "wrong_cents", "audit"):
        assert tally[trouble] == []
    assert tally["left"] == 0


def test_on_postgresql_killed_at_any_line_and_again_while_recovering_every_payroll_is_there_once(
    on_sqlite, postgresql_url
):
    points = "24" if POINTS == FEW else POINTS
    with started(postgresql_url, points, every_line=False) as campaign:
        check(finished(campaign))


def test_on_sqlite_killed_at_any_line_and_again_while_recovering_every_payroll_is_there_once(on_sqlite):
    check(finished(on_sqlite))
