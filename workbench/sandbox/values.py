"""How the gateway writes and reads its values: dates, timestamps, amounts, booleans, in a user's own layout."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

_DATE = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_LOOSE_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_STAMP = re.compile(r"(\d{2}/\d{2}/\d{4})(?: (\d{2}):(\d{2}):(\d{2}))?")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True)
class Layout:
    """How one user reads dates, clock and amounts."""

    dateformat: str = "/mdY"
    gmtoffset: str = "+00:00"
    clock: str = "24"
    amounts: str = "trimmed"

    @property
    def offset(self) -> timedelta:
        """The user's distance from UTC."""
        sign = -1 if self.gmtoffset.startswith("-") else 1
        hours, minutes = self.gmtoffset.lstrip("+-").split(":")
        return sign * timedelta(hours=int(hours), minutes=int(minutes))

    def date(self, day: date) -> str:
        """A date in the user's order and separator."""
        parts = {"m": f"{day.month:02}", "d": f"{day.day:02}", "Y": f"{day.year:04}", "y": f"{day.year % 100:02}"}
        return self.dateformat[0].join(parts[letter] for letter in self.dateformat[1:])

    def stamp(self, moment: datetime) -> str:
        """A timestamp in the user's zone, order and clock."""
        local = moment + self.offset
        clock = "%I:%M:%S %p" if self.clock == "12" else "%H:%M:%S"
        return f"{self.date(local.date())} {local.strftime(clock)}"

    def amount(self, value: Decimal) -> str:
        """A number without trailing zeros, or as stored."""
        text = format(value, "f")
        if self.amounts != "trimmed" or "." not in text:
            return text
        return text.rstrip("0").rstrip(".") or "0"


def parse_date(text: str, loose: bool = False) -> date:
    """A date written mm/dd/yyyy; ValueError for anything else."""
    match = _DATE.fullmatch(text) or (loose and _LOOSE_DATE.fullmatch(text))
    if match:
        month, day, year = (int(part) for part in match.groups())
        return date(year, month, day)
    if loose and (iso := _ISO_DATE.fullmatch(text)):
        return date(*(int(part) for part in iso.groups()))
    raise ValueError(f"not a mm/dd/yyyy date: {text}")


def parse_stamp(text: str, layout: Layout) -> datetime:
    """A timestamp mm/dd/yyyy hh:mm:ss in the user's zone, as UTC."""
    match = _STAMP.fullmatch(text)
    if not match:
        raise ValueError(f"not a mm/dd/yyyy hh:mm:ss timestamp: {text}")
    day = parse_date(match[1])
    hour, minute, second = (int(part or 0) for part in match.groups()[1:])
    return datetime.combine(day, time(hour, minute, second)) - layout.offset


def parse_number(text: str) -> Decimal:
    """A plain decimal number; ValueError for exponents, signs of plus, brackets."""
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"not a number: {text}")
    return Decimal(text)


def parse_boolean(text: str) -> bool:
    """true or false, nothing else."""
    if text not in ("true", "false"):
        raise ValueError(f"neither true nor false: {text}")
    return text == "true"


def parse(kind: str, text: str, layout: Layout, loose: bool = False) -> Any:
    """A value of the given kind from its text on the wire; blank is None."""
    if text == "":
        return None
    if kind == "integer":
        return int(parse_number(text))
    if kind == "decimal":
        return parse_number(text)
    if kind == "boolean":
        return parse_boolean(text)
    if kind == "date":
        return parse_date(text, loose)
    if kind == "timestamp":
        return parse_stamp(text, layout)
    return text


def written(kind: str, value: Any, layout: Layout) -> str:
    """The text of a stored value on the wire."""
    if value is None or value == "":
        return ""
    if kind == "date":
        return layout.date(value)
    if kind == "timestamp":
        return layout.stamp(value)
    if kind == "decimal":
        return layout.amount(value)
    if kind == "boolean":
        return "true" if value else "false"
    return str(value)


def stored(kind: str, text: Any) -> Any:
    """A value of the given kind from a company file or a saved state (ISO dates)."""
    if text is None or text == "":
        return None
    if kind == "boolean":
        return str(text).lower() == "true"
    if kind == "date":
        return date.fromisoformat(str(text))
    if kind == "timestamp":
        return datetime.fromisoformat(str(text))
    if kind == "decimal":
        return Decimal(str(text))
    return int(text) if kind == "integer" else str(text)
