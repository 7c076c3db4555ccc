"""Journal entries: what is stored, and every reason to refuse one."""

import pytest
from lxml import etree

from tests.sandbox.calls import journal, line, number_of, query, text_of

DEBIT, CREDIT = line("6010", 1, "100.00"), line("2100", -1, "100.00")


def refused(gateway, function: str, **more) -> str:
    """The cause a journal entry is refused for; nothing may have been stored."""
    result = gateway.result(function, **more)
    assert result.findtext("status") == "failure", etree.tostring(result)
    assert gateway.control("journals")["journals"] == []
    assert (
        result.findall("errormessage/error")[-1].findtext("description2").startswith("Could not create GLBatch record!")
    )
    return text_of(result).partition(" [Support ID")[0]


def stored(gateway, function: str, **more) -> dict:
    """The only journal entry stored after a successful create."""
    result = gateway.result(function, **more)
    assert result.findtext("status") == "success", etree.tostring(result)
    return gateway.control("journals")["journals"][-1]


def with_line(*fields: str, **given: str) -> str:
    return journal(line("6010", 1, "100.00", **given), CREDIT)


def test_create_answers_with_the_key_in_a_lower_case_element(gateway):
    result = gateway.result(journal())
    assert etree.tostring(result.find("data")).decode() == (
        '<data listtype="objects" count="1"><glbatch><RECORDNO>8801</RECORDNO></glbatch></data>'
    )


def test_the_state_is_posted_unless_draft_is_asked_for(gateway):
    assert stored(gateway, journal(STATE=""))["STATE"] == "Posted"
    assert stored(gateway, journal(STATE="Draft"))["STATE"] == "Draft"


def test_only_draft_and_posted_may_be_asked_for(gateway):
    assert "STATE" in refused(gateway, journal(STATE="Approved"))
    assert "STATE" in refused(gateway, journal(STATE="draft"))


def test_with_approvals_a_posted_entry_lands_in_submitted(gateway):
    gateway.switch("gl_approvals", True)
    assert stored(gateway, journal(STATE="Posted"))["STATE"] == "Submitted"


def test_the_batch_number_of_a_line_is_the_record_number_of_the_header(gateway):
    header = stored(gateway, journal())
    rows = gateway.rows(
        query(
            "GLENTRY",
            "BATCHNO BATCH_NUMBER LINE_NO TR_TYPE AMOUNT TRX_AMOUNT ACCOUNTTITLE",
            f"<equalto><field>BATCHNO</field><value>{header['RECORDNO']}</value></equalto>",
        )
    )
    assert rows[0] == {
        "BATCHNO": "8801",
        "BATCH_NUMBER": "1",
        "LINE_NO": "1",
        "TR_TYPE": "1",
        "AMOUNT": "100",
        "TRX_AMOUNT": "100",
        "ACCOUNTTITLE": "Salaries",
    }
    assert (rows[1]["LINE_NO"], rows[1]["TR_TYPE"]) == ("2", "-1")
    assert header["BATCHNO"] == 1


def test_a_line_without_memo_takes_the_title(gateway):
    entry = stored(gateway, journal(DEBIT, line("2100", -1, "100.00", DESCRIPTION="Net Pay E1001")))
    assert [given["DESCRIPTION"] for given in entry["lines"]] == ["Payroll BW03", "Net Pay E1001"]


def test_amount_may_be_sent_instead_of_trx_amount(gateway):
    sent = journal(DEBIT.replace("TRX_AMOUNT", "AMOUNT"), CREDIT)
    assert stored(gateway, sent)["lines"][0]["TRX_AMOUNT"] == "100.00"


def test_lower_case_elements_are_taken(gateway):
    sent = journal().replace("<JOURNAL>PYRJ</JOURNAL>", "<journal>PYRJ</journal>").replace("GLENTRY", "glentry")
    assert stored(gateway, sent)["JOURNAL"] == "PYRJ"


@pytest.mark.parametrize(
    "fields, expected",
    [
        ({"JOURNAL": "NONE"}, "Invalid Journal 'NONE' specified."),
        ({"JOURNAL": "PYRJ-OLD"}, "Journal 'PYRJ-OLD' is inactive."),
        ({"JOURNAL": "APJ"}, "Direct posting to journal 'APJ' is not allowed."),
        ({"JOURNAL": ""}, "Required field JOURNAL is missing"),
        ({"BATCH_DATE": ""}, "Required field BATCH_DATE is missing"),
        ({"BATCH_TITLE": ""}, "Required field BATCH_TITLE is missing"),
        ({"BATCH_DATE": "2026-02-13"}, "Illegal format for BATCH_DATE: '2026-02-13'"),
        ({"BATCH_DATE": "02/30/2026"}, "Illegal format for BATCH_DATE: '02/30/2026'"),
        ({"BATCH_DATE": "12/31/2024"}, "Date must be on or after 01/01/2025: the period is closed."),
        ({"BATCH_DATE": "01/01/2028"}, "There is no open reporting period for 01/01/2028: the period is closed."),
        ({"REFERENCENO": "R" * 21}, "REFERENCENO exceeds the maximum length of 20 characters."),
        ({"BATCH_TITLE": "T" * 81}, "BATCH_TITLE exceeds the maximum length of 80 characters."),
        ({"REVERSEDATE": "02/13/2026"}, "The reversal date must be later than the posting date."),
        ({"SUPDOCID": "none"}, "Invalid attachment 'none' specified."),
        ({"BATCHNO": "5"}, "Invalid field BATCHNO specified for GLBATCH."),
        ({"COLOR": "red"}, "Invalid field COLOR specified for GLBATCH."),
    ],
)
def test_what_a_header_is_refused_for(gateway, fields, expected):
    assert refused(gateway, journal(**fields)) == expected


def test_a_reference_of_20_characters_survives(gateway):
    assert stored(gateway, journal(REFERENCENO="R" * 20))["REFERENCENO"] == "R" * 20


@pytest.mark.parametrize(
    "given, expected",
    [
        (line("9999", 1, "100.00"), "Account 9999 is not valid"),
        (line("6000", 1, "100.00"), "Account 6000 is not valid: it is inactive."),
        (line("", 1, "100.00"), "Required field ACCOUNTNO is missing"),
        (line("2000", 1, "100.00"), "The account number 2000 is associated to the payables account ledger."),
        (line("6010", 2, "100.00"), "TR_TYPE must be 1 (debit) or -1 (credit)."),
        (line("6010", 1, "-100.00"), "The amount of a line must be positive: '-100.00'."),
        (line("6010", 1, "0.00"), "The amount of a line must be positive: '0.00'."),
        (line("6010", 1, "100.001"), "Illegal format for TRX_AMOUNT: '100.001'"),
        (line("6010", 1, "1,000.00"), "Illegal format for TRX_AMOUNT: '1,000.00'"),
        (line("6010", 1, "1e2"), "Illegal format for TRX_AMOUNT: '1e2'"),
        (line("6010", 1, ""), "Exactly one of TRX_AMOUNT and AMOUNT is expected."),
        (line("6010", 1, "100.00", AMOUNT="100.00"), "Exactly one of TRX_AMOUNT and AMOUNT is expected."),
        (line("6010", 1, "100.00", LOCATION=""), "Location is required on every line of a multi-entity company."),
        (line("6010", 1, "100.00", LOCATION="E900"), "Invalid Location 'E900' specified."),
        (line("6010", 1, "100.00", LOCATION="E200-OLD"), "The location 'E200-OLD' is invalid: it is inactive."),
        (line("6010", 1, "100.00", LOCATIONID="E100"), "Invalid field LOCATIONID specified for GLENTRY."),
        (line("6010", 1, "100.00", DEPARTMENT="999"), "Invalid Department '999' specified."),
        (line("6010", 1, "100.00", DEPARTMENT="900"), "The department '900' is invalid: it is inactive."),
        (line("6010", 1, "100.00", PROJECTID="P050"), "The project 'P050' is invalid: it is inactive."),
        (line("6010", 1, "100.00", TASKID="01-100"), "Task '01-100' needs a project."),
        (
            line("6010", 1, "100.00", PROJECTID="P100", TASKID="03-300"),
            "Invalid Task '03-300' specified: it does not belong to P100.",
        ),
        (line("6010", 1, "100.00", PROJECTID="P100", COSTTYPEID="LAB"), "Cost type 'LAB' needs a project and a task."),
        (
            line("6010", 1, "100.00", PROJECTID="P200", TASKID="02-200", COSTTYPEID="LAB"),
            "Invalid Cost type 'LAB' specified: it does not belong to P200 02-200.",
        ),
        (line("6010", 1, "100.00", CLASSID="OLD"), "The class 'OLD' is invalid: it is inactive."),
        (line("6010", 1, "100.00", EMPLOYEEID="E9"), "Invalid Employee 'E9' specified."),
        (line("6030", 1, "100.00"), "This transaction is missing the Department dimension for the Account 6030"),
        (line("5300", 1, "100.00"), "This transaction is missing the Project dimension for the Account 5300"),
        (
            line("5100", 1, "100.00", PROJECTID="P100"),
            "This transaction is missing the Task dimension for the Account 5100",
        ),
        (line("6180", 1, "100.00"), "This transaction is missing the Employee dimension for the Account 6180"),
        (line("6010", 1, "100.00", CURRENCY="USD"), "Currency USD is not valid: multi-currency is not enabled."),
        (line("6010", 1, "100.00", DOCUMENT="D" * 31), "DOCUMENT exceeds the maximum length of 30 characters."),
    ],
)
def test_what_a_line_is_refused_for(gateway, given, expected):
    assert refused(gateway, journal(given, CREDIT)) == expected


def test_a_draft_must_be_as_right_as_a_posted_entry(gateway):
    for state in ("Draft", "Posted"):
        assert refused(gateway, journal(line("9999", 1, "100.00"), CREDIT, STATE=state)) == "Account 9999 is not valid"


def test_all_dimensions_are_kept(gateway):
    entry = stored(
        gateway,
        with_line(
            LOCATION="E100-OTT",
            DEPARTMENT="200",
            PROJECTID="P100",
            TASKID="01-100",
            COSTTYPEID="LAB",
            CLASSID="UNION",
            EMPLOYEEID="E1002",
            DOCUMENT="D1",
        ),
    )
    kept = {
        name: entry["lines"][0][name]
        for name in (
            "LOCATION",
            "DEPARTMENT",
            "PROJECTID",
            "TASKID",
            "COSTTYPEID",
            "CLASSID",
            "EMPLOYEEID",
            "DOCUMENT",
            "DEPARTMENTTITLE",
        )
    }
    assert kept == {
        "LOCATION": "E100-OTT",
        "DEPARTMENT": "200",
        "PROJECTID": "P100",
        "TASKID": "01-100",
        "COSTTYPEID": "LAB",
        "CLASSID": "UNION",
        "EMPLOYEEID": "E1002",
        "DOCUMENT": "D1",
        "DEPARTMENTTITLE": "Field",
    }


def test_a_single_line_is_not_an_entry(gateway):
    assert "at least one debit and one credit" in refused(gateway, journal(DEBIT))
    assert "at least one debit and one credit" in refused(gateway, journal(DEBIT, DEBIT))


def test_lines_over_the_limit(gateway):
    gateway.switch("max_lines", 3)
    assert "more than 3 lines" in refused(gateway, journal(DEBIT, DEBIT, CREDIT, CREDIT))


def test_references_may_have_to_be_unique(gateway):
    gateway.result(journal())
    assert gateway.result(journal()).findtext("status") == "success"
    gateway.switch("references_unique", True)
    assert number_of(gateway.result(journal())) == "BL34000061"


def test_the_books_of_an_entity_may_be_closed(gateway):
    gateway.control("set", setting="periods.closed_through", value={"E200": "2026-03-31"})
    assert gateway.result(journal()).findtext("status") == "success"
    lines = [given.replace("E100", "E200") for given in (DEBIT, CREDIT)]
    assert "closed through 2026-03-31" in text_of(gateway.result(journal(*lines)))


def test_a_posted_entry_with_a_reversal_date_has_its_mirror(gateway):
    gateway.result(journal(STATE="Posted", REVERSEDATE="03/01/2026"))
    entry, mirror = gateway.control("journals")["journals"]
    assert (mirror["BATCH_DATE"], mirror["REVERSEDFROM"], entry["REVERSED"]) == (
        "2026-03-01",
        "2026-02-13",
        "2026-03-01",
    )
    assert [given["TR_TYPE"] for given in mirror["lines"]] == [-1, 1]


def test_an_update_replaces_all_lines(gateway):
    key = gateway.result(journal()).findtext(".//RECORDNO")
    lines = line("6020", 1, "50.00") + line("2100", -1, "50.00")
    result = gateway.result(
        f"<update><GLBATCH><RECORDNO>{key}</RECORDNO><BATCH_DATE>02/14/2026</BATCH_DATE>"
        f"<BATCH_TITLE>Changed</BATCH_TITLE><STATE>Posted</STATE><ENTRIES>{lines}</ENTRIES></GLBATCH></update>"
    )
    assert result.findtext("status") == "success"
    (entry,) = gateway.control("journals")["journals"]
    assert (entry["RECORDNO"], entry["STATE"], entry["REFERENCENO"]) == (int(key), "Posted", "HW-1")
    assert [given["ACCOUNTNO"] for given in entry["lines"]] == ["6020", "2100"]


def test_a_draft_can_be_deleted_with_its_lines(gateway):
    key = gateway.result(journal()).findtext(".//RECORDNO")
    result = gateway.result(f"<delete><object>GLBATCH</object><keys>{key}</keys></delete>")
    assert [child.tag for child in result] == ["status", "function", "controlid"]
    assert gateway.control("journals")["journals"] == []
    assert gateway.rows(query("GLENTRY", "RECORDNO")) == []


def test_a_posted_entry_is_neither_changed_nor_deleted(gateway):
    key = gateway.result(journal(STATE="Posted")).findtext(".//RECORDNO")
    delete = f"<delete><object>GLBATCH</object><keys>{key}</keys></delete>"
    assert "cannot be deleted" in text_of(gateway.result(delete))
    gateway.switch("posted_deletable", True)
    assert gateway.result(delete).findtext("status") == "success"


def test_numbers_are_never_used_again(gateway):
    key = gateway.result(journal()).findtext(".//RECORDNO")
    gateway.result(f"<delete><object>GLBATCH</object><keys>{key}</keys></delete>")
    entry = stored(gateway, journal())
    assert (entry["RECORDNO"], entry["BATCHNO"]) == (int(key) + 1, 2)


def test_without_a_transaction_the_good_objects_of_a_create_are_kept(gateway):
    both = journal(REFERENCENO="GOOD").replace("</create>", "") + journal(JOURNAL="NONE").replace("<create>", "")
    result = gateway.result(both)
    assert (result.findtext("status"), result.find("data").get("count")) == ("failure", "1")
    assert [entry["REFERENCENO"] for entry in gateway.control("journals")["journals"]] == ["GOOD"]


def test_in_a_transaction_nothing_of_such_a_create_is_kept(gateway):
    both = journal(REFERENCENO="GOOD").replace("</create>", "") + journal(JOURNAL="NONE").replace("<create>", "")
    result = gateway.result(both, transaction="true")
    assert (result.findtext("status"), result.find("data").get("count")) == ("aborted", "0")
    assert gateway.control("journals")["journals"] == []


def test_at_most_100_objects_in_a_create(gateway):
    one = journal().removeprefix("<create>").removesuffix("</create>")
    assert gateway.result(f"<create>{one * 101}</create>").findtext("status") == "failure"
    assert gateway.control("journals")["journals"] == []
