"""What may be changed in Azure Resource Manager, and what may not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from jupyterlab_synapse.arm_writes import BLOB_CONTRIBUTOR, PROVIDERS
from jupyterlab_synapse.clouds import CLOUDS
from jupyterlab_synapse.errors import ProxyError
from jupyterlab_synapse.incoming_request import IncomingRequest

ROOT = Path(__file__).resolve().parents[2]
SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000"
GROUP = f"{SUBSCRIPTION}/resourceGroups/hunt_a.b(c)-%C3%BC"
GUID = "0550e787-7841-4669-9ac8-a8176e900002"


def at(kind):
    return f"{GROUP}/providers/Microsoft.{kind}/one"


LAKE = at("Storage/storageAccounts")
SYNAPSE = at("Synapse/workspaces")
LOGS = at("OperationalInsights/workspaces")
LEARNING = at("MachineLearningServices/workspaces")
COMPUTE = f"{LEARNING}/computes/one"
CONTAINER = f"{LAKE}/blobServices/default/containers/one"
FIREWALL = f"{SYNAPSE}/firewallRules/one"
ASSIGNMENT = f"{LAKE}/providers/Microsoft.Authorization/roleAssignments/{GUID}"
VAULT = at("KeyVault/vaults")
ROLES = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"
ROLE = {
    "roleDefinitionId": f"{ROLES}/{BLOB_CONTRIBUTOR}",
    "principalId": GUID,
    "principalType": "User",
}
OWNER = f"{ROLES}/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"

BODIES = {
    LAKE: {"properties": {"allowBlobPublicAccess": False}},
    CONTAINER: {"properties": {"publicAccess": "None"}},
    VAULT: {"properties": {"accessPolicies": []}},
    COMPUTE: {"properties": {"computeType": "SynapseSpark"}},
    ASSIGNMENT: {"properties": ROLE},
}
MADE = [
    GROUP,
    LAKE,
    SYNAPSE,
    f"{SYNAPSE}/bigDataPools/one",
    LOGS,
    f"{LOGS}/dataExports/one",
    LEARNING,
    COMPUTE,
    VAULT,
    at("Insights/components"),
    ASSIGNMENT,
]
PARTS = [CONTAINER, FIREWALL]


def check(method, path, body: object = None, query="api-version=1", kind="application/json"):
    """None, or the code of the refusal."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = IncomingRequest(
        method, "management.azure.com", path, query, {"content-type": kind}, content
    )
    try:
        CLOUDS["public"].rule_for(request.host).check(request)
    except ProxyError as error:
        assert error.sent is None
        assert re.search(r"\. Use .+\.$", error.message)  # what to do in its place
        return error.code
    return None


@pytest.mark.parametrize("path", MADE + PARTS)
def test_what_the_set_up_makes(path):
    body = BODIES.get(path, {"location": "westeurope"})
    for given in (path, path.replace("resourceGroups", "resourcegroups"), path.lower()):
        assert check("PUT", given, body) is None
    assert check("PUT", f"{path}/", body) == "PathNotAllowed"
    assert check("PATCH", path, body) == "MethodNotAllowed"
    assert check("POST", path, body) == "PathNotAllowed"
    assert check("PUT", path, body, "api-version=1&x=1") == "ContentNotAllowed"


@pytest.mark.parametrize("path", MADE)
def test_what_the_set_up_takes_back(path):
    query = "api-version=1"
    if path == COMPUTE:
        assert check("DELETE", path, query=query) == "ContentNotAllowed"
        for action in ("Delete", "Detach&underlyingResourceAction=Delete"):
            asked = f"{query}&underlyingResourceAction={action}"
            assert check("DELETE", path, query=asked) == "ContentNotAllowed"
        query += "&underlyingResourceAction=Detach"
    assert check("DELETE", path, query=query) is None
    for more in ("forceDeletionTypes=x", "underlyingResourceAction=Delete"):
        assert check("DELETE", path, query=f"{query}&{more}") == "ContentNotAllowed"


@pytest.mark.parametrize("path", PARTS)
def test_parts_go_with_the_whole(path):
    assert check("DELETE", path) == "PathNotAllowed"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_posts_that_pass(provider):
    for action in ("register", "checkNameAvailability"):
        assert check("POST", f"{SUBSCRIPTION}/providers/{provider}/{action}", {}) is None


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"{LAKE}/listKeys"),
        ("POST", f"{LAKE}/listAccountSas"),
        ("POST", f"{LEARNING}/listKeys"),
        ("POST", f"{LEARNING}/listNotebookAccessToken"),
        ("POST", f"{COMPUTE}/listKeys"),
        ("POST", f"{LOGS}/sharedKeys"),
        ("POST", f"{at('Compute/virtualMachines')}/runCommand"),
        ("POST", f"{SUBSCRIPTION}/providers/Microsoft.Compute/register"),
        ("POST", f"{SUBSCRIPTION}/providers/Microsoft.Synapse/unregister"),
        ("POST", f"{SUBSCRIPTION}/providers/Microsoft.Storage/checkNameAvailability/x"),
        ("POST", f"{GROUP}/moveResources"),
        ("POST", f"{GROUP}/exportTemplate"),
        ("PUT", at("Compute/virtualMachines")),
        ("PUT", at("Resources/deployments")),
        ("PUT", at("Resources/deploymentScripts")),
        ("PUT", at("ManagedIdentity/userAssignedIdentities")),
        ("PUT", f"{SYNAPSE}/administrators/activeDirectory"),
        ("PUT", f"{SYNAPSE}/sqlPools/one"),
        ("PUT", f"{VAULT}/accessPolicies/add"),
        ("PUT", f"{VAULT}/secrets/one"),
        ("PUT", f"{LAKE}/managementPolicies/default"),
        ("PUT", f"{LAKE}/localUsers/one"),
        ("DELETE", SUBSCRIPTION),
        ("DELETE", at("Compute/virtualMachines")),
        ("DELETE", f"{LAKE}/providers/Microsoft.Authorization/locks/one"),
        ("DELETE", f"{SYNAPSE}/sqlPools/one"),
        *(
            (method, f"{scope}/providers/Microsoft.Authorization/roleAssignments/{GUID}")
            for method in ("PUT", "DELETE")
            for scope in ("", SUBSCRIPTION, GROUP, SYNAPSE, VAULT, CONTAINER)
        ),
        # Names in which something else could hide.
        ("PUT", f"{LAKE}%3fx"),
        ("PUT", f"{LAKE}%23x"),
        ("PUT", f"{LAKE};x"),
        ("PUT", f"{LAKE}%20"),
    ],
)
def test_what_does_not_pass(method, path):
    assert check(method, path, {"properties": ROLE}) == "PathNotAllowed"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (ASSIGNMENT, {"properties": {**ROLE, "roleDefinitionId": OWNER}}),
        (ASSIGNMENT, {"properties": {**ROLE, "roleDefinitionId": BLOB_CONTRIBUTOR}}),
        (ASSIGNMENT, {"properties": {**ROLE, "principalId": "me"}}),
        (ASSIGNMENT, {"properties": {**ROLE, "principalType": "Group"}}),
        (ASSIGNMENT, {"properties": {**ROLE, "condition": "x"}}),
        (ASSIGNMENT, {"properties": {**ROLE, "RoleDefinitionId": OWNER}}),
        (ASSIGNMENT, {"properties": ROLE, "Properties": {**ROLE, "roleDefinitionId": OWNER}}),
        (ASSIGNMENT, {"properties": {**ROLE, "principalId": 1}}),
        (ASSIGNMENT, {"Properties": ROLE}),
        (ASSIGNMENT, {"properties": [ROLE]}),
        (ASSIGNMENT, [ROLE]),
        (ASSIGNMENT, {}),
        (ASSIGNMENT, b""),
        (ASSIGNMENT, b"{"),
        (ASSIGNMENT, b"[" * 100_000),
        (ASSIGNMENT, json.dumps({"properties": ROLE}).encode("utf-16")),
        (ASSIGNMENT, json.dumps({"properties": ROLE}).encode("utf-8-sig")),
        (ASSIGNMENT, json.dumps({"properties": ROLE}).encode() + b" {}"),
        (
            ASSIGNMENT,
            b'{"properties": {}, ' + json.dumps({"properties": ROLE}).encode()[1:],
        ),
        (LAKE, {"properties": {"allowBlobPublicAccess": True}}),
        (LAKE, {"properties": {"allowBlobPublicAccess": 0}}),
        (LAKE, {"properties": {}}),
        (LAKE, {"properties": {"allowBlobPublicAccess": False, "AllowBlobPublicAccess": True}}),
        (CONTAINER, {"properties": {"publicAccess": "Container"}}),
        (CONTAINER, {}),
        (VAULT, {"properties": {"accessPolicies": [{"objectId": GUID}]}}),
        (COMPUTE, {"properties": {"computeType": "ComputeInstance"}}),
    ],
)
def test_bodies_that_do_not_pass(path, body):
    assert check("PUT", path, body) == "ContentNotAllowed"


@pytest.mark.parametrize("kind", ["", "text/plain", "application/json; charset=utf-7"])
def test_bodies_that_somebody_else_could_read_otherwise(kind):
    body = {"properties": ROLE}
    assert check("PUT", ASSIGNMENT, body, kind="Application/JSON; charset=UTF-8") is None
    assert check("PUT", ASSIGNMENT, body, kind=kind) == "ContentNotAllowed"


@pytest.mark.parametrize(
    "path",
    [
        "/subscriptions",
        "/tenants",
        f"{GROUP}/resources",
        f"{SYNAPSE}/bigDataPools",
        f"{at('Compute/virtualMachines')}/instanceView",
        f"{LAKE}/providers/Microsoft.Authorization/permissions",
        "/providers/Microsoft.Synapse/operations",
    ],
)
def test_reads_are_free(path):
    assert check("GET", path, query="api-version=1&$filter=x&x=1") is None


def operations():
    """Method and path of what is recorded of the product's traffic, as Microsoft specifies it."""
    expected = json.loads((ROOT / "conformance/traffic/expected.json").read_text())
    wanted = set(expected["operations"])
    for file in (ROOT / "conformance/arm/specs").rglob("*.json"):
        provider = file.relative_to(ROOT / "conformance/arm/specs").parts
        if "resource-manager" not in provider:
            continue
        for path, methods in json.loads(file.read_text()).get("paths", {}).items():
            for method, operation in methods.items():
                if not isinstance(operation, dict):
                    continue
                name = f"{provider[2]} {operation.get('operationId')}"
                if name in wanted:
                    yield name, method.upper(), path


SPECIFIED = [one for one in operations() if one[1] != "GET"]


def test_finds_the_recorded_operations():
    names = {name.split()[1] for name, _, _ in SPECIFIED}
    assert {"Providers_Register", "BigDataPools_CreateOrUpdate", "BlobContainers_Create"} <= names


@pytest.mark.parametrize(("name", "method", "path"), SPECIFIED)
def test_the_recorded_operations_pass(name, method, path):
    """Whoever makes the product ask for something new is reminded of `arm_writes.py`."""
    path = path.replace("{resourceProviderNamespace}", PROVIDERS[0]).replace("/{scope}", LAKE)
    path = path.replace("{roleAssignmentName}", ASSIGNMENT.rpartition("/")[2])
    path = re.sub(r"\{\w+\}", "one", path)
    body = next(
        (body for known, body in BODIES.items() if kind_of(known) == kind_of(path)),
        {"location": "westeurope"},
    )
    query = "api-version=1"
    if name.endswith(" Compute_Delete"):
        query += "&underlyingResourceAction=Detach"
    assert check(method, path, body, query=query) is None


def kind_of(path):
    """The types in an id, without names."""
    return path.lower().rpartition("/providers/")[2].split("/")[::2]


SOURCES = {
    file.name: file.read_text(encoding="utf-8") for file in (ROOT / "src/core").glob("setUp*.ts")
}


def test_providers_are_those_of_the_page():
    listed = SOURCES["setUpAccount.ts"].partition("SETUP_PROVIDERS = [")[2].partition("]")[0]
    assert re.findall(r"'([\w.]+)'", listed) == list(PROVIDERS)


TYPES = {one for text in SOURCES.values() for one in re.findall(r"'(Microsoft\.\w+/\w+)'", text)}


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_types_that_the_page_names_can_be_made_and_taken_back(kind):
    path = at(kind.removeprefix("Microsoft."))
    assert check("PUT", path, BODIES.get(path, {})) is None
    assert check("DELETE", path) is None


def test_the_role_is_that_of_the_page():
    assert f"BLOB_CONTRIBUTOR = '{BLOB_CONTRIBUTOR}'" in SOURCES["setUpItems.ts"]
