"""The documents of the local Azure: one made-up company, Contoso, in the shapes of Azure Resource Manager.

Shapes: Microsoft.Synapse 2021-06-01, Microsoft.MachineLearningServices 2024-10-01 (linkedServices: 2020-09-01-preview),
Microsoft.OperationalInsights 2023-09-01, Microsoft.Storage 2023-05-01, subscriptions and tenants 2022-12-01.
A `SynapseSpark` compute was never seen on the wire: its shape is from the specification only.
"""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]

SUBSCRIPTION = TENANT = "00000000-0000-0000-0000-000000000000"
GROUP, LOCATION = "contoso-rg", "eastus"
SYNAPSE, ML, LOGS, STORAGE = "contoso-synapse", "contoso-aml", "contoso-ws", "contosolake"
LAKE_CONTAINER = "am-commonsecuritylog"
DEFAULT_POOL = "sparkpool01"

_CREATED = "2021-11-01T08:00:00Z"
_GROUP_ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}"
_SYNAPSE_ID = f"{_GROUP_ID}/providers/Microsoft.Synapse/workspaces/{SYNAPSE}"
_ML_ID = f"{_GROUP_ID}/providers/Microsoft.MachineLearningServices/workspaces/{ML}"
_LOGS_ID = f"{_GROUP_ID}/providers/Microsoft.OperationalInsights/workspaces/{LOGS}"
_STORAGE_ID = f"{_GROUP_ID}/providers/Microsoft.Storage/storageAccounts/{STORAGE}"


def subscription() -> Document:
    """The one subscription."""
    return {
        "id": f"/subscriptions/{SUBSCRIPTION}",
        "subscriptionId": SUBSCRIPTION,
        "tenantId": TENANT,
        "displayName": "Contoso (local)",
        "state": "Enabled",
        "subscriptionPolicies": {"locationPlacementId": "Public_2014-09-01", "quotaId": "PayAsYouGo_2014-09-01", "spendingLimit": "Off"},
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
    }


def tenant() -> Document:
    """The one tenant."""
    return {
        "id": f"/tenants/{TENANT}",
        "tenantId": TENANT,
        "displayName": "Contoso (local)",
        "countryCode": "US",
        "defaultDomain": "contoso.example",
        "domains": ["contoso.example"],
        "tenantCategory": "Home",
        "tenantType": "AAD",
    }


def resource_group() -> Document:
    """The one resource group."""
    properties = {"provisioningState": "Succeeded"}
    kind = "Microsoft.Resources/resourceGroups"
    return {"id": _GROUP_ID, "name": GROUP, "type": kind, "location": LOCATION, "tags": {}, "properties": properties}


def resources() -> list[Document]:
    """Every resource, parents before children."""
    return [
        _synapse_workspace(),
        _pool(DEFAULT_POOL, "Small", 3, 10),
        _pool("bigpool", "Large", 3, 20),
        _ml_workspace(),
        _spark_compute("sparkpool01", DEFAULT_POOL, "Small", 3, 10),
        _spark_compute("largepool", "bigpool", "Large", 3, 20),
        _cpu_cluster(),
        _linked_service(),
        _logs_workspace(),
        _logs_table(),
        _data_export(),
        _storage_account(),
    ]


def _resource(identity: str, kind: str, properties: Document, **more: Any) -> Document:
    return {"id": identity, "name": identity.rsplit("/", 1)[1], "type": kind, **more, "properties": properties}


def _synapse_workspace() -> Document:
    encoded = _SYNAPSE_ID.replace("/", "%2f")
    endpoints = {
        "web": f"https://web.azuresynapse.net?workspace={encoded}",
        "dev": f"https://{SYNAPSE}.dev.azuresynapse.net",
        "sqlOnDemand": f"{SYNAPSE}-ondemand.sql.azuresynapse.net",
        "sql": f"{SYNAPSE}.sql.azuresynapse.net",
    }
    lake = {"accountUrl": f"https://{STORAGE}.dfs.core.windows.net", "filesystem": "synapse", "resourceId": _STORAGE_ID}
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
    identity = {"type": "SystemAssigned", "tenantId": TENANT, "principalId": "00000000-0000-0000-0000-000000000002"}
    return _resource(_SYNAPSE_ID, "Microsoft.Synapse/workspaces", properties, location=LOCATION, tags={}, identity=identity)


def _pool(name: str, size: str, least: int, most: int) -> Document:
    properties = {
        "provisioningState": "Succeeded",
        "creationDate": _CREATED,
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
    return _resource(f"{_SYNAPSE_ID}/bigDataPools/{name}", kind, properties, location=LOCATION, tags={})


def _ml_workspace() -> Document:
    properties = {
        "friendlyName": ML,
        "provisioningState": "Succeeded",
        "storageAccount": _STORAGE_ID,
        "publicNetworkAccess": "Enabled",
        "workspaceId": "00000000-0000-0000-0000-000000000003",
        "discoveryUrl": f"https://{LOCATION}.api.azureml.ms/discovery",
    }
    identity = {"type": "SystemAssigned", "tenantId": TENANT, "principalId": "00000000-0000-0000-0000-000000000004"}
    kind = "Microsoft.MachineLearningServices/workspaces"
    return _resource(_ML_ID, kind, properties, location=LOCATION, tags={}, identity=identity, kind="Default", sku={"name": "Basic", "tier": "Basic"})


def _compute(name: str, kind: str, inner: Document, **outer: Any) -> Document:
    properties = {
        "computeType": kind,
        "computeLocation": LOCATION,
        "provisioningState": "Succeeded",
        "createdOn": _CREATED,
        "modifiedOn": _CREATED,
        "provisioningErrors": None,
        "disableLocalAuth": False,
        **outer,
        "properties": inner,
    }
    return _resource(f"{_ML_ID}/computes/{name}", "Microsoft.MachineLearningServices/workspaces/computes", properties, location=LOCATION, tags={})


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
    return _compute(name, "SynapseSpark", inner, isAttachedCompute=True, resourceId=f"{_SYNAPSE_ID}/bigDataPools/{pool}")


def _cpu_cluster() -> Document:
    inner = {
        "osType": "Linux",
        "vmSize": "STANDARD_DS3_V2",
        "vmPriority": "Dedicated",
        "scaleSettings": {"minNodeCount": 0, "maxNodeCount": 4, "nodeIdleTimeBeforeScaleDown": "PT120S"},
        "remoteLoginPortPublicAccess": "NotSpecified",
        "allocationState": "Steady",
        "currentNodeCount": 0,
        "targetNodeCount": 0,
    }
    return _compute("cpu-cluster", "AmlCompute", inner, isAttachedCompute=False)


def _linked_service() -> Document:
    properties = {"linkedServiceResourceId": _SYNAPSE_ID, "linkType": "Synapse", "createdTime": _CREATED, "modifiedTime": _CREATED}
    identity = {"type": "SystemAssigned", "tenantId": TENANT, "principalId": "00000000-0000-0000-0000-000000000005"}
    kind = "Microsoft.MachineLearningServices/workspaces/linkedServices"
    name = f"{_ML_ID}/linkedServices/contoso-linked-synapse"
    return _resource(name, kind, properties, location=LOCATION, identity=identity)


def _logs_workspace() -> Document:
    properties = {
        "customerId": "00000000-0000-0000-0000-000000000006",
        "provisioningState": "Succeeded",
        "sku": {"name": "PerGB2018"},
        "retentionInDays": 90,
        "publicNetworkAccessForIngestion": "Enabled",
        "publicNetworkAccessForQuery": "Enabled",
        "createdDate": _CREATED,
        "modifiedDate": _CREATED,
    }
    return _resource(_LOGS_ID, "Microsoft.OperationalInsights/workspaces", properties, location=LOCATION, tags={})


def _logs_table() -> Document:
    columns = {
        "string": ("DeviceVendor", "DeviceProduct", "Activity", "DeviceAction", "Protocol", "SourceIP", "DestinationIP", "Computer"),
        "int": ("SourcePort", "DestinationPort"),
        "long": ("SentBytes", "ReceivedBytes"),
    }
    described = [{"name": name, "type": kind, "isHidden": False} for kind, names in columns.items() for name in names]
    schema = {
        "name": "CommonSecurityLog",
        "displayName": "CommonSecurityLog",
        "tableType": "Microsoft",
        "tableSubType": "Any",
        "standardColumns": [{"name": "TimeGenerated", "type": "datetime"}, *described],
    }
    properties = {
        "plan": "Analytics",
        "provisioningState": "Succeeded",
        "retentionInDays": 90,
        "totalRetentionInDays": 90,
        "schema": schema,
    }
    return _resource(f"{_LOGS_ID}/tables/CommonSecurityLog", "Microsoft.OperationalInsights/workspaces/tables", properties)


def _data_export() -> Document:
    # ids in lower case, dates as RFC 1123 and "dataexports": so recorded (azure-cli), against the specification's examples
    properties = {
        "dataExportId": "00000000-0000-0000-0000-000000000007",
        "tableNames": ["CommonSecurityLog"],
        "destination": {"resourceId": _STORAGE_ID.lower(), "type": "StorageAccount"},
        "enable": True,
        "createdDate": "Mon, 01 Nov 2021 08:00:00 GMT",
        "lastModifiedDate": "Mon, 01 Nov 2021 08:00:00 GMT",
    }
    identity = f"{_LOGS_ID.lower()}/dataexports/export-firewall"
    return _resource(identity, "Microsoft.OperationalInsights/workspaces/dataexports", properties)


def _storage_account() -> Document:
    names = ("dfs", "web", "blob", "queue", "table", "file")
    properties = {
        "provisioningState": "Succeeded",
        "creationTime": _CREATED,
        "primaryLocation": LOCATION,
        "statusOfPrimary": "available",
        "isHnsEnabled": True,
        "accessTier": "Hot",
        "supportsHttpsTrafficOnly": True,
        "minimumTlsVersion": "TLS1_2",
        "allowBlobPublicAccess": False,
        "primaryEndpoints": {name: f"https://{STORAGE}.{name}.core.windows.net/" for name in names},
    }
    sku = {"name": "Standard_LRS", "tier": "Standard"}
    return _resource(_STORAGE_ID, "Microsoft.Storage/storageAccounts", properties, location=LOCATION, tags={}, kind="StorageV2", sku=sku)
