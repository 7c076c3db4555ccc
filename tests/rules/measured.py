"""How right suggestions are: right, wrong and silent at each confidence, per company. `python -m tests.rules.measured`.

The rules and synonyms were widened after looking at all ten companies, so the table says how they are served now. Seen
for the first time, right of those called sure: with nothing mapped `harbor` 23 of 25, `alder` 14 of 14, `boreal`
(abbreviated French) 25 of 25, `mesa` (abbreviated English) 10 of 11, and the last three to come, `clinic`,
`groundworks` and `chambers` (a clinic, a contractor and a British firm, abbreviated), 21 of 24 with 53 of 112 sides
silent; with one side open `boreal` 25 of 29, `mesa` 14 of 15, the last three 27 of 32; with half of the categories
mapped the last three 114 of 132. So of what is called sure for a company nobody has seen, about one in eight was wrong.
"""

from __future__ import annotations

import random
from functools import cache

import pandas as pd

from tests.rules.labelled import COMPANIES, also_accepted, asked_of, chart_of, labelled
from workbench.rules.setup import CategoryAccounts, Setup
from workbench.rules.suggestion_evidence import Evidence
from workbench.rules.suggestion_fit import Charted
from workbench.rules.suggestions import CONFIDENCES, suggest


@cache
def empty_setup(company):
    """Every side of a company asked at once, nothing mapped: category, side, wanted, account, confidence."""
    categories, setup = labelled(company)
    asked = asked_of(categories)
    return judged(company, asked, suggest(asked, chart_of(company), Evidence(categories=categories)), setup)


@cache
def half_mapped(company, seed=7):
    """The other half of the categories asked with half of them mapped already."""
    categories, setup = labelled(company)
    codes = sorted(categories["code"])
    there = set(random.Random(seed).sample(codes, len(codes) // 2))
    asked = asked_of(categories[~categories["code"].isin(there)])
    known = Setup(categories={code: one for code, one in setup.categories.items() if code in there})
    found = suggest(asked, chart_of(company), Evidence(categories=categories, setup=known))
    return judged(company, asked, found, setup)


@cache
def one_side_open(company):
    """Every side asked by itself with all others mapped, as when the last gaps of a setup are closed."""
    categories, setup = labelled(company)
    chart, rows = Charted(chart_of(company)), []
    for row in asked_of(categories).to_dict("records"):
        asked = pd.DataFrame([row])
        evidence = Evidence(categories=categories, setup=_without(setup, row["category"], row["side"]))
        rows.append(judged(company, asked, suggest(asked, chart, evidence), setup))
    return pd.concat(rows, ignore_index=True)


def _without(setup, category, side):
    """The setup with one side open; whether it is a payout is not known either."""
    accounts = setup.category(category)
    left = CategoryAccounts(*("" if side == one else accounts.account(one) for one in ("debit", "credit")))
    return Setup(categories={**setup.categories, category: left})


def judged(company, asked, suggested, setup):
    """The best suggestion of every side beside the label; confidence "silent" where there is none."""
    best = suggested.drop_duplicates(["category", "side"])
    frame = asked.merge(best, how="left", on=["category", "side"])
    wanted = [setup.category(c).account(s) for c, s in zip(frame["category"], frame["side"], strict=True)]
    frame = frame.assign(wanted=wanted, confidence=frame["confidence"].fillna("silent"))
    places = zip(frame["category"], frame["side"], frame["account"], strict=True)
    also = pd.Series([place in also_accepted(company) for place in places], index=frame.index)
    return frame.assign(right=(frame["account"].fillna("") == frame["wanted"]) | also)


def table(frames):
    """Right and wrong at each confidence and how many sides stayed silent, per company and in all."""
    rows = []
    for name, frame in {**frames, "all": pd.concat(list(frames.values()))}.items():
        row = {"company": name, "sides": len(frame)}
        for confidence in CONFIDENCES:
            mine = frame[frame["confidence"] == confidence]
            row |= {f"{confidence} right": int(mine["right"].sum()), f"{confidence} wrong": int((~mine["right"]).sum())}
        rows.append(row | {"silent": int((frame["confidence"] == "silent").sum())})
    return pd.DataFrame(rows).set_index("company")


if __name__ == "__main__":
    for way in (empty_setup, half_mapped, one_side_open):
        print(way.__doc__)
        print(table({company: way(company) for company in COMPANIES}).to_string(), end="\n\n")
