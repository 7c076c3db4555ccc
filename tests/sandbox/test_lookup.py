"""lookup and inspect."""

from tests.sandbox.calls import query, text_of


def described(gateway, name: str) -> dict[str, dict[str, str]]:
    data = gateway.result(f"<lookup><object>{name}</object></lookup>").find("data/Type")
    assert (data.get("Name"), data.get("DocumentType")) == (name, "")
    return {field.findtext("ID"): {part.tag: part.text or "" for part in field} for field in data.iter("Field")}


def test_fields_have_kinds_and_flags(gateway):
    fields = described(gateway, "GLBATCH")
    assert (fields["JOURNAL"]["REQUIRED"], fields["BATCHNO"]["READONLY"]) == ("true", "true")
    assert {
        name: fields[name]["DATATYPE"] for name in ("BATCH_DATE", "WHENMODIFIED", "RECORDNO", "BALANCE", "ADJ")
    } == {
        "BATCH_DATE": "DATE",
        "WHENMODIFIED": "TIMESTAMP",
        "RECORDNO": "INTEGER",
        "BALANCE": "DECIMAL",
        "ADJ": "BOOLEAN",
    }


def test_enums_list_their_labels(gateway):
    data = gateway.result("<lookup><object>TIMESHEETENTRY</object></lookup>")
    state = next(field for field in data.iter("Field") if field.findtext("ID") == "STATE")
    labels = [value.text for value in state.iter("VALIDVALUE")]
    assert "Approved" in labels and "Partially Approved" in labels


def test_relationships_name_their_paths(gateway):
    data = gateway.result("<lookup><object>TIMESHEETENTRY</object></lookup>")
    roads = {road.findtext("OBJECTPATH"): road.findtext("OBJECTNAME") for road in data.iter("Relationship")}
    assert (roads["TIMESHEET"], roads["PROJECT"], roads["TASK"]) == ("TIMESHEET", "PROJECT", "TASK")


def test_all_but_some_of_the_listed_fields_can_be_queried(gateway):
    fields = list(described(gateway, "PROJECT"))
    result = gateway.result(query("PROJECT", " ".join(fields)))
    assert result.findtext(".//errorno") == "XL03000006"
    assert text_of(result).startswith("The following fields cannot be queried: CFDA, AGENCY, PAYER")
    asked = " ".join(name for name in fields if name not in ("CFDA", "AGENCY", "PAYER"))
    assert gateway.result(query("PROJECT", asked)).findtext("status") == "success"


def test_every_listed_field_of_the_others_can_be_queried(gateway):
    for name in ("GLACCOUNT", "GLJOURNAL", "GLBATCH", "GLENTRY", "EMPLOYEE", "TASK", "TIMESHEET", "TIMESHEETENTRY"):
        asked = query(name, " ".join(described(gateway, name)))
        assert gateway.result(asked).findtext("status") == "success", name


def test_lines_are_described_under_their_own_name(gateway):
    assert "ACCOUNTNO" not in described(gateway, "GLBATCH")
    assert "ACCOUNTNO" in described(gateway, "GLENTRY")


def test_an_unknown_object(gateway):
    assert text_of(gateway.result("<lookup><object>NOTHING</object></lookup>")).startswith("Object definition NOTHING")


def test_inspect_names_fields_lengths_and_objects(gateway):
    plain = gateway.result("<inspect><object>GLBATCH</object></inspect>")
    assert "REFERENCENO" in [field.text for field in plain.iter("Field")]
    detailed = gateway.result('<inspect detail="1"><object>GLBATCH</object></inspect>')
    lengths = {field.findtext("Name"): field.findtext("maxLength") for field in detailed.iter("Field")}
    assert (lengths["REFERENCENO"], lengths["BATCH_TITLE"]) == ("20", "80")
    names = gateway.result("<inspect><object>*</object></inspect>", auth=gateway.login("payroll_nogl", "p&w<nogl>#1"))
    assert "GLBATCH" in [node.get("typename") for node in names.iter("type")]
