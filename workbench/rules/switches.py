"""What would change the account of a line: each switch with its place, and the account the line would have then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from workbench.rules.account_setup import TAB_NAMES, Account, AccountRules, find_account
from workbench.rules.setup import CODE_TABS, Setup, without_overwrite


@dataclass(frozen=True)
class Switch:
    """One thing to change: in words, where (``tab``, ``key``, ``field``), and the ``account`` the line would have then.

    ``wanted`` is the setup with the change made; None where it needs a value that only people know.
    """

    label: str
    tab: str
    key: str
    field: str
    account: str = ""
    wanted: Setup | None = None


def switches_of(
    rules: AccountRules, side: str, values: Mapping[str, str], answer: Account, fitting: Sequence[int]
) -> tuple[Switch, ...]:
    """Every switch that would give the line another account, the nearest to the winner first."""
    found = [*_of_rows(rules, side, values, fitting), *_of_tabs(rules, side, values, answer, fitting)]
    return (*found, *_new_row(rules, side, values, fitting), *_not_posted(rules.setup, values["category"]))


def _of_rows(rules: AccountRules, side: str, values: Mapping[str, str], fitting: Sequence[int]) -> Iterator[Switch]:
    """Removing the rows that decide, or giving the winner another account."""
    if not fitting:
        return
    first = fitting[0]
    rows = rules.setup.overwrite
    same = [at for at in fitting if rows[at].keys == rows[first].keys]
    for at in same:
        wanted = without_overwrite(rules.setup, at)
        account = find_account(AccountRules(wanted, rules.dimensions), side, values).account
        said = f"Remove overwrite row {at + 1} ({rows[at].words()})"
        yield Switch(said, "overwrite", str(at + 1), side, account, wanted)
    yield Switch(
        f"Change the {side} account of overwrite row {first + 1} ({rows[first].words()})",
        "overwrite",
        str(first + 1),
        side,
    )


def _of_tabs(
    rules: AccountRules, side: str, values: Mapping[str, str], answer: Account, fitting: Sequence[int]
) -> Iterator[Switch]:
    """The cells the structure reads; they decide only where no overwrite row fits."""
    if fitting:
        return
    category = values["category"]
    verb = "Change" if answer.account else "Enter"
    yield Switch(f"{verb} the {side} account of {category} on the Payroll category tab", "categories", category, side)
    if not answer.account:
        return
    for part in rules.structure.parts:
        code = values.get(part.dimension, "")
        if part.dimension != "category" and part.kind == "gl" and code:
            tab = CODE_TABS.get(part.dimension, f"dimensions.{part.dimension}")
            known = rules.setup.gl_of(part.dimension, code)
            verb = f"Change the part {known}" if known else "Enter the part"
            named = TAB_NAMES.get(part.dimension, part.dimension)
            yield Switch(f"{verb} of {part.dimension} {code} on the {named} tab", tab, code, "gl")
    yield Switch(f"Change the structure {rules.setup.structure}", "structure", "", "")


def _new_row(rules: AccountRules, side: str, values: Mapping[str, str], fitting: Sequence[int]) -> Iterator[Switch]:
    """A row of its own that wins over every row that fits now."""
    winner = rules.setup.overwrite[fitting[0]].keys if fitting else {}
    keys = {name: values[name] for name in ("category", "department", *winner) if values.get(name, "")}
    if fitting and set(keys) == set(winner):
        return
    said = ", ".join(f"{name} {value}" for name, value in keys.items())
    yield Switch(f"Add an overwrite row for {said} with another {side} account", "overwrite", "", side)


def _not_posted(setup: Setup, category: str) -> Iterator[Switch]:
    accounts = replace(setup.category(category), post=False)
    wanted = replace(setup, categories={**setup.categories, category: accounts})
    yield Switch(f"Do not post {category} at all (post: false)", "categories", category, "post", "", wanted)
