"""Bugs put into copies of the program's own functions, to see whether the simulation sees them."""

from __future__ import annotations

import contextlib
import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.faults.simulation import payroll
from tests.faults.simulation.environment import SimulatedGateway
from workbench.flows import carry, export_kinds
from workbench.gateway.document import parse
from workbench.gateway.outcome import Outcome, created

Change = tuple[Any, str, Any]  # where, which name, what it is instead


def _rewritten(function: Callable[..., Any], *changes: tuple[str, str]) -> Callable[..., Any]:
    """A copy of a function of ``carry`` with some of its text exchanged; every text must be there."""
    source = textwrap.dedent(inspect.getsource(function))
    for old, new in changes:
        assert old in source, f"{function.__name__} reads differently now; plant this bug anew: {old}"
        source = source.replace(old, new)
    names = dict(vars(carry))
    exec(compile("from __future__ import annotations\n" + source, f"planted in {function.__name__}", "exec"), names)
    return names[function.__name__]  # type: ignore[no-any-return]


def _send(*changes: tuple[str, str]) -> list[Change]:
    return [(carry, "_STEPS", carry._STEPS | {"planned": _rewritten(carry._send, *changes)})]


def _read_back(*changes: tuple[str, str]) -> list[Change]:
    changed = _rewritten(carry._not_there, *changes)
    read_back = _rewritten(carry._read_back)
    read_back.__globals__["_not_there"] = changed
    return [(carry, "_STEPS", carry._STEPS | {"sent": read_back, "unknown": read_back})]


def _differing(*changes: tuple[str, str]) -> list[Change]:
    return [(carry, "_differs", _rewritten(carry._differs, *changes))]


def _retrying(sign: str) -> list[Change]:
    """As the official clients do: send once more when the answer was lost in that way."""
    real = export_kinds.create_draft

    def create_draft(*arguments: Any) -> Outcome:
        for _ in range(3):
            outcome = real(*arguments)
            if outcome.kind != "unknown" or sign not in outcome.message:
                break
        return outcome

    return _sending_with(create_draft)


def _sending_with(create_draft: Callable[..., Outcome]) -> list[Change]:
    return [(export_kinds, "create_draft", create_draft)]


def _without_state(gateway: Any, payload: str, key: str, *within: float) -> Outcome:
    outcome: Outcome = gateway.write(parse(payload.replace("<STATE>Draft</STATE>", "").encode()), key, created, *within)
    return outcome


def _public_only(self: SimulatedGateway, *arguments: Any, **options: Any) -> Any:
    return _COLUMNS(self, *arguments, **options | {"show_private": False})


_COLUMNS = SimulatedGateway.columns
_ABSENCE_TWICE = """    if missing:
        if last is None or now < last:
            _move(desk, row, row["state"], **read)
        return missing
"""
_WRITE_AHEAD = """    ahead = _write_ahead(desk, [one for one in rows if one["key"] not in settled], sent_at)
    if not ahead:
        return NOW
"""
_CREATE = "    outcomes = kind.send(gateway, {}, horizon.longest_pause(_horizon(row)).total_seconds())\n"
_BELOW = "    if looked.since_sent(row) < limit:\n"
_RESEND = '    if row["state"] == "unknown":\n        return _try_again(desk, row, "")\n'

BUGS: dict[str, Callable[[], list[Change]]] = {
    "no write-ahead": lambda: _send(
        (_CREATE.format("mine"), ""), (_WRITE_AHEAD, _CREATE.format("rows") + _WRITE_AHEAD)
    ),
    "retry on reset": lambda: _retrying("did not arrive whole"),
    "retry on 5xx": lambda: _retrying("HTTP 5"),
    "no preflight": lambda: _send(("        elif there.found.headers:", "        elif False:")),
    "query, then resend": lambda: _read_back((_BELOW, _RESEND + _BELOW)),
    "horizon of 5 minutes": lambda: [(payroll, "HORIZON_SECONDS", 300)],
    "horizon of 14 minutes": lambda: [(payroll, "HORIZON_SECONDS", 840)],
    "single absent read": lambda: _read_back((_ABSENCE_TWICE, "")),
    "different after one read": lambda: _differing(("if not missing or", "if True or")),
    "no pause check": lambda: _send(('if _still_mine(desk, one, was["fence"] + 1, sent_at):', "if True:")),
    "planned again after a long sleep": lambda: _send(('elif one["fence"] == was["fence"] + 1:', "else:")),
    "showprivate missing": lambda: [(SimulatedGateway, "columns", _public_only)],
    "posted by default": lambda: _sending_with(_without_state),
}  # fmt: skip


@contextmanager
def planted(name: str) -> Iterator[None]:
    """Within it the program has that bug; none for a blank name."""
    with contextlib.ExitStack() as back:
        for place, attribute, instead in BUGS[name]() if name else ():
            back.callback(setattr, place, attribute, getattr(place, attribute))
            setattr(place, attribute, instead)
        yield
