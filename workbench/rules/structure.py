"""The GL structure: a template whose blank parts go away together with the separator before them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

_PART = re.compile(r"\{([^{}]*)\}")


class StructureError(ValueError):
    """The template cannot be read; ``remedy`` says how it is written."""

    remedy = (
        'Write it like "{category_gl}-{department_gl}": parts in braces, each a dimension\'s name with _code or _gl '
        "(category_gl, department_code, location_gl, employee_code, project_gl ...), any text between them."
    )


@dataclass(frozen=True)
class Part:
    """One part: the value of ``dimension`` (or the category) as its ``code`` or its ``gl``, and the text before it."""

    name: str
    before: str

    @property
    def dimension(self) -> str:
        """Whose value it is: category, department, location, employee or a dimension."""
        return self.name.rpartition("_")[0]

    @property
    def kind(self) -> str:
        """``gl`` (the tab's part) or ``code`` (the payroll code itself)."""
        return self.name.rpartition("_")[2]


@dataclass(frozen=True)
class Structure:
    """The parts in order and the text after the last one."""

    parts: tuple[Part, ...]
    tail: str

    @cached_property
    def dimensions(self) -> frozenset[str]:
        """Everything but the category that decides a part."""
        return frozenset(part.dimension for part in self.parts if part.name != "category_gl")

    def compose(self, values: Sequence[str]) -> str:
        """The account from the value of each part; a blank one goes away together with the text before it."""
        kept = [(i, part, value) for i, (part, value) in enumerate(zip(self.parts, values, strict=True)) if value]
        if not kept:
            return ""
        # The first part that survives starts without a separator; only text before the very first part is its own.
        text = "".join((part.before if n or not i else "") + value for n, (i, part, value) in enumerate(kept))
        return text + (self.tail if values[-1] else "")


def parse_structure(template: str) -> Structure:
    """The parts of a template; StructureError when a part is unknown, a brace is left open or there is no part."""
    parts, position = [], 0
    for found in _PART.finditer(template):
        parts.append(Part(_checked(found[1]), _literal(template[position : found.start()])))
        position = found.end()
    if not parts:
        raise StructureError(f"The structure {template!r} has no part in braces.")
    return Structure(tuple(parts), _literal(template[position:]))


def _checked(name: str) -> str:
    dimension, _, kind = name.rpartition("_")
    if not dimension or kind not in ("gl", "code") or name == "category_code":
        raise StructureError(f"{{{name}}} is not a part of a structure.")
    return name


def _literal(text: str) -> str:
    if "{" in text or "}" in text:
        raise StructureError(f"A brace is left open or closed twice near {text!r}.")
    return text
