"""The layers, the one place of each foreign thing, exact money and short rooms, held on every source file."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Which part may import which others, besides itself. rules, gateway, store and files meet in flows alone;
# the pages' own parts may hold the rules' values, which are pure, but never a store or a gateway.
MAY_IMPORT: dict[str, set[str]] = {
    "pages": {"public", "ui"},
    "public": {"flows", "desk", "samples", "leaf"},
    "command": {"flows", "desk", "sandbox", "leaf"},
    "ui": {"public", "flows", "rules", "files", "desk", "samples", "leaf"},
    "flows": {"rules", "gateway", "store", "files", "desk", "samples", "leaf"},
    "desk": {"store", "leaf"},
    "rules": {"leaf"},
    "gateway": {"leaf"},
    "store": {"leaf"},
    "files": {"leaf"},
    "samples": {"leaf"},
    "leaf": set(),
    "sandbox": set(),
}
# Where a foreign library may be imported; elsewhere it would be a second place that knows it.
ONLY_IN: dict[str, tuple[str, ...]] = {
    "streamlit": ("app.py", "pages/", "workbench/ui/"),
    "plotly": ("pages/", "workbench/ui/", "notebooks/"),
    "sqlalchemy": ("workbench/store/", "workbench/desk.py"),
    "alembic": ("workbench/store/",),
    "psycopg": ("workbench/store/",),
    "sqlite3": ("workbench/store/",),
    "dbos": ("workbench/flows/worker",),
    "requests": ("workbench/gateway/transport.py", "workbench/gateway/clocked.py"),
    "lxml": ("workbench/gateway/", "workbench/sandbox/"),
    "cryptography": ("workbench/credentials.py",),
    "python_calamine": ("workbench/files/",),
    "xlsxwriter": ("workbench/files/",),
}
INTACCT_PLACES = ("workbench/gateway/", "workbench/sandbox/", "workbench/fields.py")
INTACCT_WORD = re.compile(
    r"(?<![A-Za-z_])(GLBATCH|GLENTRY|GLACCOUNT|GLJOURNAL|STATACCOUNT|LOCATIONENTITY|TIMESHEETENTRY|TIMESHEET|COSTTYPE"
    r"|TR_TYPE|TRX_AMOUNT|BATCH_TITLE|BATCH_DATE|BATCHNO|RECORDNO|REFERENCENO|BASELOCATION_NO|HISTORY_COMMENT"
    r"|ACCOUNTNO|ACCOUNTTYPE|NORMALBALANCE|WHENMODIFIED|WHENCREATED|MEGAENTITYID|GLDIM[A-Z]*"
    r"|(?:DEPARTMENT|LOCATION|PROJECT|TASK|COSTTYPE|CLASS|EMPLOYEE|CUSTOMER|VENDOR|ITEM|CONTRACT|WAREHOUSE)ID)"
    r"(?![A-Za-z_])|^(LOCATION|DEPARTMENT)$"
)
SQL = re.compile(
    r"\s*(select\s[^<]*\sfrom|insert\s+into|update\s+\w+\s+set|delete\s+from|(create|drop|alter)\s+table|pragma)\s"
)
MONEY_PATHS = (
    "workbench/rules/",
    "workbench/store/",
    "workbench/flows/",
    "workbench/files/",
    "workbench/money.py",
    "workbench/frames.py",
)
# The files, functions and constants in those places where a float is right, none of them near an amount.
FLOAT_IS_RIGHT = {
    "workbench/files/limits.py megabytes": "a size as shown",
    "workbench/files/payroll_source.py _missing": "how alike two names are",
    "workbench/files/xlsx_child.py KINDS": "a workbook's own numbers, made text there",
    "workbench/files/xlsx_child.py text_of": "a workbook's own numbers, made text there",
    "workbench/flows/delivery.py wait_for": "seconds between two looks",
    "workbench/flows/demo.py stop": "seconds between two looks",
    "workbench/flows/horizon.py backoff": "seconds",
    "workbench/flows/worker.py run": "seconds between two looks",
    "workbench/flows/workers.py start_worker": "seconds between two looks",
    "workbench/rules/nearest_code.py _WORDS": "the word for double time",
    "workbench/rules/payroll_cells.py _meant": "how alike two names are",
    "workbench/rules/record_checks.py _too_large": "a bound far above any kept sum; whole cents would wrap around",
    "workbench/store/slots.py": "seconds a call waits for its turn",
}
MIGRATIONS = "workbench/store/migrations/"  # written once, never changed, as long as the tables are
FLOAT_NAMES = {"float", "float64", "float32", "Float64", "double", "to_numeric", "Float", "REAL"}
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "service", "base", "misc"}


@dataclass(frozen=True)
class Source:
    """One file (or notebook cell) as the rules see it."""

    path: str
    tree: ast.Module
    length: int = 0


Complaint = tuple[int, str]
Rule = Callable[[Source], Iterator[Complaint]]


@cache
def sources() -> list[Source]:
    """The project's own code: the app, its pages, the core and the cells of the notebooks."""
    files = [path for places in ("app.py", "pages/*.py", "workbench/**/*.py") for path in sorted(ROOT.glob(places))]
    found = [_source(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in files]
    for notebook in sorted(ROOT.glob("notebooks/*.ipynb")):
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
        for number, cell in enumerate(cells, 1):
            if cell["cell_type"] == "code":
                text = re.sub(r"(?m)^[%!].*$", "", "".join(cell["source"]))
                found.append(_source(f"notebooks/{notebook.name} cell {number}", text))
    return found


def _source(path: str, text: str) -> Source:
    return Source(path, ast.parse(text), text.count("\n"))


def part(path: str) -> str:
    """The part of the house a file belongs to."""
    if not path.startswith("workbench/"):
        return "pages"
    first, _, rest = path.removeprefix("workbench/").partition("/")
    return first if rest else {"__init__.py": "public", "__main__.py": "command", "desk.py": "desk"}.get(first, "leaf")


def imports(source: Source) -> Iterator[tuple[int, str]]:
    """Every imported module or name with its line, dotted and absolute."""
    package = source.path.removesuffix(".py").split("/")[:-1]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*above, *(node.module or "").split(".")]).strip(".")
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def imported_part(name: str) -> str:
    """The part an imported name of ours belongs to; a name of the package itself is public."""
    first = [*name.split("."), ""][1]
    if first and (ROOT / "workbench" / first).is_dir():
        return first
    return part(f"workbench/{first}.py") if (ROOT / f"workbench/{first}.py").exists() else "public"


def strings(source: Source) -> Iterator[tuple[int, str]]:
    """Every string literal with its line, docstrings left out."""
    prose = {id(node.value) for node in ast.walk(source.tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value


def layers(source: Source) -> Iterator[Complaint]:
    """A part imports only what stands below it."""
    here = part(source.path)
    for line, name in imports(source):
        if name.split(".")[0] == "workbench" and (there := imported_part(name)) not in MAY_IMPORT[here] | {here}:
            yield line, f"{here} may not import {name} ({there}); it may import {sorted(MAY_IMPORT[here])}"


def one_place(source: Source) -> Iterator[Complaint]:
    """A foreign library is known in one place."""
    for line, name in imports(source):
        allowed = ONLY_IN.get(name.split(".")[0])
        if allowed and not source.path.startswith(allowed):
            yield line, f"{name.split('.')[0]} is imported in {' '.join(allowed)} only"


def sql_in_store(source: Source) -> Iterator[Complaint]:
    """SQL text stands in the store only."""
    if part(source.path) == "store":
        return
    for line, text in strings(source):
        verb = text.split(maxsplit=1)[0] if text.strip() else ""
        if verb in (verb.lower(), verb.upper()) and SQL.match(text.lower() + " "):
            yield line, f"SQL text outside workbench/store: {text[:40]!r}"


def intacct_names(source: Source) -> Iterator[Complaint]:
    """Intacct's object and field names stand in the gateway, the sandbox and the table of fields only."""
    if source.path.startswith((*INTACCT_PLACES, "notebooks/")):
        return
    for line, text in strings(source):
        if found := INTACCT_WORD.search(text):
            yield line, f"the Intacct name {found.group()} belongs in workbench/gateway or workbench/fields.py"


def exact_money(source: Source) -> Iterator[Complaint]:
    """No float where money passes."""
    if source.path.startswith(MONEY_PATHS):
        yield from ((line, f"a float in a money path: {what}") for line, what, place in floats(source)
                    if not {source.path, f"{source.path} {place}"} & set(FLOAT_IS_RIGHT))  # fmt: skip


def floats(source: Source) -> Iterator[tuple[int, str, str]]:
    """Every float literal, type and conversion: line, text, and the top-level name it stands under."""
    for statement in source.tree.body:
        place = getattr(statement, "name", "") or ast.unparse(getattr(statement, "targets", [ast.Name("")])[0])
        for node in ast.walk(statement):
            named = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
            value = node.value if isinstance(node, ast.Constant) else None
            if named in FLOAT_NAMES or value in FLOAT_NAMES or isinstance(value, float):
                yield getattr(node, "lineno", 0), ast.unparse(node), place


def safe_calls(source: Source) -> Iterator[Complaint]:
    """TLS is verified, no raw HTML reaches a page, no spreadsheet is read by guessing."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.keyword) and node.arg == "verify" and ast.unparse(node.value) == "False":
            yield node.value.lineno, "TLS certificates are always verified"
        if isinstance(node, ast.keyword) and node.arg in ("unsafe_allow_html", "unsafe_allow_javascript"):
            yield node.value.lineno, f"{node.arg} lets data become markup"
        if isinstance(node, ast.Attribute) and node.attr in ("read_excel", "read_pickle"):
            yield node.lineno, f"{node.attr} guesses types or runs code; workbench/files opens what people bring"


def room_names(source: Source) -> Iterator[Complaint]:
    """A module is named for what it holds."""
    for name in source.path.removesuffix(".py").split("/"):
        if name in EMPTY_NAMES:
            yield 1, f"{name} says nothing of what is inside"


def sizes(source: Source) -> Iterator[Complaint]:
    """Modules of 300 lines, pages of 100, functions of 50 at most."""
    limit = 300 if source.path.startswith("workbench/") else 100
    if source.length > limit:
        yield 1, f"{source.length} lines; {limit} are the limit"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > 50 and not source.path.startswith(MIGRATIONS):
                yield node.lineno, f"{node.name} has {length} lines; 50 are the limit"


def docstrings(source: Source) -> Iterator[Complaint]:
    """Every module, public function and public class says what it is for."""
    if source.path.startswith(("notebooks/", MIGRATIONS)):
        return
    if source.tree.body and not ast.get_docstring(source.tree):
        yield 1, "the module has no docstring"
    for node in source.tree.body:
        named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if named and not node.name.startswith("_") and not ast.get_docstring(node):
            yield node.lineno, f"{node.name} has no docstring"


RULES: list[Rule] = [
    layers, one_place, sql_in_store, intacct_names, exact_money, safe_calls, room_names, sizes, docstrings,
]  # fmt: skip
DOC = '"""What."""\n'
LONG = "def f():\n    '''Says.'''\n" + "    x = 1\n" * 50
GUILTY: list[tuple[Rule, str, str]] = [
    (layers, "workbench/rules/x.py", "from workbench.store import tables"),
    (layers, "workbench/store/x.py", "import workbench.gateway.session"),
    (layers, "workbench/gateway/x.py", "from ..rules import balance"),
    (layers, "workbench/money.py", "from workbench.store import tables"),
    (layers, "workbench/sandbox/x.py", "from workbench.money import parse"),
    (layers, "workbench/flows/x.py", "from workbench import sandbox"),
    (layers, "pages/x.py", "from workbench.store import tables"),
    (layers, "notebooks/x.ipynb cell 1", "from workbench import rules"),
    (one_place, "workbench/flows/x.py", "import streamlit as st"),
    (one_place, "workbench/rules/x.py", "from sqlalchemy import select"),
    (one_place, "workbench/flows/delivery.py", "def f():\n    import dbos"),
    (one_place, "workbench/gateway/session.py", "import requests"),
    (sql_in_store, "workbench/flows/x.py", "x = 'SELECT code FROM runs'"),
    (sql_in_store, "pages/x.py", "x = f'delete from runs where id = {y}'"),
    (intacct_names, "workbench/rules/x.py", "x = frame['TR_TYPE']"),
    (intacct_names, "pages/x.py", "x = {'LOCATION': 1}"),
    (intacct_names, "workbench/flows/x.py", "x = f'<GLBATCH>{y}'"),
    (exact_money, "workbench/rules/x.py", "x = float(y)"),
    (exact_money, "workbench/money.py", "x = y * 0.01"),
    (exact_money, "workbench/flows/x.py", "x = frame.astype('float64')"),
    (exact_money, "workbench/store/x.py", "x = np.float64(1)"),
    (safe_calls, "workbench/gateway/transport.py", "post(url, verify=False)"),
    (safe_calls, "pages/x.py", "markdown(x, unsafe_allow_html=True)"),
    (safe_calls, "workbench/files/x.py", "x = pd.read_excel(y)"),
    (room_names, "workbench/rules/utils.py", ""),
    (room_names, "workbench/common/x.py", ""),
    (sizes, "workbench/rules/x.py", "x = 1\n" * 301),
    (sizes, "pages/x.py", "x = 1\n" * 101),
    (sizes, "workbench/sandbox/x.py", LONG),
    (docstrings, "workbench/rules/x.py", "x = 1"),
    (docstrings, "workbench/rules/x.py", DOC + "def f(): pass"),
]
INNOCENT = [
    ("pages/x.py", DOC + "import workbench as wb\nfrom workbench import load_payroll\nfrom workbench.ui import frame"),
    ("workbench/flows/x.py", DOC + "from workbench.rules import balance\nfrom workbench.store import runs"),
    ("workbench/store/x.py", DOC + "import sqlalchemy as sa\nx = 'SELECT code FROM runs'"),
    ("workbench/gateway/x.py", DOC + "x = 'GLBATCH'"),
    ("workbench/ui/x.py", DOC + "x = 'Select a run from the list'"),
    ("workbench/rules/x.py", DOC + "def f():\n    'Not a float; TR_TYPE is the side.'"),
]  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_project_keeps(rule: Rule) -> None:
    broken = [f"{source.path}:{line}: {what}" for source in sources() for line, what in rule(source)]
    assert not broken, f"{rule.__doc__}\n" + "\n".join(broken)


@pytest.mark.parametrize(("rule", "path", "text"), GUILTY)
def test_a_breach_is_seen(rule: Rule, path: str, text: str) -> None:
    assert list(rule(_source(path, text)))


@pytest.mark.parametrize(("path", "text"), INNOCENT)
def test_honest_code_passes(path: str, text: str) -> None:
    assert [complaint for rule in RULES for complaint in rule(_source(path, text))] == []


def test_every_part_has_its_directions() -> None:
    parts = {part(source.path) for source in sources()}
    assert {"rules", "gateway", "store", "flows", "sandbox", "leaf"} <= parts <= set(MAY_IMPORT)


def test_no_allowance_for_floats_is_left_over() -> None:
    used = {(source.path, place) for source in sources() for _, _, place in floats(source)}
    assert set(FLOAT_IS_RIGHT) <= {path for path, _ in used} | {f"{path} {place}" for path, place in used}


def test_the_map_of_the_rules_names_every_module() -> None:
    """A newcomer finds any rule from the docstring of its folder; a family in brackets follows its first name."""
    rules = ROOT / "workbench" / "rules"
    text = ast.get_docstring(ast.parse((rules / "__init__.py").read_text("utf-8"))) or ""
    named = set(re.findall(r"\w+", text))
    for family in ("register", "suggestion", "time"):
        inside = re.search(rf"{family}\w* \(([\w\s,]+)\)", text)
        named |= {f"{family}_{one}" for one in re.findall(r"\w+", inside.group(1) if inside else "")}
    assert {path.stem for path in rules.glob("*.py")} - {"__init__"} - named == set()
