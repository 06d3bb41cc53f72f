"""Azure's built-in roles that hunts need: their real ids and what they allow.

Ids and permissions as Microsoft documents them ("Azure built-in roles").
"""

from __future__ import annotations

from dataclasses import dataclass

_LOGS = "Microsoft.OperationalInsights"
_BLOBS = "Microsoft.Storage/storageAccounts/blobServices"
_ML = "Microsoft.MachineLearningServices/workspaces"


@dataclass(frozen=True)
class Role:
    """A built-in role: id, what it is, and what it allows."""

    name: str
    id: str
    description: str
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    data_actions: tuple[str, ...] = ()

    @property
    def permission(self) -> dict[str, list[str]]:
        """As Azure writes it."""
        return {
            "actions": list(self.actions),
            "notActions": list(self.not_actions),
            "dataActions": list(self.data_actions),
            "notDataActions": [],
        }


OWNER = "Owner"
CONTRIBUTOR = "Contributor"
READER = "Reader"
LOG_ANALYTICS_READER = "Log Analytics Reader"
BLOB_DATA_CONTRIBUTOR = "Storage Blob Data Contributor"

_ALL = (
    Role(
        OWNER,
        "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
        "Grants full access to manage all resources, including the ability to assign roles in "
        "Azure RBAC.",
        ("*",),
    ),
    Role(
        CONTRIBUTOR,
        "b24988ac-6180-42a0-ab88-20f7382dd24c",
        "Grants full access to manage all resources, but does not allow you to assign roles in "
        "Azure RBAC, manage assignments in Azure Blueprints, or share image galleries.",
        ("*",),
        (
            "Microsoft.Authorization/*/Delete",
            "Microsoft.Authorization/*/Write",
            "Microsoft.Authorization/elevateAccess/Action",
            "Microsoft.Blueprint/blueprintAssignments/write",
            "Microsoft.Blueprint/blueprintAssignments/delete",
            "Microsoft.Compute/galleries/share/action",
            "Microsoft.Purview/consents/write",
            "Microsoft.Purview/consents/delete",
        ),
    ),
    Role(
        READER,
        "acdd72a7-3385-48ef-bd42-f606fba81ae7",
        "View all resources, but does not allow you to make any changes.",
        ("*/read",),
    ),
    Role(
        "User Access Administrator",
        "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
        "Lets you manage user access to Azure resources.",
        ("*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"),
    ),
    Role(
        "Log Analytics Contributor",
        "92aaf0da-9dab-42b6-94a3-d43ce8d16293",
        "Log Analytics Contributor can read all monitoring data and edit monitoring settings.",
        (
            "*/read",
            "Microsoft.ClassicCompute/virtualMachines/extensions/*",
            "Microsoft.ClassicStorage/storageAccounts/listKeys/action",
            "Microsoft.Compute/virtualMachines/extensions/*",
            "Microsoft.HybridCompute/machines/extensions/write",
            "Microsoft.Insights/alertRules/*",
            "Microsoft.Insights/diagnosticSettings/*",
            f"{_LOGS}/*",
            "Microsoft.OperationsManagement/*",
            "Microsoft.Resources/deployments/*",
            "Microsoft.Resources/subscriptions/resourcegroups/deployments/*",
            "Microsoft.Storage/storageAccounts/listKeys/action",
            "Microsoft.Support/*",
        ),
    ),
    Role(
        LOG_ANALYTICS_READER,
        "73c42c96-874c-492b-b04d-ab87d138a893",
        "Log Analytics Reader can view and search all monitoring data as well as view monitoring "
        "settings.",
        (
            "*/read",
            f"{_LOGS}/workspaces/analytics/query/action",
            f"{_LOGS}/workspaces/search/action",
            "Microsoft.Support/*",
        ),
        (f"{_LOGS}/workspaces/sharedKeys/read",),
    ),
    Role(
        "Microsoft Sentinel Contributor",
        "ab8e14d6-4a74-4a29-9ba8-549422addade",
        "Microsoft Sentinel Contributor",
        (
            "Microsoft.SecurityInsights/*",
            f"{_LOGS}/workspaces/analytics/query/action",
            f"{_LOGS}/workspaces/*/read",
            f"{_LOGS}/workspaces/savedSearches/*",
            "Microsoft.OperationsManagement/solutions/read",
            f"{_LOGS}/workspaces/query/read",
            f"{_LOGS}/workspaces/query/*/read",
            f"{_LOGS}/workspaces/dataSources/read",
            f"{_LOGS}/querypacks/*/read",
            "Microsoft.Insights/workbooks/*",
            "Microsoft.Insights/myworkbooks/read",
            "Microsoft.Authorization/*/read",
            "Microsoft.Insights/alertRules/*",
            "Microsoft.Resources/deployments/*",
            "Microsoft.Resources/subscriptions/resourceGroups/read",
            "Microsoft.Support/*",
        ),
        (
            "Microsoft.SecurityInsights/ConfidentialWatchlists/*",
            f"{_LOGS}/workspaces/query/ConfidentialWatchlist/*",
        ),
    ),
    Role(
        "AzureML Data Scientist",
        "f6c7c914-8db3-469d-8ca1-694a8f32e121",
        "Can perform all actions within an Azure Machine Learning workspace, except for creating "
        "or deleting compute resources and modifying the workspace itself.",
        tuple(f"{_ML}/*/{verb}" for verb in ("read", "action", "delete", "write")),
        (
            f"{_ML}/delete",
            f"{_ML}/write",
            f"{_ML}/computes/write",
            f"{_ML}/computes/delete",
            f"{_ML}/computes/*/write",
            f"{_ML}/computes/*/delete",
            f"{_ML}/computes/listKeys/action",
            f"{_ML}/listKeys/action",
        ),
    ),
    Role(
        BLOB_DATA_CONTRIBUTOR,
        "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        "Allows for read, write and delete access to Azure Storage blob containers and data",
        (
            f"{_BLOBS}/containers/delete",
            f"{_BLOBS}/containers/read",
            f"{_BLOBS}/containers/write",
            f"{_BLOBS}/generateUserDelegationKey/action",
        ),
        (),
        tuple(
            f"{_BLOBS}/containers/blobs/{verb}"
            for verb in ("delete", "read", "write", "move/action", "add/action")
        ),
    ),
    Role(
        "Storage Blob Data Reader",
        "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
        "Allows for read access to Azure Storage blob containers and data",
        (f"{_BLOBS}/containers/read", f"{_BLOBS}/generateUserDelegationKey/action"),
        (),
        (f"{_BLOBS}/containers/blobs/read",),
    ),
    Role(
        "Storage Blob Data Owner",
        "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        "Allows for full access to Azure Storage blob containers and data, including assigning "
        "POSIX access control.",
        (f"{_BLOBS}/containers/*", f"{_BLOBS}/generateUserDelegationKey/action"),
        (),
        (f"{_BLOBS}/containers/blobs/*",),
    ),
)

ROLES = {role.name: role for role in _ALL}
BY_ID = {role.id: role for role in _ALL}
