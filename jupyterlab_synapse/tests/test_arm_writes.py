"""What may be changed in Azure Resource Manager, and what may not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from jupyterlab_synapse.arm_bodies import BLOB_CONTRIBUTOR
from jupyterlab_synapse.arm_writes import PROVIDERS

from .set_up_requests import (
    ASSIGNMENT,
    BODIES,
    COMPUTE,
    CONTAINER,
    GROUP,
    GUID,
    LAKE,
    LEARNING,
    LOGS,
    PARTS,
    ROLE,
    SUBSCRIPTION,
    SYNAPSE,
    VAULT,
    at,
    check,
)

ROOT = Path(__file__).resolve().parents[2]
MADE = [path for path in BODIES if path not in PARTS]


@pytest.mark.parametrize("path", MADE + PARTS)
def test_what_the_set_up_makes(path):
    body = BODIES[path]
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
    name = {"name": "hunt-1", "type": f"{provider}/workspaces"}
    for action, body in (("register", {}), ("checkNameAvailability", name)):
        path = f"{SUBSCRIPTION}/providers/{provider}/{action}"
        assert check("POST", path, body) is None
        assert check("POST", path, {**body, "consent": True}) == "ContentNotAllowed"


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
    path = path.replace("{subscriptionId}", SUBSCRIPTION.rpartition("/")[2])
    path = re.sub(r"\{\w+\}", "one", path)
    bodies = {kind_of(known): body for known, body in BODIES.items()}
    body = bodies[kind_of(path)] if method == "PUT" else {}
    if name.endswith("CheckNameAvailability"):
        body = {"name": "one", "type": "Microsoft.Synapse/workspaces"}
    query = "api-version=1"
    if name.endswith(" Compute_Delete"):
        query += "&underlyingResourceAction=Detach"
    assert check(method, path, body, query=query) is None


def kind_of(path):
    """The types in an id, without names."""
    namespace, *rest = path.lower().rpartition("/providers/")[2].split("/")
    return (namespace, *rest[::2])


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
    assert check("PUT", path, BODIES[path]) is None
    assert check("DELETE", path) is None


def test_the_role_is_that_of_the_page():
    assert f"BLOB_CONTRIBUTOR = '{BLOB_CONTRIBUTOR}'" in SOURCES["setUpItems.ts"]
