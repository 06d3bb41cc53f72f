"""Microsoft.Storage as the local Azure makes and deletes it: an account is a folder of the lake."""

from __future__ import annotations

import re
import shutil
from datetime import datetime, timezone
from pathlib import Path

from . import arm_check
from .arm_answer import ArmError, conflict, invalid
from .arm_core import AzureCore, iso
from .arm_names import STORAGE, Document, resource
from .arm_types import Flow, ResourceType, Write
from .lake_lock import LAKE_LOCK

ACCOUNTS = "Microsoft.Storage/storageAccounts"
CONTAINERS = f"{ACCOUNTS}/blobServices/containers"
ACCOUNT_RULE = (
    r"[a-z0-9]{3,24}",
    "Storage account name must be between 3 and 24 characters in length and use numbers and "
    "lower-case letters only.",
)
_CONTAINER_RULE = (
    r"[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){2,62}",
    "It must have 3 to 63 lower-case letters, numbers and single hyphens, and start with a letter "
    "or number.",
)
_KINDS = ("Storage", "StorageV2", "BlobStorage", "FileStorage", "BlockBlobStorage")
_SKUS = tuple(
    f"{tier}_{copies}"
    for tier, all_copies in (
        ("Standard", ("LRS", "GRS", "RAGRS", "ZRS", "GZRS", "RAGZRS")),
        ("Premium", ("LRS", "ZRS")),
    )
    for copies in all_copies
)
_OPERATIONS = "{subscription}/providers/{namespace}/locations/{location}/asyncoperations/{id}"
_SERVICES = ("dfs", "web", "blob", "queue", "table", "file")


def is_taken(core: AzureCore, name: str) -> bool:
    """Whether an account of this name exists, in this tenant or only in the lake."""
    folder = core.folder(name)
    mine = any(one["name"] == name for one in core.of_type(ACCOUNTS))
    return mine or bool(folder and folder.is_dir())


def _account(write: Write) -> Document:
    before, body = write.before, write.body
    given = arm_check.properties(body)
    if before is None and is_taken(write.core, write.name):
        raise conflict(
            f"The storage account named {write.name} is already taken.",
            "StorageAccountAlreadyTaken",
        )
    location = arm_check.location(body, before)
    sku_given = arm_check.part(body, "sku")
    old = dict((before or {}).get("properties") or {})
    sku = arm_check.one_of(sku_given, "name", _SKUS, (before or {}).get("sku", {}).get("name"))
    kind = arm_check.one_of(body, "kind", _KINDS, (before or {}).get("kind"))
    if sku is None or kind is None:
        raise arm_check.missing("sku.name" if sku is None else "kind")
    has_folders = arm_check.flag(given, "isHnsEnabled", old.get("isHnsEnabled", False))
    if before is not None and has_folders != old.get("isHnsEnabled", False):
        raise conflict(
            "The property 'isHnsEnabled' was specified in the input, but it cannot be updated.",
            "PropertyCannotBeUpdated",
        )
    if has_folders and kind not in ("StorageV2", "BlockBlobStorage"):
        raise invalid("InvalidValuesForRequestParameters", f"{kind} has no isHnsEnabled.")
    properties: Document = {
        "provisioningState": "Creating",
        "creationTime": iso(write.now),
        "primaryLocation": location,
        "statusOfPrimary": "available",
        "isHnsEnabled": has_folders,
        "accessTier": "Hot",
        "supportsHttpsTrafficOnly": True,
        "minimumTlsVersion": "TLS1_2",
        "allowBlobPublicAccess": False,
        "primaryEndpoints": {
            name: f"https://{write.name}.{name}.core.windows.net/" for name in _SERVICES
        },
        "networkAcls": {
            "bypass": "AzureServices",
            "virtualNetworkRules": [],
            "ipRules": [],
            "defaultAction": "Allow",
        },
        **old,
    }
    for name in ("supportsHttpsTrafficOnly", "allowBlobPublicAccess"):
        properties[name] = arm_check.flag(given, name, properties[name])
    if "allowSharedKeyAccess" in given:
        properties["allowSharedKeyAccess"] = arm_check.flag(given, "allowSharedKeyAccess", True)
    for name, values in (
        ("accessTier", ("Hot", "Cool", "Premium", "Cold")),
        ("minimumTlsVersion", ("TLS1_0", "TLS1_1", "TLS1_2", "TLS1_3")),
        ("publicNetworkAccess", ("Enabled", "Disabled")),
    ):
        value = arm_check.one_of(given, name, values, properties.get(name))
        if value is not None:
            properties[name] = value
    rules = arm_check.part(given, "networkAcls")
    if rules:
        old_rules = properties["networkAcls"]
        default = old_rules.get("defaultAction", "Allow")
        action = arm_check.one_of(rules, "defaultAction", ("Allow", "Deny"), default)
        properties["networkAcls"] = {**old_rules, **rules, "defaultAction": action}
    return resource(
        write.id,
        ACCOUNTS,
        properties,
        location=location,
        tags=arm_check.tags(body, before),
        kind=kind,
        sku={"name": sku, "tier": sku.split("_")[0]},
    )


def _on_account(core: AzureCore, document: Document) -> None:
    folder = core.folder(document["name"])
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def _off_account(core: AzureCore, document: Document) -> None:
    """Deletes the data, as Azure does; the sample's stay, which other tenants use."""
    folder = core.folder(document["name"])
    if folder is not None and document["name"] != STORAGE:
        _delete(folder)


def _delete(folder: Path) -> None:
    with LAKE_LOCK:  # else an export in the background writes on, and makes the folder anew
        if folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder, ignore_errors=True)


def _container_folder(core: AzureCore, identity: str) -> Path | None:
    account = core.folder(identity.split("/")[8])
    return None if account is None else account / identity.rsplit("/", 1)[1].lower()


def _described(identity: str, changed: datetime, access: str = "None") -> Document:
    document = resource(
        identity,
        "Microsoft.Storage/storageAccounts/blobServices/containers",
        {
            "publicAccess": access,
            "leaseStatus": "Unlocked",
            "leaseState": "Available",
            "lastModifiedTime": iso(changed),
            "hasImmutabilityPolicy": False,
            "hasLegalHold": False,
        },
    )
    return {**document, "etag": f'"0x{int(changed.timestamp() * 10**7):X}"'}


def _container(write: Write) -> Document:
    given = arm_check.properties(write.body)
    before = (write.before or {}).get("properties", {}).get("publicAccess", "None")
    access = arm_check.one_of(given, "publicAccess", ("Container", "Blob", "None"), before)
    folder = _container_folder(write.core, write.id)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return _described(write.id, write.now, access or "None")


def _off_container(core: AzureCore, document: Document) -> None:
    folder = _container_folder(core, document["id"])
    if folder is not None:
        _delete(folder)


def _containers(core: AzureCore, parent: str) -> list[Document]:
    """Those that were made over ARM, and those that Spark and exports made."""
    service = core.need(account_of(parent))
    base = f"{service['id']}/blobServices/default/containers"
    found = {one["name"]: one for one in core.children(base.lower())}
    folder = core.folder(service["name"])
    if folder is not None and folder.is_dir():
        for one in folder.iterdir():
            if one.is_dir() and not one.is_symlink() and one.name not in found:
                changed = datetime.fromtimestamp(one.stat().st_mtime, timezone.utc)
                found[one.name] = _described(f"{base}/{one.name}", changed)
    return [found[name] for name in sorted(found)]


def _services(core: AzureCore, parent: str) -> list[Document]:
    """The one blob service of an account."""
    account = core.need(parent)
    return [
        resource(
            f"{account['id']}/blobServices/default",
            f"{ACCOUNTS}/blobServices",
            {"cors": {"corsRules": []}, "deleteRetentionPolicy": {"enabled": False}},
            sku=account["sku"],
        )
    ]


def check_name(core: AzureCore, name: str) -> Document:
    """The answer to checkNameAvailability."""
    try:
        arm_check.name(name, *ACCOUNT_RULE, code="AccountNameInvalid")
    except ArmError as error:
        return {"nameAvailable": False, "reason": "AccountNameInvalid", "message": str(error)}
    if is_taken(core, name):
        message = f"The storage account named {name} is already taken."
        return {"nameAvailable": False, "reason": "AlreadyExists", "message": message}
    return {"nameAvailable": True}


def _nothing(core: AzureCore, parent: str) -> list[Document]:
    """The members of what the local Azure has none of."""
    core.need(account_of(parent))
    return []


def account_of(service: str) -> str:
    """Key of the account that has a service, e.g. `…/blobservices/default`; others as they are."""
    return re.sub(r"/(?:blob|file|queue|table)services/default$", "", service)


TYPES = (
    ResourceType(
        ACCOUNTS,
        ACCOUNT_RULE,
        make=_account,
        patch=_account,
        create=Flow(202, "Creating", "", _OPERATIONS + "?monitor=true", False, retry_after=1),
        created=_on_account,
        deleted=_off_account,
        since="2018-02-01",
    ),
    ResourceType(
        f"{ACCOUNTS}/blobServices",
        ("default", "It must be 'default'."),
        delete=None,
        lists=_services,
        since="2018-02-01",
        stateless=True,
    ),
    ResourceType(
        CONTAINERS,
        _CONTAINER_RULE,
        make=_container,
        patch=_container,
        deleted=_off_container,
        lists=_containers,
        since="2018-02-01",
        stateless=True,
    ),
    *(
        ResourceType(
            f"{ACCOUNTS}/{service}/{kind}",
            delete=None,
            lists=_nothing,
            closed=f"The local Azure has no {kind}.",
            since="2021-06-01",
        )
        for service, kind in (
            ("fileServices", "shares"),
            ("queueServices", "queues"),
            ("tableServices", "tables"),
        )
    ),
)
