"""Facts about this very company that can be found out by reading: what the documentation leaves open."""

from __future__ import annotations

from collections.abc import Callable

from workbench.errors import GatewayError
from workbench.gateway.document import branch, leaf
from workbench.gateway.gateway import Gateway
from workbench.gateway.query import RECORD, query_function

Fields = dict[str, tuple[str, ...]]  # name -> the words it may hold, none for free ones

_SUM = {"gl_export": ("GLENTRY", "AMOUNT"), "time_import": ("TIMESHEETENTRY", "QTY")}
_LOOKED_AT = {
    "gl_export": ("GLBATCH", "GLENTRY", "GLJOURNAL"),
    "time_import": ("TIMESHEETENTRY", "TIMESHEET"),
    "job_cost_export": ("TIMESHEET", "TIMESHEETENTRY"),
}
_OF_INTEREST = {
    "GLBATCH": ("REFERENCENO", "STATE", "BASELOCATION_NO", "WHENMODIFIED"),
    "GLENTRY": ("TRX_AMOUNT", "DOCUMENT", "STATE", "EMPLOYEEID"),
    "GLJOURNAL": ("STATUS", "DISALLOWDIRECTPOSTING"),
    "TIMESHEETENTRY": ("EMPLOYEEID", "STATE", "WHENMODIFIED", "COSTTYPEID", "TIMETYPE"),
    "TIMESHEET": ("EMPLOYEEID", "STATE", "DESCRIPTION", "GLPOSTDATE"),
}


def probe(gateway: Gateway, interface: str) -> dict[str, str]:
    """Every fact with its answer, in words; a fact that cannot be read says so, nothing fails here."""
    facts: dict[str, str] = {}
    for name in _LOOKED_AT[interface]:
        fields = _told(lambda name=name: _fields(gateway, name))  # type: ignore[misc]
        facts[f"{name} fields"] = fields if isinstance(fields, str) else _offered(name, fields)
        if not isinstance(fields, str) and fields.get("STATE"):
            facts[f"{name} states"] = ", ".join(fields["STATE"])
    if interface == "gl_export":
        facts["REFERENCENO can be searched"] = _yes_or_why(lambda: _selects(gateway, "GLBATCH", "REFERENCENO"))
    if interface in _SUM:
        facts["name of a sum"] = _yes_or_why(lambda: _sum_tag(gateway, *_SUM[interface]))
    facts["answers as csv"] = _yes_or_why(lambda: _csv(gateway))
    return facts


def _told(ask: Callable[[], Fields]) -> Fields | str:
    try:
        return ask()
    except GatewayError as error:
        return f"not told: {error.message}"


def _yes_or_why(ask: Callable[[], str]) -> str:
    try:
        return ask()
    except GatewayError as error:
        return f"no: {error.message}"


def _fields(gateway: Gateway, name: str) -> Fields:
    data = gateway.read(branch("lookup", leaf("object", name))).data
    found: Fields = {}
    for one in [] if data is None else data.iterfind(".//Fields/Field"):
        words = tuple(value.text or "" for value in one.iterfind(".//VALIDVALUE"))
        found[str(one.findtext("ID"))] = words
    return found


def _offered(name: str, fields: Fields) -> str:
    missing = [one for one in _OF_INTEREST[name] if one not in fields]
    return f"{len(fields)} told" + (f", not {', '.join(missing)}" if missing else ", all we use among them")


def _selects(gateway: Gateway, name: str, field: str) -> str:
    gateway.read(query_function(name, [RECORD, field], None, after=0, pagesize=1, show_private=True))
    return "yes"


def _sum_tag(gateway: Gateway, name: str, field: str) -> str:
    """What Intacct calls a sum in its answer."""
    asked = branch("query", leaf("object", name), branch("select", leaf("sum", field)), leaf("pagesize", "1"))
    tags = [str(cell.tag) for record in gateway.read(asked).records() for cell in record]
    return tags[0] if tags else "not told: the answer held no sum"


def _csv(gateway: Gateway) -> str:
    asked = branch(
        "query",
        leaf("object", "DEPARTMENT"),
        branch("select", leaf("field", RECORD)),
        branch("options", leaf("returnformat", "csv")),
        leaf("pagesize", "1"),
    )
    fetched = gateway.fetch(asked)
    if fetched.answer.body.lstrip()[:1] != b"<":  # the whole answer is the table
        return "yes" if RECORD.encode() in fetched.answer.body[:200] else "no: the answer is neither csv nor XML"
    gateway.judge(fetched)
    return "no: Sage Intacct answered in XML"
