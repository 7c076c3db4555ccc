"""Cents in are cents in Intacct: random payrolls and setups from the files to the draft, counted by plain sums here.

`PAYROLLS=500 python -m pytest tests/faults/test_cents_end_to_end.py` is the long campaign.
"""

import csv
import os
import random
from collections import Counter
from dataclasses import replace

import pytest

import workbench as wb
from tests.faults.crash.ground import (
    Clock,
    at_clock,
    carry_on,
    make_ready,
    preview,
    references,
    revision_of,
    runs_of_the_sample,
)
from workbench.desk import Desk
from workbench.flows import carry, delivery
from workbench.flows.setup import current_setup, put_setup
from workbench.money import to_cents
from workbench.rules.setup import CategoryAccounts, Codes, OverwriteRow
from workbench.samples.made_up import CATEGORIES, Size, write_payroll
from workbench.store.tables import export_records

PAYROLLS = int(os.environ.get("PAYROLLS", "15"))
DEBIT = [
    "6010", "6020", "6025", "6110", "6120", "6130", "6140", "6150", "6160", "6170", "6200", "6400", "6500", "6600",
    "6900", "7000",
]  # fmt: skip
CREDIT = ["2200", "2310", "2320", "2330", "2340", "2345", "2350", "2360", "2370", "2400", "2450", "2500"]
DEPARTMENTS = ["100", "200", "300", "400"]
BOTH_SIDES = ("benefit", "tax_employer", "accrual")
SIDE = {"1": "debit", "-1": "credit"}


@pytest.fixture
def desk(sqlite_url, sandbox):
    with Desk(sqlite_url) as desk:
        clock = Clock()
        yield make_ready(at_clock(desk, clock), sandbox.credentials)


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def made_up(folder, number, dice):
    """A payroll of a few people under its own run code; some benefits taken back, some amounts nothing at all."""
    size = Size(dice.randint(1, 6), departments=4, locations=2, projects=3, tasks=2)
    write_payroll(folder, size, seed=number)
    for name in ("paycards", "labor"):
        rows = rows_of(folder / f"{name}.csv")
        for row in rows:
            row["run"] = f"M{number:04d}"
            if row["category"] in ("410", "502", "605") and dice.random() < 0.3:
                row["amount"] = dice.choice(["0.00", f"-{row['amount']}"])
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    return folder


def any_setup(setup, dice):
    """Any accounts, two overwrite rows, made-up places to those of the demo company."""
    accounts = {}
    for code, _, kind in CATEGORIES:
        debit = dice.choice(DEBIT) if kind in ("earning", *BOTH_SIDES) else ""
        credit = dice.choice(CREDIT) if kind != "earning" else ""
        accounts[code] = CategoryAccounts(debit, credit, expense=dice.random() < 0.8)
    overwrite = (OverwriteRow({"category": "101"}, debit="6300"), OverwriteRow({"category": "301"}, credit="2100"))
    return replace(
        setup,
        categories=accounts,
        departments={f"0{n:03d}": Codes(intacct=dice.choice(DEPARTMENTS)) for n in range(1, 5)},
        locations={f"L{n:02d}": Codes(intacct="E100") for n in range(1, 3)},
        dimensions={
            "project": {f"P{n:04d}": Codes(intacct=f"P{n % 2 + 1}00") for n in range(1, 4)},
            "task": {f"T{n:02d}": Codes(intacct=dice.choice(["01-100", "02-200"])) for n in range(1, 3)},
        },
        overwrite=overwrite,
        distribution_basis="amount",
    )


def cents(text):
    whole, _, part = text.lstrip("-").partition(".")
    return (int(whole) * 100 + int(part.ljust(2, "0") or 0)) * (-1 if text.startswith("-") else 1)


def expected(folder, setup):
    """Cents per account and side, per employee and side, and of labor per department: plain sums over the files."""
    kinds = {code: kind for code, _, kind in CATEGORIES}
    overwritten = {("101", "debit"): "6300", ("301", "credit"): "2100"}
    accounts, people = Counter(), Counter()
    for row in rows_of(folder / "paycards.csv"):
        kind, amount = kinds[row["category"]], cents(row["amount"])
        normal = ("debit",) if kind == "earning" else ("debit", "credit") if kind in BOTH_SIDES else ("credit",)
        for side in normal:
            account = overwritten.get((row["category"], side)) or getattr(setup.categories[row["category"]], side)
            booked = side if amount >= 0 else {"debit": "credit", "credit": "debit"}[side]
            accounts[account, booked] += abs(amount)
            people[row["employee"], booked] += abs(amount)
    return +accounts, +people


def in_intacct(sandbox, keys):
    """The lines of the drafts with these references in the sandbox's own books."""
    held = [j for j in sandbox.control("journals")["journals"] if j["REFERENCENO"] in keys]
    assert sorted(j["REFERENCENO"] for j in held) == sorted(keys)
    return [line | {"side": SIDE[str(line["TR_TYPE"])], "cents": cents(str(line["TRX_AMOUNT"]))}
            for journal in held for line in journal["lines"]]  # fmt: skip


def summed(lines, *names):
    sums = Counter()
    for line in lines:
        sums[tuple(line[name] for name in names)] += line["cents"]
    return sums


def test_random_payrolls_arrive_to_the_cent_per_account_dimension_and_employee(desk, sandbox, tmp_path):
    for number in range(PAYROLLS):
        dice = random.Random(number)
        folder = made_up(tmp_path / f"payroll{number}", number, dice)
        setup = any_setup(current_setup(desk), dice)
        put_setup(desk, setup, "any")
        assert not wb.load_payroll(desk, folder).findings.errors
        detail = ("account", "employee")[number % 2]
        batch = preview(desk, f"M{number:04d}", detail=detail)
        assert batch.findings.ok, (number, batch.findings.errors)
        delivery.intend(desk, batch)
        assert {carry_on(desk, key, desk.clock) for key in references(batch)} == {"confirmed"}
        lines = in_intacct(sandbox, references(batch))
        accounts, people = expected(folder, setup)
        assert summed(lines, "ACCOUNTNO", "side") == accounts, number
        totals = summed(lines, "side")
        assert totals["debit",] == totals["credit",] == int(to_cents(batch.lines["amount"]).sum()) // 2
        fields = [name for name in batch.lines.columns if name.isupper()]
        there = [line | {name: line.get(name) or "" for name in fields} for line in lines]
        sent = batch.lines.assign(cents=to_cents(batch.lines["amount"])).to_dict("records")
        assert summed(there, "side", *fields) == summed(sent, "side", *fields), number
        if detail == "employee":
            per_person = summed([line | {"who": line["DESCRIPTION"].split()[-1]} for line in lines], "who", "side")
            assert per_person == people, number
        assert all(wb.reconcile(desk, key).equal for key in references(batch))
        for record in {line["BATCHNO"] for line in lines}:  # what was counted makes room for the next
            sandbox.control("delete", object="GLBATCH", record=record)


LONG = ", as agreed with the union of field workers of Ontario for the years from 2024 to 2027, appendix B"


@pytest.fixture
def wordy(desk, tmp_path):
    """The sample with category names that make memos longer than anything that may cut them."""
    folder = runs_of_the_sample(tmp_path / "wordy", 1)
    rows = rows_of(folder / "categories.csv")
    with (folder / "categories.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(row | {"name": row["name"] + LONG} for row in rows)
    assert not wb.load_payroll(desk, folder).findings.errors
    return desk


def line_of(journal):
    return max(journal["lines"], key=lambda line: float(line["TRX_AMOUNT"]))


def change_line(**fields):
    def alter(sandbox, journal):
        line = line_of(journal)
        told = {name: value(line) if callable(value) else value for name, value in fields.items()}
        sandbox.control("set", object="GLENTRY", record=line["RECORDNO"], fields=told)

    return alter


def change_head(**fields):
    def alter(sandbox, journal):
        told = {name: value(journal) if callable(value) else value for name, value in fields.items()}
        sandbox.control("set", object="GLBATCH", record=journal["RECORDNO"], fields=told)

    return alter


def by_a_cent(step):
    def amount(line):
        at = cents(str(line["TRX_AMOUNT"])) + step
        return f"{at // 100}.{at % 100:02d}"

    return change_line(TRX_AMOUNT=amount, AMOUNT=amount)


def drop_line(sandbox, journal):
    sandbox.control("delete", object="GLENTRY", record=line_of(journal)["RECORDNO"])


def add_line(sandbox, journal):
    line = line_of(journal)
    kept = ("BATCHNO", "TR_TYPE", "ACCOUNTNO", "TRX_AMOUNT", "AMOUNT", "DESCRIPTION", "LOCATION", "DEPARTMENT")
    sandbox.control("add", object="GLENTRY", fields={n: line[n] for n in kept if line.get(n)} | {"LINE_NO": "99"})


def other_entity(sandbox, journal):
    for line in journal["lines"]:
        sandbox.control("set", object="GLENTRY", record=line["RECORDNO"], fields={"LOCATION": "E200"})


ALTERATIONS = {
    "a cent more": by_a_cent(1),
    "a cent less": by_a_cent(-1),
    "the other side": change_line(TR_TYPE=lambda line: str(-int(line["TR_TYPE"]))),
    "another account": change_line(ACCOUNTNO="6900"),
    "another dimension": change_line(DEPARTMENT="400"),
    "a line dropped": drop_line,
    "a line more": add_line,
    "a memo cut at 30": change_line(DESCRIPTION=lambda line: line["DESCRIPTION"][:30]),
    "a memo cut at 80": change_line(DESCRIPTION=lambda line: line["DESCRIPTION"][:80]),
    "posted": change_head(STATE="Posted"),
    "a day later": change_head(BATCH_DATE="2026-02-14"),
    "a day earlier": change_head(BATCH_DATE="2026-02-12"),
    "a reference cut": change_head(REFERENCENO=lambda journal: journal["REFERENCENO"][:16]),
    "another entity": other_entity,
    "another journal": change_head(JOURNAL="GJ"),
}


def test_a_draft_altered_in_any_way_is_never_called_confirmed(wordy, sandbox):
    """Twelve kinds of change, some of them both ways; one of them hides the draft from the journal it was sent to."""
    desk, batch = wordy, preview(wordy, "R0000", ["E1001", "E1004"], detail="employee")
    found = {}
    for revision, (name, alter) in enumerate(ALTERATIONS.items()):
        sandbox.control("reset")
        fresh = revision_of(batch, revision)
        with desk.write() as conn:
            conn.execute(export_records.delete())
        key = delivery.intend(desk, fresh)
        carry.step(desk, key)
        assert wb.export(desk, key).state == "sent", wb.export(desk, key).problem
        (journal,) = sandbox.control("journals")["journals"]
        alter(sandbox, journal)
        state = carry_on(desk, key, desk.clock, resend=False)
        found[name] = (state, len(wb.export(desk, key).differences))
    print(found)
    assert {name for name, (state, _) in found.items() if state != "mismatch"} == {"another journal"}
    assert found["another journal"][0] == "removed"
    assert all(count > 0 for name, (state, count) in found.items() if name not in ("posted", "another journal"))
