"""A misspelled company file is refused by the name that does not exist."""

import pytest
import yaml

from workbench.sandbox.company_file import check_company_file

SWITCHES = {"zero_amounts": "false"}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[one, two]", "it must be sections with their entries"),
        ("swiches: {}", "there is no section 'swiches'"),
        ("users: clerk", "the section users must hold entries with names"),
        ("switches: {zero_amount: 'true'}", "there is no switch 'zero_amount'"),
        ("records: {ACCOUNT: []}", "there is no object 'ACCOUNT'"),
        ("replace: [JOB]", "there is no object 'JOB'"),
        ("records: {GLACCOUNT: [{ACCOUNTNO: '1', REQUIREDPT: 'true'}]}", "there is no field of GLACCOUNT 'REQUIREDPT'"),
        ("records: {GLACCOUNT: ['6010']}", "a record of GLACCOUNT must hold fields with their values"),
    ],
)
def test_what_does_not_exist_is_named(written, said):
    with pytest.raises(ValueError, match=said):
        check_company_file(yaml.load(written, yaml.BaseLoader), SWITCHES)


@pytest.mark.parametrize(
    "written",
    [
        "{}",
        "{base: empty, switches: {zero_amounts: 'true'}, csv: {TIMESHEETENTRY: entries.csv}}",
        "{dimensions: {CREW: {values: []}}, records: {CREW: [{id: '1', name: Night}]}}",
        "records: {GLACCOUNT: [{ACCOUNTNO: '1', REQUIREGLDIMCREW: 'true'}]}",
        "records: {TIMESHEET: [{RECORDNO: '7', EMPLOYEEID: E1, TIMESHEETENTRIES: []}]}",
    ],
)
def test_what_exists_is_taken(written):
    check_company_file(yaml.load(written, yaml.BaseLoader), SWITCHES)
