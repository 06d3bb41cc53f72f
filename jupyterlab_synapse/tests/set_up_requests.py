"""Paths and bodies as _Set up Azure_ sends them to Azure Resource Manager, one of each kind."""

from __future__ import annotations

import json
import re
from typing import Any

from jupyterlab_synapse.arm_bodies import BLOB_CONTRIBUTOR
from jupyterlab_synapse.clouds import CLOUDS
from jupyterlab_synapse.errors import ProxyError
from jupyterlab_synapse.incoming_request import IncomingRequest

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000"
GROUP = f"{SUBSCRIPTION}/resourceGroups/hunt_a.b(c)-%C3%BC"
GUID = "0550e787-7841-4669-9ac8-a8176e900002"


def at(kind: str, group: str = GROUP) -> str:
    """Path of a resource."""
    return f"{group}/providers/Microsoft.{kind}/one"


def named(kind: str) -> str:
    """Id of a resource, as a body has it: not encoded."""
    return at(kind, f"{SUBSCRIPTION}/resourceGroups/hunt_a.b(c)-ü")


LAKE = at("Storage/storageAccounts")
SYNAPSE = at("Synapse/workspaces")
POOL = f"{SYNAPSE}/bigDataPools/one"
LOGS = at("OperationalInsights/workspaces")
EXPORT = f"{LOGS}/dataExports/one"
LEARNING = at("MachineLearningServices/workspaces")
COMPUTE = f"{LEARNING}/computes/one"
CONTAINER = f"{LAKE}/blobServices/default/containers/one"
FIREWALL = f"{SYNAPSE}/firewallRules/one"
ASSIGNMENT = f"{LAKE}/providers/Microsoft.Authorization/roleAssignments/{GUID}"
VAULT = at("KeyVault/vaults")
INSIGHTS = at("Insights/components")
ROLES = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"
ROLE = {
    "roleDefinitionId": f"{ROLES}/{BLOB_CONTRIBUTOR}",
    "principalId": GUID,
    "principalType": "User",
}

_REGION = {"location": "westeurope"}
_IDENTITY = {"identity": {"type": "SystemAssigned"}}

BODIES: dict[str, dict[str, Any]] = {
    GROUP: _REGION,
    LAKE: {
        **_REGION,
        "sku": {"name": "Standard_LRS"},
        "kind": "StorageV2",
        "properties": {
            "isHnsEnabled": True,
            "minimumTlsVersion": "TLS1_2",
            "supportsHttpsTrafficOnly": True,
            "allowBlobPublicAccess": False,
            "networkAcls": {"bypass": "AzureServices", "defaultAction": "Allow"},
        },
    },
    CONTAINER: {"properties": {"publicAccess": "None"}},
    SYNAPSE: {
        **_REGION,
        **_IDENTITY,
        "properties": {
            "defaultDataLakeStorage": {
                "accountUrl": "https://one.dfs.core.windows.net",
                "filesystem": "synapse",
                "resourceId": named("Storage/storageAccounts"),
            },
            "azureADOnlyAuthentication": True,
            "publicNetworkAccess": "Disabled",
            "managedVirtualNetwork": "default",
        },
    },
    FIREWALL: {
        "properties": {"startIpAddress": "0.0.0.0", "endIpAddress": "255.255.255.255"},
    },
    POOL: {
        "location": "West Europe",
        "properties": {
            "sparkVersion": "3.5",
            "nodeCount": 3,
            "nodeSize": "Small",
            "nodeSizeFamily": "MemoryOptimized",
            "autoScale": {"enabled": True, "minNodeCount": 3, "maxNodeCount": 10},
            "autoPause": {"enabled": False},
        },
    },
    LOGS: {
        **_REGION,
        "properties": {"sku": {"name": "PerGB2018"}, "retentionInDays": 30},
    },
    EXPORT: {
        "properties": {
            "destination": {"resourceId": named("Storage/storageAccounts")},
            "tableNames": ["SigninLogs", "Own_CL"],
            "enable": True,
        }
    },
    VAULT: {
        **_REGION,
        "properties": {
            "tenantId": GUID,
            "sku": {"family": "A", "name": "standard"},
            "accessPolicies": [],
            "enableRbacAuthorization": True,
        },
    },
    INSIGHTS: {
        **_REGION,
        "kind": "web",
        "properties": {
            "Application_Type": "web",
            "WorkspaceResourceId": named("OperationalInsights/workspaces"),
        },
    },
    LEARNING: {
        **_REGION,
        **_IDENTITY,
        "properties": {
            "friendlyName": "hunt-ml",
            "storageAccount": named("Storage/storageAccounts"),
            "keyVault": named("KeyVault/vaults"),
            "applicationInsights": named("Insights/components"),
        },
    },
    COMPUTE: {
        **_REGION,
        **_IDENTITY,
        "properties": {
            "computeType": "SynapseSpark",
            "resourceId": f"{named('Synapse/workspaces')}/bigDataPools/one",
        },
    },
    ASSIGNMENT: {"properties": ROLE},
}
"""A body by its path."""

PARTS = [CONTAINER, FIREWALL]
"""What is never deleted by itself."""


def check(
    method: str,
    path: str,
    body: object = None,
    query: str = "api-version=1",
    kind: str = "application/json",
) -> str | None:
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
