"""The local Azure with its users, for a spec: a line of JSON each way, no Spark."""

import json
import sys
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

sys.path.insert(0, str(Path(__file__).parents[3]))

from jupyterlab_synapse.local import arm

azure = arm.LocalAzure()


def answer(asked):
    """Status, body and the lake's error code."""
    if "configure" in asked:
        return 200, azure.configure(asked["configure"]), None
    url = urlsplit(asked["url"])
    query = dict(parse_qsl(url.query))
    body = json.loads(asked["body"]) if asked["body"] else None
    if url.hostname.endswith(".dev.azuresynapse.net"):
        found = azure.rbac(url.hostname, asked["method"], url.path, query, body)
    elif url.hostname.endswith(".dfs.core.windows.net"):
        refusal = azure.lake_refusal(url.hostname.split(".")[0], url.path.strip("/"))
        if refusal:
            return 403, {"error": {"code": refusal[0], "message": refusal[1]}}, refusal[0]
        return 200, {"filesystems": [{"name": "am-commonsecuritylog"}], "paths": []}, None
    else:
        found = azure.answer(asked["method"], url.path, query, body)
    return found.status, found.body, None


for line in sys.stdin:
    status, body, code = answer(json.loads(line))
    print(json.dumps({"status": status, "body": body, "code": code}), flush=True)
