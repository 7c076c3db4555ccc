"""What one request says otherwise than another that means the same."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

Element = etree._Element


def differences(ours: Element, theirs: Element) -> Iterator[str]:
    """What one request says otherwise than the other; the random control id of a request is no difference."""
    assert ours.tag == theirs.tag
    if dict(ours.attrib) != dict(theirs.attrib):
        yield f"attributes of {ours.tag}: {dict(ours.attrib)} {dict(theirs.attrib)}"
    yield from text_differences(ours, theirs)
    here, there = numbered(ours), numbered(theirs)
    if [key for key in here if key in there] != [key for key in there if key in here]:
        yield f"order: {ours.tag}"
    yield from (f"only ours: {ours.tag}/{tag}" for tag, _ in here if (tag, _) not in there)
    for key in there:
        if key in here:
            yield from differences(here[key], there[key])
        else:
            yield from only_theirs(there[key])


def numbered(element: Element) -> dict[tuple[str, int], Element]:
    """The children by tag and place among those of the same tag, in document order."""
    seen: dict[str, int] = {}
    found = {}
    for child in element:
        seen[child.tag] = seen.get(child.tag, 0) + 1
        found[child.tag, seen[child.tag]] = child
    return found


def only_theirs(element: Element) -> Iterator[str]:
    parent = element.getparent()
    yield f"only theirs: {parent.tag}/{element.tag} {element.text or ''}".strip()
    for child in element:
        yield from only_theirs(child)


def text_differences(ours: Element, theirs: Element) -> Iterator[str]:
    left, right, parent = ours.text or "", theirs.text or "", ours.getparent()
    if left == right or (ours.tag == "controlid" and parent.tag == "control"):
        return
    if ours.tag == "TRX_AMOUNT" and Decimal(left) == Decimal(right):
        yield f"written otherwise: {parent.tag}/{ours.tag}"
    else:
        yield f"{parent.tag}/{ours.tag}: {left!r} {right!r}"
