"""Names, ids and the common form of the local Azure's resources."""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]

SUBSCRIPTION = TENANT = "00000000-0000-0000-0000-000000000000"
GROUP, LOCATION = "contoso-rg", "eastus"
SYNAPSE, ML, LOGS, STORAGE = "contoso-synapse", "contoso-aml", "contoso-ws", "contosolake"
DEFAULT_POOL = "sparkpool01"

ENDPOINT = "https://management.azure.com"
"""As which the local Azure answers: links go on there."""

CREATED = "2021-11-01T08:00:00Z"
GROUP_ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}"
SYNAPSE_ID = f"{GROUP_ID}/providers/Microsoft.Synapse/workspaces/{SYNAPSE}"
ML_ID = f"{GROUP_ID}/providers/Microsoft.MachineLearningServices/workspaces/{ML}"
LOGS_ID = f"{GROUP_ID}/providers/Microsoft.OperationalInsights/workspaces/{LOGS}"
STORAGE_ID = f"{GROUP_ID}/providers/Microsoft.Storage/storageAccounts/{STORAGE}"


def resource(path: str, type_name: str, properties: Document, **more: Any) -> Document:
    """A resource in the form they all share."""
    return {
        "id": path,
        "name": path.rsplit("/", 1)[1],
        "type": type_name,
        **more,
        "properties": properties,
    }
