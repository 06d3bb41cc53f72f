"""The local Azure's Log Analytics and storage resources."""

from __future__ import annotations

from .arm_names import (
    CREATED,
    LOCATION,
    LOGS_ID,
    STORAGE,
    STORAGE_ID,
    Document,
    resource,
)


def resources() -> list[Document]:
    """Parents before children."""
    return [_logs_workspace(), _sentinel(), _data_export(), _storage_account()]


def _logs_workspace() -> Document:
    properties = {
        "customerId": "00000000-0000-0000-0000-000000000006",
        "provisioningState": "Succeeded",
        "sku": {"name": "PerGB2018"},
        "retentionInDays": 90,
        "publicNetworkAccessForIngestion": "Enabled",
        "publicNetworkAccessForQuery": "Enabled",
        "createdDate": CREATED,
        "modifiedDate": CREATED,
    }
    return resource(
        LOGS_ID, "Microsoft.OperationalInsights/workspaces", properties, location=LOCATION, tags={}
    )


def _sentinel() -> Document:
    """Microsoft Sentinel, switched on for the workspace."""
    identity = f"{LOGS_ID}/providers/Microsoft.SecurityInsights/onboardingStates/default"
    kind = "Microsoft.SecurityInsights/onboardingStates"
    return {**resource(identity, kind, {"customerManagedKey": False}), "etag": "sample"}


def _data_export() -> Document:
    # ids in lower case, dates as RFC 1123 and "dataexports": so recorded (azure-cli), against the
    # specification's examples
    properties = {
        "dataExportId": "00000000-0000-0000-0000-000000000007",
        "tableNames": ["CommonSecurityLog"],
        "destination": {
            "resourceId": STORAGE_ID.lower(),
            "type": "StorageAccount",
            "metaData": {},
        },
        "enable": True,
        "createdDate": "Mon, 01 Nov 2021 08:00:00 GMT",
        "lastModifiedDate": "Mon, 01 Nov 2021 08:00:00 GMT",
    }
    identity = f"{LOGS_ID.lower()}/dataexports/export-firewall"
    return resource(identity, "Microsoft.OperationalInsights/workspaces/dataexports", properties)


def _storage_account() -> Document:
    names = ("dfs", "web", "blob", "queue", "table", "file")
    properties = {
        "provisioningState": "Succeeded",
        "creationTime": CREATED,
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
    return resource(
        STORAGE_ID,
        "Microsoft.Storage/storageAccounts",
        properties,
        location=LOCATION,
        tags={},
        kind="StorageV2",
        sku=sku,
    )
