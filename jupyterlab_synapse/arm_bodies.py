"""The bodies that _Set up Azure_ sends to create something: their names, each with its values.

Nothing else may be in a body. Most properties of Azure's resources run code for others, open
networks, or shorten for how long logs are kept; those that are here do not, with these values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

BLOB_CONTRIBUTOR = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
"""Storage Blob Data Contributor, the only role that is given."""

GUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


@dataclass(frozen=True)
class Value:
    """A value of a body: how it must be, as the end of a sentence, and whether it is.

    `is_good` is asked with the subscription of the request's path, too: ids of others would
    connect to what is not of the set-up.
    """

    must: str
    is_good: Callable[[Any, str], bool]


Shape: TypeAlias = "Mapping[str, Value | Shape]"
"""All names of an object. One with a `?` at its end may be left out."""


def body_problem(body: Any, shape: Shape, subscription: str, where: str = "") -> str | None:
    """What is wrong with a body, as the end of a sentence; None when it has the shape."""
    if not isinstance(body, dict):
        return f"{where or 'its body'} must be an object"
    start = f"{where}." if where else ""
    rules = {name.rstrip("?"): rule for name, rule in shape.items()}
    for name in body:
        if name not in rules:
            return f"{start}{name[:100]} must not be there"
    for name in shape:
        if not name.endswith("?") and name not in body:
            return f"{start}{name} must be there"
    for name, value in body.items():
        rule, place = rules[name], f"{start}{name}"
        if not isinstance(rule, Value):
            problem = body_problem(value, rule, subscription, place)
            if problem is not None:
                return problem
        elif not rule.is_good(value, subscription):
            return f"{place} must be {rule.must}"
    return None


def _one_of(*values: Any) -> Value:
    # By their texts, since False is 0 and 1 is 1.0 for Python.
    known = [json.dumps(value) for value in values]
    return Value(" or ".join(known), lambda found, _: json.dumps(found) in known)


def _text(pattern: str, must: str) -> Value:
    regex = re.compile(pattern, re.ASCII)
    return Value(
        must, lambda found, _: isinstance(found, str) and regex.fullmatch(found) is not None
    )


def _whole(least: int, most: int) -> Value:
    return Value(
        f"a whole number from {least} to {most}",
        lambda found, _: type(found) is int and least <= found <= most,
    )


def _texts(pattern: str, must: str) -> Value:
    one = _text(pattern, must)
    return Value(
        f"a list of {must}",
        lambda found, subscription: (
            isinstance(found, list)
            and len(found) > 0
            and all(one.is_good(each, subscription) for each in found)
        ),
    )


def _id(kind: str) -> Value:
    """The ARM id of a resource of the same subscription."""
    namespace, *types = kind.split("/")
    name = r"[^/\\?#%\s]+"
    below = "".join(f"/{re.escape(one)}/{name}" for one in types)
    group = f"/subscriptions/({name})/resourceGroups/{name}"
    pattern = re.compile(f"{group}/providers/{re.escape(namespace)}{below}", re.IGNORECASE)

    def is_good(found: Any, subscription: str) -> bool:
        match = pattern.fullmatch(found) if isinstance(found, str) else None
        return match is not None and match[1].lower() == subscription.lower()

    return Value(f"the id of a resource of the type {kind} in the same subscription", is_good)


def _role(found: Any, subscription: str) -> bool:
    path = f"/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions"
    return isinstance(found, str) and found.lower() == f"{path}/{BLOB_CONTRIBUTOR}".lower()


_NUMBER = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_ADDRESS = re.compile(rf"(?:{_NUMBER}\.){{3}}{_NUMBER}", re.ASCII)


def _range(found: Any, _: str) -> bool:
    if not isinstance(found, dict) or set(found) != {"startIpAddress", "endIpAddress"}:
        return False
    start, end = found["startIpAddress"], found["endIpAddress"]
    if not isinstance(start, str) or _ADDRESS.fullmatch(start) is None:
        return False
    return end == start or f"{start}-{end}" == "0.0.0.0-255.255.255.255"


_REGION = _text(r"[A-Za-z][A-Za-z0-9 ]{1,60}", "the name of a region")
_FLAG = _one_of(True, False)
_NODES = _whole(3, 200)
_IDENTITY: Shape = {"type": _one_of("SystemAssigned")}
_STORAGE = _id("Microsoft.Storage/storageAccounts")

GROUP: Shape = {"location": _REGION}
STORAGE: Shape = {
    "location": _REGION,
    "kind": _one_of("StorageV2"),
    "sku": {"name": _one_of("Standard_LRS", "Standard_ZRS", "Standard_GRS")},
    "properties": {
        "isHnsEnabled?": _one_of(True),
        "minimumTlsVersion": _one_of("TLS1_2"),
        "supportsHttpsTrafficOnly": _one_of(True),
        "allowBlobPublicAccess": _one_of(False),
        "networkAcls": {
            "bypass": _one_of("AzureServices"),
            "defaultAction": _one_of("Allow"),
        },
    },
}
CONTAINER: Shape = {"properties": {"publicAccess": _one_of("None")}}
ASSIGNMENT: Shape = {
    "properties": {
        "roleDefinitionId": Value("that of Storage Blob Data Contributor", _role),
        "principalId": _text(GUID, "an object id"),
        "principalType": _one_of("User", "ServicePrincipal"),
    }
}
SYNAPSE: Shape = {
    "location": _REGION,
    "identity": _IDENTITY,
    "properties": {
        "defaultDataLakeStorage": {
            "accountUrl": _text(
                r"https://[a-z0-9]{3,24}\.dfs\.core\.[a-z.]+", "the address of a Data Lake"
            ),
            "filesystem": _text(r"[a-z0-9-]{3,63}", "the name of a container"),
            "resourceId": _STORAGE,
        },
        "azureADOnlyAuthentication": _one_of(True),
        "publicNetworkAccess": _one_of("Enabled", "Disabled"),
        "managedVirtualNetwork?": _one_of("default"),
    },
}
FIREWALL_RULE: Shape = {
    "properties": Value("startIpAddress and endIpAddress of one IPv4 address, or of all", _range)
}
POOL: Shape = {
    "location": _REGION,
    "properties": {
        "sparkVersion": _text(r"\d\.\d", "a version of Spark"),
        "nodeCount": _NODES,
        "nodeSize": _one_of("Small", "Medium", "Large"),
        "nodeSizeFamily": _one_of("MemoryOptimized"),
        "autoScale": {"enabled": _FLAG, "minNodeCount?": _NODES, "maxNodeCount?": _NODES},
        "autoPause": {"enabled": _FLAG, "delayInMinutes?": _whole(5, 10080)},
    },
}
LOGS: Shape = {
    "location": _REGION,
    "properties": {
        "sku": {"name": _one_of("PerGB2018")},
        "retentionInDays": _whole(30, 730),
    },
}
EXPORT: Shape = {
    "properties": {
        "destination": {"resourceId": _STORAGE},
        "tableNames": _texts(r"[A-Za-z]\w{0,99}", "names of tables"),
        "enable": _one_of(True),
    }
}
VAULT: Shape = {
    "location": _REGION,
    "properties": {
        "tenantId": _text(GUID, "the id of a tenant"),
        "sku": {"family": _one_of("A"), "name": _one_of("standard")},
        "accessPolicies": _one_of([]),
        "enableRbacAuthorization": _one_of(True),
    },
}
INSIGHTS: Shape = {
    "location": _REGION,
    "kind": _one_of("web"),
    "properties": {
        "Application_Type": _one_of("web"),
        "WorkspaceResourceId": _id("Microsoft.OperationalInsights/workspaces"),
    },
}
LEARNING: Shape = {
    "location": _REGION,
    "identity": _IDENTITY,
    "properties": {
        "friendlyName": _text(r"[\w-]{1,64}", "its name"),
        "storageAccount": _STORAGE,
        "keyVault": _id("Microsoft.KeyVault/vaults"),
        "applicationInsights": _id("Microsoft.Insights/components"),
    },
}
COMPUTE: Shape = {
    "location": _REGION,
    "identity": _IDENTITY,
    "properties": {
        "computeType": _one_of("SynapseSpark"),
        "resourceId": _id("Microsoft.Synapse/workspaces/bigDataPools"),
    },
}
NAME: Shape = {
    "name": _text(r"[A-Za-z0-9_.-]{1,90}", "a name"),
    "type": _text(r"Microsoft\.[A-Za-z]+/[A-Za-z]+", "a type of resources"),
}
"""Whether a name is free."""
