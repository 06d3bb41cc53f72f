"""The local Azure's Synapse and Azure Machine Learning resources."""

from __future__ import annotations

from typing import Any

from .arm_names import (
    CREATED,
    DEFAULT_POOL,
    GROUP,
    LOCATION,
    ML,
    ML_ID,
    STORAGE,
    STORAGE_ID,
    SUBSCRIPTION,
    SYNAPSE,
    SYNAPSE_ID,
    TENANT,
    Document,
    resource,
)


def resources() -> list[Document]:
    """Parents before children."""
    return [
        _synapse_workspace(),
        _pool(DEFAULT_POOL, "Small", 3, 10),
        _pool("bigpool", "Large", 3, 20),
        _ml_workspace(),
        _spark_compute("sparkpool01", DEFAULT_POOL, "Small", 3, 10),
        _spark_compute("largepool", "bigpool", "Large", 3, 20),
        _cpu_cluster(),
        _linked_service(),
    ]


def _synapse_workspace() -> Document:
    encoded = SYNAPSE_ID.replace("/", "%2f")
    endpoints = {
        "web": f"https://web.azuresynapse.net?workspace={encoded}",
        "dev": f"https://{SYNAPSE}.dev.azuresynapse.net",
        "sqlOnDemand": f"{SYNAPSE}-ondemand.sql.azuresynapse.net",
        "sql": f"{SYNAPSE}.sql.azuresynapse.net",
    }
    lake = {
        "accountUrl": f"https://{STORAGE}.dfs.core.windows.net",
        "filesystem": "synapse",
        "resourceId": STORAGE_ID,
    }
    properties = {
        "provisioningState": "Succeeded",
        "connectivityEndpoints": endpoints,
        "defaultDataLakeStorage": lake,
        "managedResourceGroupName": "contoso-synapse-managed-rg",
        "privateEndpointConnections": [],
        "publicNetworkAccess": "Enabled",
        "sqlAdministratorLogin": "sqladminuser",
        "trustedServiceBypassEnabled": False,
        "workspaceUID": "00000000-0000-0000-0000-000000000001",
    }
    identity = {
        "type": "SystemAssigned",
        "tenantId": TENANT,
        "principalId": "00000000-0000-0000-0000-000000000002",
    }
    return resource(
        SYNAPSE_ID,
        "Microsoft.Synapse/workspaces",
        properties,
        location=LOCATION,
        tags={},
        identity=identity,
    )


def _pool(name: str, size: str, least: int, most: int) -> Document:
    properties = {
        "provisioningState": "Succeeded",
        "creationDate": CREATED,
        "nodeSize": size,
        "nodeSizeFamily": "MemoryOptimized",
        "nodeCount": 0,
        "autoScale": {"enabled": True, "minNodeCount": least, "maxNodeCount": most},
        "autoPause": {"enabled": True, "delayInMinutes": 15},
        "dynamicExecutorAllocation": {"enabled": False},
        "sessionLevelPackagesEnabled": False,
        "isComputeIsolationEnabled": False,
        "sparkVersion": "3.5",
        "cacheSize": 0,
    }
    kind = "Microsoft.Synapse/workspaces/bigDataPools"
    return resource(
        f"{SYNAPSE_ID}/bigDataPools/{name}", kind, properties, location=LOCATION, tags={}
    )


def _ml_workspace() -> Document:
    properties = {
        "friendlyName": ML,
        "provisioningState": "Succeeded",
        "storageAccount": STORAGE_ID,
        "publicNetworkAccess": "Enabled",
        "workspaceId": "00000000-0000-0000-0000-000000000003",
        "discoveryUrl": f"https://{LOCATION}.api.azureml.ms/discovery",
    }
    identity = {
        "type": "SystemAssigned",
        "tenantId": TENANT,
        "principalId": "00000000-0000-0000-0000-000000000004",
    }
    kind = "Microsoft.MachineLearningServices/workspaces"
    return resource(
        ML_ID,
        kind,
        properties,
        location=LOCATION,
        tags={},
        identity=identity,
        kind="Default",
        sku={"name": "Basic", "tier": "Basic"},
    )


def _compute(name: str, kind: str, inner: Document, **outer: Any) -> Document:
    properties = {
        "computeType": kind,
        "computeLocation": LOCATION,
        "provisioningState": "Succeeded",
        "createdOn": CREATED,
        "modifiedOn": CREATED,
        "provisioningErrors": None,
        "disableLocalAuth": False,
        **outer,
        "properties": inner,
    }
    return resource(
        f"{ML_ID}/computes/{name}",
        "Microsoft.MachineLearningServices/workspaces/computes",
        properties,
        location=LOCATION,
        tags={},
    )


def _spark_compute(name: str, pool: str, size: str, least: int, most: int) -> Document:
    inner = {
        "subscriptionId": SUBSCRIPTION,
        "resourceGroup": GROUP,
        "workspaceName": SYNAPSE,
        "poolName": pool,
        "sparkVersion": "3.5",
        "nodeCount": 0,
        "nodeSize": size,
        "nodeSizeFamily": "MemoryOptimized",
        "autoScaleProperties": {"enabled": True, "minNodeCount": least, "maxNodeCount": most},
        "autoPauseProperties": {"enabled": True, "delayInMinutes": 15},
    }
    return _compute(
        name,
        "SynapseSpark",
        inner,
        isAttachedCompute=True,
        resourceId=f"{SYNAPSE_ID}/bigDataPools/{pool}",
    )


def _cpu_cluster() -> Document:
    inner = {
        "osType": "Linux",
        "vmSize": "STANDARD_DS3_V2",
        "vmPriority": "Dedicated",
        "scaleSettings": {
            "minNodeCount": 0,
            "maxNodeCount": 4,
            "nodeIdleTimeBeforeScaleDown": "PT120S",
        },
        "remoteLoginPortPublicAccess": "NotSpecified",
        "allocationState": "Steady",
        "currentNodeCount": 0,
        "targetNodeCount": 0,
    }
    return _compute("cpu-cluster", "AmlCompute", inner, isAttachedCompute=False)


def _linked_service() -> Document:
    properties = {
        "linkedServiceResourceId": SYNAPSE_ID,
        "linkType": "Synapse",
        "createdTime": CREATED,
        "modifiedTime": CREATED,
    }
    identity = {
        "type": "SystemAssigned",
        "tenantId": TENANT,
        "principalId": "00000000-0000-0000-0000-000000000005",
    }
    kind = "Microsoft.MachineLearningServices/workspaces/linkedServices"
    name = f"{ML_ID}/linkedServices/contoso-linked-synapse"
    return resource(name, kind, properties, location=LOCATION, identity=identity)
