"""Aggregates, and answers without an envelope."""

import csv
import io
import json

from tests.sandbox.calls import journal, number_of, query

TYPES = "<query><object>GLACCOUNT</object><select><field>ACCOUNTTYPE</field><count>RECORDNO</count></select></query>"


def test_plain_fields_are_what_it_groups_by(gateway):
    rows = gateway.rows(TYPES)
    assert sorted(row["ACCOUNTTYPE"] for row in rows) == ["balancesheet", "incomestatement"]
    assert sum(int(row["COUNT.RECORDNO"]) for row in rows) == 63


def test_sums_and_extremes_of_amounts(gateway):
    gateway.result(journal())
    aggregates = "".join(f"<{kind}>AMOUNT</{kind}>" for kind in ("sum", "avg", "min", "max"))
    asked = f"<query><object>GLENTRY</object><select>{aggregates}</select></query>"
    assert gateway.rows(asked) == [{"SUM.AMOUNT": "200", "AVG.AMOUNT": "100", "MIN.AMOUNT": "100", "MAX.AMOUNT": "100"}]
    gateway.switch("sum_tag", "plain")
    assert gateway.rows(asked)[0]["AMOUNT"] == "200"


def test_what_cannot_be_aggregated(gateway):
    assert number_of(gateway.result(TYPES.replace("<count>RECORDNO</count>", "<sum>TITLE</sum>"))) == "DL02000001"
    assert number_of(gateway.result(TYPES.replace("<field>", "<field>RECORDNO</field><field>"))) == "DL02000001"


def test_csv_has_no_envelope(gateway):
    rest = (
        "<orderby><order><field>RECORDNO</field></order></orderby><options><returnformat>csv</returnformat></options>"
    )
    reply = gateway.post(gateway.envelope(query("EMPLOYEE", "EMPLOYEEID PERSONALINFO.CONTACTNAME", rest=rest)))
    rows = list(csv.reader(io.StringIO(reply.content.decode())))
    assert reply.headers["Content-Type"] == "text/csv"
    assert rows[0] == ["EMPLOYEEID", "PERSONALINFO.CONTACTNAME"] and rows[5] == ["E1005", "Żak, Tomasz"]


def test_json_has_none_either_and_an_error_is_still_xml(gateway):
    rest = "<options><returnformat>json</returnformat></options>"
    reply = gateway.post(gateway.envelope(query("GLJOURNAL", "SYMBOL", rest=rest)))
    assert reply.headers["Content-Type"] == "application/json"
    assert {"SYMBOL": "PYRJ"} in json.loads(reply.content)
    refused = gateway.post(gateway.envelope(query("GLJOURNAL", "COLOR", rest=rest)))
    assert refused.headers["Content-Type"].startswith("text/xml")


def test_reads_by_key_know_the_formats_too(gateway):
    asked = (
        "<read><object>GLJOURNAL</object><keys>1</keys><fields>SYMBOL</fields><returnFormat>csv</returnFormat></read>"
    )
    assert gateway.post(gateway.envelope(asked)).text == "SYMBOL\nPYRJ\n"
