"""Turns requests for Synapse's Livy into requests for Apache Livy.

The page speaks Synapse's dialect to every connection. Apache Livy has no
prefix, refuses unknown body fields (Jackson's FAIL_ON_UNKNOWN_PROPERTIES) and
knows keep-alive as `POST /sessions/{id}/connect`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .errors import ProxyError
from .livy_endpoints import LivyEndpoint
from .paths import query_without

_PREFIX = re.compile(r"/livyApi/versions/[^/]+/sparkPools/[^/]+(/(?:sessions|batches)(?:/.*)?)")
_VERSION = "/version"
_STATEMENTS = re.compile(r"/sessions/[^/]+/statements")
_RESET = re.compile(r"(/sessions/\d+)/reset-timeout")
_SESSION_ONLY_SYNAPSE = frozenset({"artifactId", "tags", "className", "file", "args"})
_BATCH_ONLY_SYNAPSE = frozenset({"artifactId", "tags"})


@dataclass(frozen=True)
class LivyRequest:
    """Method, path from Livy's root, raw query and body for Apache Livy."""

    method: str
    path: str
    query: str
    body: bytes


def to_apache_livy(
    method: str, path: str, query: str, body: bytes, endpoint: LivyEndpoint
) -> LivyRequest:
    """The same request in Apache Livy's dialect; the path must be checked already.

    A session gets what the endpoint says of all sessions. Raises `PathNotAllowed` for anything
    that is not a session, a batch or Livy's version, and `KindNotAllowed` for a statement in a
    language that the endpoint does not run.
    """
    if method == "GET" and path == _VERSION:
        return LivyRequest(method, path, "", b"")
    match = _PREFIX.fullmatch(path)
    if match is None:
        raise ProxyError(
            "PathNotAllowed",
            f"The path {path} is not one of a Livy session or batch, which is all that a plain "
            "Livy has. Use an Azure connection for this request.",
        )
    rest = match.group(1)
    query = query_without(query, "detailed")
    reset = _RESET.fullmatch(rest)
    if method == "PUT" and reset:
        return LivyRequest("POST", f"{reset.group(1)}/connect", query, b"")
    if method == "POST" and rest == "/sessions":
        body = _changed(body, lambda document: _session(document, endpoint))
    elif method == "POST" and _STATEMENTS.fullmatch(rest):
        _changed(body, lambda document: _check_kind(document, endpoint))
    elif method == "POST" and rest == "/batches":
        body = _changed(body, lambda document: _without(document, _BATCH_ONLY_SYNAPSE))
    return LivyRequest(method, rest, query, body)


def _session(document: dict[str, Any], endpoint: LivyEndpoint) -> dict[str, Any]:
    asked = _without(document, _SESSION_ONLY_SYNAPSE)
    conf = asked.get("conf")
    conf = {**endpoint.conf, **(conf if isinstance(conf, dict) else {})}
    return {**endpoint.session, **asked, **({"conf": conf} if conf else {})}


def _check_kind(document: dict[str, Any], endpoint: LivyEndpoint) -> dict[str, Any]:
    kind = document.get("kind")
    if kind is not None and kind not in endpoint.kinds:
        raise ProxyError(
            "KindNotAllowed",
            f"The Livy {endpoint.name!r} does not run {str(kind)[:40]!r} cells, only "
            f"{', '.join(endpoint.kinds)}. Write the cell in one of these, or choose another pool.",
        )
    return document


def _without(document: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    """Less some fields and all nulls.

    `"conf": null` makes Livy start a driver without spark.master
    (Session.scala, prepareConf); for other fields null means absent.
    """
    return {k: v for k, v in document.items() if k not in names and v is not None}


def _changed(body: bytes, change: Callable[[dict[str, Any]], dict[str, Any]]) -> bytes:
    """A JSON object after a change; other bodies as they are."""
    try:
        document = json.loads(body)
    except ValueError:
        return body  # Livy's own error text is better than ours
    return json.dumps(change(document)).encode() if isinstance(document, dict) else body
