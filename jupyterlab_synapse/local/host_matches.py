"""Routes by the host that a request was meant for.

Whoever forwards it says so in `X-Forwarded-Host`: here all hosts of Azure are one server.
"""

from __future__ import annotations

from typing import Any

from tornado.httputil import HTTPServerRequest
from tornado.routing import Matcher


def host_of(request: HTTPServerRequest) -> str:
    """The host that was meant, in lower case and without its port; "" when nobody says."""
    return request.headers.get("X-Forwarded-Host", "").split(":")[0].lower()


class HostMatches(Matcher):
    """Matches requests for hosts that end in one of these."""

    def __init__(self, *ends: str) -> None:
        self._ends = ends

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """The handler's arguments: none."""
        return {} if host_of(request).endswith(self._ends) else None
