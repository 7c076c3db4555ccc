"""How the company is set up: getFinancialSetup, readEntityDetails, readUserFormatting."""

from lxml import etree

from workbench.sandbox.answers import tag
from workbench.sandbox.calls import Call, Reply, Verb
from workbench.sandbox.dimensions import plan_nothing
from workbench.sandbox.read import leaves
from workbench.sandbox.refusals import refuse


def run_financial_setup(call: Call) -> Reply:
    """Base currency, book, fiscal year, and whether entities and currencies are several."""
    company = call.company
    call.bill(1)
    several = str(company.settings["company"].get("multibasecurrency", "false")).lower()
    words = {
        "baseCurrency": "" if several == "true" else company.currency,
        "defaultBook": "ACCRUAL",
        "firstFiscalMonth": company.settings["company"].get("firstmonth", "1"),
        "multiBaseCurrency": several,
        "multiBook": "false",
        "multiCurrency": _word(company.multi_currency),
        "multiEntityShared": _word(company.multi_entity),
    }
    return Reply(f"<data><financialSetup>{''.join(tag(*pair) for pair in words.items())}</financialSetup></data>")


def run_entity_details(call: Call) -> Reply:
    """The entities the caller may be at."""
    call.bill(1)
    records = [
        record
        for record in call.company.book.tables["LOCATIONENTITY"].values()
        if call.caller.bound in ("", record["LOCATIONID"]) and record["STATUS"] == "active"
    ]
    inner = ""
    for record in records:
        words = {
            "id": record["LOCATIONID"],
            "name": record["NAME"],
            "recordno": str(record["RECORDNO"]),
            "currency": record.get("CURRENCY") or "",
            "firstfiscalmonth": str(record.get("FIRSTMONTH") or ""),
            "firstfiscaltaxmonth": str(record.get("FIRSTMONTHTAX") or ""),
            "weekstart": str(record.get("WEEKSTART") or ""),
        }
        inner += f"<entity>{''.join(tag(*pair) for pair in words.items())}</entity>"
    return Reply(f'<data listtype="entity" count="{len(records)}">{inner}</data>')


def plan_formatting(node: etree._Element) -> str:
    """The user asked for."""
    return leaves(node, ("userId",))["userId"]


def run_formatting(call: Call) -> Reply:
    """How a user reads dates and times."""
    user = call.company.settings["users"].get(call.plan)
    if user is None:
        raise refuse("BL01001973", f"The user '{call.plan}' is invalid.")
    call.bill(1)
    words = {
        "locale": user.get("locale", "en_US"),
        "dateformat": user.get("dateformat", "/mdY"),
        "gmtoffset": user.get("gmtoffset", "+00:00"),
        "clock": user.get("clock", "24"),
    }
    return Reply(f"<data><userFormatting>{''.join(tag(*pair) for pair in words.items())}</userFormatting></data>")


def _word(value: bool) -> str:
    return "true" if value else "false"


VERBS = {
    "getFinancialSetup": Verb(plan_nothing, run_financial_setup),
    "readEntityDetails": Verb(plan_nothing, run_entity_details),
    "readUserFormatting": Verb(plan_formatting, run_formatting),
}
