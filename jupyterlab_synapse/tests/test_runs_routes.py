"""`runs` over HTTP: what a page that comes back finds."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from urllib.parse import quote

import pytest

from jupyterlab_synapse.ledger import Ledger
from jupyterlab_synapse.ledger_thread import LedgerThread
from jupyterlab_synapse.run_record import now_ms

from .ledger_rig import LOG, RUN, sent
from .scripted_livy import PROXY, SESSIONS, STATEMENTS, run_headers
from .waiting import until

STATEMENT = json.dumps({"code": "1+1"})
NOTEBOOK = "a ü.ipynb"


@pytest.fixture
def send(fetch):
    async def post(run, path=STATEMENTS, **info):
        return await fetch("POST", PROXY + path, STATEMENT, headers=run_headers(run, **info))

    return post


@pytest.fixture
def listed(fetch):
    async def get(notebook=NOTEBOOK):
        answer = await fetch("GET", f"runs?notebook={quote(notebook)}")
        assert answer.code == 200
        assert answer.headers["Content-Type"].startswith("application/json")
        return json.loads(answer.body)

    return get


async def change(fetch, method, path, body):
    answer = await fetch(method, f"runs/{path}", json.dumps(body))
    return answer.code, json.loads(answer.body) if answer.body else None


async def until_done(listed):
    for _ in range(3000):
        runs = (await listed())["runs"]
        if all(run["state"] == "done" for run in runs):
            return runs
        await asyncio.sleep(0.01)
    raise AssertionError(runs)


async def test_a_page_that_comes_back(livy, send, listed):
    for number in range(3):
        await send(f"r{number}", cellId=f"c{number}")
    await send("elsewhere", notebook="b.ipynb")
    runs = await until_done(listed)
    assert [(r["id"], r["cellId"], r["statementId"]) for r in runs] == [
        ("r0", "c0", 0),
        ("r1", "c1", 1),
        ("r2", "c2", 2),
    ]
    assert all(run["statement"]["output"] == livy.output for run in runs)
    assert await listed("none.ipynb") == {"runs": [], "notes": {}}


async def test_what_was_last_read(livy, send, listed):
    """Of a statement that runs, although only its end is written down."""
    livy.reads = 10**6
    livy.post = (201, {}, b'{"id": 0, "state": "waiting"}')
    livy.codes.append("1+1")
    await send("r0")

    async def is_running():
        return (await listed())["runs"][0]["statement"]["state"] == "running"

    await until(is_running)
    assert (await listed())["runs"][0]["state"] == "sent"


async def test_one(livy, send, fetch, listed):
    await send("a.b_c:d-1")
    await until_done(listed)
    for path in ("runs/a.b_c:d-1", "runs/a.b_c%3Ad-1"):
        assert json.loads((await fetch("GET", path)).body) == (await listed())["runs"][0]


@pytest.mark.parametrize("path", ["runs/none", "runs/%2e%2e", "runs/" + "x" * 300])
async def test_not_found(livy, fetch, path):
    answer = await fetch("GET", path)
    assert (answer.code, answer.headers["X-Synapse-Proxy-Error"]) == (404, "RunNotFound")
    answer = await fetch("PATCH", path, '{"statementId": 1}')
    assert (answer.code, answer.headers["X-Synapse-Proxy-Error"]) == (404, "RunNotFound")


async def test_adopted(livy, send, fetch, listed, services):
    """A POST without an answer, whose statement the page has found."""
    livy.post = (503, {}, b"")
    await send("r0")
    livy.post = None
    livy.codes += ["other", "1+1"]
    code, run = await change(fetch, "PATCH", "r0", {"statementId": 1})
    assert (code, run["state"], run["statementId"]) == (200, "sent", 1)
    (run,) = await until_done(listed)
    assert run["statement"]["code"] == "1+1"
    answer = await send("r0")
    assert (answer.code, json.loads(answer.body)["id"]) == (201, 1)
    assert len(livy.posts) == 1


async def test_adopted_session(livy, send, fetch):
    livy.post = (503, {}, b"")
    await send("r0", SESSIONS)
    code, run = await change(fetch, "PATCH", "r0", {"sessionId": 5})
    assert (code, run["state"], run["sessionId"]) == (200, "sent", 5)
    answer = await send("r0", SESSIONS)
    assert (answer.code, json.loads(answer.body)["id"]) == (201, 5)
    assert len(livy.posts) == 1


async def test_not_adopted_while_it_is_sent(livy, send, fetch, upstream):
    upstream.gate = asyncio.Event()
    sending = asyncio.ensure_future(send("r0"))
    await until(lambda: upstream.seen)
    answer = await fetch("PATCH", "runs/r0", '{"statementId": 9}')
    assert (answer.code, answer.headers["X-Synapse-Proxy-Error"]) == (409, "RunUnknown")
    upstream.gate.set()
    assert json.loads((await sending).body)["id"] == 0
    assert json.loads((await fetch("GET", "runs/r0")).body)["statementId"] == 0


async def test_renamed(livy, send, fetch, listed, services):
    await send("r0")
    await send("r1")
    await services.runs.note(NOTEBOOK, "session", {"id": 3})
    code, run = await change(fetch, "PATCH", "r1", {"notebook": "c.ipynb"})
    assert (code, run["notebook"]) == (200, "c.ipynb")
    assert await change(fetch, "POST", "rename", {"from": NOTEBOOK, "to": "b.ipynb"}) == (204, None)
    there = await listed("b.ipynb")
    assert ([run["id"] for run in there["runs"]], there["notes"]) == (
        ["r0"],
        {"session": {"id": 3}},
    )
    assert await listed() == {"runs": [], "notes": {}}


async def test_last_words(livy, send, fetch, listed):
    await send("r0")
    await until_done(listed)
    messages = [
        {"note": {"notebook": NOTEBOOK, "key": "queue", "value": ["a", "b"]}},
        {"delivered": "r0"},
    ]
    assert await change(fetch, "POST", "said", {"messages": messages}) == (204, None)
    assert await listed() == {"runs": [], "notes": {"queue": ["a", "b"]}}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "said", {"messages": "all"}),
        ("POST", "said", {"messages": [{}]}),
        ("POST", "said", {"messages": [{"watch": "r0"}]}),
        ("POST", "said", {"messages": [{"note": {"notebook": "", "key": "queue"}}]}),
        ("POST", "said", {"messages": [{"ping": 1}] * 1001}),
        ("POST", "rename", {}),
        ("POST", "rename", {"from": "a"}),
        ("POST", "rename", {"from": "a", "to": 1}),
        ("POST", "rename", {"from": "a", "to": "x" * 5000}),
        ("POST", "rename", [1]),
        ("PATCH", "r0", {}),
        ("PATCH", "r0", {"statementId": "1"}),
        ("PATCH", "r0", {"statementId": -1}),
        ("PATCH", "r0", {"statementId": True}),
        ("PATCH", "r0", {"state": "done"}),
        ("PATCH", "r0", {"notebook": ""}),
    ],
)
async def test_bad_bodies(livy, send, fetch, listed, method, path, body):
    await send("r0")
    before = await until_done(listed)
    assert (await change(fetch, method, path, body))[0] == 400
    assert (await listed())["runs"] == before


async def test_without_a_notebook(fetch):
    assert (await fetch("GET", "runs")).code == 400


class TestStart:
    """A server that finds a ledger when it starts."""

    @pytest.fixture
    def synapse_settings(self, synapse_settings, path, livy, jp_asyncio_loop):
        async def earlier():
            ledger = LedgerThread(path, LOG)
            await sent(ledger, replace(RUN, created_at=now_ms()), statement_id=0)
            await ledger.close()

        livy.codes.append("1+1")
        livy.reads = 3
        jp_asyncio_loop.run_until_complete(earlier())
        return {**synapse_settings, "ledger_file": str(path)}

    async def test_reads_on(self, livy, services):
        async def is_done():
            return (await services.ledger.call(Ledger.get, "run-1")).state == "done"

        await until(is_done)
        assert [uri.split("/sessions/")[1] for uri in livy.gets] == ["3"] + ["3/statements/0"] * 3


async def test_no_file_for_those_who_never_use_it(fetch, services):
    await fetch("GET", "status")
    await services.runs.resume()
    assert not services.ledger.path.exists()


async def test_running_statements_keep_the_server_alive(livy, send, jp_serverapp):
    times = jp_serverapp.web_app.settings["last_activity_times"]
    assert "jupyterlab_synapse" not in times
    livy.reads = 10**6
    await send("r0")
    await until(lambda: "jupyterlab_synapse" in times)
    assert jp_serverapp.web_app.last_activity() >= times["jupyterlab_synapse"]
