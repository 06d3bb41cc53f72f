"""Microsoft.OperationalInsights as the local Azure makes and deletes it, and Sentinel's switch.

Workspaces, tables: 2023-09-01. Export rules: rules and texts as recorded and documented, see
docs/conformance.md for what differs.
"""

from __future__ import annotations

from . import arm_check, arm_tables
from .arm_answer import conflict, invalid
from .arm_core import AzureCore, new_guid, rfc1123
from .arm_names import Document, resource
from .arm_operation import require_registered
from .arm_path import ArmPath
from .arm_types import Flow, ResourceType, Write, patch_tags

WORKSPACES = "Microsoft.OperationalInsights/workspaces"
EXPORTS = f"{WORKSPACES}/dataExports"
ONBOARDING = "Microsoft.SecurityInsights/onboardingStates"
_MOST_RULES = 10
_SKUS = (
    "Free",
    "Standard",
    "Premium",
    "PerNode",
    "PerGB2018",
    "Standalone",
    "CapacityReservation",
    "LACluster",
)


def _workspace(write: Write) -> Document:
    before, body = write.before, write.body
    given = arm_check.properties(body)
    old = dict((before or {}).get("properties") or {})
    location = arm_check.location(body, before)
    sku_given = arm_check.part(given, "sku")
    old_sku = old.get("sku", {"name": "PerGB2018"})
    sku = arm_check.one_of(sku_given, "name", _SKUS, old_sku["name"])
    days = arm_check.whole(given, "retentionInDays", old.get("retentionInDays", 30))
    is_allowed = days is not None and (30 <= days <= 730 or (days == 7 and sku == "Free"))
    if not is_allowed:
        raise invalid(
            "InvalidParameter", f"'RetentionInDays' property doesn't match the SKU limits: {days}."
        )
    now = rfc1123(write.now)
    properties: Document = {
        "customerId": new_guid(),
        "createdDate": now,
        "workspaceCapping": {"dailyQuotaGb": -1.0, "dataIngestionStatus": "RespectQuota"},
        "features": {"enableLogAccessUsingOnlyResourcePermissions": True},
        **old,
        "provisioningState": "Creating" if before is None else "Updating",
        "sku": {**old_sku, "name": sku},
        "retentionInDays": days,
        "modifiedDate": now,
    }
    for name in ("publicNetworkAccessForIngestion", "publicNetworkAccessForQuery"):
        value = arm_check.one_of(given, name, ("Enabled", "Disabled"), old.get(name, "Enabled"))
        properties[name] = value
    return resource(
        write.id, WORKSPACES, properties, location=location, tags=arm_check.tags(body, before)
    )


def _tables(core: AzureCore, parent: str) -> list[Document]:
    workspace = core.need(parent)
    days = workspace["properties"]["retentionInDays"]
    return [arm_tables.document(str(workspace["id"]), name, days) for name in arm_tables.TABLES]


def workspace_of_rule(rule_id: str) -> str:
    """Key of the workspace that has an export rule."""
    return rule_id.lower().rsplit("/", 2)[0]


def _export(write: Write) -> Document:
    require_registered(write.core, write.id.split("/")[2], "Microsoft.Insights")
    given = arm_check.properties(write.body)
    key = workspace_of_rule(write.id)
    workspace = write.core.need(key)
    others = [
        one for one in write.core.children(f"{key}/dataexports") if one["id"] != write.id.lower()
    ]
    destination = arm_check.part(given, "destination")
    names = given.get("tableNames")
    if not isinstance(names, list) or not names or not all(isinstance(one, str) for one in names):
        raise invalid("InvalidOperationArgument", "tableNames must list at least one table.")
    target = arm_check.needed(destination, "resourceId")
    _require_unique(target, others)
    found = _destination(write.core, target, workspace)
    tables = [_table(name) for name in names]
    enable = arm_check.flag(given, "enable", True)
    if enable and sum(bool(one["properties"]["enable"]) for one in others) >= _MOST_RULES:
        raise invalid(
            "InvalidOperationArgument",
            f"The workspace has {_MOST_RULES} enabled export rules already, which is the most. "
            "See http://aka.ms/LADataExport#limitations",
        )
    old = (write.before or {}).get("properties", {})
    now = rfc1123(write.now)
    metadata = arm_check.part(destination, "metaData")
    properties = {
        "dataExportId": old.get("dataExportId", new_guid()),
        "destination": {"resourceId": target, "type": found, "metaData": metadata},
        "tableNames": tables,
        "enable": enable,
        "createdDate": old.get("createdDate", now),
        "lastModifiedDate": now,
    }
    # ids in lower case and "dataexports": so recorded, against the specification's examples
    return resource(write.id.lower(), f"{WORKSPACES}/dataexports", properties)


def _require_unique(target: str, others: list[Document]) -> None:
    for one in others:
        if one["properties"]["destination"]["resourceId"].lower() == target.lower():
            raise invalid(
                "InvalidOperationArgument",
                f"You are adding a destination that is already defined in rule: {one['name']}. "
                "Destination must be unique across export rules in your workspace . "
                "See http://aka.ms/LADataExport#limitations",
            )


def _destination(core: AzureCore, target: str, workspace: Document) -> str:
    """The destination's kind; refused when it is not there or not usable."""
    kind = ArmPath.of(target).kind.lower()
    if kind.startswith("microsoft.eventhub/"):
        raise invalid(
            "InvalidOperationArgument",
            "The local Azure has no event hubs: export to a storage account.",
        )
    found = core.find(target) if kind == "microsoft.storage/storageaccounts" else None
    if found is None:
        raise invalid(
            "InvalidOperationArgument", f"Destination resource '{target}' could not be found."
        )
    if found["location"] != workspace["location"]:
        raise invalid(
            "InvalidOperationArgument",
            f"Destination must be in the same region as the workspace: '{found['name']}' is in "
            f"{found['location']}, '{workspace['name']}' in {workspace['location']}. "
            "See http://aka.ms/LADataExport#limitations",
        )
    if str(found["sku"].get("tier", "")).lower() == "premium":
        raise invalid(
            "InvalidOperationArgument",
            f"'{found['name']}' is a Premium storage account, to which export is not supported. "
            "See http://aka.ms/LADataExport#limitations",
        )
    return "StorageAccount"


def _table(name: str) -> str:
    found = arm_tables.find(name)
    if found is None:
        raise invalid("InvalidOperationArgument", f"Table {name} does not exist in the workspace")
    return found


def _on_export(core: AzureCore, rule: Document) -> None:
    """Data flow to the account's folder."""
    if core.lake is None:
        return
    from . import export_data  # here: it needs the whole generator

    workspace = core.need(workspace_of_rule(str(rule["id"])))
    account = str(rule["properties"]["destination"]["resourceId"]).rsplit("/", 1)[1].lower()
    if rule["properties"]["enable"]:
        export_data.on_rule(core.lake, rule, str(workspace["id"]), account)


def _onboarding(write: Write) -> Document:
    if write.core.find(ArmPath.of(write.id).scope) is None:
        raise conflict("The workspace is not there.")
    given = arm_check.properties(write.body)
    value = {"customerManagedKey": arm_check.flag(given, "customerManagedKey", False)}
    return {**resource(write.id, ONBOARDING, value), "etag": new_guid()}


TYPES = (
    ResourceType(
        WORKSPACES,
        (
            r"[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]",
            "It must have 4 to 63 letters, numbers and hyphens, and start and end with a letter "
            "or number.",
        ),
        make=_workspace,
        patch=_workspace,
        create=Flow(201, "Creating"),
        update=Flow(200),
        since="2015-11-01-preview",
    ),
    ResourceType(
        f"{WORKSPACES}/tables",
        delete=None,
        lists=_tables,
        closed="The local Azure's tables cannot be changed.",
        since="2021-12-01-preview",
    ),
    ResourceType(
        EXPORTS,
        (
            r"[A-Za-z](?=.{3,62}$)[A-Za-z0-9-]+[A-Za-z0-9]",
            "It must have 4 to 63 letters, numbers and hyphens, start with a letter and end with "
            "a letter or number.",
        ),
        make=_export,
        created=_on_export,
        is_missing_fine=False,
        since="2019-08-01-preview",
        stateless=True,
    ),
    ResourceType(
        ONBOARDING,
        ("default", "It must be 'default'."),
        make=_onboarding,
        patch=patch_tags,
        since="2021-03-01-preview",
        stateless=True,
    ),
)
