"""A register opens whatever it is written in, keeps every cell, and refuses what is none."""

import codecs

import pytest
import xlsxwriter

from workbench.errors import LoadRefused
from workbench.files.register_source import open_register

TEXT = 'Société,"Okafor, Amara",Ž\nE1,="0600","6"" pipe"\n\nE2\n'
CELLS = [["Société", "Okafor, Amara", "Ž"], ["E1", "0600", '6" pipe'], ["", "", ""], ["E2", "", ""]]


def opened(tmp_path, content, name="register.csv", **options):
    (tmp_path / name).write_bytes(content)
    return open_register(tmp_path / name, **options)


def cells(file):
    return [list(row) for row in zip(*(column.to_pylist() for column in file.grids[0].columns), strict=True)]


@pytest.mark.parametrize(("encoding", "mark"), [
    ("utf-8", b""), ("utf-8", codecs.BOM_UTF8), ("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE),
    ("utf-16-le", b""), ("cp1252", b""),
])  # fmt: skip
@pytest.mark.parametrize(("separator", "ends"), [(",", "\n"), (";", "\r\n"), ("\t", "\r"), ("|", "\n")])
def test_encodings_separators_and_line_ends_make_no_difference(tmp_path, encoding, mark, separator, ends):
    text = TEXT.replace(",", separator).replace(f"Okafor{separator} Amara", "Okafor, Amara").replace("\n", ends)
    file = opened(tmp_path, mark + text.encode(encoding))
    assert file.findings == () and file.separator == separator
    assert cells(file) == CELLS


def test_the_separator_a_first_line_tells_and_one_that_is_answered(tmp_path):
    assert cells(opened(tmp_path, b"sep=;\na;b,c\n"))[1] == ["a", "b,c"]
    assert cells(opened(tmp_path, b"a;b,c\nd;e,f\n", separator=","))[0] == ["a;b", "c"]


@pytest.mark.parametrize(("content", "code"), [
    (b"", "not_a_register"), (b"  \n ", "not_a_register"), (b"<html><table>", "not_a_register"),
    (b"%PDF-1.7", "not_a_register"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x", "not_a_register"), (b'a,b\n"c" x,d\n', "bad_quotes"),
    (b'a,b\n"c,d\n', "bad_quotes"), (b"a,b\n" + b"x" * 200_000 + b",1\n", "bad_quotes"),
    (b"a,\0b\nc,d\n", "nul_character"),
    (b"PK\x03\x04 broken", "damaged_zip"), (b"," * 400 + b"\n1\n", "too_many_rows"),
])  # fmt: skip
def test_what_is_no_register_is_named_as_such(tmp_path, content, code):
    file = opened(tmp_path, content)
    assert [finding.code for finding in file.findings] == [code]
    assert file.grids == ()


def test_an_encoding_that_does_not_fit_is_refused(tmp_path):
    file = opened(tmp_path, "é,1\n".encode("cp1252"), encoding="utf-8")
    assert file.findings[0].code == "wrong_encoding"


def test_an_upload_is_held_to_its_limits(tmp_path):
    assert opened(tmp_path, b"a,b\n" * 52_000, bound="upload").findings[0].code == "too_many_rows"
    assert opened(tmp_path, b"a,b\n" * 52_000).findings == ()


def test_a_path_that_is_not_there(tmp_path):
    with pytest.raises(LoadRefused, match="cannot be opened"):
        open_register(tmp_path / "nowhere.csv")
    assert open_register(tmp_path).findings[0].code == "not_a_register"


def test_a_workbook_keeps_sheets_kinds_merges_and_what_is_hidden(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "r.xlsx")) as book:
        sheet, hidden = book.add_worksheet("March"), book.add_worksheet("Old")
        sheet.merge_range("B2:C2", "Regular")
        sheet.write_row(2, 0, ["0600", 600, 0.1 + 0.2])
        hidden.write(0, 0, "x")
        hidden.hide()
        book.add_chartsheet("Chart")
    march, old = open_register(tmp_path / "r.xlsx").grids
    assert (march.name, march.file, march.rows, march.hidden, old.hidden) == ("March", "r.xlsx · March", 3, False, True)
    assert [c[2].as_py() for c in march.columns] == ["0600", "600", "0.3"]
    assert [k[2] for k in march.kinds] == [b"s", b"n", b"n"]
    assert march.merges == ((1, 1, 1, 2),)
