"""One line of a journal entry: its account, amount and dimensions."""

from decimal import Decimal

from workbench.sandbox.bodies import Body, check_names, money, values
from workbench.sandbox.book import Record
from workbench.sandbox.company import Company
from workbench.sandbox.currencies import check_currency, in_base
from workbench.sandbox.dimensions import DIMENSIONS, check_dimensions
from workbench.sandbox.objects import catalogue
from workbench.sandbox.refusals import Refusal, not_created
from workbench.sandbox.sessions import Caller


def refused(text: str, errorno: str = "BL01001973") -> Refusal:
    """A line that is not taken."""
    return not_created("create", "GLBatch", text, errorno)


def checked_line(company: Company, caller: Caller, given: Body, statistical: bool) -> Body:
    """A line as it is stored, with the entity it belongs to; Refusal with the first thing wrong."""
    object_type = catalogue()["GLENTRY"]
    check_names(company, object_type, given)
    line = values(
        company, object_type, {key: text for key, text in given.items() if key not in ("TRX_AMOUNT", "AMOUNT")}
    )
    account = _account(company, line.get("ACCOUNTNO"), statistical)
    _check_side(line)
    amount = _amount(company, given)
    _check_lengths(company, line)
    rate = check_currency(company, line)
    check_dimensions(company, line, "GLENTRY")
    _check_entity(company, caller, line)
    _check_required(line, account)
    return line | {
        "AMOUNT": in_base(amount, rate),
        "TRX_AMOUNT": amount,
        "CURRENCY": line.get("CURRENCY") or company.currency,
        "BASECURR": company.currency,
        "ACCOUNTKEY": account["RECORDNO"],
        "ACCOUNTTITLE": account["TITLE"],
        "STATISTICAL": "T" if statistical else "F",
        "entity": company.entity_of(line.get("LOCATION") or ""),
        **_titles(company, line),
    }


def _account(company: Company, number: str | None, statistical: bool) -> Record:
    if not number:
        raise refused("Required field ACCOUNTNO is missing", "BL03000018")
    account = company.book.find("STATACCOUNT" if statistical else "GLACCOUNT", number)
    if account is None and not company.on("statistical_apart"):
        account = company.book.find("GLACCOUNT" if statistical else "STATACCOUNT", number)
    if account is None:
        raise refused(f"Account {number} is not valid")
    if account["STATUS"] != "active":
        raise refused(f"Account {number} is not valid: it is inactive.")
    if account.get("ALTERNATIVEACCOUNT") not in (None, "None") and not company.on("payables_accounts_postable"):
        raise refused(
            f"The account number {number} is associated to the {account['ALTERNATIVEACCOUNT'].lower()} ledger."
        )
    return account


def _check_side(line: Body) -> None:
    if line.get("TR_TYPE") not in (1, -1):
        raise refused("TR_TYPE must be 1 (debit) or -1 (credit).", "BL03000018")


def _amount(company: Company, given: Body) -> Decimal:
    sent = [given[name] for name in ("TRX_AMOUNT", "AMOUNT") if given.get(name)]
    if not sent or (len(sent) > 1 and not company.on("both_amounts")):
        raise refused("Exactly one of TRX_AMOUNT and AMOUNT is expected.", "BL03000018")
    amount = money(sent[0])
    if amount is None:
        raise refused(f"Illegal format for TRX_AMOUNT: '{sent[0]}'", "BL03000018")
    if (amount < 0 and not company.on("negative_amounts")) or (amount == 0 and not company.on("zero_amounts")):
        raise refused(f"The amount of a line must be positive: '{sent[0]}'.", "BL03000018")
    return amount


def _check_lengths(company: Company, line: Body) -> None:
    for name, switch in (("DESCRIPTION", "description_max"), ("DOCUMENT", "document_max")):
        limit = company.limit(switch)
        if limit and len(line.get(name) or "") > limit:
            raise refused(f"{name} exceeds the maximum length of {limit} characters.", "BL03000018")


def _check_entity(company: Company, caller: Caller, line: Body) -> None:
    if not company.multi_entity:
        return
    location = line.get("LOCATION")
    if not location:
        raise refused("Location is required on every line of a multi-entity company.", "BL03000018")
    if caller.entity and company.entity_of(location) != caller.entity:
        raise refused(f"Location '{location}' is not valid")


def _check_required(line: Body, account: Record) -> None:
    for name, _, label, flag in DIMENSIONS:
        if account.get(flag) and not line.get(name):
            raise _missing(label, account)
    for flag in account:
        if flag.startswith("REQUIREGLDIM") and account[flag] and not line.get(flag.removeprefix("REQUIRE")):
            raise _missing(flag.removeprefix("REQUIREGLDIM").capitalize(), account)


def _missing(label: str, account: Record) -> Refusal:
    return refused(f"This transaction is missing the {label} dimension for the Account {account['ACCOUNTNO']}")


def _titles(company: Company, line: Body) -> dict[str, str | None]:
    department = company.book.find("DEPARTMENT", line.get("DEPARTMENT")) or {}
    location = company.book.find("LOCATION", line.get("LOCATION")) or {}
    return {"DEPARTMENTTITLE": department.get("TITLE"), "LOCATIONNAME": location.get("NAME")}
