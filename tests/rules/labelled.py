"""Charts and mappings of ten companies, labelled by hand, to measure suggestions against."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import yaml

from tests.rules.building import SAMPLE, sample_setup
from workbench.frames import CHART, conform
from workbench.rules.setup import CategoryAccounts, Setup
from workbench.rules.sides import SIDES_OF_CLASS

DATA = Path(__file__).parent / "data"
DEMO = Path(__file__).parents[2] / "workbench" / "sandbox" / "demo.yaml"
COMPANIES = (
    "alder", "boreal", "chambers", "clinic", "groundworks", "harbor", "mesa", "ontario", "prairie", "quebec",
)  # fmt: skip


def chart_of(company):
    """The chart of accounts of a company."""
    rows = _demo_chart() if company == "ontario" else _rows(DATA / company / "chart.csv")
    return conform(pd.DataFrame(rows).assign(required_dimensions=""), CHART)


def _demo_chart():
    accounts = yaml.load(DEMO.read_text("utf-8"), Loader=yaml.BaseLoader)["records"]["GLACCOUNT"]
    fields = {"account": "ACCOUNTNO", "title": "TITLE", "type": "ACCOUNTTYPE", "normal_balance": "NORMALBALANCE"}
    return [
        {name: one[field] for name, field in fields.items()} | {"status": one.get("STATUS", "active")}
        for one in accounts
    ]


def labelled(company):
    """The categories (code, name, class) of a company and the setup people made for them."""
    if company == "ontario":
        return pd.DataFrame(_rows(SAMPLE / "categories.csv")), sample_setup()
    rows = _rows(DATA / company / "mapping.csv")
    tab = {r["category"]: CategoryAccounts(r["debit"], r["credit"], r["expense"] == "true") for r in rows}
    categories = pd.DataFrame([{"code": r["category"], "name": r["name"], "class": r["class"]} for r in rows])
    return categories, Setup(categories=tab)


def asked_of(categories):
    """Every side of the categories, as the unmapped queue of an empty setup has them."""
    rows = [
        {"category": r["code"], "name": r["name"], "class": r["class"], "side": side}
        for r in categories.to_dict("records")
        for side in SIDES_OF_CLASS[r["class"]]
    ]
    return pd.DataFrame(rows)


def also_accepted(company):
    """The sides for which people there would take a second account as well: category, side, account."""
    path = DATA / company / "also_accepted.csv"
    return {(r["category"], r["side"], r["account"]) for r in _rows(path)} if path.exists() else set()


def without_account(company):
    """Further categories of a company for which nothing in its chart fits, as they are asked."""
    rows = _rows(DATA / company / "no_account.csv")
    return asked_of(pd.DataFrame([{"code": r["category"], "name": r["name"], "class": r["class"]} for r in rows]))


def _rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
