"""``setup.yaml`` to a Setup: every scalar as text, everything that is wrong at once, each with its line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from workbench.findings import Finding, Findings, Severity
from workbench.rules.setup import (
    BASES,
    CODE_TABS,
    DEFAULT_STRUCTURE,
    PLACES,
    REACHES,
    WHEN_BLANK,
    CategoryAccounts,
    Codes,
    JobCostStructure,
    OverwriteRow,
    Setup,
)
from workbench.rules.structure import StructureError, parse_structure
from workbench.rules.yaml_text import Node, read_file

FILE = "setup.yaml"
TABS = (
    "structure", "distribution_basis", "categories", "departments", "locations", "employees", "dimensions", "overwrite",
    "gl_lines", "intacct_fields", "journal", "job_cost",
)  # fmt: skip

T = TypeVar("T")


def read_setup(text: str) -> tuple[Setup | None, Findings]:
    """The setup written in ``text`` and what is wrong with it; no setup when anything is an error."""
    remedy = "Mend the file at that line; the sample setup.yaml shows every key."
    root, found = read_file(text, FILE, "account_setup", remedy)
    if root is None:
        return None, Findings(found)
    reading = _Reading(found)
    setup = reading.setup(root)
    findings = Findings(sorted(reading.found, key=lambda f: f.row or 0))
    return (setup if findings.ok else None), findings


class _Reading:
    """One pass over the tree; lives as long as its list of findings."""

    def __init__(self, found: list[Finding]) -> None:
        self.found = found

    def setup(self, root: Node) -> Setup:
        tabs = self.mapping(root, "the file", TABS)
        return Setup(
            structure=self.structure(tabs.get("structure")),
            distribution_basis=self.choice(tabs.get("distribution_basis"), "distribution_basis", BASES, "hours"),
            categories=self.tab(tabs, "categories", self.category),
            **{name: self.tab(tabs, name, self.codes) for name in CODE_TABS.values()},
            dimensions=self.tab(tabs, "dimensions", self.dimension),
            overwrite=tuple(self.overwrite(n) for n in self.items(tabs.get("overwrite"), "overwrite")),
            gl_lines=self.tab(tabs, "gl_lines", lambda n, at: self.choice(n, at, REACHES, "")),
            intacct_fields=self.tab(tabs, "intacct_fields", self.text),
            journal=self.text(tabs.get("journal"), "journal"),
            job_cost=tuple(self.job_cost(n) for n in self.items(tabs.get("job_cost"), "job_cost")),
        )

    def tab(self, tabs: dict[str, Node], name: str, read: Callable[[Node, str], T]) -> dict[str, T]:
        return {code: read(node, f"{name} {code}") for code, node in self.mapping(tabs.get(name), name).items()}

    def structure(self, node: Node | None) -> str:
        template = (node.text if node is not None and node.text is not None else self.text(node, "structure")) or ""
        if not template:
            return DEFAULT_STRUCTURE
        try:
            parse_structure(template)
        except StructureError as error:
            self.say("structure", node, "structure", str(error), error.remedy, value=template)
        return template

    def category(self, node: Node, at: str) -> CategoryAccounts:
        keys = self.mapping(node, at, ("debit", "credit", "expense", "post"))
        return CategoryAccounts(
            debit=self.text(keys.get("debit"), f"{at} debit"),
            credit=self.text(keys.get("credit"), f"{at} credit"),
            expense=self.flag(keys.get("expense"), f"{at} expense"),
            post=self.flag(keys.get("post"), f"{at} post"),
        )

    def codes(self, node: Node, at: str) -> Codes:
        keys = self.mapping(node, at, ("gl", "intacct"))
        return Codes(*(self.text(keys.get(name), f"{at} {name}") for name in ("gl", "intacct")))

    def dimension(self, node: Node, at: str) -> dict[str, Codes]:
        return {code: self.codes(row, f"{at} {code}") for code, row in self.mapping(node, at).items()}

    def overwrite(self, node: Node) -> OverwriteRow:
        at = f"overwrite, line {node.line}"
        values = {name: self.text(value, f"{at} {name}") for name, value in self.mapping(node, at).items()}
        debit, credit = values.pop("debit", ""), values.pop("credit", "")
        if not debit and not credit:
            message = "This overwrite row gives neither a debit nor a credit account."
            self.say("empty_overwrite", node, at, message, "Give it an account or remove it.", severity="warning")
        return OverwriteRow({name: value for name, value in values.items() if value}, debit, credit)

    def job_cost(self, node: Node) -> JobCostStructure:
        keys = self.mapping(node, "job_cost", ("name", "active", "source", "categories", "dimensions", "when_blank"))
        at = f"job_cost, line {node.line}"
        places = self.mapping(keys.get("dimensions"), f"{at} dimensions")
        return JobCostStructure(
            name=self.text(keys.get("name"), f"{at} name"),
            active=self.flag(keys.get("active"), f"{at} active"),
            source=self.choice(keys.get("source"), f"{at} source", ("labor",), "labor"),
            categories=tuple(self.text(n, f"{at} categories") for n in self.items(keys.get("categories"), at)),
            dimensions={name: self.choice(n, f"{at} {name}", PLACES, "") for name, n in places.items()},
            when_blank=self.choice(keys.get("when_blank"), f"{at} when_blank", WHEN_BLANK, "error"),
        )

    def mapping(self, node: Node | None, at: str, known: tuple[str, ...] = ()) -> dict[str, Node]:
        if node is None or node.empty:
            return {}
        if node.pairs is None:
            self.shape(node, at, "keys with values")
            return {}
        return dict(self.pairs(node, at, known))

    def pairs(self, node: Node, at: str, known: tuple[str, ...]) -> Iterator[tuple[str, Node]]:
        for key, value in node.pairs or ():
            if key.text is None:
                self.shape(key, f"a key of {at}", "a text")
                continue
            if known and key.text not in known:
                message = f"{key.text!r} is not a key of {at}; it is not read."
                self.say("unknown_key", key, at, message, f"Known keys: {', '.join(known)}.", "warning", key.text)
                continue
            if not key.text or key.text != key.text.strip():
                self.blanks(key, f"a key of {at}")
            yield key.text, value

    def items(self, node: Node | None, at: str) -> tuple[Node, ...]:
        if node is None or node.empty:
            return ()
        if node.items is None:
            self.shape(node, at, "a list")
        return node.items or ()

    def text(self, node: Node | None, at: str) -> str:
        if node is None:
            return ""
        if node.text is None:
            self.shape(node, at, "a text")
            return ""
        if node.plain and node.text and node.empty:
            message = f"{at} is read as the text {node.text!r}."
            self.say("null_text", node, at, message, "Leave it empty when a blank is meant.", "warning", node.text)
        if node.text != node.text.strip():
            self.blanks(node, at)
        return node.text

    def flag(self, node: Node | None, at: str) -> bool:
        return self.choice(node, at, ("true", "false"), "true", str.lower) == "true"

    def choice(
        self, node: Node | None, at: str, known: tuple[str, ...], default: str, fold: Callable[[str], str] = str
    ) -> str:
        value = fold(self.text(node, at))
        if value in known or not value:
            return value or default
        shown = ", ".join(k for k in known if k)
        self.say("wrong_value", node, at, f"{at} is {value!r}; it can be {shown}.", "Choose one of these.", value=value)
        return default

    def shape(self, node: Node, at: str, wanted: str) -> None:
        got = "a list" if node.items is not None else "keys with values" if node.pairs is not None else "a text"
        self.say("wrong_shape", node, at, f"For {at}, {wanted} is expected, not {got}.", "See the sample setup.yaml.")

    def blanks(self, node: Node, at: str) -> None:
        message = f"{at} has blanks around it, or nothing in it." if node.text else f"{at} is empty."
        self.say("blanks", node, at, message, "Codes have no leading or trailing blanks.", value=node.text or "")

    def say(
        self,
        code: str,
        node: Node | None,
        at: str,
        message: str,
        remedy: str,
        severity: Severity = "error",
        value: str = "",
    ) -> None:
        line = node.line if node is not None else None
        self.found.append(Finding(code, severity, message, remedy, FILE, line, at, value, page="account_setup"))
