"""What Intacct's errors mean: cause, cure, who can do it and where, told apart by their texts (causes.yaml)."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

import yaml

from workbench.gateway.reply import Trouble

WHO = {
    "you": "you",
    "administrator": "the Sage Intacct administrator of the company",
    "issuer": "whoever issued the sender ID",
    "network": "your network administrator",
    "nobody": "nobody; it passes",
}

_WRAPPER = re.compile(
    r"XL03000009.*rolled back|could not (create|update|delete) .{1,60}record|currently, we can.t", re.IGNORECASE
)


@dataclass(frozen=True)
class Cause:
    """One known error: the pattern that tells it, what it means and what to do."""

    name: str
    pattern: re.Pattern[str]
    cause: str
    remedy: str
    who: str
    where: str


UNRECOGNIZED = Cause(
    "unrecognized",
    re.compile(""),
    "Sage Intacct answered with an error that is not in our list.",
    "Give the code, the text and the support ID below to Sage support; the trace under Calls belongs with it.",
    WHO["you"],
    "",
)


@functools.cache
def causes() -> tuple[Cause, ...]:
    """The known errors, the more particular before the more general."""
    return _listed("causes.yaml")


@functools.cache
def line_causes() -> tuple[Cause, ...]:
    """What it means when no answer of Intacct's own came back."""
    return _listed("line_causes.yaml")


def _listed(file: str) -> tuple[Cause, ...]:
    text = resources.files(__package__).joinpath(file).read_text("utf-8")
    return tuple(
        Cause(
            one["name"],
            re.compile(one["pattern"], re.IGNORECASE),
            one["cause"],
            one["remedy"],
            WHO[one["who"]],
            one["where"],
        )
        for one in yaml.safe_load(text)
    )


def cause_of(trouble: Trouble) -> Cause:
    """What one error means; ``UNRECOGNIZED`` when it is not in the list."""
    said = trouble.everything()
    return next((cause for cause in causes() if cause.pattern.search(said)), UNRECOGNIZED)


def cause_of_line(message: str) -> Cause:
    """What an error without an answer of Intacct's own means, told by our own sentence for it."""
    return next((cause for cause in line_causes() if cause.pattern.search(message)), UNRECOGNIZED)


def leading(troubles: Iterable[Trouble]) -> Trouble:
    """The error that says why: the first that is neither a rollback note nor a wrapper, else the first."""
    every = list(troubles)
    telling = [one for one in every if not _WRAPPER.search(one.everything())]
    return (telling or every or [Trouble("", "")])[0]


def is_a(name: str, troubles: Iterable[Trouble]) -> bool:
    """Whether one of the errors means that."""
    return any(cause_of(trouble).name == name for trouble in troubles)
