"""Processes of this machine: whether one lives, and starting one that outlives its starter."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path


def boot() -> str:
    """Which start of this machine this is; blank where the system does not say. Its ticks compare across processes."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def is_running(pid: int) -> bool:
    """Whether a process of this machine lives; a zombie does not."""
    if sys.platform == "win32":
        return _is_running_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return not _is_zombie(pid)


def age(pid: int) -> float | None:
    """How many seconds ago a running process began, by a clock nobody sets; None where the system does not say."""
    try:
        began = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    except (OSError, IndexError):
        return None
    return time.clock_gettime(time.CLOCK_BOOTTIME) - began / os.sysconf("SC_CLK_TCK")


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (OSError, IndexError):
        return False


def _is_running_on_windows(pid: int) -> bool:
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]
    synchronize, still_waiting = 0x00100000, 0x102
    handle = kernel.OpenProcess(synchronize, False, pid)
    if not handle:
        return False
    try:
        return bool(kernel.WaitForSingleObject(handle, 0) == still_waiting)
    finally:
        kernel.CloseHandle(handle)


def start(arguments: list[str], *, environment: dict[str, str], log: Path | None = None) -> subprocess.Popen[str]:
    """Start `python -m workbench ARGUMENTS` in a session of its own; its output goes to ``log``, else to a pipe."""
    home = str(Path(__file__).resolve().parent.parent)
    path = os.pathsep.join(part for part in (home, os.environ.get("PYTHONPATH", "")) if part)
    output = open(log, "a", encoding="utf-8") if log else subprocess.PIPE  # noqa: SIM115 - the child keeps it
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "workbench", *arguments],
            env={**os.environ, **environment, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if log else None,
            start_new_session=True,
            text=True,
        )
    finally:
        if log:
            output.close()  # type: ignore[union-attr]
