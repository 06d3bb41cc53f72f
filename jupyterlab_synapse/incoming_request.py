"""A request of the page, as it comes to a connection."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class IncomingRequest:
    """A request of the page, already reduced to what may be passed on."""

    method: str
    host: str
    """As the page wrote it: not checked."""
    path: str
    """Raw, starts with a slash, checked by `checked_path`."""
    query: str
    """Raw, without the question mark, checked by `checked_query`."""
    headers: dict[str, str] = field(default_factory=dict)
    """Names in lower case."""
    body: bytes = field(default=b"", repr=False)
    authorization: str | None = field(default=None, repr=False)
    """`X-Synapse-Authorization`: the page's own token, in browser sign-in mode only."""
