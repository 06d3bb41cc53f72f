"""Spark pools of Synapse workspaces, as the local Azure makes and deletes them."""

from __future__ import annotations

from typing import Any

from . import arm_check
from .arm_answer import invalid
from .arm_core import AzureCore, iso
from .arm_names import Document, resource
from .arm_types import Flow, ResourceType, Write, patch_tags

SPARK_VERSIONS = ("3.4", "3.5")
NODE_SIZES = ("Small", "Medium", "Large", "XLarge", "XXLarge", "XXXLarge")
_FAMILIES = ("None", "MemoryOptimized", "HardwareAcceleratedFPGA", "HardwareAcceleratedGPU")
_LEAST_NODES, _MOST_NODES = 3, 200
_POOL_RULE = (
    r"[A-Za-z][A-Za-z0-9]{0,14}",
    "It must have 1 to 15 letters and numbers and start with a letter.",
)
STATUS, RESULT = "{parent}/operationStatuses/{id}", "{parent}/operationResults/{id}"

CHILD = Flow(202, "Provisioning", STATUS, RESULT)
CHILD_GOES = Flow(202, "Deleting", STATUS, RESULT, end=204)


def _pool(write: Write) -> Document:
    before, body = write.before, write.body
    given = arm_check.properties(body)
    old: dict[str, Any] = dict((before or {}).get("properties") or {})
    location = arm_check.location(body, before)
    size = arm_check.one_of(given, "nodeSize", NODE_SIZES, old.get("nodeSize"))
    family = arm_check.one_of(
        given, "nodeSizeFamily", _FAMILIES, old.get("nodeSizeFamily", "MemoryOptimized")
    )
    version = arm_check.text(given, "sparkVersion") or old.get("sparkVersion")
    scale = _part_of(given, old, "autoScale", {"enabled": False})
    pause = _part_of(given, old, "autoPause", {"enabled": False})
    executors = _part_of(given, old, "dynamicExecutorAllocation", {"enabled": False})
    count = arm_check.whole(given, "nodeCount", old.get("nodeCount", 0))
    problems = list(_pool_problems(size, version, scale, pause, executors, count))
    if problems:
        raise invalid("ValidationFailed", "Spark pool request validation failed.", *problems)
    properties = {
        "creationDate": iso(write.now),
        **old,
        "provisioningState": "Provisioning",
        "sparkVersion": version,
        "nodeCount": count,
        "nodeSize": size,
        "nodeSizeFamily": family,
        "autoScale": {"enabled": False, "minNodeCount": 0, "maxNodeCount": 0, **scale},
        "autoPause": {"enabled": False, "delayInMinutes": 0, **pause},
        "dynamicExecutorAllocation": executors,
        "isComputeIsolationEnabled": arm_check.flag(
            given, "isComputeIsolationEnabled", old.get("isComputeIsolationEnabled", False)
        ),
        "sessionLevelPackagesEnabled": arm_check.flag(
            given, "sessionLevelPackagesEnabled", old.get("sessionLevelPackagesEnabled", False)
        ),
        "cacheSize": arm_check.whole(given, "cacheSize", old.get("cacheSize", 0)),
    }
    return resource(
        write.id,
        "Microsoft.Synapse/workspaces/bigDataPools",
        properties,
        location=location,
        tags=arm_check.tags(body, before),
    )


def _part_of(given: Document, old: Document, name: str, default: Document) -> Document:
    value = {**default, **old.get(name, {}), **arm_check.part(given, name)}
    known = {key: value[key] for key in value if value[key] is not None}
    arm_check.flag(known, "enabled", False)
    for key in set(known) - {"enabled"}:
        arm_check.whole(known, key)
    return known


def _pool_problems(
    size: str | None,
    version: str | None,
    scale: Document,
    pause: Document,
    executors: Document,
    count: int | None,
) -> list[Document]:
    """What Azure's own validation finds, each with a code and a message."""
    found: list[tuple[str, str]] = []
    if size is None:
        found.append(("NodeSizeNotValid", "nodeSize is mandatory."))
    if version not in SPARK_VERSIONS:
        known = ", ".join(SPARK_VERSIONS)
        found.append(
            (
                "SparkVersionNotSupported",
                f"Spark version '{version}' is not supported. Supported versions are: {known}."
                if version
                else f"sparkVersion is mandatory. Supported versions are: {known}.",
            )
        )
    least, most = scale.get("minNodeCount", 0), scale.get("maxNodeCount", 0)
    if scale["enabled"] and not _LEAST_NODES <= least <= most <= _MOST_NODES:
        found.append(
            (
                "AutoScaleNotValid",
                f"minNodeCount ({least}) must be at least {_LEAST_NODES}, and maxNodeCount "
                f"({most}) at least minNodeCount and at most {_MOST_NODES}.",
            )
        )
    if not scale["enabled"] and not _LEAST_NODES <= (count or 0) <= _MOST_NODES:
        found.append(
            (
                "NodeCountNotValid",
                f"nodeCount ({count}) must be from {_LEAST_NODES} to {_MOST_NODES} when autoScale "
                "is not enabled.",
            )
        )
    if pause["enabled"] and not 5 <= pause.get("delayInMinutes", 0) <= 10080:
        found.append(("AutoPauseNotValid", "delayInMinutes must be from 5 to 10080."))
    if executors["enabled"] and not {"minExecutors", "maxExecutors"} <= executors.keys():
        found.append(
            (
                "DynamicExecutorAllocationNotValid",
                "Min and max executors properties are mandatory fields when dynamic executor "
                "allocation is enabled",
            )
        )
    return [{"code": code, "message": message} for code, message in found]


def _on_pool(core: AzureCore, document: Document) -> None:
    document["properties"]["lastSucceededTimestamp"] = iso(core.now())


TYPES = (
    ResourceType(
        "Microsoft.Synapse/workspaces/bigDataPools",
        _POOL_RULE,
        make=_pool,
        patch=patch_tags,
        create=CHILD,
        update=CHILD,
        delete=CHILD_GOES,
        created=_on_pool,
        since="2019-06-01-preview",
    ),
)
