"""A watcher over scripted answers, without sockets, with little patience."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from dataclasses import replace

from jupyterlab_synapse.ledger import Ledger
from jupyterlab_synapse.ledger_thread import LedgerThread
from jupyterlab_synapse.pace import Patience
from jupyterlab_synapse.run_record import Run, now_ms
from jupyterlab_synapse.upstream import UpstreamAnswer
from jupyterlab_synapse.watcher import Watcher

SESSION = "/livyApi/versions/1/sparkPools/p/sessions/3"
PATIENCE = Patience(
    read=0.3, first=0.02, most=0.1, trouble=0.4, longest_asked=60, random=lambda: 0.5
)


def run_of(**more):
    return replace(
        Run(
            id="run-1",
            notebook="a.ipynb",
            cell_id="c1",
            session_name="mine",
            after=-1,
            connection="azure",
            host="w.x",
            path=f"{SESSION}/statements",
            session_id=3,
            statement_id=7,
            code="1+1",
            created_at=now_ms(),
            state="sent",
        ),
        **more,
    )


def answer(status=200, document=None, **headers):
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return UpstreamAnswer(status, {k.replace("_", "-"): v for k, v in headers.items()}, body)


def statement(state, **more):
    return answer(200, {"id": 7, "state": state, **more})


class Script:
    """Answers reads of statements one after the other, the last one for ever."""

    def __init__(self):
        self.steps = [statement("available")]
        self.session = answer(200, {"id": 3, "name": "mine", "state": "idle"})
        self.asked = []
        self.times = []

    async def exchange(self, connection, request):
        self.asked.append((connection, request.method, request.host, request.path, request.query))
        if request.path == SESSION:
            return self.session
        self.times.append(time.monotonic())
        step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        if isinstance(step, Exception):
            raise step
        if isinstance(step, float):
            await asyncio.sleep(step)
            return statement("available")
        return step

    @property
    def gaps(self):
        return [b - a for a, b in zip(self.times, self.times[1:], strict=False)]


class Page:
    """Listens, and knows what it heard."""

    def __init__(self):
        self.frames = []
        self._news = asyncio.Event()

    def __call__(self, run_id, kind, frame):
        told = json.loads(frame)
        assert told["run"] == run_id
        assert set(told) == {"run", kind}
        self.frames.append((kind, told[kind]))
        self._news.set()

    async def until(self, kind, state=None, seconds=30):
        async def wait():
            while not any(
                k == kind and (state is None or told["state"] == state) for k, told in self.frames
            ):
                self._news.clear()
                await self._news.wait()

        await asyncio.wait_for(wait(), seconds)

    @property
    def states(self):
        return [told["state"] for kind, told in self.frames if kind == "statement"]


class Rig:
    """`restart()` makes the next server's watcher on the same ledger."""

    def __init__(self, path, script, local):
        self._path, self._script, self._local = path, script, local
        self._all = []
        self.restart()

    def restart(self):
        async def local_runs():
            self._local["asked"] += 1
            return self._local["runs"]

        log = logging.getLogger()
        self.ledger = LedgerThread(self._path, log)
        self.watcher = Watcher(self._script.exchange, self.ledger, log, local_runs, PATIENCE)
        self._all.append((self.watcher, self.ledger))

    async def sent(self, **more):
        """A run that was sent, as the ledger has it."""
        run = run_of(**more)
        await self.ledger.call(Ledger.begin, run, False)
        await self.ledger.call(Ledger.finish, run.id, "sent", statement_id=run.statement_id)
        return run

    async def stored(self):
        return await self.ledger.call(Ledger.get, "run-1")

    async def is_done(self):
        return (await self.stored()).state == "done"

    async def close(self):
        for watcher, ledger in self._all:
            await watcher.close()
            await ledger.close()
