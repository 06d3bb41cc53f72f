"""The ledger: what it keeps and for how long, and what it does when the disk fails."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import stat
from dataclasses import replace

import pytest

from jupyterlab_synapse import ledger_thread
from jupyterlab_synapse.ledger import DAY_MS, Ledger, Owner
from jupyterlab_synapse.ledger_thread import LedgerThread, ledger_path
from jupyterlab_synapse.run_record import Run, now_ms
from jupyterlab_synapse.upstream import UpstreamAnswer

RUN = Run(
    id="run-1",
    notebook="a.ipynb",
    cell_id="c1",
    session_name="mine",
    after=-1,
    connection="onprem",
    host="w.example",
    path="/livyApi/versions/1/sparkPools/p/sessions/3/statements",
    session_id=3,
    code="1+1",
    created_at=1,
)
ANSWER = UpstreamAnswer(201, {"content-type": "application/json"}, b'{"id": 7}')
LOG = logging.getLogger("ledger-test")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "jupyterlab-synapse" / "ledger.db"


@pytest.fixture
def opened(path, jp_asyncio_loop):
    """`opened()` is a server of its own on the same file."""
    made = []

    def create(owner=None, at=path):
        made.append(LedgerThread(at, LOG, owner))
        return made[-1]

    yield create
    for one in made:
        jp_asyncio_loop.run_until_complete(one.close())


async def sent(ledger, run=RUN, statement_id=7):
    assert await ledger.call(Ledger.begin, run, False) == "send"
    await ledger.call(Ledger.finish, run.id, "sent", ANSWER, statement_id=statement_id)


async def age(path, days, table="runs"):
    with sqlite3.connect(path) as database:
        database.execute(f"UPDATE {table} SET updated_at = updated_at - ?", (days * DAY_MS,))


async def test_survives(opened):
    await sent(opened())
    later = opened()
    run = await later.call(Ledger.get, "run-1")
    assert run == replace(RUN, state="sent", statement_id=7)
    assert await later.call(Ledger.begin, RUN, False) == ANSWER


async def test_is_private(opened, path):
    path.parent.mkdir(mode=0o755)
    await sent(opened())
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    files = sorted(path.parent.iterdir())
    assert [f.name for f in files] == ["ledger.db", "ledger.db-shm", "ledger.db-wal"]
    assert {stat.S_IMODE(f.stat().st_mode) for f in files} == {0o600}


async def test_a_folder_of_the_user_keeps_its_mode(opened, tmp_path):
    tmp_path.chmod(0o755)
    await sent(opened(at=tmp_path / "mine.db"))
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_where(monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HOME", "/home/ann")
    assert ledger_path("") == tmp_path / "jupyterlab-synapse" / "ledger.db"
    assert str(ledger_path("~/x.db")) == "/home/ann/x.db"


async def test_order_and_notebooks(opened):
    ledger = opened()
    for number, notebook in enumerate(["a.ipynb", "b.ipynb", "a.ipynb"]):
        run = replace(RUN, id=f"r{number}", notebook=notebook, created_at=10 - number)
        await sent(ledger, run)
    runs, notes = await ledger.call(Ledger.of_notebook, "a.ipynb")
    assert ([run.id for run in runs], notes) == (["r2", "r0"], {})


async def test_statement_is_kept_as_it_is(opened):
    """Python would write 1.10 as 1.1, and has no way to write 1e400 at all."""
    ledger = opened()
    await sent(ledger)
    text = '{"id": 7, "x": [1.10, 1e400, 12345678901234567890.12, "\\ud800"]}'
    await ledger.call(Ledger.store, "run-1", text)
    run = await ledger.call(Ledger.get, "run-1")
    assert (run.state, run.statement) == ("done", text)
    assert run.json().endswith(f'"statement": {text}}}')
    assert json.loads(run.json())["statementId"] == 7


async def test_delivered(opened):
    ledger = opened()
    await sent(ledger)
    await ledger.call(Ledger.store, "run-1", '{"secret": 1}')
    await ledger.call(Ledger.deliver, "run-1")
    assert await ledger.call(Ledger.get, "run-1") is None
    assert (await ledger.call(Ledger.of_notebook, "a.ipynb"))[0] == []
    assert await ledger.call(Ledger.unfinished) == []
    # A copy of its POST, late from somewhere, runs nothing.
    assert await ledger.call(Ledger.begin, RUN, True) == ANSWER
    columns = await ledger.call(
        lambda it: tuple(it.database.execute("SELECT code, statement FROM runs").fetchone())
    )
    assert columns == (None, None)


async def test_delivered_with_a_large_answer(opened):
    ledger = opened()
    await ledger.call(Ledger.begin, RUN, False)
    large = replace(ANSWER, body=b"x" * 70_000)
    await ledger.call(Ledger.finish, "run-1", "done", large, statement_id=7)
    await ledger.call(Ledger.deliver, "run-1")
    assert await ledger.call(Ledger.begin, RUN, True) == "unknown"


async def test_what_is_being_sent_cannot_be_delivered(opened):
    ledger = opened()
    await ledger.call(Ledger.begin, RUN, False)
    await ledger.call(Ledger.deliver, "run-1")
    assert (await ledger.call(Ledger.get, "run-1")).state == "sending"


async def test_adopted(opened):
    ledger = opened()
    await ledger.call(Ledger.begin, RUN, False)
    await ledger.call(Ledger.finish, "run-1", "unknown")
    run = await ledger.call(Ledger.adopt, "run-1", 9, None)
    assert (run.state, run.statement_id, run.session_id) == ("sent", 9, 3)
    answer = await ledger.call(Ledger.begin, RUN, True)
    assert (answer.status, json.loads(answer.body)["id"]) == (201, 9)
    await ledger.call(Ledger.store, "run-1", '{"id": 9, "state": "available"}')
    assert (await ledger.call(Ledger.adopt, "run-1", 11, None)).statement_id == 9
    assert (await ledger.call(Ledger.begin, RUN, False)).body.endswith(b'"available"}')
    assert await ledger.call(Ledger.adopt, "other", 1, None) is None


async def test_notes(opened):
    ledger = opened()
    values = {"session": {"id": 3}, "queue": [1, "ü"], "call": False}
    for key, value in values.items():
        await ledger.call(Ledger.note, "a.ipynb", key, None)
        await ledger.call(Ledger.note, "a.ipynb", key, "old")
        await ledger.call(Ledger.note, "a.ipynb", key, value)
    await ledger.call(Ledger.note, "b.ipynb", "session", 1)
    assert (await opened().call(Ledger.of_notebook, "a.ipynb"))[1] == values
    await ledger.call(Ledger.note, "a.ipynb", "queue", None)
    assert set((await ledger.call(Ledger.of_notebook, "a.ipynb"))[1]) == {"session", "call"}


async def test_rename(opened):
    ledger = opened()
    await sent(ledger)
    await sent(ledger, replace(RUN, id="r2", notebook="b.ipynb"))
    await ledger.call(Ledger.note, "a.ipynb", "session", "of a")
    await ledger.call(Ledger.note, "b.ipynb", "session", "of b")
    await ledger.call(Ledger.note, "b.ipynb", "queue", "of b")
    await ledger.call(Ledger.rename, "a.ipynb", "b.ipynb")
    runs, notes = await ledger.call(Ledger.of_notebook, "b.ipynb")
    assert {run.id for run in runs} == {"run-1", "r2"}
    assert notes == {"session": "of a", "queue": "of b"}
    assert await ledger.call(Ledger.of_notebook, "a.ipynb") == ([], {})
    await ledger.call(Ledger.rename, "b.ipynb", "b.ipynb")
    assert (await ledger.call(Ledger.of_notebook, "b.ipynb"))[1] == notes
    assert (await ledger.call(Ledger.rename_run, "r2", "c.ipynb")).notebook == "c.ipynb"
    assert await ledger.call(Ledger.rename_run, "none", "c.ipynb") is None


@pytest.mark.parametrize(("days", "left"), [(13, True), (15, False)])
@pytest.mark.parametrize("state", ["sent", "done", "unknown"])
async def test_retention(opened, path, days, left, state):
    ledger = opened()
    await sent(ledger)
    await ledger.call(Ledger._set_state, "run-1", state)
    await age(path, days)
    assert (await opened().call(Ledger.get, "run-1") is not None) == left


async def test_retention_of_what_is_being_read(opened, path):
    ledger = opened()
    await sent(ledger)
    await age(path, 15)
    await ledger.call(Ledger.prune, ["run-1"])
    await ledger.call(Ledger.prune)
    assert await ledger.call(Ledger.get, "run-1") is not None


async def test_retention_of_delivered_runs_and_notes(opened, path):
    ledger = opened()
    await sent(ledger)
    await ledger.call(Ledger.deliver, "run-1")
    await ledger.call(Ledger.note, "a.ipynb", "session", 1)
    await age(path, 2)
    await age(path, 89, "notes")
    await ledger.call(Ledger.prune)
    assert await ledger.call(Ledger.begin, RUN, False) == "send"
    assert (await ledger.call(Ledger.of_notebook, "a.ipynb"))[1] == {"session": 1}
    await age(path, 2, "notes")
    await ledger.call(Ledger.prune)
    assert (await ledger.call(Ledger.of_notebook, "a.ipynb"))[1] == {}


async def test_space_of_delivered_outputs_is_freed(opened, path):
    ledger = opened()
    await sent(ledger)
    await ledger.call(Ledger.store, "run-1", "x" * 5_000_000)
    await ledger.close()
    assert path.stat().st_size > 5_000_000
    second = opened()
    await second.call(Ledger.deliver, "run-1")
    await second.close()
    third = opened()
    await third.call(Ledger.get, "run-1")
    await third.close()
    assert path.stat().st_size < 200_000


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


async def test_damaged_while_it_is_used(opened, path, caplog):
    ledger = opened()
    await sent(ledger)
    await ledger.call(lambda it: it.database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
    with open(path, "r+b") as file:
        file.seek(0)
        file.write(b"\xff" * path.stat().st_size)
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
    monkeypatch.setattr(ledger_thread, "BUSY_SECONDS", 0.2)
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


async def test_waits_for_another_server(opened, path):
    ledger = opened()
    await sent(ledger)
    holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    asyncio.get_running_loop().call_later(0.3, holder.execute, "COMMIT")
    await sent(ledger, replace(RUN, id="r2"))
    assert (await opened().call(Ledger.get, "r2")).state == "sent"
    holder.close()


async def test_two_servers_send_once(opened):
    first, second = opened(), opened()
    for number in range(20):
        run = replace(RUN, id=f"r{number}")
        decisions = await asyncio.gather(
            first.call(Ledger.begin, run, False), second.call(Ledger.begin, run, False)
        )
        assert sorted(map(str, decisions)) == ["send", "unknown"]


@pytest.mark.parametrize(
    ("pid", "machine", "seconds", "lives"),
    [
        (1, "here", 0, True),
        (1, "here", 700, False),
        (1, "elsewhere", 0, False),
        (2**22 + 1, "here", 0, False),
        (5, "here", 0, False),
    ],
)
def test_who_may_be_sending(pid, machine, seconds, lives):
    """Process 1 lives everywhere; 5 is this server's own number, used before by another."""
    row = {
        "boot": "other",
        "pid": pid,
        "machine": machine,
        "updated_at": now_ms() - seconds * 1000,
    }
    assert Owner("mine", 5, "here").may_be_sending(row) is lives


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
