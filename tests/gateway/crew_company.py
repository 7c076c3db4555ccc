"""A sandbox of its own whose company made a dimension itself: crews, which payroll lines carry by number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import SandboxProcess, sandbox_of

COMPANY = """
dimensions:
  CREW: {label: Crew, values: [{id: "10001", name: Night crew}, {id: "10002", name: Day crew}]}
"""


@contextmanager
def crew_sandbox(folder: Path) -> Iterator[SandboxProcess]:
    """The running sandbox; stopped at the end."""
    file = folder / "company.yaml"
    file.write_text(COMPANY, encoding="utf-8")
    with sandbox_of("--company-file", str(file)) as process:
        yield process
