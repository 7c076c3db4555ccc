"""An edit of the account setup as people wait for it, in a browser, beside the rerun of an empty page.

`python -m benchmarks setup_page [small|full]`: a setup of 5,000 mapping rows (full: 20,000) and a payroll of 200
employees. A cell of a page of 500 projects is typed; the time runs from the key until the page says that the draft has
one change more. The floor runs from a click until an otherwise empty page has counted it, served by Streamlit as it
comes, without the settings of the workbench. Same browser, in turns. The grid itself waits 0.15 s before it sends.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measured import Row
from workbench.desk import Desk
from workbench.flows import payroll, setup
from workbench.rules.setup import CategoryAccounts, Codes, Setup
from workbench.samples.made_up import CATEGORIES, Size, write_payroll

ROOT = Path(__file__).resolve().parent.parent
ROWS = {"small": 5_000, "full": 20_000}
TIMES = 10
EMPTY_PAGE = """
import streamlit as st
st.session_state["n"] = st.session_state.get("n", -1) + 1
st.button("Count")
st.markdown(f"counted {st.session_state['n']}.")
"""
# The moment of the key or click, and the moment the page holds the text; what is asked of the page makes no layout.
WATCH = """([kind, text]) => { window.measured = new Promise(done => {
  let begun = null;
  document.addEventListener(kind, () => { begun ??= performance.now() }, {capture: true, once: true});
  new MutationObserver((_, watcher) => {
    if (begun === null || !document.body.textContent.includes(text)) return;
    watcher.disconnect();
    done(performance.now() - begun);
  }).observe(document.body, {subtree: true, childList: true, characterData: true});
}) }"""


def run(scale: str = "small") -> list[Row]:
    """The median edit beside the median rerun of an empty page."""
    rows = ROWS[scale]
    with tempfile.TemporaryDirectory() as place:
        url = _prepared(Path(place), rows)
        (Path(place) / "empty.py").write_text(EMPTY_PAGE, encoding="utf-8")
        with _served(ROOT / "app.py", url) as app, _served(Path(place) / "empty.py", url) as empty:
            edits, reruns = _measured(app, empty)
    floor = "a button counted on an empty page of Streamlit as it comes, same browser"
    return [Row(f"an edit among {rows:,} mapping rows", statistics.median(edits), statistics.median(reruns), floor)]


def _prepared(place: Path, rows: int) -> str:
    """A store with a payroll and a setup of that many rows."""
    projects = rows - 600
    write_payroll(place / "payroll", Size(200, departments=550, projects=projects, tasks=1))
    url = f"sqlite:///{place / 'workbench.sqlite'}"
    with Desk(url) as desk:
        payroll.load_payroll(desk, place / "payroll")
        setup.put_setup(desk, _setup(projects))
    return url


def _setup(projects: int) -> Setup:
    accounts = {code: CategoryAccounts(f"6{code}", f"2{code}") for code, _, _ in CATEGORIES}
    departments = {f"0{n:03d}": Codes(f"{n:03d}", f"D{n:03d}") for n in range(1, 551)}
    tab = {f"P{n:04d}": Codes(f"{n:04d}", f"X{n:04d}") for n in range(1, projects + 1)}
    return Setup(
        structure="{category_gl}-{department_gl}", categories=accounts, departments=departments,
        dimensions={"project": tab}, journal="PYRJ",
    )  # fmt: skip


@contextmanager
def _served(script: Path, url: str) -> Iterator[str]:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}", "--server.headless=true"]
    command += ["--server.fileWatcherType=none", "--browser.gatherUsageStats=false"]
    environment = {**os.environ, "WORKBENCH_DATABASE_URL": url, "WORKBENCH_DEMO": "off"}
    process = subprocess.Popen(
        command, cwd=script.parent, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(f"http://localhost:{port}/_stcore/health")
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(address: str) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"{address} does not answer")


def _measured(app: str, empty: str) -> tuple[list[float], list[float]]:
    from playwright.sync_api import sync_playwright

    from tests.browser.road import Road

    flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=flags
        )
        pages = [browser.new_page(viewport={"width": 1440, "height": 900}) for _ in range(2)]
        road, floor = Road(pages[0], app, ROOT), pages[1]
        road.go("Account setup")
        road.tab("Project")
        floor.goto(empty)
        floor.get_by_text("counted 0.").wait_for()
        road.stand_on("Codes of project", 0, 3)
        edits, reruns = [], []
        for n in range(1, TIMES + 1):
            reruns.append(_rerun(floor, n))
            edits.append(_edit(road, n))
        browser.close()
    return edits[2:], reruns[2:]  # the first ones warm both up


def _rerun(page: object, n: int) -> float:
    page.evaluate(WATCH, ["click", f"counted {n}."])  # type: ignore[attr-defined]
    page.get_by_role("button", name="Count").click()  # type: ignore[attr-defined]
    return float(page.evaluate("window.measured")) / 1000  # type: ignore[attr-defined]


def _edit(road: object, n: int) -> float:
    """The next cell down the column, as one types."""
    page = road.page  # type: ignore[attr-defined]
    page.keyboard.type(f"N{n}", delay=40)
    page.wait_for_timeout(200)
    page.evaluate(WATCH, ["keydown", f"{n} change{'s' if n > 1 else ''} pending"])
    page.keyboard.press("Enter")
    taken = float(page.evaluate("window.measured")) / 1000
    road.idle()  # type: ignore[attr-defined]
    return taken
