"""What is said of GL records besides their balance."""

from tests.rules.building import accounts_of, run_of
from workbench.rules.batch import make_batch
from workbench.rules.gl_records import create_records
from workbench.rules.setup import CategoryAccounts, Codes, OverwriteRow

KINDS = {"W": "earning", "V": "earning", "D": "deduction", "X": "tax_employer", "N": "net_pay"}
STAFF = [{"employee": e, "department": "D", "location": "L", "project": "P"} for e in ("E", "F")]


def found(cards, labor=(), staff=STAFF, dimensions=("project", "task", "cost_type"), only=None, **changes):
    run = run_of(KINDS, staff, cards, labor, dimensions)
    return create_records(run, accounts_of(KINDS, **changes), only).findings


def codes(findings):
    return [(f.code, f.severity) for f in findings]


def test_an_ordinary_record_has_nothing_against_it():
    assert not found([("E", "W", "1.00", {"units": "1"}), ("E", "N", "1.00")])


def test_negative_net_pay_names_the_employee_and_the_amount():
    said = found([("E", "N", "-5.00"), ("F", "N", "5.00"), ("F", "N", "-1.00", {"paycard_type": "reversal"})])
    assert codes(said) == [("negative_net_pay", "warning")] * 2
    assert [(f.employee, str(f.amount)) for f in said] == [("E", "-5.00"), ("F", "-1.00")]
    assert "(reversal)" in said[1].message and "owes" in said[0].message


def test_negative_net_pay_of_many_is_counted():
    staff = [{"employee": f"E{n:03d}"} for n in range(150)]
    said = found([(s["employee"], "N", "-1.00") for s in staff], staff=staff)
    assert len(said) == 101 and "50 more" in said[-1].message and str(said[-1].amount) == "-50.00"


def test_employee_ids_on_ledger_lines_are_a_warning():
    assert codes(found([("E", "N", "1.00")], gl_lines={"employee": "all"})) == [("employee_ids", "warning")]
    assert not found([("E", "N", "1.00")], gl_lines={"employee": "expense"})


def test_an_overwrite_row_nobody_uses_is_named_with_the_reason():
    rows = [OverwriteRow({"category": "W"}, "1"), OverwriteRow({"department": "Z"}, "2")]
    said = found([("E", "W", "1.00", {"units": "1"})], overwrite=(*rows, OverwriteRow({"department": "D"}, "3")))
    assert codes(said) == [("overwrite_unused", "warning")] * 2
    assert [f.value for f in said] == ["1", "2"]
    assert "another row always wins" in said[0].message and "no line of this run fits" in said[1].message


def test_unused_rows_are_not_judged_by_some_employees_alone():
    assert not found(
        [("E", "N", "1.00"), ("F", "N", "1.00")], only=["E"], overwrite=(OverwriteRow({"employee": "F"}, "1"),)
    )


def test_a_row_without_category_that_catches_a_payout_is_a_warning():
    payout = {"V": CategoryAccounts("2400", "", expense=False)}
    row = OverwriteRow({"department": "D"}, "9")
    said = found([("E", "V", "1.00", {"units": "1"})], categories=payout, overwrite=(row,))
    assert codes(said) == [("payout_overwritten", "warning")] and said[0].category == "V"
    with_category = OverwriteRow({"department": "D", "category": "V"}, "9")
    assert not found([("E", "V", "1.00", {"units": "1"})], categories=payout, overwrite=(with_category,))


def test_an_earning_without_units_is_a_warning_under_the_hours_basis():
    cards = [("E", "W", "1.00"), ("F", "W", "2.00", {"units": "0"}), ("F", "V", "2.00", {"units": "1"})]
    said = found(cards)
    assert codes(said) == [("earning_without_units", "warning")]
    assert (said[0].category, str(said[0].amount)) == ("W", "3.00") and "2 employees" in said[0].message
    assert not found(cards, distribution_basis="amount")
    labor = [("E", "W", "1.00", {"units": "8"}), ("F", "W", "2.00", {"units": "8"})]
    assert not found(cards, labor)


def test_dropped_parts_are_named_by_value():
    said = found([("E", "N", "1.00")], structure="{category_gl}-{department_gl}-{project_gl}-{task_code}",
                 dimensions=("project", "task"), departments={"D": Codes(gl="1")})  # fmt: skip
    assert [(f.code, f.column, f.value) for f in said] == [
        ("part_left_out", "project_gl", "P"),
        ("part_left_out", "task_code", ""),
    ]


def test_a_part_of_an_overwritten_account_is_not_missed():
    assert not found(
        [("E", "N", "1.00")], structure="{category_gl}{department_gl}", overwrite=(OverwriteRow({}, credit="9"),)
    )


def test_a_task_without_project_as_sent_is_an_error():
    home = [{"employee": "E", "project": "P", "task": "T"}]
    said = found([("E", "N", "1.00"), ("E", "W", "1.00", {"units": "1"})], staff=home, gl_lines={"project": "expense"})
    assert codes(said) == [("task_without_project", "error")] and said[0].category == "N"
    assert not found([("E", "N", "1.00")], staff=home)


def test_a_cost_type_needs_project_and_task_as_sent():
    home = [{"employee": "E", "project": "P", "task": "T", "cost_type": "C"}]
    card = [("E", "N", "1.00")]
    assert not found(card, staff=home)
    assert codes(found(card, staff=home, gl_lines={"task": "none"})) == [("cost_type_without_task", "error")]
    said = found(card, staff=home, gl_lines={"project": "none"})
    assert codes(said) == [("task_without_project", "error"), ("cost_type_without_task", "error")]


def test_lines_without_account_are_added_up_by_category_and_side():
    blank = {"X": CategoryAccounts(), "W": CategoryAccounts()}
    cards = [("E", "X", "1.00"), ("F", "X", "2.00"), ("F", "W", "9.00", {"units": "1"})]
    said = found(cards, categories=blank)
    assert [(f.code, f.category, f.column, str(f.amount)) for f in said] == [
        ("no_account", "W", "debit", "9.00"),
        ("no_account", "X", "credit", "3.00"), ("no_account", "X", "debit", "3.00"),
    ]  # fmt: skip


def test_overwrite_rows_that_contradict_each_other_are_an_error_and_leave_lines_without_account():
    rows = (OverwriteRow({"category": "N"}, credit="1"), OverwriteRow({"category": "N"}, credit="2"))
    said = found([("E", "N", "1.00")], overwrite=rows)
    assert codes(said) == [("overwrite_contradiction", "error"), ("no_account", "warning")]


def test_employees_outside_the_run_are_named():
    said = found([("E", "N", "1.00")], only=["E", "nobody"])
    assert codes(said) == [("not_in_run", "warning")] and said[0].employee == "nobody"


def test_the_findings_of_a_part_are_about_that_part():
    run = run_of(KINDS, STAFF, [("E", "N", "-1.00"), ("F", "N", "1.00"), ("F", "X", "1.00")])
    records = create_records(run, accounts_of(KINDS, categories={"X": CategoryAccounts("1")}))
    assert codes(records.findings) == [("negative_net_pay", "warning"), ("no_account", "warning")]
    assert codes(records.of(["E"]).findings) == [("negative_net_pay", "warning")]
    assert codes(records.of(["F"]).findings) == [("no_account", "warning")]


def test_a_batch_repeats_the_warnings_and_no_error_twice():
    home = [{"employee": "E", "task": "T"}]
    run = run_of(KINDS, home, [("E", "N", "-1.00")])
    records = create_records(run, accounts_of(KINDS))
    assert codes(records.findings) == [("negative_net_pay", "warning"), ("task_without_project", "error")]
    assert codes(make_batch(records, description="x").findings) == [("negative_net_pay", "warning")]
