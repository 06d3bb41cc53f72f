"""How often one workspace is asked: all requests of this server share one budget.

Synapse answers 429 above 2 created sessions and 200 reads a second in a
workspace; waiting here is cheaper than being refused there.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from aiolimiter import AsyncLimiter

# Small buckets: a full one is emptied at once, and then drips; with one of a second's size
# the first second would see twice as many.
_CREATES = (1, 0.5)
_OTHERS = (20, 0.1)
_MOST_WORKSPACES = 200


@dataclass
class _Turn:
    """A limiter whose waiters come in their order; by itself it lets a newcomer overtake."""

    limiter: AsyncLimiter
    queue: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def take(self) -> None:
        async with self.queue:
            await self.limiter.acquire()


class Budget:
    """One bucket of creates and one of other requests for each workspace."""

    def __init__(self) -> None:
        self._turns: dict[tuple[str, str, bool], _Turn] = {}

    async def take(self, connection: str, host: str, method: str, path: str) -> None:
        """Wait until this request may be sent.

        A workspace is a host of Azure, or a plain Livy whatever host the page writes.
        The local pool has no limit: it is a process on this computer.
        """
        if connection == "local":
            return
        creates = method == "POST" and path.endswith(("/sessions", "/batches"))
        key = (connection, host.lower() if connection == "azure" else "", creates)
        turn = self._turns.get(key)
        if turn is None:
            if len(self._turns) >= _MOST_WORKSPACES:
                # Nobody has so many; whoever waits in one keeps it.
                self._turns.clear()
            turn = self._turns[key] = _Turn(AsyncLimiter(*(_CREATES if creates else _OTHERS)))
        await turn.take()
