"""Client companies side by side in the app: the one in hand is chosen once, and nothing of another shows through."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.conftest import SandboxProcess
from tests.pages.conftest import Open, text_of
from workbench.desk import Desk
from workbench.flows import code_finder, connections, payroll, setup
from workbench.flows.workspaces import add_workspace
from workbench.samples import ONTARIO
from workbench.ui import run_in_hand

OTHER = {"company": "BOLT", "user": "ws", "password": "p", "sender_id": "s", "sender_password": "q"}


def choose(app: AppTest, name: str) -> AppTest:
    return next(box for box in app.sidebar.selectbox if box.label == "Client").set_value(name).run()


def test_with_one_company_there_is_nothing_to_choose(sample: Desk, open_page: Open) -> None:
    app = open_page("home")
    assert [box.label for box in app.sidebar.selectbox] == ["Payroll run"]
    assert app.text_input(key="new client name").label == "Name of the client"


def test_a_new_client_begins_empty_and_is_in_hand(sample: Desk, open_page: Open) -> None:
    app = open_page("home")
    app.text_input(key="new client name").set_value("Bolt Ltd")
    app.button(key="begin client").click().run()
    assert not app.exception
    assert next(box for box in app.sidebar.selectbox if box.label == "Client").value == "Bolt Ltd"
    assert app.query_params["client"] == "Bolt Ltd"
    assert "No payroll loaded yet" in [one.value for one in app.sidebar.caption]
    assert "Not connected" in "".join(one.value for one in app.sidebar.markdown)


def test_a_name_that_is_taken_is_told(sample: Desk, open_page: Open) -> None:
    add_workspace(sample, "Bolt Ltd")
    app = open_page("home")
    app.text_input(key="new client name").set_value("Bolt Ltd")
    app.button(key="begin client").click().run()
    assert any("There is a workspace Bolt Ltd already." in one.value for one in app.error)


def test_every_page_shows_the_client_in_hand(sample: Desk, open_page: Open) -> None:
    connections.connect(add_workspace(sample, "Bolt Ltd"), "gl_export", **OTHER)
    app = choose(open_page("connections"), "Bolt Ltd")
    assert app.title[0].value == "Home"
    app.switch_page("pages/connections.py").run()
    assert app.text_input(key="connection gl_export company").value == "BOLT"
    app.switch_page("pages/account_setup.py").run()
    assert not app.exception and "2026-BW03" not in text_of(app)
    app = choose(app, "")
    app.switch_page("pages/connections.py").run()
    assert app.text_input(key="connection gl_export company").value == "WORKBENCH-DEMO"


def test_the_run_in_hand_does_not_come_along(sample: Desk, open_page: Open) -> None:
    add_workspace(sample, "Bolt Ltd")
    app = open_page("home")
    assert app.session_state["run"] == "2026-BW03"
    app = choose(app, "Bolt Ltd")
    assert "run" not in app.session_state and "run" not in app.query_params
    assert choose(app, "").session_state["run"] == "2026-BW03"


def test_the_same_run_of_two_clients_has_its_own_figures(sample: Desk, open_page: Open) -> None:
    bolt = add_workspace(sample, "Bolt Ltd")
    payroll.load_payroll(bolt, ONTARIO)
    app = open_page("home")
    facts = lambda: app.sidebar.table[0].value.to_csv()  # noqa: E731
    assert "100.00 %" in facts()
    choose(app, "Bolt Ltd")
    assert ":orange[0.00 %]" in facts()
    setup.load_setup(bolt, ONTARIO / "setup.yaml")
    app.run()
    assert "100.00 %" in facts()


def test_the_address_says_which_client(sample: Desk, open_page: Open) -> None:
    add_workspace(sample, "Bolt Ltd")
    for asked, given in (("Bolt Ltd", "Bolt Ltd"), ("nobody", "")):
        app = open_page("home")
        del app.session_state["workspace in hand"]
        app.query_params["client"] = asked
        assert app.run().session_state["workspace in hand"] == given


def test_what_is_worked_out_for_a_run_is_told_apart_by_more_than_its_code(sample: Desk) -> None:
    bolt = add_workspace(sample, "Bolt Ltd")
    payroll.load_payroll(bolt, ONTARIO)
    ours, theirs = (run_in_hand.posted(one, "2026-BW03") for one in (sample, bolt))
    assert ours is not theirs and run_in_hand.number(ours) != run_in_hand.number(theirs)
    assert run_in_hand.number(ours) == run_in_hand.number(run_in_hand.posted(sample, "2026-BW03"))


def test_the_codes_one_client_may_read_are_not_shown_to_another_of_the_same_company(
    connected: Desk, sandbox: SandboxProcess
) -> None:
    bolt = add_workspace(connected, "Bolt Ltd")
    connections.connect(bolt, "gl_export", **sandbox.credentials | {"password": "unknown to them"})
    assert len(code_finder.gl_codes(connected)) == 63
    assert len(code_finder.gl_codes(bolt)) == 0 and len(code_finder.dimension_values(bolt, "employee")) == 0
    connections.connect(bolt, "gl_export", **sandbox.credentials)
    code_finder.refresh_code_finder(bolt)
    assert len(code_finder.gl_codes(bolt)) == 63


def test_the_trace_of_one_client_is_not_anothers(connected: Desk) -> None:
    assert connections.trace(connected, "gl_export").entries()
    assert not connections.trace(add_workspace(connected, "Bolt Ltd"), "gl_export").entries()
