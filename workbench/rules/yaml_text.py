"""YAML read as plain text: every scalar as written, with its line, duplicate keys caught, aliases and depth bounded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from workbench.findings import Finding

MAX_CHARACTERS = 4_000_000
MAX_DEPTH = 12
MAX_NODES = 1_000_000  # after aliases are written out

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlRefused(ValueError):
    """The text is not YAML we read; ``line`` is 1-based, 0 when unknown."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Node:
    """One node: a scalar's ``text``, a list's ``items`` or a mapping's ``pairs``; ``line`` is 1-based."""

    line: int
    text: str | None = None
    plain: bool = False  # written without quotes
    items: tuple[Node, ...] | None = None
    pairs: tuple[tuple[Node, Node], ...] | None = None
    size: int = 1

    @property
    def empty(self) -> bool:
        """Nothing was written, or a bare null."""
        return self.text == "" or (self.plain and (self.text or "").lower() in ("null", "~"))


def read_tree(text: str) -> Node:
    """The one document of ``text``; YamlRefused with the line when it is not readable, too deep or too large."""
    if len(text) > MAX_CHARACTERS:
        raise YamlRefused(f"The text has {len(text):,} characters; {MAX_CHARACTERS:,} is the limit.")
    try:
        events = iter(list(yaml.parse(text, Loader=_Loader)))
    except (yaml.YAMLError, UnicodeError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
        raise YamlRefused(f"Not YAML: {problem}.", mark.line + 1 if mark else 0) from None
    anchors: dict[str, Node] = {}
    root: Node | None = None
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if root is not None:
                raise YamlRefused("There is more than one document in it.", event.start_mark.line + 1)
            root = _node(next(events), events, anchors, 1)
    return root or Node(1, "")


def _node(event: yaml.Event, events: Iterator[yaml.Event], anchors: dict[str, Node], depth: int) -> Node:
    line = event.start_mark.line + 1
    if depth > MAX_DEPTH:
        raise YamlRefused("It is nested too deeply for a setup.", line)
    if isinstance(event, yaml.AliasEvent):
        if event.anchor not in anchors:
            raise YamlRefused(f"The alias *{event.anchor} refers to nothing before it.", line)
        return anchors[event.anchor]
    if isinstance(event, yaml.ScalarEvent):
        node = Node(line, event.value, plain=not event.style)
    elif isinstance(event, yaml.SequenceStartEvent):
        items = tuple(_children(events, anchors, depth, yaml.SequenceEndEvent))
        node = Node(line, items=items, size=1 + sum(i.size for i in items))
    else:
        parts = list(_children(events, anchors, depth, yaml.MappingEndEvent))
        pairs = tuple(zip(parts[::2], parts[1::2], strict=True))
        node = Node(line, pairs=pairs, size=1 + sum(p.size for p in parts))
    if node.size > MAX_NODES:
        raise YamlRefused("Its aliases write out to more than such a file can hold.", line)
    if event.anchor:
        anchors[event.anchor] = node
    return node


def _children(
    events: Iterator[yaml.Event], anchors: dict[str, Node], depth: int, end: type[yaml.Event]
) -> Iterator[Node]:
    while not isinstance(event := next(events), end):
        yield _node(event, events, anchors, depth + 1)


def read_file(text: str, file: str, page: str, remedy: str) -> tuple[Node | None, list[Finding]]:
    """The tree of a file and what is wrong with it as YAML; no tree when it cannot be read at all."""
    try:
        root = read_tree(text)
    except YamlRefused as refused:
        return None, [Finding("not_yaml", "error", str(refused), remedy, file, refused.line or None, page=page)]
    return root, list(_duplicate_keys(root, file, page))


def _duplicate_keys(root: Node, file: str, page: str) -> Iterator[Finding]:
    """An error finding for every key that stands twice in one mapping."""
    pending, seen = [root], set()
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        pending.extend(node.items or ())
        lines: dict[str, int] = {}
        for key, value in node.pairs or ():
            pending.append(value)
            if key.text is not None and key.text in lines:
                message = f"The key {key.text!r} stands twice, on lines {lines[key.text]} and {key.line}."
                remedy = "Keep one of them; which one was meant cannot be known."
                yield Finding("duplicate_key", "error", message, remedy, file, key.line, value=key.text, page=page)
            lines.setdefault(key.text or "", key.line)


def quote(text: str) -> str:
    """The text as a double-quoted YAML scalar that reads back as itself."""
    return '"' + "".join(_escape(c) for c in text) + '"'


def _escape(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
