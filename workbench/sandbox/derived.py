"""Fields that follow from others: record keys of parents, names beside ids, ends of periods."""

from datetime import timedelta

from workbench.sandbox.book import Book, Record


def derive_all(book: Book) -> None:
    """Fill them for a whole company."""
    for name in ("DEPARTMENT", "LOCATION", "CLASS", "PROJECT", "TASK", "COSTTYPE", "TIMESHEET", "TIMESHEETENTRY"):
        for record in list(book.tables[name].values()):
            derive(book, name, record)


def derive(book: Book, name: str, record: Record) -> Record:
    """Fill the fields that follow from others: record keys of parents, names of projects and tasks."""
    more: Record = {}
    if record.get("PARENTID") and (parent := book.find(name, record["PARENTID"])):
        more = {"PARENTKEY": parent["RECORDNO"]} | ({"PARENTNAME": parent["NAME"]} if name == "PROJECT" else {})
    if name == "LOCATION" and not record.get("ENTITY"):
        more["ENTITY"] = (book.find("LOCATION", record.get("PARENTID")) or {}).get("ENTITY")
    if name == "PROJECT":
        more |= names_of_project(book, record)
    if name == "TASK":
        project = book.find("PROJECT", record["PROJECTID"]) or {}
        more |= {"PROJECTKEY": project.get("RECORDNO"), "PROJECTNAME": project.get("NAME")}
    if name == "COSTTYPE":
        task = book.find("TASK", record["TASKID"], record["PROJECTID"]) or {}
        more |= {"TASKKEY": task.get("RECORDNO"), "TASKNAME": task.get("NAME"), "PROJECTNAME": task.get("PROJECTNAME")}
        more["PROJECTKEY"] = task.get("PROJECTKEY")
    if name == "TIMESHEET":
        employee = book.find("EMPLOYEE", record["EMPLOYEEID"]) or {}
        end = record["BEGINDATE"] + timedelta(days=6)
        more = {
            "EMPLOYEEKEY": employee.get("RECORDNO"),
            "EMPLOYEECONTACTNAME": employee.get("PERSONALINFO.CONTACTNAME"),
            "ENDDATE": record.get("ENDDATE") or end,
            "GLPOSTDATE": record.get("GLPOSTDATE") or end,
        }
    if name == "TIMESHEETENTRY":
        more = names_of_entry(book, record)
    return book.change(name, record["RECORDNO"], **more) if more else record


def names_of_project(book: Book, project: Record) -> Record:
    """The customer's key and the location's name beside the ids of a project."""
    customer = book.find("CUSTOMER", project.get("CUSTOMERID")) or {}
    location = book.find("LOCATION", project.get("LOCATIONID")) or {}
    return {"CUSTOMERKEY": customer.get("RECORDNO"), "LOCATIONNAME": location.get("NAME")}


def names_of_entry(book: Book, entry: Record) -> Record:
    """The names and keys that stand beside the ids of a timesheet entry."""
    project = book.find("PROJECT", entry.get("PROJECTID")) or {}
    task = book.find("TASK", entry.get("TASKID"), entry.get("PROJECTID")) or {}
    department = book.find("DEPARTMENT", entry.get("DEPARTMENTID")) or {}
    location = book.find("LOCATION", entry.get("LOCATIONID")) or {}
    return {
        "PROJECTNAME": project.get("NAME"),
        "TASKNAME": task.get("NAME"),
        "TASKKEY": task.get("RECORDNO"),
        "DEPARTMENTNAME": department.get("TITLE"),
        "LOCATIONNAME": location.get("NAME"),
    }
