"""Every finding on the setup leads to the tab and row where it is mended."""

from __future__ import annotations

import pytest

from workbench.findings import Finding
from workbench.rules.finding_places import place_of
from workbench.rules.setup import CategoryAccounts, Codes, OverwriteRow, Setup

SETUP = Setup(
    structure="{category_gl}-{department_gl}",
    categories={"101": CategoryAccounts("6010", "")},
    departments={"FLD": Codes("20", "200")},
    locations={"N": Codes("", "YN\u00a0")},
    dimensions={"crew": {"C1": Codes("", "1001")}},
    overwrite=(OverwriteRow({"department": "FLD"}, "5300", ""),),
)


def at(code, column="", value="", category=""):
    return place_of(Finding(code, "error", "", "", column=column, value=value, category=category), SETUP)


@pytest.mark.parametrize(
    ("finding", "place"),
    [
        ({"code": "category_unmapped", "column": "debit", "category": "102"}, ("categories", "102")),
        ({"code": "unknown_value", "column": "DEPARTMENT", "value": "200"}, ("departments", "FLD")),
        ({"code": "inactive_value", "column": "LOCATION", "value": "S"}, ("locations", "S")),
        ({"code": "unknown_value", "column": "GLDIMCREW", "value": "1001"}, ("dimensions.crew", "C1")),
        ({"code": "part_left_out", "column": "department_gl", "value": "FLD"}, ("departments", "FLD")),
        ({"code": "odd_characters", "column": "location.intacct", "value": "YN\u00a0"}, ("locations", "N")),
        ({"code": "look_alike", "column": "crew.key", "value": "Cl"}, ("dimensions.crew", "Cl")),
        ({"code": "unknown_account", "column": "account", "value": "6010"}, ("categories", "101")),
        ({"code": "unknown_account", "column": "account", "value": "5300"}, ("overwrite", "")),
        ({"code": "unknown_account", "column": "account", "value": "6010-20"}, ("structure", "")),
        ({"code": "required_dimension", "column": "account", "value": "5300"}, ("structure", "")),
        ({"code": "overwrite_unused", "value": "1", "category": "101"}, ("overwrite", "")),
        ({"code": "odd_characters", "column": "journal.key", "value": "PYRJ\u00a0"}, ("structure", "")),
        ({"code": "codes_old"}, ("", "")),
    ],
)
def test_a_finding_leads_to_its_row(finding, place):
    assert at(**finding) == place
