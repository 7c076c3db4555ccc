"""Reading time: the fields a company's timesheets have, how many entries are in which state, and the approved ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import pandas as pd
import pyarrow as pa

from workbench.errors import Rejected
from workbench.gateway.csv_pages import Format
from workbench.gateway.document import Element, branch, leaf, text
from workbench.gateway.entry_seal import Seal, aggregated, seal
from workbench.gateway.gateway import Gateway
from workbench.gateway.late_entries import in_parts, late_entries
from workbench.gateway.lookup import known_fields, remember, without_refused
from workbench.gateway.page_tables import ReadTable, read_table
from workbench.gateway.query import LARGEST_PAGE, RECORD, Where, all_of, between, equal
from workbench.gateway.values import date_text, flag

ENTRY, SHEET = "TIMESHEETENTRY", "TIMESHEET"
PAGE = LARGEST_PAGE
READS = 2  # of the whole set, when entries changed during the first
_CHANGED = "WHENMODIFIED"
_SAMPLE = 200  # of the newest entries

Progress = Callable[[int, int | None], object]


@dataclass(frozen=True, eq=False)
class ReadEntries:
    """Approved entries: RECORDNO (int64), then one text column per field asked for, blank where there is nothing.

    Entries of the period stand in the order of their record numbers, late ones after them. ``consistent`` says that
    what was read is what stood in Intacct at one moment; ``problems`` what did not go as it should.
    """

    table: pa.Table
    rows: int
    format: Format
    consistent: bool
    problems: tuple[str, ...]
    pages: int


def time_fields(gateway: Gateway) -> pd.DataFrame:
    """The fields a time entry can be mapped from: field, label, type, custom, values (a tuple; of a list of choices).

    Fields of the entry first, then those of its timesheet as ``TIMESHEET.<FIELD>``; custom fields are among them.
    """
    entry = _described(gateway, ENTRY)
    sheet = [(f"{SHEET}.{name}", f"Timesheet: {label}", *rest) for name, label, *rest in _described(gateway, SHEET)]
    return pd.DataFrame([*entry, *sheet], columns=["field", "label", "type", "custom", "values"])


def sample_values(gateway: Gateway, fields: Sequence[str], limit: int = 20) -> dict[str, list[str]]:
    """Up to ``limit`` different values of each field in the newest entries, most frequent first; none where blank."""
    wanted = list(dict.fromkeys(fields))
    records, _ = without_refused(partial(_newest, gateway), [one for one in wanted if one != RECORD])
    values = {field: Counter(row[field] for row in records if row.get(field)) for field in wanted}
    return {field: [value for value, _ in counted.most_common(limit)] for field, counted in values.items()}


def count_by_state(gateway: Gateway, start: date, end: date) -> dict[str, int]:
    """How many entries of the period are in each state, as Intacct names them: Approved, Submitted, Draft ..."""
    asked = [("field", "STATE"), ("count", RECORD)]
    try:
        return {
            row["STATE"]: int(row["COUNT." + RECORD]) for row in aggregated(gateway, ENTRY, asked, _days(start, end))
        }
    except (Rejected, KeyError, ValueError):  # a company that does not count: count here
        return dict(Counter(gateway.columns(ENTRY, ["STATE"], _days(start, end))["STATE"]))


def read_entries(
    gateway: Gateway,
    fields: Sequence[str],
    *,
    start: date,
    end: date,
    approved_since: date | None = None,
    progress: Progress | None = None,
    coded: bool = False,
) -> ReadEntries:
    """Approved entries with a work date in the period, of partially approved sheets too, all fields as text.

    With ``approved_since`` also entries of earlier days that were approved on that day or later (see
    ``late_entries.late_entries`` for what tells so). ``progress`` hears of rows read and rows expected.
    ``coded``: the columns of text are dictionaries, each page with its own.
    Before and after, Intacct is asked for the number of entries, the sums of their record numbers and hours and the
    latest change; where the answers differ, or differ from what was read, entries came, went or changed meanwhile: then
    all is read once more, and when that happens again ``consistent`` is False. Errors of the connection are raised.
    """
    wanted, changed = list(dict.fromkeys(fields)), _changed(gateway)
    look = partial(_look, gateway, start, end, approved_since, changed)
    seen, problems = look(), []
    for attempt in range(READS):
        parts, kept = without_refused(
            partial(_read, gateway, seen, progress, coded),
            [one for one in wanted if one != RECORD],
            partial(_known, gateway),
        )
        before, seen = seen, look()
        consistent = before == seen and all(s.holds(p.numbers) for (_, s), p in zip(seen, parts, strict=True))
        if consistent:
            break
        problems.append(_MOVED if attempt + 1 == READS else _READ_AGAIN)
    problems += [_LACKING.format(field=one) for one in wanted if one not in (*kept, RECORD)]
    return _result(parts, wanted, consistent, problems)


_MOVED = "Entries keep changing in Sage Intacct while they are read: what was read stood there at no one moment."
_READ_AGAIN = "Entries changed in Sage Intacct while they were read, so all of them were read again."
_LACKING = "Sage Intacct does not offer the field {field} on time entries; it reads blank."

_Seen = tuple[tuple[Where, Seal], ...]  # the period, then late entries, each as it was looked at


def _look(gateway: Gateway, start: date, end: date, since: date | None, changed: str) -> _Seen:
    """The entries to read, from outside; equal to another look when nothing moved between the two."""
    approved = equal("STATE", "Approved")
    wheres = [all_of(approved, _days(start, end))]
    if since is not None:
        wheres += [all_of(approved, part) for part in in_parts(late_entries(gateway, approved, since, start, changed))]
    watched = [("sum", "QTY"), *([("max", changed)] if changed else [])]
    return tuple((where, seal(gateway, ENTRY, where, watched)) for where in wheres if where is not None)


def _read(gateway: Gateway, seen: _Seen, progress: Progress | None, coded: bool, fields: list[str]) -> list[ReadTable]:
    expected = sum(one.rows for _, one in seen)
    parts: list[ReadTable] = []
    for where, told in seen:
        done = sum(part.table.num_rows for part in parts)
        heard = None if progress is None else lambda rows, done=done: progress(done + rows, expected)
        parts.append(read_table(gateway, ENTRY, fields, where, told.rows, heard, PAGE, coded))
    return parts


def _result(parts: Sequence[ReadTable], wanted: Sequence[str], consistent: bool, problems: list[str]) -> ReadEntries:
    table = pa.concat_tables([part.table for part in parts])
    for field in wanted:
        if field not in table.column_names:
            table = table.append_column(field, pa.array([""] * table.num_rows, pa.string()))
    return ReadEntries(
        table.select([RECORD, *(one for one in wanted if one != RECORD)]),
        table.num_rows,
        "csv" if any(part.format == "csv" for part in parts) else "xml",
        consistent,
        tuple(problems),
        sum(part.pages for part in parts),
    )


def _changed(gateway: Gateway) -> str:
    """The field that says when an entry was changed last: its own, else its timesheet's, else none."""
    if _CHANGED in (known_fields(gateway, ENTRY) or ()):
        return _CHANGED
    return f"{SHEET}.{_CHANGED}" if _CHANGED in (known_fields(gateway, SHEET) or ()) else ""


def _known(gateway: Gateway, fields: list[str]) -> list[str]:
    """The fields that lookup lists; all of them where Intacct does not tell."""
    own, sheet = known_fields(gateway, ENTRY), known_fields(gateway, SHEET)
    if own is None or sheet is None:
        return fields
    listed = own | {f"{SHEET}.{name}" for name in sheet}
    return [one for one in fields if one in listed]


def _days(start: date, end: date) -> Where:
    return between("ENTRYDATE", date_text(start), date_text(end))


def _newest(gateway: Gateway, fields: Sequence[str]) -> list[dict[str, str]]:
    parts = [leaf("object", ENTRY), branch("select", *(leaf("field", one) for one in [RECORD, *fields]))]
    order = branch("orderby", branch("order", leaf("field", RECORD), branch("descending")))
    private = branch("options", leaf("showprivate", "true"))
    function = branch("query", *parts, order, private, leaf("pagesize", str(_SAMPLE)))
    return [{str(one.tag): one.text or "" for one in record} for record in gateway.read(function).records()]


def _described(gateway: Gateway, object: str) -> list[tuple[str, str, str, bool, tuple[str, ...]]]:
    """Name, label, type, custom and choices of each field that lookup lists."""
    data = gateway.read(branch("lookup", leaf("object", object))).data
    fields = [] if data is None else [_field(one) for one in data.iterfind(".//Fields/Field")]
    remember(gateway, object, frozenset(name for name, *_ in fields) or None)
    return fields


def _field(field: Element) -> tuple[str, str, str, bool, tuple[str, ...]]:
    name = text(field, "ID")
    values = tuple(one.text or "" for one in field.iterfind("VALIDVALUES/VALIDVALUE"))
    return name, text(field, "LABEL") or name, text(field, "DATATYPE"), flag(text(field, "ISCUSTOM")), values
