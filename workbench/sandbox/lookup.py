"""lookup and inspect: what an object consists of."""

from dataclasses import dataclass

from lxml import etree

from workbench.sandbox.answers import tag
from workbench.sandbox.calls import Call, Reply, Verb
from workbench.sandbox.objects import Field, ObjectType, Path_, catalogue
from workbench.sandbox.query import known_object, queryable
from workbench.sandbox.read import leaves

KINDS = {
    "text": "TEXT",
    "enum": "TEXT",
    "integer": "INTEGER",
    "decimal": "DECIMAL",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
}
LENGTHS = {
    "REFERENCENO": "reference_max",
    "BATCH_TITLE": "title_max",
    "DESCRIPTION": "description_max",
    "DOCUMENT": "document_max",
}


@dataclass(frozen=True)
class LookPlan:
    """The object asked for, and whether with details."""

    object: str
    detail: bool = False


def plan_lookup(node: etree._Element) -> LookPlan:
    """A lookup as sent."""
    return LookPlan(leaves(node, ("object",), ("docparid",))["object"])


def plan_inspect(node: etree._Element) -> LookPlan:
    """An inspect as sent."""
    return LookPlan(leaves(node, ("object",), ("docparid",))["object"], node.get("detail") == "1")


def run_lookup(call: Call) -> Reply:
    """The queryable fields and relationships of an object, not of its lines."""
    object_type = known_object(call.plan.object)
    call.caller.may("LOOKUP", object_type.name)
    call.bill(1)
    fields = "".join(_field(field) for field in _listed(call, object_type))
    roads = "".join(_relationship(road) for road in object_type.paths.values())
    return Reply(
        f'<data listtype="All" count="1"><Type Name="{object_type.name}" DocumentType=""><Fields>{fields}</Fields>'
        f"<Relationships>{roads}</Relationships></Type></data>"
    )


def _listed(call: Call, object_type: ObjectType) -> list[Field]:
    return [
        field
        for field in object_type.fields.values()
        if field.listed or queryable(call.company, object_type, field.name)
    ]


def _field(field: Field) -> str:
    labels = "".join(tag("VALIDVALUE", label) for label in field.labels)
    texts = {
        "ID": field.name,
        "LABEL": field.name.replace("_", " ").capitalize(),
        "DESCRIPTION": "",
        "REQUIRED": _word(field.required),
        "READONLY": _word(field.readonly),
        "DATATYPE": KINDS[field.kind],
    }
    valid = f"<VALIDVALUES>{labels}</VALIDVALUES>" if labels else ""
    return (
        f"<Field>{''.join(tag(*pair) for pair in texts.items())}{valid}{tag('ISCUSTOM', _word(field.custom))}</Field>"
    )


def _relationship(road: Path_) -> str:
    texts = {
        "OBJECTPATH": road.name,
        "OBJECTNAME": road.target,
        "LABEL": "",
        "RELATIONSHIPTYPE": "MANY2ONE",
        "RELATEDBY": road.own,
    }
    return f"<Relationship>{''.join(tag(*pair) for pair in texts.items())}</Relationship>"


def _word(value: bool) -> str:
    return "true" if value else "false"


def run_inspect(call: Call) -> Reply:
    """The legacy definition of an object, or the names of all objects whatever one may see."""
    call.bill(1)
    if call.plan.object == "*":
        names = "".join(f'<type typename="{name}">{name.capitalize()}</type>' for name in sorted(catalogue()))
        return Reply(f'<data listtype="All" count="{len(catalogue())}">{names}</data>')
    object_type = known_object(call.plan.object)
    fields = "".join(_inspected(call, field) for field in _listed(call, object_type))
    return Reply(
        f'<data listtype="All" count="1"><Type Name="{object_type.name}"><Fields>{fields}</Fields></Type></data>'
    )


def _inspected(call: Call, field: Field) -> str:
    if not call.plan.detail:
        return tag("Field", field.name)
    length = call.company.text(LENGTHS[field.name]) if field.name in LENGTHS else ""
    texts = {
        "Name": field.name,
        "GroupName": "",
        "dataName": KINDS[field.kind],
        "externalDataName": field.kind,
        "isRequired": _word(field.required),
        "isReadOnly": _word(field.readonly),
        "maxLength": length,
        "DisplayLabel": field.name.replace("_", " ").capitalize(),
        "Description": "",
    }
    return f"<Field>{''.join(tag(*pair) for pair in texts.items())}</Field>"


VERBS = {
    "lookup": Verb(plan_lookup, run_lookup, lambda plan: plan.object, generic=True),
    "inspect": Verb(plan_inspect, run_inspect, lambda plan: plan.object, generic=True),
}
