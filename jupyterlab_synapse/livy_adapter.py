"""Turns requests for Synapse's Livy into requests for Apache Livy.

The page speaks Synapse's dialect to every connection. Apache Livy has no
prefix, refuses unknown body fields (Jackson's FAIL_ON_UNKNOWN_PROPERTIES) and
knows keep-alive as `POST /sessions/{id}/connect`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from .errors import ProxyError
from .paths import query_without

_PREFIX = re.compile(r"/livyApi/versions/[^/]+/sparkPools/[^/]+(/(?:sessions|batches)(?:/.*)?)")
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


def to_apache_livy(method: str, path: str, query: str, body: bytes) -> LivyRequest:
    """The same request in Apache Livy's dialect; the path must be checked already.

    Raises `PathNotAllowed` for anything that is not a session or a batch.
    """
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
        body = _without_fields(body, _SESSION_ONLY_SYNAPSE)
    elif method == "POST" and rest == "/batches":
        body = _without_fields(body, _BATCH_ONLY_SYNAPSE)
    return LivyRequest(method, rest, query, body)


def _without_fields(body: bytes, names: frozenset[str]) -> bytes:
    """A JSON object less some fields and all nulls; other bodies as they are.

    `"conf": null` makes Livy start a driver without spark.master
    (Session.scala, prepareConf); for other fields null means absent.
    """
    try:
        document = json.loads(body)
    except ValueError:
        return body  # Livy's own error text is better than ours
    if not isinstance(document, dict):
        return body
    kept = {k: v for k, v in document.items() if k not in names and v is not None}
    return json.dumps(kept).encode()
