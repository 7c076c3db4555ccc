"""getAPISession in its three forms."""

from lxml import etree

from workbench.sandbox.answers import tag
from workbench.sandbox.calls import Call, Reply, Verb
from workbench.sandbox.read import leaves
from workbench.sandbox.refusals import refuse
from workbench.sandbox.sessions import may_be_at, open_session

PATH = "/ia/xml/xmlgw.phtml"


def plan_session(node: etree._Element) -> str | None:
    """The entity asked for: None for the level of the credentials, blank for top level."""
    return leaves(node, (), ("locationid",)).get("locationid")


def run_session(call: Call) -> Reply:
    """A session id with the endpoint it is good for."""
    caller = call.caller
    entity = caller.entity if call.plan is None else call.plan
    if not may_be_at(call.company, caller, entity):
        raise refuse(
            "Get API Session Failed", f"The location '{entity}' is not an entity that {caller.userid} may use."
        )
    sessionid = open_session(call.company, caller, entity)
    return Reply(
        f"<data><api>{tag('sessionid', sessionid)}{tag('endpoint', caller.host + PATH)}"
        f"{tag('locationid', entity)}</api></data>"
    )


VERBS = {"getAPISession": Verb(plan_session, run_session)}
