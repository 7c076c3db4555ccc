"""A paste being read: each cell's code, the questions about what a spreadsheet may have changed, and the findings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from workbench.findings import Finding, Findings, Severity
from workbench.rules.known import Known
from workbench.rules.pasted_cells import Doubt, doubt, is_mistake, lost_digits
from workbench.rules.setup import CODE_TABS

FILE = "pasted rows"
KEEP, BLANK = "keep", "blank"
_ASKED = {
    "scientific": "look like numbers a spreadsheet shows with an exponent",
    "separators": "look like numbers with separators or decimals",
    "odd_characters": "have characters that are not what they look like",
    "leading_zeros": "may have lost their leading zeros",
}
_ANSWERS = {
    "text": "Take them as they are written", "number": "Take the plain number", "plain": "Write them plainly",
    "zeros": "Give them their leading zeros back", KEEP: "Keep what stands there now", BLANK: "Make them blank",
}  # fmt: skip


@dataclass(frozen=True)
class Question:
    """Something only people know about alike cells. Answer with ``answers={question.key: one of options}``."""

    key: str
    text: str
    options: Mapping[str, str]  # answer -> what it says
    examples: tuple[tuple[int, str, Mapping[str, str]], ...]  # line, as pasted, answer -> code
    suggested: str = ""


class Paste:
    """One reading of a paste; lives as long as its questions and findings are gathered."""

    def __init__(self, tab: str, answers: Mapping[str, str], known: Known) -> None:
        self.tab, self.answers, self.known = tab, answers, known
        self.doubts: dict[str, list[tuple[int, str, Doubt]]] = {}
        self.blanks: list[tuple[int, str]] = []
        self.found: list[Finding] = []
        self.trimmed: list[int] = []  # lines of cells with blanks around their code

    def say(self, code: str, severity: Severity, message: str, remedy: str, line: int, value: str = "") -> None:
        self.found.append(Finding(code, severity, message, remedy, FILE, line, value=value, page="account_setup"))

    def cell(self, line: int, field: str, text: str) -> str | None:
        """The code of a cell; None while a question about it is open or when it can hold none."""
        if text != text.strip(" "):
            self.trimmed.append(line)
            text = text.strip(" ")
        if is_mistake(text):
            self.say(
                "spreadsheet_error", "error", f"{field} is {text}.", "Mend the formula and paste again.", line, text
            )
            return None
        if lost_digits(text):
            message = f"{field} is {text}: digits of the code are lost."
            self.say("digits_lost", "error", message, "Make the column text in the spreadsheet first.", line, text)
            return None
        asked = doubt(text, self._known(field))
        if asked is None:
            return text
        key = f"{field}:{asked.kind}"
        answer = self.answers.get(key, "")
        if answer not in asked.answers:
            self.doubts.setdefault(key, []).append((line, text, asked))
            return None
        return asked.answers[answer]

    def _known(self, field: str) -> Collection[str]:
        if field in ("debit", "credit"):
            return self.known.accounts.known
        dimension = dimension_of_tab(self.tab) if field in ("code", "intacct", "gl") else field
        if field == "intacct":
            return self.known.near_values[dimension].known if dimension in self.known.near_values else ()
        if field == "gl":
            return ()
        return self.known.near[dimension].known if dimension in self.known.near else ()

    def blank(self, line: int, field: str, before: str) -> str | None:
        """What a blank cell makes of a value that stands there; None while that is not answered."""
        if not before:
            return ""
        answer = self.answers.get("blank cells", "")
        if answer not in (KEEP, BLANK):
            self.blanks.append((line, field))
            return None
        return before if answer == KEEP else ""

    def said(self) -> Findings:
        """Everything that is to be said of the rows so far."""
        if not self.trimmed:
            return Findings(self.found)
        message = f"{len(self.trimmed)} cells had blanks around their code; they are taken without."
        note = Finding(
            "blanks_trimmed", "note", message, "Nothing to do.", FILE, min(self.trimmed), page="account_setup"
        )
        return Findings([*self.found, note])

    def questions(self) -> Iterator[Question]:
        for key, cells in self.doubts.items():
            field, kind = key.split(":")
            likely = {one.likely for *_, one in cells}
            options = {answer: _ANSWERS[answer] for answer in cells[0][2].answers}
            shown = tuple((line, text, one.answers) for line, text, one in cells)
            text = f"{_cells(len(cells))} of {field} {_ASKED[kind]}. What is meant?"
            yield Question(key, text, options, shown, likely.pop() if len(likely) == 1 else "")
        if self.blanks:
            lines = tuple((line, "", {KEEP: field, BLANK: ""}) for line, field in self.blanks)
            text = f"{_cells(len(self.blanks))} without a value where the setup has one. What is meant?"
            yield Question("blank cells", text, {KEEP: _ANSWERS[KEEP], BLANK: _ANSWERS[BLANK]}, lines, KEEP)


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"


def dimension_of_tab(tab: str) -> str:
    """Whose codes a tab holds: "category", a dimension, or "" for the Overwrite tab."""
    if tab == "categories":
        return "category"
    return next((d for d, name in CODE_TABS.items() if name == tab), tab.removeprefix("dimensions."))
