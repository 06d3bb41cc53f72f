"""Waiting for what happens by itself."""

from __future__ import annotations

import asyncio
import inspect


async def until(condition, seconds: float = 10.0) -> None:
    """Until the (async) function gives something true; fails when that takes too long."""

    async def wait() -> None:
        while True:
            found = condition()
            if await found if inspect.isawaitable(found) else found:
                return
            await asyncio.sleep(0.01)

    await asyncio.wait_for(wait(), seconds)
