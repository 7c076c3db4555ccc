"""How the sandbox begins: what it is given is checked, and refused in one sentence instead of a traceback."""

import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

PORTS = 65_535


@contextmanager
def refused_in_words(what: str) -> Iterator[None]:
    """Leave with one sentence when what is given cannot be used."""
    try:
        yield
    except (OSError, ValueError, TypeError, LookupError, AttributeError, yaml.YAMLError) as problem:
        raise SystemExit(f"The sandbox does not start. {what}: {_reason(problem)}.") from None


def _reason(problem: Exception) -> str:
    if isinstance(problem, ssl.SSLError):
        return "it does not hold a certificate and its key, both as PEM"
    if isinstance(problem, OSError):
        said = (problem.strerror or str(problem)).split(" (while")[0]
        return f"{said}: {problem.filename}" if problem.filename else said
    if isinstance(problem, yaml.YAMLError):
        mark = getattr(problem, "problem_mark", None)
        return "it is not YAML" + (f" (line {mark.line + 1}, column {mark.column + 1})" if mark else "")
    if isinstance(problem, ValueError):
        return str(problem)
    return f"its shape is not the documented one ({problem})"


def check_address(host: str, port: int, cert: str | None) -> None:
    """ValueError for a port that is none, or for passwords that would cross a network unencrypted."""
    if not 0 <= port <= PORTS:
        raise ValueError(f"a port is a number from 0 to {PORTS}, not {port}")
    if not cert and not _is_this_machine(host):
        raise ValueError(f"{host} can be reached from other machines; give --cert, or listen on 127.0.0.1")


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def tls(cert: str | None) -> ssl.SSLContext | None:
    """The TLS of one PEM file with certificate and key, None without one."""
    if not cert:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with Path(cert).open("rb"):  # which says the name of a file it cannot read
        context.load_cert_chain(cert)
    return context


def read_faults(path: str | None) -> list[dict[str, Any]]:
    """The faults of a YAML file: a list, or a mapping with the list under `faults`."""
    if not path:
        return []
    with Path(path).open(encoding="utf-8") as file:
        read = yaml.load(file, yaml.BaseLoader) or []  # plain text: YAML would make true of the key `on`
    return read["faults"] if isinstance(read, dict) else read
