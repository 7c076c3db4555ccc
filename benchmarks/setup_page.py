"""An edit of the account setup as people wait for it, in a browser, beside the rerun of an empty page.

`python -m benchmarks setup_page [small|full]`: a setup of 5,000 mapping rows (full: 20,000) and a payroll of 200
employees. A cell of the Project tab (a page of 500 rows) and then of the Category tab is typed. Two times are taken:
from the key until the page says that the draft has one change more, and the *answer*, from the moment the browser
sends the edit until then; the grid itself waits 0.15 s between the two. The floors are the same two times of a button
counted on an empty page, served by Streamlit as it comes and with the settings of the workbench. One browser, in
turns, the median of each.
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.measured import Row
from workbench.desk import Desk
from workbench.flows import payroll, setup
from workbench.rules.setup import CategoryAccounts, Codes, Setup
from workbench.samples.made_up import CATEGORIES, Size, write_payroll

ROOT = Path(__file__).resolve().parent.parent
ROWS = {"small": 5_000, "full": 20_000}
TIMES = 21
WARM = 2  # the first ones warm everything up
EMPTY_PAGE = """
import streamlit as st
st.session_state["n"] = st.session_state.get("n", -1) + 1
st.button("Count")
st.markdown(f"counted {st.session_state['n']}.")
"""
# When the browser sent something last is written down; of what is asked of the page nothing makes a layout.
SENDS = """(() => {
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (...given) {
    window.sent?.(performance.now());
    return send.apply(this, given);
  };
})()"""
# The moment of the key or click, of the first thing sent after it, and the one the page holds the text.
WATCH = """([kind, text]) => { window.measured = new Promise(done => {
  let begun = null, sent = null;
  window.sent = now => { if (begun !== null) sent ??= now };
  document.addEventListener(kind, () => { begun ??= performance.now() }, {capture: true, once: true});
  new MutationObserver((_, watcher) => {
    if (sent === null || !document.body.textContent.includes(text)) return;
    watcher.disconnect();
    const now = performance.now();
    done([now - begun, now - sent]);
  }).observe(document.body, {subtree: true, childList: true, characterData: true});
}) }"""
GRIDS = {"Project": ("Codes of project", 3), "Category": ("Accounts per payroll category", 4)}
PLAIN, OURS = "an empty page of Streamlit as it comes", "an empty page with the workbench's settings"
Taken = tuple[float, float]  # seconds from the key or click, and from what was sent, until the page shows it


def run(scale: str = "small") -> list[Row]:
    """The medians of an edit on two tabs beside those of an empty page."""
    rows = ROWS[scale]
    with tempfile.TemporaryDirectory() as place:
        url = _prepared(Path(place), rows)
        floors = {PLAIN: Path(place) / "plain", OURS: Path(place) / "ours"}
        for floor in floors.values():
            floor.mkdir()
            (floor / "empty.py").write_text(EMPTY_PAGE, encoding="utf-8")
        shutil.copytree(ROOT / ".streamlit", floors[OURS] / ".streamlit")
        with ExitStack() as served:
            app = served.enter_context(_served(ROOT / "app.py", url))
            empty = {name: served.enter_context(_served(at / "empty.py", url)) for name, at in floors.items()}
            taken = _measured(app, empty)
    return [row for tab in GRIDS for row in _rows(f"an edit among {rows:,} mapping rows, {tab} tab", tab, taken)]


def _rows(what: str, tab: str, taken: dict[str, list[Taken]]) -> list[Row]:
    """From the key, and from what was sent, each beside its floors."""
    return [
        Row(f"{what}{words}", _median(taken[tab], at), _median(taken[floor], at), floor)
        for at, words, floors in ((0, ": from the key", (PLAIN, OURS)), (1, ": its answer", (PLAIN, OURS)))
        for floor in floors
    ]


def _median(taken: list[Taken], at: int) -> float:
    return statistics.median(one[at] for one in taken[WARM:])


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


def _measured(app: str, empty: dict[str, str]) -> dict[str, list[Taken]]:
    """Every time taken, by tab and by floor."""
    from playwright.sync_api import sync_playwright

    from tests.browser.road import Road

    flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
    taken: dict[str, list[Taken]] = {name: [] for name in (*GRIDS, *empty)}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=flags
        )
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_init_script(SENDS)
        road, floors = Road(context.new_page(), app, ROOT), {name: context.new_page() for name in empty}
        for name, page in floors.items():
            page.goto(empty[name])
            page.get_by_text("counted 0.").wait_for()
        road.go("Account setup")
        counted = edited = 0
        for tab, (grid, column) in GRIDS.items():
            road.tab(tab)
            road.stand_on(grid, 0, column)
            for _ in range(TIMES + WARM):
                counted, edited = counted + 1, edited + 1
                for name, page in floors.items():
                    taken[name].append(_rerun(page, counted))
                taken[tab].append(_edit(road, edited))
        browser.close()
    return taken


def _rerun(page: Any, n: int) -> Taken:
    page.evaluate(WATCH, ["click", f"counted {n}."])
    page.get_by_role("button", name="Count").click()
    return _seconds(page)


def _edit(road: Any, n: int) -> Taken:
    """The next cell down the column, as one types."""
    page = road.page
    page.keyboard.type(f"N{n}", delay=40)
    page.wait_for_timeout(200)
    page.evaluate(WATCH, ["keydown", f"{n} change{'s' if n > 1 else ''} pending"])
    page.keyboard.press("Enter")
    taken = _seconds(page)
    road.idle()
    return taken


def _seconds(page: Any) -> Taken:
    whole, answer = page.evaluate("window.measured")
    return whole / 1000, answer / 1000
