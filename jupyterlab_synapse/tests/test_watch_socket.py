"""`watch`: one page's WebSocket."""

from __future__ import annotations

import asyncio
import json

import pytest
import tornado.httpclient
import tornado.websocket

from jupyterlab_synapse import watch_socket
from jupyterlab_synapse.ledger import Ledger

from .scripted_livy import JSON, PROXY, STATEMENTS, run_headers
from .socket_page import Page
from .waiting import until


@pytest.fixture
def send(fetch):
    async def post(run="r0", code="1+1"):
        body = json.dumps({"code": code})
        answer = await fetch("POST", PROXY + STATEMENTS, body, headers=run_headers(run))
        assert answer.code == 201

    return post


@pytest.fixture
def connect(jp_ws_fetch, services):
    async def open_page(**options):
        return Page(await jp_ws_fetch("jupyterlab-synapse", "watch", **options))

    return open_page


async def test_watch(livy, send, connect):
    livy.reads = 10**6
    page = await connect()
    await send()
    await page.tell(watch="r0")
    await page.hear_running()
    livy.reads = len(livy.gets) + 5
    states, last = await page.hear_the_end()
    assert states == ["available"]
    assert last == {"run": "r0", "statement": livy.document(0, True)}
    await page.silence()


async def test_reconnected(livy, send, connect):
    livy.reads = 10**6
    await send()
    first = await connect()
    await first.tell(watch="r0")
    await first.hear()
    first.socket.close()
    second = await connect()
    await second.tell(watch="r0")
    await second.hear_running()
    livy.reads = len(livy.gets) + 5
    assert (await second.hear_the_end())[0] == ["available"]
    third = await connect()
    await third.tell(watch="r0")
    assert (await third.hear_the_end())[0] == ["available"]


async def test_a_page_that_is_gone_is_told_nothing(livy, send, connect, services):
    livy.reads = 10**6
    await send()
    page = await connect()
    await page.tell(watch="r0")
    await page.hear()
    listeners = services.watcher._watched["r0"].listeners
    assert len(listeners) == 1
    page.socket.close()
    await until(lambda: not listeners)


async def test_two_pages(livy, send, connect):
    livy.reads = 10**6
    pages = [await connect(), await connect()]
    await send()
    for page in pages:
        await page.tell(watch="r0")
    for page in pages:
        await page.hear_running()
    livy.reads = len(livy.gets) + 10
    for page in pages:
        assert (await page.hear_the_end())[0] == ["available"]
    assert len(livy.gets) == livy.reads  # shared


async def test_many_runs_on_one_socket(livy, send, connect):
    page = await connect()
    for number in range(10):
        await send(f"r{number}")
        await page.tell(watch=f"r{number}")
    ended = set()
    while len(ended) < 10:
        frame = await page.hear()
        if frame["statement"]["state"] == "available":
            ended.add(frame["run"])
    assert ended == {f"r{number}" for number in range(10)}


async def test_stop(livy, send, connect, services):
    """The output is kept all the same."""
    livy.reads = 10**6

    async def is_done():
        return (await services.ledger.call(Ledger.get, "r0")).state == "done"

    await send()
    page = await connect()
    await page.tell(watch="r0")
    await page.hear()
    await page.tell(stop="r0")
    await page.silence()
    livy.reads = 0
    await until(is_done)
    await page.silence()
    await page.tell(stop="never watched")
    assert "error" in await page.hear()
    await page.tell(stop="never-watched")
    await page.silence()


async def test_delivered(livy, send, connect, fetch):
    await send()
    page = await connect()
    await page.tell(watch="r0")
    await page.hear_the_end()
    await page.tell(delivered="r0")
    await page.silence()
    assert (await fetch("GET", "runs/r0")).code == 404
    await page.tell(watch="r0")
    assert await page.hear() == {"run": "r0", "missing": True}


async def test_delivered_before_its_end(livy, send, connect, services):
    livy.reads = 10**6
    await send()
    page = await connect()
    await page.tell(watch="r0")
    await page.hear()
    await page.tell(delivered="r0")
    await page.silence()
    assert services.watcher.ids == []


async def test_missing(livy, connect, fetch):
    page = await connect()
    await page.tell(watch="none")
    assert await page.hear() == {"run": "none", "missing": True}
    livy.post = (503, JSON, b"{}")
    await fetch("POST", PROXY + STATEMENTS, "{}", headers=run_headers("r0"))
    await page.tell(watch="r0")
    assert await page.hear() == {"run": "r0", "missing": True}


async def test_failure(livy, send, connect):
    livy.reads = 10**6
    await send()
    livy.failures.append((400, JSON, b'{"msg": "requirement failed: Session isn\'t active."}'))
    page = await connect()
    await page.tell(watch="r0")
    frames = [await page.hear()]
    while "failure" not in frames[-1]:
        frames.append(await page.hear())
    failure = frames[-1]["failure"]
    assert (failure["status"], failure["proxyCode"]) == (400, None)
    assert json.loads(failure["body"])["msg"].endswith("isn't active.")
    assert failure["headers"]["x-synapse-proxy"] == "upstream"
    assert failure["headers"]["content-type"] == "application/json"


async def test_no_secret_and_then(livy, send, connect, monkeypatch):
    livy.reads = 10**6
    await send()
    monkeypatch.delenv("TEST_LIVY_TOKEN")
    page = await connect()
    await page.tell(watch="r0")
    while "failure" not in (frame := await page.hear()):
        pass
    assert frame["failure"]["proxyCode"] == "SecretMissing"
    monkeypatch.setenv("TEST_LIVY_TOKEN", "x")
    livy.reads = 0
    await page.tell(watch="r0")
    await page.hear_the_end()


async def test_notes(connect, fetch):
    page = await connect()
    await page.tell(note={"notebook": "a.ipynb", "key": "session", "value": {"id": 1}})
    await page.tell(note={"notebook": "a.ipynb", "key": "queue", "value": ["c1"]})
    await page.tell(note={"notebook": "a.ipynb", "key": "queue", "value": None})
    await page.silence()
    answer = await fetch("GET", "runs?notebook=a.ipynb")
    assert json.loads(answer.body)["notes"] == {"session": {"id": 1}}


@pytest.mark.parametrize("ping", [1, "x", None, {"a": [1]}])
async def test_ping(connect, ping):
    page = await connect()
    await page.tell(ping=ping)
    assert await page.hear() == {"pong": ping}


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "{",
        "[]",
        "1",
        "{}",
        '{"what": 1}',
        '{"watch": 1}',
        '{"watch": "a b"}',
        '{"delivered": null}',
        '{"stop": "%s"}' % ("x" * 201),
        '{"note": 1}',
        '{"note": {"notebook": "a"}}',
        '{"note": {"key": "a", "notebook": ""}}',
        '{"note": {"key": 1, "notebook": "a"}}',
        b"\xff\xfe",
        "[" * 100_000,
        '{"ping": "%s"}' % ("x" * 1024 * 1024),
    ],
    ids=lambda frame: str(frame[:30]),
)
async def test_bad_frames(connect, frame):
    """Are answered, and the connection goes on."""
    page = await connect()
    await page.socket.write_message(frame, binary=isinstance(frame, bytes))
    answer = await page.hear()
    assert set(answer) == {"error"}
    assert answer["error"]
    await page.silence()


async def test_a_fault_of_ours_is_not_the_end(connect, services, monkeypatch, caplog):
    async def note(*_):
        raise RuntimeError("Bearer abc")

    monkeypatch.setattr(services.runs, "note", note)
    page = await connect()
    await page.tell(note={"notebook": "a", "key": "b", "value": 1})
    assert await page.hear() == {"error": "Bearer ***"}
    await page.silence()


async def test_frames_beyond_all_bounds(connect):
    page = await connect()
    # Cut off before all of it was taken, so this need not succeed.
    writing = page.socket.write_message("x" * (watch_socket.MAX_FRAME_BYTES * 4 + 1))
    await asyncio.wait([asyncio.ensure_future(writing)])
    assert await page.hear() is None


async def test_needs_a_login(services, http_server_client, jp_http_port, jp_base_url):
    url = f"ws://localhost:{jp_http_port}{jp_base_url}jupyterlab-synapse/watch"
    with pytest.raises(tornado.httpclient.HTTPClientError) as caught:
        await tornado.websocket.websocket_connect(url)
    assert caught.value.code == 403


@pytest.mark.parametrize(("origin", "allowed"), [("own", True), ("http://evil.example", False)])
async def test_origin(
    services, jp_http_port, jp_base_url, jp_serverapp, http_server_client, origin, allowed
):
    """A page of another site has the user's cookies, and gets nothing."""
    base = f"http://127.0.0.1:{jp_http_port}"  # the cookie is for this name
    login = await http_server_client.fetch(
        f"{jp_base_url}api/status?token={jp_serverapp.identity_provider.token}"
    )
    cookies = "; ".join(c.split(";")[0] for c in login.headers.get_list("Set-Cookie"))
    request = tornado.httpclient.HTTPRequest(
        f"{base.replace('http', 'ws')}{jp_base_url}jupyterlab-synapse/watch",
        headers={"Cookie": cookies, "Origin": base if origin == "own" else origin},
    )
    if allowed:
        page = Page(await tornado.websocket.websocket_connect(request))
        await page.silence()
        return
    with pytest.raises(tornado.httpclient.HTTPClientError) as caught:
        await tornado.websocket.websocket_connect(request)
    assert caught.value.code == 403


async def test_listening_alone_is_no_activity(connect, jp_serverapp):
    page = await connect()
    before = jp_serverapp.web_app.last_activity()
    await page.silence()
    assert jp_serverapp.web_app.last_activity() == before


async def test_a_slow_page_gets_the_newest(services):
    """What it could not take yet is replaced, so that nothing piles up here."""
    sent, gate = [], asyncio.Event()

    class Slow(watch_socket.WatchSocket):
        services = None

        def __init__(self):
            self.initialize()
            self.services = services

        async def write_message(self, message, binary=False):
            sent.append(message)
            await gate.wait()

    page = Slow()
    page._tell("a", "statement", "a1")
    await asyncio.sleep(0)
    page._tell("b", "statement", "b1")
    page._tell("a", "statement", "a2")
    page._tell("a", "trouble", "a-trouble")
    page._tell("a", "statement", "a3")
    page._tell("b", "failure", "b-failure")
    page._tell("c", "statement", "c1")
    page._tell("c", "failure", "c-failure")
    page._forget("c")
    gate.set()
    await page._writer
    assert sent == ["a1", "b1", "a3", "b-failure"]
