"""The records of the company, changed only by put and drop: so a change can be undone, logged, looked back on."""

import json
import os
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

from workbench.sandbox.objects import catalogue
from workbench.sandbox.values import stored

Record = dict[str, Any]
HISTORY = 400_000  # changes that may be looked back on
OWNER = {"GLENTRY": "BATCHNO", "TIMESHEETENTRY": "TIMESHEETKEY", "GLDETAIL": "BATCHKEY"}


class Book:
    """Tables of records by object name and record number; changes are undone or committed together."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[int, Record]] = defaultdict(dict)
        self.ids: dict[str, dict[tuple[Any, ...], int]] = defaultdict(dict)
        self.lines: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        self.last: dict[str, int] = defaultdict(int)
        self.changes = 0
        self.history: list[tuple[datetime, str, int, Record | None]] = []
        self._undo: list[tuple[str, int, Record | None]] = []
        self._log: int | None = None

    def next_number(self, name: str) -> int:
        """The record number a new record gets; numbers are never used again."""
        self.last[name] += 1
        return self.last[name]

    def put(self, name: str, record: Record) -> Record:
        """Store a record under its RECORDNO, replacing an older one."""
        number = record["RECORDNO"]
        self._undo.append((name, number, self._set(name, number, record)))
        return record

    def change(self, name: str, number: int, **fields: Any) -> Record:
        """Store a copy of a record with other field values."""
        return self.put(name, self.tables[name][number] | fields)

    def drop(self, name: str, number: int) -> None:
        """Remove a record."""
        self._undo.append((name, number, self._set(name, number, None)))

    def find(self, name: str, *identity: Any) -> Record | None:
        """The record with this business id (and what it is unique within), or None."""
        number = self.ids[name].get(identity)
        return None if number is None else self.tables[name][number]

    def known(self, name: str, *identity: Any) -> Record:
        """The record with this business id; KeyError when there is none."""
        return self.tables[name][self.ids[name][identity]]

    def owned(self, name: str, owner: int) -> list[Record]:
        """The lines of a header, in the order they were first stored."""
        return [self.tables[name][number] for number in sorted(self.lines[name].get(owner, ()))]

    def mark(self) -> int:
        """A point to roll back to."""
        return len(self._undo)

    def rollback(self, mark: int) -> None:
        """Undo everything since the mark, last first."""
        while len(self._undo) > mark:
            name, number, old = self._undo.pop()
            self._set(name, number, old)

    def commit(self, now: datetime) -> None:
        """Make everything since the last commit durable."""
        if not self._undo:
            return
        touched = dict.fromkeys((name, number) for name, number, _ in self._undo)
        self.history += [(now, *change) for change in self._undo]
        if len(self.history) > HISTORY:
            del self.history[: HISTORY // 2]
        self._undo.clear()
        if self._log is not None:
            self._write(self._log, [[name, number, self.tables[name].get(number)] for name, number in touched])

    def as_of(self, moment: datetime) -> "Book":
        """The book as it stood at an earlier moment."""
        earlier = Book()
        changed: dict[tuple[str, int], Record | None] = {}
        for when, name, number, old in reversed(self.history):
            if when > moment:
                changed[name, number] = old
        for name, table in self.tables.items():
            for number, record in table.items():
                earlier._set(name, number, changed.pop((name, number), record))
        for (name, number), gone in changed.items():
            earlier._set(name, number, gone)
        return earlier

    def keep_in(self, path: Path) -> None:
        """Replay the changes kept in a file, then append every further commit to it."""
        self._log = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        kept = path.read_bytes()
        whole = kept[: kept.rfind(b"\n") + 1]  # the process may have died while writing: never answered
        os.ftruncate(self._log, len(whole))
        for line in whole.decode().split("\n")[:-1]:
            self._replay(json.loads(line))

    def _write(self, log: int, changes: list[list[Any]]) -> None:
        line = json.dumps(changes, default=str, ensure_ascii=False) + "\n"
        os.write(log, line.encode())
        os.fsync(log)

    def _replay(self, changes: list[list[Any]]) -> None:
        for name, number, record in changes:
            self._set(name, number, record and typed(name, record))

    def _set(self, name: str, number: int, record: Record | None) -> Record | None:
        old = self.tables[name].pop(number, None)
        if old is not None:
            self._unindex(name, number, old)
        if record is not None:
            self.tables[name][number] = record
            self._index(name, number, record)
        self.changes += not name.startswith("_")
        return old

    def _index(self, name: str, number: int, record: Record) -> None:
        self.last[name] = max(self.last[name], number)
        self.ids[name][identity(name, record)] = number
        if name in OWNER:
            self.lines[name][record[OWNER[name]]].append(number)

    def _unindex(self, name: str, number: int, record: Record) -> None:
        if self.ids[name].get(key := identity(name, record)) == number:
            del self.ids[name][key]
        if name in OWNER:
            self.lines[name][record[OWNER[name]]].remove(number)


def identity(name: str, record: Record) -> tuple[Any, ...]:
    """The values that make a record unique: business id, then what it is unique within."""
    known = catalogue().get(name)
    if known is None:
        return (record["RECORDNO"],)
    return tuple(record.get(field) for field in (known.id, *known.within))


def typed(name: str, record: Record) -> Record:
    """A record read from a file with its values as the kinds of its fields."""
    known = catalogue().get(name)
    if known is None:
        return record
    fields = known.fields
    return {key: stored(fields[key].kind, value) if key in fields else value for key, value in record.items()}
