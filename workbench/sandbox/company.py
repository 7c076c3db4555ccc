"""The company behind the gateway: who may sign in, its switches, its open periods and its book of records."""

import csv
import threading
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from workbench.sandbox.book import Book, Record, typed
from workbench.sandbox.clock import Clock
from workbench.sandbox.company_file import LINES, MERGED, check_company_file
from workbench.sandbox.derived import derive_all
from workbench.sandbox.memory import Memory
from workbench.sandbox.objects import add_dimension, catalogue

HERE = Path(__file__).parent
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
LINES_OF = {"TIMESHEET": "TIMESHEETENTRY"}
FIRST_NUMBERS = {"GLBATCH": 8800, "GLENTRY": 52000}
BORN = datetime.fromisoformat("2025-01-02T09:00:00")  # the demo records


@dataclass
class Company:
    """One company: settings as written in its file (all text), its book and its clock."""

    settings: dict[str, Any]
    book: Book = field(default_factory=Book)
    clock: Clock = field(default_factory=Clock)
    lock: threading.RLock = field(default_factory=threading.RLock)
    memory: Memory = field(default_factory=Memory)

    @property
    def id(self) -> str:
        """The company id people sign in with."""
        return str(self.settings["company"]["id"])

    @property
    def multi_entity(self) -> bool:
        """Whether it has entities below the top level."""
        return bool(self.book.tables["LOCATIONENTITY"])

    @property
    def currency(self) -> str:
        """The base currency."""
        return str(self.settings["company"].get("currency", "CAD"))

    @property
    def multi_currency(self) -> bool:
        """Whether entries may be in other currencies."""
        return bool(self.settings["company"].get("currencies"))

    def on(self, switch: str) -> bool:
        """Whether a switch is set."""
        return str(self.settings["switches"][switch]).lower() == "true"

    def text(self, switch: str) -> str:
        """The value of a switch."""
        return str(self.settings["switches"][switch])

    def limit(self, switch: str) -> int:
        """The value of a numeric switch; 0 is no limit."""
        return int(self.settings["switches"][switch])

    def entity_of(self, location: str) -> str:
        """The entity a location belongs to, blank for none."""
        record = self.book.find("LOCATION", location)
        return (record or {}).get("ENTITY") or ""

    def entity_key(self, entity: str) -> int | None:
        """The record number of an entity."""
        record = self.book.find("LOCATIONENTITY", entity) if entity else None
        return record["RECORDNO"] if record else None

    def period_problem(self, day: date, entities: set[str]) -> str:
        """Why nothing may be posted on a day, blank when it may."""
        periods = self.settings["periods"]
        first, last = (date.fromisoformat(periods[key]) for key in ("open_from", "open_to"))
        if day < first:
            return f"Date must be on or after {first:%m/%d/%Y}: the period is closed."
        if day > last:
            return f"There is no open reporting period for {day:%m/%d/%Y}: the period is closed."
        return self._closed_books(day, entities | {""})

    def _closed_books(self, day: date, entities: set[str]) -> str:
        closed = self.settings["periods"].get("closed_through") or {}
        for entity in sorted(entities):
            if (through := closed.get(entity or "top")) and day <= date.fromisoformat(through):
                where = entity or "the company"
                return (
                    f"The books of {where} are closed through {through}. Date must be on or after the next open period."
                )
        return ""

    def stamp(self, name: str, record: Record, user: str, entity: str, now: datetime) -> Record:
        """A new record with its number, audit fields and owning entity."""
        audit = {
            "WHENCREATED": now,
            "WHENMODIFIED": now,
            "CREATEDBY": user,
            "MODIFIEDBY": user,
            "MEGAENTITYID": entity or None,
            "MEGAENTITYKEY": self.entity_key(entity),
            "MEGAENTITYNAME": self.entity_name(entity),
        }
        known = catalogue()[name].fields
        kept = {key: value for key, value in audit.items() if key in known}
        return {"RECORDNO": self.book.next_number(name)} | kept | record

    def entity_name(self, entity: str) -> str | None:
        """The name of an entity."""
        record = self.book.find("LOCATIONENTITY", entity) if entity else None
        return record["NAME"] if record else None


def load_company(path: str | None, state_file: str | None = None, clock: Clock | None = None) -> Company:
    """The demo company, or what a company file makes of it, with the state kept in a file put on top."""
    settings = _read(HERE / "demo.yaml")
    settings["switches"] = _read(HERE / "switches.yaml")
    if path:
        own = _read(Path(path))
        check_company_file(own, settings["switches"])
        settings = _overlaid(settings, own)
    company = Company(settings, clock=clock or Clock())
    for name, entry in (settings.get("dimensions") or {}).items():
        add_dimension(name)
        settings["records"][name] = [{"RECORDNO": value["id"]} | value for value in entry["values"]]
    for name, rows in settings["records"].items():
        for row in rows:
            _add(company, name, row)
    for name, file in (settings.get("csv") or {}).items():
        for row in _table(Path(path or "").parent / file):
            _add(company, name, row)
    derive_all(company.book)
    for name, number in FIRST_NUMBERS.items():
        company.book.last[name] = max(number, company.book.last[name])
    company.book.commit(company.clock.now())
    company.book.history.clear()
    if state_file:
        company.book.keep_in(Path(state_file))
        _recall_settings(company)
    return company


def _read(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, LOADER) or {}


def _table(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _overlaid(demo: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """The demo settings with the given sections put over them; base: empty starts without its records."""
    settings = deepcopy(demo)
    records = {} if own.get("base") == "empty" else settings["records"]
    for section in MERGED:
        settings[section] = settings.get(section, {}) | (own.get(section) or {})
    for name in own.get("replace") or ():
        records[name] = []
    for name, rows in (own.get("records") or {}).items():
        records[name] = records.get(name, []) + rows
    return settings | {"records": records, "csv": own.get("csv")}


def _add(company: Company, name: str, row: dict[str, Any]) -> None:
    book, known = company.book, catalogue()[name]
    lines = row.get(LINES.get(name, "")) or []
    record = typed(name, {key: value for key, value in row.items() if not isinstance(value, list)})
    old = book.find(name, *(record.get(part) for part in (known.id, *known.within))) if known.id != "RECORDNO" else None
    if old:
        book.put(name, old | record)
        return
    if "STATUS" in known.fields:
        record = {"STATUS": "active"} | record
    born = company.stamp(name, {}, "admin", record.get("MEGAENTITYID") or "", BORN)
    stored = book.put(name, born | record)
    for number, line in enumerate(lines, start=1):
        _add(company, LINES_OF[name], inherited(stored, number) | line)


def inherited(sheet: Record, number: int) -> Record:
    """What an entry of a company file takes from its timesheet when it does not say otherwise."""
    return {
        "TIMESHEETKEY": sheet["RECORDNO"],
        "EMPLOYEEID": sheet["EMPLOYEEID"],
        "LINENO": number,
        "STATE": sheet["STATE"] if sheet["STATE"] != "Partially Approved" else "Approved",
        "MEGAENTITYID": sheet.get("MEGAENTITYID"),
    }


def keep_settings(company: Company) -> None:
    """Keep settings changed at run time, and the clock, with the state."""
    kept = {key: value for key, value in company.settings.items() if key != "records"}
    company.book.put("_META", {"RECORDNO": 1, "settings": kept, "offset": company.clock.offset.total_seconds()})
    company.book.commit(company.clock.now())


def _recall_settings(company: Company) -> None:
    if meta := company.book.tables["_META"].get(1):
        company.settings.update(meta["settings"])
        company.clock.offset = timedelta(seconds=meta["offset"])
