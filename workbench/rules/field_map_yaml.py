"""A field map as a file to keep, review and bring elsewhere: every text quoted, stable order, faults by line."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.findings import Finding, Findings, Severity
from workbench.rules.field_map import FieldMap, MappedField
from workbench.rules.yaml_text import Node, quote, read_file

FILE = "field_map.yaml"


def write_field_map(fields: FieldMap) -> str:
    """The map as text: fields in their order, value maps by target and code; reading it gives the same map."""
    return "".join(line + "\n" for line in _lines(fields))


def _lines(fields: FieldMap) -> Iterator[str]:
    yield "fields:" + ("" if fields.fields else " []")
    for one in fields.fields:
        flag = "true" if one.on else "false"
        yield f"  - {{on: {flag}, source: {quote(one.source)}, target: {quote(one.target)}}}"
    filled = sorted(target for target, codes in fields.values.items() if codes)
    yield "values:" + ("" if filled else " {}")
    for target in filled:
        yield f"  {_key(target, '  ')}"
        codes = fields.values[target]
        yield from (f"    {_key(code, '    ')} {quote(codes[code])}" for code in sorted(codes))


def _key(text: str, indent: str) -> str:
    quoted = quote(text)  # YAML wants a long key written out with a question mark
    return f"{quoted}:" if len(quoted) < 200 else f"? {quoted}\n{indent}:"


def read_field_map(text: str) -> tuple[FieldMap | None, Findings]:
    """The map written in ``text`` and what is wrong with it; no map when anything is an error."""
    remedy = "Mend the file at that line, or download the map again and change that."
    root, found = read_file(text, FILE, "field_maps", remedy)
    if root is None:
        return None, Findings(found)
    reading = _Reading(found)
    fields = reading.field_map(root)
    findings = Findings(sorted(reading.found, key=lambda f: f.row or 0))
    return (fields if findings.ok else None), findings


class _Reading:
    """One pass over the tree; lives as long as its list of findings."""

    def __init__(self, found: list[Finding]) -> None:
        self.found = found

    def field_map(self, root: Node) -> FieldMap:
        tabs = self.mapping(root, "the file", ("fields", "values"))
        fields = tuple(self.field(node) for node in self.items(tabs.get("fields")))
        seen: set[str] = set()
        for one, node in zip(fields, self.items(tabs.get("fields")), strict=True):
            if one.source in seen:
                self.say("duplicate_source", node, f"The source {one.source!r} stands twice.", "Keep one of them.")
            seen.add(one.source)
        values = {name: self.codes(node, name) for name, node in self.mapping(tabs.get("values"), "values").items()}
        return FieldMap(fields, {name: codes for name, codes in values.items() if codes})

    def field(self, node: Node) -> MappedField:
        keys = self.mapping(node, "a field", ("source", "target", "on"))
        source = self.text(keys.get("source"), "source")
        if not source:
            self.say("no_source", node, "A field without its source.", "Name the source field.")
        return MappedField(source, self.text(keys.get("target"), "target"), self.flag(keys.get("on")))

    def codes(self, node: Node, target: str) -> dict[str, str]:
        return {code: self.text(to, f"{target} {code}") for code, to in self.mapping(node, target).items()}

    def flag(self, node: Node | None) -> bool:
        word = self.text(node, "on").lower()
        if node is not None and word not in ("true", "false", ""):
            self.say("wrong_value", node, f"on is {word!r}; it can be true or false.", "Choose one of these.")
        return word != "false"

    def mapping(self, node: Node | None, at: str, known: tuple[str, ...] = ()) -> dict[str, Node]:
        if node is None or node.empty:
            return {}
        if node.pairs is None:
            self.say("wrong_shape", node, f"For {at}, keys with values are expected.", "Download a map to see how.")
            return {}
        for key, _ in node.pairs:
            if known and key.text not in known:
                said = f"{key.text!r} is not a key of {at}; it is not read."
                self.say("unknown_key", key, said, f"Known keys: {', '.join(known)}.", "warning")
        return {key.text: value for key, value in node.pairs if key.text is not None}

    def items(self, node: Node | None) -> tuple[Node, ...]:
        if node is None or node.empty:
            return ()
        if node.items is None:
            self.say("wrong_shape", node, "For fields, a list is expected.", "Download a map to see how.")
        return node.items or ()

    def text(self, node: Node | None, at: str) -> str:
        if node is None:
            return ""
        if node.text is None:
            self.say("wrong_shape", node, f"For {at}, a text is expected.", "Download a map to see how.")
            return ""
        return node.text

    def say(self, code: str, node: Node, message: str, remedy: str, severity: Severity = "error") -> None:
        found = Finding(code, severity, message, remedy, FILE, node.line, value=node.text or "", page="field_maps")
        self.found.append(found)
