"""Attachments and their folders."""

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


def test_named_fields_leave_the_file_data_out(gateway):
    gateway.result(FOLDER)
    gateway.result(document())
    result = gateway.result('<get_list object="supdoc"><fields><field>supdocid</field></fields></get_list>')
    assert [child.tag for child in result.find("data/supdoc")] == ["supdocid"]
    assert gateway.result('<get_list object="supdoc"/>').find(".//attachmentdata") is not None


def test_attachments_are_not_objects_of_the_generic_verbs(gateway):
    found = gateway.result("<query><object>SUPDOC</object><select><field>SUPDOCID</field></select></query>")
    assert found.findtext("status") == "failure"


def test_a_folder_is_changed_and_deleted_once_it_is_empty(gateway):
    gateway.result(FOLDER)
    gateway.result(document())
    described = FOLDER.replace("create_", "update_").replace(
        "</supdocfoldername>", "</supdocfoldername><supdocfolderdescription>Registers</supdocfolderdescription>"
    )
    assert gateway.result(described).findtext("key") == "1"
    folders = gateway.result('<get_list object="supdocfolder"/>')
    assert folders.findtext(".//supdocfolderdescription") == "Registers"
    assert "is not empty" in text_of(gateway.result('<delete_supdocfolder key="Payroll"/>'))
    gateway.result('<delete_supdoc key="PR-1"/>')
    assert gateway.result('<delete_supdocfolder key="Payroll"/>').findtext("status") == "success"
    assert "Invalid folder 'Payroll'" in text_of(gateway.result('<delete_supdocfolder key="Payroll"/>'))
