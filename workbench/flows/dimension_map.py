"""The dimension map of a desk: the codes of its payroll against what was last read from Intacct."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from workbench.desk import Desk
from workbench.flows import code_finder
from workbench.flows.mapping import latest_setup, posted_runs
from workbench.rules import dimension_map as rules
from workbench.rules.setup import Setup


def dimension_map(desk: Desk, runs: str | Sequence[str], setup: Setup | None = None) -> pd.DataFrame:
    """Departments, locations, employees and dimensions of one or several runs against the values of Intacct.

    Columns: dimension, code, name, parent, intacct, intacct_name, status (matched, unmatched, inactive, renamed,
    unread), used, reach, suggestion, suggestion_name, reason; under the setup in force for the run paid last or the
    one given.
    """
    posted = posted_runs(desk, runs)
    return rules.dimension_map(posted, setup or latest_setup(desk, posted), code_finder.values_or_none(desk))
