"""What a company file may say: its sections, switches, objects and fields, so that a misspelled one is noticed."""

from typing import Any

from workbench.sandbox.objects import catalogue

MERGED = ("company", "senders", "users", "switches", "periods", "interentity", "dimensions", "terms")
SECTIONS = (*MERGED, "base", "replace", "records", "csv")
LINES = {"TIMESHEET": "TIMESHEETENTRIES"}
OWN_FIELDS = ("RECORDNO", "GLDIM", "REQUIREGLDIM")


def check_company_file(own: Any, switches: dict[str, Any]) -> None:
    """ValueError that names the first section, switch, object or field that does not exist."""
    if not isinstance(own, dict):
        raise ValueError("it must be sections with their entries")
    _known("section", own, SECTIONS)
    for name, section in own.items():
        if name not in ("base", "replace") and not isinstance(section or {}, dict):
            raise ValueError(f"the section {name} must hold entries with names")
    _known("switch", own.get("switches") or {}, switches)
    objects = {*catalogue(), *(own.get("dimensions") or {})}
    for section in ("records", "replace", "csv"):
        _known("object", own.get(section) or (), objects)
    for name, rows in (own.get("records") or {}).items():
        for row in rows or ():
            _check_record(name, row)


def _check_record(name: str, row: Any) -> None:
    if not isinstance(row, dict):
        raise ValueError(f"a record of {name} must hold fields with their values")
    if name in catalogue():  # not yet a dimension of the company's own
        fields = {*catalogue()[name].fields, LINES.get(name, "")}
        _known(f"field of {name}", [key for key in row if not key.startswith(OWN_FIELDS)], fields)


def _known(what: str, given: Any, known: Any) -> None:
    for name in given:
        if name not in known:
            raise ValueError(f"there is no {what} '{name}'")
