"""Looking things up in a setup, and changing it."""

from workbench.rules.setup import (
    CategoryAccounts,
    Codes,
    JobCostStructure,
    OverwriteRow,
    Setup,
    with_category,
    with_codes,
    with_job_cost,
    with_overwrite,
    with_reach,
    without_overwrite,
)


def test_what_the_setup_does_not_name_is_blank_or_its_default():
    setup = Setup()
    assert setup.category("101") == CategoryAccounts("", "", True, True)
    assert (setup.gl_of("department", "D"), setup.intacct_of("department", "D")) == ("", "D")
    assert (setup.reach("project"), setup.reach("employee")) == ("all", "none")


def test_blank_codes_have_no_part_and_no_id():
    setup = with_codes(Setup(), "department", "", Codes("1", "2"))
    assert (setup.gl_of("department", ""), setup.intacct_of("department", "")) == ("", "")


def test_changes_give_a_new_setup_and_leave_the_old_one():
    before = Setup()
    after = with_category(before, "101", CategoryAccounts("6010"))
    after = with_codes(with_codes(after, "employee", "E", Codes("1")), "site", "S", Codes(intacct="9"))
    after = with_reach(with_job_cost(after, JobCostStructure("a")), "site", "none")
    assert before == Setup()
    assert after.category("101").account("debit") == "6010" and after.gl_of("employee", "E") == "1"
    assert after.intacct_of("site", "S") == "9" and after.reach("site") == "none"
    assert with_job_cost(after, JobCostStructure("a", active=False)).job_cost == (JobCostStructure("a", active=False),)


def test_overwrite_rows_are_added_replaced_and_removed_by_position():
    one, two, three = (OverwriteRow({"category": c}, c) for c in "123")
    setup = with_overwrite(with_overwrite(Setup(), one), two)
    assert with_overwrite(setup, three, 0).overwrite == (three, two)
    assert without_overwrite(setup, 0).overwrite == (two,)
    assert one.words() == "category 1" and OverwriteRow({}).words() == "any line"
