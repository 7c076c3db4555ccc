"""Deletes of the older style: one function per kind of master data, the key an attribute of its own name."""

from collections.abc import Callable

from lxml import etree

from workbench.sandbox.book import Record
from workbench.sandbox.calls import Call, Reply, Verb
from workbench.sandbox.create import witness
from workbench.sandbox.legacy import LegacyPlan, spoken
from workbench.sandbox.masters import delete_master
from workbench.sandbox.refusals import refuse, schema_error

# The object a function deletes, and the attribute that names it: by business id, a task by its record number.
DELETED = {
    "delete_glaccount": ("GLACCOUNT", "glaccountno"),
    "delete_statglaccount": ("STATACCOUNT", "glaccountno"),
    "delete_department": ("DEPARTMENT", "departmentid"),
    "delete_location": ("LOCATION", "locationid"),
    "delete_class": ("CLASS", "key"),
    "delete_project": ("PROJECT", "key"),
    "delete_task": ("TASK", "key"),
    "delete_employee": ("EMPLOYEE", "employeeid"),
    "delete_contact": ("CONTACT", "contactname"),
}


def plan_delete(node: etree._Element) -> LegacyPlan:
    """A delete with its one attribute."""
    _, attribute = DELETED[node.tag]
    if list(node.keys()) != [attribute] or not node.get(attribute) or len(node):
        raise schema_error(f"Element '{node.tag}': The attribute '{attribute}' is required.")
    return LegacyPlan(node.tag, {}, node.get(attribute, ""))


def deletes(name: str) -> Callable[[Call], Reply]:
    """How a record of this object is deleted; success carries only a status."""

    def run(call: Call) -> Reply:
        call.caller.may("DELETE", name)
        record = _found(call, name)
        if record is None:
            raise refuse("BL01001973", f"{name.capitalize()} '{call.plan.key}' does not exist.")
        delete_master(name)(call, record["RECORDNO"])
        witness(call, name, record["RECORDNO"], "D")
        call.bill(1)
        return Reply()

    return run


def _found(call: Call, name: str) -> Record | None:
    book, key = call.company.book, call.plan.key
    if name == "TASK":
        return book.tables[name].get(int(key) if key.isdigit() else 0)
    return book.find(name, key)


VERBS = {
    verb: Verb(plan_delete, deletes(name), spoken(name), writes=True) for verb, (name, _attribute) in DELETED.items()
}
