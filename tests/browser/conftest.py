"""The app as `make run` starts it, on a store of its own, and a browser window on it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.road import Road
from tests.conftest import ROOT


@dataclass(frozen=True)
class RunningApp:
    """Where the app answers and which store it works on."""

    address: str
    store_url: str


@pytest.fixture(scope="session")
def running_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """The app with the demo company, as a new user finds it."""
    home = tmp_path_factory.mktemp("app")
    store_url = f"sqlite:///{home / 'workbench.sqlite'}"
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", "--server.headless=true"]
    command.append("--server.fileWatcherType=none")  # a file saved meanwhile changes nothing of what is running
    log = (home / "app.log").open("w")
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "WORKBENCH_DATABASE_URL": store_url}, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        wait_for(f"http://localhost:{port}/_stcore/health", process, home / "app.log")
        yield RunningApp(f"http://localhost:{port}", store_url)
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the app answers; its log when it ends instead."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the app does not start: {log.read_text()}")


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    """A laptop's window."""
    return {**browser_context_args, "viewport": {"width": 1440, "height": 900}, "color_scheme": "light"}


@pytest.fixture
def road(page: Page, running_app: RunningApp) -> Road:
    """A browser window on the app."""
    return Road(page, running_app.address, ROOT / "test-results" / "pages")
