"""The setup in force: loaded, published, saved, looked at."""

import pytest
import yaml

import workbench as wb
from tests.rules.building import SAMPLE
from workbench.errors import LoadRefused, NotFound
from workbench.flows import setup as flow
from workbench.rules.setup import CategoryAccounts, OverwriteRow, Setup, with_category
from workbench.store import audit


def write(tmp_path, text):
    path = tmp_path / "setup.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def versions(desk):
    return flow.setup_history(desk)["number"].tolist()


def test_without_any_the_setup_is_empty(desk):
    assert wb.current_setup(desk) == Setup() and versions(desk) == []


def test_the_sample_is_loaded_and_saved_and_loaded_again_the_same(desk, tmp_path):
    assert not wb.load_setup(desk, SAMPLE / "setup.yaml")
    loaded = wb.current_setup(desk)
    assert loaded.category("NET").credit == "2100" and loaded.journal == "PYRJ"
    wb.save_setup(desk, tmp_path / "saved.yaml")
    assert not wb.load_setup(desk, tmp_path / "saved.yaml")
    assert wb.current_setup(desk) == loaded and len(versions(desk)) == 1


def test_a_saved_setup_quotes_its_codes_for_every_reader(desk, tmp_path):
    wb.load_setup(desk, write(tmp_path, "categories: {0700: {debit: 1E5, credit: NO, post: FALSE}}"))
    saved = wb.save_setup(desk, tmp_path / "saved.yaml")
    assert yaml.safe_load(saved.read_text(encoding="utf-8"))["categories"] == {
        "0700": {"debit": "1E5", "credit": "NO", "post": False}
    }


def test_a_file_with_an_error_changes_nothing_and_says_all(desk, tmp_path):
    wb.load_setup(desk, SAMPLE / "setup.yaml")
    before = wb.current_setup(desk)
    found = wb.load_setup(desk, write(tmp_path, "categories: {a: {post: maybe}}\njournal: A\njournal: B\n"))
    assert [(f.code, f.row) for f in found.errors] == [("wrong_value", 1), ("duplicate_key", 3)]
    assert wb.current_setup(desk) == before and len(versions(desk)) == 1


@pytest.mark.parametrize(
    "content, code", [(b"\xff\xfe", "not_text"), (b"a: [", "not_yaml"), (b"%PDF-1.7 \x00", "not_yaml")]
)
def test_files_that_are_no_setup_are_refused_in_words(desk_without_connection, tmp_path, content, code):
    (tmp_path / "x.yaml").write_bytes(content)
    before = wb.current_setup(desk_without_connection)
    assert [f.code for f in wb.load_setup(desk_without_connection, tmp_path / "x.yaml")] == [code]
    assert wb.current_setup(desk_without_connection) == before


def test_a_byte_order_mark_is_no_part_of_the_setup(desk_without_connection, tmp_path):
    (tmp_path / "x.yaml").write_bytes(b"\xef\xbb\xbfjournal: J\n")
    assert not wb.load_setup(desk_without_connection, tmp_path / "x.yaml")
    assert wb.current_setup(desk_without_connection).journal == "J"


def test_a_path_that_cannot_be_opened_or_written_is_said(desk_without_connection, tmp_path):
    for path in (tmp_path / "missing.yaml", tmp_path):
        with pytest.raises(LoadRefused):
            wb.load_setup(desk_without_connection, path)
    with pytest.raises(LoadRefused):
        wb.save_setup(desk_without_connection, tmp_path / "no" / "such" / "folder.yaml")


def test_every_published_version_is_kept_and_in_the_audit_trail(desk):
    flow.put_setup(desk, Setup(journal="A"), "first")
    flow.put_setup(desk, Setup(journal="A"), "the same again")
    flow.put_setup(desk, Setup(journal="B"), "second")
    history = flow.setup_history(desk)
    assert history["note"].tolist() == ["second", "first"]
    assert flow.setup_version(desk, int(history["number"][1])).journal == "A"
    with desk.read() as conn:
        rows = audit.rows(conn, f"setup {history['number'][0]}")
        assert [(row["event"], row["detail"]["note"]) for row in rows] == [("setup published", "second")]
        assert not audit.broken(conn)
    with pytest.raises(NotFound):
        flow.setup_version(desk, 99)


def test_a_setup_that_would_not_read_back_is_not_published(desk):
    wrong = with_category(Setup(), "101", CategoryAccounts(debit="6010 "))
    assert [f.code for f in flow.put_setup(desk, wrong).errors] == ["blanks"] and versions(desk) == []
    assert flow.put_setup(desk, Setup(structure="{nothing}")).errors and versions(desk) == []


def test_overwrite_rows_that_contradict_each_other_load_with_a_warning_and_block_later(desk, tmp_path):
    wb.load_payroll(desk, SAMPLE)
    text = (SAMPLE / "setup.yaml").read_text(encoding="utf-8").replace(
        "overwrite: []", 'overwrite: [{category: NET, credit: "1"}, {category: NET, credit: "2"}]'
    )  # fmt: skip
    found = wb.load_setup(desk, write(tmp_path, text))
    assert [(f.code, f.severity) for f in found] == [("overwrite_contradiction", "warning")]
    assert "overwrite_contradiction" in [f.code for f in wb.setup_findings(desk, "2026-BW03").errors]
    records = wb.create_gl_records(desk, "2026-BW03")
    assert "overwrite_contradiction" in [f.code for f in records.findings.errors] and not records.balanced


def test_the_findings_of_a_setup_name_what_is_missing_for_a_run(desk):
    wb.load_payroll(desk, SAMPLE)
    wb.load_setup(desk, SAMPLE / "setup.yaml")
    assert [f.code for f in wb.setup_findings(desk, "2026-BW03")] == ["chart_unknown"]
    row = OverwriteRow({"category": "999"}, "1")
    flow.put_setup(desk, Setup(categories={"NET": CategoryAccounts(credit="2100")}, overwrite=(row,)))
    found = wb.setup_findings(desk, "2026-BW03")
    assert {f.category for f in found.errors} == {
        "101", "102", "103", "201", "301", "303", "304", "305", "502", "601", "603", "604", "605",
    }  # fmt: skip
    assert {f.code for f in found.warnings} == {"chart_unknown", "benefit_not_posted", "overwrite_unused"}


def test_with_a_chart_accounts_and_ids_are_looked_up(ontario):
    assert not wb.setup_findings(ontario, "2026-BW03").errors
    flow.put_setup(ontario, with_category(wb.current_setup(ontario), "NET", CategoryAccounts(credit="9876543")))
    found = wb.setup_findings(ontario, "2026-BW03")
    assert [(f.code, f.value) for f in found.errors] == [("unknown_account", "9876543")]
