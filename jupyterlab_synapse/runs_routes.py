"""`runs`: what this server remembers of writes (docs/runs.md)."""

from __future__ import annotations

from typing import Any

import tornado.web
from jupyter_server.auth.decorator import authorized

from .errors import ProxyError
from .synapse_handler import SynapseHandler
from .watch_socket import remember

_MAX_SAID = 1000
"""Frames of one request; a browser sends at most 64 KiB after a page's end."""


class RunsHandler(SynapseHandler):
    """`GET runs?notebook=<path>`: what became of a notebook's writes, and its notes."""

    # Asked when a notebook is opened, and that is activity by itself.
    _track_activity = False

    @tornado.web.authenticated
    @authorized("read")
    async def get(self) -> None:
        """`{"runs": [run, …], "notes": {key: value}}`, oldest run first."""
        self.finish(await self.services.runs.of_notebook(self.get_query_argument("notebook")))


class RenameHandler(SynapseHandler):
    """`POST runs/rename`: a notebook has another path."""

    @tornado.web.authenticated
    @authorized("write")
    async def post(self) -> None:
        """Takes `{"from", "to"}`; 204."""
        body = _object(self.get_json_body())
        await self.services.runs.rename(_text(body, "from"), _text(body, "to"))
        self.set_status(204)
        self.finish()


class SaidHandler(SynapseHandler):
    """`POST runs/said`: the last words of a page that went before its socket had said them."""

    _track_activity = False

    @tornado.web.authenticated
    @authorized("write")
    async def post(self) -> None:
        """Takes `{"messages": [frame, …]}` with frames that have `delivered` or `note`; 204.

        A bad one is a 400, once all before it were carried out.
        """
        messages = _object(self.get_json_body()).get("messages")
        if not isinstance(messages, list) or len(messages) > _MAX_SAID:
            raise tornado.web.HTTPError(400, f"messages is a list of at most {_MAX_SAID}.")
        for message in messages:
            try:
                await remember(self.services, _object(message))
            except ValueError as error:
                raise tornado.web.HTTPError(400, str(error)) from error
        self.set_status(204)
        self.finish()


class RunHandler(SynapseHandler):
    """`runs/<id>`: one run."""

    _track_activity = False

    @tornado.web.authenticated
    @authorized("read")
    async def get(self, run_id: str) -> None:
        """The run; 404 `RunNotFound`."""
        try:
            self.finish(await self.services.runs.get(run_id))
        except ProxyError as error:
            self.fail(error)

    @tornado.web.authenticated
    @authorized("write")
    async def patch(self, run_id: str) -> None:
        """`{"statementId"}` or `{"sessionId"}`: adopted; `{"notebook"}`: renamed. The run."""
        body = _object(self.get_json_body())
        runs = self.services.runs
        try:
            if "notebook" in body:
                answer = await runs.rename_run(run_id, _text(body, "notebook"))
            else:
                statement, session = _number(body, "statementId"), _number(body, "sessionId")
                if statement is None and session is None:
                    raise tornado.web.HTTPError(400, "statementId, sessionId or notebook")
                answer = await runs.adopt(run_id, statement, session)
        except ProxyError as error:
            self.fail(error)
            return
        self.finish(answer)


def _object(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict) or not body:
        raise tornado.web.HTTPError(400, "The body is a JSON object with at least one value.")
    return body


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 4096:
        raise tornado.web.HTTPError(400, f"{name!r} is the path of a notebook.")
    return value


def _number(body: dict[str, Any], name: str) -> int | None:
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise tornado.web.HTTPError(400, f"{name!r} is a whole number.")
    return value
