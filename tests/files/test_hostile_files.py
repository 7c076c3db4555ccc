"""Files that are damaged, in another dialect or meant to harm: each is refused in a sentence, and none is read."""

import io
import struct
import sys
import zipfile
import zlib
from dataclasses import replace

import pytest

from tests.files.payroll_folder import found, only, sample, workbook, zipped
from workbench.files.limits import UPLOAD
from workbench.files.workbook import read_workbook
from workbench.samples import ONTARIO

EMPLOYEES = (ONTARIO / "employees.csv").read_bytes()
MANY = 10_001


def changed(old: bytes, new: bytes) -> bytes:
    assert old in EMPLOYEES
    return EMPLOYEES.replace(old, new, 1)


DIALECTS = {
    "empty": (b"", "empty_file", None),
    "blank lines only": (b"\n\r\n\n", "empty_file", None),
    "byte order mark only": (b"\xef\xbb\xbf", "empty_file", None),
    "UTF-16 with a mark": (EMPLOYEES.decode().encode("utf-16"), "wrong_encoding", None),
    "UTF-16 little end first": (EMPLOYEES.decode().encode("utf-16-le"), "wrong_encoding", None),
    "UTF-16 big end first": (EMPLOYEES.decode().encode("utf-16-be"), "wrong_encoding", None),
    "Windows text": (EMPLOYEES.decode().replace("Ż", "Ž").encode("cp1252"), "wrong_encoding", 6),
    "lone surrogate": (changed(b"Luc", b"\xed\xa0\x80"), "wrong_encoding", 3),
    "overlong": (changed(b"Luc", b"\xc0\xaf"), "wrong_encoding", 3),
    "cut in a letter": (changed("Ż".encode(), b"\xc5"), "wrong_encoding", 6),
    "NUL": (changed(b"Luc", b"L\0c"), "nul_character", 3),
    "control character": (changed(b"Luc", b"L\x07c"), "control_character", 3),
    "semicolons": (EMPLOYEES.replace(b",", b";"), "wrong_separator", 1),
    "tabs": (EMPLOYEES.replace(b",", b"\t"), "wrong_separator", 1),
    "a sep line": (b"sep=,\n" + EMPLOYEES, "wrong_separator", 1),
    "no header": (EMPLOYEES.partition(b"\n")[2], "no_header", 1),
    "two columns of one name": (changed(b"department", b"location"), "duplicate_column", 1),
    "a column without a name": (EMPLOYEES.replace(b"\n", b",7\n").replace(b"class,7", b"class,"), "nameless_column", 1),
    "quotation mark in a cell": (changed(b"Luc", b'L"c'), "bad_quotes", 3),
    "text after a quoted cell": (changed(b"Luc Tremblay", b'"Luc" Tremblay'), "bad_quotes", 3),
    "quotation mark never closed": (changed(b"Tomasz", b'"Tomasz'), "bad_quotes", 6),
    "a cell too many": (changed(b"Luc Tremblay", b"Tremblay, Luc"), "ragged_row", 3),
    "a cell too few": (changed(b"FLD,E100,,,,", b"FLD,E100"), "ragged_row", 3),
    "a line of one megabyte": (changed(b"Luc", b"L" * 1_000_000), "line_too_long", 3),
    "ten thousand columns": (b"employee" + b",c" * 10_000, "too_many_columns", 1),
}


@pytest.mark.parametrize("case", DIALECTS)
def test_a_csv_file_in_another_dialect(tmp_path, case):
    content, code, row = DIALECTS[case]
    folder = sample(tmp_path)
    (folder / "employees.csv").write_bytes(content)
    finding = only(found(folder))
    assert (finding.code, finding.severity, finding.file, finding.row) == (code, "error", "employees.csv", row)
    assert finding.message
    assert finding.remedy


def test_windows_text_says_what_the_cell_would_be(tmp_path):
    folder = sample(tmp_path)
    (folder / "employees.csv").write_bytes(EMPLOYEES.decode().replace("Ż", "é").encode("cp1252"))
    finding = only(found(folder))
    assert (finding.column, finding.value) == ("name", "Tomasz éak")
    assert "UTF-8" in finding.remedy


def archive(tmp_path, **files: bytes):
    path = tmp_path / "payroll.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in files.items():
            out.writestr(name, content)
    return path


def test_a_zip_that_leads_out_of_its_folder(tmp_path):
    for name in ("../paycards.csv", "..\\paycards.csv", "a/../../paycards.csv", "C:\\paycards.csv"):
        assert only(found(archive(tmp_path, **{name: b"run\n"}))).code == "unsafe_zip"


def test_a_zip_bomb(tmp_path):
    finding = only(found(archive(tmp_path, **{"paycards.csv": b"0" * 20_000_000})))
    assert finding.code == "unsafe_zip"
    assert "times its size" in finding.message


def test_a_zip_whose_directory_lies_about_the_size(tmp_path):
    path = zipped(sample(tmp_path))
    content = path.read_bytes()
    at = content.rindex(b"PK\x01\x02", 0, content.index(b"paycards.csv", content.index(b"PK\x01\x02")))
    path.write_bytes(content[: at + 24] + struct.pack("<I", 100) + content[at + 28 :])
    assert found(path)[0].code == "damaged_zip"


def test_a_zip_of_many_files(tmp_path):
    assert only(found(archive(tmp_path, **{f"{n}.csv": b"" for n in range(MANY)}))).code == "unsafe_zip"


def test_a_zip_in_a_zip_is_not_opened(tmp_path):
    inner = zipped(sample(tmp_path)).read_bytes()
    assert {f.code for f in found(archive(tmp_path, **{"inner.zip": inner}))} == {"missing_file"}


def test_a_zip_with_a_password(tmp_path):
    path = archive(tmp_path, **{"paycards.csv": b"run\n"})
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    path.write_bytes(content)
    assert only(found(path)).code == "encrypted"


def test_a_zip_cut_short(tmp_path):
    path = zipped(sample(tmp_path))
    path.write_bytes(path.read_bytes()[:-100])
    assert only(found(path)).code == "damaged_zip"


def test_a_zip_with_a_broken_file(tmp_path):
    path = zipped(sample(tmp_path))
    content = bytearray(path.read_bytes())
    at = content.index(b"paycards.csv") + 200
    content[at : at + 50] = bytes(50)
    path.write_bytes(content)
    assert "damaged_zip" in {f.code for f in found(path)}


NOT_WORKBOOKS = {
    "a CSV file called .xlsx": EMPLOYEES,
    "an old workbook or one with a password": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "nothing": b"",
}


@pytest.mark.parametrize("case", NOT_WORKBOOKS)
def test_what_only_looks_like_a_workbook(tmp_path, case):
    path = tmp_path / "payroll.xlsx"
    path.write_bytes(NOT_WORKBOOKS[case])
    assert only(found(path)).code == "not_a_payroll"


def remade(path, part: str, change) -> None:
    """The workbook with one of its parts changed."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)


PAYCARDS = "xl/worksheets/sheet7.xml"
STRINGS = "xl/sharedStrings.xml"
ENTITY = b'<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><sst'
HARM = {
    "a cell at the far end": (PAYCARDS, b"</sheetData>", b'<row r="9"><c r="XFD9"><v>1</v></c></row></sheetData>'),
    "a million rows down": (PAYCARDS, b"</sheetData>", b'<row r="1048576"><c><v>1</v></c></row></sheetData>'),
    "a column of ten letters": (
        PAYCARDS,
        b"</sheetData>",
        b'<row r="9"><c r="AAAAAAAAAA9"><v>1</v></c></row></sheetData>',
    ),
    "a document type in a sheet": (PAYCARDS, b"<worksheet", b"<!DOCTYPE x [<!ELEMENT x ANY>]><worksheet"),
    "entities in the strings": (STRINGS, b"<sst", ENTITY),
    "a sheet cut short": (PAYCARDS, b"</sheetData>", b""),
    "no such row": (PAYCARDS, b'<row r="3"', b'<row r="-3x"'),
    "strings without a workbook": ("xl/workbook.xml", b"<workbook", b"<nothing"),
}


@pytest.mark.parametrize("case", HARM)
def test_a_workbook_meant_to_harm(tmp_path, case):
    part, old, new = HARM[case]
    path = workbook(sample(tmp_path))
    remade(path, part, lambda content: content.replace(old, new, 1))
    finding = only(found(path, "upload"))
    assert finding.code == "workbook_refused"
    assert finding.remedy


def test_a_workbook_that_unpacks_without_end(tmp_path):
    path = workbook(sample(tmp_path))
    remade(path, STRINGS, lambda content: content + b" " * 20_000_000)
    assert only(found(path, "upload")).code == "unsafe_zip"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit the memory of a process this way")
def test_a_workbook_that_needs_more_memory_than_it_may_have(tmp_path):
    path = workbook(sample(tmp_path))
    with zipfile.ZipFile(path) as opened:
        tables, findings = read_workbook(path, opened, replace(UPLOAD, memory=1 << 20))
    assert tables == {}
    assert "memory" in only(findings).message


def test_a_workbook_that_takes_longer_than_it_may(tmp_path):
    path = workbook(sample(tmp_path))
    with zipfile.ZipFile(path) as opened:
        tables, findings = read_workbook(path, opened, replace(UPLOAD, seconds=0))
    assert tables == {}
    assert "time" in only(findings).message


def test_random_bytes_never_break_the_reader(tmp_path):
    folder = sample(tmp_path)
    for seed in range(40):
        noise = bytes((zlib.crc32(bytes([seed, n & 255, n >> 8])) & 255) for n in range(400))
        at = (seed * 37) % len(EMPLOYEES)
        (folder / "employees.csv").write_bytes(EMPLOYEES[:at] + noise[: 1 + seed * 3] + EMPLOYEES[at:])
        assert isinstance(found(folder), tuple)


def test_a_damaged_workbook_never_breaks_the_reader(tmp_path):
    path = workbook(sample(tmp_path))
    content = path.read_bytes()
    for at in range(30, len(content) - 30, len(content) // 12):
        path.write_bytes(content[:at] + bytes(20) + content[at + 20 :])
        assert isinstance(found(path, "upload"), tuple)
    assert io.BytesIO(content).getbuffer().nbytes == len(content)
