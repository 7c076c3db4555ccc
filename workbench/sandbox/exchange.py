"""An answer on its way out, and what faults make of it."""

import re
from dataclasses import dataclass, field, replace

from workbench.sandbox.answers import control, document, errors
from workbench.sandbox.faults import Fault
from workbench.sandbox.refusals import Trouble

XML = 'text/xml; encoding="UTF-8"'
HTML = "text/html"


@dataclass(frozen=True)
class Answer:
    """What goes back over the wire, and in which manner: whole, reset, hang, drip, cut."""

    status: int = 200
    body: bytes = b""
    content_type: str = XML
    manner: str = "whole"
    pace: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)


RESET = Answer(manner="reset")
HANG = Answer(manner="hang")


def html(status: int, title: str) -> Answer:
    """What a proxy in front of the gateway answers."""
    said = f"{status} {title}"
    page = f"<html><head><title>{said}</title></head><body><center><h1>{said}</h1></center></body></html>"
    return Answer(status, page.encode(), HTML)


def throttled() -> Answer:
    """The gateway's own rate limit."""
    trouble = Trouble("GW-0010", "API rate limit exceeded. Try again later.", description="API rate limit exceeded")
    return Answer(429, document(control(None, "failure") + errors([trouble]), whitespace=False))


def lost(fault: Fault) -> Answer:
    """The answer to a request that is not answered properly."""
    if fault.answer == "hang":
        return HANG
    return html(int(fault.answer), "Gateway Time-out") if fault.answer.isdigit() else RESET


def spoiled(answer: Answer, fault: Fault) -> Answer:
    """An answer to an executed request as the fault lets it through."""
    body = answer.body
    simple = {
        "reset_after": RESET,
        "error_500_after": html(500, "Internal Server Error"),
        "html_502_after": html(502, "Bad Gateway"),
        "gone_524": Answer(524, b"", HTML),
        "truncated": replace(answer, manner="cut"),
        "cut_body": replace(answer, body=body[: len(body) * 2 // 3]),
        "empty": replace(answer, body=b""),
        "two_documents": replace(answer, body=body + body),
        "drip": replace(answer, manner="drip", pace=fault.seconds),
    }
    if fault.kind in simple:
        return simple[fault.kind]
    return replace(answer, body=_rewritten(body, fault))


def _rewritten(body: bytes, fault: Fault) -> bytes:
    text = body.decode()
    if fault.kind == "foreign_controlid":
        return re.sub(r"<controlid>[^<]*", "<controlid>another-request", text).encode()
    if fault.kind == "duplicated_result":
        return re.sub(r"(<result>.*</result>)", r"\1\1", text, flags=re.DOTALL).encode()
    return text.replace('encoding="UTF-8"', 'encoding="UTF-8" ').encode(fault.encoding, "replace")
