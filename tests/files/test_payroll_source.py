"""A payroll opens from a folder, a zip of it or a workbook, and says what is missing."""

import zipfile

import pytest

from tests.files.payroll_folder import found, only, place, put, rows, sample, workbook, write, zipped
from workbench.errors import LoadRefused
from workbench.files import read_payroll, template_zip
from workbench.files.raw_table import PAYROLL_FILES
from workbench.samples import ONTARIO


def cells(raw):
    return {name: table.table.to_pylist() for name, table in raw.items()}


def test_the_sample_has_no_findings():
    assert found(ONTARIO) == ()


def test_a_folder_a_zip_and_a_workbook_read_alike(tmp_path):
    folder = sample(tmp_path)
    expected = cells(read_payroll(folder)[0])
    assert len(expected["paycards"]) == 60
    for path in (zipped(folder), workbook(folder), workbook(folder, suffix=".csv")):
        raw, findings = read_payroll(path)
        assert findings == ()
        assert cells(raw) == expected


@pytest.mark.parametrize("inside", ["", "2026-BW03/", "payroll/2026/"])
def test_a_zip_holds_the_files_alone_or_in_one_folder(tmp_path, inside):
    assert found(zipped(sample(tmp_path), inside)) == ()


def test_a_zip_made_on_a_mac_carries_shadows_that_are_not_read(tmp_path):
    archive = zipped(sample(tmp_path), "payroll/")
    with zipfile.ZipFile(archive, "a") as more:
        more.writestr("__MACOSX/payroll/._paycards.csv", b"\0\5\x16\7")
        more.writestr("payroll/.DS_Store", b"\0")
    assert found(archive) == ()


def test_files_in_two_folders_of_a_zip_are_refused(tmp_path):
    archive = zipped(sample(tmp_path), "old/")
    with zipfile.ZipFile(archive, "a") as more:
        more.writestr("new/paycards.csv", "run\n")
    assert only(found(archive)).code == "several_folders"


def test_every_missing_file_is_named(tmp_path):
    folder = sample(tmp_path)
    for name in ("labor", "paycards"):
        (folder / f"{name}.csv").unlink()
    findings = found(folder)
    assert [(f.code, f.file) for f in findings] == [("missing_file", "paycards.csv"), ("missing_file", "labor.csv")]


def test_a_file_almost_called_right_is_pointed_at(tmp_path):
    folder = sample(tmp_path)
    (folder / "paycards.csv").rename(folder / "paycard.csv")
    assert "Rename paycard.csv" in only(found(folder)).remedy


def test_the_case_of_a_file_name_does_not_matter(tmp_path):
    folder = sample(tmp_path)
    (folder / "paycards.csv").rename(folder / "Paycards.CSV")
    assert found(folder) == ()


def test_other_files_in_the_folder_are_left_alone(tmp_path):
    folder = sample(tmp_path)
    (folder / "notes.csv").write_bytes(b"\xff\xfe\0")
    (folder / "setup.yaml").write_text("structure: x")
    assert found(folder) == ()


def test_a_path_that_is_not_there_is_a_problem_with_the_world(tmp_path):
    with pytest.raises(LoadRefused, match="cannot be opened") as refused:
        read_payroll(tmp_path / "nowhere")
    assert "folder" in refused.value.remedy


def test_a_single_csv_file_is_no_payroll():
    assert only(found(ONTARIO / "paycards.csv")).code == "not_a_payroll"


def test_the_template_lacks_nothing_but_lines(tmp_path):
    archive = tmp_path / "template.zip"
    archive.write_bytes(template_zip())
    assert only(found(archive)).code == "no_lines"


def test_an_upload_may_hold_fifty_thousand_rows_and_a_path_more(tmp_path):
    folder = sample(tmp_path)
    head, *lines = rows(folder, "departments")
    write(folder, "departments", [head, *lines, *([f"D{n}", "Department"] for n in range(50_000))])
    finding = only(found(folder, "upload"))
    assert (finding.code, finding.file) == ("too_many_rows", "departments.csv")
    assert found(folder) == ()


def test_an_upload_may_hold_sixteen_megabytes_and_a_path_more(tmp_path):
    folder = sample(tmp_path)
    head, *lines = rows(folder, "departments")
    write(folder, "departments", [head, *lines, *([f"D{n}", "D" * 30_000] for n in range(570))])
    assert only(found(folder, "upload")).code == "too_large"
    assert found(folder) == ()


def test_rows_are_counted_as_a_spreadsheet_does_through_blank_lines_and_line_breaks_in_cells(tmp_path):
    folder = sample(tmp_path)
    put(folder, "employees", 3, "name", 'Luc "T"\nTremblay')
    text = (folder / "employees.csv").read_text(encoding="utf-8")
    text = text.replace("\nE1003", "\n\n,,,,,,,,\nE1003").replace("E1004,", "E1004 ,")
    (folder / "employees.csv").write_text(text, encoding="utf-8")
    first = found(folder)[0]
    assert place(first) == ("employees.csv", 7, "employee", "E1004 ")


@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_the_byte_order_mark_make_no_difference(tmp_path, ends, mark):
    folder = sample(tmp_path)
    expected = cells(read_payroll(folder)[0])
    for name in PAYROLL_FILES:
        file = folder / f"{name}.csv"
        file.write_bytes(mark + file.read_bytes().replace(b"\n", ends))
    raw, findings = read_payroll(folder)
    assert (findings, cells(raw)) == ((), expected)


def test_cells_stay_the_text_they_are(tmp_path):
    folder = sample(tmp_path)
    odd = ["0600", "1E5", "NA", "null", "TRUE", "1.0", "2026-01-01", "é", 'quote " comma ,']
    write(folder, "departments", [["code", "name"], *([code, code] for code in odd)])
    assert read_payroll(folder)[0]["departments"].table.column("code").to_pylist() == odd
