"""What the proxy lets through to each kind of host of Azure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .arm_writes import ARM_METHODS, check_arm_write, query_pairs
from .errors import ProxyError
from .incoming_request import IncomingRequest

_ARM_PATHS = ("/subscriptions", "/providers", "/tenants")
_LIVY = "/livyApi"
_RBAC_CHECK = "/checkAccessSynapseRbac"
_RBAC_READS = ("/roleAssignments", "/roleDefinitions", "/rbacScopes")
_CONTAINER = re.compile(r"/[^/]+")
_LISTING = {"resource", "prefix", "continuation", "maxResults", "recursive", "directory"}


def check_arm(request: IncomingRequest) -> None:
    """Azure Resource Manager: all reads, and the writes of `check_arm_write`."""
    where = "Azure Resource Manager"
    _check_method(request, ARM_METHODS, where)
    _check_path(request, _ARM_PATHS, where)
    if request.method != "GET":
        check_arm_write(request)


def check_synapse(request: IncomingRequest) -> None:
    """A Synapse workspace: Livy, and who may do what there, which is read and never changed."""
    where = "a Synapse workspace"
    _check_method(request, ("GET", "POST", "PUT", "DELETE"), where)
    if _is_below(request.path, (_LIVY,)):
        return
    if request.method == "POST" and request.path == _RBAC_CHECK:
        return
    _check_path(request, (_LIVY, _RBAC_CHECK, *_RBAC_READS), where)
    if request.method != "GET" or not _is_below(request.path, _RBAC_READS):
        raise ProxyError(
            "PathNotAllowed",
            f"{request.method} {request.path[:300]} is not passed on to {where}: through "
            "JupyterLab its roles are only read. Use Synapse Studio for this change.",
        )


def check_lake(request: IncomingRequest) -> None:
    """Data Lake Storage: what containers and folders hold, never what is in a file."""
    where = "the lake"
    _check_method(request, ("GET",), where)
    pairs = query_pairs(request.query)
    names = [name for name, _ in pairs]
    resource = dict(pairs).get("resource")
    is_listing = (resource == "account" and request.path == "/") or (
        resource == "filesystem" and _CONTAINER.fullmatch(request.path) is not None
    )
    if not is_listing or not _LISTING.issuperset(names) or len(set(names)) < len(names):
        raise ProxyError(
            "PathNotAllowed",
            f"The request for {request.path[:300]} is not passed on to {where}: JupyterLab only "
            "lists containers and folders, to see which days have logs. Read files with Spark, or "
            "with Azure Storage Explorer.",
        )


def _check_method(request: IncomingRequest, allowed: Iterable[str], where: str) -> None:
    if request.method not in allowed:
        raise ProxyError(
            "MethodNotAllowed",
            f"{request.method} is not passed on to {where}: only {', '.join(sorted(allowed))} is. "
            "Use another tool for this change.",
        )


def _check_path(request: IncomingRequest, allowed: tuple[str, ...], where: str) -> None:
    if not _is_below(request.path, allowed):
        raise ProxyError(
            "PathNotAllowed",
            f"The path {request.path[:300]} is not passed on to {where}. Paths that are start "
            f"with {', '.join(allowed)}. Use another tool for this request.",
        )


def _is_below(path: str, parents: tuple[str, ...]) -> bool:
    return any(path == one or path.startswith(f"{one}/") for one in parents)
