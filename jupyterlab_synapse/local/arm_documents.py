"""The documents of the local Azure: one made-up company, Contoso, in the shapes of Azure Resource
Manager.

Shapes: Microsoft.Synapse 2021-06-01, Microsoft.MachineLearningServices 2024-10-01 (linkedServices:
2020-09-01-preview), Microsoft.OperationalInsights 2023-09-01, Microsoft.Storage 2023-05-01,
subscriptions and tenants 2022-12-01. A `SynapseSpark` compute was never seen on the wire: its shape
is from the specification only.
"""

from __future__ import annotations

from . import arm_data, arm_spark
from .arm_names import (
    GROUP,
    LOCATION,
    SUBSCRIPTION,
    TENANT,
    Document,
)


def subscription(identity: str = SUBSCRIPTION, name: str = "Contoso (local)") -> Document:
    """A subscription, by default the one on which sessions run."""
    return {
        "id": f"/subscriptions/{identity}",
        "subscriptionId": identity,
        "tenantId": TENANT,
        "displayName": name,
        "state": "Enabled",
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01",
            "quotaId": "PayAsYouGo_2014-09-01",
            "spendingLimit": "Off",
        },
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


def resource_group(subscription_id: str = SUBSCRIPTION, name: str = GROUP) -> Document:
    """A resource group, by default the one that sessions run in."""
    properties = {"provisioningState": "Succeeded"}
    kind = "Microsoft.Resources/resourceGroups"
    return {
        "id": f"/subscriptions/{subscription_id}/resourceGroups/{name}",
        "name": name,
        "type": kind,
        "location": LOCATION,
        "tags": {},
        "properties": properties,
    }


def resources() -> list[Document]:
    """Every resource, parents before children."""
    return [*arm_spark.resources(), *arm_data.resources()]
