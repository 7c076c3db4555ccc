"""The request as it stands in its XML: control, credentials and functions, checked like the gateway's own schema."""

import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from workbench.sandbox.refusals import schema_error

PARSER = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "remove_comments": True,
    "remove_pis": True,
    "huge_tree": True,
}
CONTROL = (
    "senderid",
    "password",
    "controlid",
    "uniqueid",
    "dtdversion",
    "policyid",
    "includewhitespace",
    "showadditionalerrorinfo",
)
LOGIN = ("userid", "companyid", "password", "clientid", "locationid")
BOOLEAN = {"true": True, "false": False}


@dataclass(frozen=True)
class Function:
    """One function: its control id, the verb and the element of the verb."""

    controlid: str
    verb: str
    node: etree._Element
    plan: Any = None


@dataclass(frozen=True)
class Request:
    """One request, as sent."""

    control: dict[str, str] = field(default_factory=dict)
    sessionid: str = ""
    login: dict[str, str] = field(default_factory=dict)
    transaction: bool = False
    functions: tuple[Function, ...] = ()

    @property
    def uniqueid(self) -> bool:
        """Whether functions may not be repeated; documented default true."""
        return BOOLEAN[self.control.get("uniqueid", "true")]

    @property
    def whitespace(self) -> bool:
        """Whether the answer is indented; default true."""
        return BOOLEAN[self.control.get("includewhitespace", "true")]

    @property
    def more_info(self) -> bool:
        """Whether errors carry additionalinfo."""
        return BOOLEAN[self.control.get("showadditionalerrorinfo", "false")]


@dataclass(frozen=True)
class Rules:
    """The switches the schema depends on."""

    in_order: bool = True
    cdata: bool = False
    max_functions: int = 100


def parse(body: bytes, rules: Rules, verbs: Any) -> Request:
    """A request from its bytes; ControlRefusal when it is outside the schema."""
    root = _tree(body, rules)
    if root.tag != "request":
        raise schema_error(f"Element '{root.tag}': No matching global declaration available for the validation root.")
    control_node, operation = _children(root, ("control", "operation"), exactly=True)
    control = _leaves(control_node, CONTROL, rules.in_order)
    _check_control(control)
    _only_attributes(operation, {"transaction"})
    authentication, content = _children(operation, ("authentication", "content"), exactly=True)
    sessionid, login = _credentials(authentication, rules.in_order)
    functions = tuple(_function(node, verbs) for node in content)
    if control["dtdversion"] == "2.1" and (
        generic := [f.verb for f in functions if f.verb in verbs and verbs[f.verb].generic]
    ):
        raise schema_error(f"Element '{generic[0]}': This element is not expected under dtdversion 2.1.")
    if not functions or (rules.max_functions and len(functions) > rules.max_functions):
        raise schema_error(
            f"Element 'content': {len(functions)} functions; from 1 to {rules.max_functions} are expected."
        )
    return Request(control, sessionid, login, _boolean(operation, "transaction", "false"), functions)


def _tree(body: bytes, rules: Rules) -> etree._Element:
    if not rules.cdata and b"<![CDATA[" in body:
        raise schema_error("CDATA sections are not accepted.")
    try:
        root = etree.fromstring(body, etree.XMLParser(**PARSER))
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise schema_error(f"XML Parse schema error: {problem}") from None
    if root.getroottree().docinfo.doctype:
        raise schema_error("XML Parse schema error: a document type declaration is not accepted.")
    return root


def _children(node: etree._Element, names: tuple[str, ...], exactly: bool) -> list[etree._Element]:
    found = [child.tag for child in node]
    if exactly and found != list(names):
        raise schema_error(
            f"Element '{node.tag}': expected is ( {', '.join(names)} ), found ( {', '.join(map(str, found))} )."
        )
    return list(node)


def _leaves(node: etree._Element, names: tuple[str, ...], in_order: bool) -> dict[str, str]:
    found = [child.tag for child in node]
    if unknown := [tag for tag in found if tag not in names]:
        raise schema_error(f"Element '{unknown[0]}': This element is not expected in '{node.tag}'.")
    if len(set(found)) < len(found) or (in_order and found != sorted(found, key=names.index)):
        raise schema_error(f"Element '{node.tag}': its elements must come once each, in the order {', '.join(names)}.")
    if any(len(child) for child in node):
        raise schema_error(f"Element '{node.tag}': Element content is not allowed in its elements.")
    return {child.tag: child.text or "" for child in node}


def _check_control(control: dict[str, str]) -> None:
    for name in ("senderid", "password", "controlid", "dtdversion"):
        if not control.get(name):
            raise schema_error(f"Element 'control': Missing child element '{name}'.")
    if len(control["controlid"]) > 256:
        raise schema_error("Element 'controlid': the length exceeds the maximum of 256.")
    if control["dtdversion"] not in ("3.0", "2.1"):
        raise schema_error(f"Element 'dtdversion': '{control['dtdversion']}' is not a valid version.")
    for name in ("uniqueid", "includewhitespace", "showadditionalerrorinfo"):
        if name in control and control[name] not in BOOLEAN:
            raise schema_error(f"Element '{name}': '{control[name]}' is not a valid value of type boolean.")


def _credentials(node: etree._Element, in_order: bool) -> tuple[str, dict[str, str]]:
    tags = [child.tag for child in node]
    if tags == ["sessionid"] and node[0].text:
        return node[0].text, {}
    if tags != ["login"]:
        raise schema_error("Element 'authentication': expected is ( sessionid | login ).")
    login = _leaves(node[0], LOGIN, in_order)
    for name in ("userid", "companyid", "password"):
        if not login.get(name):
            raise schema_error(f"Element 'login': Missing child element '{name}'.")
    return "", login


def _function(node: etree._Element, verbs: Any) -> Function:
    if node.tag != "function":
        raise schema_error(f"Element '{node.tag}': This element is not expected. Expected is ( function ).")
    _only_attributes(node, {"controlid"})
    controlid = node.get("controlid", "")
    if not 1 <= len(controlid) <= 256:
        raise schema_error("Element 'function', attribute 'controlid': from 1 to 256 characters are expected.")
    if len(node) != 1 or (node.text or "").strip():
        raise schema_error("Element 'function': expected is exactly one API function.")
    verb = node[0].tag
    if verb not in verbs:
        raise schema_error(f"Element '{verb}': This element is not expected in 'function'.")
    return Function(controlid, verb, node[0], verbs[verb].plan(node[0]))


def _only_attributes(node: etree._Element, names: set[str]) -> None:
    for name in map(str, node.keys()):
        if name not in names:
            raise schema_error(f"Element '{node.tag}', attribute '{name}': The attribute is not allowed.")


def _boolean(node: etree._Element, name: str, default: str) -> bool:
    value = node.get(name, default)
    if value not in BOOLEAN:
        raise schema_error(f"Element '{node.tag}', attribute '{name}': '{value}' is not a valid value of type boolean.")
    return BOOLEAN[value]


def without_secrets(body: bytes) -> str:
    """A request's text with passwords and session ids blanked."""
    text = body.decode("utf-8", "replace")
    return re.sub(r"(<(password|sessionid)>)[^<]*(</\2>)", r"\1...\3", text)
