"""What each row of a register is: a paycard line, a total, a repeated header, a heading, blank, text, or not known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from workbench.rules.register_answers import Answers
from workbench.rules.register_body import Body, Column
from workbench.rules.register_columns import Mapped
from workbench.rules.register_numbers import Parsed, Style, number_style, parse_numbers
from workbench.rules.register_summaries import repeated_by_category
from workbench.rules.register_targets import item_of
from workbench.rules.register_words import CHECKS, RUN_FACTS, is_total, totals_somebody

KINDS = {
    "line": "paycard lines",
    "total": "a row of totals",
    "summary": "a summary by category, which the rows above add up to",
    "header": "the header again",
    "heading": "a heading of the rows below",
    "blank": "blank",
    "text": "text without figures",
    "unknown": "figures without an employee or a category",
    "left_out": "left out as answered",
    "outside": "below the last row that is read",
}
NUMERIC = "numeric_codes "  # an answer about codes kept as numbers: this and the fact
_FILLED = (
    "employee",
    "employee_name",
    "first_name",
    "last_name",
    "department",
    "department_name",
    "location",
    *RUN_FACTS,
)
_TOTAL = r"(?i)tot|sum|sous"


@dataclass(frozen=True, eq=False)
class Lines:
    """The rows below the header with their kinds, the figures in them, and whose they are."""

    body: Body
    mapped: Mapped
    style: Style
    figures: Mapping[str, Parsed]  # per column of figures
    kinds: np.ndarray
    labels: Mapping[int, str]  # of rows of totals
    employee: pa.Array  # number, or name where there is none
    by_name: bool
    filled: np.ndarray  # lines whose blank employee is the one above
    fill_reason: str
    digits: Mapping[str, int]  # how many digits the codes of a fact have, where a workbook keeps them as numbers

    @property
    def lines(self) -> np.ndarray:
        """The numbers of the paycard lines."""
        return np.flatnonzero(self.kinds == "line")

    def texts(self, target: str) -> pa.Array | None:
        """The column of a fact, blank cells filled from above where employees are; None where no column holds it."""
        title = self.mapped.of(target)
        if not title or title not in self.body.by_title:
            return None
        texts = with_zeros(self.body.by_title[title], self.digits.get(target, 0))
        return _down(texts, self.filled) if target in _FILLED and self.filled.any() else texts

    @cached_property
    def shown(self) -> pd.DataFrame:
        """Every row that is no paycard line: row, kind, what it says."""
        others = np.flatnonzero(self.kinds != "line")
        said = [self.labels.get(int(line)) or self._text(int(line)) for line in others]
        rows = [self.body.label(int(line)) for line in others] if self.body.arranged else others + self.body.first
        return pd.DataFrame({"row": rows, "kind": self.kinds[others], "text": said})

    def _text(self, line: int) -> str:
        if self.kinds[line] == "blank":
            return ""
        cells = (column.texts[line].as_py() for column in self.body.columns if column.place.startswith("column"))
        return " · ".join(cell for cell in cells if cell)[:120]


def lines_of(body: Body, mapped: Mapped, answers: Answers) -> Lines:
    """Every row with its kind."""
    style = _style(body, mapped, answers)
    figures = _figures(body, mapped, style.mark or ".", answers.reading.get("rounding") == "round")
    has = np.zeros(body.length, dtype=bool)
    for parsed in figures.values():
        has |= ~np.asarray(parsed.numbers.is_null()) | parsed.bad
    digits = _digits(answers)
    employee, by_name = _employee(body, mapped, digits)
    labels = _labels(body)
    total = has & _total_rows(body, mapped, labels, employee)
    category = _filled(body, mapped, "category") | _filled(body, mapped, "category_name")
    gaps = has & ~total & np.asarray(pc.equal(employee, "")) & category & (mapped.shape == "long")
    own = has & ~total & np.asarray(pc.not_equal(employee, ""))
    summed, called = repeated_by_category(body, mapped, figures, gaps, own)
    fill, reason = _fill_down(gaps & ~summed & ~called, answers)
    filled = gaps & fill & ~summed & ~called
    employee = _down(employee, filled) if filled.any() else employee
    named = np.asarray(pc.not_equal(employee, "")) & (category | _items_named(body, mapped, figures))
    order = (
        (body.outside, "outside"), (_left_out(body, answers), "left_out"), (body.blank, "blank"),
        (body.again, "header"), (body.headings, "heading"), (summed, "summary"), (total, "total"),
        (has & named, "line"), (has, "unknown"),
    )  # fmt: skip
    kinds = np.select([mask for mask, _ in order], [name for _, name in order], "text")
    kinds = _furniture(body, kinds)
    kept = {int(line): labels[int(line)] for line in np.flatnonzero(kinds == "total")}
    return Lines(body, mapped, style, figures, kinds, kept, employee, by_name, filled, reason, digits)


def _items_named(body: Body, mapped: Mapped, figures: Mapping[str, Parsed]) -> np.ndarray:
    """Lines with an amount whose column says itself what it is: all of a wide register, net pay in a long one."""
    if mapped.shape == "wide":
        return np.ones(body.length, dtype=bool)
    own = np.zeros(body.length, dtype=bool)
    for one in mapped.fields.used:
        measured = item_of(one.target)
        if measured and measured[0] == "amount" and measured[1] and one.source in figures:
            own |= ~np.asarray(figures[one.source].numbers.is_null())
    return own


def _style(body: Body, mapped: Mapped, answers: Answers) -> Style:
    if mark := answers.reading.get("decimal"):
        return Style(mark, "as answered")
    columns = [body.by_title[title] for title in _figure_titles(body, mapped)]
    return number_style([pa.chunked_array([c.texts]) for c in columns], [c.typed for c in columns])


def _figure_titles(body: Body, mapped: Mapped) -> list[str]:
    return [f.source for f in mapped.fields.used
            if (item_of(f.target) or f.target in CHECKS) and f.source in body.by_title]  # fmt: skip


def _figures(body: Body, mapped: Mapped, mark: str, rounded: bool) -> dict[str, Parsed]:
    targets = {one.source: one.target for one in mapped.fields.used}
    figures = {}
    for title in _figure_titles(body, mapped):
        column = body.by_title[title]
        found = item_of(targets[title])
        measure = found[0] if found else ("units" if targets[title].endswith("hours") else "amount")
        figures[title] = parse_numbers(pa.chunked_array([column.texts]), mark, measure, column.typed, rounded)
    return figures


def _digits(answers: Answers) -> dict[str, int]:
    found = {name.removeprefix(NUMERIC): value for name, value in answers.reading.items() if name.startswith(NUMERIC)}
    return {target: int(value) for target, value in found.items() if value.isdigit()}


def with_zeros(column: Column, digits: int) -> pa.Array:
    """The cells a workbook keeps as numbers with zeros in front up to so many digits."""
    if column.typed is None or not digits:
        return column.texts
    return pc.if_else(pa.array(column.typed), pc.utf8_lpad(column.texts, digits, "0"), column.texts)


def _employee(body: Body, mapped: Mapped, digits: Mapping[str, int]) -> tuple[pa.Array, bool]:
    if title := mapped.of("employee"):
        return with_zeros(body.by_title[title], digits.get("employee", 0)), False
    if title := mapped.of("employee_name"):
        return body.by_title[title].texts, True
    parts = [body.by_title[t].texts for t in (mapped.of("last_name"), mapped.of("first_name")) if t]
    if len(parts) == 2:
        joined = pc.binary_join_element_wise(*parts, ", ")
        return pc.utf8_trim(joined, characters=", "), True
    return (parts[0] if parts else pa.array([""] * body.length, pa.string())), True


def _labels(body: Body) -> dict[int, str]:
    """The lines that hold the label of a total anywhere, with the label."""
    found: dict[int, str] = {}
    for column in body.columns:
        near = np.flatnonzero(np.asarray(pc.match_substring_regex(column.texts, _TOTAL)))
        for line, text in zip(near.tolist(), column.texts.take(pa.array(near)).to_pylist(), strict=True):
            if is_total(text):
                found.setdefault(line, text)
    return found


def _total_rows(body: Body, mapped: Mapped, labels: Mapping[int, str], employee: pa.Array) -> np.ndarray:
    """Lines whose label stands where the employee or the category would, or which have no employee."""
    rows = np.zeros(body.length, dtype=bool)
    names = () if mapped.of("employee") else ("employee_name", "last_name", "first_name")
    deciding = [mapped.of(t) for t in ("employee", "category", "category_name", *names)]
    columns = [body.by_title[title].texts for title in deciding if title]
    for line, label in labels.items():
        whose = employee[line].as_py()
        said = not whose or whose == label or any(column[line].as_py() == label for column in columns)
        rows[line] = said or totals_somebody(label)
    return rows


def _filled(body: Body, mapped: Mapped, target: str) -> np.ndarray:
    title = mapped.of(target)
    return np.asarray(pc.not_equal(body.by_title[title].texts, "")) if title else np.zeros(body.length, dtype=bool)


def _fill_down(gaps: np.ndarray, answers: Answers) -> tuple[bool, str]:
    if answer := answers.reading.get("fill_down"):
        return answer == "yes", "as answered"
    count = int(gaps.sum())
    return bool(count), f"{count:,} rows name a category and an amount, but no employee" if count else "no row needs it"


def continued(lines: Lines, reason: str) -> Lines:
    """Rows of figures without an employee as more of the employee above them; those before the first stay."""
    first = lines.lines.min(initial=lines.body.length)
    more = (lines.kinds == "unknown") & (np.arange(lines.body.length) > first)
    filled = lines.filled | more
    employee = _down(lines.employee, filled)
    kinds = np.where(more, "line", lines.kinds)
    return replace(lines, kinds=kinds, employee=employee, filled=filled, fill_reason=reason)


def _down(texts: pa.Array, lines: np.ndarray) -> pa.Array:
    """Blank cells of these lines repeat the last filled cell above."""
    blank = np.asarray(pc.equal(texts, ""))
    last = np.maximum.accumulate(np.where(blank, -1, np.arange(len(blank))))
    take = np.where(lines & blank & (last >= 0), last, np.arange(len(blank)))
    return texts.take(pa.array(take))


def _left_out(body: Body, answers: Answers) -> np.ndarray:
    mask = np.zeros(body.length, dtype=bool)
    if answers.rows:
        mask[[body.line_of[row] for row in answers.rows if row in body.line_of]] = True
    return mask


def _furniture(body: Body, kinds: np.ndarray) -> np.ndarray:
    """Rows above the header that come again on every page are no figures, whatever numbers they hold."""
    above = {_mask(cells) for cells in body.above if any(cells)}
    parts = [column.texts for column in body.columns if column.place.startswith("column")]
    for line in np.flatnonzero(kinds == "unknown")[:10_000] if above else ():
        if _mask([part[int(line)].as_py() for part in parts]) in above:
            kinds[line] = "text"
    return kinds


def _mask(cells: object) -> str:
    return re.sub(r"\d+", "0", " ".join(cell for cell in cells if cell))  # type: ignore[attr-defined]
