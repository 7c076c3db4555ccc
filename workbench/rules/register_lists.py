"""The lists behind a register's paycards: groups, categories, departments, locations, dimension values, employees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.fields import STANDARD_DIMENSIONS
from workbench.findings import Finding
from workbench.rules.payroll_columns import SCHEMAS, TextTable
from workbench.rules.register_answers import Answers, ItemCategory
from workbench.rules.register_categories import Known
from workbench.rules.register_entries import Entries, problem
from workbench.rules.register_facts import RunFacts
from workbench.rules.register_lines import Lines
from workbench.rules.register_people import HOMES, People, code_texts
from workbench.rules.register_words import RUN_FACTS

NET = "NET"


@dataclass(frozen=True, eq=False)
class Built:
    """A table as the checks of a posted payroll take it: text, and the row of the register behind each line."""

    name: str
    file: str
    table: pa.Table
    rows: np.ndarray | None = None
    whole: bool = True
    told: Mapping[str, np.ndarray] = field(default_factory=dict)

    def row(self, line: int) -> int:
        """The row of the register; of a table made from answers, its own."""
        return int(self.rows[line]) if self.rows is not None else line + 2


@dataclass(frozen=True, eq=False)
class Sources:
    """What the lists are made from."""

    lines: Lines
    entries: Entries
    chosen: Sequence[ItemCategory]  # per item
    facts: RunFacts
    people: People
    answers: Answers
    known: Known


def lists_of(of: Sources, labor: pd.DataFrame) -> dict[str, Built]:
    """Groups, categories, departments, locations, dimension values, employees."""
    people = _employees(of)
    used = {what: sorted({*people[what], *labor.get(f"worked_{what}", [])} - {""}) for what in HOMES[:2]}
    groups = [g for g in of.facts.columns["payroll_group"].unique().to_pylist() if g]
    answered = {
        "name": of.answers.facts.get("payroll_group_name", ""),
        "frequency": of.answers.facts.get("frequency", ""),
    }
    known = of.known.payroll_groups.set_index("code").to_dict("index")
    group_rows = [
        (g, *(answered[c] or known.get(g, {}).get(c, "") or "" for c in ("name", "frequency"))) for g in groups
    ]
    return {
        "payroll_groups": _listed("payroll_groups", group_rows),
        "categories": _listed("categories", _categories(of)),
        "departments": _listed("departments", _named(of, "department", used["department"])),
        "locations": _listed("locations", _named(of, "location", used["location"])),
        "dimensions": _listed("dimensions", _dimensions(of, labor, people)),
        "employees": _listed("employees", people.itertuples(index=False, name=None), list(people.columns)),
    }


def _employees(of: Sources) -> pd.DataFrame:
    people = of.people.frame
    groups = of.facts.columns["payroll_group"].take(pa.array(people["line"].to_numpy())).to_pylist()
    columns = {"employee": people["employee"], "name": people["name"], "payroll_group": groups}
    return pd.DataFrame(columns | {what: people[what] for what in HOMES}, dtype=object)


def _categories(of: Sources) -> list[tuple[str, str, str]]:
    found = {one.code: (one.name, one.kind) for one in reversed(of.chosen) if not one.left_out}
    if of.answers.reading.get("net_pay") == "computed":
        found.setdefault(NET, ("Net pay", "net_pay"))
    order = dict.fromkeys([one.code for one in of.chosen if not one.left_out] + list(found))
    return [(code, *found[code]) for code in order]


def two_classes(of: Sources) -> Iterator[Finding]:
    """Items that are the same category and say different classes of it."""
    first: dict[str, str] = {}
    for item, one in zip(of.entries.items["item"], of.chosen, strict=True):
        if not one.left_out and first.setdefault(one.code, one.kind) != one.kind:
            said = f"{item} is category {one.code} of class {one.kind}, another item makes it {first[one.code]}."
            yield problem("two_classes", said, "Give one another category code.", of.lines, None, item, one.code)


def _named(of: Sources, what: str, codes: Sequence[str]) -> list[tuple[str, str]]:
    frame = of.known.departments if what == "department" else of.known.locations
    names = dict(zip(frame["code"], frame["name"], strict=True)) | _own_names(of, what)
    names |= dict(of.answers.names.get(what, {}))
    return [(code, str(names.get(code, ""))) for code in codes]


def _own_names(of: Sources, what: str) -> dict[str, str]:
    codes = code_texts(of.lines, what, of.answers)
    texts = of.lines.texts(f"{what}_name")
    if codes is None or texts is None:
        return {}
    at = pa.array(of.lines.lines)
    return dict(zip(codes.take(at).to_pylist(), texts.take(at).to_pylist(), strict=True))


def _dimensions(of: Sources, labor: pd.DataFrame, people: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    found: dict[tuple[str, str, str], str] = {}
    for frame in (labor, people):
        for dimension in (name for name in (*STANDARD_DIMENSIONS, *further_in(labor)) if name in frame):
            parents = {"task": "project", "cost_type": "task"}.get(dimension)
            under = frame[parents] if parents else [""] * len(frame)
            for code, parent in zip(frame[dimension], under, strict=True):
                if code:
                    found[(dimension, code, parent)] = of.answers.names.get(dimension, {}).get(code, "")
    return sorted((dimension, code, name, parent) for (dimension, code, parent), name in found.items())


_MADE = ("employee", "category", "kind", "cents", "units", "no_units", "rate", "no_rate", "line", "work_date", "text",
         "worked_department", "worked_location", *RUN_FACTS)  # fmt: skip


def further_in(labor: pd.DataFrame) -> list[str]:
    """The further dimensions that labor records have as columns."""
    return [name for name in labor.columns if name not in (*_MADE, *STANDARD_DIMENSIONS)]


def worked_codes(brought: TextTable) -> pd.DataFrame:
    """The worked codes of a labor file, as the lists of codes need them; its further columns are dimensions."""
    own = {column.name for column in SCHEMAS["labor"].columns}
    further = [name for name in brought.table.column_names if name not in (*own, *STANDARD_DIMENSIONS)]
    names = ("department", "location", *STANDARD_DIMENSIONS, *further)
    there = {n: brought.table.column(n).cast(pa.string()).to_pylist() for n in names if n in brought.table.column_names}
    frame = pd.DataFrame({n: there.get(n, [""] * brought.table.num_rows) for n in names}, dtype=object)
    return frame.rename(columns={"department": "worked_department", "location": "worked_location"})


def _listed(name: str, rows: Iterable[tuple[str, ...]], columns: Sequence[str] = ()) -> Built:
    names = columns or [c.name for c in SCHEMAS[name].columns]
    cells = list(zip(*rows, strict=True)) or [()] * len(names)
    table = pa.table({n: pa.array(list(c), pa.string()) for n, c in zip(names, cells, strict=True)})
    return Built(name, f"{name.replace('_', ' ')} of the register", table)
