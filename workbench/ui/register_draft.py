"""The register in hand: kept while the page lives, every answer laid over it at once."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

import streamlit as st

from workbench.desk import Desk
from workbench.flows import registers
from workbench.flows.register_templates import Template
from workbench.flows.registers import RegisterDraft

_DRAFT, _PLACE, _ROUND = "register draft", "register place", "register round"


def draft() -> RegisterDraft | None:
    """The register being worked on; None when there is none."""
    found: RegisterDraft | None = st.session_state.get(_DRAFT)
    return found


def keep(one: RegisterDraft) -> None:
    """Go on with this draft."""
    st.session_state[_DRAFT] = one


def put_away() -> None:
    """Be done with the register."""
    st.session_state.pop(_DRAFT, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def round_number() -> int:
    """Rises with every register that is done with, so that the upload is empty again."""
    return int(st.session_state.setdefault(_ROUND, 0))


def bring(desk: Desk, name: str, content: bytes) -> None:
    """Begin with an uploaded file; a template whose columns are like its own is laid over it at once."""
    path = written(name, content)
    first = registers.read_register(path, desk=desk, bound="upload", source=name)
    fitting = registers.fitting_template(desk, first)
    keep(with_template(desk, first, fitting) if fitting else first)


def with_template(desk: Desk, one: RegisterDraft, template: Template | None) -> RegisterDraft:
    """The same file, read by a template or by none."""
    return registers.read_register(one.path, template, desk=desk, bound="upload", source=one.source)


def written(name: str, content: bytes) -> Path:
    """An upload as a file that lives as long as the session."""
    place = st.session_state.setdefault(_PLACE, tempfile.TemporaryDirectory(prefix="register-"))
    path = Path(place.name) / (PurePath(name.replace("\\", "/")).name or "register")
    path.write_bytes(content)
    return path


def answer(**answers: Any) -> None:
    """Lay answers over the draft, as ``registers.complete`` takes them."""
    now = draft()
    if now is not None:
        keep(registers.complete(now, **answers))


def answer_reading(changes: Mapping[str, str]) -> None:
    """Answer how the file is read."""
    answer(reading=changes)
