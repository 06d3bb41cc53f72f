"""One workspace's budget: 2 creates and 200 other requests a second, in their order.

By a clock that only goes on when nothing is left to be done: how long the machine takes
for something counts as nothing, so that bounds can be narrow.
"""

from __future__ import annotations

import asyncio
import time

import pytest

from jupyterlab_synapse import budget as budget_module
from jupyterlab_synapse.budget import Budget
from jupyterlab_synapse.run_record import Run

SESSIONS = "/livyApi/versions/1/sparkPools/p/sessions"
# Seconds for four creates, less what a timer may be early.
LEAST = [0, 0.49, 0.98, 1.47]
READ = f"{SESSIONS}/1/statements/1"


@pytest.fixture
def own_clock(jp_asyncio_loop, monkeypatch):
    now, select = jp_asyncio_loop.time(), jp_asyncio_loop._selector.select

    def skip(timeout=None):
        nonlocal now
        if timeout is None:
            return select(None)
        found = select(0)
        # Never nothing: the limiter waits for less than a float of now can hold.
        now += 1e-6 if found else max(timeout, 1e-6)
        return found

    monkeypatch.setattr(jp_asyncio_loop._selector, "select", skip)
    monkeypatch.setattr(jp_asyncio_loop, "time", lambda: now)


async def times(takes):
    """Seconds after which each was let through."""
    clock = asyncio.get_running_loop().time
    begin = clock()

    async def one(take):
        await take
        return clock() - begin

    return await asyncio.gather(*map(one, takes))


@pytest.mark.usefixtures("own_clock")
@pytest.mark.parametrize("what", ["sessions", "batches"])
async def test_creates(what):
    budget = Budget()
    path = SESSIONS.replace("sessions", what)
    waits = await times([budget.take("azure", "w.x", "POST", path) for _ in range(4)])
    assert all(least <= wait < least + 0.45 for wait, least in zip(waits, LEAST, strict=True))


@pytest.mark.usefixtures("own_clock")
async def test_reads():
    budget = Budget()
    waits = await times([budget.take("azure", "w.x", "GET", READ) for _ in range(120)])
    assert waits == sorted(waits)  # nobody overtakes
    assert waits[19] < 0.2
    assert 0.45 <= waits[-1] < 1.5
    # In no half second more than its share and the bucket.
    assert all(b - a > 0.4 for a, b in zip(waits[:19], waits[101:], strict=True))


@pytest.mark.usefixtures("own_clock")
async def test_a_newcomer_does_not_overtake():
    budget = Budget()
    order = []

    async def one(number):
        await budget.take("azure", "w.x", "GET", READ)
        order.append(number)

    tasks = []
    for number in range(60):
        tasks.append(asyncio.create_task(one(number)))
        await asyncio.sleep(0.001)
    await asyncio.gather(*tasks)
    assert order == list(range(60))


@pytest.mark.usefixtures("own_clock")
async def test_one_that_gives_up_holds_nobody():
    budget = Budget()
    await budget.take("azure", "w.x", "POST", SESSIONS)
    waiting = [asyncio.create_task(budget.take("azure", "w.x", "POST", SESSIONS)) for _ in "abc"]
    await asyncio.sleep(0.1)
    waiting[0].cancel()
    waiting[1].cancel()
    (seconds,) = await times([waiting[2]])
    assert seconds < 0.9


@pytest.mark.usefixtures("own_clock")
@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        (("azure", "w.x"), ("azure", "W.X"), True),
        (("azure", "w.x"), ("azure", "v.x"), False),
        (("onprem", "a"), ("onprem", "b"), True),
        (("onprem", "a"), ("other", "a"), False),
        (("local", "a"), ("local", "a"), False),
    ],
)
async def test_who_shares(first, second, shared):
    budget = Budget()
    waits = await times([budget.take(*who, "POST", SESSIONS) for who in (first, second)])
    assert (waits[1] > 0.45) is shared


@pytest.mark.usefixtures("own_clock")
async def test_creates_and_reads_are_apart():
    budget = Budget()
    await budget.take("azure", "w.x", "POST", SESSIONS)
    (wait,) = await times([budget.take("azure", "w.x", "POST", f"{SESSIONS}/1/statements")])
    assert wait < 0.3


async def test_is_bounded(monkeypatch):
    monkeypatch.setattr(budget_module, "_MOST_WORKSPACES", 5)
    budget = Budget()
    for number in range(50):
        await budget.take("azure", f"w{number}.x", "GET", READ)
    assert len(budget._turns) <= 5


async def test_proxy_and_watcher_share_it(fetch, services, upstream):
    """By all ways together the bucket of an endpoint empties once."""
    path = f"proxy/onprem/w.x{READ}"
    begin = time.monotonic()
    await asyncio.gather(
        *(fetch("GET", path) for _ in range(30)),
        *(services.watcher._get(_run(), READ) for _ in range(30)),
    )
    assert time.monotonic() - begin > 0.19
    assert len(upstream.seen) == 60


def _run():
    return Run("r", "a", None, None, -1, connection="onprem", host="w.x")
