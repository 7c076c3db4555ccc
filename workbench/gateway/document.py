"""Reading and building XML: a parser that believes only whole, plain documents, and leaves without children."""

from __future__ import annotations

from typing import TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element

MOST_ELEMENTS = 200_000


class Unreadable(Exception):
    """An answer that is not one whole, plain document of ours to believe; says why."""


def parse(body: bytes) -> Element:
    """The root of a UTF-8 document without DTD, namespaces, comments or processing instructions; else Unreadable."""
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
        recover=False,
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        reason = f"it is not XML ({type(problem).__name__})"
    else:
        reason = _objection(root, body)
        if not reason:
            return root
    raise Unreadable(reason)


def _objection(root: Element, body: bytes) -> str:
    """Why a document is not plain; its bytes rule the rare cases out fast (no element without a bracket)."""
    if root.getroottree().docinfo.doctype:
        return "it has a document type"
    if body.count(b"<") > MOST_ELEMENTS and root.xpath("count(//*)") > MOST_ELEMENTS:
        return f"it has more than {MOST_ELEMENTS:,} elements"
    if b"xmlns" in body and root.xpath("boolean(//*[namespace-uri() != ''])"):
        return "it uses namespaces"
    return ""


def leaves_of(record: Element) -> dict[str, str]:
    """The texts of an element's children by their names."""
    return {str(one.tag): text_of(one) for one in record}


def only(parent: Element, tag: str) -> Element | None:
    """The one child of that name, None when there is none; two of them are Unreadable."""
    found = list(parent.iterchildren(tag))
    if len(found) > 1:
        raise Unreadable(f"it has {len(found)} {tag} elements where one belongs")
    return found[0] if found else None


def text_of(element: Element) -> str:
    """The text of a leaf, empty where it has none; a child inside is Unreadable."""
    if len(element):
        raise Unreadable(f"{element.tag} holds more than text")
    return element.text or ""


def text(parent: Element, tag: str) -> str:
    """The text of the one leaf of that name, empty when there is none."""
    element = only(parent, tag)
    return "" if element is None else text_of(element)


def leaf(tag: str, content: str) -> Element:
    """An element with text; ValueError for a character XML cannot carry."""
    element = etree.Element(tag)
    element.text = content
    return element


def branch(tag: str, *children: Element, **leaves: str) -> Element:
    """An element with the leaves in the order given, then the children."""
    element = etree.Element(tag)
    for name, content in leaves.items():
        etree.SubElement(element, name).text = content
    element.extend(children)
    return element


def write(root: Element, declaration: bool = False) -> bytes:
    """The document as UTF-8 bytes; its last byte is the closing bracket of the root."""
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=declaration, with_tail=False))
