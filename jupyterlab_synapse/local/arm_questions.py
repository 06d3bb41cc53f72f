"""What the local Azure is asked by POST: nothing changes."""

from __future__ import annotations

from . import arm_storage, arm_synapse
from .arm_access import Access
from .arm_answer import Answer, invalid, not_found
from .arm_core import AzureCore
from .arm_names import Document
from .arm_path import ArmPath

_STORAGE_NAMES = "Microsoft.Storage/checknameavailability/read"
_SYNAPSE_NAMES = "Microsoft.Synapse/checkNameAvailability/action"


def answer(core: AzureCore, access: Access, path: ArmPath, body: Document) -> Answer:
    """Answers a POST. Raises ArmError."""
    if path.kind.lower().endswith("/checknameavailability") and path.subscription:
        name, scope = str(body.get("name") or ""), f"/subscriptions/{path.subscription}"
        match path.namespace.lower():
            case "microsoft.storage":
                access.require(_STORAGE_NAMES, scope)
                return Answer(200, arm_storage.check_name(core, name))
            case "microsoft.synapse":
                access.require(_SYNAPSE_NAMES, scope)
                return Answer(200, arm_synapse.check_name(core, name))
    if path.namespace.lower() == "microsoft.resourcegraph":
        raise invalid(
            "BadRequest",
            "The local Azure has no Resource Graph: list the resources of each subscription.",
        )
    raise not_found("NotFound", f"The local Azure has nothing to POST at '{path.text}'.")
