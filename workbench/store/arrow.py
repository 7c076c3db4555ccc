"""Frames in the store: one compressed Arrow table each, exact and typed, written once."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa


def pack(frame: pd.DataFrame) -> bytes:
    """The frame as compressed Arrow IPC; text columns dictionary-encoded, the index dropped."""
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    for position, field in enumerate(table.schema):
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
            column = table.column(position).cast(pa.string()).combine_chunks().dictionary_encode()
            table = table.set_column(position, field.name, column)
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd", unify_dictionaries=True)
    with pa.ipc.new_file(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def unpack(content: bytes, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """The frame that was packed, or only these of its columns: codes as ``str``, money and dates as Arrow columns."""
    # One thread: what several threads unpack stays with each of them when it is let go.
    file = pa.ipc.open_file(pa.py_buffer(content), options=pa.ipc.IpcReadOptions(use_threads=False))
    if columns is not None:
        wanted = [file.schema.get_field_index(name) for name in columns]
        options = pa.ipc.IpcReadOptions(use_threads=False, included_fields=wanted)
        file = pa.ipc.open_file(pa.py_buffer(content), options=options)
    table = file.read_all()
    return pd.DataFrame({name: _series(table.column(name)) for name in columns or table.column_names})


def _series(column: pa.ChunkedArray) -> pd.Series:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return pd.Series(column.cast(pa.large_string()), dtype="str")
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return pd.Series(column.to_numpy())
    return pd.Series(column, dtype=pd.ArrowDtype(kind))
