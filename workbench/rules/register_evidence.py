"""How a register is read, choice by choice: what was recognized, what shows it, and what else could be answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workbench.rules.register_lines import NUMERIC
from workbench.rules.register_numbers import DECIMALS, ORDERS
from workbench.rules.register_people import code_targets
from workbench.rules.register_reading import Register
from workbench.rules.register_sheets import TOGETHER

DIGITS = {"as_shown": "as they are", **{str(n): f"{n} digits, zeros in front" for n in range(2, 13)}}
YES_NO = {"yes": "yes", "no": "no"}


@dataclass(frozen=True)
class Evidence:
    """One choice about reading: its name among the answers, what it is now, why, and the choices there are."""

    name: str
    label: str
    choice: str  # blank: not decided
    reason: str
    choices: Mapping[str, str]  # value -> as people read it; none: any number
    open: bool = False


def evidence(register: Register) -> tuple[Evidence, ...]:
    """Every choice that was made about reading this register."""
    return tuple(_choices(register))


def _choices(register: Register) -> Iterator[Evidence]:
    header, lines, reading = register.body.header, register.lines, register.answers.reading
    if len(register.sheets) > 1:
        sheets = {name: name for name in register.sheets} | {TOGETHER: "all with employees, together"}
        several = register.body.arranged is not None and not register.body.across
        asked = any(finding.code == "ask_sheet" for finding in register.findings)
        now, why = (TOGETHER, header.reason) if several else (register.grid.name, "has the row of titles best known")
        yield Evidence("sheet", "Sheet", "" if asked else now, why, sheets, asked)
    across, why = (
        ("columns", register.body.header.reason) if register.body.across else ("rows", "a row names who is paid")
    )
    stand = {"rows": "in rows", "columns": "in columns"}
    yield Evidence("across", "Employees stand", across, "as answered" if reading.get("across") else why, stand)
    as_it_stands = register.body.arranged is None
    if as_it_stands:
        yield Evidence("header_row", "Header row", str(header.row), header.reason, {})
        yield Evidence(
            "header_rows", "Rows of titles", str(header.rows), _titles(header.rows), {"1": "one", "2": "two"}
        )
    shape = {"wide": "wide: a column per category", "long": "long: a row per category"}
    yield Evidence("shape", "Layout", register.mapped.shape, register.mapped.shape_reason, shape)
    style, order = lines.style, register.facts.order
    yield Evidence("decimal", "Decimal mark", style.mark, style.reason, DECIMALS, open=not style.mark)
    if order.mark != "any":
        yield Evidence("dates", "Dates", order.mark, order.reason, ORDERS, open=not order.mark)
    if register.mapped.shape == "long" or lines.filled.any() or (lines.kinds == "unknown").any():
        filled = "yes" if lines.filled.any() else "no"
        yield Evidence("fill_down", "Blank employees repeat", filled, lines.fill_reason, YES_NO)
    yield from _exceptions(register, reading)
    if as_it_stands:
        last = reading.get("last_row", "")
        why = "as answered" if last else "the whole sheet"
        yield Evidence("last_row", "Last row", last or str(register.grid.rows), why, {})


def _titles(rows: int) -> str:
    return "the upper row names groups, the lower one measures" if rows > 1 else "the rows round it are no titles"


def _exceptions(register: Register, reading: Mapping[str, str]) -> Iterator[Evidence]:
    """Choices that only some files ask for."""
    asked = {finding.code for finding in register.findings}
    for target in code_targets(register.lines):
        column = register.body.by_title.get(register.mapped.of(target))
        if column is not None and column.typed is not None and column.typed[register.lines.lines].any():
            now = reading.get(NUMERIC + target, "")
            why = f"{column.title} holds numbers, and a workbook drops zeros in front"
            yield Evidence(NUMERIC + target, f"Codes of {target.replace('_', ' ')}", now, why, DIGITS, not now)
    if "rounding" in reading or any(f.code == "bad_number" and "Rounding" in f.remedy for f in register.findings):
        choices = {"refuse": "refuse them", "round": "round them"}
        now = reading.get("rounding", "refuse")
        yield Evidence("rounding", "Rates and units with more decimals", now, "rates have six, units four", choices)
    if register.lines.by_name:
        now = reading.get("names_as_numbers", "no")
        yield Evidence("names_as_numbers", "Names stand for numbers", now, "no column holds numbers", YES_NO)
    if "net_pay" in reading or "ask_net_pay" in asked:
        now = reading.get("net_pay", "")
        choices = {"computed": "earnings less deductions and taxes"}
        yield Evidence("net_pay", "Net pay", now, "no column or category holds it", choices, not now)
