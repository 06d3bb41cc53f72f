"""The proxy's own errors, as the page reads them.

An answer of the proxy itself has the header `X-Synapse-Proxy-Error: <code>`
and the body `{"error": {"code", "message"}}`. An answer of Livy or Azure has
`X-Synapse-Proxy: upstream` and its own status and body. An answer with neither
comes from Jupyter, for example a 403 of an ended Jupyter login.
"""

from __future__ import annotations

import re
from typing import Literal

ERROR_HEADER = "X-Synapse-Proxy-Error"
"""Present on errors of the proxy, and only there; holds the code."""

ORIGIN_HEADER = "X-Synapse-Proxy"
"""`upstream` on each answer that was made by Livy or Azure."""

Sent = Literal["no", "maybe"]
"""Whether the other side may have acted on the request."""

ErrorCode = Literal[
    "BadRunHeader",
    "ContentNotAllowed",
    "HostNotAllowed",
    "KindNotAllowed",
    "LocalPoolMissing",
    "MethodNotAllowed",
    "NotSignedIn",
    "PathNotAllowed",
    "RunNotFound",
    "RunUnknown",
    "SecretMissing",
    "TenantNotAllowed",
    "TokenNotAllowed",
    "TooLarge",
    "UnknownConnection",
    "UpstreamRedirect",
    "UpstreamTimeout",
    "UpstreamUnreachable",
]

# JupyterLab's ServerConnection acts on no status by itself (4.6: it returns the
# response as it is). NotSignedIn is still not a 401: reverse proxies in front of
# Jupyter turn a 401 into their own login page.
STATUS: dict[ErrorCode, int] = {
    "BadRunHeader": 400,
    "ContentNotAllowed": 403,
    "HostNotAllowed": 403,
    "KindNotAllowed": 403,
    "LocalPoolMissing": 503,
    "MethodNotAllowed": 405,
    "NotSignedIn": 403,
    "PathNotAllowed": 403,
    "RunNotFound": 404,
    "RunUnknown": 409,
    "SecretMissing": 403,
    "TenantNotAllowed": 403,
    "TokenNotAllowed": 403,
    "TooLarge": 413,
    "UnknownConnection": 404,
    "UpstreamRedirect": 502,
    "UpstreamTimeout": 504,
    "UpstreamUnreachable": 502,
}

_SECRETS = re.compile(
    r"eyJ[\w-]{8,}(?:\.[\w-]*)*"  # JSON web tokens
    r"|(?<=bearer )\S+|(?<=basic )\S+"  # authorization headers
    r"|(?<=//)[^/\s@]+(?=@)",  # user:password@ of a URL
    re.IGNORECASE,
)


def masked(text: str) -> str:
    """The text with anything that looks like a credential replaced by `***`."""
    return _SECRETS.sub("***", text)


class ProxyError(Exception):
    """A request that the proxy did not pass on, or got no answer to.

    `message` says what happened, why and what to do, and is shown to the user.
    `sent` is None where the question does not arise: nothing was tried.
    """

    def __init__(
        self, code: ErrorCode, message: str, *, sent: Sent | None = None, status: int | None = None
    ) -> None:
        super().__init__(masked(message))
        self.code: ErrorCode = code
        self.message = masked(message)
        self.sent: Sent | None = sent
        self.status = status if status is not None else STATUS[code]

    def body(self) -> dict[str, dict[str, str]]:
        """`{"error": {"code", "message", "sent"?}}`."""
        error: dict[str, str] = {"code": self.code, "message": self.message}
        if self.sent is not None:
            error["sent"] = self.sent
        return {"error": error}
