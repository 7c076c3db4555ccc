"""Setting up: the pins hold each other, the script installs what is pinned and nothing else, Streamlit's posture."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from streamlit import config as streamlit_config

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / ".dev" / "make.py"
PINS = {name: ROOT / f"{name}requirements.txt" for name in ("", "tests/", "benchmarks/")}
STREAMLIT = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))


def pins(path: Path) -> set[str]:
    return set(re.findall(r"(?m)^([a-z0-9][^ ]*==[^ ]+)", path.read_text("utf-8")))


def test_the_app_s_pins_are_the_tests_and_the_benchmarks_too() -> None:
    assert pins(PINS[""]) < pins(PINS["tests/"]) < pins(PINS["benchmarks/"])


@pytest.mark.parametrize("name", PINS)
def test_every_pin_has_its_hashes(name: str) -> None:
    blocks = re.split(r"(?m)^(?=[a-z0-9])", PINS[name].read_text("utf-8"))[1:]
    assert len(blocks) > 40
    assert [block.split(" ")[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize(("wanted", "name"), [("", ""), ("-tests", "tests/"), ("-benchmarks", "benchmarks/")])
def test_everything_wanted_is_pinned(wanted: str, name: str) -> None:
    lines = (ROOT / ".dev" / f"requirements{wanted}.in").read_text("utf-8").split("\n")
    names = {line.strip().lower() for line in lines if line.strip() and not line.startswith(("-", "#"))}
    assert names <= {pin.split("==")[0] for pin in pins(PINS[name])}


def test_the_script_needs_nothing_but_python() -> None:
    tree = ast.parse(SCRIPT.read_text("utf-8"))
    names = {a.name.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    names |= {n.module.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
    assert names <= sys.stdlib_module_names


def test_an_older_python_can_read_the_script_far_enough_to_refuse() -> None:
    ast.parse(SCRIPT.read_text("utf-8"), feature_version=(3, 7))


def test_a_python_too_old_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert _script().main(["run"]) == 1
    assert "needs Python 3.11 or newer; this is Python 3.9.2" in capsys.readouterr().err


def test_an_unknown_task_is_answered_with_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert _script().main(["jump"]) == 2
    assert "run | test | bench | lock" in capsys.readouterr().out


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Project:
    """A small project with our script, whose one pinned package says what it was started with."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.wheel = home / "wheels" / "streamlit-1.0-py3-none-any.whl"
        self.wheel.parent.mkdir(parents=True)
        (home / ".dev").mkdir()
        shutil.copy(SCRIPT, home / ".dev")
        with zipfile.ZipFile(self.wheel, "w") as archive:
            archive.writestr("streamlit/__main__.py", "import sys; print('started', *sys.argv[1:]); sys.exit(7)")
            about = "streamlit-1.0.dist-info/"
            archive.writestr(about + "METADATA", "Metadata-Version: 2.1\nName: streamlit\nVersion: 1.0\n")
            archive.writestr(about + "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            archive.writestr(about + "RECORD", "")
        self.pin(hashlib.sha256(self.wheel.read_bytes()).hexdigest())

    def pin(self, digest: str, note: str = "") -> None:
        (self.home / "requirements.txt").write_text(f"streamlit==1.0 --hash=sha256:{digest}\n{note}", "utf-8")

    def run(self) -> subprocess.CompletedProcess[str]:
        settings = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheel.parent), "PIP_CONFIG_FILE": os.devnull}
        return subprocess.run(
            [sys.executable, ".dev/make.py", "run", "--more"],
            cwd=self.home,
            env=os.environ | settings | {"UV_NO_INDEX": "1", "UV_FIND_LINKS": str(self.wheel.parent)},
            capture_output=True,
            text=True,
        )


def test_the_first_run_installs_and_the_second_starts_at_once(tmp_path: Path) -> None:
    project = Project(tmp_path / "project")
    first, second = project.run(), project.run()
    assert "Installing requirements.txt" in first.stdout, first.stderr
    assert "Installing" not in second.stdout
    for started in (first, second):
        assert started.stdout.endswith("started run app.py --more\n")
        assert started.returncode == 7
    project.pin(hashlib.sha256(project.wheel.read_bytes()).hexdigest(), "# another lock\n")
    assert "Installing requirements.txt" in project.run().stdout


def test_a_package_with_another_hash_is_refused(tmp_path: Path) -> None:
    project = Project(tmp_path / "project")
    project.pin("0" * 64)
    refused = project.run()
    assert refused.returncode == 1
    assert "could not be installed" in refused.stderr
    assert "started" not in refused.stdout


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
@pytest.mark.parametrize("target", ["run", "test", "bench", "lock"])
def test_make_is_a_thin_wrapper(target: str) -> None:
    command = ["make", "--no-print-directory", "-n", target, "ARGS=-x"]
    plan = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert plan.stdout.endswith(f".dev/make.py {target} -x\n")


def test_streamlit_knows_every_option_that_is_set() -> None:
    known = streamlit_config.get_config_options(force_reparse=True)
    assert {name for name in _flat(STREAMLIT) if name not in known} == set()


def _flat(table: dict[str, object], prefix: str = "") -> list[str]:
    names = []
    for name, value in table.items():
        names += _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else [prefix + name]
    return names


@pytest.mark.parametrize(
    ("option", "value"),
    {
        "server.address": "127.0.0.1",
        "server.port": 8501,
        "server.headless": True,
        "server.allowedHosts": ["localhost", "127.0.0.1"],
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.maxUploadSize": 16,
        "server.enableStaticServing": False,
        "server.enableAgentApi": False,
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.toolbarMode": "minimal",
        "client.disableDataExport": True,
    }.items(),
)
def test_the_app_keeps_to_this_machine_and_tells_nobody(option: str, value: object) -> None:
    section, name = option.split(".")
    assert STREAMLIT[section][name] == value


def _luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_stands_out_from_its_ground(mode: str) -> None:
    theme = STREAMLIT["theme"][mode]
    grounds = [place[name] for place in (theme, theme["sidebar"]) for name in theme["sidebar"]]
    assert min(_contrast(theme["textColor"], ground) for ground in grounds) >= 7
    assert min(_contrast(theme["linkColor"], ground) for ground in grounds) >= 4.5
    assert _contrast("#ffffff", theme["primaryColor"]) >= 4.5  # the label of a primary button
    assert min(_contrast(theme["primaryColor"], ground) for ground in grounds) >= 3
    assert _contrast(theme["primaryColor"], theme["backgroundColor"]) >= 4.5  # the word of the open tab
    assert min(_contrast(color, theme["backgroundColor"]) for color in theme["chartCategoricalColors"]) >= 3
