"""The sandbox as a process of its own, called with raw XML over HTTP."""

import html
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import requests
from lxml import etree

ROOT = Path(__file__).parents[2]
START = "import json, sys; from workbench.sandbox.serve import main; main(**json.loads(sys.argv[1]))"
PATH = "/ia/xml/xmlgw.phtml"


@dataclass
class Client:
    """A plain client of a running sandbox: builds envelopes by hand, counts its own control ids."""

    process: subprocess.Popen
    settings: dict[str, str]
    numbers: int = 0
    session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.session.trust_env = False

    @property
    def endpoint(self) -> str:
        return self.settings["INTACCT_ENDPOINT"]

    @property
    def base(self) -> str:
        return self.endpoint.removesuffix(PATH)

    def control(self, verb: str, **asked: Any) -> dict[str, Any]:
        reply = self.session.post(f"{self.base}/control", json={"verb": verb} | asked, timeout=30)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def switch(self, name: str, value: Any) -> None:
        self.control("set", setting=f"switches.{name}", value=value)

    def login(
        self,
        user: str | None = None,
        password: str | None = None,
        company: str | None = None,
        entity: str | None = None,
    ) -> str:
        where = "" if entity is None else f"<locationid>{entity}</locationid>"
        return (
            f"<login><userid>{user or self.settings['INTACCT_USER_ID']}</userid>"
            f"<companyid>{escape(company or self.settings['INTACCT_COMPANY_ID'])}</companyid>"
            f"<password>{escape(password or self.settings['INTACCT_USER_PASSWORD'])}</password>{where}</login>"
        )

    def function(self, inner: str, controlid: str = "") -> str:
        self.numbers += 1
        return f'<function controlid="{controlid or f"f{self.numbers}"}">{inner}</function>'

    def envelope(
        self,
        *functions: str,
        auth: str = "",
        unique: str = "false",
        transaction: str = "false",
        sender: str | None = None,
        sender_password: str | None = None,
        extra: str = "",
    ) -> bytes:
        content = "".join(f if f.startswith("<function ") else self.function(f) for f in functions)
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><request><control>'
            f"<senderid>{sender or self.settings['INTACCT_SENDER_ID']}</senderid>"
            f"<password>{escape(sender_password or self.settings['INTACCT_SENDER_PASSWORD'])}</password>"
            f"<controlid>c1</controlid><uniqueid>{unique}</uniqueid><dtdversion>3.0</dtdversion>"
            f"<includewhitespace>false</includewhitespace>{extra}</control>"
            f'<operation transaction="{transaction}"><authentication>{auth or self.login()}</authentication>'
            f"<content>{content}</content></operation></request>"
        ).encode()

    def post(self, body: bytes, **more: Any) -> requests.Response:
        headers = {"Content-Type": "application/xml"} | more.pop("headers", {})
        return self.session.post(self.endpoint, data=body, headers=headers, timeout=more.pop("timeout", 30), **more)

    def call(self, *functions: str, **more: Any) -> etree._Element:
        return etree.fromstring(self.post(self.envelope(*functions, **more)).content)

    def result(self, function: str, **more: Any) -> etree._Element:
        return self.call(function, **more).find("operation/result")

    def rows(self, query: str, **more: Any) -> list[dict[str, str]]:
        result = self.result(query, **more)
        assert result.findtext("status") == "success", etree.tostring(result)
        return [{child.tag: child.text or "" for child in row} for row in result.find("data")]


def text_of(result: etree._Element) -> str:
    """What the first error of an answer or result says, its HTML undone."""
    return html.unescape(result.findtext(".//errormessage/error/description2"))


def number_of(result: etree._Element) -> str:
    return result.findtext(".//errormessage/error/errorno")


def query(
    name: str,
    fields: str,
    filter_xml: str = "",
    rest: str = "<orderby><order><field>RECORDNO</field></order></orderby>",
) -> str:
    selected = "".join(f"<field>{field}</field>" for field in fields.split())
    filtered = f"<filter>{filter_xml}</filter>" if filter_xml else ""
    return f"<query><object>{name}</object><select>{selected}</select>{filtered}{rest}</query>"


def line(account: str, side: int, amount: str, **fields: str) -> str:
    given = {"LOCATION": "E100"} | fields
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in given.items() if value)
    money = f"<TR_TYPE>{side}</TR_TYPE><TRX_AMOUNT>{amount}</TRX_AMOUNT>"
    return f"<GLENTRY><ACCOUNTNO>{account}</ACCOUNTNO>{money}{inner}</GLENTRY>"


def journal(*lines: str, **fields: str) -> str:
    given = {
        "JOURNAL": "PYRJ",
        "BATCH_DATE": "02/13/2026",
        "BATCH_TITLE": "Payroll BW03",
        "REFERENCENO": "HW-1",
        "STATE": "Draft",
    } | fields
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in given.items() if value)
    entries = "".join(lines or (line("6010", 1, "100.00"), line("2100", -1, "100.00")))
    return f"<create><GLBATCH>{inner}<ENTRIES>{entries}</ENTRIES></GLBATCH></create>"


def start(**arguments: Any) -> Client:
    """A sandbox process, ready."""
    process = subprocess.Popen(
        [sys.executable, "-c", START, json.dumps({"port": 0} | arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    settings = {}
    for printed in process.stdout:
        if printed.strip() == "ready":
            return Client(process, settings)
        name, _, value = printed.rstrip("\n").partition("=")
        settings[name] = value
    raise RuntimeError("the sandbox did not start")


def wait_for(done: Callable[[], bool]) -> None:
    """Wait until something is so, at most ten seconds."""
    for _ in range(1000):
        if done():
            return
        time.sleep(0.01)
    raise AssertionError("it did not happen within ten seconds")


def refused(port: int) -> bool:
    """Whether nobody listens on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
