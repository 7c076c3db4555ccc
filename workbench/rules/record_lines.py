"""The lines of GL records, twice: a compact Arrow table for arithmetic and the store, a frame for people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from workbench.frames import DTYPE, RECORD_LINES, conform, empty
from workbench.money import from_cents, to_cents
from workbench.rules.coding import Ints, combine, dense, dictionary, text_array
from workbench.rules.sent_fields import pack_sent

# The compact table: texts each kept once (origin, group and sent are JSON), amounts in cents.
#   origin: category, paycard type, number of the paycard line among the employee's lines of both
#   group:  department, location and every dimension of the line's group or home
#   sent:   Intacct field -> id
TEXTS = ("employee", "category", "category_class", "origin", "normal_side", "side", "account", "trace", "group", "sent")
NUMBERS = ("line", "paycard_line", "cents", "edited")
FURTHER = ("normal_side", "line_key", "edited")
_FIELDS = b"fields"


def make_table(texts: dict[str, pa.DictionaryArray], numbers: dict[str, Ints], fields: Sequence[str]) -> pa.Table:
    """The compact table of lines; ``fields`` are the Intacct fields that apply, also where no line has a value."""
    columns = {**texts, **{name: pa.array(numbers[name]) for name in NUMBERS}}
    return pa.table({name: columns[name] for name in (*TEXTS, *NUMBERS)}).replace_schema_metadata(
        {_FIELDS: json.dumps(list(fields)).encode()}
    )


def make_empty() -> pa.Table:
    """The compact table without lines."""
    none = np.zeros(0, dtype=np.int64)
    return make_table(
        dict.fromkeys(TEXTS, text_array((), none)), dict.fromkeys(NUMBERS, none) | {"edited": none.astype(bool)}, ()
    )


def fields_in(table: pa.Table) -> list[str]:
    """The Intacct fields that apply to these lines."""
    return list(json.loads((table.schema.metadata or {}).get(_FIELDS, b"[]")))


def with_fields(table: pa.Table, fields: Sequence[str]) -> pa.Table:
    """The table with the Intacct fields that apply set."""
    return table.replace_schema_metadata({_FIELDS: json.dumps(list(fields)).encode()})


def codes_in(table: pa.Table, name: str) -> tuple[Ints, list[str]]:
    """One text column as positions in the list of its distinct texts."""
    column = table.column(name)
    if column.num_chunks > 1:
        column = column.unify_dictionaries()
    return dictionary(column)


def distinct_texts(table: pa.Table, names: Sequence[str]) -> list[tuple[str, ...]]:
    """The distinct combinations of some text columns, sorted."""
    columns = [codes_in(table, name) for name in names]
    _, shown = combine([codes for codes, _ in columns], [len(texts) for _, texts in columns])
    return sorted(tuple(texts[codes[i]] for codes, texts in columns) for i in shown)


def pack_codes(values: Sequence[str | int]) -> str:
    """Several codes as one text."""
    return json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))


def to_frame(table: pa.Table, run: str, dimensions: Sequence[str]) -> pd.DataFrame:
    """The lines as people read them: RECORD_LINES, the dimensions, normal_side, line_key, edited, Intacct fields."""
    if not table.num_rows:
        return _empty(dimensions, fields_in(table))
    texts = {name: _texts(table.column(name)) for name in TEXTS}
    frame = {name: _series(texts[name]) for name in TEXTS if name not in ("origin", "group", "sent")}
    frame["run"] = pd.Series([run], dtype="str").repeat(table.num_rows).reset_index(drop=True)
    for name in ("line", "paycard_line"):
        frame[name] = pd.Series(table.column(name).to_numpy(), dtype="int64")
    frame["amount"] = from_cents(table.column("cents").to_numpy())
    frame["edited"] = pd.Series(table.column("edited").to_numpy())
    frame["line_key"] = _series(
        pc.binary_join_element_wise(
            texts["origin"], texts["normal_side"], texts["group"], pa.scalar(" ", pa.large_string())
        )
    )
    frame |= _spread_json(table, "group", ("department", "location", *dimensions))
    frame |= _spread_json(table, "sent", fields_in(table))
    order = [*RECORD_LINES.names, *dimensions, *FURTHER, *fields_in(table)]
    return pd.DataFrame({name: frame[name] for name in order})


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pa.chunked_array([part.dictionary.take(part.indices) for part in column.chunks], type=pa.large_string())


def _series(texts: pa.ChunkedArray) -> pd.Series:
    return pd.Series(texts, dtype="str")


def _spread_json(table: pa.Table, name: str, columns: Sequence[str]) -> dict[str, pd.Series]:
    """A JSON column as one text column per code; each distinct text is read once."""
    codes, distinct = codes_in(table, name)
    read = [json.loads(text) for text in distinct]
    rows = [[row.get(c, "") for c in columns] if isinstance(row, dict) else row for row in read]
    return {
        column: _series(pa.chunked_array([pa.array([row[i] for row in rows], pa.large_string()).take(pa.array(codes))]))
        for i, column in enumerate(columns)
    }


def _empty(dimensions: Sequence[str], fields: Sequence[str]) -> pd.DataFrame:
    further = {"normal_side": "str", "line_key": "str", "edited": DTYPE["flag"], **dict.fromkeys(fields, "str")}
    frame = empty(RECORD_LINES, tuple(dimensions))
    return frame.assign(**{name: pd.Series([], dtype=kind) for name, kind in further.items()})


def to_table(frame: pd.DataFrame, dimensions: Sequence[str]) -> pa.Table:
    """A frame of ``to_frame`` back as the compact table."""
    frame = conform(frame, RECORD_LINES, tuple(dimensions))
    known = {*RECORD_LINES.names, *dimensions, *FURTHER}
    fields = [c for c in frame.columns if c not in known]
    plain = {name: _coded(frame[name].tolist()) for name in TEXTS if name not in ("origin", "group", "sent")}
    groups = frame[["department", "location", *dimensions]].itertuples(index=False, name=None)
    texts = plain | {
        "group": _coded([pack_codes(g) for g in groups]),
        "sent": _coded(
            [pack_sent(dict(zip(fields, row, strict=True))) for row in frame[fields].itertuples(index=False, name=None)]
        ),
        "origin": _coded([_origin_of(key) for key in frame["line_key"]]),
    }
    numbers = {name: frame[name].to_numpy(dtype=np.int32) for name in ("line", "paycard_line")}
    edited = frame["edited"].to_numpy(dtype=bool) if "edited" in frame else np.zeros(len(frame), dtype=bool)
    return make_table(texts, numbers | {"cents": to_cents(frame["amount"]), "edited": edited}, fields)


def _origin_of(line_key: str) -> str:
    return line_key[: json.JSONDecoder().raw_decode(line_key)[1]]


def _coded(texts: list[str]) -> pa.DictionaryArray:
    codes, distinct = dictionary(pa.array(texts, pa.large_string()))
    return text_array(distinct, codes)


def of_employees(table: pa.Table, employees: Sequence[str]) -> pa.Table:
    """The lines of these employees, with the texts they use."""
    codes, texts = codes_in(table, "employee")
    wanted = set(employees)
    if set(texts) <= wanted:
        return table
    mine = table.filter(pa.array(np.array([text in wanted for text in texts], dtype=bool)[codes]))
    for at, name in enumerate(mine.column_names):
        if name in TEXTS:
            mine = mine.set_column(at, name, _used(*codes_in(mine, name)))
    return mine


def split_lines(table: pa.Table, groups: Sequence[Sequence[str]]) -> list[pa.Table]:
    """The lines of each group of employees, with the texts they use; one walk however many groups there are."""
    codes, texts = codes_in(table, "employee")
    place = {name: at for at, group in enumerate(groups) for name in group}
    part = np.array([place[text] for text in texts], dtype=np.int64)[codes]
    order = np.argsort(part, kind="stable")
    lines, bounds = table.take(pa.array(order)), np.searchsorted(part[order], np.arange(len(groups) + 1))
    return [_own_texts(lines.slice(start, end - start)) for start, end in pairwise(bounds.tolist())]


def _own_texts(lines: pa.Table) -> pa.Table:
    for at, name in enumerate(lines.column_names):
        if name in TEXTS:
            texts = lines.column(name).cast(pa.large_string()).combine_chunks()
            lines = lines.set_column(at, name, texts.dictionary_encode())
    return lines


def _used(codes: Ints, texts: Sequence[str]) -> pa.DictionaryArray:
    """The column without texts that no line has any more."""
    ids, shown = dense(codes, len(texts))
    return text_array([texts[codes[i]] for i in shown], ids)


def join_tables(tables: Sequence[pa.Table]) -> pa.Table:
    """Lines of several tables as one, with every Intacct field that applies to any of them."""
    fields = list(dict.fromkeys(f for table in tables for f in fields_in(table)))
    plain = [_wide(table.replace_schema_metadata(None)) for table in tables]
    return with_fields(pa.concat_tables(plain).unify_dictionaries().combine_chunks(), fields)


def _wide(table: pa.Table) -> pa.Table:
    """The table with 32-bit text positions and 64-bit numbers, the widths all tables share."""
    kinds = {**dict.fromkeys(TEXTS, pa.dictionary(pa.int32(), pa.large_string())), **dict.fromkeys(NUMBERS, pa.int64())}
    kinds["edited"] = pa.bool_()
    return table.cast(pa.schema([field.with_type(kinds[field.name]) for field in table.schema]))
