"""GL records created, kept, changed by hand and locked by their export."""

from datetime import date
from decimal import Decimal

import pytest

import workbench as wb
from tests.rules.building import SAMPLE
from workbench.errors import ExportRefused, NotFound
from workbench.flows import delivery
from workbench.flows import gl_records as flow
from workbench.flows.setup import put_setup
from workbench.rules.setup import CategoryAccounts, with_category
from workbench.store import audit
from workbench.store.gl_records import pack_lines, unpack_lines

RUN = "2026-BW03"


@pytest.fixture
def loaded(desk):
    """The sample and its setup on both databases."""
    wb.load_payroll(desk, SAMPLE)
    wb.load_setup(desk, SAMPLE / "setup.yaml")
    return desk


def change_net(desk, account):
    put_setup(desk, with_category(wb.current_setup(desk), "NET", CategoryAccounts(credit=account)))


def key_of(records, category, employee="E1001"):
    lines = records.lines
    return lines["line_key"][(lines["employee"] == employee) & (lines["category"] == category)].iloc[0]


def accounts(records, category="NET"):
    lines = records.lines
    return dict(
        zip(
            lines["employee"][lines["category"] == category],
            lines["account"][lines["category"] == category],
            strict=True,
        )
    )


def test_records_read_back_as_they_were_created(loaded):
    made = wb.create_gl_records(loaded, RUN)
    kept = wb.gl_records(loaded, RUN)
    assert kept.lines.equals(made.lines) and kept.records.equals(made.records) and kept.findings == made.findings
    assert kept.lines.dtypes.equals(made.lines.dtypes) and kept.dimensions == made.dimensions


def test_nothing_is_there_before_records_are_created(loaded):
    assert wb.gl_records(loaded, RUN) is None
    assert set(flow.record_states(loaded, RUN)["state"]) == {"not created"}
    with pytest.raises(NotFound):
        wb.gl_records(loaded, "no such run")


def test_some_employees_alone_are_created_beside_the_others(loaded):
    wb.create_gl_records(loaded, RUN, ["E1001", "E1003"])
    assert wb.gl_records(loaded, RUN).records["employee"].tolist() == ["E1001", "E1003"]
    change_net(loaded, "2199")
    made = wb.create_gl_records(loaded, RUN, ["E1003", "E1005"])
    assert made.records["employee"].tolist() == ["E1003", "E1005"]
    kept = wb.gl_records(loaded, RUN)
    assert accounts(kept) == {"E1001": "2100", "E1003": "2199", "E1005": "2199"}
    assert accounts(wb.gl_records(loaded, RUN, ["E1005"])) == {"E1005": "2199"}
    assert wb.gl_records(loaded, RUN, ["E1002"]) is None


def test_creating_twice_gives_the_same_records(loaded):
    first, second = wb.create_gl_records(loaded, RUN), wb.create_gl_records(loaded, RUN)
    assert first.records.equals(second.records) and first.lines.equals(second.lines)


def test_where_each_record_stands(loaded):
    wb.create_gl_records(loaded, RUN, ["E1001"])
    change_net(loaded, "")
    wb.create_gl_records(loaded, RUN, ["E1002"])
    states = flow.record_states(loaded, RUN)
    assert states["state"].tolist() == ["balanced", "not balanced", *["not created"] * 3]
    assert states["cause"][1] == "out by 1,957.33: category NET Net Pay has no credit account"
    assert [str(d) for d in states["difference"]] == ["0.00", "1957.33", *["0.00"] * 3]
    assert states["name"][0] == "Amara Okafor" and set(states["payroll_group"]) == {"BIWEEKLY"}
    assert states["edits"].tolist() == [0] * 5 and set(states["export"]) == {""}


def test_a_line_changed_by_hand_is_kept_through_creating_again_and_reported(loaded):
    made = wb.create_gl_records(loaded, RUN)
    edited = wb.edit_line(loaded, RUN, "E1001", key_of(made, "NET"), account="2101", note="bank B")
    assert accounts(edited) == {"E1001": "2101"} and edited.balanced
    again = wb.create_gl_records(loaded, RUN)
    assert accounts(again)["E1001"] == "2101" and accounts(again)["E1002"] == "2100"
    assert [(f.code, f.employee) for f in again.findings] == [("edited", "E1001")]
    assert wb.gl_records(loaded, RUN).records.equals(again.records)
    assert flow.record_states(loaded, RUN)["edits"].tolist() == [1, 0, 0, 0, 0]


def test_a_change_by_hand_shows_in_the_balance(loaded):
    made = wb.create_gl_records(loaded, RUN)
    edited = wb.edit_line(loaded, RUN, "E1001", key_of(made, "NET"), amount=Decimal("1795.00"))
    assert edited.records["cause"][0] == "out by 0.73: lines were changed by hand"
    assert flow.record_states(loaded, RUN)["state"][0] == "not balanced"


def test_changing_a_line_again_adds_to_its_change_and_back_takes_it_back(loaded):
    key = key_of(wb.create_gl_records(loaded, RUN), "NET")
    wb.edit_line(loaded, RUN, "E1001", key, account="2101")
    edited = wb.edit_line(loaded, RUN, "E1001", key, fields={"LOCATION": "E200"})
    line = edited.lines[edited.lines["line_key"] == key].iloc[0]
    assert (line["account"], line["LOCATION"], bool(line["edited"])) == ("2101", "E200", True)
    wb.edit_line(loaded, RUN, "E1001", key, account="2100")
    back = wb.edit_line(loaded, RUN, "E1001", key, fields={"LOCATION": "E100"})
    assert not back.findings and not back.lines["edited"].any()
    history = flow.edits(loaded, RUN)
    assert len(history) == 3 and history["dropped_at"].notna().all()


def test_a_change_can_be_taken_back(loaded):
    made = wb.create_gl_records(loaded, RUN)
    wb.edit_line(loaded, RUN, "E1001", key_of(made, "NET"), account="2101", note="why")
    change = flow.edits(loaded, RUN).iloc[0]
    assert (change["before"], change["after"], change["note"]) == ({"account": "2100"}, {"account": "2101"}, "why")
    back = flow.drop_edit(loaded, int(change["id"]))
    assert accounts(back) == {"E1001": "2100"} and wb.gl_records(loaded, RUN).records.equals(made.records)
    with loaded.read() as conn:
        assert [r["event"] for r in audit.rows(conn, f"edit {change['id']}")] == [
            "line changed",
            "line change taken back",
        ]
        assert not audit.broken(conn)
    with pytest.raises(NotFound):
        flow.drop_edit(loaded, 999)


def test_creating_with_drop_takes_all_changes_back(loaded):
    made = wb.create_gl_records(loaded, RUN)
    wb.edit_line(loaded, RUN, "E1001", key_of(made, "NET"), account="2101")
    again = wb.create_gl_records(loaded, RUN, edits="drop")
    assert again.records.equals(made.records) and not again.findings
    assert not wb.create_gl_records(loaded, RUN).findings


def test_a_change_that_no_longer_fits_waits_and_says_so(loaded):
    made = wb.create_gl_records(loaded, RUN)
    wb.edit_line(loaded, RUN, "E1001", key_of(made, "NET"), account="2101")
    change_net(loaded, "2199")
    again = wb.create_gl_records(loaded, RUN)
    assert accounts(again)["E1001"] == "2199" and [f.code for f in again.findings] == ["edit_not_applied"]
    assert wb.gl_records(loaded, RUN).findings == again.findings


def test_a_change_that_cannot_be_changes_nothing(loaded):
    key = key_of(wb.create_gl_records(loaded, RUN), "NET")
    refused = wb.edit_line(loaded, RUN, "E1001", key, amount="-5", fields={"NOFIELD": "x"})
    assert [(f.code, f.column) for f in refused.findings.errors] == [
        ("edit_refused", "amount"),
        ("edit_refused", "NOFIELD"),
    ]
    assert not len(flow.edits(loaded, RUN))
    with pytest.raises(NotFound):
        wb.edit_line(loaded, RUN, "E1001", "no such line", account="1")
    with pytest.raises(NotFound):
        wb.edit_line(loaded, RUN, "nobody", key, account="1")


def test_findings_are_kept_with_the_records(loaded):
    change_net(loaded, "")
    made = wb.create_gl_records(loaded, RUN)
    assert [f.code for f in made.findings] == ["no_account"]
    assert wb.gl_records(loaded, RUN).findings == made.findings
    (part,) = wb.gl_records(loaded, RUN, ["E1001"]).findings
    assert str(part.amount) == "1795.73"


def test_fingerprints_are_those_of_the_records_with_their_changes(loaded):
    made = wb.create_gl_records(loaded, RUN)
    edited = wb.edit_line(loaded, RUN, "E1001", key_of(made, "NET"), account="2101")
    with loaded.read() as conn:
        now = flow.fingerprints(conn, RUN, ["E1001", "E1002", "nobody"])
    assert now == {"E1001": edited.records["fingerprint"][0], "E1002": made.records["fingerprint"][1]}


def test_only_the_lines_in_use_are_kept(loaded):
    from sqlalchemy import func, select

    from workbench.store.tables import creations

    for employees in (None, ["E1001"], None):
        wb.create_gl_records(loaded, RUN, employees)
    with loaded.read() as conn:
        assert conn.execute(select(func.count()).select_from(creations)).scalar() == 1


def test_some_employees_are_read_from_many_packed_lines(loaded, monkeypatch):
    monkeypatch.setattr("workbench.store.gl_records._LINES", 10)
    table = wb.create_gl_records(loaded, RUN).table
    packed = pack_lines(table)
    assert unpack_lines(packed).equals(table)
    some = unpack_lines(packed, {"E1003"})
    assert some.num_rows < table.num_rows
    assert wb.gl_records(loaded, RUN, ["E1003"]).lines["line"].tolist() == list(range(1, 30))


def preview(desk, records):
    return wb.preview_gl_batch(desk, records, batch_date=date(2026, 2, 13), description="BW03")


def test_records_in_a_live_export_stay_as_exported_and_name_it(ontario):
    key = delivery.intend(ontario, preview(ontario, wb.create_gl_records(ontario, RUN, ["E1001", "E1002"])))
    before = wb.gl_records(ontario, RUN, ["E1001", "E1002"])
    change_net(ontario, "2199")
    made = wb.create_gl_records(ontario, RUN)
    assert accounts(made) == {"E1001": "2100", "E1002": "2100", "E1003": "2199", "E1004": "2199", "E1005": "2199"}
    assert [(f.code, f.severity, f.value) for f in made.findings] == [("record_exported", "warning", key)]
    assert wb.gl_records(ontario, RUN, ["E1001", "E1002"]).records.equals(before.records)
    states = flow.record_states(ontario, RUN)
    assert states["state"].tolist() == ["exported"] * 2 + ["balanced"] * 3
    assert states["export"].tolist() == [key] * 2 + [""] * 3 and states["export_state"][0] == "planned"


def test_lines_of_an_exported_record_cannot_be_changed(ontario):
    made = wb.create_gl_records(ontario, RUN, ["E1001"])
    wb.edit_line(ontario, RUN, "E1001", key_of(made, "301"), fields={"DEPARTMENT": "100"})
    change = int(flow.edits(ontario, RUN)["id"][0])
    delivery.intend(ontario, preview(ontario, wb.create_gl_records(ontario, RUN, ["E1001"])))
    with pytest.raises(ExportRefused):
        wb.edit_line(ontario, RUN, "E1001", key_of(made, "NET"), account="2101")
    with pytest.raises(ExportRefused):
        flow.drop_edit(ontario, change)
    assert [f.code for f in wb.create_gl_records(ontario, RUN, ["E1001"], edits="drop").findings] == [
        "record_exported",
        "edited",
    ]


def test_all_in_an_export_creating_again_gives_the_exported_records(ontario):
    made = wb.create_gl_records(ontario, RUN)
    delivery.intend(ontario, preview(ontario, made))
    again = wb.create_gl_records(ontario, RUN)
    assert again.records.equals(made.records) and again.lines.equals(made.lines)
    assert [f.code for f in again.findings] == ["record_exported"]
