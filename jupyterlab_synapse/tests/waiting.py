"""Waiting for what happens by itself; how long that takes is the machine's affair."""

from __future__ import annotations

import asyncio
import inspect


async def until(condition, seconds: float = 30.0) -> None:
    """Until the (async) function gives something true; fails when that takes too long."""

    async def wait() -> None:
        while True:
            found = condition()
            if await found if inspect.isawaitable(found) else found:
                return
            await asyncio.sleep(0.01)

    await asyncio.wait_for(wait(), seconds)


def calls_of(monkeypatch, owner, name: str) -> list[tuple]:
    """The arguments of each call of that method from now on, which does what it did."""
    calls: list[tuple] = []
    original = getattr(owner, name)

    def noted(*given, **named):
        calls.append(given)
        return original(*given, **named)

    monkeypatch.setattr(owner, name, noted)
    return calls
