"""What payroll products call things: the words of a register's titles, and what they say about a column or category."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from workbench.rules.field_map import Target

WORKED = ("work_date", "worked_department", "worked_location", "project", "task", "cost_type", "class", "text")
RUN_FACTS = ("run", "payroll_group", "period_start", "period_end", "pay_date", "paycard_type")
_BY_EMPLOYER = ("tax_employer", "benefit", "accrual")
CHECKS: dict[str, tuple[tuple[str, ...], ...]] = {  # a column of the register's own totals: the classes it may add up
    "total of gross": (("earning", "repaid"), ("earning",)),
    "total of deductions": (("deduction",), ("deduction", "tax_employee")),
    "total of employee taxes": (("tax_employee",),),
    "total of deductions and taxes": (("deduction", "tax_employee"),),
    "total of employer cost": (
        _BY_EMPLOYER,
        ("tax_employer",),
        ("benefit", "accrual"),
        ("earning", "repaid", *_BY_EMPLOYER),
        ("earning", *_BY_EMPLOYER),
    ),
    "total of hours": ((),),
}


def _target(name: str, kind: str, meaning: str, *names: str) -> Target:
    return Target(name, kind, False, meaning, names)  # type: ignore[arg-type]


FACTS: tuple[Target, ...] = (
    _target("employee", "code", "employee number", "Employee Number", "Employee No", "Employee ID", "Emp #", "Emp No",
            "Emp ID", "Emp", "EE #", "EE ID", "File #", "File Number", "File No", "Employee Code", "Clock #", "ID",
            "Personnel Number", "Worker ID", "Staff ID", "Badge", "Associate ID", "No employé", "Matricule", "Payee"),
    _target("employee_name", "text", "full name", "Name", "Employee", "Employee Name", "Payroll Name", "Full Name",
            "Payee Name", "Worker", "Emp Name", "Associate Name",
            "Nom", "Nom de l'employé", "Team member"),
    _target("first_name", "text", "first name", "First", "First Name", "Given Name", "Prénom"),
    _target("last_name", "text", "last name", "Last", "Last Name", "Surname", "Family Name"),
    _target("run", "code", "payroll run", "Run", "Pay Run", "Payroll Run", "Run ID", "Run Number", "Batch", "Payroll #",
            "Batch Number", "Payroll Number", "Pay Number", "Process"),
    _target("payroll_group", "code", "payroll group", "Pay Group", "Company Code", "Co Code", "Pay Frequency",
            "Schedule", "Pay Schedule", "Paygroup", "Payroll", "Groupe", "Groupe de paie"),
    _target("period_start", "date", "first day of the period", "Period Start", "Pay Period Start", "Period Begin",
            "Start Date", "From", "Period From", "Begin Date", "Period Beginning", "Pay Period Begin", "PP Start",
            "Début"),
    _target("period_end", "date", "last day of the period", "Period End", "Pay Period End", "Period Ending",
            "End Date", "To", "Period To", "Period End Date", "Pay Period Ending", "PP End", "Week Ending", "PPE",
            "Fin"),
    _target("pay_date", "date", "day of payment", "Check Date", "Cheque Date", "Payment Date", "Paid On", "Pay Day",
            "Payday", "Date Paid", "Deposit Date", "Date de paie"),
    _target("paycard_type", "code", "regular, or an adjustment, bonus ...", "Pay Type", "Run Type", "Check Type",
            "Payroll Type", "Cheque Type", "Paycard Type", "Payment Type"),
    _target("department", "code", "home department", "Dept", "Department Code", "Home Department", "Dept Code",
            "Dept #", "Home Dept", "Cost Center", "Cost Centre", "Division", "Département", "Dept ID"),
    _target("department_name", "text", "its name", "Department Name", "Dept Name", "Department Description",
            "Dept Description"),
    _target("location", "code", "home location", "Location Code", "Branch", "Site", "Work Location", "Home Location",
            "Home Branch"),
    _target("work_date", "date", "day worked", "Work Date", "Date Worked", "Transaction Date", "Entry Date",
            "Date travaillée"),
    _target("worked_department", "code", "worked department", "Worked Department", "Worked Dept", "Labor Department",
            "Temp Dept", "Worked In Dept", "Service", "Charge Department", "Allocated Department"),
    _target("worked_location", "code", "worked location", "Worked Location", "Labor Location", "Charge Location",
            "Lieu"),
    _target("project", "code", "worked project", "Job", "Job Number", "Job Code", "Project Code", "Project ID",
            "Chantier", "Job #"),
    _target("task", "code", "worked task", "Task Code", "Task ID", "Phase", "Phase Code", "Activity", "Tâche"),
    _target("cost_type", "code", "worked cost type", "Cost Type", "Cost Type ID"),
    _target("class", "code", "worked class", "Class", "Class Code"),
    _target("text", "text", "free text of a labor record", "Comment", "Memo", "Labor Text"),
    _target("category", "code", "payroll category", "Code", "Pay Code", "Earning Code", "Category Code", "Item",
            "Ded Code",
            "Earnings/Deduction Code", "Transaction Code", "Payroll Item", "Pay Element", "Element", "Earn/Ded",
            "Earning/Deduction", "Ern/Ded Code", "Item Code", "Pay Item", "Rubrique", "E/D Code", "Earnings Code",
            "Line Code"),
    _target("category_name", "text", "its name", "Description", "Category Name", "Code Description", "Item Description",
            "Pay Code Description", "Element Name", "Earnings Description", "Line Description", "Libellé"),
    _target("category_kind", "code", "earning, deduction, tax ...", "Item Type", "Code Type", "Category Type", "Type",
            "E/D/T", "Category Class", "Element Type", "Line Type", "Kind"),
)  # fmt: skip

_DATES = {
    re.sub(r"\W+", " ", name.casefold()).strip()
    for fact in FACTS if fact.kind == "date" for name in (fact.name.replace("_", " "), *fact.names)
}  # fmt: skip
_UNITS = {"hours", "hour", "hrs", "hr", "units", "unit", "qty", "quantity", "days", "heures", "hres"}
_RATES = {"rate", "rates", "taux"}
_AMOUNTS = {
    "amount",
    "amt",
    "amts",
    "$",
    "dollars",
    "current",
    "cur",
    "curr",
    "montant",
    "total",
    "value",
    "pay amount",
}
_BY_DATE = re.compile(r"\b(ytd|y t d|year to date|cumulative|mtd|qtd|month to date|quarter to date|cumul)\b")
_FURNITURE = (
    (r"\b(che(ck|que)|chq|ck|voucher|advice|deposit)\s*(no|number|#|num|date)?$", "how it was paid, not what"),
    (r"\b(sin|ssn|social insurance|birth|address|city|postal|zip|phone|e ?mail|gender)\b", "about the person"),
    (r"\b(bank|transit|account (no|number)|routing|institution)\b", "bank details"),
    (r"\b(job title|position|title|status|hire date|hired|termination|pay frequency|salary basis)\b"
     r"|^((home|work|tax) )?(province|state)$",
     "about the employment"),
    (r"\b(balance|remaining|available|taxable|insurable|pensionable|subject|adjusted gross)\b",
     "a base or balance, not pay"),
    (r"^sheet$", "names the sheet a row is on"),
    (r"\b(line|row|seq|sequence|record|page)( no| number| #)?$", "numbers the lines"),
)  # fmt: skip
_TOTALS: tuple[tuple[str, str], ...] = (
    (r"^(total )?((employee )?gross( (pay|earnings|wages|amount))?|total (earnings|pay|wages))$", "total of gross"),
    (r"^total ((employee |pre ?tax |post ?tax )?deductions?( from gross( pay)?)?|withheld|withholdings?)$",
     "total of deductions"),
    (r"^total (deductions? (and|&) taxes|taxes (and|&) deductions?|reductions)$", "total of deductions and taxes"),
    (r"^total (employee |net )?tax(es)?( withheld)?$", "total of employee taxes"),
    (r"^total (employer|er|company)( (taxes|costs?|contributions|paid|benefits))?( (and|&) contributions)?$"
     r"|^(employer|company|er) (total|costs?)$|^total (payroll |labou?r )?costs?$", "total of employer cost"),
    (r"^(total (hours|hrs)|hours total|(hours|hrs) (paid|worked))$", "total of hours"),
)  # fmt: skip
_TOTAL_LABEL = re.compile(
    r"^\W*(((grand|sub|report|company|control|department|dept|division|location|page|run|batch|employee|overall"
    r"|register|payroll|final|group|pay group)[ -]*)*(sub)?totals?\b|sum\b|sous-total|totaux\b|total général)"
    r"|\b(totals?|subtotals?)\W*$",
    re.IGNORECASE,
)  # fmt: skip
_WHOLE_LABEL = re.compile(r"\b(grand|report|company|register|payroll|overall|final|control|batch|run)\b", re.IGNORECASE)


class Title(NamedTuple):
    """A column's title taken apart: what is paid, and which measure of it."""

    item: str
    measure: str  # units, rate or amount; blank where the title does not say


def plain(text: str) -> str:
    """A title as words are looked up in it: small letters, no accents, signs as blanks."""
    flat = unicodedata.normalize("NFKD", _spaced(text)).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9$#&/]+", " ", flat).strip()


def _spaced(text: str) -> str:
    """EmployeeAmount as two words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", text)


def measure_of(word: str) -> str:
    """Which measure a word says; blank when none."""
    for measure, words in (("units", _UNITS), ("rate", _RATES), ("amount", _AMOUNTS)):
        if plain(word) in words:
            return measure
    return ""


def taken_apart(title: str) -> Title:
    """A title as item and measure: "Reg Hrs" is the units of Reg, "O/T Amt" the amount of O/T."""
    words = _spaced(title).split()
    for at in (len(words) - 1, 0):
        if words and (measure := measure_of(words[at].strip("()[]:,"))):
            rest = " ".join(words[:at] + words[at + 1 :]).strip(" -:,/()[]")
            if plain(rest) not in ("total", "this period", "period"):
                return Title("" if measure_of(rest) == measure else rest, measure)
    return Title(title, "")


def total_of(title: str) -> str:
    """Which of the register's own totals a column holds; blank when it is none."""
    text = plain(title)
    text = re.sub(r"\b(amount|amt|current|\$)\b", "", text).strip() or text
    return next((target for shape, target in _TOTALS if re.search(shape, text)), "")


def reason_to_leave(title: str) -> str:
    """Why a column of this title is usually left out; blank when nothing says so."""
    text = plain(title)
    if _BY_DATE.search(text):
        return "adds up other pays too"
    if text.startswith("net "):  # a net check is pay
        return ""
    return next((reason for shape, reason in _FURNITURE if re.search(shape, text)), "")


def is_repaid(text: str) -> bool:
    """True for an expense paid back with the pay, which a register's gross may leave out."""
    return re.search(r"\breimb", plain(text)) is not None


def is_date(title: str) -> bool:
    """True for a title that is a usual name of a date."""
    return plain(title) in _DATES


def is_fact(title: str, which: str = "") -> bool:
    """True for a title that is a usual name of a fact; of a kind or of one fact, where ``which`` says so."""
    facts = (fact for fact in FACTS if which in ("", fact.kind, fact.name))
    return plain(title) in {plain(n) for fact in facts for n in (fact.name.replace("_", " "), *fact.names)}


def is_total(text: str) -> bool:
    """True for the label of a row of totals."""
    return bool(_TOTAL_LABEL.search(text))


def totals_somebody(text: str) -> bool:
    """True for "Totals for Abbott, Carla", which stands where a name does and beside a number."""
    return re.match(r"\W*(sub ?)?totals? (for|of|de)\b", text, re.IGNORECASE) is not None


def of_everything(text: str) -> bool:
    """True when a label of totals says that they are of the whole register."""
    return bool(_WHOLE_LABEL.search(text))
