"""Which addresses a password may go to: 4 good ones pass, 48 hostile ones do not, typed or returned alike."""

from __future__ import annotations

import pytest

from workbench.errors import GatewayError
from workbench.gateway.endpoint import PUBLIC_ENDPOINT, accepted_endpoint, endpoint_kind, is_endpoint

PATH = "/ia/xml/xmlgw.phtml"
GOOD = [
    PUBLIC_ENDPOINT,
    "https://na12.intacct.com" + PATH,
    "https://api.intacct.com:443" + PATH,
    "https://www-p03.eu.prod.intacct.com" + PATH,
]
HOSTILE = [
    "",
    " ",
    "api.intacct.com",
    "//api.intacct.com" + PATH,
    "http://api.intacct.com" + PATH,
    "ftp://api.intacct.com" + PATH,
    "file:///etc/passwd",
    "javascript:alert(1)//api.intacct.com" + PATH,
    "HTTPS://api.intacct.com" + PATH,
    "https://API.INTACCT.COM" + PATH,
    "https://evil.io" + PATH,
    "https://evil.io\\@api.intacct.com" + PATH,
    "https://evil.io/@api.intacct.com" + PATH,
    "https://evil.io?@api.intacct.com" + PATH,
    "https://evil.io#@api.intacct.com" + PATH,
    "https://evil.io%2f@api.intacct.com" + PATH,
    "https://api.intacct.com@evil.io" + PATH,
    "https://api.intacct.com:443@evil.io" + PATH,
    "https://user:password@api.intacct.com" + PATH,
    "https://user@api.intacct.com" + PATH,
    "https://api.intacct.com.evil.io" + PATH,
    "https://evil.io/.intacct.com" + PATH,
    "https://evilintacct.com" + PATH,
    "https://intacct.com" + PATH,
    "https://.intacct.com" + PATH,
    "https://api..intacct.com" + PATH,
    "https://-api.intacct.com" + PATH,
    "https://api-.intacct.com" + PATH,
    "https://api_x.intacct.com" + PATH,
    "https://a.b.c.d.intacct.com" + PATH,
    "https://" + "a" * 64 + ".intacct.com" + PATH,
    "https://api.intacct.com." + PATH,
    "https://api.intacct.co" + PATH,
    "https://api.intacct.com:8443" + PATH,
    "https://api.intacct.com:" + PATH,
    "https://api.intacct.com:0443" + PATH,
    "https://api.intacct.com/ia/xml/xmlgw.phtml/",
    "https://api.intacct.com/ia/xml/xmlgw.phtml?x=1",
    "https://api.intacct.com/ia/xml/xmlgw.phtml#x",
    "https://api.intacct.com/ia/xml/../xml/xmlgw.phtml",
    "https://api.intacct.com/IA/xml/xmlgw.phtml",
    "https://api.intacct.com//ia/xml/xmlgw.phtml",
    "https://api.intacct.com" + PATH + "\n",
    "https://api.intacct.com" + PATH + "\r\nHost: evil.io",
    " https://api.intacct.com" + PATH,
    "https://аpi.intacct.com" + PATH,  # a Cyrillic letter
    "https://api。intacct.com" + PATH,  # an ideographic full stop
    "https://[::1]" + PATH,
]
SANDBOX = ["http://127.0.0.1:8901" + PATH, "http://localhost:1" + PATH, "http://[::1]:65535" + PATH]
NO_SANDBOX = [
    "http://127.0.0.1:0" + PATH,
    "http://127.0.0.1:65536" + PATH,
    "http://127.0.0.2:80" + PATH,
    "http://127.0.0.1.evil.io:80" + PATH,
    "http://localhost.evil.io:80" + PATH,
    "http://127.0.0.1:80@evil.io" + PATH,
    "http://10.0.0.1:80" + PATH,
    "http://2130706433:80" + PATH,
    "https://127.0.0.1:80" + PATH,
    "http://127.0.0.1:80/other",
]


def test_the_catalog_is_complete() -> None:
    assert (len(GOOD), len(HOSTILE), len(set(HOSTILE))) == (4, 48, 48)


@pytest.mark.parametrize("address", GOOD)
def test_addresses_of_intacct_pass(address: str) -> None:
    assert endpoint_kind(address) == "intacct"
    assert accepted_endpoint(address, "intacct") == address


@pytest.mark.parametrize("address", HOSTILE)
def test_hostile_addresses_are_refused_typed_and_returned(address: str) -> None:
    with pytest.raises(GatewayError, match="not an address of Sage Intacct"):
        endpoint_kind(address)
    for kind in ("intacct", "sandbox"):
        with pytest.raises(GatewayError, match="nothing more was sent"):
            accepted_endpoint(address, kind)


@pytest.mark.parametrize("address", SANDBOX)
def test_a_loopback_address_is_a_sandbox_and_never_a_real_company(address: str) -> None:
    assert endpoint_kind(address) == "sandbox"
    with pytest.raises(GatewayError):
        accepted_endpoint(address, "intacct")


@pytest.mark.parametrize("address", NO_SANDBOX)
def test_only_loopback_is_a_sandbox(address: str) -> None:
    with pytest.raises(GatewayError):
        endpoint_kind(address)


@pytest.mark.parametrize("address", GOOD)
def test_a_sandbox_never_leads_to_a_real_company(address: str) -> None:
    with pytest.raises(GatewayError):
        accepted_endpoint(address, "sandbox")


def test_an_address_ends_at_255_characters() -> None:
    labels = ".".join(["a" * 63, "b" * 63, "c" * 63])
    long = f"https://{labels}.intacct.com{PATH}"
    assert len(long) <= 255 and is_endpoint(long, "intacct")
    assert not is_endpoint("http://127.0.0.1:8901" + "/" * 300 + PATH, "sandbox")
