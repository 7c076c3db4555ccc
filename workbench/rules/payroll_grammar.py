"""What is wrong with a cell as written: blanks around a code, an amount or date outside the grammar, in a sentence."""

from __future__ import annotations

import re
import unicodedata

_CURRENCY = re.compile(r"[$€£¥]|CAD|USD", re.IGNORECASE)
_PLAIN = "Write it with digits, a point and a leading minus only, like -1234.50."
_DECIMALS = {2: "two", 4: "four", 6: "six"}


def number_sentence(text: str, scale: int) -> tuple[str, str]:
    """Why ``text`` is no number with at most ``scale`` decimals, and how to write it."""
    for said, shape, remedy in _NUMBER_SHAPES:
        if re.search(shape, text):
            return f"{text[:60]!r} {said}.", remedy
    if re.fullmatch(rf"-?[0-9]+\.[0-9]{{{scale + 1},}}", text):
        said = f"{text[:60]!r} has more than {_DECIMALS[scale]} decimals."
        return said, "Round it where it is calculated; nothing is rounded in silence here."
    if re.fullmatch(r"-?[0-9]+(\.[0-9]*)?", text):
        return f"{text[:60]!r} is too large for a payroll amount.", _PLAIN
    return f"{text[:60]!r} is not a number.", _PLAIN


_NUMBER_SHAPES = (
    ("has blanks around it", r"^\s|\s$", "Remove the blanks."),
    ("is in brackets", r"^\(.*\)$", "Write a negative amount with a leading minus, like -123.45."),
    ("has its minus at the end", r"[0-9]-$", "Write a negative amount with a leading minus, like -123.45."),
    ("has a plus sign", r"^\+", "Leave the plus out."),
    ("has a currency sign", _CURRENCY, "Leave the currency out."),
    ("is written with an exponent", r"^[-+]?[0-9.]+[eE][-+]?[0-9]+$", "Write it out in full, like 1000.00."),
    ("has a dash that is no minus sign", r"[\u2010-\u2015\u2212]", "Write the minus as the plain hyphen -."),
    ("has digits of another script", r"[^\x00-\x7f]", _PLAIN),
    ("has a thousands separator or a decimal comma", r"[0-9][,'][0-9]", "Use a decimal point, no thousands separator."),
    ("has blanks inside", r"[0-9]\s[0-9]", "Leave thousands separators out."),
    ("has no digit before its point", r"^-?\.[0-9]", "Write the zero: 0.25."),
    ("is an Excel error", r"^#", "Mend the formula in the sheet and save it again."),
)

_ISO = "Write dates as year-month-day, like 2026-02-13."


def date_sentence(text: str) -> tuple[str, str]:
    """Why ``text`` is no date of the form YYYY-MM-DD, and how to write it."""
    if text != text.strip():
        return f"{text[:60]!r} has blanks around it.", "Remove the blanks."
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return f"There is no day {text}.", "Look up the right date."
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T].*", text):
        return f"{text[:60]!r} has a time of day.", f"Leave the time out: {text[:10]}."
    if re.fullmatch(r"[0-9]{5}(\.0)?", text):
        return f"{text!r} is Excel's number of a day.", "Format the column as a date. " + _ISO
    if re.fullmatch(r"[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}", text):
        return f"{text!r} does not begin with the year: which part is the month cannot be told.", _ISO
    return f"{text[:60]!r} is not a date of the form YYYY-MM-DD.", _ISO


def blanks_sentence(text: str) -> tuple[str, str]:
    """A code with blanks before or after it."""
    return f"The code {text[:60]!r} begins or ends with a blank.", f"Write it without: {text.strip()[:60]!r}."


def has_blanks(text: str) -> bool:
    """True when a blank of any kind leads or trails."""
    return text != text.strip()


def has_control(text: str) -> bool:
    """True for characters no text or XML document may hold."""
    return not text.isprintable() and any((ch < " " and ch not in "\t\n\r") or ch in "\x7f\ufffe\uffff" for ch in text)


def has_invisible(text: str) -> bool:
    """True for zero-width and direction characters, tabs and line breaks: two codes may look alike and differ."""
    return not text.isprintable() and any(unicodedata.category(ch) in ("Cf", "Cc") for ch in text)


def control_sentence(text: str) -> tuple[str, str]:
    """A text with a control character."""
    return f"{text[:60]!r} holds a control character, which cannot be sent to Intacct.", "Type the text again."


def invisible_sentence(text: str) -> tuple[str, str]:
    """A code with a character nobody sees."""
    return (
        f"The code {text[:60]!a} holds an invisible character.",
        "Type the code again if it should not be there.",
    )


def alike(text: str) -> str:
    """A code as it is compared when looking for the one that was meant: 600 is like 0600, e1001 like E1001."""
    return unicodedata.normalize("NFKC", text).casefold().strip().lstrip("0")
