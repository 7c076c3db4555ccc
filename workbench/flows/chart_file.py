"""The chart of accounts from a file, for a client whose Sage Intacct cannot be reached yet."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from workbench.desk import Desk
from workbench.errors import WorkbenchError
from workbench.files.csv_reader import read_csv
from workbench.files.limits import UPLOAD
from workbench.files.raw_table import RawTable
from workbench.findings import Finding, Findings
from workbench.flows import code_finder, connections
from workbench.frames import CHART, Schema, conform
from workbench.store import audit, snapshots

COLUMNS = ("account", "title", "type", "normal_balance", "status")
EXAMPLE = b"account,title,type,normal_balance,status\n6010,Salaries,incomestatement,debit,active\n"

_SCHEMA = Schema("chart", tuple(one for one in CHART.columns if one.name in COLUMNS))
_WORDS = {
    "type": ("balancesheet", "incomestatement"),
    "normal_balance": ("debit", "credit"),
    "status": ("active", "inactive"),
}


def load_chart(desk: Desk, content: bytes, file: str) -> Findings:
    """Keep the chart of a CSV file until a connection is there to read it; an error changes nothing.

    Columns account, title, type, normal_balance, status. WorkbenchError when a connection is saved: then Intacct
    itself is asked.
    """
    if connections.saved_connection(desk, code_finder.INTERFACE) is not None:
        raise WorkbenchError("There is a connection to Sage Intacct.", "Refresh the Code Finder instead of a file.")
    table, faults = read_csv(content, _SCHEMA, file, UPLOAD)
    found = Findings(faults)
    if table is None or not found.ok:
        return found
    found = found + _faults(table)
    if found.ok:
        _keep(desk, _chart(table), file)
    return found


def _faults(raw: RawTable) -> Iterator[Finding]:
    for name in COLUMNS:
        if name not in raw.columns:
            yield _error("missing_column", f"The column {name} is missing.", f"Add it to {raw.file}.", raw, column=name)
    if any(name not in raw.columns for name in COLUMNS):
        return
    seen: dict[str, int] = {}
    for line, row in enumerate(raw.table.select(list(COLUMNS)).to_pylist()):
        yield from _row_faults(raw, line, row, seen)


def _row_faults(raw: RawTable, line: int, row: dict[str, str], seen: dict[str, int]) -> Iterator[Finding]:
    account, place = row["account"], raw.row(line)
    if not account:
        yield _error("blank_code", "A row has no account.", "Fill it in or remove the row.", raw, place, "account")
    elif account in seen:
        said = f"Account {account} stands in row {seen[account]} already."
        yield _error("duplicate_code", said, "Keep one of the rows.", raw, place, "account", account)
    seen.setdefault(account, place)
    for name, words in _WORDS.items():
        if row[name] not in words:
            said = f"{name} is {row[name]!r}."
            yield _error("unknown_word", said, f"Write {' or '.join(words)}.", raw, place, name, row[name])


def _error(
    code: str, message: str, remedy: str, raw: RawTable, row: int | None = None, column: str = "", value: str = ""
) -> Finding:
    return Finding(code, "error", message, remedy, raw.file, row, column, value, page="gl_codes")


def _chart(raw: RawTable) -> pd.DataFrame:
    texts = {name: pd.Series(raw.table[name].to_pylist(), dtype="str") for name in COLUMNS}
    frame = pd.DataFrame(texts).assign(required_dimensions=pd.Series("", index=range(raw.table.num_rows), dtype="str"))
    return conform(frame.sort_values("account", ignore_index=True), CHART)


def _keep(desk: Desk, chart: pd.DataFrame, file: str) -> None:
    company, entity = code_finder.place(desk)
    now = desk.clock()
    with desk.write() as conn:
        snapshots.put(conn, company, entity, code_finder.CHART_NAME, chart, now, f"{desk.actor} from {file}")
        audit.append(conn, now, desk.actor, "chart loaded from a file", file, {"accounts": len(chart)})
