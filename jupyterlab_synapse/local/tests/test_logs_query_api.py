"""The query API over HTTP: who may ask, and a Spark session that does."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest

from jupyterlab_synapse.local.logs_access import REQUEST_SECONDS, RequestPace

from .client import Client, Spark
from .conftest import Server

CUSTOMER = "00000000-0000-0000-0000-000000000006"
PATH = f"/v1/workspaces/{CUSTOMER}/query"
WORKSPACE = (
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/contoso-rg"
    "/providers/Microsoft.OperationalInsights/workspaces/contoso-ws"
)
QUERY = {"query": "SigninLogs | take 2 | project UserPrincipalName", "timespan": "2021-11-16/P1D"}


@pytest.fixture
def logs(client: Client) -> Client:
    return Client(client.base_url, client.token, {"X-Forwarded-Host": "api.loganalytics.io"})


def test_queries_by_workspace_by_resource_and_in_batches(logs: Client) -> None:
    answer = logs.post(PATH, QUERY)
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert len(answer.body["tables"][0]["rows"]) == 2
    assert logs.post(f"/v1{WORKSPACE}/query", QUERY).body == answer.body
    got = logs.get(f"{PATH}?query=SigninLogs%20%7C%20count&timespan=P1D")
    assert got.status == 200 and got.body["tables"][0]["columns"][0]["name"] == "Count"
    one = {"id": "a", "path": "/query", "method": "POST", "workspace": CUSTOMER, "body": QUERY}
    batch = logs.post("/v1/$batch", {"requests": [one, {**one, "id": "b", "workspace": "x"}]})
    assert [(each["id"], each["status"]) for each in batch.body["responses"]] == [
        ("a", 200),
        ("b", 404),
    ]
    assert batch.body["responses"][0]["body"] == answer.body


def test_refusals(logs: Client, client: Client) -> None:
    missing = logs.post("/v1/workspaces/11111111-1111-1111-1111-111111111111/query", QUERY)
    assert (missing.status, missing.body["error"]["code"]) == (404, "PathNotFoundError")
    assert logs.ask("POST", PATH, raw=b"{").status == 400
    assert logs.post("/v1/$batch", {"requests": []}).status == 400
    other = Client(client.base_url, "wrong", logs.headers)
    assert other.post(PATH, QUERY).status == 401
    assert client.post(PATH, QUERY).status == 404  # another host's path


def test_roles_and_waits_are_those_of_the_local_azure(logs: Client, client: Client) -> None:
    try:
        client.ask("PUT", "/local-azure", {"persona": "analyst"})
        assert logs.post(PATH, QUERY).status == 200
        client.ask("PUT", "/local-azure", {"persona": "none"})
        refused = logs.post(PATH, QUERY)
        assert (refused.status, refused.body["error"]["code"]) == (403, "InsufficientAccessError")
        throttle = {"retryAfter": 3, "times": 1}
        client.ask("PUT", "/local-azure", {"persona": "owner", "throttle": throttle})
        waiting = logs.post(PATH, QUERY)
        assert (waiting.status, waiting.headers["retry-after"]) == (429, "3")
        assert logs.post(PATH, QUERY).status == 200
    finally:
        client.ask("PUT", "/local-azure", {"reset": True})


def test_an_export_rule_brings_data_to_the_lake(client: Client, server: Server) -> None:
    rule = f"{WORKSPACE}/dataExports/hunt?api-version=2023-09-01"
    storage = WORKSPACE.split("/providers")[0] + "/providers/Microsoft.Storage/storageAccounts"
    try:
        account = {"kind": "StorageV2", "sku": {"name": "Standard_LRS"}, "location": "eastus"}
        made = client.ask("PUT", f"{storage}/exportlake?api-version=2023-05-01", account)
        assert made.status in (200, 202), made.body
        end = time.monotonic() + 60
        while client.get(f"{storage}/exportlake?api-version=2023-05-01").status != 200:
            assert time.monotonic() < end
            time.sleep(0.05)
        destination = {"resourceId": f"{storage}/exportlake"}
        body = {"tableNames": ["SigninLogs"], "destination": destination, "enable": True}
        answer = client.ask("PUT", rule, {"properties": body})
        assert answer.status in (200, 201), answer.body
        place = server.home.lake / "exportlake" / "am-signinlogs"
        place = place / f"WorkspaceResourceId={WORKSPACE.lower()}"
        while len(list(place.glob("y=*/m=*/d=*"))) < 22:
            assert time.monotonic() < end
            time.sleep(0.05)
    finally:
        client.delete(rule)
        client.ask("PUT", "/local-azure", {"reset": True})


def test_a_user_may_ask_so_often_and_no_more() -> None:
    pace = RequestPace()
    assert [pace.wait(0.0) for _ in range(200)] == [0.0] * 200
    assert pace.wait(10.0) == REQUEST_SECONDS - 10.0
    assert pace.wait(REQUEST_SECONDS) == 0.0


SESSION = """
import json, os, urllib.error, urllib.request
from notebookutils import mssparkutils
import notebookutils.mssparkutils.credentials as credentials

def ask(path, body=None):
    token = mssparkutils.credentials.getToken("AzureManagement")
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(path, data, {"Authorization": "Bearer " + token})
    try:
        return json.load(urllib.request.urlopen(request))
    except urllib.error.HTTPError as error:
        return error.code
endpoint = os.environ["JUPYTERLAB_SYNAPSE_LOGS_ENDPOINT"]
"""


def test_a_session_asks_with_a_token_that_opens_nothing_else(spark: Spark) -> None:
    assert spark.run(SESSION)["status"] == "ok"
    asked = f"ask(endpoint + {PATH!r}, {json.dumps(QUERY)})['tables'][0]['rows'].__len__()"
    assert spark.text(asked) == "2"
    assert spark.text("endpoint.startswith('http://127.0.0.1:')") == "True"
    assert spark.text("ask(endpoint.removesuffix('/api.loganalytics.io') + '/sessions')") == "401"
    assert spark.text("ask(endpoint.removesuffix('/api.loganalytics.io') + '/')") == "401"
    managed = f"ask(endpoint + {WORKSPACE!r} + '/query', {json.dumps(QUERY)})"
    assert spark.text(managed) == "400"
    managed = managed.replace("/query'", "/query?api-version=2017-10-01'")
    assert spark.text(f"len({managed}['tables'][0]['rows'])") == "2"
    refused = spark.run("credentials.getToken('https://api.loganalytics.io')")
    assert refused["ename"] == "ValueError" and "invalid characters" in refused["evalue"]
    refused = spark.run("credentials.getToken('Vault')")
    assert refused["ename"] == "ValueError" and "no token for 'Vault'" in refused["evalue"]


def test_the_limit_of_requests_is_told(own_server: Callable[..., Server]) -> None:
    client = own_server().client
    logs = Client(client.base_url, client.token, {"X-Forwarded-Host": "api.loganalytics.io"})
    answers = [logs.get("/v1/workspaces/x/query?query=a") for _ in range(201)]
    assert {answer.status for answer in answers[:200]} == {404}
    assert answers[200].status == 429 and 0 < int(answers[200].headers["retry-after"]) <= 31
    assert answers[200].body["error"]["code"] == "ThrottledError"
