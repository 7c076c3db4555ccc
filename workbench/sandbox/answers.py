"""The answer as XML: control, authentication, one result per function, and errors as the gateway writes them."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from workbench.sandbox.envelope import Request
from workbench.sandbox.refusals import Trouble

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})


@dataclass
class Result:
    """What one function came to: status, payload XML, errors."""

    verb: str
    controlid: str
    status: str = "success"
    payload: str = ""
    troubles: list[Trouble] = field(default_factory=list)
    bare: tuple[str, bytes] | None = None
    repeated: bool = False


@dataclass(frozen=True)
class SignedIn:
    """The authentication block of an answer."""

    userid: str
    companyid: str
    locationid: str
    at: datetime
    until: datetime


def escaped(text: str) -> str:
    """Text as XML content."""
    return text.translate(_ESCAPES)


def tag(name: str, text: str) -> str:
    """One element with text."""
    return f"<{name}>{escaped(text)}</{name}>" if text else f"<{name}/>"


def control(request: Request | None, status: str) -> str:
    """The control block: the request's own words under a status."""
    if request is None:
        return f"<control><status>{status}</status></control>"
    sent = request.control
    echoed = "".join(tag(name, sent.get(name, "")) for name in ("senderid", "controlid"))
    unique = "true" if request.uniqueid else "false"
    return (
        f"<control><status>{status}</status>{echoed}<uniqueid>{unique}</uniqueid>"
        f"<dtdversion>{escaped(sent.get('dtdversion', '3.0'))}</dtdversion></control>"
    )


def errors(troubles: list[Trouble], more_info: bool = False, html: bool = False) -> str:
    """An errormessage element; inside results the texts are HTML in XML and end with a support id."""
    return "<errormessage>" + "".join(_error(trouble, more_info, html) for trouble in troubles) + "</errormessage>"


def _error(trouble: Trouble, more_info: bool, html: bool) -> str:
    text = trouble.description2
    if html:
        text = f"{_as_html(text)} [Support ID: {secrets.token_urlsafe(6)}%7E{secrets.token_urlsafe(9)}]"
    extra = _additional(trouble) if more_info else ""
    return (
        f"<error>{tag('errorno', trouble.errorno)}{tag('description', trouble.description)}"
        f"{tag('description2', text)}{tag('correction', trouble.correction)}{extra}</error>"
    )


def _as_html(text: str) -> str:
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#039;")):
        text = text.replace(char, entity)
    return text


def _additional(trouble: Trouble) -> str:
    errorid = trouble.errorid or "GW-0099"
    message = "IA." + "_".join(word for word in trouble.description2.upper().split()[:6] if word.isalpha())
    return (
        f"<additionalinfo><errorid>{errorid}</errorid><category>RUNTIME</category>"
        f'<target domain="" requestinfo="" object="" field="" businessinfo=""/>'
        f'<description messageid="{escaped(message)}"><placeholders/></description></additionalinfo>'
    )


def result(item: Result, more_info: bool) -> str:
    """One result element."""
    named = f"{tag('function', item.verb)}{tag('controlid', item.controlid)}"
    text = f"<result><status>{item.status}</status>{named}{item.payload}"
    if item.troubles:
        text += errors(item.troubles, more_info, html=True)
    return text + "</result>"


def authentication(signed: SignedIn) -> str:
    """The authentication block of a request that was let in."""
    return (
        f"<authentication><status>success</status>{tag('userid', signed.userid)}{tag('companyid', signed.companyid)}"
        f"{tag('locationid', signed.locationid)}<sessiontimestamp>{iso(signed.at)}</sessiontimestamp>"
        f"<sessiontimeout>{iso(signed.until)}</sessiontimeout></authentication>"
    )


def refused_sign_in(userid: str, companyid: str, locationid: str, trouble: Trouble, more_info: bool) -> str:
    """The operation block of a request that was not let in."""
    return (
        f"<operation><authentication><status>failure</status>{tag('userid', userid)}{tag('companyid', companyid)}"
        f"{tag('locationid', locationid)}</authentication>{errors([trouble], more_info)}</operation>"
    )


def document(inner: str, whitespace: bool) -> bytes:
    """The whole answer, indented when asked for."""
    text = f"<response>{inner}</response>"
    if not whitespace:
        return (DECLARATION + text).encode()
    root = etree.fromstring(text, etree.XMLParser(resolve_entities=False, huge_tree=True))
    etree.indent(root, "  ")
    indented: bytes = etree.tostring(root, encoding="utf-8")
    return DECLARATION.encode() + indented


def iso(moment: datetime) -> str:
    """A moment as the session block writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S+00:00")
