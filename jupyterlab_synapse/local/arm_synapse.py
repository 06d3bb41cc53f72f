"""Microsoft.Synapse as the local Azure makes and deletes it: 2021-06-01, answers as recorded."""

from __future__ import annotations

import re
from urllib.parse import quote

from . import arm_check, synapse_roles
from .arm_answer import conflict, invalid
from .arm_core import AzureCore, new_guid, stable_guid
from .arm_names import TENANT, Document, resource
from .arm_pools import CHILD_GOES, RESULT, STATUS
from .arm_types import LOCATION_RESULT, LOCATION_STATUS, Flow, ResourceType, Write
from .synapse_roles import ADMINISTRATOR

_WORKSPACE_RULE = (
    r"(?!.*-ondemand)[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?",
    "It must have 1 to 50 lower-case letters, numbers and hyphens, start and end with a letter or "
    "number, and must not contain '-ondemand'.",
)


def _workspace(write: Write) -> Document:
    before = write.before
    body, given = write.body, arm_check.properties(write.body)
    location = arm_check.location(body, before)
    kinds = ("None", "SystemAssigned", "SystemAssigned,UserAssigned")
    identity = arm_check.identity(body, before, kinds)
    if before is None:
        _require_free_name(write)
        if identity is None or identity["type"] == "None":
            raise invalid(
                "ValidationFailed",
                "Workspace request validation failed.",
                {
                    "code": "MissingManagedIdentity",
                    "message": "The workspace needs a managed identity: "
                    "set identity.type to SystemAssigned.",
                },
            )
    old = dict((before or {}).get("properties") or {})
    lake = old.get("defaultDataLakeStorage") or _lake(write, given)
    encoded = quote(write.id, safe="").replace("%2F", "%2f")
    host = write.name
    group = arm_check.text(given, "managedResourceGroupName")
    properties: Document = {
        "defaultDataLakeStorage": lake,
        "encryption": {"doubleEncryptionEnabled": False},
        "provisioningState": "Provisioning",
        "connectivityEndpoints": {
            "web": f"https://web.azuresynapse.net?workspace={encoded}",
            "dev": f"https://{host}.dev.azuresynapse.net",
            "sqlOnDemand": f"{host}-ondemand.sql.azuresynapse.net",
            "sql": f"{host}.sql.azuresynapse.net",
        },
        "managedResourceGroupName": group or f"synapseworkspace-managedrg-{new_guid()}",
        "privateEndpointConnections": [],
        "workspaceUID": new_guid(),
        "extraProperties": {"WorkspaceType": "Normal"},
        "publicNetworkAccess": "Enabled",
        "cspWorkspaceAdminProperties": {
            "initialWorkspaceAdminObjectId": write.principal,
        },
        "trustedServiceBypassEnabled": False,
        **old,
    }
    properties["publicNetworkAccess"] = arm_check.one_of(
        given, "publicNetworkAccess", ("Enabled", "Disabled"), properties["publicNetworkAccess"]
    )
    properties["trustedServiceBypassEnabled"] = arm_check.flag(
        given, "trustedServiceBypassEnabled", properties["trustedServiceBypassEnabled"]
    )
    for name in ("sqlAdministratorLogin", "managedVirtualNetwork"):
        value = arm_check.text(given, name)
        if value is not None:
            properties[name] = value
    _require_network(properties, before)
    if "sqlAdministratorLoginPassword" in given and "sqlAdministratorLogin" not in properties:
        raise arm_check.missing("properties.sqlAdministratorLogin")
    identity = {
        "tenantId": TENANT,
        # of what is made anew it is another one: roles of the one before do not come back
        "principalId": new_guid(),
        **(identity or {"type": "SystemAssigned"}),
    }
    return resource(
        write.id,
        "Microsoft.Synapse/workspaces",
        properties,
        location=location,
        tags=arm_check.tags(body, before),
        identity=identity,
    )


def _require_network(properties: Document, before: Document | None) -> None:
    """Azure's rules of a managed virtual network, as documented ("Azure Synapse Analytics
    connectivity settings" and "Managed Virtual Network"). Its words for it are not known.
    """
    has_network = "managedVirtualNetwork" in properties
    if before is not None and has_network != ("managedVirtualNetwork" in before["properties"]):
        raise invalid(
            "ValidationFailed",
            "Workspace request validation failed.",
            {
                "code": "ManagedVirtualNetworkCannotBeChanged",
                "message": "A managed virtual network can be had only when a workspace is created.",
            },
        )
    if properties["publicNetworkAccess"] == "Disabled" and not has_network:
        raise invalid(
            "ValidationFailed",
            "Workspace request validation failed.",
            {
                "code": "PublicNetworkAccessNotAllowed",
                "message": "publicNetworkAccess can be Disabled only for a workspace with a "
                "managed virtual network.",
            },
        )


def _require_free_name(write: Write) -> None:
    if _is_taken(write.core, write.name):
        message = f"Workspace name {write.name} is not available."
        raise conflict(message, "WorkspaceNameNotAvailable")


def _is_taken(core: AzureCore, name: str) -> bool:
    known = core.of_type("Microsoft.Synapse/workspaces")
    return any(str(one["name"]).lower() == name.lower() for one in known)


def check_name(core: AzureCore, name: str) -> Document:
    """The answer to checkNameAvailability, as recorded."""
    if re.fullmatch(_WORKSPACE_RULE[0], name) is None:
        why = {"message": f"The name '{name}' is not valid. {_WORKSPACE_RULE[1]}"}
        return {"available": False, **why, "reason": "Invalid", "name": name}
    if _is_taken(core, name):
        why = {"message": f"Workspace name {name} is not available"}
        return {"available": False, **why, "reason": "AlreadyExists", "name": name}
    return {"available": True, "name": name}


def _lake(write: Write, given: Document) -> Document:
    """The workspace's lake, which must be an account with folders that is there."""
    lake = arm_check.part(given, "defaultDataLakeStorage")
    if not lake:
        raise arm_check.missing("properties.defaultDataLakeStorage")
    url, filesystem = arm_check.needed(lake, "accountUrl"), arm_check.needed(lake, "filesystem")
    match = re.fullmatch(r"https://([a-z0-9]+)\.dfs\.core\.windows\.net/?", url)
    if match is None:
        raise invalid(
            "InvalidParameterValue",
            f"The accountUrl '{url}' is not of the form https://ACCOUNT.dfs.core.windows.net.",
        )
    account = match[1]
    known = [
        one
        for one in write.core.of_type("Microsoft.Storage/storageAccounts")
        if one["name"] == account
    ]
    folder = write.core.folder(account)
    if not known and not (folder and folder.is_dir()):
        raise invalid("StorageAccountNotFound", f"The storage account '{account}' does not exist.")
    if known and not known[0]["properties"].get("isHnsEnabled"):
        raise invalid(
            "StorageAccountNotHns",
            f"The storage account '{account}' has no hierarchical namespace. A workspace needs an "
            "account with isHnsEnabled: true.",
        )
    identity = arm_check.text(lake, "resourceId")
    if identity is not None and write.core.find(identity) is None:
        raise invalid("StorageAccountNotFound", f"There is no resource '{identity}'.")
    result: Document = {
        "createManagedPrivateEndpoint": arm_check.flag(lake, "createManagedPrivateEndpoint", False),
        "accountUrl": url.rstrip("/"),
        "filesystem": filesystem,
    }
    return {**result, "resourceId": identity} if identity else result


def _on_workspace(core: AzureCore, document: Document) -> None:
    name = str(document["name"])
    creator = document["properties"]["cspWorkspaceAdminProperties"]["initialWorkspaceAdminObjectId"]
    service = document["identity"]["principalId"]
    for principal, kind in ((creator, "User"), (service, "ServicePrincipal")):
        identity = stable_guid(name, principal, ADMINISTRATOR)
        assignments = core.state.synapse_assignments
        synapse_roles.assign(assignments, identity, name, principal, ADMINISTRATOR, kind)


def _off_workspace(core: AzureCore, document: Document) -> None:
    start = f"{str(document['name']).lower()}/"
    for key in [one for one in core.state.synapse_assignments if one.startswith(start)]:
        del core.state.synapse_assignments[key]


def _firewall_rule(write: Write) -> Document:
    given = arm_check.properties(write.body)
    ends = {name: arm_check.needed(given, name) for name in ("startIpAddress", "endIpAddress")}
    for value in ends.values():
        if not re.fullmatch(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}", value):
            raise invalid("InvalidParameterValue", f"'{value}' is not an IPv4 address.")
    return resource(
        write.id,
        "Microsoft.Synapse/workspaces/firewallRules",
        {"provisioningState": "Provisioning", **ends},
    )


TYPES = (
    ResourceType(
        "Microsoft.Synapse/workspaces",
        _WORKSPACE_RULE,
        make=_workspace,
        patch=_workspace,
        create=Flow(201, "Provisioning", "{resource}/operationStatuses/{id}", LOCATION_RESULT),
        update=Flow(201, "Provisioning", "{resource}/operationStatuses/{id}", LOCATION_RESULT),
        delete=Flow(202, "Deleting", LOCATION_STATUS, LOCATION_RESULT, end=204),
        created=_on_workspace,
        deleted=_off_workspace,
        since="2019-06-01-preview",
    ),
    ResourceType(
        "Microsoft.Synapse/workspaces/firewallRules",
        (r"[^<>*%&:\\/?]{1,128}", "It must not contain any of <>*%&:\\/?."),
        make=_firewall_rule,
        create=Flow(201, "Provisioning", STATUS, RESULT),
        update=Flow(200, "Provisioning", STATUS, RESULT),
        delete=CHILD_GOES,
        since="2019-06-01-preview",
    ),
    ResourceType(
        "Microsoft.Synapse/workspaces/sqlPools",
        delete=None,
        closed="The local Azure has no dedicated SQL pools.",
        since="2019-06-01-preview",
    ),
)
