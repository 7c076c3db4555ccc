"""The steps of the last connection test; the one that failed with its cause, its cure and who can do it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.desk import Desk
from workbench.flows import connections
from workbench.flows.connections import ConnectionTest, Diagnosis, Step
from workbench.interfaces import Interface
from workbench.ui import formats

NAMES = {
    "gateway": "Sage Intacct answers",
    "sender": "The sender is accepted",
    "company": "The company knows the sender",
    "sign-in": "The user signs in",
    "entity": "The entity is open to the user",
    "rights": "The user may read what is needed",
    "date format": "Dates are read safely",
    "journal": "The payroll journal is there",
    "periods": "The reporting periods",
    "answers": "Open questions are answered",
}
OWN = {"sender", "company", "sign-in", "entity"}  # steps whose detail is what was typed


def show(desk: Desk, interface: Interface) -> None:
    """The last test of an interface: the failure first, then every step, then the facts about the company."""
    saved = connections.kept_connection(desk, interface.name)
    if saved is None or saved.test is None:
        return
    st.subheader(f"Last test of {interface.title}", anchor=False)
    if saved.test.diagnosis:
        diagnosis(saved.test.diagnosis)
    steps(saved.test, connections.steps_of(interface.name), NAMES)
    _facts(saved.test)


def steps(test: ConnectionTest, names: Sequence[str], words: dict[str, str]) -> None:
    """One line for each step with a tick, a cross, or a ring where it was not reached."""
    with st.container(border=True, gap="xsmall"):
        for name in names:
            _step(words[name], [step for step in test.steps if step.name == name])


def _step(name: str, mine: Sequence[Step]) -> None:
    ok = all(step.ok for step in mine)
    label, seen = st.columns([2, 5])
    if not mine:
        label.markdown(f":gray[:material/circle: {name}]")
        seen.markdown(":gray[not reached]")
        return
    sign = ":green[:material/check_circle:]" if ok else ":red[:material/error:]"
    label.markdown(f"{sign} {name}")
    seen.text(_detail(mine))  # as it is: an address of somebody else is not made a link


def _detail(mine: Sequence[Step]) -> str:
    """What was seen; "reads" is said once for all that is read."""
    reads = [step.detail.removeprefix("reads ") for step in mine if step.ok and step.detail.startswith("reads ")]
    rest = [step.detail for step in mine if not (step.ok and step.detail.startswith("reads "))]
    return "; ".join([*(["reads " + ", ".join(reads)] if reads else []), *rest])


def diagnosis(told: Diagnosis) -> None:
    """Cause, cure, who can do it and where; what Intacct itself said under it."""
    lines = [
        f"**Cure:** {formats.plain(told.remedy)}",
        f"**Who can do it:** {formats.plain(told.who)}",
        *([f"**Where:** {formats.plain(told.where)}"] if told.where else []),
    ]
    st.error("  \n".join(lines), title=told.cause, icon=":material/error:")
    if told.code or told.support_id:
        support = f" (support ID {told.support_id})" if told.support_id else ""
        st.caption(f"Sage Intacct said: {formats.plain(f'{told.code} {told.text}{support}')}")
    elif told.text and told.text != told.cause:
        st.caption(f"Seen: {formats.plain(told.text)}")


def _facts(test: ConnectionTest) -> None:
    known = {name: text for name, text in {**test.facts, **test.answers}.items() if name != "endpoint"}
    if test.entities:
        known["entities"] = ", ".join(f"{one} {name}" for one, name in test.entities.items())
    if known:
        with st.expander("What was found out about this company", icon=":material/fact_check:", key="facts"):
            st.table(
                {formats.plain(k[0].upper() + k[1:]): formats.plain(v) for k, v in known.items()}, border="horizontal"
            )
