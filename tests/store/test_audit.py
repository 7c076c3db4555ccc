"""The audit trail is append-only, and any change to it is found."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from workbench.store import audit
from workbench.store.database import open_store, reading, writing
from workbench.store.tables import audit as table

AT = datetime(2026, 2, 13, 17, 30, tzinfo=UTC)


@pytest.fixture
def engine(store_url):
    engine = open_store(store_url)
    with writing(engine) as conn:
        for number in range(5):
            audit.append(conn, AT, "amara", "planned", f"PW{number}", {"lines": number, "name": "Żak"})
    yield engine
    engine.dispose()


def _lift_the_guard(conn):
    if conn.dialect.name == "postgresql":
        conn.execute(sa.text("ALTER TABLE audit DISABLE TRIGGER ALL"))
    else:
        conn.execute(sa.text("DROP TRIGGER audit_no_update"))
        conn.execute(sa.text("DROP TRIGGER audit_no_delete"))


def test_an_untouched_trail_is_whole(engine):
    with reading(engine) as conn:
        assert audit.broken(conn) == []
        assert [row["detail"]["lines"] for row in audit.rows(conn, "PW3")] == [3]


@pytest.mark.parametrize("change", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
def test_the_database_itself_refuses_changes(engine, change):
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), writing(engine) as conn:
        conn.execute(sa.text(change))


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (table.update().where(table.c.seq == 3).values(detail={"lines": 99}), "Row 3 was changed"),
        (table.update().where(table.c.seq == 2).values(actor="luc"), "Row 2 was changed"),
        (table.delete().where(table.c.seq == 4), "Row 4 is missing"),
        (table.update().where(table.c.seq == 5).values(at=AT.replace(minute=31)), "Row 5 was changed"),
    ],
)
def test_a_tampered_row_is_named(engine, tamper, said):
    with writing(engine) as conn:
        _lift_the_guard(conn)
        conn.execute(tamper)
    with reading(engine) as conn:
        assert any(said in problem for problem in audit.broken(conn))
