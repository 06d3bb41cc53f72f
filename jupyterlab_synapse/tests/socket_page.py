"""A page at the other end of the WebSocket."""

from __future__ import annotations

import asyncio
import json


class Page:
    def __init__(self, socket):
        self.socket = socket

    async def tell(self, **frame):
        await self.socket.write_message(json.dumps(frame))

    async def hear(self, seconds=30.0):
        text = await asyncio.wait_for(self.socket.read_message(), seconds)
        return None if text is None else json.loads(text)

    async def silence(self):
        """All that was sent so far has been dealt with, and nothing is said."""
        await self.tell(ping="silence")
        assert await self.hear() == {"pong": "silence"}

    async def hear_running(self):
        assert (await self.hear())["statement"]["state"] == "running"

    async def hear_the_end(self):
        states = []
        while True:
            frame = await self.hear()
            assert set(frame) == {"run", "statement"}, frame
            states.append(frame["statement"]["state"])
            if states[-1] == "available":
                return states, frame
