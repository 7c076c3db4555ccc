"""What happens once when the app starts: the store is opened and the demo company is made ready beside it."""

from __future__ import annotations

import logging
import os
import threading
import time
from dataclasses import dataclass, field

import streamlit as st

from workbench.desk import Desk
from workbench.errors import WorkbenchError
from workbench.flows import demo, workers
from workbench.flows.connections import saved_connection
from workbench.ui import workspace_choice

STORE = "WORKBENCH_DATABASE_URL"
DEMO = "WORKBENCH_DEMO"  # "off": open the store and nothing else
PATIENCE = 90  # seconds a page waits for the demo company before it goes on without
_log = logging.getLogger(__name__)


@dataclass
class Preparation:
    """How far getting ready has come; it runs beside the pages, so no click can stop it half-way."""

    steps: list[str] = field(default_factory=list)
    problem: str = ""
    done: threading.Event = field(default_factory=threading.Event)


def desk() -> Desk:
    """The desk in the workspace of the client in hand."""
    return workspace_choice.desk(whole_desk())


def whole_desk() -> Desk:
    """The desk of this process, on the store the environment names or the local one; in the first workspace."""
    return _open(os.environ.get(STORE, ""))


@st.cache_resource(show_spinner=False, on_release=lambda held: held.close())
def _open(url: str) -> Desk:
    return Desk(url or None)


@st.cache_resource(show_spinner=False)
def preparation(_desk: Desk, url: str) -> Preparation:
    """Start getting ready, once per process and store."""
    state = Preparation()
    if os.environ.get(DEMO) == "off":
        state.done.set()
    else:
        threading.Thread(target=_prepare, args=(_desk, state), daemon=True).start()
    return state


def _prepare(held: Desk, state: Preparation) -> None:
    try:
        _make_ready(held, state)
    except WorkbenchError as error:
        state.problem = str(error)
    except Exception:
        _log.exception("getting ready failed")
        state.problem = "The demo company could not be made ready; the log of the program says why."
    finally:
        state.done.set()


def _make_ready(held: Desk, state: Preparation) -> None:
    connection = saved_connection(held, "gl_export")
    if connection and connection.kind != "sandbox":
        workers.ensure_worker(held)  # a company of their own: no demo beside it
    else:
        demo.ready(held, state.steps.append)


def wait(held: Desk) -> None:
    """Show the steps while the app gets ready the first time; a failure is told and stops nothing."""
    state = preparation(whole_desk(), held.url)
    if not state.done.is_set():
        _show_steps(state)
    if state.problem and not st.session_state.get("start told"):
        st.session_state["start told"] = True
        st.warning(state.problem, title="The demo company is not ready")


def _show_steps(state: Preparation) -> None:
    place, until = st.empty(), time.monotonic() + PATIENCE
    with place.status("Getting ready", expanded=True) as box:
        told = 0
        while not state.done.wait(0.1) and time.monotonic() < until:
            for step in state.steps[told:]:
                box.update(label=step)
                st.write(step)
                told += 1
    place.empty()
