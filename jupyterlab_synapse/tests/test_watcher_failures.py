"""Reading statements through failures: those that pass, and those that do not."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace

import pytest

from jupyterlab_synapse.errors import ProxyError

from .waiting import until
from .watcher_rig import PATIENCE, Page, answer, statement

PASSING = [
    ProxyError("UpstreamUnreachable", "cut", sent="maybe"),
    ProxyError("UpstreamUnreachable", "no network", sent="no"),
    ProxyError("UpstreamTimeout", "late", sent="maybe"),
    ProxyError("UpstreamRedirect", "to a login page", sent="maybe"),
    answer(408, {}),
    answer(429, {}),
    answer(500, "RPC channel is closed."),
    answer(503, {}),
    answer(200, b"<html>"),
    answer(200, [1]),
    answer(204, b""),
    60.0,
]


@pytest.mark.parametrize("failure", PASSING, ids=str)
async def test_passing_failures(rig, script, failure):
    script.steps = [statement("running"), failure, statement("available")]
    # On a busy machine even one failure may last as long as the rig's patience.
    rig.watcher.patience = replace(PATIENCE, trouble=60)
    page = Page()
    await rig.sent()
    await rig.watcher.add("run-1", page)
    await page.until("statement", "available")
    assert [kind for kind, _ in page.frames] == ["statement", "statement"]


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (answer(404, "Statement not found"), 404, None),
        (answer(400, {"msg": "requirement failed: Session isn't active."}), 400, None),
        (answer(401, {}, www_authenticate="Bearer"), 401, None),
        (answer(403, {}), 403, None),
        (answer(410, {}), 410, None),
        (ProxyError("NotSignedIn", "sign in"), 403, "NotSignedIn"),
        (ProxyError("UnknownConnection", "gone"), 404, "UnknownConnection"),
        (ProxyError("TooLarge", "too large", sent="maybe", status=502), 502, "TooLarge"),
        (ProxyError("HostNotAllowed", "no"), 403, "HostNotAllowed"),
    ],
    ids=str,
)
async def test_lasting_failures(rig, script, failure, status, code):
    script.steps = [statement("running"), failure]
    page = Page()
    await rig.sent()
    await rig.watcher.add("run-1", page)
    await page.until("failure")
    kind, told = page.frames[-1]
    assert (kind, told["status"], told["proxyCode"]) == ("failure", status, code)
    if code is None:
        assert told["headers"]["x-synapse-proxy"] == "upstream"
        assert told["body"] == failure.body.decode()
        assert told["headers"].get("www-authenticate") == failure.headers.get("www-authenticate")
    else:
        assert told["headers"]["x-synapse-proxy-error"] == code
        assert json.loads(told["body"])["error"]["message"] == failure.message
    reads = len(script.times)
    await asyncio.sleep(0.2)
    assert len(script.times) == reads
    assert (await rig.stored()).state == "sent"
    # Who asks again may have signed in.
    script.steps = [statement("available")]
    again = Page()
    assert await rig.watcher.add("run-1", again)
    await again.until("statement", "available")
    assert "failure" not in [kind for kind, _ in again.frames]
    assert (await rig.stored()).state == "done"


async def test_back_off(rig, script):
    script.steps = [answer(503, {})]
    rig.watcher.start(await rig.sent())
    await until(lambda: len(script.times) >= 6)
    expected = [0.02, 0.04, 0.08, 0.1, 0.1]
    for gap, least in zip(script.gaps[:5], expected, strict=True):
        assert least - 0.005 <= gap


async def test_retry_after(rig, script):
    script.steps = [answer(429, {}, retry_after_ms="300"), statement("available")]
    page = Page()
    await rig.sent()
    await rig.watcher.add("run-1", page)
    await page.until("statement", "available")
    assert script.gaps[0] >= 0.3


async def test_trouble(rig, script):
    """Told after a while, and again to who comes; the same document ends it."""
    script.steps = [statement("running"), answer(503, {"msg": "down"}, retry_after="0")]
    page = Page()
    await rig.sent()
    await rig.watcher.add("run-1", page)
    begin = time.monotonic()
    await page.until("trouble")
    assert time.monotonic() - begin >= 0.4
    _, told = page.frames[-1]
    assert (told["status"], told["proxyCode"]) == (503, None)
    assert json.loads(told["body"]) == {"msg": "down"}
    await asyncio.sleep(0.3)
    assert [kind for kind, _ in page.frames] == ["statement", "trouble"]  # once
    late = Page()
    await rig.watcher.add("run-1", late)
    assert [kind for kind, _ in late.frames] == ["statement", "trouble"]
    script.steps = [statement("running")]
    await until(lambda: len(page.frames) >= 3)
    assert page.frames[2] == page.frames[0]


async def test_who_watches_again_cuts_the_wait_short(rig, script):
    script.steps = [answer(503, {}, retry_after_ms="50000"), statement("available")]
    page = Page()
    await rig.sent()
    await rig.watcher.add("run-1", page)
    await until(lambda: script.times)
    await asyncio.sleep(0.05)
    await rig.watcher.add("run-1", page)
    await page.until("statement", "available", seconds=20)


async def test_slow_reads_are_given_up(rig, script):
    script.steps = [60.0, statement("available")]
    page = Page()
    await rig.sent()
    begin = time.monotonic()
    await rig.watcher.add("run-1", page)
    await page.until("statement", "available")
    assert time.monotonic() - begin >= 0.3
