"""The ledger when its file is damaged, full, held by another process, or cannot be there."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace

import pytest

from jupyterlab_synapse import ledger_thread
from jupyterlab_synapse.ledger import Ledger

from .ledger_rig import ANSWER, RUN, sent


@pytest.mark.parametrize("damage", [b"this is no database at all" * 100, None])
async def test_damaged_file(opened, path, caplog, damage):
    first = opened()
    await sent(first)
    await first.close()
    if damage is None:
        data = bytearray(path.read_bytes())
        data[100:] = b"\xff" * (len(data) - 100)
        damage = bytes(data)
    path.write_bytes(damage)
    ledger = opened()
    await sent(ledger)
    assert (await opened().call(Ledger.get, "run-1")).state == "sent"
    (aside,) = path.parent.glob("ledger.db.damaged-*")
    assert aside.read_bytes() == damage
    assert str(path) in caplog.text and str(aside) in caplog.text


def overwrite(path):
    """In place: the file stays the one that the server has open."""
    with open(path, "r+b") as file:
        file.write(b"\xff" * path.stat().st_size)


async def test_damaged_while_it_is_used(opened, path, caplog):
    ledger = opened()
    await sent(ledger)
    await ledger.call(lambda it: it.database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
    overwrite(path)
    await ledger.call(lambda it: it.database.execute("PRAGMA shrink_memory"))
    other = opened()
    await sent(other, replace(RUN, id="r2"))
    await sent(ledger, replace(RUN, id="r3"))
    assert list(path.parent.glob("ledger.db.damaged-*"))
    assert (await ledger.call(Ledger.get, "r3")).state == "sent"


@pytest.mark.parametrize("how", ["no folder", "a folder in its place"])
async def test_unusable_place(opened, tmp_path, caplog, how):
    (tmp_path / "file").write_text("x")
    at = tmp_path / "file" / "x" / "ledger.db" if how == "no folder" else tmp_path
    ledger = opened(at=at)
    await sent(ledger)
    assert await ledger.call(Ledger.begin, RUN, False) == ANSWER
    assert len(caplog.records) == 1
    assert str(at) in caplog.text
    assert "c.SynapseConfig.ledger_file" in caplog.text


async def test_full_disk(opened, path, caplog):
    """What is known is taken along."""
    ledger = opened()
    await sent(ledger)

    def fill(it):
        pages = it.database.execute("PRAGMA page_count").fetchone()[0]
        it.database.execute(f"PRAGMA max_page_count={pages}")

    await ledger.call(fill)
    large = replace(RUN, id="r2", code="x" * 100_000)
    await sent(ledger, large)
    assert "full" in caplog.text
    assert (await ledger.call(Ledger.get, "r2")).code == large.code
    assert await ledger.call(Ledger.begin, RUN, False) == ANSWER
    assert await opened().call(Ledger.get, "r2") is None


async def test_a_file_that_another_process_holds(opened, path, caplog, monkeypatch):
    monkeypatch.setattr(ledger_thread, "BUSY_SECONDS", 1.0)
    ledger = opened()
    await sent(ledger)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    ticks = 0

    async def tick():
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    ticking = asyncio.create_task(tick())
    await sent(ledger, replace(RUN, id="r2"))
    ticking.cancel()
    holder.close()
    assert ticks > 5  # the event loop was free meanwhile
    assert "locked" in caplog.text
    assert (await ledger.call(Ledger.get, "run-1")).state == "sent"


async def test_waits_for_another_server(opened, path, monkeypatch):
    monkeypatch.setattr(ledger_thread, "BUSY_SECONDS", 60.0)
    ledger = opened()
    await sent(ledger)
    holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    asyncio.get_running_loop().call_later(0.3, holder.execute, "COMMIT")
    await sent(ledger, replace(RUN, id="r2"))
    assert (await opened().call(Ledger.get, "r2")).state == "sent"
    holder.close()


async def test_file_of_another_version(opened, path, caplog):
    """A file with other columns is left as it is."""
    path.parent.mkdir()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE runs (id TEXT, notebook TEXT, created_at INT)")
    ledger = opened()
    await sent(ledger)
    assert (await ledger.call(Ledger.get, "run-1")).state == "sent"
    assert "cannot be recorded" in caplog.text
    with sqlite3.connect(path) as database:
        columns = database.execute("SELECT count(*) FROM pragma_table_info('runs')").fetchone()
    assert columns == (3,)
