"""Names as they are compared: without accents, case and punctuation, so that people find what they mean."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BREAKS = re.compile(r"[^0-9a-z]+")
_OTHER_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ß": "ss"})


@lru_cache(maxsize=1 << 16)
def plain(text: str) -> str:
    """The text in lower case, without accents, its words one blank apart."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.casefold().translate(_OTHER_LETTERS))
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return _BREAKS.sub(" ", text.casefold()).strip()
