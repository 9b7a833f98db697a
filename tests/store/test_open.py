"""Opening: the migrations, the key, and every way in which a database cannot be used: one clear sentence each."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from bot.errors import StoreError
from bot.model import Turn
from bot.store import Store, WorkDone
from bot.store.tables import metadata
from tests.databases import database, run_sql
from tests.store.kit import LEASE, asked, everything, hello, replied, rows, say, talk

SECRET = "a long enough secret"


async def _differences(url):
    """What alembic would still have to do to bring the database to the tables as they are declared."""

    def compare(connection):
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)

    if url.startswith("sqlite"):
        engine = create_engine(make_url(url).set(drivername="sqlite"))
        with engine.connect() as connection:
            found = compare(connection)
        engine.dispose()
        return found
    server = create_async_engine(url)
    async with server.connect() as connection:
        found = await connection.run_sync(compare)
    await server.dispose()
    return found


async def test_migrations_lead_from_nothing_to_the_declared_tables(empty_database_url):
    store = await Store.open(empty_database_url)
    await store.close()
    assert await _differences(empty_database_url) == []


async def test_opening_again_changes_nothing(database_url, clock):
    for _ in range(2):
        store = await Store.open(database_url, clock=clock)
        assert await store.count_places() == 0
        await store.close()
    assert await rows(database_url, "SELECT version_num FROM alembic_version") == [("0002",)]


async def test_two_processes_may_start_on_an_empty_postgresql_at_once(request, tmp_path):
    async with database("postgresql", request.config, tmp_path, migrated=False) as url:
        stores = await asyncio.gather(*(Store.open(url) for _ in range(3)))
        await asyncio.gather(*(store.close() for store in stores))


async def test_a_database_of_a_newer_relais_says_so(database_url):
    await rows_written(database_url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer Relais"):
        await Store.open(database_url)


async def rows_written(url, statement):
    """Changes the raw database past the store."""
    if url.startswith("sqlite"):
        await rows(url, statement)
        return
    await run_sql(make_url(url), statement)


# --- the key ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("other", ["", "another secret altogether"])
async def test_the_wrong_key_is_one_sentence(database_url, other):
    await (await Store.open(database_url, secret=SECRET)).close()
    with pytest.raises(StoreError, match="RELAIS_SECRET_KEY"):
        await Store.open(database_url, secret=other)


async def test_with_a_key_nothing_a_person_wrote_lies_open_in_the_database(database_url, clock):
    store = await Store.open(database_url, secret=SECRET, clock=clock)
    event = hello(1, text="je cherche des fraises")
    item = await say(store, event, lambda item, _c: replied(item, talk(need="framboises"), "des cerises"))
    await store.cache_put("k", "des groseilles")
    assert (await store.history("c7", 1))[0].text == "je cherche des fraises"
    assert await store.cache_get("k") == "des groseilles"
    await store.close()
    raw = await everything(database_url)
    assert f"{item.id}.in" in raw
    for word in ("fraises", "framboises", "cerises", "groseilles"):
        assert word not in raw
    if database_url.startswith("sqlite"):
        assert b"fraises" not in await asyncio.to_thread(Path(make_url(database_url).database).read_bytes)


async def test_a_key_may_be_set_later_and_old_rows_still_read(database_url, clock):
    store = await Store.open(database_url, clock=clock)
    await say(store, hello(1), lambda item, _c: replied(item, talk()))
    await store.close()
    store = await Store.open(database_url, secret=SECRET, clock=clock)
    await say(store, hello(2), replied)
    assert [m.text for m in await store.history("c7", 9)] == ["message 1", "message 2"]
    await store.close()


# --- what cannot be used ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "is not an address"),
        ("mysql://root@localhost/x", "must name SQLite or PostgreSQL"),
        ("postgresql://postgres@127.0.0.1:1/x", "check RELAIS_DATABASE_URL"),
        ("postgresql://postgres@no-such-host.invalid/x", "check RELAIS_DATABASE_URL"),
        ("postgresql://postgres@127.0.0.1:notaport/x", "is not an address"),
        ("sqlite+aiosqlite:////proc/relais/x.sqlite", "cannot be made"),
        ("sqlite+aiosqlite:////proc/x.sqlite", "cannot be used"),
    ],
)
async def test_what_cannot_be_a_database_is_one_clear_sentence(url, words):
    with pytest.raises(StoreError, match=words) as caught:
        await Store.open(url)
    assert "\n" not in str(caught.value)


async def test_a_file_that_is_no_database_is_one_clear_sentence(tmp_path):
    path = tmp_path / "x.sqlite"
    path.write_bytes(b"this is a letter, not a database\n" * 100)
    with pytest.raises(StoreError, match="not a database") as caught:
        await Store.open(f"sqlite+aiosqlite:///{path}")
    assert "\n" not in str(caught.value)
    assert path.read_bytes().startswith(b"this is a letter")


async def test_a_database_that_does_not_exist_is_one_clear_sentence(postgres_url):
    with pytest.raises(StoreError, match="does not exist"):
        await Store.open(postgres_url + "_not")


async def test_a_user_without_rights_is_one_clear_sentence(request, tmp_path):
    async with database("postgresql", request.config, tmp_path, migrated=False) as url:
        admin = make_url(url)
        role = f"relais_reader_{admin.database[-8:]}"
        await run_sql(admin, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        await run_sql(admin, f"CREATE ROLE \"{role}\" LOGIN PASSWORD 'x'")
        try:
            poor = admin.set(username=role, password="x").render_as_string(hide_password=False)
            with pytest.raises(StoreError, match=r"permission denied.*may create tables"):
                await Store.open(poor)
        finally:
            await run_sql(admin, f'DROP ROLE "{role}"')


async def test_a_second_process_on_the_file_is_told_who_is_there(sqlite_url):
    first = await Store.open(sqlite_url)
    with pytest.raises(StoreError, match="Another Relais works on"):
        await Store.open(sqlite_url)
    aside = await Store.open(sqlite_url, alone=False)
    await aside.close()
    await first.close()
    await (await Store.open(sqlite_url)).close()


async def test_leases_of_a_dead_process_are_cleared_at_start(sqlite_url, clock):
    store = await Store.open(sqlite_url, clock=clock)
    await store.receive([hello(1)])
    [old] = await store.claim_work(9, "dead", LEASE)
    await store.close()
    store = await Store.open(sqlite_url, clock=clock)
    [new] = await store.claim_work(9, "alive", LEASE)
    assert new.fence > old.fence
    await store.close()


async def test_a_file_that_another_process_writes_to_is_waited_for(sqlite_url, clock):
    store = await Store.open(sqlite_url, clock=clock)
    other = sqlite3.connect(make_url(sqlite_url).database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    receiving = asyncio.create_task(store.receive([hello(1)]))
    done, _ = await asyncio.wait({receiving}, timeout=0.05)
    assert not done
    other.execute("COMMIT")
    other.close()
    assert await receiving == (talk().lane,)
    await store.close()


async def test_a_store_in_memory_needs_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    store = await Store.open("sqlite+aiosqlite:///:memory:")
    await say(store, hello(1), lambda item, _c: replied(item, talk()))
    await store.close()
    assert list(tmp_path.iterdir()) == []


async def test_a_transaction_whose_task_is_cancelled_leaves_the_store_usable(store):
    for turns in range(30):
        task = asyncio.create_task(store.receive([hello(turns), hello(100 + turns, "8")]))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await store.receive([hello(999)])
    found = {item.event_id for lease in await store.claim_work(9, "w", LEASE, 200) for item in lease.items}
    assert "999" in found
    assert all((str(100 + n) in found) == (str(n) in found) for n in range(30))


async def test_a_failing_transaction_writes_nothing(store, database_url, clock):
    await store.receive([hello(1), hello(2, "8")])
    leases = {lease.lane[-1]: lease for lease in await store.claim_work(9, "w", LEASE)}
    same_lane = talk("8", lane=talk().lane)  # two conversations on one lane: refused by the database
    done = [
        WorkDone(leases["7"], ((leases["7"].items[0], Turn(talk(), (), (asked(leases["7"].items[0]),), "x")),)),
        WorkDone(leases["8"], ((leases["8"].items[0], Turn(same_lane, (), (), "x")),)),
    ]
    with pytest.raises(Exception, match=r"(?i)unique"):
        await store.commit_work(done)
    assert await rows(database_url, "SELECT id FROM messages") == []
    assert await store.commit_work(done[:1]) == []
