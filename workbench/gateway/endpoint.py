"""Which addresses passwords may be sent to: one full-match rule for what people type and for what Intacct returns."""

from __future__ import annotations

import re
from typing import Literal

from workbench.errors import GatewayError

Kind = Literal["intacct", "sandbox"]

PUBLIC_ENDPOINT = "https://api.intacct.com/ia/xml/xmlgw.phtml"

_LABEL = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)"
_PORT = r"(?::(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))"
_PATH = r"/ia/xml/xmlgw\.phtml"
_RULES: dict[Kind, re.Pattern[str]] = {
    "intacct": re.compile(rf"https://{_LABEL}{{1,3}}intacct\.com(?::443)?{_PATH}", re.ASCII),
    "sandbox": re.compile(rf"http://(?:127\.0\.0\.1|localhost|\[::1\]){_PORT}?{_PATH}", re.ASCII),
}
_LONGEST = 255


def is_endpoint(address: str, kind: Kind) -> bool:
    """True when the address is one of that kind of connection, to the last character."""
    return len(address) <= _LONGEST and _RULES[kind].fullmatch(address) is not None


def endpoint_kind(address: str) -> Kind:
    """The kind of connection an address typed by somebody means; GatewayError when it is neither."""
    for kind in _RULES:
        if is_endpoint(address, kind):
            return kind
    raise GatewayError(
        "This is not an address of Sage Intacct; nothing was sent.",
        f"Leave the endpoint empty for {PUBLIC_ENDPOINT}, or enter the sandbox address as it was printed.",
    )


def accepted_endpoint(address: str, kind: Kind) -> str:
    """The address Intacct returned for the session, when it is of the connection's own kind; GatewayError otherwise."""
    if is_endpoint(address, kind):
        return address
    raise GatewayError(
        "The answer to the sign-in named an address that is not one of Sage Intacct; nothing more was sent.",
        "Try again. If it stays, have your network administrator check who answers for api.intacct.com.",
    )
