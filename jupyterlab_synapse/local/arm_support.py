"""Key vaults and Application Insights, as far as an Azure ML workspace needs them."""

from __future__ import annotations

from . import arm_check, arm_soft_delete
from .arm_answer import conflict, invalid
from .arm_core import AzureCore, new_guid
from .arm_names import TENANT, Document, resource
from .arm_types import Flow, ResourceType, Write, patch_tags

VAULTS = "Microsoft.KeyVault/vaults"
COMPONENTS = "Microsoft.Insights/components"


def _vault(write: Write) -> Document:
    before, body = write.before, write.body
    given = arm_check.properties(body)
    taken = write.core.of_type(VAULTS)
    if before is None and any(one["name"].lower() == write.name.lower() for one in taken):
        raise conflict(f"The vault name '{write.name}' is already in use.", "VaultAlreadyExists")
    if before is None and arm_soft_delete.is_kept(write.core, _name_key(write.name)):
        raise conflict(
            "A vault with the same name already exists in deleted state. You need to either "
            "recover or purge existing key vault. Follow this link "
            "https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete.",
            "ConflictError",
        )
    sku = arm_check.part(given, "sku")
    days = arm_check.whole(given, "softDeleteRetentionInDays")
    if days is not None and not 7 <= days <= 90:
        raise invalid("BadRequest", "softDeleteRetentionInDays must be from 7 to 90.")
    properties: Document = {
        "tenantId": arm_check.needed(given, "tenantId"),
        "sku": {
            "family": "A",
            "name": str(arm_check.one_of(sku, "name", ("standard", "premium"), None) or "standard"),
        },
        "accessPolicies": given.get("accessPolicies") or [],
        "enabledForDeployment": arm_check.flag(given, "enabledForDeployment", False),
        "enableRbacAuthorization": arm_check.flag(given, "enableRbacAuthorization", False),
        "enableSoftDelete": arm_check.flag(given, "enableSoftDelete", True),
        "softDeleteRetentionInDays": days or 90,
        "vaultUri": f"https://{write.name.lower()}.vault.azure.net/",
        "publicNetworkAccess": "Enabled",
        "provisioningState": "Succeeded",
    }
    return resource(
        write.id,
        VAULTS,
        properties,
        location=arm_check.location(body, before),
        tags=arm_check.tags(body, before),
    )


def _off_vault(core: AzureCore, document: Document) -> None:
    properties = document["properties"]
    if properties["enableSoftDelete"]:
        days = int(properties["softDeleteRetentionInDays"])
        arm_soft_delete.keep(core, _name_key(str(document["name"])), days)


def _name_key(name: str) -> str:
    """A vault's name is one of all of Azure, not of its resource group."""
    return f"{VAULTS}/{name}".lower()


def _component(write: Write) -> Document:
    before, body = write.before, write.body
    given = arm_check.properties(body)
    old = (before or {}).get("properties", {})
    kind = arm_check.needed(body, "kind")
    location = arm_check.location(body, before)
    key = old.get("InstrumentationKey", new_guid())
    properties: Document = {
        "ApplicationId": write.name,
        "AppId": old.get("AppId", new_guid()),
        "Application_Type": arm_check.one_of(
            given, "Application_Type", ("web", "other"), old.get("Application_Type", "web")
        ),
        "CreationDate": old.get("CreationDate", write.now.strftime("%Y-%m-%dT%H:%M:%SZ")),
        "InstrumentationKey": key,
        "ConnectionString": f"InstrumentationKey={key};"
        f"IngestionEndpoint=https://{location}-0.in.applicationinsights.azure.com/",
        "Name": write.name,
        "TenantId": TENANT,
        "provisioningState": "Succeeded",
        "publicNetworkAccessForIngestion": "Enabled",
        "publicNetworkAccessForQuery": "Enabled",
        "IngestionMode": "LogAnalytics",
    }
    workspace = arm_check.text(given, "WorkspaceResourceId") or old.get("WorkspaceResourceId")
    if workspace is None:
        # classic ones have ended on 2024-02-29; code and text as users report them
        raise invalid(
            "BadRequest",
            "Region doesn't support Classic resource mode for Application Insights resources. "
            "Please use Workspace-based mode.",
        )
    properties["WorkspaceResourceId"] = write.core.need(workspace)["id"]
    return resource(
        write.id,
        COMPONENTS,
        properties,
        location=location,
        tags=arm_check.tags(body, before),
        kind=kind,
    )


TYPES = (
    ResourceType(
        VAULTS,
        (
            r"[A-Za-z](?!.*--)(?=.{2,23}$)[A-Za-z0-9-]*[A-Za-z0-9]",
            "It must have 3 to 24 letters, numbers and single hyphens, start with a letter and "
            "end with a letter or number.",
        ),
        make=_vault,
        patch=patch_tags,
        deleted=_off_vault,
        since="2016-10-01",
    ),
    ResourceType(
        COMPONENTS,
        (r"[\w.()-]{1,259}[\w()-]", "It must not end with a period."),
        make=_component,
        patch=patch_tags,
        create=Flow(200),
        since="2015-05-01",
    ),
)
