"""The local Azure's Synapse and Azure Machine Learning resources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .arm_names import (
    CREATED,
    DEFAULT_POOL,
    GROUP_ID,
    LOCATION,
    ML_ID,
    STORAGE,
    STORAGE_ID,
    SYNAPSE,
    TENANT,
    Document,
    resource,
)


@dataclass(frozen=True)
class Workspace:
    """Where a Synapse workspace is."""

    group: str
    """ARM id of its resource group."""
    name: str

    @property
    def id(self) -> str:
        """Its ARM id."""
        return f"{self.group}/providers/Microsoft.Synapse/workspaces/{self.name}"


CONTOSO = Workspace(GROUP_ID, SYNAPSE)


def resources() -> list[Document]:
    """Parents before children."""
    return [
        synapse_workspace(),
        pool(CONTOSO, DEFAULT_POOL, "Small", 3, 10),
        pool(CONTOSO, "bigpool", "Large", 3, 20),
        ml_workspace(),
        spark_compute(ML_ID, "sparkpool01", CONTOSO, DEFAULT_POOL, "Small", 3, 10),
        spark_compute(ML_ID, "largepool", CONTOSO, "bigpool", "Large", 3, 20),
        _cpu_cluster(),
        linked_service(ML_ID, "contoso-linked-synapse", CONTOSO),
    ]


def synapse_workspace(place: Workspace = CONTOSO) -> Document:
    """A Synapse workspace."""
    encoded = place.id.replace("/", "%2f")
    endpoints = {
        "web": f"https://web.azuresynapse.net?workspace={encoded}",
        "dev": f"https://{place.name}.dev.azuresynapse.net",
        "sqlOnDemand": f"{place.name}-ondemand.sql.azuresynapse.net",
        "sql": f"{place.name}.sql.azuresynapse.net",
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
        "managedResourceGroupName": f"{place.name}-managed-rg",
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
        place.id,
        "Microsoft.Synapse/workspaces",
        properties,
        location=LOCATION,
        tags={},
        identity=identity,
    )


def pool(place: Workspace, name: str, size: str, least: int, most: int) -> Document:
    """A Spark pool of a Synapse workspace."""
    properties = {
        "provisioningState": "Succeeded",
        "creationDate": CREATED,
        "lastSucceededTimestamp": CREATED,
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
    return resource(f"{place.id}/bigDataPools/{name}", kind, properties, location=LOCATION, tags={})


def ml_workspace(path: str = ML_ID) -> Document:
    """An Azure ML workspace."""
    name = path.rsplit("/", 1)[1]
    properties = {
        "friendlyName": name,
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
        path,
        kind,
        properties,
        location=LOCATION,
        tags={},
        identity=identity,
        kind="Default",
        sku={"name": "Basic", "tier": "Basic"},
    )


def _compute(ml: str, name: str, kind: str, inner: Document, **outer: Any) -> Document:
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
        f"{ml}/computes/{name}",
        "Microsoft.MachineLearningServices/workspaces/computes",
        properties,
        location=LOCATION,
        tags={},
    )


def spark_compute(
    ml: str, name: str, place: Workspace, pool: str, size: str, least: int, most: int
) -> Document:
    """A pool that is attached to an Azure ML workspace."""
    _, _, subscription, _, group, *_ = place.id.split("/")
    inner = {
        "subscriptionId": subscription,
        "resourceGroup": group,
        "workspaceName": place.name,
        "poolName": pool,
        "sparkVersion": "3.5",
        "nodeCount": 0,
        "nodeSize": size,
        "nodeSizeFamily": "MemoryOptimized",
        "autoScaleProperties": {"enabled": True, "minNodeCount": least, "maxNodeCount": most},
        "autoPauseProperties": {"enabled": True, "delayInMinutes": 15},
    }
    return _compute(
        ml,
        name,
        "SynapseSpark",
        inner,
        isAttachedCompute=True,
        resourceId=f"{place.id}/bigDataPools/{pool}",
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
    return _compute(ML_ID, "cpu-cluster", "AmlCompute", inner, isAttachedCompute=False)


def linked_service(ml: str, name: str, place: Workspace) -> Document:
    """The name that an Azure ML workspace has for a Synapse workspace."""
    properties = {
        "linkedServiceResourceId": place.id,
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
    return resource(
        f"{ml}/linkedServices/{name}", kind, properties, location=LOCATION, identity=identity
    )
