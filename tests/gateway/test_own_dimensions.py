"""Dimensions a company made itself, their values, and what the Code Finder, the checks and the map make of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import workbench as wb
from tests.conftest import SandboxProcess
from tests.flows.conftest import ONTARIO
from tests.gateway.crew_company import crew_sandbox
from workbench.desk import Desk
from workbench.flows import code_finder, connections
from workbench.flows.setup import put_setup
from workbench.gateway.own_dimensions import own_dimensions, own_values
from workbench.rules.setup import Codes


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with crew_sandbox(tmp_path_factory.mktemp("crews")) as running:
        yield running


@pytest.fixture
def desk(company: SandboxProcess, sqlite_url: str) -> Iterator[Desk]:
    with Desk(sqlite_url) as opened:
        connections.connect(opened, "gl_export", **company.credentials)
        yield opened


def test_a_dimension_of_the_companys_own_is_read_with_its_values(desk: Desk) -> None:
    with connections.gateway(desk, "gl_export") as gateway:
        (crew,) = own_dimensions(gateway)
        values = own_values(gateway, crew)
    assert (crew.object, crew.label, crew.name) == ("CREW", "Crew", "crew")
    assert values[["code", "name", "status"]].values.tolist() == [
        ["10001", "Night crew", "active"], ["10002", "Day crew", "active"],
    ]  # fmt: skip


def test_the_code_finder_keeps_it_and_the_map_and_the_checks_hold_codes_to_it(desk: Desk, tmp_path: Path) -> None:
    wb.refresh_code_finder(desk)
    assert code_finder.own_dimensions(desk) == ["crew"]
    assert code_finder.dimension_values(desk, "crew")["code"].tolist() == ["10001", "10002"]
    wb.load_payroll(desk, _with_crews(tmp_path))
    wb.load_setup(desk, ONTARIO / "setup.yaml")
    setup = wb.current_setup(desk)
    put_setup(desk, replace(setup, dimensions={**setup.dimensions, "crew": {"N": Codes("", "10001")}}))
    crews = wb.dimension_map(desk, "2026-BW03").query("dimension == 'crew'")
    assert crews.set_index("code")[["status", "suggestion"]].T.to_dict("list") == {
        "D": ["renamed", "10002"], "N": ["matched", ""],
    }  # fmt: skip
    (wrong,) = [f for f in wb.setup_findings(desk, "2026-BW03") if f.code == "unknown_value"]
    assert (wrong.column, wrong.value) == ("GLDIMCREW", "D")


def _with_crews(folder: Path) -> Path:
    """The sample with a crew on every labor record."""
    for file in ONTARIO.glob("*.csv"):
        (folder / file.name).write_bytes(file.read_bytes())
    with (folder / "dimensions.csv").open("a", encoding="utf-8") as file:
        file.write("crew,N,Night crew,\ncrew,D,Day crew,\n")
    head, *rows = (folder / "labor.csv").read_text("utf-8").splitlines()
    marked = [f"{row},{'ND'[at % 2]}" for at, row in enumerate(rows)]
    (folder / "labor.csv").write_text("\n".join([f"{head},crew", *marked, ""]), "utf-8")
    return folder
