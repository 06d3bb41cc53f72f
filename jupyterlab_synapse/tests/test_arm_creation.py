"""A PUT to Azure Resource Manager makes what is not there, and changes nothing that is."""

from __future__ import annotations

import json

import pytest

from .fakes import TOKEN
from .set_up_requests import ASSIGNMENT, BODIES, LOGS, ROLE, ROLES
from .test_proxy import error_of

JSON = {"Content-Type": "application/json"}
ANSWER = {"id": "made"}


@pytest.fixture(params=["azure", "local", "browser"])
def mode(request):
    return request.param


@pytest.fixture
def synapse_settings(synapse_settings, mode):
    if mode != "browser":
        return synapse_settings
    return {
        **synapse_settings,
        "sign_in": "browser",
        "azure_client_id": "11111111-2222-3333-4444-555555555555",
        "azure_tenant_id": "contoso.com",
        "azure_redirect_uri": "https://hub.example/hub/user-redirect/x",
    }


@pytest.fixture
def put(fetch, mode, request):
    """`await put(path)`: the set-up's request, in each way to sign in."""
    headers = dict(JSON)
    if mode == "azure":
        request.getfixturevalue("credential")
    if mode == "browser":
        headers["X-Synapse-Authorization"] = f"Bearer {TOKEN}"
    connection = "local" if mode == "local" else "azure"

    async def send(path, body=None):
        return await fetch(
            "PUT",
            f"proxy/{connection}/management.azure.com{path}?api-version=1&1760000000000",
            json.dumps(body or BODIES[path]),
            headers,
        )

    return send


def there(upstream, status, **document):
    """What is at the path before the PUT."""

    def respond(seen):
        if seen.method == "GET":
            return status, dict(JSON), json.dumps(document).encode()
        return 201, dict(JSON), json.dumps(ANSWER).encode()

    upstream.respond = respond


def asked(upstream):
    return [(seen.method, seen.uri) for seen in upstream.seen]


@pytest.mark.parametrize("path", [LOGS, ASSIGNMENT])
async def test_what_is_not_there_is_made(put, upstream, path):
    there(upstream, 404, error={"code": "ResourceNotFound"})
    answer = await put(path)
    assert (answer.code, json.loads(answer.body)) == (201, ANSWER)
    uri = f"{path}?api-version=1"
    assert asked(upstream) == [("GET", uri), ("PUT", uri)]
    look, sent = upstream.seen
    assert look.body == b"" and "content-type" not in look.headers
    assert look.headers["authorization"] == sent.headers["authorization"]
    assert json.loads(sent.body) == BODIES[path]


@pytest.mark.parametrize("state", ["Failed", "Canceled"])
async def test_what_has_failed_is_made_again(put, upstream, state):
    there(upstream, 200, properties={"provisioningState": state})
    assert (await put(LOGS)).code == 201


@pytest.mark.parametrize(
    "document",
    [
        {"properties": {"provisioningState": "Succeeded", "retentionInDays": 365}},
        {"properties": {"provisioningState": "Deleting"}},
        {"properties": {}},
        {"properties": []},
        {},
    ],
)
async def test_what_is_there_stays_as_it_is(put, upstream, document):
    there(upstream, 200, **document)
    answer = await put(LOGS)
    assert error_of(answer) == (403, "ContentNotAllowed", None)
    assert "is there already" in json.loads(answer.body)["error"]["message"]
    assert [method for method, _ in asked(upstream)] == ["GET"]


async def test_an_answer_without_a_document(put, upstream):
    upstream.respond = lambda seen: (200, {}, b"<html>")
    assert error_of(await put(LOGS)) == (403, "ContentNotAllowed", None)


@pytest.mark.parametrize("status", [401, 403, 429, 503])
async def test_whoever_cannot_look_makes_nothing(put, upstream, status):
    error = {"code": "No", "message": "Not now."}
    there(upstream, status, error=error)
    answer = await put(LOGS)
    assert (answer.code, json.loads(answer.body)) == (status, {"error": error})
    assert answer.headers["X-Synapse-Proxy"] == "upstream"
    assert {method for method, _ in asked(upstream)} == {"GET"}


async def test_what_the_set_up_does_not_send_is_not_even_looked_for(put, upstream):
    owner = f"{ROLES}/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
    answer = await put(ASSIGNMENT, {"properties": {**ROLE, "roleDefinitionId": owner}})
    assert error_of(answer) == (403, "ContentNotAllowed", None)
    assert upstream.seen == []
