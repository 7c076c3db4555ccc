"""Replay and coverage against records really created: by wb.create_gl_records under either version, summed by hand."""

import csv
import random
import shutil
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import workbench as wb
from tests.flows.conftest import ONTARIO
from tests.rules.building import sample_setup
from workbench.desk import Desk
from workbench.flows.payroll import posted_run
from workbench.flows.replay import replay
from workbench.flows.setup import put_setup, setup_for
from workbench.rules.coverage import coverage_of_runs, summary
from workbench.rules.setup import CategoryAccounts, Codes, OverwriteRow, Setup, with_category, with_codes

RUNS = ("2026-BW03", "MORE", "BACK")
ACCOUNTS = ("", "", "6010", "2100", "9999")
STRUCTURES = ("{category_gl}", "{category_gl}-{department_gl}", "{location_code}.{category_gl}/{project_gl}")
few = settings(max_examples=settings().max_examples // 12, suppress_health_check=[HealthCheck.function_scoped_fixture])


def rewritten(folder, name, edit):
    """One file of the payroll with the rows that ``edit`` makes of each."""
    place = folder / f"{name}.csv"
    with place.open(encoding="utf-8", newline="") as file:
        rows = [new for row in csv.DictReader(file) for new in edit(row)]
    with place.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def times(row, factor):
    return {name: row[name] and str(Decimal(row[name]) * factor) for name in ("units", "amount")}


def three_runs(row):
    """The sample's row, three times as much in a run of its own, and a reversal of the first in a third."""
    yield row
    yield row | times(row, 3) | {"run": "MORE"}
    if "paycard_type" in row:
        yield row | times(row, -1) | {"run": "BACK", "paycard_type": "reversal"}


@pytest.fixture(scope="module")
def past(tmp_path_factory):
    """A desk with three runs of the sample's people: the sample, a larger one and a reversal."""
    folder = shutil.copytree(ONTARIO, tmp_path_factory.mktemp("past") / "payroll")
    for name in ("paycards", "labor"):
        rewritten(folder, name, three_runs)
    with Desk(f"sqlite:///{folder.parent / 'w.sqlite'}") as desk:
        loaded = wb.load_payroll(desk, folder)
        assert set(loaded.runs) == set(RUNS) and not loaded.findings.errors
        yield desk


def edited(setup: Setup, dice: random.Random, most: int) -> Setup:
    """The setup after up to ``most`` edits of accounts, switches, overwrite rows, structure, parts and reach."""
    for _ in range(dice.randint(most // 2, most)):
        code = dice.choice(sorted(setup.categories))
        some = {"category": code, "department": dice.choice(["OPS", "FLD"]), "employee": "E1002", "project": "P100"}
        keys = {name: some[name] for name in dice.sample(sorted(some), dice.randint(0, 3))}
        accounts = CategoryAccounts(
            dice.choice(ACCOUNTS), dice.choice(ACCOUNTS), dice.random() < 0.7, dice.random() < 0.8
        )
        setup = dice.choice(
            (
                *[with_category(setup, code, accounts)] * 4,
                replace(setup, overwrite=(*setup.overwrite, OverwriteRow(keys, accounts.debit, accounts.credit))),
                replace(setup, overwrite=setup.overwrite[1:]),
                replace(setup, structure=dice.choice(STRUCTURES)),
                replace(setup, distribution_basis=dice.choice(("hours", "amount"))),
                with_codes(
                    setup, dice.choice(("department", "project")), dice.choice(("FLD", "P100")), Codes("41", "")
                ),
                replace(setup, gl_lines={**setup.gl_lines, "department": dice.choice(("all", "expense", "none"))}),
            )
        )
    return setup


def created(desk, setup):
    """The lines of all three runs, made and kept with this setup in force; the version's number."""
    put_setup(desk, setup)
    lines = [row for run in RUNS for row in wb.create_gl_records(desk, run).lines.to_dict("records")]
    return lines, setup_for(desk, desk.today())[0]


def debits_less_credits(lines):
    sums = Counter()
    for line in lines:
        sums[line["account"]] += line["amount"] if line["side"] == "debit" else -line["amount"]
    return sums


@few
@given(st.integers(0, 2**32))
def test_replay_of_past_runs_is_the_difference_of_the_records_created_with_either_version(past, seed):
    dice = random.Random(seed)
    before = edited(sample_setup(), dice, 20)
    (was, one), (becomes, two) = created(past, before), created(past, edited(before, dice, 6))
    frame = replay(past, one, two, RUNS)
    booked = frame[frame["kind"] != "not posted"].set_index("account")
    for when, lines in (("before", was), ("after", becomes)):
        by_hand = debits_less_credits(lines)
        assert {a: v for a, v in booked[when].items() if v} == {a: v for a, v in by_hand.items() if v}
    moved = debits_less_credits(becomes)
    moved.subtract(debits_less_credits(was))
    assert {a: v for a, v in booked["difference"].items() if v} == {a: v for a, v in moved.items() if v}


@few
@given(st.integers(0, 2**32))
def test_coverage_per_side_is_what_the_created_records_hold_with_and_without_an_account(past, seed):
    setup = edited(sample_setup(), random.Random(seed), 20)
    lines, _ = created(past, setup)
    total = summary(coverage_of_runs([posted_run(past, run) for run in RUNS], setup))
    for side, covered in (("debit", total.debit), ("credit", total.credit)):
        mine = [line for line in lines if line["normal_side"] == side]
        assert covered.mapped == sum(line["amount"] for line in mine if line["account"])
        assert covered.unmapped == sum(line["amount"] for line in mine if not line["account"])
