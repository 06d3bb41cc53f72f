"""Microsoft.MachineLearningServices as the local Azure makes and deletes it: 2024-10-01."""

from __future__ import annotations

from . import arm_check, arm_soft_delete
from .arm_answer import invalid, not_found
from .arm_core import AzureCore, iso, new_guid
from .arm_names import TENANT, Document, resource
from .arm_path import ArmPath
from .arm_types import LOCATION_RESULT, LOCATION_STATUS, Flow, ResourceType, Write

WORKSPACES = "Microsoft.MachineLearningServices/workspaces"
COMPUTES = f"{WORKSPACES}/computes"
_KINDS = ("Default", "Hub", "Project", "FeatureStore")
_SKUS = ("Free", "Basic", "Standard", "Premium")
_IDENTITIES = ("None", "SystemAssigned", "UserAssigned", "SystemAssigned,UserAssigned")
_KEPT_DAYS = 14
_NEEDED = {
    "storageAccount": "microsoft.storage/storageaccounts",
    "keyVault": "microsoft.keyvault/vaults",
    "applicationInsights": "microsoft.insights/components",
}


def _workspace(write: Write) -> Document:
    before, body = write.before, write.body
    given = arm_check.properties(body)
    old = dict((before or {}).get("properties") or {})
    location = arm_check.location(body, before)
    identity = arm_check.identity(body, before, _IDENTITIES)
    if identity is None:
        raise arm_check.missing("identity")
    parts = {name: arm_check.text(given, name) or old.get(name) for name in _NEEDED}
    if before is None:
        if arm_soft_delete.is_kept(write.core, write.id.lower()):
            raise invalid(
                "BadRequest",
                "Soft-deleted workspace exists. Please purge or recover it. "
                "https://aka.ms/wsoftdelete",
            )
        _require_parts(write.core, parts)
    sku = arm_check.one_of(arm_check.part(body, "sku"), "name", _SKUS, "Basic")
    account = write.core.find(parts["storageAccount"] or "") or {"properties": {}}
    properties: Document = {
        "workspaceId": new_guid(),
        "discoveryUrl": f"https://{location}.api.azureml.ms/discovery",
        "mlFlowTrackingUri": f"azureml://{location}.api.azureml.ms/mlflow/v1.0{write.id}",
        "tenantId": TENANT,
        "storageHnsEnabled": bool(account["properties"].get("isHnsEnabled")),
        "hbiWorkspace": False,
        "v1LegacyMode": False,
        "privateLinkCount": 0,
        "publicNetworkAccess": "Enabled",
        "friendlyName": write.name,
        **old,
        **{name: value for name, value in parts.items() if value},
        "provisioningState": "Creating",
    }
    for name in ("friendlyName", "description", "containerRegistry"):
        value = arm_check.text(given, name)
        if value is not None:
            properties[name] = value
    properties["publicNetworkAccess"] = arm_check.one_of(
        given, "publicNetworkAccess", ("Enabled", "Disabled"), properties["publicNetworkAccess"]
    )
    return resource(
        write.id,
        WORKSPACES,
        properties,
        location=location,
        tags=arm_check.tags(body, before),
        # of what is made anew it is another one: roles of the one before do not come back
        identity={"tenantId": TENANT, "principalId": new_guid(), **identity},
        kind=arm_check.one_of(body, "kind", _KINDS, (before or {}).get("kind", "Default")),
        sku={"name": sku, "tier": sku},
    )


def _require_parts(core: AzureCore, parts: dict[str, str | None]) -> None:
    """The storage account, key vault and Application Insights, without which none is made."""
    problems = []
    for name, kind in _NEEDED.items():
        value = parts[name]
        found = core.find(value) if value else None
        if value is None:
            problems.append((name, f"{name} is missing."))
        elif found is None or str(found["type"]).lower() != kind:
            problems.append((name, f"{name} '{value}' could not be found."))
    if problems:
        raise invalid(
            "ValidationError",
            "Missing dependent resources in workspace json",
            *({"code": "MissingDependentResource", "message": why} for _, why in problems),
        )


def _compute(write: Write) -> Document:
    given = arm_check.properties(write.body)
    kind = arm_check.needed(given, "computeType")
    if kind.lower() != "synapsespark":
        raise invalid(
            "BadRequest",
            f"The local Azure attaches computes of the type SynapseSpark only, not {kind}.",
        )
    target = arm_check.needed(given, "resourceId")
    path = ArmPath.of(target)
    if path.kind.lower() != "microsoft.synapse/workspaces/bigdatapools" or path.is_collection:
        raise invalid("BadRequest", f"resourceId '{target}' is not the id of a Synapse Spark pool.")
    pool = write.core.find(target)
    if pool is None:
        raise not_found(
            "NotFound",
            f"The Synapse Spark pool '{target}' could not be found. Create it, or correct "
            "properties.resourceId.",
        )
    before, now = write.before, iso(write.now)
    old = (before or {}).get("properties", {})
    facts = pool["properties"]
    parts = str(pool["id"]).split("/")
    inner = {
        "subscriptionId": parts[2],
        "resourceGroup": parts[4],
        "workspaceName": parts[8],
        "poolName": parts[10],
        "sparkVersion": facts["sparkVersion"],
        "nodeCount": facts["nodeCount"],
        "nodeSize": facts["nodeSize"],
        "nodeSizeFamily": facts["nodeSizeFamily"],
        "autoScaleProperties": facts["autoScale"],
        "autoPauseProperties": facts["autoPause"],
    }
    location = arm_check.text(write.body, "location") or str(
        write.core.need(write.id.rsplit("/", 2)[0])["location"]
    )
    properties: Document = {
        "computeType": "SynapseSpark",
        "computeLocation": location,
        "provisioningState": "Creating",
        "createdOn": old.get("createdOn", now),
        "modifiedOn": now,
        "provisioningErrors": None,
        "isAttachedCompute": True,
        "disableLocalAuth": arm_check.flag(given, "disableLocalAuth", False),
        "resourceId": str(pool["id"]),
        "properties": inner,
    }
    description = arm_check.text(given, "description")
    if description is not None:
        properties["description"] = description
    document = resource(
        write.id, COMPUTES, properties, location=location, tags=arm_check.tags(write.body, before)
    )
    identity = arm_check.identity(write.body, before, _IDENTITIES)
    if identity and identity["type"].startswith("SystemAssigned"):
        identity = {
            "tenantId": TENANT,
            "principalId": new_guid(),
            **identity,
        }
    return {**document, "identity": identity} if identity else document


def _check_detach(core: AzureCore, document: Document, query: Document) -> None:
    action = arm_check.one_of(
        {key.lower(): value for key, value in query.items()},
        "underlyingresourceaction",
        ("Delete", "Detach"),
        None,
    )
    if action is None:
        raise invalid("BadRequest", "The query parameter underlyingResourceAction is required.")
    if action == "Delete" and document["properties"].get("isAttachedCompute"):
        raise invalid(
            "BadRequest",
            "An attached Synapse Spark pool can only be detached: "
            "underlyingResourceAction must be Detach.",
        )


def _check_purge(core: AzureCore, document: Document, query: Document) -> None:
    force = {key.lower(): str(value).lower() for key, value in query.items()}.get("forcetopurge")
    if force not in (None, "true", "false"):
        raise invalid("BadRequest", "The query parameter forceToPurge must be true or false.")
    if force == "true":
        arm_soft_delete.purge(core, str(document["id"]).lower())


def _off_workspace(core: AzureCore, document: Document) -> None:
    arm_soft_delete.keep(core, str(document["id"]).lower(), _KEPT_DAYS)


def _set_workspace_id(core: AzureCore, document: Document) -> None:
    document["properties"].setdefault("workspaceId", new_guid())


_POLLED = Flow(202, "Creating", LOCATION_STATUS, LOCATION_RESULT, False, retry_after=1)

TYPES = (
    ResourceType(
        WORKSPACES,
        (
            r"[A-Za-z0-9][\w-]{2,32}",
            "It must have 3 to 33 letters, numbers, hyphens and underscores, and start with a "
            "letter or number.",
        ),
        make=_workspace,
        patch=_workspace,
        create=_POLLED,
        update=Flow(200),
        delete=Flow(202, "Deleting", LOCATION_STATUS, LOCATION_RESULT, False, retry_after=1),
        created=_set_workspace_id,
        deleted=_off_workspace,
        check_delete=_check_purge,
        since="2018-11-19",
    ),
    ResourceType(
        COMPUTES,
        (
            r"[A-Za-z](?=.{1,15}$)[A-Za-z0-9-]*[A-Za-z0-9]",
            "It must have 2 to 16 letters, numbers and hyphens, start with a letter and end with "
            "a letter or number.",
        ),
        make=_compute,
        create=Flow(201, "Creating", LOCATION_STATUS),
        update=Flow(200, "Updating", LOCATION_STATUS),
        delete=Flow(202, "Deleting", LOCATION_STATUS, LOCATION_RESULT, False),
        check_delete=_check_detach,
        since="2018-11-19",
    ),
    ResourceType(
        f"{WORKSPACES}/linkedServices",
        delete=Flow(200, has_body=False),
        closed="Linked services can no longer be made: Microsoft has closed their registration. "
        "Attach the pool as a compute of the type SynapseSpark instead.",
    ),
)
