"""Job cost structures on their page: made, changed, published; the example from the run in hand."""

from __future__ import annotations

from tests.pages.conftest import Open, table_with, text_of
from workbench.desk import Desk
from workbench.flows import setup, setup_draft, time_setup
from workbench.rules.setup import JobCostStructure
from workbench.ui import grids


def key(one: JobCostStructure, what: str) -> str:
    return f"structure {what} {grids.version([repr(one)])}"


def names(desk: Desk) -> list[str]:
    return [one.name for one in setup_draft.draft(desk).setup.job_cost]


def drafted(desk: Desk, name: str = "Field labor") -> JobCostStructure:
    return next(one for one in setup_draft.draft(desk).setup.job_cost if one.name == name)


def test_a_change_shows_in_the_example_and_waits_in_the_draft_until_published(sample: Desk, open_page: Open) -> None:
    app, was = open_page("job_cost_structures"), drafted(sample)
    assert "**246.00 hours** of 3 employees in 6 timesheets" in text_of(app)
    shown = table_with(app, "dimension", "worked", "home", "sent").set_index("dimension")
    assert list(shown.loc["Department"]) == ["FLD", "FLD", "FLD", "200"]
    assert list(shown.loc["Project"]) == ["P100", "", "P100", "P100"]
    app.multiselect(key=key(was, "categories")).set_value(["102"]).run()
    assert "**240.00 hours** of 3 employees" in text_of(app)
    app.segmented_control(key=key(drafted(sample), "department")).set_value("worked").run()
    app.radio(key=key(drafted(sample), "when_blank")).set_value("home").run()
    app.toggle(key=key(drafted(sample), "active")).set_value(False).run()
    now = drafted(sample)
    made = (now.categories, now.dimensions["department"], now.when_blank, now.active)
    assert made == (("102",), "worked", "home", False)
    assert setup.current_setup(sample).job_cost == (was,), "nothing is in force yet"
    app.button(key="publish structures").click().run()
    assert setup.current_setup(sample).job_cost == (now,)
    assert "No changes wait" in text_of(app)


def test_structures_are_renamed_made_and_removed_and_that_is_undone(sample: Desk, open_page: Open) -> None:
    app = open_page("job_cost_structures")
    app.text_input(key=key(drafted(sample), "name")).set_value("Shop").run()
    assert names(sample) == ["Shop"] and app.selectbox(key="structure in hand").value == "Shop"
    app.button(key="undo structure").click().run()
    assert names(sample) == ["Field labor"]
    app.button(key="new structure").click().run()
    made = drafted(sample, "Labor")
    assert made.categories == ("102", "103"), "what the run has labor of"
    assert dict(made.dimensions) == dict.fromkeys(("department", "location", "project", "task"), "worked")
    app.text_input(key=key(made, "name")).set_value("Field labor").run()
    assert "There is a structure Field labor already" in text_of(app)
    app.button(key="remove now").click().run()
    assert names(sample) == ["Field labor"]


def test_the_first_structure_and_how_the_company_keeps_time(connected: Desk, open_page: Open) -> None:
    app = open_page("job_cost_structures")
    assert "No job cost structure yet" in text_of(app)
    app.selectbox(key="week start 1").set_value(7).run()
    app.radio(key="labor cost posted None").set_value("yes").run()
    known = time_setup.time_setup(connected)
    assert (known.week_starts, known.labor_cost_posted) == (7, True)
    app.button(key="week from company").click().run()
    assert time_setup.time_setup(connected).week_starts == 1
    app.button(key="new structure").click().run()
    assert drafted(connected, "Labor").dimensions == {"department": "worked", "location": "worked"}
