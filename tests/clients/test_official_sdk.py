"""The official JavaScript SDK, unmodified, walks through the sandbox: 119 steps with its own classes."""

import json
import os
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "official"
STEPS = {"sessions": 22, "reads": 30, "masters": 19, "journals": 22, "timesheets": 12, "requests": 14}


def _walked(node: str, official_sdk: Path, walk: str, settings: dict[str, str]) -> list[dict[str, str]]:
    done = subprocess.run(
        [node, "--require", str(HERE / "resolve.js"), str(HERE / f"{walk}.js")],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"NODE_PATH": str(official_sdk), "SANDBOX": json.dumps(settings)},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("walk", STEPS)
def test_every_step_of_the_official_client_succeeds(sandbox, node, official_sdk, walk):
    there = sandbox.credentials | {"endpoint": sandbox.endpoint.replace("127.0.0.1", "sandbox.intacct.com")}
    steps = _walked(node, official_sdk, walk, there)
    problems = [f"{step['name']}: {step['problem']}" for step in steps if "problem" in step]
    assert not problems, "\n\n".join(problems)
    assert len(steps) == STEPS[walk]
