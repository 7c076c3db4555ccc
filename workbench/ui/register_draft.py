"""The register in hand: every answer is laid over it at once and kept, so that a reload goes on where it was."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

import streamlit as st

from workbench.desk import Desk
from workbench.flows import register_drafts, registers
from workbench.flows.registers import RegisterDraft
from workbench.ui import start

_DRAFT, _PLACE, _ROUND, _OF = "register draft", "register place", "register round", "register of"


def draft() -> RegisterDraft | None:
    """The register being worked on; None when there is none."""
    found: RegisterDraft | None = st.session_state.get(_DRAFT)
    return found


def taken_up(desk: Desk) -> RegisterDraft | None:
    """The register being worked on, the one kept from before when the page is new; None when there is none."""
    place = (desk.url, desk.workspace)
    if st.session_state.get(_OF) != place:
        st.session_state[_OF] = place
        st.session_state[_DRAFT] = register_drafts.kept_draft(desk, _folder())
    return draft()


def keep(desk: Desk, one: RegisterDraft) -> None:
    """Go on with this draft."""
    st.session_state[_DRAFT] = one
    register_drafts.keep_draft(desk, one)


def put_away(desk: Desk) -> None:
    """Be done with the register."""
    st.session_state.pop(_DRAFT, None)
    register_drafts.drop_draft(desk)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def round_number() -> int:
    """Rises with every register that is done with, so that the upload is empty again."""
    return int(st.session_state.setdefault(_ROUND, 0))


def bring(desk: Desk, name: str, content: bytes) -> None:
    """Begin with an uploaded file; a template whose columns are like its own is laid over it at once."""
    path = written(name, content)
    first = registers.read_register(path, desk=desk, bound="upload", source=name)
    fitting = registers.fitting_template(desk, first)
    one = registers.with_template(first, fitting) if fitting else first
    st.session_state[_DRAFT] = one
    register_drafts.begin_draft(desk, one)


def written(name: str, content: bytes) -> Path:
    """An upload as a file that lives as long as the session."""
    path = _folder() / (PurePath(name.replace("\\", "/")).name or "register")
    path.write_bytes(content)
    return path


def _folder() -> Path:
    return Path(st.session_state.setdefault(_PLACE, tempfile.TemporaryDirectory(prefix="register-")).name)


def answer(**answers: Any) -> None:
    """Lay answers over the draft, as ``registers.complete`` takes them."""
    now = draft()
    if now is not None:
        keep(start.desk(), registers.complete(now, **answers))


def answer_reading(changes: Mapping[str, str]) -> None:
    """Answer how the file is read."""
    answer(reading=changes)
