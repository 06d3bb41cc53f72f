"""Answers GETs of a spec from the local Azure's documents: a line of JSON each way."""

import json
import sys
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

sys.path.insert(0, str(Path(__file__).parents[3]))

from jupyterlab_synapse.local import arm, arm_tenant

azure = arm.LocalAzure(arm_tenant.TENANTS[sys.argv[1]]())
for line in sys.stdin:
    url = urlsplit(json.loads(line))
    answer = azure.get(url.path, dict(parse_qsl(url.query)))
    reply = {"status": answer.status, "body": answer.body, "headers": dict(answer.headers)}
    print(json.dumps(reply), flush=True)
