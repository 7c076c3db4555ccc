"""The mapping workshop over a store: coverage, what is unmapped, suggestions with their evidence, why an account."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

import workbench as wb
from tests.flows.conftest import ONTARIO
from workbench.errors import NotFound
from workbench.flows import connections, setup_draft
from workbench.flows.gl_records import edit_line
from workbench.flows.past_payrolls import kept_past_journals
from workbench.flows.setup import put_setup
from workbench.flows.suggestions import suggest_accounts
from workbench.flows.workspaces import add_workspace
from workbench.gateway.journals import create_draft, journal_payload
from workbench.rules.setup import CategoryAccounts, Codes, Setup

RUN = "2026-BW03"


def book(desk, day=datetime.date(2026, 2, 13)):
    """The journal people made of the run by themselves."""
    lines = wb.preview_gl_batch(desk, wb.create_gl_records(desk, RUN), batch_date=day, description="Paie 3").lines
    made = journal_payload(
        journal="PYRJ", batch_date=day, description="Paie 3", reference="BY-HAND", source_entity="", history="",
        lines=lines,
    )  # fmt: skip
    with connections.gateway(desk, "gl_export") as gateway:
        assert create_draft(gateway, made, "by-hand").kind == "sent"


def test_coverage_is_asked_in_money_and_percent(desk_without_connection):
    desk = desk_without_connection
    covered = wb.coverage(desk, RUN)
    assert (covered.percent, str(covered.total.mapped)) == ("100.00 %", "30990.20")
    without = replace(wb.current_setup(desk), categories={})
    assert wb.coverage(desk, [RUN], without).percent == "0.00 %"
    assert covered.by_side()["percent"].tolist() == ["100.00 %"] * 3 and "15495.10" in covered._repr_html_()
    assert wb.unmapped(desk, RUN, without)["category"].iloc[0] == "NET" and not len(wb.unmapped(desk, RUN))


def test_a_run_is_looked_at_with_the_setup_of_its_pay_date_as_its_records_are(desk_without_connection):
    desk = desk_without_connection
    shown = setup_draft.draft(desk).setup
    setup_draft.edit_draft(desk, shown, replace(shown, categories={}))
    setup_draft.publish(desk, note="from July on", effective_from=datetime.date(2026, 7, 1))
    assert not wb.current_setup(desk).categories
    records = wb.create_gl_records(desk, RUN)
    assert records.records["balanced"].all() and wb.coverage(desk, RUN).percent == "100.00 %"
    assert not len(wb.unmapped(desk, RUN)) and not wb.setup_findings(desk, RUN).errors
    line = records.lines.iloc[0]
    assert wb.why_account(desk, RUN, line["employee"], line["line_key"]).account == line["account"]


def test_the_first_look_at_past_journals_gives_back_the_whole_mapping(ontario, sandbox):
    wanted = wb.current_setup(ontario)
    book(ontario)
    (made,) = sandbox.control("journals")["journals"]
    sandbox.control("set", object="GLBATCH", record=made["RECORDNO"], fields={"STATE": "Posted"})
    put_setup(ontario, Setup(structure=wanted.structure, journal="PYRJ"))
    found = wb.suggest_accounts(ontario, RUN).drop_duplicates(["category", "side"])
    assert set(found["confidence"]) == {"sure"} and set(found["source"]) == {"past journals"} and len(found) == 21
    for row in found.to_dict("records"):
        assert row["account"] == wanted.category(row["category"]).account(row["side"])
    assert wb.current_setup(ontario).categories == {}  # nothing applies itself
    assert len(kept_past_journals(ontario)) > 20


def test_without_past_journals_names_decide_and_the_codes_already_mapped_are_left(ontario):
    setup = wb.current_setup(ontario)
    some = replace(setup, categories={c: a for c, a in setup.categories.items() if c in ("301", "101")})
    found = suggest_accounts(ontario, RUN, setup=some, past=False)
    assert not {"301", "101"} & set(found["category"])
    (employer,) = found[(found["category"] == "601") & (found["side"] == "credit")].to_dict("records")
    assert (employer["account"], employer["confidence"]) == ("2310", "sure") and "301 CPP" in employer["reason"]
    assert kept_past_journals(ontario) is None


def test_another_workspace_is_asked_only_on_demand(ontario):
    setup = wb.current_setup(ontario)
    wb.load_payroll(other := add_workspace(ontario, "North"), ONTARIO)
    put_setup(other, replace(setup, categories={"101": CategoryAccounts("6020")}))
    blank = replace(setup, categories={})
    sources = [
        set(suggest_accounts(ontario, RUN, setup=blank, past=False, elsewhere=asked)["source"])
        for asked in (False, True)
    ]
    found = suggest_accounts(ontario, RUN, setup=blank, past=False, elsewhere=True)
    mine = found[(found["category"] == "101") & (found["account"] == "6020")]
    assert "workspace" not in sources[0] and "North maps 101 Salary to it" in mine["reason"].iloc[0]


def test_a_structure_with_parts_gets_the_part_of_the_category(ontario):
    structure = "{category_gl}{department_gl}"  # 60 and 10 give 6010
    departments = {code: Codes("10") for code in ("ADM", "FLD", "OPS", "SHP")}
    setup = Setup(structure=structure, departments=departments)
    found = suggest_accounts(ontario, RUN, setup=setup, past=False)
    salary = found[(found["category"] == "101")].iloc[0]
    assert (salary["account"], salary["title"]) == ("60", "Salaries")


def test_without_a_chart_there_is_nothing_to_suggest_from(desk_without_connection):
    with pytest.raises(NotFound):
        suggest_accounts(desk_without_connection, RUN)


def test_why_an_account_is_asked_by_line_and_says_what_people_changed(ontario):
    line = wb.create_gl_records(ontario, RUN).lines.iloc[0]
    answer = wb.why_account(ontario, RUN, line["employee"], line["line_key"])
    assert (answer.account, answer.edited) == (line["account"], "")
    edit_line(ontario, RUN, line["employee"], line["line_key"], account="6020", note="as agreed")
    answer = wb.why_account(ontario, RUN, line["employee"], line["line_key"])
    assert (answer.account, answer.edited) == (line["account"], "6020")
