"""Debits against credits: of an entry, of each entity in it, and the due-to and due-from lines that settle entities."""

from collections import defaultdict
from decimal import Decimal

from workbench.sandbox.bodies import Body
from workbench.sandbox.company import Company
from workbench.sandbox.refusals import not_created


def check_balance(lines: list[Body], tolerant: bool) -> None:
    """Refuse an entry whose debits and credits differ."""
    amount = "TRX_AMOUNT" if len({line["CURRENCY"] for line in lines}) == 1 else "AMOUNT"
    difference = sum((line["TR_TYPE"] * line[amount] for line in lines), Decimal(0))
    if difference and not tolerant:
        debit = sum(line[amount] for line in lines if line["TR_TYPE"] == 1)
        raise not_created(
            "create",
            "GLBatch",
            f"Transaction does not balance: debits {debit:.2f}, credits "
            f"{debit - difference:.2f}, difference {difference:.2f}.",
        )


def by_entity(lines: list[Body]) -> dict[str, Decimal]:
    """Debits less credits of every entity."""
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        totals[line["entity"]] += line["TR_TYPE"] * line["AMOUNT"]
    return dict(totals)


def intercompany_lines(company: Company, at: str, base: str | None, lines: list[Body]) -> list[Body]:
    """The lines that settle entities with the source entity; Refusal when one is needed and not given."""
    if base and company.book.find("LOCATIONENTITY", base) is None:
        raise not_created("create", "GLBatch", f"Invalid source entity '{base}' specified.")
    open_entities = {entity: total for entity, total in by_entity(lines).items() if total}
    if not open_entities or at:
        return []
    if not base:
        names = ", ".join(sorted(open_entities))
        raise not_created(
            "create",
            "GLBatch",
            f"The source entity (BASELOCATION_NO) is required: the entry does not balance by itself for {names}.",
            "BL03000018",
        )
    added: list[Body] = []
    for entity, total in sorted(open_entities.items()):
        if entity != base:
            added += [_settlement(company, entity, -total), _settlement(company, base, total)]
    return added


def _settlement(company: Company, entity: str, signed: Decimal) -> Body:
    side = "due_from" if signed > 0 else "due_to"
    account = company.book.known("GLACCOUNT", company.settings["interentity"][side])
    location = company.book.find("LOCATION", entity) or {}
    return {
        "ACCOUNTNO": account["ACCOUNTNO"],
        "ACCOUNTKEY": account["RECORDNO"],
        "ACCOUNTTITLE": account["TITLE"],
        "TR_TYPE": 1 if signed > 0 else -1,
        "TRX_AMOUNT": abs(signed),
        "AMOUNT": abs(signed),
        "LOCATION": entity,
        "LOCATIONNAME": location.get("NAME"),
        "CURRENCY": company.currency,
        "BASECURR": company.currency,
        "STATISTICAL": "F",
        "DESCRIPTION": "Inter-entity",
        "entity": entity,
    }
