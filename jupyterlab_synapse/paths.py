"""Paths and queries of proxied requests: verbatim, or refused."""

from __future__ import annotations

import re
from urllib.parse import unquote, unquote_plus

from .errors import ProxyError

# Printable ASCII, no space. At a `#` or `?` the path would end for whoever reads the whole URL.
_PLAIN = re.compile(r'/[!-"$->@-~]*')
_PLAIN_QUERY = re.compile(r'[!-"$-~]*')
_HIDDEN = re.compile(r"%(?:2f|5c|00|0a|0d|25)|\\", re.IGNORECASE)
_CACHE_BUSTER = re.compile(r"(?:^|&)\d{13}$")


def checked_path(path: str) -> str:
    """The raw (still percent-encoded) path, if each server must read it the same way.

    Raises `PathNotAllowed` for dot segments, empty segments, backslashes and
    escapes of `/`, `\\`, `%` or line ends, and for `#` and `?`: with them an upstream could see
    another path than the one that was checked. `;` counts as the end of a
    segment because Java servers drop what follows it.
    """
    segments = path.split("/")[1:]
    if (
        _PLAIN.fullmatch(path) is None
        or _HIDDEN.search(path)
        or any(unquote(s).split(";")[0] in (".", "..") for s in segments)
        or any(not s for s in segments[:-1])
    ):
        raise ProxyError(
            "PathNotAllowed",
            f"The path {path[:200]!r} holds '.', '..', '#', an empty part or an escaped slash. "
            "Names with such characters cannot be sent through the proxy.",
        )
    return path


def checked_query(query: str) -> str:
    """The raw query, if all of it goes out; `PathNotAllowed` for one that a `#` would cut."""
    if _PLAIN_QUERY.fullmatch(query) is None:
        raise ProxyError(
            "PathNotAllowed",
            f"The query {query[:200]!r} holds '#' or something that is no plain ASCII. Send such "
            "characters percent-encoded.",
        )
    return query


def query_without_cache_buster(query: str) -> str:
    """The query as it came, less the time stamp that JupyterLab adds.

    `ServerConnection` appends `&<13 digits>` or `?<13 digits>` to each URL
    (serverconnection.js, `cache === 'no-store'`); Azure never asked for it.
    """
    return _CACHE_BUSTER.sub("", query)


def query_without(query: str, name: str) -> str:
    """The query less each parameter of that name, however escaped; the others stay verbatim."""
    return "&".join(
        part for part in query.split("&") if part and unquote_plus(part.split("=")[0]) != name
    )
