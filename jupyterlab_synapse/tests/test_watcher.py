"""Reading statements: until they are final, and never the wrong one."""

from __future__ import annotations

import asyncio
import json

import pytest

from jupyterlab_synapse.errors import ProxyError
from jupyterlab_synapse.ledger import Ledger
from jupyterlab_synapse.run_record import now_ms

from .waiting import until
from .watcher_rig import SESSION, Page, answer, run_of, statement


async def test_reads_until_final(rig, script):
    script.steps = [
        statement("waiting"),
        statement("waiting"),
        statement("running", progress=0.5),
        statement("running", progress=0.5),
        statement("running", progress=0.7),
        statement("available", output={"status": "ok"}),
    ]
    page = Page()
    rig.watcher.start(await rig.sent())
    assert await rig.watcher.add("run-1", page)
    await page.until("statement", "available")
    assert page.states == ["waiting", "running", "running", "available"]
    await asyncio.sleep(0.1)
    assert len(script.asked) == 6  # not once more
    assert set(script.asked) == {("azure", "GET", "w.x", f"{SESSION}/statements/7", "")}
    run = await rig.stored()
    assert (run.state, json.loads(run.statement)["output"]) == ("done", {"status": "ok"})
    assert rig.watcher.ids == []


@pytest.mark.parametrize("state", ["available", "error", "cancelled"])
async def test_final_states(rig, script, state):
    script.steps = [statement("cancelling"), statement("of the future"), statement(state)]
    rig.watcher.start(await rig.sent())
    page = Page()
    await rig.watcher.add("run-1", page)
    await page.until("statement", state)
    assert page.states == ["cancelling", "of the future", state]


async def test_without_a_page(rig):
    """Its output is kept, and a page that comes later gets it without a read."""
    rig.watcher.start(await rig.sent())
    await until(rig.is_done)
    rig.restart()
    page = Page()
    assert await rig.watcher.add("run-1", page)
    assert page.states == ["available"]


async def test_begins_with_what_is_known(rig, script):
    script.steps = [statement("running")]
    rig.watcher.start(await rig.sent())
    first, second = Page(), Page()
    await rig.watcher.add("run-1", first)
    await first.until("statement")
    assert await rig.watcher.add("run-1", second)
    assert second.states == ["running"]
    rig.watcher.remove("run-1", first)
    script.steps = [statement("available")]
    await second.until("statement", "available")
    assert first.states == ["running"]


async def test_reading_goes_on_without_its_page(rig, script):
    script.steps = [statement("running")]
    page = Page()
    await rig.sent()
    await rig.watcher.add("run-1", page)
    await page.until("statement")
    rig.watcher.remove("run-1", page)
    assert rig.watcher.ids == ["run-1"]
    script.steps = [statement("available")]
    await until(rig.is_done)


async def test_missing(rig):
    page = Page()
    assert not await rig.watcher.add("run-1", page)
    await rig.ledger.call(Ledger.begin, run_of(statement_id=None), False)
    assert not await rig.watcher.add("run-1", page)
    assert page.frames == []


@pytest.mark.parametrize("age", [0.0, 20.0])
async def test_pace_follows_the_age(rig, script, age):
    """Also of a run that an earlier server has sent."""
    script.steps = [statement("running")]
    rig.watcher.start(await rig.sent(created_at=now_ms() - int(age * 1000)))
    await until(lambda: len(script.times) >= (12 if age == 0 else 3))
    if age == 0:
        # 5 ms in the first 10 ms, then 15 to 100 ms. A busy machine adds to some, not to all.
        assert min(script.gaps[2:]) >= 0.014
        assert min(script.gaps) < 0.2
    else:
        assert min(script.gaps) >= 0.33


async def test_delivered(rig, script):
    script.steps = [statement("running")]
    page = Page()
    await rig.sent()
    await rig.watcher.add("run-1", page)
    await page.until("statement")
    rig.watcher.forget("run-1")
    await asyncio.sleep(0.05)
    reads = len(script.times)
    await asyncio.sleep(0.2)
    assert len(script.times) == reads


class TestAnotherServer:
    """Runs that an earlier server has sent: the session's id may mean another session now."""

    async def test_same_session(self, rig, script):
        await rig.sent()
        rig.restart()
        page = Page()
        await rig.watcher.add("run-1", page)
        await page.until("statement", "available")
        assert [path for *_, path, _ in script.asked] == [SESSION, f"{SESSION}/statements/7"]

    async def test_no_name(self, rig, script):
        """Not each server tells one."""
        script.session = answer(200, {"id": 3})
        await rig.sent()
        rig.restart()
        page = Page()
        await rig.watcher.add("run-1", page)
        await page.until("statement", "available")

    async def test_another_session(self, rig, script):
        script.session = answer(200, {"id": 3, "name": "somebody else's"})
        await rig.sent()
        rig.restart()
        page = Page()
        await rig.watcher.add("run-1", page)
        await page.until("failure")
        assert page.frames[0][1]["status"] == 404
        assert page.frames[0][1]["headers"]["x-synapse-proxy"] == "upstream"
        assert script.times == []

    @pytest.mark.parametrize(("status", "kind"), [(404, "failure"), (403, "failure")])
    async def test_no_session(self, rig, script, status, kind):
        script.session = answer(status, {"msg": "Session '3' not found."})
        await rig.sent()
        rig.restart()
        page = Page()
        await rig.watcher.add("run-1", page)
        await page.until(kind)
        assert page.frames[0][1]["status"] == status

    async def test_livy_was_restarted_meanwhile(self, rig, script):
        cut = ProxyError("UpstreamUnreachable", "cut", sent="maybe")
        script.steps = [statement("running"), cut, statement("available")]
        script.session = answer(200, {"id": 3, "name": "somebody else's"})
        page = Page()
        rig.watcher.start(await rig.sent())
        await rig.watcher.add("run-1", page)
        await page.until("failure")
        assert page.states == ["running"]


class TestLocalPool:
    async def test_is_not_started_for_old_runs(self, rig, script, local):
        local["runs"] = False
        await rig.sent(connection="local")
        page = Page()
        await rig.watcher.add("run-1", page)
        await page.until("failure")
        assert page.frames[0][1]["status"] == 404
        assert "local pool" in page.frames[0][1]["body"]
        assert script.asked == []

    async def test_is_read_while_it_runs(self, rig, script, local):
        await rig.sent(connection="local")
        page = Page()
        await rig.watcher.add("run-1", page)
        await page.until("statement", "available")

    async def test_others_do_not_need_it(self, rig, script, local):
        local["runs"] = False
        await rig.sent()
        page = Page()
        await rig.watcher.add("run-1", page)
        await page.until("statement", "available")
        assert local["asked"] == 0


async def test_running_is_activity(rig, script):
    script.steps = [statement("running"), statement("running"), statement("available")]
    calls = []
    rig.watcher.on_running = lambda: calls.append(1)
    page = Page()
    await rig.sent()
    await rig.watcher.add("run-1", page)
    await page.until("statement", "available")
    assert len(calls) == 2


async def test_many_at_once(rig, script):
    """Each reads for itself, and none is forgotten."""
    pages = {}
    for number in range(50):
        run = run_of(id=f"r{number}")
        await rig.ledger.call(Ledger.begin, run, False)
        await rig.ledger.call(Ledger.finish, run.id, "sent", statement_id=7)
        pages[run.id] = Page()
        await rig.watcher.add(run.id, pages[run.id])
    await asyncio.gather(*(page.until("statement", "available") for page in pages.values()))
    await until(lambda: rig.watcher.ids == [])


async def test_a_fault_of_ours_is_told(rig, script):
    script.steps = [RuntimeError("oops")]
    page = Page()
    await rig.sent()
    await rig.watcher.add("run-1", page)
    await page.until("failure")
    assert page.frames[0][1]["proxyCode"] == "UpstreamUnreachable"
    script.steps = [statement("available")]
    await rig.watcher.add("run-1", page)
    await page.until("statement", "available")
