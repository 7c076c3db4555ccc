"""Home: what needs a person comes first, then the run's checklist with the next step as the button."""

from __future__ import annotations

from dataclasses import replace

from tests.pages.conftest import RUN, Open, text_of
from workbench.desk import Desk
from workbench.flows import connections, gl_records, payroll, setup
from workbench.rules.setup import CategoryAccounts, with_category


def test_two_doors_while_there_is_nothing(open_page: Open) -> None:
    app = open_page("home")
    assert app.button(key="door demo").label == "Load the Ontario sample"
    assert app.button(key="door own").label == "Enter the connection"


def test_the_first_door_loads_the_sample(desk: Desk, open_page: Open) -> None:
    app = open_page("home")
    app.button(key="door demo").click().run()
    assert "5 employees, 13,192\\.00 gross" in text_of(app).replace("\\,", ",")
    assert "1 run loaded: 2026-BW03" in text_of(app)


def test_the_checklist_shows_the_figures_of_the_run(sample: Desk, open_page: Open) -> None:
    said = text_of(open_page("home")).replace("\\", "")
    assert "5 employees, 13,192.00 gross, 9,907.86 net" in said
    assert "100.00 % of 30,990.20" in said
    assert "0 of 5" in said


def test_hours_and_timesheets_are_steps_of_the_road(sample: Desk, open_page: Open) -> None:
    said = text_of(open_page("home")).replace("\\", "")
    labor = len(payroll.posted_run(sample, RUN).labor)
    assert f"{labor} labor records came with the payroll" in said
    assert "Timesheets approved in Intacct" in said and said.count("not exported") == 2
    setup.put_setup(sample, replace(setup.current_setup(sample), job_cost=()))
    assert "Timesheets approved in Intacct" not in text_of(open_page("home"))


def test_the_next_step_is_the_first_open_one(sample: Desk, open_page: Open) -> None:
    assert open_page("home").button(key="next step").label == "Create the GL records"
    gl_records.create_gl_records(sample, RUN)
    assert open_page("home").button(key="next step").label == "Export the draft"


def test_unmapped_money_comes_before_records(sample: Desk, open_page: Open) -> None:
    current = setup.current_setup(sample)
    setup.put_setup(sample, with_category(current, "201", CategoryAccounts()))
    app = open_page("home")
    assert app.button(key="next step").label == "Map the missing accounts"
    assert "310.00 without an account" in text_of(app).replace("\\", "")


def test_a_failed_connection_test_needs_a_person(sample: Desk, open_page: Open, sandbox) -> None:  # type: ignore[no-untyped-def]
    connections.connect(sample, "gl_export", **{**sandbox.credentials, "password": "wrong"})
    connections.test_connection(sample, "gl_export")
    said = text_of(open_page("home"))
    assert "Needs you now" in said
    assert "The connection failed its last test" in said
