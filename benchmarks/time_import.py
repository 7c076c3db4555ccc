"""Approved time from Intacct to a checked labor frame, beside its floor: the same XML downloaded and parsed by libxml2.

`python -m benchmarks time_import [small|full]` prints the rows; full is 100,000 entries of 25 fields. Every step runs
in a process of its own against a server that answers with the sandbox's bytes from memory, so that the client is timed;
two rows go to the sandbox itself, and some wait 250 ms for every answer, as over a real line. "read" ends with 25
columns of text that stood there at one moment, "preview" with the labor frame: mapped, typed and checked. The client
sageintacctsdk reads the same 25 fields of the same entries into a frame of text.

Full, processor time, best of 3, on 2 cores shared with other work (load 5 to 9; a floor of 0.72 to 0.96 s): read XML
1.2 to 1.6 times the floor, preview XML 1.4 to 2.0, read CSV 0.3 to 0.5, preview CSV 0.7 to 1.0. Beside sageintacctsdk
in the same run (9.2 s): read XML 8 times as quick, preview XML 7, read CSV 28, preview CSV 13. The most memory beyond
what the process held before: up to 48 MB for the 23 MB of a read, up to 74 MB for the 37 MB of a preview. Of the 0.32 s
of a read as CSV, Arrow takes 0.07 s for the pages; the 55 calls about 2 ms each, half of that the company's slot.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from benchmarks.made_up_time import END, FIELDS, START, write_company
from benchmarks.measured import Row, peak_megabytes

ENTRIES = {"small": 20_000, "full": 100_000}
ROOT = Path(__file__).resolve().parent.parent
LATENCY = 0.25
BUSY, WALL = "busy", "seconds"  # processor time says what the client does, whoever else uses the machine
FLOOR = {BUSY: "download and libxml2, processor time", WALL: "download and libxml2, time on the wall"}
TARGETS = {
    "TIMESHEET.EMPLOYEEID": "employee", "TIMETYPE": "category", "ENTRYDATE": "work_date", "QTY": "units",
    "EXTBILLRATE": "rate", "DEPARTMENTID": "department", "LOCATIONID": "location", "PROJECTID": "project",
    "TASKID": "task", "COSTTYPEID": "cost_type", "CLASSID": "class", "NOTES": "text",
}  # fmt: skip
STEPS = {
    "floor": "the floor",
    "read-xml": "read, XML",
    "read-csv": "read, CSV",
    "preview-xml": "preview, XML",
    "preview-csv": "preview, CSV",
    "sdk": "sageintacctsdk",
}


def run(scale: str = "small") -> list[Row]:
    """Every step against the floor; the steps take turns and the best of each counts."""
    entries = ENTRIES[scale]
    with tempfile.TemporaryDirectory() as place:
        made = write_company(Path(place), entries)
        with _started("workbench", "sandbox", "--port", "0", "--company-file", str(made.company_file)) as printed:
            there = dict(line.split("=", 1) for line in iter(lambda: next(printed), "ready"))
            with _started("benchmarks.recorded", there["INTACCT_ENDPOINT"]) as port:
                beside = there | {"INTACCT_ENDPOINT": f"http://127.0.0.1:{next(port)}/ia/xml/xmlgw.phtml"}
                return _rows(entries, _prepared(place, there, "sandbox"), _prepared(place, beside, "recorded"))


def _rows(entries: int, sandbox: list[str], recorded: list[str]) -> list[Row]:
    steps = [step for step in STEPS if step != "sdk" or _has_sdk()]
    for step in steps:
        _alone(step, recorded)  # so that every answer is in memory
    found = [
        _row(f"{STEPS[step]}, {entries:,} entries", one, floor, BUSY)
        for step, (one, floor) in _best(steps, recorded, 2, BUSY).items()
    ]
    floor = _alone("floor", recorded)
    for step in ("preview-xml", "preview-csv"):
        found.append(_row(f"{STEPS[step]}, the sandbox itself", _alone(step, sandbox), floor, WALL))
    _ask(recorded, f"/latency/{LATENCY}")
    slow = [step for step in steps if not step.startswith("read")]
    return found + [
        _row(f"{STEPS[step]}, {LATENCY} s an answer", one, floor, WALL)
        for step, (one, floor) in _best(slow, recorded, 1, WALL).items()
    ]


Measured = dict[str, float]


def _best(steps: list[str], place: list[str], rounds: int, by: str) -> dict[str, tuple[Measured, Measured]]:
    measured = [{step: _alone(step, place) for step in steps} for _ in range(rounds)]
    best = {step: min((m[step] for m in measured), key=lambda m: m[by]) for step in steps}
    return {step: (best[step], best["floor"]) for step in steps}


def _row(name: str, one: Measured, floor: Measured, by: str) -> Row:
    holds = f" (holds {one['holds']:.0f} MB)" if one["holds"] else ""
    return Row(name + holds, one[by], floor[by], FLOOR[by], int(one["megabytes"]), int(floor["megabytes"]))


@contextmanager
def _started(*module: str) -> Iterator[Iterator[str]]:
    """A server of ours and the lines it prints; stopped at the end."""
    process = subprocess.Popen([sys.executable, "-m", *module], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield (line.rstrip("\n") for line in process.stdout)
    finally:
        process.terminate()
        process.wait(30)


def _prepared(place: str, settings: dict[str, str], name: str) -> list[str]:
    """A store with the payroll, the field map and the connection; what a step needs to know of it."""
    import workbench as wb
    from workbench.flows.field_maps import save_time_field_map
    from workbench.rules.field_map import FieldMap, MappedField

    url = f"sqlite:///{place}/{name}.sqlite"
    keys = ("company_id", "user_id", "user_password", "sender_id", "sender_password", "endpoint")
    names = ("company", "user", "password", "sender_id", "sender_password", "endpoint")
    who = {name: settings[f"INTACCT_{key.upper()}"] for name, key in zip(names, keys, strict=True)}
    with wb.open(url) as desk:
        assert wb.load_payroll(desk, Path(place) / "payroll").findings.ok
        wb.connect(desk, "time_import", **who)
        fields = [MappedField(one, TARGETS.get(one, one.lower())) for one in FIELDS if one != "RECORDNO"]
        save_time_field_map(desk, FieldMap(tuple(fields)))
    return [url, json.dumps(who)]


def _has_sdk() -> bool:
    asked = [sys.executable, "-c", "import sageintacctsdk"]
    found = subprocess.run(asked, cwd=ROOT, capture_output=True).returncode == 0
    if not found:
        print("sageintacctsdk is not installed; `make bench` installs it.", file=sys.stderr)
    return found


def _alone(step: str, place: list[str]) -> Measured:
    command = [sys.executable, "-m", "benchmarks.time_import", "step", step, *place]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, env=os.environ)
    return dict(json.loads(done.stdout))


def _ask(place: list[str], path: str) -> bytes:
    server = json.loads(place[1])["endpoint"].partition("/ia/")[0]
    with urllib.request.urlopen(server + path) as answer:
        return bytes(answer.read())


def _floor(place: list[str]) -> Callable[[], int]:
    """Nothing but the requests of our XML read again, and a tree of every answer."""
    import http.client
    from urllib.parse import urlsplit

    from lxml import etree

    kept, bodies = _ask(place, "/requests"), []
    while kept:
        length = int(kept[:8])
        bodies.append(kept[8 : 8 + length])
        kept = kept[8 + length :]
    pages = [one for one in bodies if b"<offset>" not in one and b"returnformat" not in one and _selects_all(one)]
    address = urlsplit(json.loads(place[1])["endpoint"])

    def work() -> int:
        line = http.client.HTTPConnection(address.hostname or "", address.port)
        rows = 0
        for body in pages:
            line.request("POST", address.path, body, {"Content-Type": "application/xml"})
            rows += len(etree.fromstring(line.getresponse().read()).find(".//data"))
        return rows

    return work


def _selects_all(body: bytes) -> bool:
    return body.count(b"<field>") >= len(FIELDS) and b"<pagesize>2000</pagesize>" in body


def _read(place: list[str]) -> Callable[[], Any]:
    import workbench as wb
    from workbench.flows import connections
    from workbench.gateway.timesheet_reads import read_entries

    desk = wb.open(place[0])

    def work() -> Any:
        with connections.gateway(desk, "time_import") as gateway:
            read = read_entries(gateway, FIELDS, start=START, end=END)
        assert read.consistent and not read.problems
        return read.table

    return work


def _preview(place: list[str]) -> Callable[[], Any]:
    import workbench as wb
    import workbench.flows.time_import  # so that its first use is not timed

    desk = wb.open(place[0])

    def work() -> Any:
        preview = wb.preview_time_import(desk, START, END)
        assert preview.ok, preview.findings
        return preview.labor

    return work


def _sdk(place: list[str]) -> Callable[[], Any]:
    """The client as it is; only the address it calls is changed."""
    import pandas as pd
    from sageintacctsdk.apis.api_base import ApiBase

    who = json.loads(place[1])
    os.environ["NO_PROXY"] = "*"
    api = ApiBase("TIMESHEETENTRY")
    api._ApiBase__api_url = who["endpoint"]
    api.set_sender_id(who["sender_id"])
    api.set_sender_password(who["sender_password"])
    api.set_show_private(False)
    api.set_session_id(api.get_session_id(who["user"], who["company"], who["password"]))
    return lambda: pd.DataFrame(api.get_all("STATE", "Approved", list(FIELDS)))


def _step(step: str, place: list[str]) -> None:
    from workbench.gateway import csv_pages

    if step.endswith("xml"):
        csv_pages.WORTH_IT = sys.maxsize
    make = {"floor": _floor, "sdk": _sdk}.get(step) or (_read if step.startswith("read") else _preview)
    work = make(place)
    before = _memory("VmRSS")
    _forget_peak()
    start, busy = time.perf_counter(), time.process_time()
    kept = work()
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    more = _memory("VmHWM") - before
    print(json.dumps({"seconds": seconds, "busy": busy, "megabytes": more, "holds": _size(kept)}))


def _memory(name: str) -> int:
    """What Linux tells of this process's memory, in megabytes; elsewhere the most it ever held."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return peak_megabytes()
    return int(status.partition(f"{name}:")[2].split()[0]) // 1024


def _forget_peak() -> None:
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _size(kept: Any) -> float:
    """Megabytes of what a step ends with."""
    if isinstance(kept, int):
        return 0.0
    return float(kept.nbytes if hasattr(kept, "nbytes") else kept.memory_usage(deep=True).sum()) / 1e6


if __name__ == "__main__":  # one step alone, in a process of its own
    _step(sys.argv[2], sys.argv[3:])
