"""The objects inside create and update: elements as fields and owned lists."""

from decimal import Decimal
from typing import Any

from lxml import etree

from workbench.sandbox.company import Company
from workbench.sandbox.objects import ObjectType
from workbench.sandbox.refusals import Refusal, not_created, schema_error
from workbench.sandbox.values import Layout, parse

LISTS = {"ENTRIES": "GLENTRY", "TIMESHEETENTRIES": "TIMESHEETENTRY"}
Body = dict[str, Any]
LAYOUT = Layout()


def body(node: etree._Element, any_case: bool = True) -> Body:
    """An object element as field texts, owned lists as lists of the same."""
    found: Body = {}
    for child in node:
        name = child.tag.upper() if any_case else child.tag
        if name in LISTS:
            found[name] = [_line(line, LISTS[name], any_case) for line in child]
        elif len(child) and name != "SPLIT":
            found |= {f"{name}.{key}": value for key, value in body(child, any_case).items()}
        elif name in found:
            raise schema_error(f"Element '{child.tag}': comes twice in '{node.tag}'.")
        else:
            found[name] = child.text or ""
    return found


def _line(node: etree._Element, expected: str, any_case: bool) -> Body:
    if (node.tag.upper() if any_case else node.tag) != expected:
        raise schema_error(f"Element '{node.tag}': This element is not expected. Expected is ( {expected} ).")
    return body(node, any_case)


def check_names(company: Company, object_type: ObjectType, given: Body, verb: str = "create") -> None:
    """Refuse elements that the object does not take."""
    if company.on("unknown_fields"):
        return
    for name in given:
        field = object_type.fields.get(name)
        if name in LISTS or name.startswith("GLDIM") or (name == "RECORDNO" and verb == "update"):
            continue
        if field is None or field.readonly:
            raise not_created(verb, object_type.name, f"Invalid field {name} specified for {object_type.name}.")


def check_required(object_type: ObjectType, given: Body, verb: str = "create") -> None:
    """Refuse an object without one of its required fields."""
    for name, field in object_type.fields.items():
        if field.required and not given.get(name):
            raise not_created(verb, object_type.name, f"Required field {name} is missing", "BL03000018")


def value(company: Company, object_type: ObjectType, given: Body, name: str) -> Any:
    """The value of a field as its kind; Refusal when the text is not of that kind."""
    field = object_type.fields[name]
    text = given.get(name) or ""
    if field.kind == "enum":
        if text and text not in field.labels:
            raise not_created("create", object_type.name, f"'{text}' is not a valid value for {name}", "BL03000018")
        return text or None
    try:
        return parse(field.kind, text, LAYOUT, company.on("loose_dates"))
    except ValueError:
        raise illegal_format(object_type.name, name, text) from None


def values(company: Company, object_type: ObjectType, given: Body) -> Body:
    """All fields of a body as their kinds."""
    return {name: value(company, object_type, given, name) for name in given if name in object_type.fields}


def illegal_format(object_name: str, name: str, text: str) -> Refusal:
    """The refusal of a text that is not of its field's kind."""
    return not_created("create", object_name, f"Illegal format for {name}: '{text}'", "BL03000018")


def money(text: str) -> Decimal | None:
    """An amount with at most two decimals, or None."""
    whole, _, decimals = text.lstrip("-").partition(".")
    if not (whole or decimals) or not (whole + decimals).isascii() or not (whole + decimals).isdigit():
        return None
    return Decimal(text) if len(decimals) <= 2 and text.count("-") <= 1 and not text.endswith(".") else None
