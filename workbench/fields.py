"""The one table of Intacct field names that rules and pages may know: which dimension is which field of a line."""

from __future__ import annotations

from collections.abc import Mapping

STANDARD_DIMENSIONS: tuple[str, ...] = ("project", "task", "cost_type", "class")

INTACCT_FIELD: dict[str, str] = {
    "location": "LOCATION",
    "department": "DEPARTMENT",
    "project": "PROJECTID",
    "task": "TASKID",
    "cost_type": "COSTTYPEID",
    "class": "CLASSID",
    "employee": "EMPLOYEEID",
}

TIMESHEET_FIELD: dict[str, str] = {
    "location": "LOCATIONID",
    "department": "DEPARTMENTID",
    "project": "PROJECTID",
    "task": "TASKID",
    "cost_type": "COSTTYPEID",
    "class": "CLASSID",
}

ENTRY_RECORD = "RECORDNO"
# What fills a labor record from an approved time entry while nobody said otherwise; the first one the company has.
ENTRY_FIELD: dict[str, tuple[str, ...]] = {
    "employee": ("EMPLOYEEID", "TIMESHEET.EMPLOYEEID"),
    "category": ("TIMETYPE",),
    "work_date": ("ENTRYDATE",),
    "units": ("QTY",),
    "department": ("DEPARTMENTID",),
    "location": ("LOCATIONID",),
    "project": ("PROJECTID",),
    "task": ("TASKID",),
    "cost_type": ("COSTTYPEID",),
    "class": ("CLASSID",),
}
# Further fields of an entry that are what a target asks for, offered but not brought in by themselves.
ENTRY_OFFER: dict[str, tuple[str, ...]] = {
    "rate": ("EXTCOSTRATE",),
    "amount": ("EXTAMOUNT",),
    "text": ("DESCRIPTION", "NOTES"),
}

REQUIRED_FLAG: dict[str, str] = {
    "REQUIRELOC": "LOCATION",
    "REQUIREDEPT": "DEPARTMENT",
    "REQUIREPROJECT": "PROJECTID",
    "REQUIRETASK": "TASKID",
    "REQUIRECLASS": "CLASSID",
    "REQUIREEMPLOYEE": "EMPLOYEEID",
    "REQUIRECUSTOMER": "CUSTOMERID",
    "REQUIREVENDOR": "VENDORID",
    "REQUIREITEM": "ITEMID",
    "REQUIRECONTRACT": "CONTRACTID",
    "REQUIREWAREHOUSE": "WAREHOUSEID",
}


def dimension_of(field: str) -> str:
    """The dimension whose journal line field this is; a further one by the name that follows GLDIM."""
    known = {name: dimension for dimension, name in INTACCT_FIELD.items()}
    return known.get(field) or field.removeprefix("GLDIM").lower()


def intacct_field(dimension: str, further: Mapping[str, str] | None = None) -> str:
    """The journal line field of a dimension: the standard one, the configured one, or GLDIM + NAME."""
    if dimension in INTACCT_FIELD:
        return INTACCT_FIELD[dimension]
    return (further or {}).get(dimension) or "GLDIM" + dimension.upper()
