"""The store opens, migrates, and refuses in words."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from workbench.errors import StoreError
from workbench.store.database import log_of, open_store, reading, writing
from workbench.store.tables import metadata, settings


def test_the_migrations_make_exactly_the_tables_the_code_uses(store_url):
    engine = open_store(store_url)
    with reading(engine) as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []
    engine.dispose()


def test_many_may_open_a_new_store_at_once(store_url):
    with ThreadPoolExecutor(6) as pool:
        engines = list(pool.map(lambda _: open_store(store_url), range(6)))
    for engine in engines:
        with reading(engine) as conn:
            assert conn.execute(sa.select(sa.func.count()).select_from(settings)).scalar() == 0
        engine.dispose()


def test_a_failed_transaction_leaves_nothing_behind(store_url):
    engine = open_store(store_url)
    with pytest.raises(ZeroDivisionError), writing(engine) as conn:
        conn.execute(settings.insert().values(workspace="", name="half", value=1))
        raise ZeroDivisionError
    with reading(engine) as conn:
        assert conn.execute(sa.select(settings)).all() == []
    engine.dispose()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no file modes")
def test_a_new_sqlite_file_is_for_its_owner_alone(tmp_path):
    open_store(f"sqlite:///{tmp_path / 'private.sqlite'}").dispose()
    assert stat.S_IMODE((tmp_path / "private.sqlite").stat().st_mode) == 0o600


def test_a_file_that_is_no_database_is_named_as_such(tmp_path):
    path = tmp_path / "letter.sqlite"
    path.write_text("Dear accountant, this is not a database. " * 100)
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(f"sqlite:///{path}")


def test_a_store_in_memory_is_refused_because_the_worker_could_not_see_it():
    with pytest.raises(StoreError, match="cannot be shared"):
        open_store("sqlite://")


def test_the_password_of_a_database_is_not_repeated_in_its_error():
    with pytest.raises(StoreError) as refused:
        open_store("postgresql://user:canary-password@127.0.0.1:1/none")
    assert "canary-password" not in str(refused.value)


def test_the_log_lies_beside_a_file_and_in_the_local_folder_for_a_server(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    beside = log_of(f"sqlite:///{tmp_path / 'acme.sqlite'}", "worker")
    assert beside == tmp_path / "acme.worker.log" and beside.exists()
    assert log_of("postgresql+psycopg://host/acme", "worker") == tmp_path / ".workbench" / "worker.log"
    assert log_of(f"sqlite:///{tmp_path / 'gone' / 'acme.sqlite'}", "worker") == Path(os.devnull)
