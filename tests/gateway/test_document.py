"""The parser believes whole, plain documents only; each of these was an attack that worked somewhere."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from tests.gateway.wire_server import serving
from workbench.gateway.document import Unreadable, branch, leaf, only, parse, text, write

GOOD = "<response><a>{}</a></response>"


def bomb(levels: int) -> str:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, levels))
    return f'<!DOCTYPE r [<!ENTITY e0 "boom">{entities}]><response><a>&e{levels - 1};</a></response>'


HOSTILE: dict[str, bytes] = {
    "empty": b"",
    "blank": b"  \n ",
    "not XML": b"Service Unavailable",
    "an HTML page": b"<html><body>502<br></body></html>",
    "two documents": b"<response/><response/>",
    "text behind": b"<response/>tail",
    "text before": b"x<response/>",
    "cut": b"<response><a>1</a>",
    "cut in a tag": b"<response><a>1</a></respon",
    "internal entity": b'<!DOCTYPE r [<!ENTITY amt "999.00">]><response><a>&amt;</a></response>',
    "external entity": b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><response><a>&x;</a></response>',
    "external entity by network": b'<!DOCTYPE r [<!ENTITY x SYSTEM "http://127.0.0.1:9/">]><response><a>&x;</a></response>',
    "parameter entity": b'<!DOCTYPE r [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]><response/>',
    "external DTD": b'<!DOCTYPE response SYSTEM "http://127.0.0.1:9/x.dtd"><response/>',
    "public DTD": b'<!DOCTYPE response PUBLIC "-//X//Y" "file:///etc/passwd"><response/>',
    "plain doctype": b"<!DOCTYPE response><response/>",
    "attribute default": b'<!DOCTYPE response [<!ATTLIST data count CDATA "1">]><response><data/></response>',
    "billion laughs": bomb(9).encode(),
    "quadratic blow-up": f'<!DOCTYPE r [<!ENTITY a "{"x" * 50_000}">]><response>{"&a;" * 5000}</response>'.encode(),
    "undefined entity": b"<response><a>&nbsp;</a></response>",
    "default namespace": b'<response xmlns="urn:x"/>',
    "prefixed namespace": b'<p:response xmlns:p="urn:x"/>',
    "namespace inside": b'<response><a xmlns="urn:x">1</a></response>',
    "undeclared prefix": b"<p:response/>",
    "too deep": b"<response>" + b"<a>" * 300 + b"</a>" * 300 + b"</response>",
    "too many elements": b"<response>" + b"<a/>" * 200_001 + b"</response>",
    "NUL": b"<response><a>1\x002</a></response>",
    "control character": b"<response><a>\x07</a></response>",
    "control character as reference": b"<response><a>&#7;</a></response>",
    "Latin-1": GOOD.format("José").encode("latin-1"),
    "UTF-16 without a word": GOOD.format(1).encode("utf-16-le"),
    "UTF-16 declared": ('<?xml version="1.0" encoding="UTF-16"?>' + GOOD.format(1)).encode("utf-16"),
    "overlong UTF-8": b"<response><a>\xc0\xbcb/></a></response>",
    "a text of 11 MB": b"<response><a>" + b"x" * 11_000_000 + b"</a></response>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_not_plain_and_whole_is_refused(name: str) -> None:
    with pytest.raises(Unreadable):
        parse(HOSTILE[name])


def test_the_catalog_has_34_documents() -> None:
    assert len(HOSTILE) == 34


def test_no_document_makes_the_parser_open_a_file(tmp_path: Path) -> None:
    pipe, opened, done = tmp_path / "pipe", threading.Event(), threading.Event()
    os.mkfifo(pipe)
    watching = threading.Thread(target=_writes_when_read, args=(pipe, opened, done), daemon=True)
    watching.start()
    for kind in ("<!ENTITY x SYSTEM '{0}'>", "<!ENTITY % x SYSTEM '{0}'>%x;"):
        with pytest.raises(Unreadable):
            parse(f"<!DOCTYPE r [{kind.format(pipe)}]><response><a>&x;</a></response>".encode())
    with pytest.raises(Unreadable):
        parse(f"<!DOCTYPE response SYSTEM '{pipe}'><response/>".encode())
    done.set()
    watching.join()
    assert not opened.is_set()


def _writes_when_read(pipe: Path, opened: threading.Event, done: threading.Event) -> None:
    """Opening a pipe for writing succeeds only once somebody reads from it."""
    while not done.is_set():
        try:
            os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
            opened.set()
        except OSError:
            done.wait(0.001)


def test_no_document_makes_the_parser_call_out() -> None:
    with serving(lambda caller: None) as server:
        for document in ("<!DOCTYPE r SYSTEM '{0}'><r/>", "<!DOCTYPE r [<!ENTITY x SYSTEM '{0}'>]><r>&x;</r>"):
            with pytest.raises(Unreadable):
                parse(document.format(server.address).encode())
        assert server.arrived == []


def test_a_comment_or_instruction_does_not_split_a_value() -> None:
    root = parse(b"<response><a>100<!-- x -->0.00</a><b>1<?x y?>2</b></response>")
    assert (text(root, "a"), text(root, "b")) == ("1000.00", "12")


def test_utf7_stays_text() -> None:
    body = b'<?xml version="1.0" encoding="UTF-7"?><response><a>+ADw-b/+AD4-</a></response>'
    assert text(parse(body), "a") == "+ADw-b/+AD4-"


def test_a_leaf_with_a_child_and_a_leaf_twice_are_refused() -> None:
    with pytest.raises(Unreadable):
        text(parse(b"<response><a>100<b/>0.00</a></response>"), "a")
    with pytest.raises(Unreadable):
        only(parse(b"<response><a>1</a><a>2</a></response>"), "a")


def test_absent_and_empty_leaves_read_as_nothing() -> None:
    root = parse(b"<response><a/><b></b></response>")
    assert [text(root, name) for name in "abc"] == ["", "", ""]


def test_a_byte_order_mark_is_no_harm() -> None:
    assert text(parse(b"\xef\xbb\xbf" + GOOD.format("José").encode()), "a") == "José"


def test_what_is_written_is_read_back_and_ends_with_its_root() -> None:
    value = "a & b < c > \"d\" 'e' ]]> \t\r\n é 漢 😀 &amp; #"
    document = write(branch("response", leaf("a", value)), declaration=True)
    assert text(parse(document), "a") == value
    assert document.endswith(b"</response>")
