"""A Setup as the reviewable file: every code quoted, keys sorted, the same text for the same setup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workbench.rules.setup import CODE_TABS, CategoryAccounts, Codes, JobCostStructure, OverwriteRow, Setup
from workbench.rules.yaml_text import quote

_LONG_KEY = 200  # YAML wants a longer key written out with a question mark


def write_setup(setup: Setup) -> str:
    """The setup as text; reading it gives the same setup."""
    return "".join(line + "\n" for line in _lines(setup))


def _lines(setup: Setup) -> Iterable[str]:
    yield from _tab("categories", {c: _flow(_category(a)) for c, a in setup.categories.items()})
    yield from _tab("departments", _rows(setup.departments))
    yield from _dimensions(setup.dimensions)
    yield f"distribution_basis: {quote(setup.distribution_basis)}"
    yield from _tab("employees", _rows(setup.employees))
    yield from _tab("gl_lines", {name: quote(value) for name, value in setup.gl_lines.items()})
    yield from _tab("intacct_fields", {name: quote(value) for name, value in setup.intacct_fields.items()})
    yield from _list("job_cost", [_flow(_job_cost(one)) for one in setup.job_cost])
    yield f"journal: {quote(setup.journal)}"
    yield from _tab("locations", _rows(setup.locations))
    yield from _list("overwrite", [_flow(_overwrite(row)) for row in setup.overwrite])
    yield f"structure: {quote(setup.structure)}"


def _tab(name: str, rows: Mapping[str, str]) -> Iterable[str]:
    yield f"{name}:" + ("" if rows else " {}")
    yield from (f"  {_key(code, '  ')} {rows[code]}" for code in sorted(rows))


def _key(text: str, indent: str) -> str:
    quoted = quote(text)
    return f"{quoted}:" if len(quoted) < _LONG_KEY else f"? {quoted}\n{indent}:"


def _list(name: str, rows: list[str]) -> Iterable[str]:
    yield f"{name}:" + ("" if rows else " []")
    yield from (f"  - {row}" for row in rows)


def _dimensions(dimensions: Mapping[str, Mapping[str, Codes]]) -> Iterable[str]:
    yield "dimensions:" + ("" if dimensions else " {}")
    for name in sorted(dimensions):
        rows = _rows(dimensions[name])
        yield f"  {_key(name, '  ')}" + ("" if rows else " {}")
        yield from (f"    {_key(code, '    ')} {rows[code]}" for code in sorted(rows))


def _rows(tab: Mapping[str, Codes]) -> dict[str, str]:
    return {code: _flow({"gl": quote(row.gl), "intacct": quote(row.intacct)}) for code, row in tab.items()}


def _flow(values: Mapping[str, str]) -> str:
    kept = [name for name in sorted(values) if values[name] != '""']
    return "{" + ", ".join(f"{name if name in _WORDS else quote(name)}: {values[name]}" for name in kept) + "}"


_WORDS = {
    "debit", "credit", "expense", "post", "gl", "intacct", "name", "active", "source", "categories", "dimensions",
    "when_blank", "category", *CODE_TABS,
}  # fmt: skip


def _category(accounts: CategoryAccounts) -> dict[str, str]:
    flags = {n: "false" for n in ("expense", "post") if not getattr(accounts, n)}
    return {"debit": quote(accounts.debit), "credit": quote(accounts.credit), **flags}


def _overwrite(row: OverwriteRow) -> dict[str, str]:
    keys = {name: quote(value) for name, value in row.keys.items()}
    return keys | {"debit": quote(row.debit), "credit": quote(row.credit)}


def _job_cost(one: JobCostStructure) -> dict[str, str]:
    return {
        "name": quote(one.name),
        "active": "true" if one.active else "false",
        "source": quote(one.source),
        "categories": "[" + ", ".join(quote(code) for code in one.categories) + "]",
        "dimensions": "{" + ", ".join(f"{quote(n)}: {quote(one.dimensions[n])}" for n in sorted(one.dimensions)) + "}",
        "when_blank": quote("" if one.when_blank == "error" else one.when_blank),
    }
