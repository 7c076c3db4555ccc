"""The verbs that write: create, update, delete."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lxml import etree

from workbench.sandbox.bodies import Body, body
from workbench.sandbox.book import Record
from workbench.sandbox.calls import Call, Reply, Verb
from workbench.sandbox.journals import create_journal, delete_journal, update_journal
from workbench.sandbox.masters import create_master, delete_master, update_master
from workbench.sandbox.query import known_object
from workbench.sandbox.read import leaves
from workbench.sandbox.refusals import Refusal, refuse, schema_error
from workbench.sandbox.timesheets import create_timesheet, delete_timesheet, update_timesheet

LIMIT = 100


@dataclass(frozen=True)
class WritePlan:
    """The objects of a create or update, in order."""

    bodies: tuple[tuple[str, Body], ...]
    nodes: tuple[etree._Element, ...]

    @property
    def object(self) -> str:
        """The object written, or the first of them."""
        return self.bodies[0][0]


@dataclass(frozen=True)
class DeletePlan:
    """The record numbers of an object to remove."""

    object: str
    keys: tuple[str, ...]


Write = Callable[[Call, Body], Record]
CREATE: dict[str, Write] = {"GLBATCH": create_journal, "TIMESHEET": create_timesheet}
UPDATE: dict[str, Write] = {"GLBATCH": update_journal, "TIMESHEET": update_timesheet}
DELETE: dict[str, Callable[[Call, int], None]] = {"GLBATCH": delete_journal, "TIMESHEET": delete_timesheet}


def plan_write(node: etree._Element) -> WritePlan:
    """A create or update as sent."""
    if not len(node):
        raise schema_error(f"Element '{node.tag}': Missing child element(s).")
    return WritePlan(tuple((child.tag.upper(), body(child)) for child in node), tuple(node))


def plan_delete(node: etree._Element) -> DeletePlan:
    """A delete as sent."""
    found = leaves(node, ("object", "keys"))
    return DeletePlan(found["object"], tuple(key.strip() for key in found["keys"].split(",") if key.strip()))


def run_create(call: Call) -> Reply:
    """Create objects; without a transaction those that are fine are kept although another fails."""
    return _each(call, "CREATE", lambda name: CREATE.get(name, create_master(name)))


def run_update(call: Call) -> Reply:
    """Update objects."""
    return _each(call, "UPDATE", lambda name: UPDATE.get(name, update_master(name)))


def _each(call: Call, operation: str, writer: Callable[[str], Write]) -> Reply:
    if len(call.plan.bodies) > LIMIT:
        raise refuse("XL03000009", f"There was an error processing the function: at most {LIMIT} objects are expected.")
    done, failed = [], None
    for name, given in _as_sent(call):
        mark = call.company.book.mark()
        try:
            call.caller.may(operation, known_object(name).name)
            record = writer(name)(call, given)
            witness(call, name, record["RECORDNO"], operation[0])
            done.append((name, record))
            call.bill(1)
        except Refusal as refusal:
            call.company.book.rollback(mark)
            failed = failed or refusal
    data = _saved(done)
    if failed:
        raise Refusal(failed.troubles, data)
    return Reply(data)


def _as_sent(call: Call) -> Iterable[tuple[str, Body]]:
    plan: WritePlan = call.plan
    if call.company.on("element_names_any_case"):
        return plan.bodies
    return [(node.tag, body(node, any_case=False)) for node in plan.nodes]


def witness(call: Call, name: str, number: int, mode: str) -> None:
    """Note in the audit history what was written."""
    book, now = call.company.book, call.company.clock.now().replace(microsecond=0)
    seen = {"OBJECTTYPE": name.lower(), "OBJECTKEY": str(number), "ACCESSMODE": mode, "USERID": call.caller.userid}
    book.put("AUDITHISTORY", {"RECORDNO": book.next_number("AUDITHISTORY"), "ACCESSTIME": now} | seen)


def _saved(done: list[tuple[str, Record]]) -> str:
    inner = "".join(
        f"<{name.lower()}><RECORDNO>{record['RECORDNO']}</RECORDNO></{name.lower()}>" for name, record in done
    )
    return f'<data listtype="objects" count="{len(done)}">{inner}</data>'


def run_delete(call: Call) -> Reply:
    """Remove records; success carries only a status."""
    name = known_object(call.plan.object).name
    call.caller.may("DELETE", name)
    if not 1 <= len(call.plan.keys) <= LIMIT:
        raise refuse("XL03000009", f"There was an error processing the function: from 1 to {LIMIT} keys are expected.")
    for key in call.plan.keys:
        if not key.isdigit():
            raise refuse("BL01001973", f"{name} '{key}' does not exist.")
        DELETE.get(name, delete_master(name))(call, int(key))
        witness(call, name, int(key), "D")
        call.bill(1)
    return Reply()


VERBS = {
    "create": Verb(plan_write, run_create, lambda plan: plan.object, writes=True, generic=True),
    "update": Verb(plan_write, run_update, lambda plan: plan.object, writes=True, generic=True),
    "delete": Verb(plan_delete, run_delete, lambda plan: plan.object, writes=True, generic=True),
}
