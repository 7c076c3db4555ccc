"""One pasted cell: the code it holds, or what a spreadsheet may have made of that code, to be asked about."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from workbench.rules.look_alikes import cleaned, odd_characters

TEXT, NUMBER, PLAIN, ZEROS = "text", "number", "plain", "zeros"
_SCIENTIFIC = re.compile(r"[0-9]([.,][0-9]+)?[eE]([+-][0-9]{1,2})")
_GROUPED = re.compile(r"[0-9]{1,3}([.,'  \u00a0\u202f][0-9]{3})+([.,][0-9]{1,2})?")
_DECIMALS = re.compile(r"[0-9]+[.,]0{1,4}")
_MISTAKE = re.compile(r"#(N/A|NV|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|####*)", re.IGNORECASE)


@dataclass(frozen=True)
class Doubt:
    """What a cell may have been before a spreadsheet changed it: ``kind``, and the code under each answer."""

    kind: str  # "scientific", "separators", "odd_characters", "leading_zeros"
    answers: dict[str, str]  # answer -> code
    likely: str  # the answer that gives a code that is known, if only one does


def is_mistake(text: str) -> bool:
    """True for what a spreadsheet shows where a formula failed: #N/A, #REF! ..."""
    return bool(_MISTAKE.fullmatch(text))


def lost_digits(text: str) -> bool:
    """True for a number shown with an exponent whose last digits are gone."""
    match = _SCIENTIFIC.fullmatch(text)
    if match is None:
        return False
    shown = len((match[1] or "")[1:])
    return shown >= 4 and int(match[2]) > shown  # General format keeps six digits


def doubt(text: str, known: Collection[str]) -> Doubt | None:
    """What has to be asked about a cell; None where it is a code as it stands."""
    if text in known:
        return None
    if odd_characters(text):
        return _doubt("odd_characters", {TEXT: text, PLAIN: cleaned(text)}, known)
    if match := _SCIENTIFIC.fullmatch(text):
        number = Decimal(text.replace(",", ".").replace(match[2], "") + match[2])
        return _doubt("scientific", {TEXT: text, NUMBER: format(number.normalize(), "f")}, known)
    if _GROUPED.fullmatch(text) or _DECIMALS.fullmatch(text):
        return _doubt("separators", {TEXT: text, NUMBER: _number(text)}, known)
    if text.isdecimal():
        padded = [code for code in known if code.isdecimal() and code.startswith("0") and code.lstrip("0") == text]
        if len(padded) == 1:
            return _doubt("leading_zeros", {TEXT: text, ZEROS: padded[0]}, known)
    return None


def _doubt(kind: str, answers: dict[str, str], known: Collection[str]) -> Doubt:
    right = [answer for answer, code in answers.items() if code in known]
    return Doubt(kind, answers, right[0] if len(right) == 1 else "")


def _number(text: str) -> str:
    """A written number as plain digits: 1.234,56 is 1234.56, 6,010 is 6010, 6010.00 is 6010."""
    whole, decimals = text, ""
    tail = re.search(r"[.,]([0-9]{1,2})$", text) or (
        re.search(r"[.,](0{3,4})$", text) if _DECIMALS.fullmatch(text) else None
    )
    if tail:
        whole, decimals = text[: tail.start()], tail[1].rstrip("0")
    digits = re.sub(r"[^0-9]", "", whole)
    return f"{digits}.{decimals}" if decimals else digits
