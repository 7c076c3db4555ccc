"""One entry of a timesheet: its day, hours, time type and dimensions."""

from decimal import Decimal

from workbench.sandbox.bodies import Body, check_names, check_required, values
from workbench.sandbox.company import Company
from workbench.sandbox.derived import names_of_entry
from workbench.sandbox.dimensions import check_dimensions
from workbench.sandbox.objects import catalogue
from workbench.sandbox.refusals import Refusal, not_created
from workbench.sandbox.sessions import Caller

LABOR = (
    ("EMPPOSITIONID", "EMPLOYEEPOSITION"),
    ("LABORCLASSID", "LABORCLASS"),
    ("LABORSHIFTID", "LABORSHIFT"),
    ("LABORUNIONID", "LABORUNION"),
)
MONEY = ("EXTBILLRATE", "EXTCOSTRATE", "EXTAMOUNT", "EXTEMPLOYERTAXES", "EXTFRINGES", "EXTCASHFRINGES")
DECIMALS = 4


def refused(text: str, errorno: str = "BL01001973") -> Refusal:
    """An entry that is not taken."""
    return not_created("create", "TIMESHEETENTRY", text, errorno)


def checked_entry(company: Company, caller: Caller, given: Body, header: Body) -> Body:
    """An entry as it is stored; Refusal with the first thing wrong."""
    object_type = catalogue()["TIMESHEETENTRY"]
    check_names(company, object_type, given)
    check_required(object_type, given)
    entry = values(company, object_type, given)
    if entry.get("EMPLOYEEID") not in (None, header["EMPLOYEEID"]):
        raise refused(f"The employee '{entry['EMPLOYEEID']}' is not the employee of the timesheet.")
    _check_day(entry, header)
    _check_quantity(company, entry["QTY"])
    _check_time_type(company, entry.get("TIMETYPE"))
    entry |= _task(company, entry)
    named = {"LOCATION": entry.get("LOCATIONID"), "DEPARTMENT": entry.get("DEPARTMENTID")}
    check_dimensions(company, entry | named, "TIMESHEETENTRY")
    _check_labor(company, entry)
    _check_location(company, caller, entry.get("LOCATIONID"))
    return entry | names_of_entry(company.book, entry)


def _check_day(entry: Body, header: Body) -> None:
    if not header["BEGINDATE"] <= entry["ENTRYDATE"] <= header["ENDDATE"]:
        raise refused(
            f"The entry date {entry['ENTRYDATE']:%m/%d/%Y} is outside the timesheet "
            f"{header['BEGINDATE']:%m/%d/%Y} to {header['ENDDATE']:%m/%d/%Y}."
        )


def _check_quantity(company: Company, quantity: Decimal) -> None:
    if quantity == 0 or (quantity < 0 and not company.on("negative_hours")):
        raise refused(f"The quantity of an entry must be positive: '{quantity}'.", "BL03000018")
    if -int(quantity.as_tuple().exponent) > DECIMALS:
        raise refused(f"Illegal format for QTY: '{quantity}'", "BL03000018")


def _check_time_type(company: Company, name: str | None) -> None:
    record = company.book.find("TIMETYPE", name) if name else None
    if name and (record is None or record["STATUS"] != "active"):
        raise refused(f"The time type '{name}' is invalid.")


def _task(company: Company, entry: Body) -> Body:
    if entry.get("TASKID") and entry.get("TASKKEY"):
        raise refused("TASKID and TASKKEY must not both be given.", "BL03000018")
    if entry.get("TASKKEY"):
        task = company.book.tables["TASK"].get(entry["TASKKEY"])
        if task is None or task["PROJECTID"] != entry.get("PROJECTID"):
            raise refused(f"Invalid Task '{entry['TASKKEY']}' specified.")
        return {"TASKID": task["TASKID"]}
    task = company.book.find("TASK", entry.get("TASKID"), entry.get("PROJECTID"))
    return {"TASKKEY": task["RECORDNO"]} if task else {}


def _check_labor(company: Company, entry: Body) -> None:
    for name, target in LABOR:
        if entry.get(name) and company.book.find(target, entry[name]) is None:
            raise refused(f"Invalid {target.capitalize()} '{entry[name]}' specified.")
    for name in MONEY:
        if entry.get(name) is not None and -int(entry[name].as_tuple().exponent) > DECIMALS:
            raise refused(f"Illegal format for {name}: '{entry[name]}'", "BL03000018")


def _check_location(company: Company, caller: Caller, location: str | None) -> None:
    if not company.multi_entity:
        return
    if not location:
        raise refused("Location is required on every entry of a multi-entity company.", "BL03000018")
    if caller.entity and company.entity_of(location) != caller.entity:
        raise refused(f"Location '{location}' is not valid")
