"""Accounts suggested for what these runs leave unmapped: the evidence gathered, nothing applied."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from workbench.desk import Desk
from workbench.errors import NotFound
from workbench.flows import code_finder, payroll
from workbench.flows.connections import saved_connection
from workbench.flows.mapping import latest_setup, posted_runs
from workbench.flows.past_payrolls import kept_past_journals, latest_runs, read_past_journals
from workbench.flows.setup import current_setup
from workbench.flows.workspaces import workspaces
from workbench.rules.category_parts import CategoryParts, category_parts
from workbench.rules.mapping_queue import unmapped_queue
from workbench.rules.past_alignment import past_accounts
from workbench.rules.past_memos import memo_accounts
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import Setup
from workbench.rules.suggestion_evidence import Evidence
from workbench.rules.suggestions import suggest


def suggest_accounts(
    desk: Desk,
    runs: str | Sequence[str],
    *,
    setup: Setup | None = None,
    elsewhere: bool = False,
    past: bool = True,
) -> pd.DataFrame:
    """Accounts for what has none yet, the best first: category, side, account, title, confidence, reason, source.

    Under the setup in force for the run paid last or the one given; nothing is applied. ``elsewhere`` also asks the
    setups of the other workspaces. ``past`` asks past journals, read from Intacct the first time a connection is there
    (raises the error tree); False leaves them out. NotFound while the chart of accounts is unknown.
    """
    chart = code_finder.chart_or_none(desk)
    if chart is None:
        raise NotFound("The chart of accounts is unknown.", "Connect to Sage Intacct and refresh the Code Finder.")
    posted = posted_runs(desk, runs)
    wanted = setup or latest_setup(desk, posted)
    parts = category_parts(chart, wanted, posted)
    evidence = Evidence(
        categories=categories_of(posted),
        setup=wanted,
        elsewhere=_elsewhere(desk) if elsewhere else {},
        booked=_booked(desk, parts) if past else None,
    )
    found = suggest(unmapped_queue(posted, wanted), parts.chart, evidence)
    # An account that is there for some departments only needs a look, however well its name fits.
    partly = (found["confidence"] == "sure") & ~found["account"].isin(parts.whole)
    return found.assign(confidence=found["confidence"].mask(partly, "likely"))


def categories_of(runs: Sequence[PostedRun]) -> pd.DataFrame:
    """Code, name and class of every category of the runs, each once."""
    frames = [run.categories[["code", "name", "class"]] for run in runs]
    if not frames:
        return pd.DataFrame({name: pd.Series([], dtype="str") for name in ("code", "name", "class")})
    return pd.concat(frames, ignore_index=True).drop_duplicates("code", keep="last", ignore_index=True)


def _elsewhere(desk: Desk) -> dict[str, tuple[Setup, pd.DataFrame]]:
    """The setups of the other workspaces with the categories of their latest run."""
    found = {}
    for name in workspaces(desk):
        other = desk.at(name)
        codes = payroll.runs(other)["code"].head(1).tolist() if name != desk.workspace else []
        if codes:
            found[name] = (current_setup(other), categories_of([payroll.posted_run(other, codes[0])]))
    return found


def _booked(desk: Desk, parts: CategoryParts) -> pd.DataFrame | None:
    """What past journals gave to categories, as texts of the category tab."""
    journals = kept_past_journals(desk)
    if journals is None and saved_connection(desk, code_finder.INTERFACE) is not None:
        journals = read_past_journals(desk)
    if journals is None or not len(journals):
        return None
    runs = [payroll.posted_run(desk, code) for code in latest_runs(desk)]
    booked = pd.concat([past_accounts(journals, runs), memo_accounts(journals, runs)], ignore_index=True)
    return booked.assign(account=[parts.part_of.get(account, account) for account in booked["account"]])
