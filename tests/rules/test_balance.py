"""By how much a record is out, and why."""

from tests.rules.building import accounts_of, run_of
from workbench.rules.balance import summarize
from workbench.rules.gl_records import create_records
from workbench.rules.setup import CategoryAccounts

KINDS = {"W": "earning", "D": "deduction", "T": "tax_employee", "X": "tax_employer", "N": "net_pay"}
CARD = [("E", "W", "100.00"), ("E", "D", "30.00"), ("E", "T", "10.00"), ("E", "N", "60.00"), ("E", "X", "7.00")]


def causes(cards=CARD, **categories):
    setup = accounts_of(KINDS, categories=categories)
    records = create_records(run_of(KINDS, [{"employee": e} for e in ("E", "F")], cards), setup).records
    return [(str(row["difference"]), row["missing_accounts"], row["cause"]) for row in records.to_dict("records")]


def test_a_balanced_record_has_no_cause():
    assert causes() == [("0.00", 0, "")]


def test_one_missing_account_is_the_cause():
    assert causes(D=CategoryAccounts()) == [("30.00", 1, "out by 30.00: category D name of D has no credit account")]
    assert causes(W=CategoryAccounts()) == [("-100.00", 1, "out by 100.00: category W name of W has no debit account")]


def test_several_causes_stand_largest_first():
    assert causes(D=CategoryAccounts(), N=CategoryAccounts(), X=CategoryAccounts("1")) == [
        ("97.00", 3, "out by 97.00: category N name of N has no credit account (60.00); category D name of D has no "
         "credit account (30.00); category X name of X has no credit account (7.00)")
    ]  # fmt: skip


def test_missing_accounts_may_offset_each_other():
    cards = [("E", "D", "5.00"), ("E", "W", "5.00")]
    assert causes(cards, D=CategoryAccounts(), W=CategoryAccounts()) == [
        (
            "0.00",
            2,
            "category D name of D has no credit account (5.00); category W name of W has no debit account (5.00)",
        )
    ]


def test_a_category_set_not_to_be_posted_is_the_cause():
    assert causes(N=CategoryAccounts(post=False)) == [
        ("60.00", 0, "out by 60.00: category N name of N is set not to be posted")
    ]


def test_a_paycard_that_does_not_add_up_is_the_cause():
    assert causes([("E", "W", "10.00"), ("E", "N", "9.00")]) == [
        ("1.00", 0, "out by 1.00: the paycard itself does not add up")
    ]


def test_each_record_has_its_own_cause():
    cards = [*CARD, ("F", "W", "1.00"), ("F", "N", "1.00")]
    assert [c for _, _, c in causes(cards, D=CategoryAccounts())] == [
        "out by 30.00: category D name of D has no credit account",
        "",
    ]


def test_a_frame_of_lines_is_summarized_like_the_table_it_was_read_from():
    run = run_of(KINDS, [{"employee": "E"}], CARD)
    records = create_records(run, accounts_of(KINDS, categories={"D": CategoryAccounts()}))
    assert summarize(records.lines, records.names).equals(records.records)
    backwards = records.lines.iloc[::-1]
    assert summarize(backwards, records.names)["difference"].tolist() == records.records["difference"].tolist()


def test_the_fingerprint_changes_with_account_amount_side_field_and_origin():
    run = run_of(KINDS, [{"employee": "E", "project": "P"}], CARD)
    records = create_records(run, accounts_of(KINDS))
    before = records.records["fingerprint"][0]
    seen = {before}
    for column, value in {
        "account": "other",
        "side": "credit",
        "PROJECTID": "Q",
        "project": "Q",
        "category": "D",
    }.items():
        lines = records.lines.copy()
        lines.loc[0, column] = value
        if column == "category":
            lines.loc[0, "line_key"] = lines.loc[0, "line_key"].replace('"W"', '"D"')
        seen.add(summarize(lines, {})["fingerprint"][0])
    lines = records.lines.copy()
    lines["amount"] = lines["amount"] + lines["amount"]
    seen.add(summarize(lines, {})["fingerprint"][0])
    assert len(seen) == 7 and summarize(records.lines.copy(), {})["fingerprint"][0] == before
