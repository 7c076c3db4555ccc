"""What is said of time entries row by row: the worst severity, every reason and remedy, and one finding per matter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.findings import Finding, Findings, Severity
from workbench.money import decimal_to_ints
from workbench.rules.time_labor import MappedTime
from workbench.rules.time_texts import Texts

OK, WARNING, ERROR, SKIPPED, LEFT_OUT = "ok", "warning", "error", "skipped", "left out"
_VERDICTS = (OK, WARNING, ERROR, SKIPPED, LEFT_OUT)
_RANK = {OK: 0, "note": 0, WARNING: 1, ERROR: 2}
Sentence = Callable[[str], tuple[str, str]]  # of a code: what is wrong with it, and what to do


class Said:
    """What was said of each row, sentence after sentence: rows of which the same was said share one text."""

    def __init__(self, rows: int) -> None:
        self._texts = [""]
        self._of = np.zeros(rows, dtype=np.int32)

    def __getitem__(self, row: int) -> str:
        return self._texts[self._of[row]]

    def add(self, at: np.ndarray, which: np.ndarray, sentences: Sequence[str] | np.ndarray) -> None:
        """Say to the rows ``at`` one more of the sentences each, as ``which`` numbers them."""
        pairs, met = pd.factorize(self._of[at].astype(np.int64) * len(sentences) + which)
        first = len(self._texts)
        for before, new in (divmod(int(one), len(sentences)) for one in met):
            said = self._texts[before]
            self._texts.append(f"{said} {sentences[new]}" if said else sentences[new])
        self._of[at] = pairs + first

    @property
    def texts(self) -> Texts:
        """As a column."""
        return Texts(pa.array(self._texts, pa.string()), self._of)


class Rows:
    """The verdict on each row of mapped time; lives while the checks are made."""

    def __init__(self, mapped: MappedTime) -> None:
        self.labor = mapped.labor
        self.employee = mapped.code("employee")
        self.hours = decimal_to_ints(pa.array(self.labor["units"], pa.decimal128(18, 4)))
        rows = len(self.labor)
        self.rank = np.zeros(rows, dtype=np.int8)
        self.reason, self.remedy = Said(rows), Said(rows)
        self.excused = np.zeros(rows, dtype=bool)  # somebody accepted what can be accepted, with a reason
        self.taking_part = np.ones(rows, dtype=bool)  # neither skipped nor left out
        self._verdict = np.zeros(rows, dtype=np.int8)  # of those that take no part, as _VERDICTS numbers it
        self.found: list[Finding] = []

    def say(
        self, mask: np.ndarray, code: str, severity: Severity, column: str, about: Texts, sentence: Sentence,
        mend: str = "time_import", excusable: bool = False,
    ) -> None:  # fmt: skip
        """Say something of the rows of ``mask``: a sentence per different text in ``about``, and one finding each."""
        at = np.flatnonzero(mask & self.taking_part)
        if severity == ERROR and excusable:
            at, pardoned = at[~self.excused[at]], at[self.excused[at]]
            if len(pardoned):
                self._say(pardoned, code, "warning", column, about, sentence, mend)
        if len(at):
            self._say(at, code, severity, column, about, sentence, mend)

    def _say(
        self, at: np.ndarray, code: str, severity: Severity, column: str, about: Texts, sentence: Sentence, mend: str,
    ) -> None:  # fmt: skip
        codes, values = about.seen(at)
        said = [sentence(value) for value in values]
        self.reason.add(at, codes, [reason for reason, _ in said])
        self.remedy.add(at, codes, [remedy for _, remedy in said])
        self.rank[at] = np.maximum(self.rank[at], _RANK[severity])
        rows = np.bincount(codes, minlength=len(values))
        units = np.zeros(len(values), dtype=np.int64)
        np.add.at(units, codes, self.hours[at])
        employees = self.employee.at(at[np.unique(codes, return_index=True)[1]])
        firsts = employees.each(employees.values)
        for value, (message, remedy), count, hours, first in zip(values, said, rows, units, firsts, strict=True):
            whole = f"{message} {entries_words(int(count), int(hours))}"
            whose = str(first) if column in ("employee", "units") else ""
            found = Finding(code, severity, whole, remedy, column=column, value=value, employee=whose, page=mend)
            self.found.append(found)

    def tell(self, mask: np.ndarray, sentences: Texts) -> None:
        """Say to these rows, those that take no part among them, what there is to know; it changes no verdict."""
        at = np.flatnonzero(mask)
        self.reason.add(at, *sentences.seen(at))

    def once(self, code: str, severity: Severity, message: str, remedy: str, mend: str = "time_import") -> None:
        """Say something of the import as a whole."""
        self.found.append(Finding(code, severity, message, remedy, page=mend))

    def set_apart(self, mask: np.ndarray, verdict: str, reasons: Texts) -> None:
        """Let rows take no part, each with its reason; nothing more is said of them."""
        self._verdict[mask], self.taking_part[mask] = _VERDICTS.index(verdict), False
        self.tell(mask, reasons)

    @property
    def verdict(self) -> Texts:
        """Per row: ok, warning, error, skipped or left out."""
        return Texts(pa.array(_VERDICTS), np.where(self.taking_part, self.rank, self._verdict).astype(np.int32))

    def verdicts(self) -> np.ndarray:
        """The verdict of each row as Python holds it."""
        return self.verdict.each(self.verdict.values)

    @property
    def findings(self) -> Findings:
        """Errors first, then warnings, then notes, each in the order they were found."""
        order = {"error": 0, "warning": 1, "note": 2}
        return Findings(sorted(self.found, key=lambda f: order[f.severity]))


def entries_words(count: int, hours: int) -> str:
    """How much is concerned: (3 entries, 24.00 h)."""
    return f"({count} {'entry' if count == 1 else 'entries'}, {hours_words(hours)} h)"


def hours_words(hours: int) -> str:
    """Ten-thousandths of an hour as people read hours: at least two decimals, no more than needed."""
    whole, rest = divmod(abs(hours), 10_000)
    decimals = f"{rest:04}".rstrip("0").ljust(2, "0")
    return f"{'-' if hours < 0 else ''}{whole}.{decimals}"
