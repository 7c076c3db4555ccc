"""Other people's clients of the gateway, as their registries have them: installed once, beside the repository."""

from __future__ import annotations

import ensurepip
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CACHE = ROOT / ".venv" / "clients"
NODE_LEAST = 18  # the walks use its fetch
# What npm, pip and uv say when the registry cannot be reached; anything else they say is a failure of the test.
UNREACHABLE = re.compile(
    r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|E40[37]|E5\d\d"
    r"|NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|Could not connect|dns error",
    re.IGNORECASE,
)
PYTHON_CLIENT = ("sageintacctsdk", "xmltodict")


@pytest.fixture(scope="session")
def node() -> str:
    """The path of Node."""
    found = shutil.which("node")
    if found is None or shutil.which("npm") is None:
        pytest.skip("Node or npm is not installed (Debian: apt install nodejs npm)")
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(version.lstrip("v").partition(".")[0]) < NODE_LEAST:
        pytest.skip(f"Node {version} is too old for the walks, which need {NODE_LEAST} or newer")
    return found


@pytest.fixture(scope="session")
def official_sdk(node: str) -> Path:
    """The node_modules of the official JavaScript SDK, at the versions of the lock file."""
    pins = [HERE / "package.json", HERE / "package-lock.json"]
    return _installed("npm", b"".join(pin.read_bytes() for pin in pins), _npm) / "node_modules"


@pytest.fixture(scope="session")
def python_client() -> None:
    """Makes sageintacctsdk importable; what it shares with the workbench stays the workbench's own."""
    if any(importlib.util.find_spec(name) is None for name in PYTHON_CLIENT):
        sys.path.append(str(_installed("pip", _python_pins().encode(), _pip)))


def _installed(name: str, pins: bytes, install: Callable[[Path], subprocess.CompletedProcess[str]]) -> Path:
    home = CACHE / f"{name}-{hashlib.sha256(pins).hexdigest()[:12]}"
    if home.exists():
        return home
    CACHE.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=CACHE))
    try:
        outcome = install(fresh)
        if outcome.returncode and UNREACHABLE.search(outcome.stderr + outcome.stdout):
            pytest.skip(f"the {name} registry cannot be reached: {outcome.stderr.strip().splitlines()[-1]}")
        assert outcome.returncode == 0, outcome.stderr
        if not home.exists():
            fresh.rename(home)
    except subprocess.TimeoutExpired:
        pytest.skip(f"the {name} registry did not answer in time")
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return home


def _npm(home: Path) -> subprocess.CompletedProcess[str]:
    for pin in ("package.json", "package-lock.json"):
        shutil.copy(HERE / pin, home)
    patience = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=20000"]
    return _run([str(shutil.which("npm")), "ci", "--ignore-scripts", "--no-audit", "--no-fund", *patience], home)


def _pip(home: Path) -> subprocess.CompletedProcess[str]:
    pins = home / "pins.txt"
    pins.write_text(_python_pins(), encoding="utf-8")
    return _run([*_installer(), "--no-deps", "--require-hashes", "--target", str(home), "-r", str(pins)], home)


def _installer() -> list[str]:
    """uv when it is there, else pip: this Python's own or the one it carries as a file."""
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "--python", sys.executable]
    carried = next(Path(ensurepip.__file__).parent.glob("_bundled/pip-*.whl"), None)
    if importlib.util.find_spec("pip") is None and carried is None:
        pytest.skip("there is neither uv nor pip to install sageintacctsdk with")
    program = ["-m", "pip"] if importlib.util.find_spec("pip") else [f"{carried}/pip"]
    return [sys.executable, *program, "--disable-pip-version-check", "--retries=1", "--timeout=20", "install"]


def _python_pins() -> str:
    """The client and what only it needs, as the benchmarks pin them."""
    text = (ROOT / "benchmarks" / "requirements.txt").read_text("utf-8")
    pins = [re.search(rf"^{name}==(?:.*\\\n)+.*\n", text, re.MULTILINE) for name in PYTHON_CLIENT]
    return "".join(pin[0] for pin in pins if pin)


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=90, env=dict(os.environ))
