"""What the local Azure's data planes ask: which workspace, and may the user come in."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from .arm_access import Access
from .arm_core import AzureCore
from .arm_storage import ACCOUNTS, CONTAINERS
from .synapse_access import SynapseAccess
from .synapse_roles import USE_COMPUTE

_READ_CONTAINERS = f"{CONTAINERS}/read"
_READ_BLOBS = f"{CONTAINERS}/blobs/read"
CLOSED = ("ClientIpAddressNotAuthorized", "Client Ip address : 127.0.0.1")
"""Code and text of what a workspace says that is closed to the public network."""
_READY = ("Succeeded", "Deleting")


@dataclass(frozen=True)
class SynapseWorkspace:
    """What the data plane needs of a workspace: its name and its pools, as Azure spells them.
    `is_closed`: it answers private endpoints only.
    """

    name: str
    pools: tuple[str, ...]
    is_closed: bool = False

    def pool(self, name: str) -> str | None:
        """The pool of this name, case ignored."""
        return next((pool for pool in self.pools if pool.lower() == name.lower()), None)


def workspace(core: AzureCore, host: str | None) -> SynapseWorkspace | None:
    """The workspace whose development endpoint is `host`, the first one for None; None when there
    is none, or none that is ready.
    """
    for identity, document in core.state.resources.items():
        if str(document["type"]).lower() != "microsoft.synapse/workspaces":
            continue
        properties = document["properties"]
        endpoint = urlsplit(properties["connectivityEndpoints"]["dev"]).hostname
        if host is not None and host.split(":")[0].lower() != endpoint:
            continue
        pools = core.children(f"{identity}/bigdatapools")
        # one that is only being changed has pools already
        if properties["provisioningState"] not in _READY and not pools:
            continue
        ready = (one for one in pools if "lastSucceededTimestamp" in one["properties"])
        return SynapseWorkspace(
            document["name"],
            tuple(one["name"] for one in ready),
            properties.get("publicNetworkAccess") == "Disabled",
        )
    return None


def livy_refusal(access: SynapseAccess, workspace: str, pool: str) -> str | None:
    """Why the user may not run Spark on a pool; None: they may."""
    scope = f"workspaces/{workspace}/bigDataPools/{pool}"
    if access.allows(workspace, USE_COMPUTE, scope):
        return None
    return access.refusal(USE_COMPUTE, scope)


def lake_refusal(
    core: AzureCore, access: Access, account: str, filesystem: str
) -> tuple[str, str] | None:
    """Code and text of why the user may not read in the lake; None: they may.

    To list the containers is an action, to read in them a data action. What no tenant knows is
    free: the sample, and what Spark wrote to.
    """
    found = next((one for one in core.of_type(ACCOUNTS) if one["name"] == account), None)
    if found is None:
        return None
    properties = found["properties"]
    text = "This request is not authorized to perform this operation"
    is_open = properties.get("publicNetworkAccess", "Enabled") == "Enabled"
    if not is_open or properties.get("networkAcls", {}).get("defaultAction") == "Deny":
        return "AuthorizationFailure", f"{text}."
    identity = str(found["id"])
    if filesystem:
        place = f"{identity}/blobServices/default/containers/{filesystem}"
        is_allowed = access.allows(_READ_BLOBS, place, True)
    else:
        is_allowed = access.allows(_READ_CONTAINERS, identity)
    if is_allowed:
        return None
    return "AuthorizationPermissionMismatch", f"{text} using this permission."
