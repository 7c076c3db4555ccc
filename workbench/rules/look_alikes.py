"""Codes that look like others and are not: letters of another alphabet, odd spaces, wide digits, O for 0."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cached_property

# Letters of other alphabets that are drawn like Latin ones, by their place in Unicode.
_CYRILLIC = {
    0x410: "A", 0x412: "B", 0x415: "E", 0x405: "S", 0x406: "I", 0x408: "J", 0x41A: "K", 0x41C: "M", 0x41D: "H",
    0x41E: "O", 0x420: "P", 0x421: "C", 0x422: "T", 0x423: "Y", 0x425: "X", 0x430: "a", 0x435: "e", 0x43E: "o",
    0x440: "p", 0x441: "c", 0x443: "y", 0x445: "x", 0x455: "s", 0x456: "i", 0x458: "j", 0x501: "d", 0x4BB: "h",
}  # fmt: skip
_GREEK = {
    0x391: "A", 0x392: "B", 0x395: "E", 0x396: "Z", 0x397: "H", 0x399: "I", 0x39A: "K", 0x39C: "M", 0x39D: "N",
    0x39F: "O", 0x3A1: "P", 0x3A4: "T", 0x3A5: "Y", 0x3A7: "X", 0x3BD: "v", 0x3BF: "o", 0x3C1: "p",
}  # fmt: skip
_TWINS = {chr(at): latin for at, latin in (_CYRILLIC | _GREEK).items()}
_DASHES = dict.fromkeys("‐‑‒–—―−﹣－", "-")
_AS_LATIN = str.maketrans({**_TWINS, **_DASHES})
_AS_HYPHEN = str.maketrans({**_DASHES})
# Latin letters and digits that people mistake for each other; used to find what is near, never to say what is wrong.
_MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1", "|": "1", "s": "5", "b": "8", "z": "2"})
_NAMES = {
    "\u00a0": "a non-breaking space",
    "\u202f": "a narrow space",
    "\u200b": "an invisible space",
    "\ufeff": "an invisible mark",
}


def odd_characters(code: str) -> str:
    """What in a code looks like something else, in words; "" when nothing does.

    Blanks around or doubled, spaces that are no space, invisible marks, digits that are not 0 to 9, letters of another
    alphabet among Latin letters or digits, dashes that are no hyphen.
    """
    if code.isascii() and code.isprintable() and code == code.strip() and "  " not in code:
        return ""
    found = list(dict.fromkeys(filter(None, (_odd(letter, code) for letter in code))))
    if code != code.strip():
        found.append("a blank at its start or end")
    elif "  " in code:
        found.append("two blanks in a row")
    return ", ".join(found)


def cleaned(code: str) -> str:
    """The code as it was most likely meant: the same letters in Latin, plain digits, hyphens and spaces."""
    text = unicodedata.normalize("NFKC", code)
    text = "".join(
        " " if unicodedata.category(c) == "Zs" else c for c in text if unicodedata.category(c) not in ("Cf", "Cc")
    )
    plain_digits = "".join(str(unicodedata.digit(c)) if unicodedata.category(c) == "Nd" else c for c in text)
    latin = plain_digits.translate(_AS_LATIN)
    return " ".join((latin if _mixed(plain_digits) else plain_digits.translate(_AS_HYPHEN)).split())


class NearCodes:
    """Known codes made ready to find the one that a wrong code was mistaken for."""

    def __init__(self, known: Iterable[str]) -> None:
        self.known = frozenset(known) - {""}

    @cached_property
    def _shapes(self) -> dict[str, list[str]]:
        return _grouped((_shape(cleaned(one)), one) for one in self.known)

    @cached_property
    def _zeros(self) -> dict[str, list[str]]:
        return _grouped((one.lstrip("0"), one) for one in self.known)

    def near(self, code: str) -> str:
        """The one known code this one is mistaken for; "" when it is known itself, or none or several are near."""
        if not code or code in self.known:
            return ""
        mended = cleaned(code)
        if mended in self.known:
            return mended
        alike = self._shapes.get(_shape(mended), []) or self._zeros.get(mended.lstrip("0"), [])
        return alike[0] if len(alike) == 1 else ""


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for shape, code in pairs:
        groups.setdefault(shape, []).append(code)
    return groups


def _shape(code: str) -> str:
    """What is left of a code for the eye: no case, no blanks or separators, look-alike letters as digits."""
    return "".join(c for c in code.casefold() if c.isalnum() or c == "|").translate(_MISREAD)


def _mixed(code: str) -> bool:
    """Twins of Latin letters, in a code that becomes plain ASCII once they are Latin: nobody types that on purpose."""
    return any(c in _TWINS for c in code) and code.translate(_AS_LATIN).isascii()


def _odd(letter: str, code: str) -> str:
    kind = unicodedata.category(letter)
    if letter in _NAMES:
        return _NAMES[letter]
    if kind in ("Zs", "Zl", "Zp") and letter != " ":
        return f"the space U+{ord(letter):04X}"
    if kind in ("Cf", "Cc"):
        return f"the invisible character U+{ord(letter):04X}"
    if kind == "Nd" and not letter.isascii():
        return f"{letter}, which is no digit 0 to 9"
    if letter in _DASHES:
        return f"{letter}, which is no hyphen"
    if letter in _TWINS and _mixed(cleaned_width(code)):
        return f"{letter}, which is not the Latin {_TWINS[letter]}"
    if not letter.isascii() and unicodedata.normalize("NFKC", letter).isascii():
        return f"{letter}, which is not the plain {unicodedata.normalize('NFKC', letter)}"
    return ""


def cleaned_width(code: str) -> str:
    """The code with wide letters and digits in their plain form, everything else as it is."""
    return unicodedata.normalize("NFKC", code)
