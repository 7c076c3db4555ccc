"""What must hold at the end of every schedule, told from what Intacct stores, never from the program's own flags."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from tests.faults.simulation import payroll
from tests.faults.simulation.intacct import Intacct, Journal
from tests.faults.simulation.weather import Weather
from workbench.store import audit
from workbench.store import exports as ledger
from workbench.store.tables import audit as trail
from workbench.store.tables import exports as table

Rows = list[dict[str, Any]]
_EVERY_EXPORT = sa.select(table)
_EVERY_STEP = sa.select(trail.c.event, trail.c.object, trail.c.detail).order_by(trail.c.seq)


def violations(weather: Weather, intacct: Intacct, now: float, connections: list[sa.Connection]) -> list[str]:
    """Every promise that was broken, in sentences."""
    journals = intacct.existing(now)
    ledgers = [[dict(row._mapping) for row in conn.execute(_EVERY_EXPORT)] for conn in connections]
    rows = [row for one in ledgers for row in one]
    return [
        *_at_most_once(weather, journals, ledgers),
        *_no_needless_double(weather, journals),
        *_every_double_is_reported(weather, journals, rows),
        *_to_the_cent(intacct.journals),
        *_only_drafts(intacct.journals),
        *_confirmed_means_there(journals, rows),
        *_different_means_different(weather, intacct.journals, rows),
        *_free_means_not_there(weather, journals, rows),
        *_nothing_lost(weather, journals, rows),
        *_at_rest(rows),
        *[wrong for conn in connections for wrong in _forbidden_steps(conn)],
        *[f"audit: {one}" for conn in connections for one in audit.broken(conn)],
    ]


def _keys(journals: list[Journal]) -> Counter[str]:
    return Counter(journal.function_id for journal in journals)


def _at_most_once(weather: Weather, journals: list[Journal], ledgers: list[Rows]) -> list[str]:
    """One ledger: these records once, whatever their revision. Two: every key once, when Intacct honors ids."""
    if len(ledgers) == 1:
        return [f"{len(journals)} journals of the same records: {dict(_keys(journals))}"] if len(journals) > 1 else []
    doubled = {key: count for key, count in _keys(journals).items() if count > 1}
    return [f"twice with two ledgers: {doubled}"] if doubled and weather.honours else []


def _no_needless_double(weather: Weather, journals: list[Journal]) -> list[str]:
    """Whatever Intacct makes of ids: what was there to be seen is not sent again, by another ledger neither.

    A minute for reads that are late, and for who is not stopped a minute and a bit between looking and sending; else
    the longest of each: a look two minutes old, a minute until the store has it, another until it leaves. A journal
    whose reference or journal symbol was altered there is not seen by the look before sending.
    """
    if weather.tamper in ("reference", "journal"):
        return []
    longest = 310.0 if weather.pause or weather.suspends else 130.0
    pairs = [(one, two) for one in journals for two in journals if one is not two]  # all are of the same records
    late = [two.record for one, two in pairs if two.asked > one.committed + longest]
    return [f"record {number} was sent though its like was there" for number in late]


def _every_double_is_reported(weather: Weather, journals: list[Journal], rows: Rows) -> list[str]:
    """Where two ledgers doubled an export, none of them goes on calling it confirmed."""
    doubled = {key for key, count in _keys(journals).items() if count > 1}
    return [
        f"{row['key']} is there twice and called confirmed"
        for row in rows
        if row["key"] in doubled and row["state"] == "confirmed"
    ]


def _to_the_cent(journals: list[Journal]) -> list[str]:
    return [
        f"record {one.record} was stored as {_cents(one)}"
        for one in journals
        if not one.tampered and _cents(one) != {"1": payroll.CENTS, "-1": payroll.CENTS}
    ]


def _cents(journal: Journal) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for line in journal.lines:
        sums[line["TR_TYPE"]] += int(Decimal(line["TRX_AMOUNT"]).scaleb(2))
    return dict(sums)


def _only_drafts(journals: list[Journal]) -> list[str]:
    return [
        f"record {one.record} is {one.header['STATE']}"
        for one in journals
        if not one.tampered and one.header["STATE"] != "Draft"
    ]


def _confirmed_means_there(journals: list[Journal], rows: Rows) -> list[str]:
    """Reconciled just before, a confirmed export is exactly one journal, stored as it was sent."""
    wrong = []
    for row in (row for row in rows if row["state"] == "confirmed"):
        mine = [one.tampered for one in journals if one.function_id == row["key"]]
        if mine != [False]:
            wrong.append(f"{row['key']} is called confirmed; in Intacct: {len(mine)}, {sum(mine)} of them altered")
    return wrong


def _different_means_different(weather: Weather, journals: list[Journal], rows: Rows) -> list[str]:
    """A journal stored as it was sent is not called different, however late its lines were seen.

    But for a clock set forward between the two reads, and a draft deleted between two queries of one read: then a
    person has it read once more.
    """
    if weather.clock_jumps:
        return []
    faithful = {one.function_id for one in journals} - {o.function_id for o in journals if o.tampered or o.deleted}
    wronged = [row["key"] for row in rows if row["state"] == "mismatch" and row["key"] in faithful]
    return [f"{key} is called different and is not" for key in wronged]


def _free_means_not_there(weather: Weather, journals: list[Journal], rows: Rows) -> list[str]:
    """Records are given free only when nothing of the export is in Intacct; another ledger may have sent its key."""
    if weather.ledgers > 1:
        return []
    there = _keys(journals)
    return [
        f"{row['key']} is {row['state']} and in Intacct"
        for row in rows
        if row["state"] in ledger.NOT_LIVE and there[row["key"]]
    ]


def _nothing_lost(weather: Weather, journals: list[Journal], rows: Rows) -> list[str]:
    """Whoever never changed their mind and was never refused has the payroll in Intacct in the end."""
    states = {row["state"] for row in rows}
    gave_up = states & {*ledger.NOT_LIVE} or weather.second_thoughts or weather.tamper
    if not rows:
        return ["no export was written"]
    return [] if journals or gave_up else [f"no journal, states {sorted(states)}"]


def _at_rest(rows: Rows) -> list[str]:
    return [
        f"{row['key']} is still {row['state']}: {row['problem']}" for row in rows if row["state"] in ledger.UNFINISHED
    ]


# From which states an export may come to each: nothing is planned again that may be on its way or in Intacct.
_READ = {"planned", "sent", "unknown", "mismatch", "duplicate", "absent", "removed"}
ALLOWED = {
    "planned": {"", "planned", "sending", "absent"},
    "sending": {"planned"},
    "sent": {"sending", "sent"},
    "unknown": {"sending", "unknown", "planned", "absent", "removed"},  # from rest when it is found and read again
    "confirmed": _READ,
    "mismatch": _READ,
    "duplicate": _READ | {"confirmed"},
    "failed": {"planned", "sending"},
    "absent": {"unknown"},
    "removed": {"sent", "confirmed"},
    "superseded": {"confirmed", "mismatch", "removed", "absent", "duplicate"},
    "withdrawn": {"planned"},
}


def _forbidden_steps(conn: sa.Connection) -> list[str]:
    """Every change of state in the audit trail is one that may be, and starts where the one before ended."""
    wrong, states = [], {}
    for event, key, detail in conn.execute(_EVERY_STEP):
        if event in ALLOWED:
            before, states[key] = states.get(key, ""), event
            if detail.get("from", "") != before or before not in ALLOWED[event]:
                wrong.append(f"{key} went from {before} to {event}")
    return wrong
