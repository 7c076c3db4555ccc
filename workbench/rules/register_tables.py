"""The eight tables of a posted payroll from a register's entries, each line still knowing its row in the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from workbench.fields import STANDARD_DIMENSIONS
from workbench.findings import Finding
from workbench.money import ints_to_decimal
from workbench.rules.payroll_columns import SCHEMAS, TextTable
from workbench.rules.register_answers import Answers
from workbench.rules.register_categories import Chosen, Known
from workbench.rules.register_entries import Entries, problem
from workbench.rules.register_facts import RunFacts
from workbench.rules.register_lines import Lines
from workbench.rules.register_lists import NET, Built, Sources, lists_of, two_classes, worked_codes
from workbench.rules.register_numbers import plain_day
from workbench.rules.register_people import People, code_texts
from workbench.rules.register_targets import dimension_target, further_of, worked

_RUN = ("run", "payroll_group", "period_start", "period_end", "pay_date", "paycard_type")


@dataclass(frozen=True, eq=False)
class Posted:
    """A posted payroll made from a register: its tables by name, and what making them said."""

    tables: Mapping[str, TextTable]
    findings: tuple[Finding, ...]


def posted_tables(
    lines: Lines, entries: Entries, categories: Mapping[str, Chosen], facts: RunFacts, people: People,
    answers: Answers, known: Known, brought: TextTable | None = None,
) -> Posted:  # fmt: skip
    """Paycards, labor and the lists behind them; labor ``brought`` as a file of its own goes before the register's."""
    chosen = [categories[item].category for item in entries.items["item"]]
    of = Sources(lines, entries, chosen, facts, people, answers, known)
    made = _Making(of)
    cards = made.cards()
    labor = made.labor(cards) if brought is None else worked_codes(brought)
    paycards = made.paycards(cards, brought is None and bool(len(labor)))
    table: TextTable = made.labor_table(labor) if brought is None else _of_run(brought, cards)
    tables = {"paycards": paycards, "labor": table, **lists_of(of, labor)}
    return Posted({name: tables[name] for name in SCHEMAS}, (*made.findings, *two_classes(of)))


class _Making:
    """One making of the tables; lives as long as they are not all there."""

    def __init__(self, of: Sources) -> None:
        self.lines, self.entries, self.facts, self.people = of.lines, of.entries, of.facts, of.people
        self.answers, self.chosen = of.answers, of.chosen
        self.findings: list[Finding] = []

    def cards(self) -> pd.DataFrame:
        """The entries that are paycard lines: codes, whole numbers, the line of the register."""
        kept = np.array([not one.left_out for one in self.chosen], dtype=bool)
        mine = kept[self.entries.item] if len(kept) else np.zeros(0, dtype=bool)
        e = self.entries
        at = pa.array(e.line[mine])
        signs = np.array([-1 if one.reversed else 1 for one in self.chosen], dtype=np.int64)
        texts = {name: _coded(self.facts.columns[name].take(at)) for name in _RUN}
        return pd.DataFrame(
            {
                **texts,
                "employee": _coded(self.people.numbers.take(at)),
                "category": pd.Categorical.from_codes(*_renumbered([c.code for c in self.chosen], e.item[mine])),
                "kind": pd.Categorical.from_codes(*_renumbered([c.kind for c in self.chosen], e.item[mine])),
                "cents": e.cents[mine] * (signs[e.item[mine]] if len(signs) else 1),
                "units": e.units[mine], "no_units": e.no_units[mine], "rate": e.rate[mine],
                "no_rate": e.no_rate[mine], "line": e.line[mine],
            }
        )  # fmt: skip

    def labor(self, cards: pd.DataFrame) -> pd.DataFrame:
        """Earnings of rows that say where or when they were worked; all rows of such an employee and category."""
        targets = worked(self.lines.mapped.fields)
        columns = {target: self._worked(target) for target in targets}
        says = np.zeros(self.lines.body.length, dtype=bool)
        for target, texts in columns.items():
            if target not in ("text", "class"):
                says |= np.asarray(pc.not_equal(texts, ""))
        regular = (cards["paycard_type"] == "regular").to_numpy()
        earned = (cards["kind"] == "earning").to_numpy() & regular & (cards["cents"] != 0).to_numpy()
        own = says[cards["line"].to_numpy()] & earned if targets else np.zeros(len(cards), dtype=bool)
        key = cards.groupby(["run", "employee", "category"], observed=True, sort=False).ngroup().to_numpy()
        with_labor = np.isin(key, np.unique(key[own])) & earned
        labor = cards[with_labor].reset_index(drop=True)
        at = pa.array(labor["line"].to_numpy())
        for target in ("work_date", "worked_department", "worked_location", *STANDARD_DIMENSIONS, "text"):
            labor[target] = columns[target].take(at).to_pylist() if target in columns else ""
        for name in further_of(self.lines.mapped.fields):
            labor[name] = columns[dimension_target(name)].take(at).to_pylist()
        undated = labor["work_date"] == ""
        labor["work_date"] = labor["work_date"].where(~undated, labor["period_end"].astype(str))
        if undated.any():
            said = f"{int(undated.sum()):,} labor records have no work date; the end of the period stands for it."
            self._say("no_work_date", "note", said, "Map the column of the day worked, if the register has one.")
        return labor

    def _worked(self, target: str) -> pa.Array:
        texts = code_texts(self.lines, target, self.answers)
        assert texts is not None
        if target != "work_date":
            return texts
        order = self.facts.order.mark
        coded = texts.dictionary_encode()
        read = [plain_day(text, order) for text in coded.dictionary.to_pylist()]
        return pa.array([day.isoformat() if day else "" for day in read], pa.string()).take(coded.indices)

    def paycards(self, cards: pd.DataFrame, together: bool) -> Built:
        """A line per entry; where rows say where the time was worked, a line per employee and category."""
        if together:
            cards = _together(cards)
        if self.answers.reading.get("net_pay") == "computed":
            cards = self._with_net(cards)
        rows = cards["line"].to_numpy() + self.lines.body.first
        return Built("paycards", self.lines.body.file, _table(cards, (*_RUN, "employee", "category")), rows)

    def _with_net(self, cards: pd.DataFrame) -> pd.DataFrame:
        sign = cards["kind"].astype(str).map({"earning": 1, "deduction": -1, "tax_employee": -1}).fillna(0)
        keys = [*_RUN, "employee"]
        net = cards.assign(cents=cards["cents"] * sign.astype("int64"))
        net = (
            net.groupby(keys, observed=True, sort=False).agg(cents=("cents", "sum"), line=("line", "max")).reset_index()
        )
        net = net.assign(category=NET, kind="net_pay", units=0, no_units=True, rate=0, no_rate=True)
        said = f"Net pay is computed for {len(net):,} employees: earnings less deductions and taxes."
        self._say("net_pay_computed", "warning", said, "Compare it with what was paid.")
        both = pd.concat([cards.astype({"category": str, "kind": str}), net], ignore_index=True)
        return both.sort_values("line", kind="stable", ignore_index=True)

    def labor_table(self, labor: pd.DataFrame) -> Built:
        """Labor records with their worked values."""
        labor = labor.rename(columns={"worked_department": "department", "worked_location": "location"})
        names = ("run", "employee", "category", "work_date", "department", "location", *STANDARD_DIMENSIONS, "text")
        names = (*names, *further_of(self.lines.mapped.fields))
        rows = labor["line"].to_numpy() + self.lines.body.first
        return Built("labor", self.lines.body.file, _table(labor, names), rows)

    def _say(self, code: str, severity: str, message: str, remedy: str) -> None:
        self.findings.append(problem(code, message, remedy, self.lines, None, "", severity=severity))


def _of_run(brought: TextTable, cards: pd.DataFrame) -> TextTable:
    """A labor file whose run is blank belongs to the register's run, when it is one."""
    runs = list(cards["run"].unique())
    if "run" not in brought.table.column_names or len(runs) != 1:
        return brought
    texts = brought.table.column("run").cast(pa.string()).combine_chunks()
    at = brought.table.column_names.index("run")
    table = brought.table.set_column(at, "run", pc.if_else(pc.equal(texts, ""), str(runs[0]), texts))
    rows = np.array([brought.row(line) for line in range(table.num_rows)], dtype=np.int64)
    return Built("labor", brought.file, table, rows, brought.whole, brought.told)


def _coded(texts: pa.Array) -> pd.Categorical:
    coded = texts.dictionary_encode()
    return pd.Categorical.from_codes(coded.indices.to_numpy(), coded.dictionary.to_pylist())


def _renumbered(values: Sequence[str], numbers: np.ndarray) -> tuple[np.ndarray, list[str]]:
    distinct = list(dict.fromkeys(values))
    of_value = np.array([distinct.index(value) for value in values], dtype=np.int64)
    return (of_value[numbers] if len(of_value) else np.zeros(0, dtype=np.int64)), distinct


def _together(cards: pd.DataFrame) -> pd.DataFrame:
    keys = [*_RUN, "employee", "category", "kind"]
    cards = cards.assign(other=cards["rate"].where(~cards["no_rate"], -1))
    groups = cards.groupby(keys, observed=True, sort=False)
    sums = groups.agg(
        cents=("cents", "sum"), units=("units", "sum"), no_units=("no_units", "all"), rate=("rate", "first"),
        rates=("other", "nunique"), no_rate=("no_rate", "all"), line=("line", "min"),
    ).reset_index()  # fmt: skip
    sums["no_rate"] |= sums["rates"] > 1
    return sums.drop(columns="rates").sort_values("line", kind="stable", ignore_index=True)


def _table(frame: pd.DataFrame, names: Iterable[str]) -> pa.Table:
    columns = {name: _texts(frame[name]) for name in names}
    for name, scale, missing in (("units", 4, "no_units"), ("rate", 6, "no_rate"), ("amount", 2, "")):
        ints = frame["cents" if name == "amount" else name].to_numpy(dtype=np.int64)
        texts = pc.cast(ints_to_decimal(ints, scale), pa.string())
        columns[name] = pc.if_else(pa.array(frame[missing].to_numpy(dtype=bool)), "", texts) if missing else texts
    return pa.table(columns)


def _texts(column: pd.Series) -> pa.Array:
    if isinstance(column.dtype, pd.CategoricalDtype):
        values = pa.array([str(v) for v in column.cat.categories], pa.string())
        return pa.DictionaryArray.from_arrays(pa.array(column.cat.codes.to_numpy(), pa.int32()), values)
    return pa.array([str(v) for v in column], pa.string())
