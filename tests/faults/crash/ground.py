"""Where the campaigns begin: runs of the Ontario sample, mapped, connected to the sandbox with a short horizon."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import workbench as wb
from workbench import samples
from workbench.desk import Desk
from workbench.flows import carry, delivery, exports
from workbench.flows.export_key import export_key
from workbench.flows.gl_batch import KIND, Batch

KEY = "ISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P0A="  # 32 bytes for WORKBENCH_KEY, where no file can hold them
RUN = "2026-BW03"


class Clock:
    """A clock that skips what would only be waited for."""

    def __init__(self, ahead: timedelta = timedelta(0)) -> None:
        self.ahead = ahead

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def skip(self, wait: timedelta) -> None:
        """Let the time pass at once; others get a moment to do what they are about to do."""
        time.sleep(0.01)
        self.ahead += max(wait, timedelta(0))


def at_clock(desk: Desk, clock: Clock) -> Desk:
    """The desk going by a clock that skips, its machine's ticks included."""
    desk.clock = clock
    desk.ticks = lambda: ("this start", time.monotonic() + clock.ahead.total_seconds())
    return desk


def runs_of_the_sample(folder: Path, runs: int) -> Path:
    """The Ontario sample as that many runs, R0000 and on."""
    folder.mkdir(parents=True)
    for source in samples.ONTARIO.glob("*.csv"):
        content = source.read_text(encoding="utf-8")
        head, *body = content.splitlines()
        if RUN in content:
            body = [line.replace(RUN, f"R{n:04d}") for n in range(runs) for line in body]
        (folder / source.name).write_text("\n".join([head, *body]) + "\n", encoding="utf-8")
    return folder


def make_ready(desk: Desk, credentials: dict[str, str], payroll: Path = samples.ONTARIO, horizon: int = 12) -> Desk:
    """Payroll and setup loaded, connected, chart read."""
    assert not wb.load_payroll(desk, payroll).findings.errors
    assert not wb.load_setup(desk, samples.ONTARIO / "setup.yaml").errors
    wb.connect(desk, "gl_export", **credentials, horizon_seconds=horizon)
    wb.refresh_code_finder(desk)
    return desk


def preview(desk: Desk, run: str = RUN, employees: Sequence[str] | None = None, **changes: Any) -> Batch:
    """The batch of a run as it would be sent."""
    records = wb.create_gl_records(desk, run, employees)
    facts = {"batch_date": date(2026, 2, 13), "description": f"Payroll {run}"} | changes
    return wb.preview_gl_batch(desk, records, **facts)


def revision_of(batch: Batch, revision: int) -> Batch:
    """The same batch under the references of another revision: a fresh export of the same records."""
    key = export_key(batch.company, batch.entity, KIND, batch.run, batch.employees, revision)
    parts = tuple(replace(part, reference=f"{key[:-2]}{part.number:02d}") for part in batch.parts)
    return replace(batch, reference=key, revision=revision, parts=parts)


def references(batch: Batch) -> list[str]:
    """The reference of every journal of a batch."""
    return [part.reference for part in batch.parts]


def press_export(desk: Desk, batch: Batch, clock: Clock, *, resend: bool = True) -> None:
    """What a person and a worker do until nothing is under way; absent is sent again if the person wishes."""
    delivery.intend(desk, batch)
    for key in references(batch):
        carry_on(desk, key, clock, resend=resend)


def carry_on(desk: Desk, key: str, clock: Clock, *, resend: bool = True) -> str:
    """Step by step until the export rests; its last state.

    Whoever was killed may have skipped two horizons that this clock has before it, a twentieth of a second a look.
    """
    for _ in range(1_000):
        wait = carry.step(desk, key)
        if wait is not None:
            clock.skip(wait)
        elif resend and wb.export(desk, key).state == "absent":
            exports.send_again(desk, key, "the draft did not arrive")
        else:
            return wb.export(desk, key).state
    raise AssertionError(f"{key} does not come to rest: {wb.export(desk, key).state}")
