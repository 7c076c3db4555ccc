"""Every page opens, on an empty store and with a payroll in hand, without a fault of ours."""

from __future__ import annotations

import pytest

from tests.pages.conftest import ROOT, Open, text_of
from workbench.desk import Desk

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
OF_MONEY = {
    "home", "account_setup", "payroll_runs", "register", "time_import", "gl_records", "job_cost", "exports"
}  # fmt: skip
OUR_JARGON = ("frame", "ledger row", "fence", "snapshot")
TITLES = {
    "home": "Home", "connections": "Connections", "gl_codes": "GL codes", "account_setup": "Account setup",
    "payroll_runs": "Payroll runs", "register": "Load a register", "gl_records": "GL records", "exports": "Exports",
    "job_cost_structures": "Job cost structures", "job_cost": "Job cost", "field_maps": "Field maps",
    "time_import": "Time import",
}  # fmt: skip


def test_there_is_a_page_per_title() -> None:
    assert sorted(TITLES) == PAGES


@pytest.mark.parametrize("page", PAGES)
def test_opens_on_an_empty_store(page: str, open_page: Open) -> None:
    app = open_page(page)
    assert app.title[0].value == TITLES[page]
    assert not app.error, [e.value for e in app.error]


@pytest.mark.parametrize("page", PAGES)
def test_opens_with_a_payroll_in_hand(page: str, sample: Desk, open_page: Open) -> None:
    app = open_page(page)
    assert app.title[0].value == TITLES[page]
    assert not app.error, [e.value for e in app.error]
    assert app.sidebar.selectbox(key="run").value == "2026-BW03"
    said = text_of(app)
    assert not [word for word in OUR_JARGON if word in said.lower()]
    assert ("Amounts in CAD." in said) == (page in OF_MONEY)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_reads_like_a_table_of_contents(page: str) -> None:
    source = (ROOT / "pages" / f"{page}.py").read_text()
    assert len(source.splitlines()) <= 100
    assert "import streamlit" not in source and "unsafe_allow_html" not in source


def test_a_page_asked_for_first_of_all_stands_in_the_app(sample: Desk, open_page: Open, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """A fresh server would run the page alone, without navigation and run in hand."""
    monkeypatch.undo()
    monkeypatch.setenv("WORKBENCH_DATABASE_URL", sample.url)
    monkeypatch.setenv("WORKBENCH_DEMO", "off")
    app = open_page("gl_records")
    assert app.sidebar.selectbox(key="run").value == "2026-BW03"
