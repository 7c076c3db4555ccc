"""Lines changed by hand."""

from tests.rules.building import accounts_of, run_of
from workbench.rules.edits import Edit, apply_edits, check_change, edit_records, make_edit
from workbench.rules.gl_records import create_records
from workbench.rules.setup import CategoryAccounts

KINDS = {"W": "earning", "D": "deduction", "N": "net_pay"}
CARDS = [(e, c, a) for e in ("E", "F") for c, a in (("W", "10.00"), ("D", "4.00"), ("N", "6.00"))]


def records_of(cards=CARDS, **changes):
    staff = [{"employee": e, "project": "P"} for e in ("E", "F")]
    return create_records(run_of(KINDS, staff, cards), accounts_of(KINDS, distribution_basis="amount", **changes))


def key_of(records, category):
    lines = records.lines
    return lines["line_key"][(lines["category"] == category)].iloc[0]


def test_a_change_takes_the_place_of_what_the_line_was():
    records = records_of()
    edit = make_edit(
        records.lines, "F", key_of(records, "D"), {"account": "9", "amount": "4.5", "PROJECTID": "Q", "side": "credit"}
    )
    assert (edit.before, edit.after) == (
        {"account": "DC", "amount": "4.00", "PROJECTID": "P"}, {"account": "9", "amount": "4.50", "PROJECTID": "Q"},
    )  # fmt: skip
    edited = edit_records(records, [edit])
    line = edited.lines[edited.lines["edited"]].iloc[0]
    assert (line["employee"], line["account"], str(line["amount"]), line["PROJECTID"]) == ("F", "9", "4.50", "Q")
    assert line["project"] == "P" and line["trace"].startswith(
        "changed by hand, PROJECTID P to Q, account DC to 9, amount"
    )
    assert line["trace"].endswith("before: DC: structure {category_gl}: category_gl DC from Payroll category D, credit")


def test_the_record_is_balanced_anew_and_others_stay_as_they_are():
    records = records_of()
    edited = edit_records(records, [Edit("F", key_of(records, "D"), {"amount": "4.00"}, {"amount": "4.50"})])
    assert edited.records["balanced"].tolist() == [True, False]
    assert edited.records["cause"][1] == "out by 0.50: lines were changed by hand"
    assert edited.records["fingerprint"][0] == records.records["fingerprint"][0]
    assert edited.records["fingerprint"][1] != records.records["fingerprint"][1]
    untouched = edited.lines["employee"] == "E"
    assert edited.lines[untouched].equals(records.lines[untouched])
    assert [(f.code, f.severity, f.employee) for f in edited.findings] == [("edited", "warning", "F")]


def test_an_account_given_by_hand_mends_a_record():
    records = records_of(categories={"D": CategoryAccounts()})
    edits = [Edit(e, key_of(records, "D"), {"account": ""}, {"account": "9"}) for e in ("E", "F")]
    mended = edit_records(records, edits)
    assert not records.balanced and mended.balanced
    assert [f.code for f in mended.findings] == ["edited", "edited"]


def test_a_change_that_no_longer_fits_is_not_applied_and_reported():
    records = records_of()
    other = Edit("E", key_of(records, "D"), {"account": "old"}, {"account": "9"})
    gone = Edit("E", "no such line", {"account": "DC"}, {"account": "9"})
    lines, found = apply_edits(records.lines, [other, gone])
    assert lines.equals(records.lines)
    assert [(f.code, f.severity) for f in found] == [("edit_not_applied", "warning")] * 2
    assert "no longer what it was" in found[0].message and "no such line" in found[1].message


def test_a_change_fits_as_long_as_what_it_changed_is_the_same():
    records = records_of()
    edit = make_edit(records.lines, "E", key_of(records, "D"), {"PROJECTID": "Q"})
    moved = records_of(categories={"D": CategoryAccounts("", "other")})
    assert [f.code for f in edit_records(moved, [edit]).findings] == ["edited"]


def test_a_change_to_what_the_line_is_is_none():
    records = records_of()
    assert make_edit(records.lines, "E", key_of(records, "D"), {"account": "DC", "amount": "4"}) is None


def test_a_change_must_be_something_a_line_can_become():
    fields = ["LOCATION"]
    assert not check_change({"account": "", "side": "debit", "amount": "0.01", "LOCATION": "L"}, fields)
    wrong = {"side": "left", "amount": "-1.00", "PROJECTID": "P", "account": " 1", "category": "W"}
    assert [(f.column, f.severity) for f in check_change(wrong, fields)] == [
        ("side", "error"), ("amount", "error"), ("PROJECTID", "error"), ("account", "error"), ("category", "error"),
    ]  # fmt: skip
    for amount in ("0.00", "1e3", "1,000.00", "1.005", ""):
        assert check_change({"amount": amount}, fields).errors


def test_records_of_some_employees_know_only_their_own_texts():
    records = records_of()
    assert records.of(["F"]).table.column("employee").unique().to_pylist() == ["F"]
    assert set(records.of(["F"]).table.column("employee").chunk(0).dictionary.to_pylist()) == {"F"}
