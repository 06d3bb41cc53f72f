"""`watch`: the WebSocket by which a page is told of its statements (docs/runs.md)."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from jupyter_server.auth.decorator import authorized, ws_authenticated
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from .errors import masked
from .run_record import is_run_id
from .services import SETTING, Services
from .synapse_handler import RESOURCE
from .watched import FrameKind, missing_frame

MAX_FRAME_BYTES = 1024 * 1024
"""Largest frame of a page that is read; one of four times the size ends the connection."""

_MAX_PATH = 4096
_MAX_KEY = 200


class WatchSocket(WebSocketMixin, WebSocketHandler, JupyterHandler):  # pyright: ignore[reportIncompatibleMethodOverride]
    """One page. Its frames are carried out in their order.

    A page that merely listens does not keep an idle server alive: a WebSocket is no
    activity to Jupyter. A statement that runs does, see `Watcher.on_running`.
    """

    auth_resource = RESOURCE

    def initialize(self) -> None:
        self._outbox: dict[tuple[str, FrameKind], str] = {}
        self._writer: asyncio.Task[None] | None = None
        self._watches: set[str] = set()

    @property
    def services(self) -> Services:
        """What this server offers."""
        return self.settings[SETTING]

    @property
    def max_message_size(self) -> int:
        """Beyond our own limit, so that a frame above it is answered and not the end."""
        return 4 * MAX_FRAME_BYTES

    def set_default_headers(self) -> None:
        """Those of JupyterHandler make no sense here."""

    def get_compression_options(self) -> dict[str, Any] | None:
        """As for Jupyter's own WebSockets."""
        return self.settings.get("websocket_compression_options", None)

    @ws_authenticated
    @authorized("execute")  # as for the sockets of kernels
    async def get(self, *args: Any, **kwargs: Any) -> None:
        """Open the socket for a signed-in user who may run code; 403 otherwise."""
        await super().get(*args, **kwargs)

    def open(self, *args: Any, **kwargs: Any) -> None:
        """Frames are small and are waited for: send each at once."""
        super().open(*args, **kwargs)
        self.set_nodelay(True)

    async def on_message(self, message: str | bytes) -> None:
        """Carry out a frame of the page; a bad one is answered with `{"error"}`."""
        try:
            await self._carry_out(_frame(message))
        except ValueError as error:
            self.log.debug("Bad frame: %s", error)
            self._answer(json.dumps({"error": str(error)}))
        except WebSocketClosedError:
            pass
        except Exception as error:
            # An exception would end the connection, and all other watches with it.
            self.log.exception("A frame was not carried out")
            self._answer(json.dumps({"error": masked(str(error))}))

    def on_close(self) -> None:
        """The page went away; reading goes on."""
        for run_id in self._watches:
            self.services.watcher.remove(run_id, self._tell)
        self._watches.clear()
        self._outbox.clear()
        if self._writer is not None:
            self._writer.cancel()

    async def _carry_out(self, frame: dict[str, Any]) -> None:
        services = self.services
        if "ping" in frame:
            self._answer(json.dumps({"pong": frame["ping"]}))
        elif "watch" in frame:
            run_id = _id(frame["watch"])
            if await services.watcher.add(run_id, self._tell):
                self._watches.add(run_id)
                if self.ws_connection is None:  # closed meanwhile
                    self.on_close()
            else:
                self._answer(missing_frame(run_id))
        elif "stop" in frame:
            self._forget(_id(frame["stop"]))
        elif "delivered" in frame:
            self._forget(_id(frame["delivered"]))
            await remember(services, frame)
        elif "note" in frame:
            await remember(services, frame)
        else:
            raise ValueError("A frame has watch, stop, delivered, note or ping.")

    def _forget(self, run_id: str) -> None:
        self._watches.discard(run_id)
        self.services.watcher.remove(run_id, self._tell)
        for kind in ("statement", "failure", "trouble"):
            self._outbox.pop((run_id, kind), None)

    def _tell(self, run_id: str, kind: FrameKind, frame: str) -> None:
        """Send a frame, or in its place a newer one: a slow page need not see each state."""
        if kind == "statement":
            self._outbox.pop((run_id, "trouble"), None)
        self._outbox.pop((run_id, kind), None)
        self._outbox[run_id, kind] = frame
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())

    async def _write(self) -> None:
        while self._outbox:
            frame = self._outbox.pop(next(iter(self._outbox)))
            try:
                # Waits until the network has it.
                await self.write_message(frame)
            except WebSocketClosedError:
                return

    def _answer(self, frame: str) -> None:
        if self.ws_connection is not None:
            self.write_message(frame)


async def remember(services: Services, frame: dict[str, Any]) -> None:
    """Carry out a frame with `delivered` or `note`; ValueError when it is neither."""
    if "delivered" in frame:
        await services.runs.deliver(_id(frame["delivered"]))
    elif "note" in frame:
        notebook, key, value = _note(frame["note"])
        await services.runs.note(notebook, key, value)
    else:
        raise ValueError("What is remembered has delivered or note.")


def _frame(message: str | bytes) -> dict[str, Any]:
    if len(message) > MAX_FRAME_BYTES:
        raise ValueError(f"A frame may have {MAX_FRAME_BYTES} bytes.")
    try:
        frame = json.loads(message)
    except (ValueError, RecursionError) as error:
        raise ValueError("A frame is JSON.") from error
    if not isinstance(frame, dict):
        raise ValueError("A frame is a JSON object.")
    return frame


def _id(value: Any) -> str:
    if not isinstance(value, str) or not is_run_id(value):
        raise ValueError("The id of a run is 1 to 200 of A-Z a-z 0-9 . _ : -")
    return value


def _note(value: Any) -> tuple[str, str, Any]:
    given = value if isinstance(value, dict) else {}
    notebook, key = given.get("notebook"), given.get("key")
    if not isinstance(notebook, str) or not 0 < len(notebook) <= _MAX_PATH:
        raise ValueError("A note has the path of its notebook.")
    if not isinstance(key, str) or not 0 < len(key) <= _MAX_KEY:
        raise ValueError("A note has a key.")
    return notebook, key, given.get("value")
