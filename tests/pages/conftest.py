"""The app as its users open it, in this process: AppTest on a store of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd
import pytest
import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from tests.conftest import ROOT, SandboxProcess
from workbench.desk import Desk
from workbench.flows import code_finder, connections, payroll, setup
from workbench.samples import ONTARIO

RUN = "2026-BW03"
Open = Callable[..., AppTest]


@pytest.fixture
def desk(sqlite_url: str) -> Iterator[Desk]:
    """A desk on a fresh store that knows no company and no payroll; the pages look at the same store."""
    with Desk(sqlite_url, actor="ana") as opened:
        yield opened


@pytest.fixture
def connected(desk: Desk, sandbox: SandboxProcess) -> Desk:
    """The desk, connected to the sandbox company, its chart read."""
    connections.connect(desk, "gl_export", **sandbox.credentials)
    code_finder.refresh_code_finder(desk)
    return desk


@pytest.fixture
def sample(connected: Desk) -> Desk:
    """The desk with the Ontario sample and its setup."""
    payroll.load_payroll(connected, ONTARIO)
    setup.load_setup(connected, ONTARIO / "setup.yaml")
    return connected


@pytest.fixture
def open_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Open a page of the app by its file name, as ``home`` or ``gl_records``; state may be given beforehand."""
    monkeypatch.setenv("WORKBENCH_DATABASE_URL", desk.url)
    monkeypatch.setenv("WORKBENCH_DEMO", "off")
    monkeypatch.setattr(PagesManager, "__init__", of_a_warm_server(PagesManager.__init__))

    def opened(name: str, **state: object) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for key, value in state.items():
            app.session_state[key.replace("_", " ")] = value
        app.run()
        if name != "home":
            app.switch_page(f"pages/{name}.py").run()
        assert not app.exception, app.exception
        return app

    yield opened
    st.cache_resource.clear()
    st.cache_data.clear()


def of_a_warm_server(first: Callable[..., None]) -> Callable[..., None]:
    """AppTest makes a fresh server for every run; ours has drawn app.py before, so pages stand in it from the start."""

    def warm(self: PagesManager, *args: object, **options: object) -> None:
        first(self, *args, **options)
        PagesManager.uses_pages_directory = False

    return warm


def text_of(app: AppTest) -> str:
    """Everything a page says in words, tables left out."""
    kinds = ("title", "subheader", "markdown", "caption", "error", "warning", "success", "info", "metric")
    said = [str(element.value) for kind in kinds for element in getattr(app, kind)]
    labels = [str(getattr(element, "label", "")) for kind in ("metric", "button") for element in getattr(app, kind)]
    titles = [
        str(getattr(a.proto, "title", "")) for kind in ("error", "warning", "success") for a in getattr(app, kind)
    ]
    return "\n".join([*said, *labels, *titles])


def table_with(app: AppTest, *columns: str) -> pd.DataFrame:
    """The first table of the page that has all these columns."""
    return next(t.value for t in app.main.dataframe if set(columns) <= set(t.value.columns))
