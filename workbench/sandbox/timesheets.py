"""Timesheets: what TIMESHEET and its entries must be before they are stored, and replacing or removing them."""

from datetime import date, timedelta
from decimal import Decimal

from workbench.sandbox.bodies import Body, check_names, check_required, values
from workbench.sandbox.book import Record
from workbench.sandbox.calls import Call
from workbench.sandbox.company import Company
from workbench.sandbox.entries import checked_entry
from workbench.sandbox.objects import catalogue
from workbench.sandbox.refusals import Refusal, not_created

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DESCRIPTION_MAX = 400


def refused(text: str, errorno: str = "BL01001973", verb: str = "create") -> Refusal:
    """A timesheet that is not taken."""
    return not_created(verb, "TIMESHEET", text, errorno)


def create_timesheet(call: Call, given: Body) -> Record:
    """Store a timesheet with its entries; Refusal with the first thing wrong."""
    header = _header(call.company, given)
    _check_period_free(call.company, header)
    return _store(call, header, _entries(call, given, header))


def update_timesheet(call: Call, given: Body) -> Record:
    """Replace a timesheet that is not approved, with all its entries."""
    old = existing(call, given.get("RECORDNO", ""), "update")
    if old["STATE"] not in ("Draft", "Saved", "Submitted", "Declined"):
        raise refused(f"Timesheet {old['RECORDNO']} is {old['STATE']} and cannot be changed.", verb="update")
    sent = {"EMPLOYEEID": old["EMPLOYEEID"]} | {key: text for key, text in given.items() if key != "RECORDNO"}
    header = _header(call.company, sent, "update")
    entries = _entries(call, sent, header)
    _drop_entries(call.company, old["RECORDNO"])
    return _store(call, header, entries, old)


def delete_timesheet(call: Call, number: int) -> None:
    """Remove a timesheet that is not approved."""
    record = existing(call, str(number), "delete")
    if record["STATE"] in ("Approved", "Partially Approved"):
        raise refused(f"Timesheet {number} is {record['STATE']} and cannot be deleted.", verb="delete")
    _drop_entries(call.company, number)
    call.company.book.drop("TIMESHEET", number)


def existing(call: Call, number: str, verb: str) -> Record:
    """The timesheet with that record number, if the caller may see it."""
    record = call.company.book.tables["TIMESHEET"].get(int(number) if number.isdigit() else 0)
    if record is None or (call.caller.entity and record.get("MEGAENTITYID") not in (None, "", call.caller.entity)):
        raise refused(f"Timesheet '{number}' does not exist.", verb=verb)
    return record


def _drop_entries(company: Company, number: int) -> None:
    for entry in company.book.owned("TIMESHEETENTRY", number):
        company.book.drop("TIMESHEETENTRY", entry["RECORDNO"])


def _header(company: Company, given: Body, verb: str = "create") -> Body:
    object_type = catalogue()["TIMESHEET"]
    check_names(company, object_type, given, verb)
    check_required(object_type, given, verb)
    header = values(company, object_type, {key: text for key, text in given.items() if key != "TIMESHEETENTRIES"})
    if (header.get("STATE") or "Draft") not in ("Draft", "Submitted"):
        raise refused(
            f"'{header['STATE']}' is not a valid value for STATE; valid are Draft and Submitted.", "BL03000018"
        )
    if len(header.get("DESCRIPTION") or "") > DESCRIPTION_MAX:
        raise refused(f"DESCRIPTION exceeds the maximum length of {DESCRIPTION_MAX} characters.", "BL03000018")
    if header.get("SUPDOCID") and company.book.find("SUPDOC", header["SUPDOCID"]) is None:
        raise refused(f"Invalid attachment '{header['SUPDOCID']}' specified.")
    end = _period_end(company, header["BEGINDATE"])
    return (
        header
        | _about_employee(company, header["EMPLOYEEID"])
        | {
            "STATE": header.get("STATE") or "Draft",
            "ENDDATE": end,
            "GLPOSTDATE": header.get("GLPOSTDATE") or open_day(company, end),
        }
    )


def _about_employee(company: Company, employee: str) -> Body:
    record = company.book.find("EMPLOYEE", employee)
    if record is None or record["STATUS"] != "active":
        raise refused(f"The employee '{employee}' is invalid.")
    return {
        "EMPLOYEEKEY": record["RECORDNO"],
        "EMPLOYEECONTACTNAME": record.get("PERSONALINFO.CONTACTNAME"),
        "UOM": "Hours",
        "HOURSINDAY": Decimal(8),
        "METHOD": "hourly",
    }


def _period_end(company: Company, begin: date) -> date:
    first = company.limit("week_starts")
    if first and begin.isoweekday() != first:
        raise refused(f"The begin date {begin:%m/%d/%Y} is not a {WEEKDAYS[first - 1]}, on which timesheets begin.")
    return begin + timedelta(days=company.limit("timesheet_days") - 1)


def open_day(company: Company, day: date) -> date:
    """A day, or the first open one when its period is closed."""
    return max(day, date.fromisoformat(company.settings["periods"]["open_from"]))


def _check_period_free(company: Company, header: Body) -> None:
    if not company.on("one_sheet_per_period"):
        return
    for sheet in company.book.tables["TIMESHEET"].values():
        if (
            sheet["EMPLOYEEID"] == header["EMPLOYEEID"]
            and sheet["BEGINDATE"] <= header["ENDDATE"]
            and header["BEGINDATE"] <= sheet["ENDDATE"]
        ):
            raise refused(
                f"Another Timesheet with the given value(s) {header['EMPLOYEEID']} "
                f"{header['BEGINDATE']:%m/%d/%Y} already exists",
                "BL34000061",
            )


def _entries(call: Call, given: Body, header: Body) -> list[Body]:
    sent = given.get("TIMESHEETENTRIES") or []
    if not sent:
        raise refused("A timesheet needs at least one entry.", "BL03000018")
    entries = [checked_entry(call.company, call.caller, entry, header) for entry in sent]
    _check_hours(call.company, entries)
    return entries


def _check_hours(company: Company, entries: list[Body]) -> None:
    limit = company.limit("hours_per_day_max")
    hours: dict[date, Decimal] = {}
    for entry in entries:
        hours[entry["ENTRYDATE"]] = hours.get(entry["ENTRYDATE"], Decimal(0)) + entry["QTY"]
        if limit and hours[entry["ENTRYDATE"]] > limit:
            raise refused(f"More than {limit} hours on {entry['ENTRYDATE']:%m/%d/%Y}.", "BL03000018")


def _store(call: Call, header: Body, entries: list[Body], old: Record | None = None) -> Record:
    company, caller, now = call.company, call.caller, call.company.clock.now().replace(microsecond=0)
    record = old or company.stamp("TIMESHEET", {}, caller.userid, caller.entity, now)
    record = company.book.put("TIMESHEET", record | header | {"WHENMODIFIED": now, "MODIFIEDBY": caller.userid})
    for index, entry in enumerate(entries, start=1):
        born = company.stamp("TIMESHEETENTRY", {}, caller.userid, record.get("MEGAENTITYID") or "", now)
        derived = {
            "TIMESHEETKEY": record["RECORDNO"],
            "EMPLOYEEID": record["EMPLOYEEID"],
            "STATE": record["STATE"],
            "LINENO": entry.get("LINENO") or index,
            "BILLED": False,
        }
        company.book.put("TIMESHEETENTRY", born | entry | derived)
    return record
