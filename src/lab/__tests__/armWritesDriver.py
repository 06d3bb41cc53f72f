"""What the proxy says of requests to Azure Resource Manager: `setUpWrites.spec.ts` asks.

Reads a list of `{"method", "url", "contentType", "body"}` and writes a list with a message for
each that is refused.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[3]))

from jupyterlab_synapse.clouds import CLOUDS
from jupyterlab_synapse.errors import ProxyError
from jupyterlab_synapse.incoming_request import IncomingRequest
from jupyterlab_synapse.paths import checked_path, checked_query


def refusal(asked: dict[str, str]) -> str | None:
    """Why the proxy would not pass a request on; None: it would."""
    url = urlsplit(asked["url"])
    try:
        request = IncomingRequest(
            asked["method"],
            url.netloc,
            checked_path(url.path),
            checked_query(url.query),
            {"content-type": asked["contentType"]},
            asked["body"].encode(),
        )
        CLOUDS["public"].rule_for(url.netloc).check(request)
    except ProxyError as error:
        return f"{error.code}: {error.message}"
    return None


print(json.dumps([found for found in map(refusal, json.load(sys.stdin)) if found]))
