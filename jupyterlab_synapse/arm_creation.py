"""Nothing that is there is changed: what a PUT would make is looked for before it is sent.

A PUT of Azure Resource Manager makes what is not there and replaces what is. With the very bodies
of _Set up Azure_ it could shorten for how long an existing workspace keeps its logs, let everybody
in who was shut out, or take the settings of a pool away.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from .errors import ProxyError
from .incoming_request import IncomingRequest
from .upstream import UpstreamAnswer

Send = Callable[[IncomingRequest], Awaitable[UpstreamAnswer]]

# What has failed to be made is made once more by the same PUT.
_FAILED = re.compile("failed|cancell?ed", re.IGNORECASE)


async def send_creation(request: IncomingRequest, send: Send) -> UpstreamAnswer:
    """Send a PUT if there is nothing at its path; raises `ContentNotAllowed` if there is.

    When Azure does not tell (403, 429 and the like), the PUT is not sent, and Azure's answer to
    the look is the answer.
    """
    headers = {name: value for name, value in request.headers.items() if name != "content-type"}
    look = await send(replace(request, method="GET", headers=headers, body=b""))
    if look.status == 404 or (look.status == 200 and _has_failed(look.body)):
        return await send(request)
    if look.status >= 300:
        return look
    raise ProxyError(
        "ContentNotAllowed",
        f"PUT {request.path[:300]} is not passed on to Azure Resource Manager: that is there "
        "already, and JupyterLab changes nothing that is there. Use the Azure portal or the Azure "
        "CLI for this change.",
    )


def _has_failed(body: bytes) -> bool:
    """Whether a resource says that it came to nothing."""
    try:
        state = json.loads(body)["properties"]["provisioningState"]
    except (ValueError, RecursionError, TypeError, LookupError):
        return False
    return isinstance(state, str) and _FAILED.fullmatch(state) is not None
