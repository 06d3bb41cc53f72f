"""POSTs with a run's id: each row of the table in docs/runs.md, over real sockets."""

from __future__ import annotations

import asyncio
import json

import pytest

from jupyterlab_synapse.routes import ProxyHandler
from jupyterlab_synapse.run_record import now_ms

from .fakes import ANSWER_SECONDS
from .scripted_livy import (
    JSON,
    PROXY,
    SESSIONS,
    STATEMENT,
    STATEMENTS,
    error_of,
    run_headers,
)
from .waiting import calls_of, until


async def test_nothing_known(livy, send, state_of):
    before = now_ms()
    answer = await send(after=6)
    assert answer.code == 201
    assert json.loads(answer.body)["code"] == "1+1"
    assert answer.headers["X-Synapse-Proxy"] == "upstream"
    run = await state_of()
    assert before <= run.pop("createdAt") <= now_ms()
    assert run.pop("state") in ("sent", "done")
    assert run.pop("statement")["id"] == 0
    assert run == {
        "id": "run-1",
        "notebook": "a ü.ipynb",
        "cellId": "c1",
        "connection": "onprem",
        "url": f"https://w.example{STATEMENTS}",
        "sessionId": 3,
        "sessionName": "mine",
        "statementId": 0,
        "after": 6,
        "code": "1+1",
        "kind": "pyspark",
    }


async def test_headers_are_not_passed_on(livy, send):
    await send()
    assert not [name for name in livy.posts[0].headers if "synapse-run" in name]


async def test_session(livy, send, state_of):
    answer = await send(SESSIONS, json.dumps({"name": "fresh"}), sessionName=None, cellId=None)
    assert json.loads(answer.body)["id"] == 3
    run = await state_of()
    assert (run["state"], run["sessionId"], run["sessionName"]) == ("sent", 3, "fresh")
    assert (run["code"], run["statementId"], run["cellId"]) == (None, None, None)
    assert (await send(SESSIONS, json.dumps({"name": "fresh"}))).body == answer.body
    assert len(livy.posts) == 1


async def test_intent_is_on_disk_before_sending(livy, send, services, upstream):
    seen = []
    original = upstream.respond

    def respond(request):
        # Another process would see this.
        import sqlite3

        if request.method == "POST":
            with sqlite3.connect(services.ledger.path) as other:
                seen.extend(other.execute("SELECT id, state, code FROM runs").fetchall())
        return original(request)

    upstream.respond = respond
    await send()
    assert seen == [("run-1", "sending", "1+1")]


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (200, b'{"id": 7, "state": "waiting"}', "sent"),
        (201, b'{"id": 7, "state": "available", "output": {}}', "done"),
        (201, b'{"id": "seven"}', "unknown"),
        (201, b'{"id": NaN}', "unknown"),
        (200, b"<html>login</html>", "unknown"),
        (204, b"", "unknown"),
        (307, b"", "unknown"),
        (400, b'"bad"', "refused"),
        (401, b"", "refused"),
        (403, b"", "refused"),
        (404, b"", "refused"),
        (408, b"", "unknown"),
        (409, b"", "refused"),
        (413, b"", "refused"),
        (429, b"", "unknown"),
        (500, b"", "unknown"),
        (503, b"", "unknown"),
        (201, b'{"id": 7, "x": "' + b"x" * 4000 + b'"}', "unknown"),
    ],
)
async def test_outcomes(livy, send, state_of, status, body, state):
    livy.post = (status, JSON, body)
    first = await send()
    if status not in (307,) and len(body) < 4000:
        assert (first.code, first.body or b"") == (status, body)
    run = await state_of()
    assert run["state"] == state
    assert run["statementId"] == (7 if state in ("sent", "done") else None)
    # The same POST again, by a page that has heard nothing.
    second = await send()
    if state in ("sent", "done"):
        assert (second.code, second.body, len(livy.posts)) == (status, body, 1)
        assert second.headers["X-Synapse-Proxy"] == "upstream"
    elif state == "unknown":
        assert (error_of(second), len(livy.posts)) == ((409, "RunUnknown"), 1)
        assert json.loads(second.body)["error"]["sent"] == "maybe"
    else:
        assert (second.code, len(livy.posts)) == (status, 2)


@pytest.mark.parametrize("how", ["drop", "delay"])
async def test_no_answer(livy, send, state_of, upstream, services, how):
    if how == "drop":
        upstream.drop = True
    else:
        upstream.delay = 30
        services.connections["onprem"]._upstream._timeout = 2.0
    code = (502, "UpstreamUnreachable") if how == "drop" else (504, "UpstreamTimeout")
    assert error_of(await send()) == code
    assert (await state_of())["state"] == "unknown"
    upstream.drop, upstream.delay = False, 0
    services.connections["onprem"]._upstream._timeout = ANSWER_SECONDS
    assert error_of(await send()) == (409, "RunUnknown")
    assert len(livy.posts) == 1
    # The page has looked for it and found nothing.
    assert (await send(again=True)).code == 201
    assert (await state_of())["state"] in ("sent", "done")
    assert (await send(again=True)).code == 201
    assert len(livy.posts) == 2


async def test_not_sent(livy, send, state_of, monkeypatch):
    monkeypatch.delenv("TEST_LIVY_TOKEN")
    assert error_of(await send()) == (403, "SecretMissing")
    assert (await state_of())["state"] == "unsent"
    monkeypatch.setenv("TEST_LIVY_TOKEN", "x")
    assert (await send()).code == 201
    assert len(livy.posts) == 1


async def test_no_connection(livy, send, state_of, upstream):
    await upstream.stop()
    assert error_of(await send()) == (502, "UpstreamUnreachable")
    assert (await state_of())["state"] == "unsent"


async def test_unknown_connection(livy, send, state_of):
    assert error_of(await send(proxy="proxy/nowhere/w.example")) == (404, "UnknownConnection")
    assert (await state_of())["state"] == "unsent"


@pytest.fixture
def all_at_once(upstream, services, monkeypatch):
    """The answers of posts that have all come before the first of them was answered."""

    async def answers(posts):
        asked = calls_of(monkeypatch, services.runs, "send")
        upstream.gate = asyncio.Event()
        sending = [asyncio.ensure_future(post) for post in posts]
        await until(lambda: len(asked) == len(sending) and upstream.seen)
        upstream.gate.set()
        return await asyncio.gather(*sending)

    return answers


async def test_repeats_wait_for_the_first(livy, send, all_at_once):
    answers = await all_at_once(send(again=i % 2 == 1) for i in range(6))
    assert {(a.code, a.body) for a in answers} == {(201, answers[0].body)}
    assert len(livy.posts) == 1


async def test_repeats_share_a_failure(livy, send, upstream, all_at_once):
    upstream.drop = True
    answers = await all_at_once(send() for _ in range(3))
    assert {error_of(a) for a in answers} == {(502, "UpstreamUnreachable")}
    assert len(livy.posts) == 1


async def test_different_runs_do_not_wait_for_each_other(livy, send, upstream):
    answers = await asyncio.gather(*(send(run=f"r{i}") for i in range(5)))
    assert sorted(json.loads(a.body)["id"] for a in answers) == [0, 1, 2, 3, 4]


async def test_a_page_that_goes_away_does_not_cancel(
    livy, send, state_of, upstream, services, monkeypatch, jp_http_port, jp_base_url, jp_auth_header
):
    upstream.gate = asyncio.Event()
    gone = calls_of(monkeypatch, ProxyHandler, "on_connection_close")
    asked = calls_of(monkeypatch, services.runs, "send")
    _, writer = await asyncio.open_connection("localhost", jp_http_port)
    headers = {**jp_auth_header, **run_headers(), "Content-Length": str(len(STATEMENT))}
    lines = [
        f"POST {jp_base_url}jupyterlab-synapse/{PROXY}{STATEMENTS} HTTP/1.1",
        f"Host: localhost:{jp_http_port}",
    ]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write(("\r\n".join(lines) + "\r\n\r\n" + STATEMENT).encode())
    await writer.drain()
    await until(lambda: upstream.seen)
    writer.transport.abort()
    await until(lambda: gone)
    assert services.runs._in_flight
    sending = asyncio.ensure_future(send())  # by the page that was loaded anew
    await until(lambda: len(asked) == 2)
    upstream.gate.set()
    answer = await sending
    assert answer.code == 201
    assert (await state_of())["state"] in ("sent", "done")
    assert len(livy.posts) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Synapse-Run": ""},
        {"X-Synapse-Run": "a b"},
        {"X-Synapse-Run": "x" * 201},
        {"X-Synapse-Run": "../x"},
        {"X-Synapse-Run-Info": "{"},
        {"X-Synapse-Run-Info": "[]"},
        {"X-Synapse-Run-Info": "%ff"},
        {"X-Synapse-Run-Info": "%7B%22notebook%22%3A%201%7D"},
        {"X-Synapse-Run-Info": "%7B%22after%22%3A%20true%7D"},
        {"X-Synapse-Run-Info": "%7B%22after%22%3A%20-2%7D"},
        {"X-Synapse-Run-Info": "[" * 8000},
        {"X-Synapse-Run-Info": "%7B%22notebook%22:%22" + "x" * 8192 + "%22%7D"},
    ],
)
async def test_bad_headers(livy, fetch, headers):
    answer = await fetch(
        "POST", PROXY + STATEMENTS, STATEMENT, headers={**run_headers(), **headers}
    )
    assert error_of(answer) == (400, "BadRunHeader")
    assert livy.posts == []


async def test_least_headers(livy, fetch, state_of):
    answer = await fetch("POST", PROXY + STATEMENTS, STATEMENT, headers={"X-Synapse-Run": "run-1"})
    assert answer.code == 201
    run = await state_of()
    assert (run["notebook"], run["cellId"], run["after"]) == ("", None, -1)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"{STATEMENTS}/0/cancel"),
        ("PUT", f"{SESSIONS}/3/reset-timeout"),
        ("DELETE", f"{SESSIONS}/3"),
        ("GET", STATEMENTS),
    ],
)
async def test_other_requests_are_not_recorded(livy, fetch, upstream, method, path):
    for _ in range(2):
        answer = await fetch(method, PROXY + path, headers=run_headers())
        assert answer.code == 200
    assert len(upstream.seen) == 2
    assert (await fetch("GET", "runs/run-1")).code == 404


async def test_without_a_run_id(livy, fetch, upstream):
    for _ in range(2):
        assert (await fetch("POST", PROXY + STATEMENTS, STATEMENT)).code == 201
    assert len(livy.posts) == 2
