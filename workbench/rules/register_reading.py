"""A register read as far as it goes: recognized, answered, asked; its entries, its totals, and the payroll it makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from workbench.findings import Finding, Findings
from workbench.money import decimal_of, show
from workbench.rules.field_map import check_field_map
from workbench.rules.payroll import CLASSES
from workbench.rules.payroll_columns import TextTable
from workbench.rules.register_answers import Answers
from workbench.rules.register_body import Body, body_of
from workbench.rules.register_categories import Chosen, Known, chosen
from workbench.rules.register_columns import Mapped, mapped
from workbench.rules.register_entries import Entries, bad_cells, entries_of, problem
from workbench.rules.register_facts import RunFacts, run_facts
from workbench.rules.register_header import Grid, Header, find_header
from workbench.rules.register_lines import KINDS, Lines, continued, lines_of
from workbench.rules.register_people import People, people_of
from workbench.rules.register_places import Arranged
from workbench.rules.register_sheets import TOGETHER, belong_together, parts_of, put_together
from workbench.rules.register_summaries import sums_of_columns
from workbench.rules.register_tables import Posted, posted_tables
from workbench.rules.register_targets import targets_of
from workbench.rules.register_ties import tie_findings, tie_outs, totals_fit, with_unlabeled_totals
from workbench.rules.register_turned import turned

ASKED = "ask_"  # findings whose code begins so say what is missing


@dataclass(frozen=True, eq=False)
class Register:
    """One register, read with the answers there are."""

    grid: Grid
    sheets: tuple[str, ...]
    answers: Answers
    lines: Lines
    entries: Entries
    categories: Mapping[str, Chosen]
    facts: RunFacts
    people: People
    posted: Posted
    ties: pd.DataFrame  # level, what, row, column, register, loaded, difference, ties
    findings: Findings

    @property
    def body(self) -> Body:
        """The lines below the header."""
        return self.lines.body

    @property
    def mapped(self) -> Mapped:
        """What each column is."""
        return self.lines.mapped

    @property
    def missing(self) -> Findings:
        """What has to be answered before it can be loaded."""
        return Findings(f for f in self.findings if f.code.startswith(ASKED))

    def row_kinds(self) -> pd.DataFrame:
        """How many rows are what: kind, meaning, rows; they add up to the rows below the header."""
        kinds, counts = np.unique(self.lines.kinds, return_counts=True)
        count = dict(zip(kinds.tolist(), counts.tolist(), strict=True))
        rows = [(kind, meaning, count[kind]) for kind, meaning in KINDS.items() if kind in count]
        return pd.DataFrame(rows, columns=["kind", "meaning", "rows"])


def read(
    grids: Sequence[Grid], file: str, answers: Answers, known: Known, labor: TextTable | None = None
) -> tuple[Register | None, Findings]:
    """The register on one of these sheets; None, with the reason, where no sheet has titles with figures below."""
    found, several = _sheet(grids, answers)
    if found is None:
        said = "No row of titles with figures below it was found."
        remedy = "Answer Header row with the row of the titles, or export the register with them."
        return None, Findings([Finding("ask_header_row", "error", said, remedy, file=file, page="register")])
    grid, header = found
    body = body_of(grid, header, int(answers.reading.get("last_row") or 0))
    columns = mapped(body, answers)
    lines = lines_of(body, columns, answers)
    entries = entries_of(lines)
    if (lines.kinds == "unknown").any():
        lines, entries = _placed(with_unlabeled_totals(lines, entries), entries, answers)
    return _whole(grids, several, grid, lines, entries, answers, known, labor), Findings()


def _placed(lines: Lines, entries: Entries, answers: Answers) -> tuple[Lines, Entries]:
    """Figures without an employee as more of the employee above: when answered so, or when the totals prove it."""
    answer = answers.reading.get("fill_down")
    if answer == "no" or lines.mapped.shape != "wide" or not (lines.kinds == "unknown").any():
        return lines, entries
    more = continued(lines, "as answered" if answer else "with them every row of totals adds up")
    found = entries_of(more)
    return (more, found) if answer or totals_fit(more, found) else (lines, entries)


def _which(several: Sequence[str], answers: Answers, grid: Grid) -> Iterator[Finding]:
    """Sheets that may be one register, or the same pay twice: asked."""
    if len(several) < 2 or answers.reading.get("sheet"):
        return
    said = f"{len(several)} sheets hold employees with amounts: {', '.join(several)}. Only {grid.name} is read."
    remedy = "Answer Sheet with one of them, or with all together when each holds another part of the pay."
    yield Finding("ask_sheet", "error", said, remedy, file=grid.file, page="register")


def _sheet(grids: Sequence[Grid], answers: Answers) -> tuple[tuple[Grid, Header] | None, list[str]]:
    """The sheet that is read, which may be several put together; and those of which it is not known."""
    wanted = answers.reading.get("sheet", "")
    every = wanted in ("", TOGETHER)
    found = [_found(grid, answers) for grid in grids if (not grid.hidden if every else grid.name == wanted)]
    able = [(grid, header) for grid, header in found if header is not None]
    best = max(able, key=lambda one: (one[1].score, one[0].rows), default=None)
    parts = parts_of(able) if every and len(able) > 1 else []
    if len(parts) < 2:
        return best, []
    reason = "as answered" if wanted else belong_together(parts)
    if reason:
        return _with_titles(put_together(parts, reason)), []
    return best, [part.grid.name for part in parts]


def _with_titles(grid: Arranged) -> tuple[Grid, Header]:
    header = find_header(grid, grid.header_row, 1)
    assert header is not None
    return grid, replace(header, groups=grid.groups, reason=grid.reason, score=max(header.score, 1))


def _found(grid: Grid, answers: Answers) -> tuple[Grid, Header | None]:
    """A sheet with its titles; turned first where its employees stand in columns."""
    row, rows = (int(answers.reading.get(name) or 0) for name in ("header_row", "header_rows"))
    across = answers.reading.get("across", "")
    if across != "rows" and not row and (other := turned(grid, across == "columns")) is not None:
        return _with_titles(other)
    return grid, find_header(grid, row, rows)


def _whole(
    grids: Sequence[Grid], several: Sequence[str], grid: Grid, lines: Lines, entries: Entries, answers: Answers,
    known: Known, labor: TextTable | None,
) -> Register:  # fmt: skip
    categories = chosen(entries, answers, known)
    facts, people = run_facts(lines, answers, known), people_of(lines, answers, known)
    posted = posted_tables(lines, entries, categories, facts, people, answers, known, labor)
    signs = np.array([-1 if categories[i].category.reversed else 1 for i in entries.items["item"]], dtype=np.int64)
    classes = {item: one.category.kind for item, one in categories.items() if not one.category.left_out}
    ties = tie_outs(lines, entries, classes, signs)
    findings = [
        *grid.notes, *_which(several, answers, grid), *_sheets(grids, grid), *_columns(lines), *bad_cells(lines),
        *_error_cells(grid, lines),
        *_categories(lines, entries, categories), *_net_pay(lines, categories, answers),
        *_sums(lines, entries, categories), *facts.findings,
        *people.findings, *posted.findings, *tie_findings(lines, ties), *_rows(lines, entries),
    ]  # fmt: skip
    names = tuple(g.name for g in grids if g.name)
    return Register(grid, names, answers, lines, entries, categories, facts, people, posted, ties, Findings(findings))


def _sheets(grids: Sequence[Grid], chosen_one: Grid) -> Iterator[Finding]:
    for grid in grids:
        if grid.name not in chosen_one.name.split(", ") and grid.rows:
            hidden = " It is hidden." if grid.hidden else ""
            said = f"The sheet {grid.name!r} with {grid.rows:,} rows is not read.{hidden}"
            remedy = "Choose it if it holds the register; load it by itself if it holds another part."
            yield Finding("other_sheet", "note", said, remedy, file=grid.file, page="register")


def _columns(lines: Lines) -> Iterator[Finding]:
    """What is wrong with the mapping of the columns, and columns nobody has decided about."""
    fields, body = lines.mapped.fields, lines.body
    for wrong in check_field_map(fields, body.sources(), targets_of(fields)):
        yield replace(wrong, file=body.file, column=wrong.value or wrong.column, page="register")
    for one in fields.fields:
        column = body.by_title.get(one.source)
        if column is None or one.used or column.empty or lines.mapped.reasons.get(one.source):
            continue
        proposal = lines.mapped.proposals[one.source]
        hint = f" It may be {proposal.target}: {proposal.reason}." if proposal.target else ""
        said = f"Nobody has said what the column {one.source} is.{hint}"
        remedy = "Choose what it is, or leave it out with the reason."
        yield problem("ask_column", said, remedy, lines, None, one.source, ", ".join(column.samples[:3]))
    if not lines.mapped.groups:
        said = "No column holds amounts."
        yield problem("ask_amounts", said, "Choose the columns that hold the amounts paid.", lines, None, "")


def _error_cells(grid: Grid, lines: Lines) -> Iterator[Finding]:
    used = {one.source for one in lines.mapped.fields.used}
    for row, column in grid.errors:
        title = lines.body.header.titles[column - 1] if column <= len(lines.body.header.titles) else ""
        if row >= lines.body.first and title in used:
            said, remedy = "The cell shows an Excel error.", "Mend the formula, or type the value."
            yield problem("error_cell", said, remedy, lines, row - lines.body.first, title)


def _categories(lines: Lines, entries: Entries, categories: Mapping[str, Chosen]) -> Iterator[Finding]:
    for row in entries.items.drop_duplicates("item").to_dict("records"):
        item, one = row["item"], categories[row["item"]].category
        amount = show(decimal_of(int(row["cents"])))
        if not item:
            said = f"{row['lines']:,} amounts, {amount} in all, have a blank code beside them."
            yield problem("no_category", said, "Fill the codes in, or leave the rows out.", lines, None, "")
        elif one.left_out:
            said = f"{item} with {amount} is left out: {one.left_out}."
            yield problem("item_left_out", said, "Nothing to do if that is meant.", lines, None, item, severity="note")
        elif one.kind not in CLASSES:
            said = f"What {item} is, is not known: {categories[item].reason}. It has {row['lines']:,} lines, {amount}."
            yield problem("ask_category", said, f"Choose its class: {', '.join(CLASSES)}.", lines, None, item, item)


def _sums(lines: Lines, entries: Entries, categories: Mapping[str, Chosen]) -> Iterator[Finding]:
    """Columns of amounts that add up the columns before them on every line: asked, lest it be paid twice."""
    if lines.mapped.shape == "long":
        return
    answered = set(lines.mapped.reasons)
    found = sums_of_columns(entries.group, entries.line, entries.cents, len(entries.groups))
    for column, (first, last) in found.items():
        title, (start, end) = entries.titles[column], (entries.titles[first], entries.titles[last])
        one = categories.get(entries.groups[column])
        if title in answered or one is None or one.category.kind == "net_pay" or one.source == "answered":
            continue
        said = f"{title} is on every row the sum of the columns from {start} to {end}: it may be a total of them."
        remedy = "Leave it out as a total under Columns; or say under Codes which category it is."
        yield problem("ask_total", said, remedy, lines, None, title)


def _net_pay(lines: Lines, categories: Mapping[str, Chosen], answers: Answers) -> Iterator[Finding]:
    kinds = {one.category.kind for one in categories.values() if not one.category.left_out}
    if "net_pay" not in kinds and "earning" in kinds and answers.reading.get("net_pay") != "computed":
        said = "No column or category of the register is net pay."
        remedy = "Choose the one that is, or answer Net pay with computed."
        yield problem("ask_net_pay", said, remedy, lines, None, "")


def _rows(lines: Lines, entries: Entries) -> Iterator[Finding]:
    """Rows that are no paycard lines, in numbers, so that nothing goes by in silence."""
    texts: dict[str, Any] = {
        k: int((lines.kinds == k).sum()) for k in ("text", "left_out", "outside", "header", "heading", "summary")
    }
    said = ", ".join(f"{count:,} {KINDS[kind]}" for kind, count in texts.items() if count)
    if said:
        yield problem(
            "other_rows",
            f"Rows that are no paycard lines: {said}.",
            "They are listed under Reading.",
            lines,
            None,
            "",
            severity="note",
        )
    if entries.zeros:
        cells = "cell holds" if entries.zeros == 1 else "cells hold"
        said = f"{entries.zeros:,} {cells} nothing but zero; no paycard line is made of it."
        yield problem("zero_cells", said, "Nothing to do.", lines, None, "", severity="note")
    if not len(entries.line):
        said = "No row holds an employee and an amount."
        yield problem("no_lines", said, "Check the header row and the columns.", lines, None, "")
