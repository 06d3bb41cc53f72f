"""The ledger: what it keeps, for whom, and for how long."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import stat
from dataclasses import replace

import pytest

from jupyterlab_synapse.ledger import DAY_MS, Ledger, Owner
from jupyterlab_synapse.ledger_thread import ledger_path
from jupyterlab_synapse.run_record import now_ms

from .ledger_rig import ANSWER, RUN, sent


async def age(path, days, table="runs"):
    with sqlite3.connect(path) as database:
        database.execute(f"UPDATE {table} SET updated_at = updated_at - ?", (days * DAY_MS,))


async def test_survives(opened):
    await sent(opened())
    later = opened()
    run = await later.call(Ledger.get, "run-1")
    assert run == replace(RUN, state="sent", statement_id=7)
    assert await later.call(Ledger.begin, RUN, False) == ANSWER


@pytest.mark.parametrize("bar", ["\u2063", "\\u2063"])
async def test_keeps_no_bytes_of_frames(opened, path, bar):
    shown = f'{{"id": 7, "output": "a\\n{bar}synapse-frame:r.1:{{}}{bar}{bar}synapse-data:r.1:0:'
    body = f'{shown}SECRET+/8=={bar}\\nb"}}'
    kept = f'{shown}{bar}\\nb"}}'
    ledger = opened()
    assert await ledger.call(Ledger.begin, RUN, False) == "send"
    answer = replace(ANSWER, body=body.encode())
    await ledger.call(Ledger.finish, "run-1", "sent", answer, statement_id=7, statement=body)
    assert (await ledger.call(Ledger.get, "run-1")).statement == kept
    first = await ledger.call(Ledger.begin, RUN, False)
    assert first.body.decode() == kept
    await ledger.call(Ledger.store, "run-1", body)
    assert (await ledger.call(Ledger.get, "run-1")).statement == kept
    assert not any(b"SECRET" in file.read_bytes() for file in path.parent.iterdir())


async def test_is_private(opened, path):
    path.parent.mkdir(mode=0o755)
    path.touch(mode=0o644)
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


async def test_a_statement_belongs_to_one_run(opened):
    ledger = opened()
    await sent(ledger, replace(RUN, id="theirs"), statement_id=9)
    for run_id, name in (("run-1", "mine"), ("run-2", "another")):
        await ledger.call(Ledger.begin, replace(RUN, id=run_id, session_name=name), False)
        await ledger.call(Ledger.finish, run_id, "unknown")
    run = await ledger.call(Ledger.adopt, "run-1", 9, None)
    assert (run.state, run.statement_id) == ("unknown", None)
    assert (await ledger.call(Ledger.adopt, "run-1", 10, None)).statement_id == 10
    # Ids begin anew in each session.
    assert (await ledger.call(Ledger.adopt, "run-2", 9, None)).statement_id == 9


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
