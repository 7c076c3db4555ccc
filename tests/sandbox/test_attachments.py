"""Attachments, and the lists of the older style."""

from tests.sandbox.calls import journal, text_of

FOLDER = "<create_supdocfolder><supdocfoldername>Payroll</supdocfoldername></create_supdocfolder>"


def document(name: str = "PR-1", folder: str = "Payroll", kind: str = "pdf", data: str = "UERG") -> str:
    file = (
        f"<attachment><attachmentname>register</attachmentname><attachmenttype>{kind}</attachmenttype>"
        f"<attachmentdata>{data}</attachmentdata></attachment>"
    )
    return (
        f"<create_supdoc><supdocid>{name}</supdocid><supdocname>Register</supdocname>"
        f"<supdocfoldername>{folder}</supdocfoldername><attachments>{file}</attachments></create_supdoc>"
    )


def test_a_journal_entry_points_to_an_attachment(gateway):
    assert gateway.result(FOLDER).findtext("key") == "1"
    assert gateway.result(document()).findtext("key") == "1"
    assert gateway.result(journal(SUPDOCID="PR-1")).findtext("status") == "success"
    assert "is used by transactions" in text_of(gateway.result('<delete_supdoc key="PR-1"/>'))


def test_what_an_attachment_is_refused_for(gateway):
    assert "Invalid folder 'Payroll'" in text_of(gateway.result(document()))
    gateway.result(FOLDER)
    assert "must not have a dot" in text_of(gateway.result(document(kind=".pdf")))
    assert "is not base64" in text_of(gateway.result(document(data="???")))
    gateway.result(document())
    assert "already exists" in text_of(gateway.result(document()))


def test_an_update_only_adds_files(gateway):
    gateway.result(FOLDER)
    gateway.result(document())
    added = (
        document()
        .replace("create_supdoc>", "update_supdoc>")
        .replace("<supdocname>Register</supdocname><supdocfoldername>Payroll</supdocfoldername>", "")
    )
    assert gateway.result(added).findtext("status") == "success"
    found = gateway.result('<get object="supdoc" key="PR-1"/>')
    assert [node.text for node in found.iter("attachmentdata")] == ["UERG", "UERG"]


def test_a_list_says_its_window_before_the_data(gateway):
    result = gateway.result('<get_list object="employee" maxitems="2" start="1"/>')
    assert dict(result.find("listtype").attrib) == {"total": "5", "start": "1", "end": "3"}
    assert [node.findtext("employeeid") for node in result.find("data")] == ["E1002", "E1003"]


def test_named_fields_leave_the_file_data_out(gateway):
    gateway.result(FOLDER)
    gateway.result(document())
    result = gateway.result('<get_list object="supdoc"><fields><field>supdocid</field></fields></get_list>')
    assert [child.tag for child in result.find("data/supdoc")] == ["supdocid"]
    assert gateway.result('<get_list object="supdoc"/>').find(".//attachmentdata") is not None


def test_attachments_are_not_objects_of_the_generic_verbs(gateway):
    found = gateway.result("<query><object>SUPDOC</object><select><field>SUPDOCID</field></select></query>")
    assert found.findtext("status") == "failure"
    assert gateway.call('<get_list object="nothing"/>').findtext("control/status") == "failure"
