"""The page of promises stays true: every promise has its test, every test and every long run it names exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "tests" / "PROMISES.md").read_text(encoding="utf-8")
PROMISED = [f"A{number}" for number in range(1, 13)] + [f"B{number}" for number in range(1, 5)]
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
LONG = sorted(set(re.findall(r"`((?:[A-Z_]+=\S+ )+)python -m pytest (tests/[\w/]+\.py)", PAGE)))


@cache
def names_in(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("promise", PROMISED)
def test_every_promise_has_its_line_and_its_test(promise):
    (line,) = [line for line in PAGE.splitlines() if line.startswith(f"| {promise} |")]
    assert "::test_" in line


@pytest.mark.parametrize("path, name", NAMED)
def test_a_named_test_exists(path, name):
    assert name in names_in(path)


@pytest.mark.parametrize("settings, path", LONG)
def test_a_long_run_is_one_its_file_knows(settings, path):
    text = (ROOT / path).read_text(encoding="utf-8")
    assert all(f'"{one.partition("=")[0]}"' in text for one in settings.split())


def test_the_readme_leads_to_the_page():
    assert "tests/PROMISES.md" in (ROOT / "README.md").read_text(encoding="utf-8")
