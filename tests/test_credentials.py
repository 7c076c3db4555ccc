"""Secrets: masked everywhere, sealed for one place, and every password a person can have."""

from __future__ import annotations

import base64
import copy
import json
import os
import pickle
import stat
import threading
from pathlib import Path

import pytest

from workbench.credentials import (
    KEY_VARIABLE,
    Secret,
    entered,
    illegal_character,
    masked,
    seal,
    sealing_key,
    unseal,
)
from workbench.errors import SecretError
from workbench.gateway.document import branch, leaf, parse, text, write

CANARY = "canary-51b0e2-secret"
PLACE = ("password", "gl_export", "ACME", "payroll_ws")
KEY = bytes(range(32))
SPECIAL = [
    "#", "&", "a#b&c", "<", ">", '"', "'", "%", "=", ";", "$", "\\", "!", "*", "@", ":", "/", "?", " leading",
    "trailing ", "   ", "a\tb", "a\rb", "a\nb", "a\r\nb", "]]>", "<!--", "&amp;", "&#35;", "{{x}}", "${HOME}", "%s",
    "pässwörd", "密码", "🔑", "zero\u200bwidth", "\u202eright to left", "e\u0301 decomposed", "x" * 256,
]  # fmt: skip


def test_a_secret_shows_itself_nowhere() -> None:
    secret = Secret(CANARY)
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret!r:>10}",
        f"{[secret]}",
        "{}".format(secret),  # noqa: UP032
        repr(vars(Secret)),
    ]
    assert not [one for one in shown if CANARY in one]
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy, json.dumps):
        with pytest.raises(TypeError):
            attempt(secret)  # type: ignore[operator]
    assert not hasattr(secret, "__dict__")


def test_a_secret_reveals_itself_only_when_asked_and_can_be_compared() -> None:
    assert Secret(CANARY).reveal() == CANARY
    assert Secret("a") == Secret("a") and Secret("a") != Secret("b") and Secret("a") != "a"
    assert bool(Secret("")) is False and len({Secret("a"), Secret("a")}) == 1
    assert CANARY not in Secret(CANARY).fingerprint()


@pytest.mark.parametrize("password", SPECIAL)
def test_every_password_survives_sealing_and_the_request(password: str) -> None:
    secret = entered(password)
    assert unseal(KEY, seal(KEY, secret, PLACE), PLACE).reveal() == password
    assert text(parse(write(branch("login", leaf("password", secret.reveal())))), "password") == password


def test_every_character_works_but_the_31_that_xml_forbids() -> None:
    scalars = [chr(n) for n in range(0x110000) if not 0xD800 <= n <= 0xDFFF]
    refused = [one for one in scalars if illegal_character(one)]
    assert refused == [*map(chr, (*range(9), 11, 12, *range(14, 32))), "\ufffe", "\uffff"] and len(refused) == 31
    rest = "".join(one for one in scalars if one not in set(refused))
    assert text(parse(write(branch("login", leaf("password", rest)))), "password") == rest


def test_a_password_that_cannot_be_sent_is_refused_with_a_sentence_that_does_not_repeat_it() -> None:
    with pytest.raises(SecretError, match=r"sender password contains the control character U\+0007") as caught:
        entered(CANARY + "\x07", "sender password")
    assert CANARY not in str(caught.value)
    with pytest.raises(SecretError, match=r"U\+D800"):
        entered("\ud800")


def test_a_sealed_secret_opens_with_its_key_in_its_place_only() -> None:
    sealed = seal(KEY, Secret(CANARY), PLACE)
    assert CANARY.encode() not in sealed and sealed != seal(KEY, Secret(CANARY), PLACE)
    for key, place in ((bytes(32), PLACE), (KEY, ("password", "gl_export", "OTHER", "payroll_ws"))):
        with pytest.raises(SecretError, match="cannot be read") as caught:
            unseal(key, sealed, place)
        assert caught.value.__context__ is None or CANARY not in repr(caught.value.__context__)


def test_every_changed_byte_of_a_sealed_secret_is_noticed() -> None:
    sealed = seal(KEY, Secret("pw"), PLACE)
    for place in range(len(sealed)):
        changed = bytes([*sealed[:place], sealed[place] ^ 1, *sealed[place + 1 :]])
        with pytest.raises(SecretError):
            unseal(KEY, changed, PLACE)
    with pytest.raises(SecretError):
        unseal(KEY, b"", PLACE)


def test_places_do_not_run_into_each_other() -> None:
    with pytest.raises(SecretError):
        unseal(KEY, seal(KEY, Secret("x"), ("a", "bc")), ("ab", "c"))


def test_the_key_comes_from_the_environment_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(KEY_VARIABLE, base64.b64encode(KEY).decode())
    assert sealing_key(tmp_path / "store.key") == KEY == sealing_key(None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("written", ["short", "AAAA", base64.b64encode(bytes(31)).decode(), "é" * 44])
def test_a_key_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv(KEY_VARIABLE, written)
    with pytest.raises(SecretError, match=f"{KEY_VARIABLE} is not a key"):
        sealing_key(None)


def test_a_team_without_a_key_is_told_what_to_set() -> None:
    with pytest.raises(SecretError, match=f"Set {KEY_VARIABLE} to 32 random bytes"):
        sealing_key(None)


def test_the_key_file_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "store.key"
    key = sealing_key(path)
    assert len(key) == 32 and sealing_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["store.key"]


def test_a_key_file_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.key"
    sealing_key(path)
    path.chmod(0o644)
    with pytest.raises(SecretError, match="Others can read"):
        sealing_key(path)


def test_a_damaged_key_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.key"
    path.touch(mode=0o600)
    with pytest.raises(SecretError, match=r"store\.key is not a key"):
        sealing_key(path)
    assert path.read_bytes() == b""


def test_twenty_openers_at_once_agree_on_one_key(tmp_path: Path) -> None:
    gate = threading.Barrier(20)
    keys: list[bytes] = []

    def open_it() -> None:
        gate.wait()
        keys.append(sealing_key(tmp_path / "store.key"))

    threads = [threading.Thread(target=open_it) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 20 and len(set(keys)) == 1
    assert os.listdir(tmp_path) == ["store.key"]


def test_a_text_that_repeats_a_secret_is_masked_raw_and_escaped() -> None:
    secrets = [Secret("p&w<demo>#1"), Secret("abc")]
    said = masked("bad p&w<demo>#1 or p&amp;w&lt;demo&gt;#1, abc", secrets)
    assert said == "bad ••• or •••, abc"
