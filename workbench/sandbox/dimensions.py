"""Dimensions: their values on lines, user-defined ones, and what the company says about them."""

from lxml import etree

from workbench.sandbox.answers import tag
from workbench.sandbox.bodies import Body
from workbench.sandbox.calls import Call, Reply, Verb
from workbench.sandbox.company import Company
from workbench.sandbox.objects import catalogue
from workbench.sandbox.read import leaves
from workbench.sandbox.refusals import not_created, refuse, schema_error

# line field, object, what people call it, the account's flag
DIMENSIONS = (
    ("LOCATION", "LOCATION", "Location", "REQUIRELOC"),
    ("DEPARTMENT", "DEPARTMENT", "Department", "REQUIREDEPT"),
    ("PROJECTID", "PROJECT", "Project", "REQUIREPROJECT"),
    ("TASKID", "TASK", "Task", "REQUIRETASK"),
    ("COSTTYPEID", "COSTTYPE", "Cost type", "REQUIRECOSTTYPE"),
    ("CUSTOMERID", "CUSTOMER", "Customer", "REQUIRECUSTOMER"),
    ("VENDORID", "VENDOR", "Vendor", "REQUIREVENDOR"),
    ("EMPLOYEEID", "EMPLOYEE", "Employee", "REQUIREEMPLOYEE"),
    ("ITEMID", "ITEM", "Item", "REQUIREITEM"),
    ("CLASSID", "CLASS", "Class", "REQUIRECLASS"),
    ("CONTRACTID", "CONTRACT", "Contract", "REQUIRECONTRACT"),
    ("WAREHOUSEID", "WAREHOUSE", "Warehouse", "REQUIREWAREHOUSE"),
)


def check_dimensions(company: Company, line: Body, what: str) -> None:
    """Refuse a dimension value that does not exist, is inactive, or stands without what it belongs to."""
    if line.get("TASKID") and not line.get("PROJECTID"):
        raise not_created("create", what, f"Task '{line['TASKID']}' needs a project.")
    if line.get("COSTTYPEID") and not (line.get("PROJECTID") and line.get("TASKID")):
        raise not_created("create", what, f"Cost type '{line['COSTTYPEID']}' needs a project and a task.")
    for name, target, label, _ in DIMENSIONS:
        if line.get(name):
            _check_value(company, line, name, target, label, what)
    _check_own(company, line, what)


def _check_value(company: Company, line: Body, name: str, target: str, label: str, what: str) -> None:
    within = {"TASK": ("PROJECTID",), "COSTTYPE": ("PROJECTID", "TASKID")}.get(target, ())
    record = company.book.find(target, line[name], *(line[part] for part in within))
    if record is None and within:
        raise not_created(
            "create",
            what,
            f"Invalid {label} '{line[name]}' specified: it does not belong to {' '.join(line[p] for p in within)}.",
        )
    if record is None:
        raise not_created("create", what, f"Invalid {label} '{line[name]}' specified.")
    if record.get("STATUS", "active") != "active":
        raise not_created("create", what, f"The {label.lower()} '{line[name]}' is invalid: it is inactive.")


def _check_own(company: Company, line: Body, what: str) -> None:
    for name, value in line.items():
        if (
            name.startswith("GLDIM")
            and value is not None
            and value not in company.book.tables[name.removeprefix("GLDIM")]
        ):
            raise not_created("create", what, f"Invalid {name.removeprefix('GLDIM').capitalize()} '{value}' specified.")


def plan_nothing(node: etree._Element) -> None:
    """A verb without anything inside."""
    leaves(node, ())


def run_dimensions(call: Call) -> Reply:
    """Every dimension with its object, label and whether it stands in the ledger."""
    own = call.company.settings.get("dimensions") or {}
    terms = call.company.settings.get("terms") or {}
    call.bill(1)
    inner = "".join(_dimension(target, label, terms.get(target, label), False) for _, target, label, _ in DIMENSIONS)
    inner += "".join(_dimension(name, entry["label"], entry["label"], True) for name, entry in own.items())
    return Reply(f"<data><dimensions>{inner}</dimensions></data>")


def _dimension(name: str, label: str, term: str, own: bool) -> str:
    words = {
        "objectName": name,
        "objectLabel": label,
        "termLabel": term,
        "userDefinedDimension": "true" if own else "false",
        "enabledInGL": "true",
    }
    return "<dimension>" + "".join(tag(key, text) for key, text in words.items()) + "</dimension>"


def _relations(company: Company) -> list[tuple[str, str, str]]:
    """Dimension, the dimension it belongs to, and the field that says so."""
    found = [
        ("TASK", "PROJECT", "PROJECTID"),
        ("COSTTYPE", "TASK", "TASKID"),
        ("COSTTYPE", "PROJECT", "PROJECTID"),
        ("PROJECT", "CUSTOMER", "CUSTOMERID"),
        ("EMPLOYEE", "DEPARTMENT", "DEPARTMENTID"),
    ]
    return [relation for relation in found if relation[0] in catalogue()]


def run_relationships(call: Call) -> Reply:
    """Which dimensions are related, and whether one fills the other."""
    call.bill(1)
    inner = ""
    for number, (source, other, field) in enumerate(_relations(call.company), start=1):
        related = (
            f"<related>{tag('dimension', other)}{tag('relationship_id', str(number))}"
            f"{tag('source_side', field)}{tag('related_side', field)}</related>"
        )
        inner += (
            f"<dimension>{tag('dimension', source)}{tag('object_id', str(number))}{tag('autofillrelated', 'false')}"
            f"{tag('enableoverride', 'true')}{related}</dimension>"
        )
    return Reply(f"<data><dimensions>{inner}</dimensions></data>")


def run_autofill(call: Call) -> Reply:
    """Nothing is filled in by itself."""
    call.bill(1)
    return Reply("<data><dimensions/></data>")


def run_restrictions(call: Call) -> Reply:
    """Tasks are restricted by their project, cost types by project and task."""
    call.bill(1)
    inner = "".join(
        f"<dimension>{tag('dimension', source)}<restrictedby>{tag('dimension', other)}</restrictedby></dimension>"
        for source, other, _ in _relations(call.company)[:3]
    )
    return Reply(f"<data><dimensions>{inner}</dimensions></data>")


def plan_restricted(node: etree._Element) -> dict[str, str]:
    """One dimension and its value."""
    if [child.tag for child in node] != ["DimensionValue"]:
        raise schema_error(f"Element '{node.tag}': expected is ( DimensionValue ).")
    return leaves(node[0], ("dimension", "value"))


def run_restricted_data(call: Call) -> Reply:
    """The values of other dimensions that go with a value of this one."""
    name, value, book = call.plan["dimension"].upper(), call.plan["value"], call.company.book
    if name not in catalogue():
        raise refuse("BL01001973", f"Invalid dimension '{name}' specified.")
    call.bill(1)
    inner = ""
    for source, other, field in _relations(call.company):
        if other == name:
            ids = [
                str(record[catalogue()[source].id])
                for record in book.tables[source].values()
                if record.get(field) == value
            ]
            inner += f"<dimension>{tag('dimension', source)}{''.join(tag('value', one) for one in ids)}</dimension>"
    return Reply(f"<data><dimensions>{inner}</dimensions></data>")


VERBS = {
    "getDimensions": Verb(plan_nothing, run_dimensions),
    "getDimensionRelationships": Verb(plan_nothing, run_relationships),
    "getDimensionAutofillDetails": Verb(plan_nothing, run_autofill),
    "getDimensionRestrictions": Verb(plan_nothing, run_restrictions),
    "getDimensionRestrictedData": Verb(plan_restricted, run_restricted_data),
}
