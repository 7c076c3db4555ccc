"""Empty registers to fill in, in both layouts, with titles that are recognized."""

from __future__ import annotations

_PERSON = ("Employee Number", "Employee Name", "Department", "Location", "Payroll Group", "Period Start", "Period End",
           "Pay Date")  # fmt: skip
_WIDE = (
    *_PERSON, "Regular Hours", "Regular Rate", "Regular Amount", "Overtime Hours", "Overtime Rate", "Overtime Amount",
    "Gross Pay", "RRSP", "CPP", "EI", "Income Tax", "Net Pay", "Employer RRSP", "Employer CPP", "Employer EI",
)  # fmt: skip
_LONG = (
    *_PERSON, "Category Code", "Category Name", "Category Type", "Hours", "Rate", "Amount", "Work Date",
    "Worked Department", "Project", "Task",
)  # fmt: skip
EMPTY: dict[str, bytes] = {
    name: (",".join(titles) + "\r\n").encode("utf-8-sig") for name, titles in (("wide", _WIDE), ("long", _LONG))
}
