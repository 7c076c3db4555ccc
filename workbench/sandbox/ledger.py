"""Posted lines as the ledger view GLDETAIL shows them, under names of its own."""

from decimal import Decimal

from workbench.sandbox.book import Record

AUDIT = ("CREATEDBY", "MODIFIEDBY", "WHENMODIFIED", "MEGAENTITYKEY", "MEGAENTITYID", "MEGAENTITYNAME")
SAME = (
    "RECORDNO",
    "LINE_NO",
    "ENTRY_DATE",
    "TR_TYPE",
    "DOCUMENT",
    "ACCOUNTNO",
    "ACCOUNTTITLE",
    "STATISTICAL",
    "PROJECTID",
    "TASKID",
    "COSTTYPEID",
    "CLASSID",
    "EMPLOYEEID",
    "CURRENCY",
    "BASECURR",
    "DESCRIPTION",
    "DEPARTMENTTITLE",
    "LOCATIONNAME",
    *AUDIT,
)


def in_ledger(header: Record, line: Record) -> Record:
    """The ledger's record of a posted line; the amount is signed, debit and credit stand apart."""
    amount, side = line["AMOUNT"], line["TR_TYPE"]
    own = {
        "BATCHKEY": header["RECORDNO"],
        "BATCH_NO": header["BATCHNO"],
        "BATCH_DATE": header["BATCH_DATE"],
        "BATCH_TITLE": header["BATCH_TITLE"],
        "SYMBOL": header["JOURNAL"],
        "BOOKID": "ACCRUAL",
        "MODULEKEY": "2.GL",
        "REFERENCENO": header.get("REFERENCENO"),
        "ADJ": header["ADJ"],
        "MODIFIED": header["MODIFIED"],
        "DEPARTMENTID": line.get("DEPARTMENT"),
        "LOCATIONID": line.get("LOCATION"),
        "AMOUNT": side * amount,
        "TRX_AMOUNT": side * line["TRX_AMOUNT"],
        "DEBITAMOUNT": amount if side == 1 else Decimal(0),
        "CREDITAMOUNT": amount if side == -1 else Decimal(0),
    }
    return {name: line.get(name) for name in SAME} | own
