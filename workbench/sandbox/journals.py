"""Journal entries: what GLBATCH and its GLENTRY lines must be before they are stored."""

from datetime import date
from decimal import Decimal
from typing import Any

from workbench.sandbox.balance import check_balance, intercompany_lines
from workbench.sandbox.bodies import Body, check_names, check_required, values
from workbench.sandbox.book import Record
from workbench.sandbox.calls import Call
from workbench.sandbox.company import Company
from workbench.sandbox.ledger import in_ledger
from workbench.sandbox.lines import checked_line
from workbench.sandbox.objects import catalogue
from workbench.sandbox.refusals import Refusal, not_created

SETTABLE = ("Draft", "Posted")


def refused(text: str, errorno: str = "BL01001973", verb: str = "create") -> Refusal:
    """A journal entry that is not taken."""
    return not_created(verb, "GLBatch", text, errorno)


def create_journal(call: Call, given: Body) -> Record:
    """Store a journal entry with its lines; Refusal with the first thing wrong."""
    company = call.company
    object_type = catalogue()["GLBATCH"]
    check_names(company, object_type, given)
    check_required(object_type, given)
    header = values(company, object_type, {key: text for key, text in given.items() if key != "ENTRIES"})
    journal = _journal(company, header["JOURNAL"])
    _check_header(company, header, journal)
    lines = _lines(call, given, journal)
    _check_period(call, header["BATCH_DATE"], lines)
    lines += _balanced(call, header, lines, journal)
    return _store(call, header, lines, journal)


def update_journal(call: Call, given: Body) -> Record:
    """Replace a draft's header fields and all its lines."""
    company, object_type = call.company, catalogue()["GLBATCH"]
    check_names(company, object_type, given, "update")
    old = _existing(call, given.get("RECORDNO", ""))
    for name in ("BATCH_DATE", "BATCH_TITLE", "ENTRIES"):
        if not given.get(name):
            raise refused(f"Required field {name} is missing", "BL03000018", "update")
    header: Body = {
        key: old.get(key) for key in ("JOURNAL", "REFERENCENO", "BASELOCATION_NO", "SUPDOCID", "STATE", "REVERSEDATE")
    }
    header |= values(
        company, object_type, {key: text for key, text in given.items() if key not in ("ENTRIES", "RECORDNO")}
    )
    if header["STATE"] != old["STATE"] and not company.on("state_changeable"):
        raise refused("STATE cannot be changed by an update.", verb="update")
    journal = _journal(company, header["JOURNAL"])
    _check_header(company, header, journal)
    lines = _lines(call, given, journal)
    _check_period(call, header["BATCH_DATE"], lines)
    lines += _balanced(call, header, lines, journal)
    _drop_lines(company, old["RECORDNO"])
    return _store(call, header, lines, journal, old)


def delete_journal(call: Call, number: int) -> None:
    """Remove an entry and its lines; a posted one only when the company allows it."""
    record = _existing(call, str(number), "delete")
    if record["STATE"] != "Draft" and not call.company.on("posted_deletable"):
        raise refused(f"Journal entry {number} is {record['STATE']} and cannot be deleted.", verb="delete")
    _drop_lines(call.company, number)
    call.company.book.drop("GLBATCH", number)


def _existing(call: Call, number: str, verb: str = "update") -> Record:
    record = call.company.book.tables["GLBATCH"].get(int(number) if number.isdigit() else 0)
    if record is None or record.get("MEGAENTITYID") not in (None, "", call.caller.entity or record.get("MEGAENTITYID")):
        raise refused(f"Journal entry '{number}' does not exist.", verb=verb)
    if verb == "update" and record["STATE"] != "Draft":
        raise refused(f"Journal entry {number} is {record['STATE']} and cannot be changed.", verb=verb)
    return record


def _drop_lines(company: Company, number: int) -> None:
    for name in ("GLENTRY", "GLDETAIL"):
        for line in company.book.owned(name, number):
            company.book.drop(name, line["RECORDNO"])


def _journal(company: Company, symbol: str) -> Record:
    journal = company.book.find("GLJOURNAL", symbol)
    if journal is None:
        raise refused(f"Invalid Journal '{symbol}' specified.")
    if journal["STATUS"] != "active":
        raise refused(f"Journal '{symbol}' is inactive.")
    if journal.get("DISALLOWDIRECTPOSTING"):
        raise refused(f"Direct posting to journal '{symbol}' is not allowed.")
    return journal


def _check_header(company: Company, header: Body, journal: Record) -> None:
    if (header.get("STATE") or "Posted") not in SETTABLE:
        raise refused(f"'{header['STATE']}' is not a valid value for STATE; valid are Draft and Posted.", "BL03000018")
    _check_length(company, header, "REFERENCENO", "reference_max")
    _check_length(company, header, "BATCH_TITLE", "title_max")
    reversal = header.get("REVERSEDATE")
    if reversal and reversal <= header["BATCH_DATE"]:
        raise refused("The reversal date must be later than the posting date.")
    if header.get("SUPDOCID") and company.book.find("SUPDOC", header["SUPDOCID"]) is None:
        raise refused(f"Invalid attachment '{header['SUPDOCID']}' specified.")
    if header.get("TAXIMPLICATIONS") not in (None, "None"):
        raise refused("Tax implications are not enabled for this company.")
    _check_reference(company, header, journal)


def _check_length(company: Company, header: Body, name: str, switch: str) -> None:
    limit = company.limit(switch)
    if limit and len(header.get(name) or "") > limit:
        raise refused(f"{name} exceeds the maximum length of {limit} characters.", "BL03000018")


def _check_reference(company: Company, header: Body, journal: Record) -> None:
    reference = header.get("REFERENCENO")
    if not reference or not company.on("references_unique"):
        return
    for other in company.book.tables["GLBATCH"].values():
        if other.get("REFERENCENO") == reference and other["JOURNAL"] == journal["SYMBOL"]:
            raise refused(f"Another GLBatch with the given value(s) {reference} already exists", "BL34000061")


def _lines(call: Call, given: Body, journal: Record) -> list[Body]:
    sent = given.get("ENTRIES") or []
    statistical = bool(journal.get("STATISTICAL"))
    if len(sent) < (1 if statistical else 2):
        raise refused("A journal entry needs at least one debit and one credit line.", "BL03000018")
    limit = call.company.limit("max_lines")
    if limit and len(sent) > limit:
        raise refused(f"A journal entry may not have more than {limit} lines.", "BL03000018")
    return [checked_line(call.company, call.caller, line, statistical) for line in sent]


def _check_period(call: Call, day: date, lines: list[Body]) -> None:
    entities = {line["entity"] for line in lines} | {call.caller.entity}
    if problem := call.company.period_problem(day, entities):
        raise refused(problem)


def _balanced(call: Call, header: Body, lines: list[Body], journal: Record) -> list[Body]:
    if journal.get("STATISTICAL"):
        return []
    sides = {line["TR_TYPE"] for line in lines}
    tolerant = header.get("STATE") == "Draft" and call.company.on("unbalanced_drafts")
    if sides != {1, -1} and not tolerant:
        raise refused("A journal entry needs at least one debit and one credit line.", "BL03000018")
    check_balance(lines, tolerant)
    base = header.get("BASELOCATION_NO")
    return [] if tolerant else intercompany_lines(call.company, call.caller.entity, base, lines)


def _store(call: Call, header: Body, lines: list[Body], journal: Record, old: Record | None = None) -> Record:
    company, caller, now = call.company, call.caller, call.company.clock.now().replace(microsecond=0)
    state = header.get("STATE") or "Posted"
    if state == "Posted" and company.on("gl_approvals"):
        state = "Submitted"
    base = company.book.find("LOCATION", header.get("BASELOCATION_NO"))
    derived = {
        "STATE": state,
        "JOURNALKEY": journal["RECORDNO"],
        "MODULE": "2.GL",
        "ADJ": False,
        "BALANCE": Decimal(0),
        "MODIFIED": now,
        "MODIFIEDBYID": caller.userid,
        "USERINFO.LOGINID": caller.userid,
        "BASELOCATION": (base or {}).get("RECORDNO"),
        "BASELOCATION_NAME": (base or {}).get("NAME"),
    }
    record = old or company.stamp(
        "GLBATCH", {"BATCHNO": _visible_number(company, journal)}, caller.userid, caller.entity, now
    )
    record = record | header | derived | {"WHENMODIFIED": now}
    company.book.put("GLBATCH", record)
    for index, line in enumerate(lines, start=1):
        _store_line(call, record, line, index)
    if state == "Posted" and record.get("REVERSEDATE"):
        _reverse(call, record, lines, journal)
    return record


def _visible_number(company: Company, journal: Record) -> int:
    table = f"_BATCHNO {journal['SYMBOL']}"
    number = company.book.next_number(table)
    company.book.put(table, {"RECORDNO": number})
    return number


def _store_line(call: Call, header: Record, line: Body, index: int) -> None:
    kept: dict[str, Any] = {key: value for key, value in line.items() if key.isupper()}
    derived = {
        "BATCHNO": header["RECORDNO"],
        "BATCH_NUMBER": header["BATCHNO"],
        "BATCHTITLE": header["BATCH_TITLE"],
        "BATCH_DATE": header["BATCH_DATE"],
        "ENTRY_DATE": header["BATCH_DATE"],
        "LINE_NO": index,
        "STATE": header["STATE"],
        "DESCRIPTION": line.get("DESCRIPTION") or header["BATCH_TITLE"],
    }
    born = call.company.stamp("GLENTRY", {}, call.caller.userid, header.get("MEGAENTITYID") or "", header["MODIFIED"])
    entry = call.company.book.put("GLENTRY", born | kept | derived)
    if header["STATE"] == "Posted":
        call.company.book.put("GLDETAIL", in_ledger(header, entry))


def _reverse(call: Call, record: Record, lines: list[Body], journal: Record) -> None:
    opposite = [line | {"TR_TYPE": -line["TR_TYPE"]} for line in lines]
    header = {
        "JOURNAL": record["JOURNAL"],
        "BATCH_DATE": record["REVERSEDATE"],
        "STATE": "Posted",
        "BATCH_TITLE": f"Reversed - {record['BATCH_TITLE']}",
        "REFERENCENO": record.get("REFERENCENO"),
        "REVERSEDFROM": record["BATCH_DATE"],
    }
    twin = _store(call, header, opposite, journal)
    call.company.book.change(
        "GLBATCH", record["RECORDNO"], REVERSED=record["REVERSEDATE"], REVERSEDKEY=twin["RECORDNO"]
    )
