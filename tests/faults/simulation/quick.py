"""The ledger's own statements on SQLite, without the library's engine around them, which takes most of the time.

What SQLAlchemy compiles is kept and run as it is, with its own conversions of what goes in and comes out.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy.dialects import sqlite

_DIALECT = sqlite.dialect(paramstyle="qmark")
_COMPILED: dict[Any, Any] = {}
_SHAPES: dict[Any, _Shape] = {}
_OPTIONS = {"workspace": ""}
_KEPT = "kept by the simulation"

Convert = Callable[[Any], Any]
_Plan = tuple[str, list[Any], list[tuple[int, str, Convert | None]]]
_NOTHING: Mapping[str, Any] = {}


class QuickConnection:
    """A connection as the store's functions use one; a transaction is begun and ended by ``begin``."""

    dialect = _DIALECT

    def __init__(self, driver: sqlite3.Connection) -> None:
        self.driver = driver
        self._cursor = driver.cursor()

    def get_execution_options(self) -> Mapping[str, Any]:
        """The workspace, as on every connection of the store."""
        return _OPTIONS

    @contextmanager
    def begin(self) -> Iterator[None]:
        """One transaction: all or nothing."""
        self.driver.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.driver.execute("ROLLBACK")
            raise
        self.driver.execute("COMMIT")

    def execute(self, statement: Any, given: Any = None) -> _Result:
        """Carry out a statement with its parameters, or with each of several."""
        several = given if isinstance(given, list) else (given or _NOTHING,)
        ready = _ready(statement, several)
        for one in several:
            self._cursor.execute(*ready.bound(one))
        return _Result(ready.shape, self._cursor)


def _ready(statement: Any, several: Sequence[Any]) -> _Ready:
    """What the statement was made into when it was used first; kept with it, and not with those derived from it."""
    whose, known = statement.__dict__.get(_KEPT, (None, {}))
    if whose is not statement:
        whose, known = statement.__dict__[_KEPT] = statement, {}
    wanted = (tuple(several[0]), len(several) > 1)
    if wanted not in known:
        compiled, extracted, held, _ = statement._compile_w_cache(
            _DIALECT, compiled_cache=_COMPILED, column_keys=sorted(several[0]), for_executemany=len(several) > 1
        )
        known[wanted] = _Ready(compiled, extracted, held, several[0])
    ready: _Ready = known[wanted]
    return ready


class _Ready:
    """A statement with the values it holds itself: what is left is to put in those that are given."""

    def __init__(self, compiled: Any, extracted: Any, held: Any, given: Mapping[str, Any]) -> None:
        self.shape = _SHAPES.get(compiled) or _SHAPES.setdefault(compiled, _Shape(compiled))
        self._own = compiled.construct_params(
            {}, extracted_parameters=extracted, escape_names=False, _check=False, _collected_params=held
        )
        asked = {name: bound.key if bound.key in given else name for bound, name in compiled.bind_names.items()}
        self._asked = {name: key for name, key in asked.items() if key in given}
        grows = [compiled.bind_names[bound] for bound in compiled.post_compile_params]
        self._grows = [self._asked[name] for name in grows if name in self._asked]
        self._plans: dict[tuple[Any, ...], _Plan] = {}

    def bound(self, given: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """The text of the statement and its values in their places."""
        lists = tuple([tuple(given[name]) for name in self._grows])  # as long as they are, so long is the text
        text, held, moving = self._plans.get(lists) or self._planned(lists, given)
        values = held.copy()
        for place, name, convert in moving:
            values[place] = convert(given[name]) if convert else given[name]
        return text, values

    def _planned(self, lists: tuple[Any, ...], given: Mapping[str, Any]) -> _Plan:
        """Which values are always the same, and where which of those that are given go."""
        compiled, into, asked = self.shape.compiled, self.shape.into, self._asked
        values = {
            name: given[asked[name]] if name in asked else self._own[name] for name in compiled.bind_names.values()
        }
        text, places = compiled.string, compiled.positiontup
        if compiled.post_compile_params:
            grown = compiled._process_parameters_for_postcompile(values)
            text, places, into = grown.statement, grown.positiontup, {**into, **grown.processors}
            values = {**values, **grown.additional_parameters}
        held = [into[name](values[name]) if name in into else values[name] for name in places]
        moving = [(place, asked[name], into.get(name)) for place, name in enumerate(places) if name in asked]
        return self._plans.setdefault(lists, (text, held, moving))


class _Shape:
    """How the values of one compiled statement go in and come out."""

    def __init__(self, compiled: Any) -> None:
        self.compiled = compiled
        self.into: Mapping[str, Convert] = compiled._bind_processors
        columns = compiled._result_columns
        out = [column.type._cached_result_processor(_DIALECT, None) for column in columns]
        self.converts = [(place, convert) for place, convert in enumerate(out) if convert]
        self._last: tuple[tuple[Any, ...], Any] = ((), None)
        self.row: Any = namedtuple("Row", [c.keyname for c in columns], rename=True) if columns else None
        if self.row:
            self.row._mapping = property(self.row._asdict)

    def read(self, found: tuple[Any, ...]) -> Any:
        """One row as the statement's types read it; the one that was read last is given again when it is the same."""
        last, same = self._last
        if found == last:
            return same
        row = list(found)
        for place, convert in self.converts:
            row[place] = convert(row[place])
        made = self.row._make(row)
        if not any(isinstance(value, (dict, list)) for value in made):
            self._last = (found, made)
        return made


class _Result:
    """What a statement gave."""

    def __init__(self, shape: _Shape, cursor: sqlite3.Cursor) -> None:
        self.rowcount = cursor.rowcount
        self._rows = [shape.read(one) for one in cursor.fetchall()] if shape.row else []

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def first(self) -> Any:
        """The first row, None when there is none."""
        return self._rows[0] if self._rows else None

    def scalars(self) -> Iterator[Any]:
        """The first value of every row."""
        return (row[0] for row in self._rows)

    def scalar(self) -> Any:
        """The first value of the first row, None when there is none."""
        return self._rows[0][0] if self._rows else None
