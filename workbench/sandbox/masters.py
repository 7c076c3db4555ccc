"""Accounts, dimensions and the other master data: created, updated and deleted by one set of rules."""

from collections.abc import Callable

from workbench.sandbox.bodies import Body, check_names, check_required, values
from workbench.sandbox.book import Record
from workbench.sandbox.calls import Call
from workbench.sandbox.company import Company
from workbench.sandbox.derived import derive
from workbench.sandbox.objects import ObjectType, catalogue
from workbench.sandbox.refusals import not_created, refuse

REFERENCES = {
    "PARENTID": "",
    "DEPARTMENTID": "DEPARTMENT",
    "LOCATIONID": "LOCATION",
    "CLASSID": "CLASS",
    "CUSTOMERID": "CUSTOMER",
    "PROJECTID": "PROJECT",
    "ITEMID": "ITEM",
    "ACCOUNTNO": "GLACCOUNT",
    "CLOSINGACCOUNTNO": "GLACCOUNT",
    "PERSONALINFO.CONTACTNAME": "CONTACT",
}


def create_master(name: str) -> Callable[[Call, Body], Record]:
    """How a record of this object is created."""
    return lambda call, given: _create(call, catalogue()[name], given)


def update_master(name: str) -> Callable[[Call, Body], Record]:
    """How a record of this object is updated: fields left out stay."""
    return lambda call, given: _update(call, catalogue()[name], given)


def delete_master(name: str) -> Callable[[Call, int], None]:
    """How a record of this object is removed."""
    return lambda call, number: _delete(call, catalogue()[name], number)


def _create(call: Call, object_type: ObjectType, given: Body) -> Record:
    company = call.company
    _check_writable(object_type, "CREATE")
    check_names(company, object_type, given)
    check_required(object_type, given)
    fields = {key: value for key, value in values(company, object_type, given).items() if value is not None}
    if "STATUS" in object_type.fields:
        fields = {"STATUS": "active"} | fields
    key = [fields.get(part) for part in (object_type.id, *object_type.within)]
    if object_type.id != "RECORDNO" and company.book.find(object_type.name, *key):
        text = f"Another {_called(object_type)} with the given value(s) {fields[object_type.id]} already exists"
        raise not_created("create", _called(object_type), text, "BL34000061", "Use a unique value instead.")
    _check_references(company, object_type, fields)
    record = company.stamp(object_type.name, fields, call.caller.userid, call.caller.entity, company.clock.now())
    if object_type.name == "TASK":  # without an id of its own it takes its record number
        record = {"TASKID": str(record["RECORDNO"])} | record
    company.book.put(object_type.name, record)
    return derive(company.book, object_type.name, record)


def _update(call: Call, object_type: ObjectType, given: Body) -> Record:
    company = call.company
    _check_writable(object_type, "UPDATE")
    check_names(company, object_type, given, "update")
    old = _found(company, object_type, given)
    fields = values(company, object_type, {key: text for key, text in given.items() if key != "RECORDNO"})
    _check_references(company, object_type, fields)
    record = old | fields | {"WHENMODIFIED": company.clock.now(), "MODIFIEDBY": call.caller.userid}
    company.book.put(object_type.name, record)
    return derive(company.book, object_type.name, record)


def _delete(call: Call, object_type: ObjectType, number: int) -> None:
    _check_writable(object_type, "DELETE")
    if number not in call.company.book.tables[object_type.name]:
        raise refuse("BL01001973", f"{object_type.name} '{number}' does not exist.")
    record = call.company.book.tables[object_type.name][number]
    if _in_use(call.company, object_type, record):
        raise refuse(
            "BL01001973",
            f"{_called(object_type)} {record.get(object_type.id)} is used by transactions and cannot be deleted.",
        )
    call.company.book.drop(object_type.name, number)


def _in_use(company: Company, object_type: ObjectType, record: Record) -> bool:
    line_field = {"DEPARTMENT": "DEPARTMENT", "LOCATION": "LOCATION"}.get(object_type.name, object_type.id)
    identity = record.get(object_type.id)
    return any(line.get(line_field) == identity for line in company.book.tables["GLENTRY"].values())


def _found(company: Company, object_type: ObjectType, given: Body) -> Record:
    number = given.get("RECORDNO", "")
    record = company.book.tables[object_type.name].get(int(number)) if number.isdigit() else None
    if record is None and not number:
        key = [given.get(part) for part in (object_type.id, *object_type.within)]
        record = company.book.find(object_type.name, *key)
    if record is None:
        raise not_created("update", _called(object_type), f"{_called(object_type)} does not exist.")
    return record


def _check_writable(object_type: ObjectType, operation: str) -> None:
    if object_type.fixed or object_type.owned_by or object_type.legacy_only:
        raise refuse("XL03000009", f"Operation {operation} is not supported for object {object_type.name}.")


def _check_references(company: Company, object_type: ObjectType, fields: Body) -> None:
    for name, target in REFERENCES.items():
        target = target or object_type.name
        if not fields.get(name) or name not in object_type.fields or name == object_type.id:
            continue
        if target != "TASK" and company.book.find(target, fields[name]) is None:
            label = catalogue()[target].name.capitalize()
            raise not_created("create", _called(object_type), f"Invalid {label} '{fields[name]}' specified.")


def _called(object_type: ObjectType) -> str:
    return object_type.name.capitalize()
