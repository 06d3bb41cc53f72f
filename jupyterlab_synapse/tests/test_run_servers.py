"""Writes of a server that dies, ends, or has a neighbour: none is sent twice."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from jupyterlab_synapse import runs as runs_module
from jupyterlab_synapse.ledger import Ledger, Owner
from jupyterlab_synapse.ledger_thread import LedgerThread
from jupyterlab_synapse.run_record import Run, now_ms

from .scripted_livy import STATEMENTS, error_of
from .waiting import until


def sending(**more):
    """A run as another server left it."""
    return Run(
        **{
            "id": "run-1",
            "notebook": "a.ipynb",
            "cell_id": "c1",
            "session_name": "mine",
            "after": -1,
            "connection": "onprem",
            "host": "w.example",
            "path": STATEMENTS,
            "session_id": 3,
            "code": "1+1",
            "created_at": now_ms(),
            **more,
        }
    )


async def test_an_earlier_server_was_sending(livy, send, state_of, services):
    earlier = LedgerThread(services.ledger.path, services.log, Owner("earlier", 2**22 + 1, "here"))
    assert await earlier.call(Ledger.begin, sending(), False) == "send"
    await earlier.close()
    assert (await state_of())["state"] == "sending"
    # Even with this header: nobody can have looked before there was an answer.
    assert error_of(await send(again=True)) == (409, "RunUnknown")
    assert (await state_of())["state"] == "unknown"
    assert livy.posts == []
    assert (await send(again=True)).code == 201
    assert len(livy.posts) == 1


async def test_another_server_is_sending(livy, send, state_of, services):
    """Of the same user, at the same time: its outcome is not overruled."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "input()", stdin=subprocess.PIPE
    )
    try:
        owner = Owner("other", process.pid, Owner.of_this_process().machine)
        other = LedgerThread(services.ledger.path, services.log, owner)
        await other.call(Ledger.begin, sending(), False)
        for again in (False, True):
            assert error_of(await send(again=again)) == (409, "RunUnknown")
            assert (await state_of())["state"] == "sending"
        await other.close()
    finally:
        process.kill()
        await process.wait()
    assert error_of(await send()) == (409, "RunUnknown")
    assert (await state_of())["state"] == "unknown"
    assert livy.posts == []


KILLED = """
import asyncio, logging, sys
from jupyterlab_synapse.config import load_config
from jupyterlab_synapse.incoming_request import IncomingRequest
from jupyterlab_synapse.run_record import Run
from jupyterlab_synapse.services import create_services

async def main(url, ledger, path):
    config = load_config({"ledger_file": ledger, "livy_endpoints": {"onprem": {"url": url}}})
    services = create_services(config, logging.getLogger())
    run = Run("run-1", "a.ipynb", "c1", "mine", -1)
    request = IncomingRequest("POST", "w.example", path, "", {}, b'{"code": "1+1"}')
    await services.runs.send(run, False, "onprem", request)

asyncio.run(main(*sys.argv[1:]))
"""


async def test_server_is_killed_while_it_sends(livy, send, state_of, upstream, services):
    upstream.delay = 30
    arguments = (f"{upstream.url}/gateway/livy", str(services.ledger.path), STATEMENTS)
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, *arguments)
    await until(lambda: upstream.seen)
    process.kill()
    await process.wait()
    upstream.delay = 0
    assert error_of(await send()) == (409, "RunUnknown")
    run = await state_of()
    assert (run["state"], run["code"], run["sessionId"]) == ("unknown", "1+1", 3)
    assert len(livy.posts) == 1


@pytest.mark.parametrize(("delay", "grace", "state"), [(0.1, 20, "sent"), (30, 0.4, "unknown")])
async def test_the_end_of_the_server(
    livy, send, upstream, services, monkeypatch, delay, grace, state
):
    """It waits a little for answers; what is later is looked for by the next one."""
    monkeypatch.setattr(runs_module, "GRACE_SECONDS", grace)
    upstream.delay = delay
    livy.reads = 100
    page = asyncio.ensure_future(send())
    await until(lambda: upstream.seen)
    await services.runs.close()
    next_server = LedgerThread(services.ledger.path, services.log)
    run = await next_server.call(Ledger.get, "run-1")
    assert run.state == state
    await next_server.close()
    page.cancel()
