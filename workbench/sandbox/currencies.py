"""The currency of a line: none but the base unless the company has several, then with a rate or a rate type."""

from decimal import ROUND_HALF_UP, Decimal

from workbench.sandbox.bodies import Body
from workbench.sandbox.company import Company
from workbench.sandbox.refusals import Refusal, not_created

CENT = Decimal("0.01")
RATE_DECIMALS = 4


def refused(text: str, errorno: str = "BL01001973") -> Refusal:
    """A currency or rate that is not taken."""
    return not_created("create", "GLENTRY", text, errorno)


def check_currency(company: Company, line: Body) -> Decimal:
    """The rate of a line to the base currency; Refusal when the currency or its rate is missing or not known."""
    if line.get("ALLOCATION"):
        raise refused(f"Invalid Allocation '{line['ALLOCATION']}' specified.")
    currency = line.get("CURRENCY")
    if not company.multi_currency:
        if currency not in (None, company.currency):
            raise refused(f"Currency {currency} is not valid: multi-currency is not enabled.")
        return Decimal(1)
    if not currency:
        raise refused("Currency is required on every line of a multi-currency company.", "BL03000018")
    if currency not in company.settings["company"]["currencies"]:
        raise refused(f"Currency {currency} is not valid.")
    return Decimal(1) if currency == company.currency else _rate(company, line, currency)


def _rate(company: Company, line: Body, currency: str) -> Decimal:
    """The type wins over a rate when both are given."""
    kind, rate = line.get("EXCH_RATE_TYPE_ID"), line.get("EXCHANGE_RATE")
    if kind == "Intacct Daily Rate":
        return Decimal(company.settings["company"]["currencies"][currency])
    if kind not in (None, "", "custom"):
        raise refused(f"Invalid exchange rate type '{kind}' specified.")
    if rate is None:
        raise refused(f"An exchange rate type or an exchange rate is required for {currency}.", "BL03000018")
    if rate <= 0 or -int(rate.as_tuple().exponent) > RATE_DECIMALS:
        raise refused(f"Illegal format for EXCHANGE_RATE: '{rate}'", "BL03000018")
    return Decimal(rate)


def in_base(amount: Decimal, rate: Decimal) -> Decimal:
    """An amount in the base currency, to the cent."""
    return amount if rate == 1 else (amount * rate).quantize(CENT, ROUND_HALF_UP)
