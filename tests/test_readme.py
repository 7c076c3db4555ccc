"""The README is true: its snippets run in order with the results they promise, its commands and files exist."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from tests.conftest import SandboxProcess

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> str:
    return "\n".join(re.findall(rf"(?s)```{language}\n(.*?)```", README))


def test_the_snippets_give_what_they_promise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sandbox: SandboxProcess
) -> None:
    (tmp_path / "workbench").symlink_to(ROOT / "workbench", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    for name, value in sandbox.environment.items():
        monkeypatch.setenv(name, value)
    program, promised = blocks("python"), 0
    names: dict[str, object] = {}
    for statement in ast.parse(program).body:
        text = ast.get_source_segment(program, statement) or ""
        promise = re.search(r"# → (.*)", program.split("\n")[(statement.end_lineno or 1) - 1])
        if isinstance(statement, ast.Expr):
            found = eval(text, names)
            assert promise is None or str(found) == promise.group(1), text
            promised += promise is not None
        else:
            exec(text, names)
    assert promised == README.count("# → ")
    assert (tmp_path / "setup.yaml").exists()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"(?m)(?:^|`)make (\w+)", README))))
def test_every_make_target_exists(target: str) -> None:
    assert re.search(rf"(?m)^(\w+ )*{target}( \w+)*:", (ROOT / "Makefile").read_text("utf-8"))


@pytest.mark.parametrize("command", sorted(set(re.findall(r"python -m workbench (\w+)", README))))
def test_every_command_exists(command: str) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "workbench", command, "--help"], cwd=ROOT, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stderr


def test_every_place_it_names_exists() -> None:
    linked = re.findall(r"\]\(([^)]+)\)", README)
    named = re.findall(r"`((?:workbench|tests|notebooks|benchmarks|pages|\.dev)/[\w./]*|app\.py)`", README)
    assert [place for place in linked + named if not (ROOT / place).exists()] == []


def test_the_picture_can_be_drawn() -> None:
    picture = etree.parse(str(ROOT / ".dev" / "picture.svg")).getroot()
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    assert "15,495.10" in "".join(picture.itertext())
