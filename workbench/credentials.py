"""Secrets: never shown, pickled or written in the clear; sealed with AES-GCM and bound to the place they belong to."""

from __future__ import annotations

import base64
import binascii
import contextlib
import hmac
import html
import json
import os
import re
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from workbench.errors import SecretError

MASK = "•••"
KEY_VARIABLE = "WORKBENCH_KEY"

_VERSION = b"\x01"
_NONCE = 12
_WORTH_HIDING = 4  # a shorter secret cannot be told from ordinary words
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_EPHEMERAL = secrets.token_bytes(32)


class Secret:
    """A password or session id that shows itself as dots everywhere but in ``reveal()``."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself; call it only where it is written into the request."""
        return self._value

    def fingerprint(self) -> str:
        """A digest that means something in this process only: to notice that a secret has changed."""
        return hmac.digest(_EPHEMERAL, self._value.encode("utf-8", "surrogatepass"), "sha256").hex()

    def __repr__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self.fingerprint(), other.fingerprint())

    def __hash__(self) -> int:
        return hash(self.fingerprint())

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled or copied")


def illegal_character(text: str) -> str:
    """The first character XML cannot carry, as U+0007; blank when there is none."""
    found = _ILLEGAL.search(text)
    return f"U+{ord(found.group()):04X}" if found else ""


def entered(text: str, what: str = "password") -> Secret:
    """What somebody typed, kept to the last blank; SecretError names a character that cannot be sent to Intacct."""
    if bad := illegal_character(text):
        raise SecretError(
            f"The {what} contains the control character {bad}, which cannot be sent to Sage Intacct.",
            f"Type the {what} again instead of pasting it, or choose another one in Sage Intacct.",
        )
    return Secret(text)


def masked(text: str, secrets_used: Iterable[Secret]) -> str:
    """The text with every secret it repeats, as typed or as XML writes it, shown as dots."""
    for secret in secrets_used:
        if len(secret.reveal()) >= _WORTH_HIDING:
            text = text.replace(secret.reveal(), MASK).replace(html.escape(secret.reveal()), MASK)
    return text


def seal(key: bytes, secret: Secret, place: Sequence[str]) -> bytes:
    """The secret encrypted for one place (company, interface, field ...); it opens nowhere else."""
    nonce = os.urandom(_NONCE)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, secret.reveal().encode(), _bound(place))


def unseal(key: bytes, sealed: bytes, place: Sequence[str]) -> Secret:
    """The secret sealed for that place; SecretError when the key or the place is another one."""
    nonce, content = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    with contextlib.suppress(InvalidTag, ValueError):
        if sealed[:1] == _VERSION:
            return Secret(AESGCM(key).decrypt(nonce, content, _bound(place)).decode())
    raise SecretError(
        "The stored password cannot be read with the key at hand.",
        f"Give the key it was stored with ({KEY_VARIABLE} or the key file beside the store), or enter it again.",
    )


def sealing_key(key_file: Path | None) -> bytes:
    """The key of a store: from WORKBENCH_KEY (base64, 32 bytes), else from the file beside the SQLite store.

    The file is made once, readable by its owner only; ``None`` (a team's database) needs the variable.
    """
    if written := os.environ.get(KEY_VARIABLE):
        return _decoded(written, f"The environment variable {KEY_VARIABLE}")
    if key_file is None:
        raise SecretError(
            "There is no key to seal passwords with.",
            f"Set {KEY_VARIABLE} to 32 random bytes in base64, the same on every machine that uses this database.",
        )
    return _key_file(key_file)


def _bound(place: Sequence[str]) -> bytes:
    return json.dumps(list(place)).encode()


def _decoded(text: str, what: str) -> bytes:
    with contextlib.suppress(binascii.Error, ValueError):
        key = base64.b64decode(text.strip(), validate=True)
        if len(key) == 32:
            return key
    raise SecretError(f"{what} is not a key.", "It has to be 32 random bytes in base64.")


def _key_file(path: Path) -> bytes:
    if not path.exists():
        _create_once(path, base64.b64encode(os.urandom(32)) + b"\n")
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise SecretError(f"Others can read the key file {path.name}.", f"Run: chmod 600 {path}")
    return _decoded(path.read_text("ascii", "replace"), f"The key file {path.name}")


def _create_once(path: Path, content: bytes) -> None:
    """Write the whole file under another name first, so that nobody ever reads half a key; the first one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    except OSError as problem:
        raise SecretError(f"The key file {path.name} cannot be written: {problem.strerror}.") from None
    finally:
        draft.unlink(missing_ok=True)
