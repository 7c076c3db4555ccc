"""What a register says of the whole run: columns, lines above the header, answers; and the dates in one order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workbench.findings import Finding
from workbench.rules.field_map import translate
from workbench.rules.register_answers import PERIOD_FACTS, Answers
from workbench.rules.register_body import Body
from workbench.rules.register_categories import Known
from workbench.rules.register_entries import problem
from workbench.rules.register_lines import Lines
from workbench.rules.register_numbers import ORDERS, Style, date_order, plain_day

DATES = (*PERIOD_FACTS, "work_date")
_SAID = (
    (
        "pay_date",
        r"(pay|check|cheque|payment|deposit|paid)\s*(date|day|on)|payday|date of payment"
        r"|date de (paie|paiement|versement)",
    ),
    ("period", r"((pay|payroll)\s*)?period(\s*(dates?|covered|from))?|(from|for the period)"),
    ("period_start", r"((pay|payroll)\s*)?period\s*(start|begin|beginning|from)(\s*date)?|(start|begin) date"),
    ("period_end", r"((pay|payroll)\s*)?period\s*(end|ending|to)(\s*date)?|(week|end) ?(ending|date)"),
    ("run", r"((pay|payroll)\s*)?(run|batch|number)(\s*(id|no|number|code|#))?"),
    ("payroll_group", r"pay(roll)?\s*(group|schedule|company)|company code|paygroup"),
)
_PAIR = re.compile(r"^(?P<label>[^:]{2,30}?)\s*[:#]\s*(?P<value>.*)$")
_SEVERAL = re.compile(
    r"[,;|]\s+(?=[^\W\d_][A-Za-z ]{2,30}:)|\s{2,}(?=[^\W\d_][A-Za-z ]{2,30}:)|\s{3,}(?=[^\W\d_])"
)  # Period: ..., Pay day: ...
_PLAIN = re.compile(r"^(?P<label>[^\W\d_][A-Za-z .]{2,30}?)\s+(?P<value>\d.*)$")  # Pay Date 02/13/2026
_DAY = r"[^\W\d_]{3,9}\.? \d{1,2}(?:,? \d{4})?|\d{1,4}[-/]\d{1,2}[-/]\d{1,4}"
_FROM_TO = re.compile(rf"(?P<first>{_DAY})\s+(?:to|thru|through|au|-|–)\s+(?P<last>{_DAY})", re.IGNORECASE)
_RANGE = re.compile(r"(?<=\d{4})-(?=\d{1,2}/)|\s+(?:-|–|to|thru|through|au)\s+|\s*–\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Fact:
    """Something the file says of the whole run, and where."""

    value: str
    place: str


def facts_above(body: Body) -> dict[str, Fact]:
    """What the lines above the header say: "Pay Date: 02/13/2026", "Period: 01/26/2026 - 02/08/2026"."""
    found: dict[str, Fact] = {}
    for row, cells in enumerate(body.above, start=1):
        for text in cells:
            for name, day in zip(("period_start", "period_end"), _period(text), strict=False):
                found.setdefault(name, Fact(day, f"row {row}"))
        for label, value in _pairs([cell for cell in cells if cell]):
            what = next((name for name, shape in _SAID if re.fullmatch(shape, label.strip(), re.IGNORECASE)), "")
            for name, text in _of(what, value):
                found.setdefault(name, Fact(text, f"row {row}"))
    return found


def _pairs(cells: list[str]) -> Iterator[tuple[str, str]]:
    cells = [part for cell in cells for part in _SEVERAL.split(cell)]
    for at, cell in enumerate(cells):
        if match := _PAIR.match(cell) or _PLAIN.match(cell):
            value = match["value"] or (cells[at + 1] if at + 1 < len(cells) else "")
            yield match["label"], value.strip()
        elif at + 1 < len(cells):
            yield cell, cells[at + 1]


def _of(what: str, value: str) -> Iterator[tuple[str, str]]:
    if not what or not value:
        return
    if what == "period":
        ends = _RANGE.split(value)
        if len(ends) == 2 and all(_is_day(end) for end in ends):
            yield from zip(("period_start", "period_end"), ends, strict=True)
    elif what not in PERIOD_FACTS or _is_day(value):
        yield what, value


def _period(text: str) -> tuple[str, ...]:
    """Two days that a line joins: "January 26 through February 8, 2026"; the year may stand only once."""
    match = _FROM_TO.search(text)
    if not match:
        return ()
    first, last = match["first"].strip(), match["last"].strip()
    if not _is_day(first) and (year := re.search(r"\d{4}$", last)):
        first = f"{first}, {year[0]}"
    return (first, last) if _is_day(first) and _is_day(last) else ()


def _is_day(text: str) -> bool:
    return any(plain_day(text, order) for order in ORDERS)


def order_of_dates(lines: Lines, answers: Answers, above: Mapping[str, Fact]) -> Style:
    """In which order the dates of this file are written."""
    if order := answers.reading.get("dates"):
        return Style(order, "as answered")
    texts = {fact.value for name, fact in above.items() if name in DATES}
    for name in DATES:
        column = lines.texts(name)
        if column is not None:
            texts |= set(column.take(pa.array(lines.lines)).unique().to_pylist())
    return date_order(texts)


@dataclass(frozen=True, eq=False)
class RunFacts:
    """The facts of every paycard line as text, and what is wrong with them."""

    columns: Mapping[str, pa.Array]  # as long as the body
    order: Style
    sources: Mapping[str, str]  # fact -> where it comes from
    findings: tuple[Finding, ...]


def run_facts(lines: Lines, answers: Answers, known: Known) -> RunFacts:
    """Run, payroll group, dates and paycard type of every line, dates as year-month-day."""
    above = facts_above(lines.body)
    order = order_of_dates(lines, answers, above)
    made = _Facts(lines, answers, above, order, known)
    for name in ("payroll_group", *PERIOD_FACTS, "paycard_type", "run"):
        made.take(name)
    if not order.mark:
        remedy = f"Answer Dates: {' or '.join(ORDERS.values())}."
        made.findings.append(problem("ask_dates", f"{order.reason}.", remedy, lines, None, ""))
    return RunFacts(made.columns, order, made.sources, tuple(made.findings))


class _Facts:
    """Gathers the facts one by one; lives as long as their columns."""

    def __init__(self, lines: Lines, answers: Answers, above: Mapping[str, Fact], order: Style, known: Known) -> None:
        self.lines, self.answers, self.above, self.order, self.known = lines, answers, above, order, known
        self.columns: dict[str, pa.Array] = {}
        self.sources: dict[str, str] = {}
        self.findings: list[Finding] = []
        self.counted = pa.array(lines.kinds == "line")

    def take(self, name: str) -> None:
        """One fact: answered, else its column, else what stands above the header, else what is usual."""
        texts, source = self._texts(name)
        texts = pc.if_else(self.counted, texts, "")
        if name in PERIOD_FACTS:
            texts = self._days(name, texts)
        elif name == "run":
            texts = self._filled_in(texts)
        self.columns[name], self.sources[name] = texts, source
        blank = np.flatnonzero(np.asarray(pc.equal(texts, "")) & (self.lines.kinds == "line"))
        if len(blank) and not (name in PERIOD_FACTS and source and not self.order.mark):
            self.findings.append(self._missing(name, int(blank[0]), bool(self.lines.mapped.of(name))))

    def _texts(self, name: str) -> tuple[pa.Array, str]:
        column = self.lines.texts(name)
        if self.answers.facts.get(name) and column is None:
            return self._same(self.answers.facts[name]), "answered"
        if column is not None:
            values = self.answers.fields.values.get(name, {})
            texts = translate(column, values)
            if self.answers.facts.get(name):  # fills the cells that are blank
                texts = pc.if_else(pc.equal(texts, ""), self.answers.facts[name], texts)
            return texts, f"column {self.lines.mapped.of(name)}"
        if name in self.above:
            return self._same(self.above[name].value), self.above[name].place
        if name == "paycard_type":
            return self._same("regular"), "usual"
        if name == "payroll_group" and len(self.known.payroll_groups) == 1:
            return self._same(self.known.payroll_groups["code"].iloc[0]), "the only group of earlier runs"
        return self._same(""), ""

    def _same(self, value: str) -> pa.Array:
        return pa.repeat(pa.scalar(value, pa.string()), self.lines.body.length)

    def _days(self, name: str, texts: pa.Array) -> pa.Array:
        coded = texts.dictionary_encode()
        days = [self._day(text) for text in coded.dictionary.to_pylist()]
        values = [day.isoformat() if day else "" for day in days]
        wrong = [t for t, day in zip(coded.dictionary.to_pylist(), days, strict=True) if t and not day]
        column = self.lines.mapped.of(name)
        if wrong and self.order.mark:
            said = f"{wrong[0][:40]!r} is no date in the order {ORDERS.get(self.order.mark, 'year, month, day')}."
            remedy = "Mend the cell, or answer Dates with the order the file has."
            line = int(np.flatnonzero(np.asarray(pc.equal(texts, wrong[0])))[0])
            where = line if column else None
            self.findings.append(problem("bad_date", said, remedy, self.lines, where, column or name, wrong[0]))
        return pa.array(values, pa.string()).take(coded.indices)

    def _day(self, text: str) -> date | None:
        return plain_day(text, self.order.mark if self.order.mark in ORDERS else "")

    def _filled_in(self, texts: pa.Array) -> pa.Array:
        """{pay_date} and the like in the code of a run."""
        for name in ("pay_date", "period_end", "payroll_group"):
            sign = f"{{{name}}}"
            if pc.any(pc.match_substring(texts, sign)).as_py():
                pairs = zip(texts.to_pylist(), self.columns[name].to_pylist(), strict=True)
                texts = pa.array([text.replace(sign, value) for text, value in pairs], pa.string())
        return texts

    def _missing(self, name: str, line: int, mapped: bool) -> Finding:
        label = name.replace("_", " ")
        if mapped:
            said = f"The {label} of the row is blank."
            return problem("blank_fact", said, "Fill it in there.", self.lines, line, self.lines.mapped.of(name))
        said = f"The register does not say the {label}."
        return problem("ask_" + name, said, f"Fill in the {label}.", self.lines, None, name)
