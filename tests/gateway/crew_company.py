"""A sandbox of its own whose company made a dimension itself: crews, which payroll lines carry by number."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT, SandboxProcess, _announced

COMPANY = """
dimensions:
  CREW: {label: Crew, values: [{id: "10001", name: Night crew}, {id: "10002", name: Day crew}]}
"""


@contextmanager
def crew_sandbox(folder: Path) -> Iterator[SandboxProcess]:
    """The running sandbox; stopped at the end."""
    file = folder / "company.yaml"
    file.write_text(COMPANY, encoding="utf-8")
    command = [sys.executable, "-m", "workbench", "sandbox", "--port", "0", "--company-file", str(file)]
    process = subprocess.Popen(
        [*command, "--until-gone", str(os.getpid())], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        yield _announced(process)
    finally:
        process.terminate()
        process.communicate(timeout=30)
