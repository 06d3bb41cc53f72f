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
from urllib.parse import unquote

from .errors import ProxyError
from .livy_endpoints import STATEMENT_KINDS, LivyEndpoint
from .paths import query_without

_PREFIX = re.compile(r"/livyApi/versions/[^/]+/sparkPools/[^/]+(/(?:sessions|batches)(?:/.*)?)")
_VERSION = "/version"
_STATEMENTS = re.compile(r"/sessions/[^/]+/statements")
_RESET = re.compile(r"(/sessions/\d+)/reset-timeout")
_SESSION_ONLY_SYNAPSE = frozenset({"artifactId", "tags", "className", "file", "args"})
_BATCH_ONLY_SYNAPSE = frozenset({"artifactId", "tags"})
_PINNED = ("proxyUser", "queue")
"""Whom Spark runs as, and who pays: the administrator's word is the last one."""


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

    A session gets what the endpoint says of all sessions; its `proxyUser` and `queue` are stronger
    than what the page asks for, also for batches. Raises `PathNotAllowed` for anything that is not
    a session, a batch or Livy's version, `KindNotAllowed` for a statement in a language that the
    endpoint does not run, and `ContentNotAllowed` for a body in which that cannot be checked.
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
    if "proxyUser" in endpoint.session:
        query = query_without(query, "doAs")  # to Livy stronger than the body
    place = _as_livy_reads(rest)
    reset = _RESET.fullmatch(rest)
    if method == "PUT" and reset:
        return LivyRequest("POST", f"{reset.group(1)}/connect", query, b"")
    if method == "POST" and place == "/sessions":
        body = _changed(body, lambda document: _session(document, endpoint), endpoint)
    elif method == "POST" and _STATEMENTS.fullmatch(place):
        body = _changed(body, lambda document: _check_kind(document, endpoint), endpoint)
    elif method == "POST" and place == "/batches":
        body = _changed(body, lambda document: _batch(document, endpoint), endpoint)
    return LivyRequest(method, rest, query, body)


def _session(document: dict[str, Any], endpoint: LivyEndpoint) -> dict[str, Any]:
    asked = _without(document, _SESSION_ONLY_SYNAPSE)
    conf = asked.get("conf")
    conf = {**endpoint.conf, **(conf if isinstance(conf, dict) else {})}
    more = {"conf": conf} if conf else {}
    return {**endpoint.session, **asked, **more, **_pinned(endpoint)}


def _batch(document: dict[str, Any], endpoint: LivyEndpoint) -> dict[str, Any]:
    return {**_without(document, _BATCH_ONLY_SYNAPSE), **_pinned(endpoint)}


def _pinned(endpoint: LivyEndpoint) -> dict[str, Any]:
    return {name: endpoint.session[name] for name in _PINNED if name in endpoint.session}


def _as_livy_reads(rest: str) -> str:
    """Its routes know no escapes, no `;…` and no slash at the end."""
    return "/".join(unquote(part).split(";")[0] for part in rest.split("/")).rstrip("/")


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


def _changed(
    body: bytes, change: Callable[[dict[str, Any]], dict[str, Any]], endpoint: LivyEndpoint
) -> bytes:
    """A JSON object after a change; other bodies as they are, where nothing hangs on them."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    if isinstance(document, dict):
        return json.dumps(change(document)).encode()
    if _pinned(endpoint) or endpoint.kinds != STATEMENT_KINDS:
        # Livy reads the first of two documents, for example: it could be the wrong one.
        raise ProxyError(
            "ContentNotAllowed",
            f"The body for the Livy {endpoint.name!r} is no JSON object, and what it asks for "
            "cannot be checked. Send a JSON object.",
        )
    return body  # Livy's own error text is better than ours
