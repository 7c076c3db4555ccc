"""Past payroll journals held against the totals of the runs they booked: which account took which category."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from math import comb

import pandas as pd

from workbench.money import to_cents
from workbench.rules.payroll import PostedRun
from workbench.rules.sides import SIDES_OF_CLASS

DRAFT = "Draft"
COLUMNS = ("category", "side", "account", "confidence", "reason")
_LARGEST = 4  # categories that one account may add up, tried one by one; what is left at the end may be one of more
_MOST_SUMS = 120_000  # looked at in one step
_FEWEST = 3  # accounts that have to agree before an entry is taken for the run's

Slot = tuple[str, str]  # category and normal side


@dataclass(frozen=True)
class Aligned:
    """One run and the entry that booked it: the account of each slot that can be told, and whether all was told."""

    run: str
    where: str
    accounts: Mapping[Slot, str]
    complete: bool
    posted: bool = True  # a draft is what somebody meant to book, nobody has looked at it yet


def past_accounts(journals: pd.DataFrame, runs: Sequence[PostedRun], days: int = 7) -> pd.DataFrame:
    """The accounts that past entries gave to categories, where amounts leave no doubt which.

    ``journals``: lines with record_no, journal, batch_date, state, account, side, amount. An entry is looked for within
    ``days`` of the pay date. Columns: category, side, account, confidence, reason. An account is "sure" when a whole
    posted entry is explained or several runs agree, "likely" when one amount of one run fits alone, or in a draft.
    """
    aligned = [one for run in runs if (one := align(journals, run, days)) is not None]
    votes: dict[Slot, list[tuple[str, Aligned]]] = defaultdict(list)
    for one in aligned:
        for slot, account in one.accounts.items():
            votes[slot].append((account, one))
    rows = [row for slot in sorted(votes) for row in _judged(slot, votes[slot])]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def _judged(slot: Slot, votes: Sequence[tuple[str, Aligned]]) -> Iterator[tuple[str, ...]]:
    accounts = {account for account, _ in votes}
    sure = len(accounts) == 1 and (len(votes) > 1 or votes[0][1].complete) and any(one.posted for _, one in votes)
    for account in sorted(accounts):
        mine = [one for own, one in votes if own == account]
        said = f"{mine[-1].where}{'' if mine[-1].posted else ', a draft,'} booked it there for run {mine[-1].run}"
        said += f" and {len(mine) - 1} more" if len(mine) > 1 else ""
        yield (*slot, account, "sure" if sure else "likely" if len(accounts) == 1 else "possible", said)


def align(journals: pd.DataFrame, run: PostedRun, days: int = 7) -> Aligned | None:
    """The entry (or the entries of one journal and day) that booked a run; None where none explains it."""
    first, last = run.pay_date - timedelta(days), run.pay_date + timedelta(days)
    near = journals[(journals["batch_date"] >= first) & (journals["batch_date"] <= last)]
    slots = slot_totals(run)
    best: Aligned | None = None
    for where, posted, lines in _entries(near):
        accounts, complete = solve(slots, _nets(lines))
        enough = len(set(accounts.values())) >= min(_FEWEST, len(slots))
        if enough and (best is None or (complete, len(accounts)) > (best.complete, len(best.accounts))):
            best = Aligned(run.code, where, accounts, complete, posted)
    return best


def _entries(lines: pd.DataFrame) -> Iterator[tuple[str, bool, pd.DataFrame]]:
    """Every entry by itself, and all entries of a journal and day together where there are several."""
    for _, mine in lines.groupby("record_no", sort=True):
        first = mine.iloc[0]
        yield f"{first['journal']} of {first['batch_date']}", first["state"] != DRAFT, mine
    for (journal, day), mine in lines.groupby(["journal", "batch_date"], sort=True):
        if mine["record_no"].nunique() > 1:
            yield f"{journal} of {day}", bool((mine["state"] != DRAFT).all()), mine


def slot_totals(run: PostedRun) -> dict[Slot, int]:
    """What each category adds up to on each of its sides, in cents: debits positive, credits negative."""
    classes = dict(zip(run.categories["code"], run.categories["class"], strict=True))
    sums: dict[str, int] = defaultdict(int)
    for category, cents in zip(run.paycards["category"], to_cents(run.paycards["amount"]).tolist(), strict=True):
        sums[category] += cents
    signs = {"debit": 1, "credit": -1}
    return {(c, side): signs[side] * sums[c] for c in sorted(sums) if sums[c] for side in SIDES_OF_CLASS[classes[c]]}


def _nets(lines: pd.DataFrame) -> dict[str, int]:
    """What each account moved by in an entry, in cents: debits less credits."""
    nets: dict[str, int] = defaultdict(int)
    for account, side, cents in zip(lines["account"], lines["side"], to_cents(lines["amount"]).tolist(), strict=True):
        nets[account] += cents if side == "debit" else -cents
    return {account: net for account, net in nets.items() if net}


def solve(slots: Mapping[Slot, int], nets: Mapping[str, int]) -> tuple[dict[Slot, str], bool]:
    """Which slots add up to which account, where only one answer is left; whether every slot and account is told.

    Every slot belongs to one account. An account with one possible sum is settled first; its slots are then out of
    reach of the others, until nothing more follows. What is left over at the end may add up to one last account.
    """
    left, open_accounts, found = dict(slots), dict(nets), dict[Slot, str]()
    if len(set(slots.values()) & set(nets.values())) < min(_FEWEST, len(slots)):
        return {}, False  # an entry of something else
    while settled := _settled(left, open_accounts):
        for account, members in settled.items():
            found |= dict.fromkeys(members, account)
            del open_accounts[account]
            left = {slot: cents for slot, cents in left.items() if slot not in members}
    if len(open_accounts) == 1 and left and sum(left.values()) == next(iter(open_accounts.values())):
        found |= dict.fromkeys(left, next(iter(open_accounts)))
        left, open_accounts = {}, {}
    complete = not left and not open_accounts
    # A sum of several may fit by chance; it is believed only where it leaves nothing over anywhere.
    return found if complete else _alone(found), complete


def _alone(found: Mapping[Slot, str]) -> dict[Slot, str]:
    """The slots that have an account to themselves."""
    accounts = list(found.values())
    return {slot: account for slot, account in found.items() if accounts.count(account) == 1}


def _settled(left: Mapping[Slot, int], accounts: Mapping[str, int]) -> dict[str, tuple[Slot, ...]]:
    """The accounts for which one sum of few slots is possible and no other account could be the same one."""
    wanted = defaultdict(list)
    for account, net in accounts.items():
        wanted[net].append(account)
    sums: dict[int, list[tuple[Slot, ...]]] = {net: [] for net in wanted}
    for size in range(1, _LARGEST + 1):
        if comb(len(left), size) > _MOST_SUMS:
            break
        for members in combinations(left, size):
            total = sum(left[slot] for slot in members)
            if total in sums:
                sums[total].append(members)
        answer = _only(sums, wanted)
        if answer:
            return answer
    return {}


def _only(sums: Mapping[int, list[tuple[Slot, ...]]], wanted: Mapping[int, list[str]]) -> dict[str, tuple[Slot, ...]]:
    single = {wanted[net][0]: sums[net][0] for net in sums if len(wanted[net]) == 1 and len(sums[net]) == 1}
    taken: dict[Slot, int] = defaultdict(int)
    for members in single.values():
        for slot in members:
            taken[slot] += 1
    return {account: members for account, members in single.items() if all(taken[slot] == 1 for slot in members)}
