"""The control call: what tests and rehearsals may see and change from outside, over loopback."""

import json
import threading
from collections.abc import Callable
from typing import Any

from workbench.sandbox.book import Record, typed
from workbench.sandbox.company import keep_settings
from workbench.sandbox.gateway import Sandbox
from workbench.sandbox.objects import catalogue

Reply = dict[str, Any]


class Control:
    """Verbs of POST /control, each a JSON object with its verb."""

    def __init__(self, sandbox: Sandbox, refuse: Callable[[float], None], reload: Callable[[], None]) -> None:
        self.sandbox = sandbox
        self.reload = reload
        self.refuse = refuse
        self.verbs: dict[str, Callable[[Reply], Reply]] = {
            "faults": self._faults,
            "clear_faults": self._clear,
            "advance_clock": self._advance,
            "set": self._set,
            "add": self._add,
            "delete": self._delete,
            "records": self._records,
            "journals": self._journals,
            "state": self._state,
            "stats": self._stats,
            "log": self._log,
            "reset": self._reset,
        }

    def call(self, body: bytes) -> tuple[int, Reply]:
        """Do what a control call asks; 400 with the reason when it is not understood."""
        try:
            asked = json.loads(body)
            return 200, self.verbs[asked["verb"]](asked)
        except (ValueError, KeyError, TypeError) as problem:
            return 400, {"error": f"{type(problem).__name__}: {problem}"}

    def _faults(self, asked: Reply) -> Reply:
        entries = asked["faults"]
        self.sandbox.faults.replace(entries)
        for fault in self.sandbox.faults.active:
            if fault.kind == "refused" and fault.on == "*":
                fault.fired = fault.times
                self.refuse_soon(fault.seconds)
        return {"faults": len(entries)}

    def refuse_soon(self, seconds: float) -> None:
        """Close the door once this control call is answered."""
        threading.Timer(0.05, self.refuse, (seconds,)).start()

    def _clear(self, asked: Reply) -> Reply:
        self.sandbox.faults.replace([])
        return {}

    def _advance(self, asked: Reply) -> Reply:
        self.sandbox.company.clock.advance(float(asked["seconds"]))
        self._keep()
        return {"now": self.sandbox.company.clock.now()}

    def _set(self, asked: Reply) -> Reply:
        if "setting" in asked:
            return self._setting(asked["setting"].split("."), asked["value"])
        company = self.sandbox.company
        with company.lock:
            record = company.book.change(asked["object"], self._number(asked), **_fields(asked))
            company.book.commit(company.clock.now())
        return {"record": record}

    def _setting(self, path: list[str], value: Any) -> Reply:
        place = self.sandbox.company.settings
        for part in path[:-1]:
            place = place[part]
        if path[0] == "switches" and path[-1] not in place:
            raise KeyError(path[-1])
        place[path[-1]] = _text(value)
        self._keep()
        return {}

    def _keep(self) -> None:
        with self.sandbox.company.lock:
            keep_settings(self.sandbox.company)

    def _add(self, asked: Reply) -> Reply:
        company, name = self.sandbox.company, asked["object"]
        with company.lock:
            fields = {"STATUS": "active"} if "STATUS" in catalogue()[name].fields else {}
            record = company.stamp(name, fields | _fields(asked), "admin", "", company.clock.now())
            company.book.put(name, record)
            company.book.commit(company.clock.now())
        return {"record": record}

    def _delete(self, asked: Reply) -> Reply:
        company, number = self.sandbox.company, self._number(asked)
        with company.lock:
            for line_name in {"GLBATCH": ["GLENTRY", "GLDETAIL"], "TIMESHEET": ["TIMESHEETENTRY"]}.get(
                asked["object"], []
            ):
                for line in company.book.owned(line_name, number):
                    company.book.drop(line_name, line["RECORDNO"])
            company.book.drop(asked["object"], number)
            company.book.commit(company.clock.now())
        return {}

    def _number(self, asked: Reply) -> int:
        if "record" in asked:
            return int(asked["record"])
        found = self.sandbox.company.book.find(asked["object"], *str(asked["id"]).split("/"))
        if found is None:
            raise KeyError(asked["id"])
        return int(found["RECORDNO"])

    def _records(self, asked: Reply) -> Reply:
        with self.sandbox.company.lock:
            table = self.sandbox.company.book.tables[asked["object"]]
            return {"records": [_plain(table[number]) for number in sorted(table)]}

    def _journals(self, asked: Reply) -> Reply:
        book = self.sandbox.company.book
        with self.sandbox.company.lock:
            return {
                "journals": [
                    _plain(header) | {"lines": [_plain(line) for line in book.owned("GLENTRY", number)]}
                    for number, header in sorted(book.tables["GLBATCH"].items())
                ]
            }

    def _state(self, asked: Reply) -> Reply:
        company = self.sandbox.company
        with company.lock:
            counts = {
                name: len(table) for name, table in sorted(company.book.tables.items()) if table and name[0] != "_"
            }
            return {
                "now": company.clock.now(),
                "records": counts,
                "switches": company.settings["switches"],
                "periods": company.settings["periods"],
                **self._journals(asked),
            }

    def _stats(self, asked: Reply) -> Reply:
        load = self.sandbox.load
        return {
            "requests": dict(load.verbs),
            "statuses": dict(load.statuses),
            "faults": dict(load.faults),
            "most_at_once": load.most_at_once,
            "in_flight": load.in_flight,
            "transactions": self.sandbox.running.billed,
        }

    def _reset(self, asked: Reply) -> Reply:
        """The company as it was at the start: no journals, no sessions, no faults, nothing counted."""
        self.reload()
        return {}

    def _log(self, asked: Reply) -> Reply:
        return {"log": list(self.sandbox.load.log)[-int(asked.get("last", 50)) :]}


def _fields(asked: Reply) -> Record:
    fields = {key: _text(value) for key, value in asked["fields"].items()}
    known = catalogue()[asked["object"]].fields
    for key in fields:
        if key not in known:
            raise KeyError(key)
    return typed(asked["object"], fields)


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, (dict, list)) or value is None else str(value)


def _plain(record: Record) -> Reply:
    return {
        key: value if isinstance(value, (int, str)) or value is None else str(value) for key, value in record.items()
    }
