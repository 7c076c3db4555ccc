"""The draft of the setup as this page shows and changes it: cell by cell, with the figures that follow from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import ParamSpec

import streamlit as st

from workbench.desk import Desk
from workbench.findings import Findings
from workbench.flows import setup_draft
from workbench.flows.setup_draft import SetupDraft
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import Setup
from workbench.ui import notices, problems, run_in_hand

P = ParamSpec("P")
TABS, FOOT, STRIP, LINT, EFFECT = "setup tabs", "setup foot", "setup strip", "setup lint", "setup effect"
TURNED = [TABS, LINT]  # what turning to another tab draws again
FROM, EVEN_SO = "publish from", "draft all the same"  # the first pay date chosen; the draft whatever the pay date
PARTS = [FOOT, TABS, STRIP, LINT, EFFECT]  # what an edit draws again, the quick answer first


def of(desk: Desk) -> SetupDraft:
    """The draft as it stands; the setup in force while nothing was edited."""
    return setup_draft.draft(desk)


def setup(desk: Desk) -> Setup:
    """The setup as the draft has it."""
    return of(desk).setup


def keep(desk: Desk, shown: Setup, wanted: Setup, note: str = "") -> bool:
    """Lay what was changed from ``shown`` to ``wanted`` on the draft; what somebody else changed meanwhile is told.

    True when everything was taken.
    """
    if shown == wanted:
        return True
    findings = setup_draft.edit_draft(desk, shown, wanted, note)
    tell(findings)
    return not findings


def tell(findings: Findings) -> None:
    """What an edit met, each once, at the top of the page."""
    for finding in findings[:5]:
        title = "Changed meanwhile" if finding.code == "changed_meanwhile" else "Not taken"
        kind = "error" if finding.severity == "error" else "warning"
        notices.say(kind, f"{finding.message} {finding.remedy}".strip(), title)  # type: ignore[arg-type]
    if len(findings) > 5:
        notices.say("warning", f"and {len(findings) - 5} more of the kind.")


def answered(change: Callable[P, object]) -> Callable[P, None]:
    """For an edit: problems become notices, and only the parts of the page that follow the draft are drawn again."""
    return _then(change, PARTS)


def redraw() -> None:
    """Nothing changes but what is shown: the parts of the page that follow the draft are drawn again."""
    st.rerun(PARTS)


def in_tab(change: Callable[P, object]) -> Callable[P, None]:
    """For a choice that changes nothing in the draft: only the open tab is drawn again."""
    return _then(change, TABS)


def everywhere(change: Callable[P, object]) -> Callable[P, None]:
    """For what changes the setup in force: the whole page is drawn again."""
    return _then(change, "app")


def _then(change: Callable[P, object], drawn: str | list[str]) -> Callable[P, None]:
    told = problems.told(change)

    @wraps(change)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        told(*args, **kwargs)
        st.rerun(drawn)

    return wrapped


Versions = tuple[object, ...]


def versions(desk: Desk, draft: SetupDraft, runs: Sequence[PostedRun]) -> Versions:
    """What figures depend on: the store, the draft and the runs; as long as it is the same, so are they."""
    return (desk.url, desk.workspace, draft.base, draft.number, *((run.code, run_in_hand.number(run)) for run in runs))
