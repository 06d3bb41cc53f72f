"""What may be changed in Azure Resource Manager: what _Set up Azure_ makes and takes back.

A script in the page can ask for whatever the page can. So nothing passes that hands out
credentials, runs code or gives rights, but for the one role that the set-up gives; and what is
made is made with the bodies of the set-up only (`arm_bodies`), where there is nothing yet
(`arm_creation`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from . import arm_bodies
from .arm_bodies import GUID, Shape, body_problem
from .errors import ProxyError
from .incoming_request import IncomingRequest

PROVIDERS = (
    "Microsoft.Synapse",
    "Microsoft.Storage",
    "Microsoft.OperationalInsights",
    "Microsoft.Insights",
    "Microsoft.MachineLearningServices",
    "Microsoft.KeyVault",
)
"""Those that are registered, and asked whether a name is free."""

ARM_METHODS = ("GET", "POST", "PUT", "DELETE")

# No escapes but those of letters beyond ASCII: nothing that could be read in two ways.
_NAME = r"(?:[A-Za-z0-9_.()-]|%[89A-Fa-f][0-9A-Fa-f])+"
_SUBSCRIPTION = f"/subscriptions/{_NAME}"
_GROUP = f"{_SUBSCRIPTION}/resourceGroups/{_NAME}"


def _resource(kind: str) -> str:
    return f"{_GROUP}/providers/{re.escape(kind)}/{_NAME}"


_STORAGE = _resource("Microsoft.Storage/storageAccounts")
_SYNAPSE = _resource("Microsoft.Synapse/workspaces")
_LOGS = _resource("Microsoft.OperationalInsights/workspaces")
_LEARNING = _resource("Microsoft.MachineLearningServices/workspaces")
_SERVICE = f"{_SUBSCRIPTION}/providers/(?:{'|'.join(map(re.escape, PROVIDERS))})"
_JSON = re.compile(r"application/json(?:\s*;\s*charset=utf-8)?", re.IGNORECASE)

Document = dict[str, Any]


@dataclass(frozen=True)
class _Write:
    """One kind of write."""

    method: str
    path: str
    body: Shape | None = None
    """What its body must be; None: it is not looked at."""
    query: Mapping[str, str] = field(default_factory=dict)
    """What the query must have besides `api-version`, and nothing else."""

    def matches(self, request: IncomingRequest) -> bool:
        """Whether a request is of this kind; ARM ignores the case of what is not a value."""
        return (
            request.method == self.method
            and re.fullmatch(self.path, request.path, re.IGNORECASE) is not None
        )


_COMPUTE = f"{_LEARNING}/computes/{_NAME}"

_MADE: dict[str, Shape] = {
    _GROUP: arm_bodies.GROUP,
    _STORAGE: arm_bodies.STORAGE,
    _SYNAPSE: arm_bodies.SYNAPSE,
    f"{_SYNAPSE}/bigDataPools/{_NAME}": arm_bodies.POOL,
    _LOGS: arm_bodies.LOGS,
    f"{_LOGS}/dataExports/{_NAME}": arm_bodies.EXPORT,
    _LEARNING: arm_bodies.LEARNING,
    _COMPUTE: arm_bodies.COMPUTE,
    _resource("Microsoft.KeyVault/vaults"): arm_bodies.VAULT,
    _resource("Microsoft.Insights/components"): arm_bodies.INSIGHTS,
    f"{_STORAGE}/providers/Microsoft\\.Authorization/roleAssignments/{GUID}": (
        arm_bodies.ASSIGNMENT
    ),
}

# What goes with what it is in, and is never deleted by itself.
_PARTS: dict[str, Shape] = {
    f"{_STORAGE}/blobServices/default/containers/{_NAME}": arm_bodies.CONTAINER,
    f"{_SYNAPSE}/firewallRules/{_NAME}": arm_bodies.FIREWALL_RULE,
}

# With Delete in place of Detach, the Synapse pool would go with what it is attached as.
_DETACH = {"underlyingResourceAction": "Detach"}

_WRITES = (
    _Write("POST", f"{_SERVICE}/register", {}),
    _Write("POST", f"{_SERVICE}/checkNameAvailability", arm_bodies.NAME),
    *(_Write("PUT", path, body) for path, body in {**_MADE, **_PARTS}.items()),
    *(_Write("DELETE", path, None, _DETACH if path == _COMPUTE else {}) for path in _MADE),
)


def check_arm_write(request: IncomingRequest) -> None:
    """Raise `PathNotAllowed` or `ContentNotAllowed` for what _Set up Azure_ never asks for."""
    write = next((one for one in _WRITES if one.matches(request)), None)
    if write is None:
        raise ProxyError(
            "PathNotAllowed",
            f"{request.method} {request.path[:300]} is not passed on to Azure Resource Manager. "
            "JupyterLab changes only what Set up Azure creates and deletes. Use the Azure portal "
            "or the Azure CLI for this change.",
        )
    problem = _query_problem(write, request.query)
    if problem is None and write.body is not None:
        document = _document(request)
        problem = (
            "its body must be JSON that can be read in one way only"
            if document is None
            else body_problem(document, write.body, request.path.split("/")[2])
        )
    if problem is not None:
        raise ProxyError(
            "ContentNotAllowed",
            f"{request.method} {request.path[:300]} is not passed on to Azure Resource Manager as "
            f"it is: {problem}. JupyterLab changes only what Set up Azure creates and deletes. Use "
            "the Azure portal or the Azure CLI for this change.",
        )


def _query_problem(write: _Write, query: str) -> str | None:
    given = [pair for pair in query_pairs(query) if pair[0] != "api-version"]
    if sorted(given) == sorted(write.query.items()):
        return None
    wanted = ["api-version", *(f"{name}={value}" for name, value in write.query.items())]
    return f"its query must be {' and '.join(wanted)} and nothing else"


def query_pairs(query: str) -> list[tuple[str, str]]:
    """Decoded names and values of a query; raises `PathNotAllowed` for one that is too long."""
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=50)
    except ValueError as error:
        raise ProxyError(
            "PathNotAllowed", "The query has more than 50 parts. Send a shorter one."
        ) from error


def _document(request: IncomingRequest) -> Document | None:
    """The body, if whoever reads it must read the same; else None."""
    if _JSON.fullmatch(request.headers.get("content-type", "").strip()) is None:
        return None
    try:
        document = json.loads(request.body.decode("utf-8"), object_pairs_hook=_unambiguous)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _unambiguous(pairs: list[tuple[str, Any]]) -> Document:
    """Azure's readers ignore the case of names, and take the last of two that are the same."""
    names = [name.lower() for name, _ in pairs]
    if len(set(names)) < len(names) or not all(name.isascii() for name in names):
        raise ValueError("A name is there twice.")
    return dict(pairs)
