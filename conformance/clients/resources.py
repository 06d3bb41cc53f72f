"""Operations of Azure Resource Manager: groups, storage, logs, Synapse, Azure ML, roles."""

from __future__ import annotations

import logging
from typing import Any

from azure.ai.ml import MLClient
from azure.ai.ml.entities import IdentityConfiguration, SynapseSparkCompute
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.authorization.models import RoleAssignmentCreateParameters
from azure.mgmt.loganalytics import LogAnalyticsManagementClient
from azure.mgmt.resource.resources import ResourceManagementClient
from azure.mgmt.resource.subscriptions import SubscriptionClient
from azure.mgmt.storage import StorageManagementClient
from azure.mgmt.synapse import SynapseManagementClient
from rig import Credential, Run

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
GROUP, LAKE, LOGS, SYNAPSE, POOL, ML = (
    *("client-rg", "clientlake", "client-logs", "client-synapse", "clientpool", "client-aml"),
)
PLACE = "eastus"
GROUP_ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}"
STORAGE_ID = f"{GROUP_ID}/providers/Microsoft.Storage/storageAccounts/{LAKE}"
SYNAPSE_ID = f"{GROUP_ID}/providers/Microsoft.Synapse/workspaces/{SYNAPSE}"
POOL_ID = f"{SYNAPSE_ID}/bigDataPools/{POOL}"
ML_ID = f"{GROUP_ID}/providers/Microsoft.MachineLearningServices/workspaces/{ML}"
LOGS_ID = f"{GROUP_ID}/providers/Microsoft.OperationalInsights/workspaces/{LOGS}"
VAULT = "providers/Microsoft.KeyVault/vaults"
INSIGHTS = "providers/Microsoft.Insights/components"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
OTHER_USER = "11111111-2222-3333-4444-555555555555"
FAST = {"polling_interval": 0.2}


def names(found: Any) -> list[str]:
    """The names in a list."""
    return [one.name for one in found]


def groups(run: Run, credential: Credential) -> None:
    """Subscriptions, groups, providers."""
    subscriptions = SubscriptionClient(credential)
    run.step(
        "subscriptions.list",
        lambda: list(subscriptions.subscriptions.list()),
        lambda found: [one.subscription_id for one in found] == [SUBSCRIPTION],
    )
    run.step(
        "subscriptions.get",
        lambda: subscriptions.subscriptions.get(SUBSCRIPTION),
        lambda one: one.state == "Enabled",
    )
    run.step("tenants.list", lambda: list(subscriptions.tenants.list()), len)
    client = ResourceManagementClient(credential, SUBSCRIPTION)
    run.step(
        "resource_groups.check_existence",
        lambda: client.resource_groups.check_existence(GROUP),
        lambda there: there is False,
    )
    run.refused(
        "resource_groups.get, a missing one",
        lambda: client.resource_groups.get(GROUP),
        *(404, "ResourceGroupNotFound"),
    )
    run.step(
        "resource_groups.create_or_update",
        lambda: client.resource_groups.create_or_update(GROUP, {"location": PLACE}),
        lambda one: one.properties.provisioning_state == "Succeeded",
    )
    run.step(
        "resource_groups.get",
        lambda: client.resource_groups.get(GROUP),
        lambda one: (one.name, one.location) == (GROUP, PLACE),
    )
    run.step(
        "resource_groups.list",
        lambda: list(client.resource_groups.list()),
        lambda f: GROUP in names(f),
    )
    for namespace in ("Microsoft.Synapse", "Microsoft.Storage", "Microsoft.OperationalInsights"):
        run.step(
            f"providers.register {namespace}",
            lambda namespace=namespace: client.providers.register(namespace),
            lambda one: one.registration_state in ("Registered", "Registering"),
        )
    client.providers.register("Microsoft.MachineLearningServices")
    client.providers.register("Microsoft.Insights")
    client.providers.register("Microsoft.KeyVault")
    run.step(
        "providers.get",
        lambda: client.providers.get("Microsoft.Synapse"),
        lambda one: one.namespace == "Microsoft.Synapse",
    )


def storage(run: Run, credential: Credential) -> None:
    """The lake's account and containers."""
    client = StorageManagementClient(credential, SUBSCRIPTION)
    run.step(
        "storage_accounts.check_name_availability",
        lambda: client.storage_accounts.check_name_availability(
            {"name": LAKE, "type": "Microsoft.Storage/storageAccounts"}
        ),
        lambda answer: answer.name_available,
    )
    body = {
        "sku": {"name": "Standard_LRS"},
        "kind": "StorageV2",
        "location": PLACE,
        "properties": {"isHnsEnabled": True},
    }
    run.step(
        "storage_accounts.begin_create",
        lambda: client.storage_accounts.begin_create(GROUP, LAKE, body, **FAST).result(60),
        lambda one: one.provisioning_state == "Succeeded" and one.is_hns_enabled,
    )
    run.step(
        "storage_accounts.get_properties",
        lambda: client.storage_accounts.get_properties(GROUP, LAKE),
        lambda one: one.primary_endpoints.dfs == f"https://{LAKE}.dfs.core.windows.net/",
    )
    run.step(
        "storage_accounts.list",
        lambda: list(client.storage_accounts.list()),
        lambda found: LAKE in names(found),
    )
    run.step(
        "storage_accounts.list_by_resource_group",
        lambda: list(client.storage_accounts.list_by_resource_group(GROUP)),
        lambda found: names(found) == [LAKE],
    )
    run.step(
        "blob_containers.create",
        lambda: client.blob_containers.create(GROUP, LAKE, "hunts", {}),
        lambda one: one.name == "hunts",
    )
    run.step(
        "blob_containers.list",
        lambda: list(client.blob_containers.list(GROUP, LAKE)),
        lambda found: "hunts" in names(found),
    )
    run.step(
        "blob_containers.get",
        lambda: client.blob_containers.get(GROUP, LAKE, "hunts"),
        lambda one: one.name == "hunts",
    )


def logs(run: Run, credential: Credential) -> str | None:
    """A workspace of Log Analytics, its tables and an export rule; the customer id."""
    client = LogAnalyticsManagementClient(credential, SUBSCRIPTION)
    made = run.step(
        "loganalytics workspaces.begin_create_or_update",
        lambda: client.workspaces.begin_create_or_update(
            GROUP, LOGS, {"location": PLACE, "properties": {"sku": {"name": "PerGB2018"}}}, **FAST
        ).result(60),
        lambda one: one.provisioning_state == "Succeeded" and one.customer_id,
    )
    run.step(
        "loganalytics workspaces.get",
        lambda: client.workspaces.get(GROUP, LOGS),
        lambda one: one.sku.name == "PerGB2018",
    )
    run.step(
        "loganalytics workspaces.list_by_resource_group",
        lambda: list(client.workspaces.list_by_resource_group(GROUP)),
        lambda found: names(found) == [LOGS],
    )
    run.step(
        "loganalytics tables.list_by_workspace",
        lambda: list(client.tables.list_by_workspace(GROUP, LOGS)),
        lambda found: {"SigninLogs", "SecurityEvent"} <= set(names(found)),
    )
    run.step(
        "loganalytics tables.get",
        lambda: client.tables.get(GROUP, LOGS, "SigninLogs"),
        lambda one: one.plan == "Analytics" and one.schema.standard_columns,
    )
    rule = {
        "properties": {
            "tableNames": ["SigninLogs"],
            "destination": {"resourceId": STORAGE_ID},
            "enable": True,
        }
    }
    run.step(
        "data_exports.create_or_update",
        lambda: client.data_exports.create_or_update(GROUP, LOGS, "client-export", rule),
        lambda one: one.enable and one.table_names == ["SigninLogs"],
    )
    run.refused(
        "data_exports.create_or_update, a destination twice",
        lambda: client.data_exports.create_or_update(GROUP, LOGS, "second", rule),
        *(400, "InvalidOperationArgument"),
    )
    run.step(
        "data_exports.get",
        lambda: client.data_exports.get(GROUP, LOGS, "client-export"),
        lambda one: one.destination.resource_id.lower() == STORAGE_ID.lower(),
    )
    run.step(
        "data_exports.list_by_workspace",
        lambda: list(client.data_exports.list_by_workspace(GROUP, LOGS)),
        lambda found: len(found) == 1,
    )
    return made.customer_id if made else None


def synapse(run: Run, credential: Credential) -> None:
    """A Synapse workspace and its Spark pool."""
    client = SynapseManagementClient(credential, SUBSCRIPTION)
    lake = {"accountUrl": f"https://{LAKE}.dfs.core.windows.net", "filesystem": "hunts"}
    workspace = {
        "location": PLACE,
        "identity": {"type": "SystemAssigned"},
        "properties": {"defaultDataLakeStorage": lake},
    }
    run.step(
        "synapse workspaces.begin_create_or_update",
        lambda: client.workspaces.begin_create_or_update(GROUP, SYNAPSE, workspace, **FAST).result(
            60
        ),
        lambda one: one.provisioning_state == "Succeeded",
    )
    run.step(
        "synapse workspaces.get",
        lambda: client.workspaces.get(GROUP, SYNAPSE),
        lambda one: one.connectivity_endpoints["dev"] == f"https://{SYNAPSE}.dev.azuresynapse.net",
    )
    run.step(
        "synapse workspaces.list",
        lambda: list(client.workspaces.list()),
        lambda found: SYNAPSE in names(found),
    )
    run.step(
        "synapse workspaces.list_by_resource_group",
        lambda: list(client.workspaces.list_by_resource_group(GROUP)),
        lambda found: names(found) == [SYNAPSE],
    )
    pool = {
        "location": PLACE,
        "properties": {
            "sparkVersion": "3.5",
            "nodeSize": "Small",
            "nodeSizeFamily": "MemoryOptimized",
            "autoScale": {"enabled": True, "minNodeCount": 3, "maxNodeCount": 5},
            "autoPause": {"enabled": True, "delayInMinutes": 15},
        },
    }
    run.step(
        "big_data_pools.begin_create_or_update",
        lambda: client.big_data_pools.begin_create_or_update(
            GROUP, SYNAPSE, POOL, pool, **FAST
        ).result(60),
        lambda one: one.provisioning_state == "Succeeded" and one.spark_version == "3.5",
    )
    run.step(
        "big_data_pools.get",
        lambda: client.big_data_pools.get(GROUP, SYNAPSE, POOL),
        lambda one: one.auto_scale.max_node_count == 5,
    )
    run.step(
        "big_data_pools.list_by_workspace",
        lambda: list(client.big_data_pools.list_by_workspace(GROUP, SYNAPSE)),
        lambda found: names(found) == [POOL],
    )
    run.refused(
        "big_data_pools.get, a missing one",
        lambda: client.big_data_pools.get(GROUP, SYNAPSE, "nowhere"),
        *(404, "ResourceNotFound"),
    )
    run.step(
        "synapse check_name_availability",
        lambda: client.operations.check_name_availability(
            {"name": SYNAPSE, "type": "Microsoft.Synapse/workspaces"}
        ),
        lambda answer: answer.available is False,
    )


def machine_learning(run: Run, credential: Credential) -> None:
    """Azure ML: the workspace over Resource Manager (its own client deploys a template, which the
    local Azure has none of), the attached pool over Azure ML's client.
    """
    logging.getLogger("azure.ai.ml").setLevel(logging.ERROR)
    resources = ResourceManagementClient(credential, SUBSCRIPTION).resources
    vault, insights = f"{GROUP_ID}/{VAULT}/client-vault", f"{GROUP_ID}/{INSIGHTS}/client-insights"
    plain = f"{STORAGE_ID}ml"  # Azure ML takes none with a hierarchical namespace
    parts = (
        (
            *(plain, "2023-05-01"),
            {"kind": "StorageV2", "sku": {"name": "Standard_LRS"}, "properties": {}},
        ),
        (
            *(vault, "2023-07-01"),
            {"properties": {"tenantId": SUBSCRIPTION, "sku": {"family": "A", "name": "standard"}}},
        ),
        (
            *(insights, "2020-02-02"),
            {
                "kind": "web",
                "properties": {"Application_Type": "web", "WorkspaceResourceId": LOGS_ID},
            },
        ),
        (
            *(ML_ID, "2024-10-01"),
            {
                "identity": {"type": "SystemAssigned"},
                "properties": {
                    "storageAccount": plain,
                    "keyVault": vault,
                    "applicationInsights": insights,
                },
            },
        ),
    )
    for identity, version, body in parts:
        name = identity.rpartition("/")[2]
        run.step(
            f"resources.begin_create_or_update_by_id {name}",
            lambda identity=identity, version=version, body=body: (
                resources.begin_create_or_update_by_id(
                    identity, {"location": PLACE, **body}, api_version=version, **FAST
                ).result(60)
            ),
            lambda one, name=name: one.name == name,
        )
    client = MLClient(credential, SUBSCRIPTION, GROUP, ML, enable_telemetry=False)
    run.step("ml workspaces.get", lambda: client.workspaces.get(ML), lambda one: one.name == ML)
    run.step(
        "ml workspaces.list",
        lambda: list(client.workspaces.list()),
        lambda found: names(found) == [ML],
    )
    compute = SynapseSparkCompute(
        name="attached", resource_id=POOL_ID, identity=IdentityConfiguration(type="SystemAssigned")
    )
    run.step(
        "ml compute.begin_create_or_update",
        lambda: client.compute.begin_create_or_update(compute).result(60),
        lambda one: one.resource_id == POOL_ID,
    )
    run.step(
        "ml compute.get",
        lambda: client.compute.get("attached"),
        lambda one: one.type == "synapsespark" and one.spark_version == "3.5",
    )
    run.step(
        "ml compute.list",
        lambda: list(client.compute.list()),
        lambda found: names(found) == ["attached"],
    )
    run.step(
        "ml compute.begin_delete",
        lambda: client.compute.begin_delete("attached", action="Detach").result(60),
    )


def roles(run: Run, credential: Credential) -> None:
    """Azure's roles and permissions."""
    client = AuthorizationManagementClient(credential, SUBSCRIPTION)
    run.step(
        "permissions.list_for_resource_group",
        lambda: list(client.permissions.list_for_resource_group(GROUP)),
        lambda found: any("*" in one.actions for one in found),
    )
    run.step(
        "role_definitions.list",
        lambda: list(client.role_definitions.list(GROUP_ID, filter="roleName eq 'Reader'")),
        lambda found: [one.role_name for one in found] == ["Reader"],
    )
    identity = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"
    run.step(
        "role_definitions.get_by_id",
        lambda: client.role_definitions.get_by_id(f"{identity}/{READER}"),
        lambda one: one.role_name == "Reader",
    )
    name = "99999999-0000-0000-0000-000000000001"
    given = RoleAssignmentCreateParameters(
        role_definition_id=f"{identity}/{READER}", principal_id=OTHER_USER, principal_type="User"
    )
    run.step(
        "role_assignments.create",
        lambda: client.role_assignments.create(GROUP_ID, name, given),
        lambda one: one.principal_id == OTHER_USER,
    )
    run.step(
        "role_assignments.get",
        lambda: client.role_assignments.get(GROUP_ID, name),
        lambda one: one.role_definition_id.endswith(READER),
    )
    run.step(
        "role_assignments.list_for_resource_group",
        lambda: list(
            client.role_assignments.list_for_resource_group(
                GROUP, filter=f"principalId eq '{OTHER_USER}'"
            )
        ),
        lambda found: names(found) == [name],
    )
    run.step("role_assignments.delete", lambda: client.role_assignments.delete(GROUP_ID, name))


def undo(run: Run, credential: Credential) -> None:
    """Everything goes again."""
    exports = LogAnalyticsManagementClient(credential, SUBSCRIPTION).data_exports
    run.step("data_exports.delete", lambda: exports.delete(GROUP, LOGS, "client-export"))
    client = SynapseManagementClient(credential, SUBSCRIPTION)
    run.step(
        "big_data_pools.begin_delete",
        lambda: client.big_data_pools.begin_delete(GROUP, SYNAPSE, POOL, **FAST).result(60),
    )
    run.step(
        "synapse workspaces.begin_delete",
        lambda: client.workspaces.begin_delete(GROUP, SYNAPSE, **FAST).result(60),
    )
    accounts = StorageManagementClient(credential, SUBSCRIPTION)
    run.step(
        "blob_containers.delete", lambda: accounts.blob_containers.delete(GROUP, LAKE, "hunts")
    )
    run.step("storage_accounts.delete", lambda: accounts.storage_accounts.delete(GROUP, LAKE))
    resources = ResourceManagementClient(credential, SUBSCRIPTION)
    run.step(
        "resource_groups.begin_delete",
        lambda: resources.resource_groups.begin_delete(GROUP, **FAST).result(60),
    )
    run.step(
        "resource_groups.check_existence, deleted",
        lambda: resources.resource_groups.check_existence(GROUP),
        lambda there: there is False,
    )
