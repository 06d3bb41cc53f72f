"""Bodies of writes to Azure Resource Manager: those of the set-up pass, and no others."""

from __future__ import annotations

import json

import pytest

from jupyterlab_synapse.arm_bodies import BLOB_CONTRIBUTOR

from .set_up_requests import (
    ASSIGNMENT,
    BODIES,
    COMPUTE,
    CONTAINER,
    EXPORT,
    FIREWALL,
    GROUP,
    GUID,
    INSIGHTS,
    LAKE,
    LEARNING,
    LOGS,
    POOL,
    ROLE,
    ROLES,
    SYNAPSE,
    VAULT,
    check,
    named,
)

OWNER = f"{ROLES}/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"


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
    ],
)
def test_bodies_that_do_not_pass(path, body):
    assert check("PUT", path, body) == "ContentNotAllowed"


def places(body, start=()):
    """Where the names and values of a body are, innermost last."""
    for name, value in body.items():
        yield (*start, name)
        if isinstance(value, dict):
            yield from places(value, (*start, name))


def changed(body, place, change):
    """A copy of a body in which the object that has a name was changed."""
    copy = json.loads(json.dumps(body))
    inner = copy
    for name in place[:-1]:
        inner = inner[name]
    change(inner, place[-1])
    return copy


PLACES = [(path, place) for path, body in BODIES.items() for place in places(body)]
OPTIONAL = {"isHnsEnabled", "managedVirtualNetwork", "minNodeCount", "maxNodeCount"}


@pytest.mark.parametrize(("path", "place"), PLACES)
def test_nothing_may_be_otherwise(path, place):
    def misses(inner, name):
        del inner[name]

    def has_more(inner, name):
        inner[f"{name}X"] = inner[name]

    def is_another(inner, name):
        inner[name] = {"another": 1}

    def is_in_other_letters(inner, name):
        inner[name.swapcase()] = inner.pop(name)

    for change in (misses, has_more, is_another, is_in_other_letters):
        expected = "ContentNotAllowed"
        if change is misses and place[-1] in OPTIONAL:
            expected = None
        assert check("PUT", path, changed(BODIES[path], place, change)) == expected


ELSEWHERE = named("Storage/storageAccounts").replace("0000-0000", "0000-0001", 1)


@pytest.mark.parametrize(
    ("path", "place", "value"),
    [
        # Code that would run as others, and what sends it their outputs.
        (POOL, "properties.libraryRequirements", {"content": "evil", "filename": "r.txt"}),
        (POOL, "properties.customLibraries", [{"path": "evil.whl"}]),
        (POOL, "properties.sparkConfigProperties", {"content": "spark.plugins evil"}),
        (POOL, "properties.defaultSparkLogFolder", "/logs"),
        (POOL, "properties.autoScale.maxNodeCount", 201),
        (POOL, "properties.autoScale.enabled", 1),
        (POOL, "properties.nodeSize", "XXXLarge"),
        (POOL, "properties.sparkVersion", "٣.٥"),
        (SYNAPSE, "properties.workspaceRepositoryConfiguration", {"accountName": "evil"}),
        (SYNAPSE, "properties.sqlAdministratorLoginPassword", "secret"),
        (SYNAPSE, "properties.managedVirtualNetworkSettings", {}),
        (SYNAPSE, "properties.publicNetworkAccess", "SecuredByPerimeter"),
        (SYNAPSE, "properties.azureADOnlyAuthentication", False),
        (SYNAPSE, "properties.defaultDataLakeStorage.accountUrl", "https://evil.example"),
        (SYNAPSE, "properties.defaultDataLakeStorage.resourceId", ELSEWHERE),
        (SYNAPSE, "identity.userAssignedIdentities", {}),
        (SYNAPSE, "identity.type", "SystemAssigned,UserAssigned"),
        (SYNAPSE, "tags", {}),
        (FIREWALL, "properties.endIpAddress", "10.255.255.255"),
        (FIREWALL, "properties.endIpAddress", None),
        (LOGS, "properties.retentionInDays", 7),
        (LOGS, "properties.retentionInDays", 30.0),
        (LOGS, "properties.features", {"immediatePurgeDataOn30Days": True}),
        (LOGS, "properties.publicNetworkAccessForQuery", "Enabled"),
        (EXPORT, "properties.enable", False),
        (EXPORT, "properties.tableNames", []),
        (EXPORT, "properties.destination.resourceId", ELSEWHERE),
        (EXPORT, "properties.destination.resourceId", named("EventHub/namespaces")),
        (EXPORT, "properties.destination.metaData", {"eventHubName": "evil"}),
        (LAKE, "properties.allowBlobPublicAccess", True),
        (LAKE, "properties.allowBlobPublicAccess", 0),
        (LAKE, "properties.isHnsEnabled", False),
        (LAKE, "properties.isLocalUserEnabled", True),
        (LAKE, "properties.networkAcls.ipRules", []),
        (LAKE, "sku.name", "Premium_LRS"),
        (CONTAINER, "properties.publicAccess", "Container"),
        (VAULT, "properties.accessPolicies", [{"objectId": GUID}]),
        (VAULT, "properties.enableSoftDelete", False),
        (INSIGHTS, "properties.WorkspaceResourceId", LOGS.replace("0000-0000", "0000-0001", 1)),
        (LEARNING, "properties.keyVault", named("Storage/storageAccounts")),
        (LEARNING, "properties.applicationInsights", f"{named('Insights/components')}/x"),
        (COMPUTE, "properties.computeType", "ComputeInstance"),
        (COMPUTE, "properties.properties", {}),
        (GROUP, "managedBy", GUID),
        (GROUP, "location", "west#europe"),
    ],
)
def test_values_that_do_not_pass(path, place, value):
    def change(inner, name):
        inner[name] = value

    body = changed(BODIES[path], place.split("."), change)
    assert check("PUT", path, body) == "ContentNotAllowed"


@pytest.mark.parametrize("kind", ["", "text/plain", "application/json; charset=utf-7"])
def test_bodies_that_somebody_else_could_read_otherwise(kind):
    body = {"properties": ROLE}
    assert check("PUT", ASSIGNMENT, body, kind="Application/JSON; charset=UTF-8") is None
    assert check("PUT", ASSIGNMENT, body, kind=kind) == "ContentNotAllowed"
