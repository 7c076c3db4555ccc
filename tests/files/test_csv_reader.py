"""The fast reader against Python's own: whatever it accepts, it reads the same, row numbers included."""

import csv
import io

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from workbench.files.csv_reader import read_csv
from workbench.files.csv_shape import shape_of
from workbench.files.limits import BY_PATH
from workbench.frames import DEPARTMENTS

pieces = st.sampled_from(["a", ",", '"', "\n", "\r\n", "\r", " ", "é", '""', '","', '"a,\n"', "a,b\n"])
bodies = st.lists(pieces, max_size=30).map("".join)


def plain(body: str) -> dict[int, list[str]]:
    """Row by row as Python's reader sees it, blank rows left out; the row as a spreadsheet shows it."""
    lines = csv.reader(io.StringIO("code,name\n" + body, newline=""), strict=True)
    return {row: cells for row, cells in enumerate(lines, start=1) if any(cells) and row > 1}


@given(bodies)
@example('"a,\n",b\n\n"","x""y"\n')
@example(",\n\n,b")
def test_what_is_accepted_is_read_as_pythons_reader_does(body):
    raw, findings = read_csv(("code,name\n" + body).encode(), DEPARTMENTS, "departments.csv", BY_PATH)
    if raw is None or findings:
        return
    cells = zip(*(raw.table.column(name).to_pylist() for name in ("code", "name")), strict=True)
    assert {raw.row(line): list(row) for line, row in enumerate(cells)} == plain(body)


@given(bodies)
def test_what_python_finds_sound_and_even_is_accepted(body):
    cells = [["code", "name"], *plain_cells(body)]
    text = io.StringIO(newline="")
    csv.writer(text).writerows(cells)
    raw, findings = read_csv(text.getvalue().encode(), DEPARTMENTS, "departments.csv", BY_PATH)
    assert (findings, raw.table.num_rows) == ([], sum(any(row) for row in cells[1:]))


def plain_cells(body: str) -> list[list[str]]:
    """Pairs of cells cut from any text."""
    parts = body.split("a")
    return [list(pair) for pair in zip(parts[::2], parts[1::2], strict=False)]


@given(bodies, st.integers(1, 7))
def test_where_the_bytes_are_cut_into_chunks_makes_no_difference(body, size):
    content = ("code,name\n" + body).encode()
    whole, cut = shape_of(content), shape_of(content, chunk=size)
    assert (cut.bad_quote, cut.unclosed, cut.quoted) == (whole.bad_quote, whole.unclosed, whole.quoted)
    assert np.array_equal(cut.starts, whole.starts)
    assert np.array_equal(cut.stops, whole.stops)
