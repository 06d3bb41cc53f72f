"""The query API of Log Analytics: https://api.loganalytics.io/v1.

Served at these paths for requests whose X-Forwarded-Host is that host, and, as Azure Resource
Manager does, at <id of a workspace>/query. Spark sessions do so below /api.loganalytics.io: they
get that address in JUPYTERLAB_SYNAPSE_LOGS_ENDPOINT and a token that opens nothing else. As on
Azure a user may ask 200 times in 30 seconds.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import math
import re
import time
from typing import TYPE_CHECKING, Any

from tornado.routing import PathMatches, Rule

from .handler import Handler
from .host_matches import HostMatches
from .logs_answer import Answer, answer, refusal

if TYPE_CHECKING:
    from .server import LocalPool

HOST = "api.loganalytics.io"
PREFIX = f"/{HOST}"
PATHS = (
    r"/v1/workspaces/(?P<workspace>[^/]+)/query",
    r"/v1(?P<resource>/subscriptions/.+)/query",
    r"/v1/\$batch",
)
MANAGED = r"(?i:(?P<resource>/subscriptions/[^/]+/resourcegroups/.+/workspaces/[^/]+)/query)"
_MOST_BATCHED = 100


def routes(pool: LocalPool) -> list[Rule]:
    """By host, and below the address that sessions get."""
    mine = {"pool": pool}
    by_host = [Rule(PathMatches(path), LogsHandler, mine) for path in PATHS]
    prefix = re.escape(PREFIX)
    places = [MANAGED, *(prefix + path for path in (*PATHS, MANAGED))]
    below = [Rule(PathMatches(path), LogsHandler, mine) for path in places]
    return [Rule(HostMatches(HOST, "api.loganalytics.azure.com"), by_host), *below]


class LogsHandler(Handler):
    """Answers queries, one or many."""

    def prepare(self) -> None:
        """401 without the server's token or the sessions'; 429 for too many requests."""
        self.local_pool.on_request()
        given = self.request.headers.get("Authorization", "").encode()
        tokens = (self.local_pool.token, self.local_pool.logs.token)
        if not any([hmac.compare_digest(given, f"Bearer {one}".encode()) for one in tokens]):
            self.set_header("WWW-Authenticate", "Bearer")
            self._give(
                refusal(401, "AuthorizationRequiredError", "Valid authentication was not provided")
            )
            return
        wait = self.local_pool.logs.wait(self.local_pool.azure, time.monotonic())
        if wait:
            self.set_header("Retry-After", str(math.ceil(wait)))
            self._give(refusal(429, "ThrottledError", "Rate limit is exceeded"))

    async def get(self, workspace: str = "", resource: str = "") -> None:
        """A query in the URL."""
        body = {
            name: self.get_query_argument(name, None, strip=False) for name in ("query", "timespan")
        }
        self._give(await self._answer(body, workspace, resource))

    async def post(self, workspace: str = "", resource: str = "") -> None:
        """A query, or at $batch several."""
        is_managed = resource and "/v1/" not in self.request.path
        if is_managed and not self.get_query_argument("api-version", ""):
            what = "The api-version query parameter (?api-version=) is required for all requests."
            self._give(refusal(400, "MissingApiVersionParameter", what))
            return
        try:
            body = json.loads(self.request.body)
        except ValueError:
            self._give(refusal(400, "BadArgumentError", "The body is not JSON."))
            return
        if workspace or resource:
            self._give(await self._answer(body, workspace, resource))
            return
        requests = body.get("requests") if isinstance(body, dict) else None
        if not isinstance(requests, list) or not 0 < len(requests) <= _MOST_BATCHED:
            self._give(refusal(400, "BadArgumentError", "A batch has 1 to 100 requests."))
            return
        answers = [await self._batched(one) for one in requests]
        self._give(Answer(200, json.dumps({"responses": answers}).encode()))

    async def _batched(self, request: Any) -> Any:
        known = request if isinstance(request, dict) else {}
        found = await self._answer(known.get("body"), str(known.get("workspace", "")), "")
        body = json.loads(found.body)
        return {"id": str(known.get("id", "")), "status": found.status, "body": body, "headers": {}}

    async def _answer(self, body: Any, workspace: str, resource: str) -> Answer:
        found = self.local_pool.logs.workspace(self.local_pool.azure, workspace, resource)
        if found is None:
            return refusal(404, "PathNotFoundError", "The requested path does not exist")
        if not found.may_query:
            return refusal(
                403,
                "InsufficientAccessError",
                "The provided credentials have insufficient access to perform the requested "
                "operation",
            )
        # A query may make many rows, and sessions are served beside it.
        return await asyncio.to_thread(answer, body, found.tables)

    def _give(self, given: Answer) -> None:
        self.set_status(given.status)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(given.body)
