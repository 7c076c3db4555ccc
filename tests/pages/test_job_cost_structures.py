"""Job cost structures on their page: made, changed, published; the example from the run in hand."""

from __future__ import annotations

from tests.pages.conftest import Open, table_with, text_of
from workbench.desk import Desk
from workbench.flows import setup, setup_draft, time_setup
from workbench.rules.setup import JobCostStructure
from workbench.ui import grids


def key(one: JobCostStructure, what: str) -> str:
    return f"structure {what} {grids.version([repr(one)])}"


def drafted(desk: Desk, name: str = "Field labor") -> JobCostStructure:
    return next(one for one in setup_draft.draft(desk).setup.job_cost if one.name == name)


def test_the_example_shows_what_of_a_labor_record_is_sent(sample: Desk, open_page: Open) -> None:
    app = open_page("job_cost_structures")
    assert "**246.00 hours** of 3 employees in 6 timesheets" in text_of(app)
    shown = table_with(app, "dimension", "worked", "home", "sent").set_index("dimension")
    assert list(shown.loc["Department"]) == ["FLD", "FLD", "FLD", "200"]
    assert list(shown.loc["Project"]) == ["P100", "", "P100", "P100"]


def test_a_change_waits_in_the_draft_until_it_is_published(sample: Desk, open_page: Open) -> None:
    app, was = open_page("job_cost_structures"), drafted(sample)
    app.multiselect(key=key(was, "categories")).set_value(["102"]).run()
    app.segmented_control(key=key(drafted(sample), "department")).set_value("worked").run()
    app.radio(key=key(drafted(sample), "when_blank")).set_value("home").run()
    app.toggle(key=key(drafted(sample), "active")).set_value(False).run()
    now = drafted(sample)
    assert (now.categories, now.dimensions["department"], now.when_blank, now.active) == (
        ("102",),
        "worked",
        "home",
        False,
    )
    assert setup.current_setup(sample).job_cost == (was,), "nothing is in force yet"
    app.button(key="publish structures").click().run()
    assert setup.current_setup(sample).job_cost == (now,)
    assert "No changes wait" in text_of(app)


def test_a_structure_is_renamed_and_undone(sample: Desk, open_page: Open) -> None:
    app = open_page("job_cost_structures")
    app.text_input(key=key(drafted(sample), "name")).set_value("Shop").run()
    assert [one.name for one in setup_draft.draft(sample).setup.job_cost] == ["Shop"]
    assert app.selectbox(key="structure in hand").value == "Shop"
    app.button(key="undo structure").click().run()
    assert [one.name for one in setup_draft.draft(sample).setup.job_cost] == ["Field labor"]


def test_a_new_structure_takes_what_the_run_has_labor_of(sample: Desk, open_page: Open) -> None:
    app = open_page("job_cost_structures")
    app.button(key="new structure").click().run()
    made = drafted(sample, "Labor")
    assert made.categories == ("102", "103")
    assert dict(made.dimensions) == dict.fromkeys(("department", "location", "project", "task"), "worked")
    app.text_input(key=key(made, "name")).set_value("Field labor").run()
    assert "There is a structure Field labor already" in text_of(app)
    app.button(key="remove now").click().run()
    assert [one.name for one in setup_draft.draft(sample).setup.job_cost] == ["Field labor"]


def test_without_a_structure_the_page_says_how_to_make_one(connected: Desk, open_page: Open) -> None:
    app = open_page("job_cost_structures")
    assert "No job cost structure yet" in text_of(app)
    app.button(key="new structure").click().run()
    assert drafted(connected, "Labor").dimensions == {"department": "worked", "location": "worked"}


def test_how_the_company_keeps_time_can_be_said(sample: Desk, open_page: Open) -> None:
    app = open_page("job_cost_structures")
    app.selectbox(key="week start 1").set_value(7).run()
    app.radio(key="labor cost posted None").set_value("yes").run()
    known = time_setup.time_setup(sample)
    assert (known.week_starts, known.labor_cost_posted) == (7, True)
    app.button(key="week from company").click().run()
    assert time_setup.time_setup(sample).week_starts == 1
