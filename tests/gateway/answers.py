"""Answers of the gateway as the documentation shows them, around the ids of a request."""

from __future__ import annotations

from html import escape

from workbench.credentials import Secret
from workbench.gateway.document import branch
from workbench.gateway.envelope import Envelope, envelope
from workbench.gateway.session import Credentials

WHO = Credentials(
    company="AcmeCorp",
    user="payroll_ws",
    entity="",
    sender_id="acme_payroll",
    endpoint="https://api.intacct.com/ia/xml/xmlgw.phtml",
    kind="intacct",
    password=Secret("canary-user-p&w<1>#"),
    sender_password=Secret("canary-sender-p&w#2"),
)
SESSION = Secret("canary-session-0123456789")
SENT = envelope(WHO, branch("create"), function_id="HW7K3M9Q2XA8FZT-01", session_id=SESSION, unique=True)


def control(status: str = "success", sent: Envelope = SENT, control_id: str | None = None) -> str:
    """The control block."""
    named = sent.control_id if control_id is None else control_id
    return (
        f"<control><status>{status}</status><senderid>acme_payroll</senderid><controlid>{named}</controlid>"
        "<uniqueid>true</uniqueid><dtdversion>3.0</dtdversion></control>"
    )


def authentication(status: str = "success") -> str:
    """The authentication block."""
    return (
        f"<authentication><status>{status}</status><userid>payroll_ws</userid><companyid>AcmeCorp</companyid>"
        "<locationid/><sessiontimestamp>2026-07-31T09:00:00+00:00</sessiontimestamp>"
        "<sessiontimeout>2026-07-31T15:00:00+00:00</sessiontimeout></authentication>"
    )


def errors(*pairs: tuple[str, str]) -> str:
    """An errormessage with these numbers and texts."""
    each = "".join(
        f"<error><errorno>{number}</errorno><description/><description2>{escape(text)}</description2><correction/></error>"
        for number, text in pairs
    )
    return f"<errormessage>{each}</errormessage>"


def result(inner: str, status: str = "success", verb: str = "create", control_id: str = SENT.function_id) -> str:
    """The result of a function."""
    head = f"<status>{status}</status><function>{verb}</function><controlid>{control_id}</controlid>"
    return f"<result>{head}{inner}</result>"


def data(*records: str) -> str:
    """The data of a create: one element per record number."""
    each = "".join(f"<glbatch><RECORDNO>{one}</RECORDNO></glbatch>" for one in records)
    return f'<data listtype="objects" count="{len(records)}">{each}</data>'


def operation(*parts: str) -> str:
    """The operation block."""
    return f"<operation>{''.join(parts)}</operation>"


def response(*parts: str) -> bytes:
    """The whole document."""
    return f'<?xml version="1.0" encoding="UTF-8"?><response>{"".join(parts)}</response>'.encode()


def created(record: str = "8812") -> bytes:
    """The answer to a create that worked."""
    return response(control(), operation(authentication(), result(data(record))))


def refused(
    *pairs: tuple[str, str], status: str = "failure", inner: str = '<data listtype="objects" count="0"/>'
) -> bytes:
    """The answer to a create that was refused."""
    return response(control(), operation(authentication(), result(inner + errors(*pairs), status)))
