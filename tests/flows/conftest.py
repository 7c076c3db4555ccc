"""A desk with the Ontario sample, its setup and a connection to the sandbox: where the road begins."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import workbench as wb
from workbench.desk import Desk

ONTARIO = Path(wb.__file__).parent / "samples" / "ontario-2026-bw03"


def _loaded(url: str) -> Desk:
    desk = Desk(url)
    assert not wb.load_payroll(desk, ONTARIO).findings.errors
    assert not wb.load_setup(desk, ONTARIO / "setup.yaml").errors
    return desk


@pytest.fixture
def desk_without_connection(sqlite_url) -> Iterator[Desk]:
    """The sample and its setup, no company."""
    with _loaded(sqlite_url) as desk:
        yield desk


@pytest.fixture
def ontario(desk_without_connection, sandbox) -> Desk:
    """The sample and its setup, connected to the sandbox, chart read."""
    wb.connect(desk_without_connection, "gl_export", **sandbox.credentials)
    wb.refresh_code_finder(desk_without_connection)
    return desk_without_connection


@pytest.fixture
def other_installation(tmp_path, sandbox) -> Iterator[Desk]:
    """The same payroll and company on another machine's store."""
    with _loaded(f"sqlite:///{tmp_path / 'other.sqlite'}") as desk:
        wb.connect(desk, "gl_export", **sandbox.credentials)
        wb.refresh_code_finder(desk)
        yield desk
