"""Reads of the company's set-up and of its dimensions."""

from pathlib import Path

from tests.sandbox.calls import journal, line, query, text_of


def texts(node) -> dict[str, str]:
    return {child.tag: child.text or "" for child in node}


def test_the_financial_setup(gateway):
    found = texts(gateway.result("<getFinancialSetup/>").find("data")[0])
    assert found == {
        "baseCurrency": "CAD",
        "defaultBook": "ACCRUAL",
        "firstFiscalMonth": "1",
        "multiBaseCurrency": "false",
        "multiBook": "false",
        "multiCurrency": "false",
        "multiEntityShared": "true",
    }


def test_the_entities_one_may_be_at(gateway):
    def entities(**more) -> list[tuple[str, str]]:
        result = gateway.result("<readEntityDetails/>", **more)
        return [(node.findtext("id"), node.findtext("name")) for node in result.find("data")]

    assert entities() == [("E100", "Ontario"), ("E200", "Quebec")]
    assert entities(auth=gateway.login("payroll_e100", "p&w<ontario>#1")) == [("E100", "Ontario")]


def test_how_a_user_reads_dates(gateway):
    gateway.control("set", setting="users.payroll_ws.gmtoffset", value="-08:00")
    result = gateway.result("<readUserFormatting><userId>payroll_ws</userId></readUserFormatting>")
    assert texts(result.find("data")[0]) == {
        "locale": "en_US",
        "dateformat": "/mdY",
        "gmtoffset": "-08:00",
        "clock": "24",
    }
    assert (
        gateway.result("<readUserFormatting><userId>none</userId></readUserFormatting>").findtext("status") == "failure"
    )


def test_the_dimensions(gateway):
    found = [texts(node) for node in gateway.result("<getDimensions/>").iter("dimension")]
    assert found[1] == {
        "objectName": "DEPARTMENT",
        "objectLabel": "Department",
        "termLabel": "Department",
        "userDefinedDimension": "false",
        "enabledInGL": "true",
    }
    assert {node["objectName"] for node in found} >= {"LOCATION", "PROJECT", "TASK", "COSTTYPE", "CLASS", "EMPLOYEE"}


def test_how_dimensions_hang_together(gateway):
    related = gateway.result("<getDimensionRelationships/>").find("data/dimensions/dimension")
    assert (related.findtext("dimension"), related.findtext("related/dimension")) == ("TASK", "PROJECT")
    assert gateway.result("<getDimensionAutofillDetails/>").findtext("status") == "success"
    restricted = gateway.result("<getDimensionRestrictions/>").find("data/dimensions/dimension")
    assert restricted.findtext("restrictedby/dimension") == "PROJECT"


def test_the_values_that_go_with_a_value(gateway):
    result = gateway.result(
        "<getDimensionRestrictedData><DimensionValue><dimension>PROJECT</dimension><value>P200</value>"
        "</DimensionValue></getDimensionRestrictedData>"
    )
    tasks = result.find("data/dimensions/dimension")
    assert [node.text for node in tasks.findall("value")] == ["01-100", "02-200", "03-300"]


def test_a_dimension_of_the_companys_own(own, tmp_path: Path):
    file = tmp_path / "company.yaml"
    file.write_text(
        """
dimensions: {CREW: {label: Crew, values: [{id: "10001", name: Night crew}, {id: "10002", name: Day crew}]}}
records:
  GLACCOUNT: [{ACCOUNTNO: "6020", REQUIREGLDIMCREW: "true"}]
""",
        encoding="utf-8",
    )
    client = own(company_file=str(file))
    assert client.rows(
        query("CREW", "id name updatedBy", rest="<orderby><order><field>id</field></order></orderby>")
    ) == [
        {"id": "10001", "name": "Night crew", "updatedBy": ""},
        {"id": "10002", "name": "Day crew", "updatedBy": ""},
    ]
    assert (
        texts(client.result("<getDimensions/>").findall("data/dimensions/dimension")[-1])["userDefinedDimension"]
        == "true"
    )
    credit = line("2100", -1, "1.00")
    missing = client.result(journal(line("6020", 1, "1.00"), credit))
    assert "missing the Crew dimension for the Account 6020" in text_of(missing)
    assert "Invalid Crew '7'" in text_of(client.result(journal(line("6020", 1, "1.00", GLDIMCREW="7"), credit)))
    assert client.result(journal(line("6020", 1, "1.00", GLDIMCREW="10001"), credit)).findtext("status") == "success"
    assert client.rows(query("GLENTRY", "GLDIMCREW"))[0] == {"GLDIMCREW": "10001"}
