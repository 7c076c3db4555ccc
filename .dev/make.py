"""Makes .venv from the hash-pinned requirements, then starts the app, the tests or the benchmarks.

Standard library only and the same on every system: python .dev/make.py run | test | bench | lock [more arguments]
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import urllib.request
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "requirements.sha256"

# Each file holds the one before it, pin by pin; so whoever has the last has them all.
REQUIREMENTS = {
    "run": ROOT / "requirements.txt",
    "test": ROOT / "tests" / "requirements.txt",
    "bench": ROOT / "benchmarks" / "requirements.txt",
}
SIDE_BY_SIDE = str(min((os.cpu_count() or 2) + 1, 4))  # one more than cores: tests of workers and browsers wait a lot
COMMANDS = {
    "run": ["-m", "streamlit", "run", "app.py"],
    "test": [
        *("-m", "pytest", "--numprocesses", SIDE_BY_SIDE),
        *("--dist", "loadfile", "--no-loadscope-reorder"),  # the order is the tests' own: long files first
        *("--timeout", "900"),  # what hangs is named with its stack, and the rest still gets its verdict
    ],
    "bench": ["-m", "benchmarks"],
}
LOCKS = [
    ("requirements.in", "requirements.txt", ()),
    ("requirements-tests.in", "tests/requirements.txt", ("-c", "requirements.txt")),
    ("requirements-benchmarks.in", "benchmarks/requirements.txt", ("-c", "tests/requirements.txt")),
]
# For a Python whose distribution leaves ensurepip out (Debian without python3-venv).
PIP_URL = (
    "https://files.pythonhosted.org/packages/de/f0/"
    "c81e05b613866b76d2d1066490adf1a3dbc4ee9d9c839961c3fc8a6997af/pip-26.0.1-py3-none-any.whl"
)
PIP_SHA256 = "bdb1b08f4274833d62c1aa29e20907365a2ceb950410df15fc9521bad440122b"


def main(arguments: list[str]) -> int:
    """Do what the first argument says; the rest goes to the program it starts."""
    task, more = (arguments[0], arguments[1:]) if arguments else ("", [])
    if task not in (*COMMANDS, "lock"):
        print(__doc__)
        return 2
    if sys.version_info < (3, 11):
        return restart_with_newer_python(arguments)
    os.chdir(ROOT)
    if task == "lock":
        return lock(more)
    try:
        install(task)
    except (subprocess.CalledProcessError, OSError) as error:
        print("The packages could not be installed: {}".format(error), file=sys.stderr)
        return 1
    return start([str(PYTHON), *COMMANDS[task], *more])


def restart_with_newer_python(arguments: list[str]) -> int:
    """Start again with a Python 3.11 or newer when one is on the PATH, or say that it is missing."""
    for minor in range(20, 10, -1):
        python = shutil.which("python3.{}".format(minor))
        if python and subprocess.call([python, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            return start([python, str(Path(__file__).resolve()), *arguments])
    found = ".".join(map(str, sys.version_info[:3]))
    print("The workbench needs Python 3.11 or newer; this is Python {}. Install it from".format(found), file=sys.stderr)
    print("https://www.python.org/downloads/ and run the same command again.", file=sys.stderr)
    return 1


def install(task: str) -> None:
    """Bring .venv to the pins of the task; nothing to do when it has them already."""
    pins = REQUIREMENTS[task]
    if PYTHON.exists() and STAMP.exists() and digest(pins) in STAMP.read_text(encoding="ascii").split():
        return
    uv = shutil.which("uv")
    wait = "with uv, a few seconds" if uv else "with pip, about half a minute"
    print("Installing {} into .venv ({}) ...".format(pins.relative_to(ROOT), wait), flush=True)
    if not works(PYTHON):
        venv.create(VENV, clear=True, with_pip=False, symlinks=os.name != "nt")
    installer = [uv, "pip", "install", "--python", str(PYTHON)] if uv else [*pip(), "install", "--no-compile"]
    subprocess.check_call([*installer, "--quiet", "--require-hashes", "--only-binary", ":all:", "-r", str(pins)])
    held = list(REQUIREMENTS.values())[: list(REQUIREMENTS).index(task) + 1]
    STAMP.write_text("\n".join(map(digest, held)), encoding="ascii")


def digest(pins: Path) -> str:
    """What .venv is stamped with: the pins and the Python they were chosen for."""
    text = pins.read_bytes().replace(b"\r\n", b"\n")
    return hashlib.sha256(text + str(sys.version_info[:2]).encode()).hexdigest()


def works(python: Path) -> bool:
    """Whether there is a Python of .venv that starts and is new enough."""
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    return python.exists() and subprocess.call([str(python), "-c", check]) == 0


def pip() -> list[str]:
    """The command that is pip for .venv: its own, else Python's bundled one, else the pinned wheel."""
    if not has("pip") and has("ensurepip"):
        subprocess.check_call([str(PYTHON), "-m", "ensurepip"], stdout=subprocess.DEVNULL)
    program = ["-m", "pip"] if has("pip") else [str(pip_wheel() / "pip")]
    return [str(PYTHON), *program, "--disable-pip-version-check"]


def has(module: str) -> bool:
    """Whether the Python of .venv has a module."""
    return subprocess.call([str(PYTHON), "-c", "import " + module], stderr=subprocess.DEVNULL) == 0


def pip_wheel() -> Path:
    """The pinned pip as a file; a wheel of pip can be run as it is."""
    with urllib.request.urlopen(PIP_URL, timeout=60) as answer:
        content = answer.read()
    if hashlib.sha256(content).hexdigest() != PIP_SHA256:
        raise OSError("{} is not the file that was expected".format(PIP_URL))
    wheel = VENV / PIP_URL.rpartition("/")[2]
    wheel.write_bytes(content)
    return wheel


def lock(more: list[str]) -> int:
    """Pin everything anew, hashes and all systems included; --upgrade takes newer releases."""
    uv = shutil.which("uv")
    if not uv:
        print("make lock needs uv: https://docs.astral.sh/uv/getting-started/installation/", file=sys.stderr)
        return 1
    for wanted, pinned, narrowed in LOCKS:
        compile_ = [uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"]
        subprocess.check_call([*compile_, ".dev/" + wanted, *narrowed, *more, "-o", pinned])
    return 0


def start(command: list[str]) -> int:
    """Become the program, so that signals and the exit code are its own; Windows waits for it instead."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    try:
        return subprocess.call(command)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
