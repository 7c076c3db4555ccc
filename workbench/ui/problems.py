"""The one place that turns a problem with the world into something on the screen."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec

import streamlit as st

from workbench import errors
from workbench.ui import findings_panel, notices

P = ParamSpec("P")
_log = logging.getLogger(__name__)

TITLES: dict[type[errors.WorkbenchError], str] = {
    errors.StoreError: "The data could not be read or saved",
    errors.NotFound: "Not found",
    errors.LoadRefused: "The payroll was not loaded",
    errors.ExportRefused: "Nothing was exported",
    errors.ConnectionMissing: "Not connected to Intacct yet",
    errors.SecretError: "The saved password cannot be read",
    errors.NotSent: "Intacct could not be reached",
    errors.Busy: "Intacct is busy",
    errors.SenderRefused: "Intacct refused the sender",
    errors.SignInRefused: "Intacct refused the sign-in",
    errors.Rejected: "Intacct refused the request",
    errors.OutcomeUnknown: "The outcome is not known yet",
}


def title(error: errors.WorkbenchError) -> str:
    """What kind of problem it is, in a few words."""
    return next((TITLES[kind] for kind in type(error).__mro__ if kind in TITLES), "That did not work")


def show(error: errors.WorkbenchError, heading: str = "") -> None:
    """The problem, what to do about it, and its findings where they say more; ``heading``: what was not done."""
    st.error(f"{error.message}\n\n{error.remedy}".strip(), title=heading or title(error), icon=":material/error:")
    if isinstance(error, errors.ConnectionMissing):
        st.page_link("pages/connections.py", label="Open Connections", icon=":material/cable:")
    if isinstance(error, errors.ExportRefused) and [one.message for one in error.findings] != [error.message]:
        findings_panel.show(error.findings, key="refused")


@contextmanager
def shown(heading: str = "") -> Iterator[None]:
    """Show a problem where it happens; the rest of the page goes on."""
    try:
        yield
    except errors.WorkbenchError as error:
        show(error, heading)


@contextmanager
def page() -> Iterator[None]:
    """Round a whole page: known problems are shown, a fault of ours is logged and admitted."""
    try:
        with shown():
            yield
    except Exception:
        _log.exception("a page failed")
        st.error(
            "The workbench made a mistake on this page. What was saved is safe; reload the page to go on. "
            "The log of the program has the details.",
            title="Something went wrong here",
        )


def told(change: Callable[P, object]) -> Callable[P, None]:
    """For what a button or an edit does: a problem becomes a notice at the top of the page it leads to."""

    @wraps(change)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            change(*args, **kwargs)
        except errors.WorkbenchError as error:
            notices.say("error", f"{error.message} {error.remedy}".strip(), title(error))
        except ValueError as error:
            notices.say("error", str(error), "Not saved")

    return wrapped
