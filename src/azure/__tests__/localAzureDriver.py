"""Answers a spec as the local Azure: a line of JSON each way, without a server.

`{"method", "url", "body"}` asks, `{"configure": settings}` and `{"advance": seconds}` change what
it does and what time it is.
"""

import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

sys.path.insert(0, str(Path(__file__).parents[3]))

from jupyterlab_synapse.local import arm, arm_tenant
from jupyterlab_synapse.local.arm_answer import Answer

passed = timedelta()
azure = arm.LocalAzure(
    arm_tenant.TENANTS[sys.argv[1]](), now=lambda: datetime.now(timezone.utc) + passed
)


def answer_to(asked: dict) -> Answer:
    """What is answered to a request."""
    global passed
    if "configure" in asked:
        return Answer(200, azure.configure(asked["configure"]))
    if "advance" in asked:
        passed += timedelta(seconds=asked["advance"])
        return Answer(200, None)
    url = urlsplit(asked["url"])
    query = dict(parse_qsl(url.query))
    method, body = asked.get("method", "GET"), asked.get("body")
    if url.hostname and url.hostname.endswith(".dev.azuresynapse.net"):
        return azure.rbac(url.hostname, method, url.path, query, body)
    return azure.answer(method, url.path, query, body)


for line in sys.stdin:
    answer = answer_to(json.loads(line))
    reply = {"status": answer.status, "body": answer.body, "headers": dict(answer.headers)}
    print(json.dumps(reply), flush=True)
