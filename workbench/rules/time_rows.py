"""What is said of time entries row by row: the worst severity, every reason and remedy, and one finding per matter."""

from __future__ import annotations

from collections.abc import Callable, Container

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.findings import Finding, Findings, Severity
from workbench.money import decimal_to_ints

OK, WARNING, ERROR, SKIPPED, LEFT_OUT = "ok", "warning", "error", "skipped", "left out"
_RANK = {OK: 0, "note": 0, WARNING: 1, ERROR: 2}
Sentence = Callable[[str], tuple[str, str]]  # of a code: what is wrong with it, and what to do


class Rows:
    """The verdict on each row of mapped time; lives while the checks are made."""

    def __init__(self, labor: pd.DataFrame) -> None:
        self.labor = labor
        self.rank = np.zeros(len(labor), dtype=np.int8)
        self.reason = np.full(len(labor), "", dtype=object)
        self.remedy = np.full(len(labor), "", dtype=object)
        self.excused = np.zeros(len(labor), dtype=bool)  # somebody accepted what can be accepted, with a reason
        self.verdict = np.full(len(labor), "", dtype=object)  # skipped or left out; blank for those that take part
        self.hours = decimal_to_ints(pa.array(labor["units"], pa.decimal128(18, 4)))
        self.found: list[Finding] = []

    def say(
        self, mask: np.ndarray, code: str, severity: Severity, column: str, about: np.ndarray, sentence: Sentence,
        mend: str = "time_import", excusable: bool = False,
    ) -> None:  # fmt: skip
        """Say something of the rows of ``mask``: a sentence per distinct code in ``about``, and one finding each."""
        at = np.flatnonzero(mask & self.taking_part)
        if severity == ERROR and excusable:
            at, pardoned = at[~self.excused[at]], at[self.excused[at]]
            if len(pardoned):
                self._say(pardoned, code, "warning", column, about, sentence, mend)
        if len(at):
            self._say(at, code, severity, column, about, sentence, mend)

    def _say(
        self, at: np.ndarray, code: str, severity: Severity, column: str, about: np.ndarray, sentence: Sentence,
        mend: str,
    ) -> None:  # fmt: skip
        codes, values = pd.factorize(about[at])
        said = [sentence(value) for value in values]
        self._note(at, np.array([one[0] for one in said], object)[codes], np.array([o[1] for o in said], object)[codes])
        self.rank[at] = np.maximum(self.rank[at], _RANK[severity])
        rows = np.bincount(codes, minlength=len(values))
        units = np.zeros(len(values), dtype=np.int64)
        np.add.at(units, codes, self.hours[at])
        employees = self.labor["employee"].to_numpy(object)
        firsts = at[np.unique(codes, return_index=True)[1]]
        for value, (message, remedy), count, hours, first in zip(values, said, rows, units, firsts, strict=True):
            whole = f"{message} {entries_words(int(count), int(hours))}"
            whose = str(employees[first]) if column in ("employee", "units") else ""
            found = Finding(code, severity, whole, remedy, column=column, value=value, employee=whose, page=mend)
            self.found.append(found)

    def _note(self, at: np.ndarray, reasons: np.ndarray, remedies: np.ndarray) -> None:
        for kept, new in ((self.reason, reasons), (self.remedy, remedies)):
            before = kept[at]
            kept[at] = np.where(before == "", new, before + " " + new)

    def once(self, code: str, severity: Severity, message: str, remedy: str, mend: str = "time_import") -> None:
        """Say something of the import as a whole."""
        self.found.append(Finding(code, severity, message, remedy, page=mend))

    def set_apart(self, mask: np.ndarray, verdict: str, reasons: np.ndarray) -> None:
        """Let rows take no part, each with its reason; nothing more is said of them."""
        self.verdict[mask], self.reason[mask] = verdict, reasons[mask]

    @property
    def taking_part(self) -> np.ndarray:
        """The rows neither skipped nor left out."""
        return np.asarray(self.verdict == "", dtype=bool)

    def verdicts(self) -> np.ndarray:
        """Per row: ok, warning, error, skipped or left out."""
        ranked = np.array([OK, WARNING, ERROR], dtype=object)[self.rank]
        return np.where(self.taking_part, ranked, self.verdict)

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


def among(values: np.ndarray, codes: Container[object]) -> np.ndarray:
    """Which of many values are one of the codes; each distinct value is looked up once."""
    numbers, distinct = pd.factorize(values)
    return np.array([one in codes for one in distinct], dtype=bool)[numbers] if len(values) else np.zeros(0, bool)
