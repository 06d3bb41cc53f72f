"""The local Azure: Azure Resource Manager's GETs, answered from documents (no HTTP in here)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from . import arm_documents
from .arm_documents import Document

_API_VERSION = re.compile(r"^\d{4}-\d{2}-\d{2}(-preview)?$")
_MORE = "For more details please go to https://aka.ms/ARMResourceNotFoundFix"


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: status, JSON body and headers of its own."""

    status: int
    body: Document
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SynapseWorkspace:
    """What the data plane needs of a workspace: its name and its pools, as Azure spells them."""

    name: str
    pools: tuple[str, ...]

    def pool(self, name: str) -> str | None:
        """The pool of this name, case ignored."""
        return next((pool for pool in self.pools if pool.lower() == name.lower()), None)


class LocalAzure:
    """Subscriptions, one resource group and its resources, found by their ids with case ignored, as
    Azure does.

    `resources` maps lower-cased ids to documents; whoever makes it writable changes this map.
    """

    def __init__(self) -> None:
        self.subscription = arm_documents.subscription()
        self.tenant = arm_documents.tenant()
        self.group = arm_documents.resource_group()
        self.resources = {
            str(document["id"]).lower(): document for document in arm_documents.resources()
        }

    def workspace(self, host: str | None) -> SynapseWorkspace | None:
        """The Synapse workspace whose development endpoint is `host`, the first one for None, None
        when there is none.
        """
        for identity, document in self.resources.items():
            if str(document["type"]).lower() != "microsoft.synapse/workspaces":
                continue
            endpoint = urlsplit(document["properties"]["connectivityEndpoints"]["dev"]).hostname
            if host is None or host.split(":")[0].lower() == endpoint:
                pools = tuple(pool["name"] for pool in self._children(f"{identity}/bigdatapools"))
                return SynapseWorkspace(document["name"], pools)
        return None

    def get(self, path: str, query: Mapping[str, str]) -> Answer:
        """Answers GET `path` with the query's parameters."""
        version = next(
            (value for key, value in query.items() if key.lower() == "api-version"), None
        )
        if not version:
            return _error(
                400,
                "MissingApiVersionParameter",
                "The api-version query parameter (?api-version=) is required for all requests.",
            )
        if not _API_VERSION.match(version):
            return _error(
                400,
                "InvalidApiVersionParameter",
                f"The api-version '{version}' is invalid. Write it as 2021-06-01.",
            )
        parts = [part for part in path.split("/") if part]
        lower = [part.lower() for part in parts]
        match lower:
            case ["subscriptions"]:
                return _list([self.subscription], count=True)
            case ["tenants"]:
                return _list([self.tenant])
            case ["subscriptions", identity, *_] if identity != self.subscription["subscriptionId"]:
                return _not_found(
                    "SubscriptionNotFound", f"The subscription '{parts[1]}' could not be found."
                )
            case ["subscriptions", _]:
                return Answer(200, self.subscription)
            case ["subscriptions", _, "resourcegroups"]:
                return _list([self.group])
            case ["subscriptions", _, "resources"]:
                return _list([_summary(document) for document in self.resources.values()])
            case ["subscriptions", _, "resourcegroups", name, *_] if (
                name != self.group["name"].lower()
            ):
                return _not_found(
                    "ResourceGroupNotFound", f"Resource group '{parts[3]}' could not be found."
                )
            case ["subscriptions", _, "resourcegroups", _]:
                return Answer(200, self.group)
            case ["subscriptions", _, "resourcegroups", _, "resources"]:
                return _list([_summary(document) for document in self.resources.values()])
            case ["subscriptions", _, "resourcegroups", _, "providers", _, _, *_]:
                return self._resource(parts, 5)
            case ["subscriptions", _, "providers", _, _]:
                return self._resource(
                    [*parts[:2], "resourceGroups", self.group["name"], *parts[2:]], 5
                )
        return _not_found("NotFound", f"The local Azure has nothing at '{path}'.")

    @staticmethod
    def read_only(method: str) -> Answer:
        """The answer to a method that would change something."""
        return _error(
            405,
            "MethodNotAllowed",
            f"The local Azure is read-only and does not answer {method}: use GET.",
        )

    def _resource(self, parts: list[str], namespace: int) -> Answer:
        """One resource or a list of them; `parts[namespace]` is the provider, then types and names
        alternate.
        """
        types = parts[namespace + 1 :: 2]
        kind = "/".join([parts[namespace], *types])
        if not any(
            str(document["type"]).lower() == kind.lower() for document in self.resources.values()
        ):
            return _not_found(
                "InvalidResourceType",
                f"The resource type '{'/'.join(types)}' could not be found in the namespace "
                f"'{parts[namespace]}' of the local Azure.",
            )
        identity = f"/{'/'.join(parts)}".lower()
        names = parts[namespace + 2 :: 2]
        if len(names) == len(types):
            document = self.resources.get(identity)
            return (
                Answer(200, document) if document else self._missing(parts[namespace], types, names)
            )
        parent = identity.rsplit("/", 1)[0]
        if names and parent not in self.resources:
            return self._missing(parts[namespace], types[:-1], names)
        return _list(self._children(identity))

    def _children(self, collection: str) -> list[Document]:
        start = f"{collection}/"
        return [
            document
            for key, document in self.resources.items()
            if key.startswith(start) and "/" not in key[len(start) :]
        ]

    def _missing(self, namespace: str, types: list[str], names: list[str]) -> Answer:
        pairs = "/".join(f"{kind}/{name}" for kind, name in zip(types, names, strict=True))
        where = f"under resource group '{self.group['name']}' was not found"
        return _not_found(
            "ResourceNotFound", f"The Resource '{namespace}/{pairs}' {where}. {_MORE}"
        )


def _list(documents: list[Document], count: bool = False) -> Answer:
    body: dict[str, Any] = {"value": documents}
    return Answer(
        200, {**body, "count": {"type": "Total", "value": len(documents)}} if count else body
    )


def _summary(document: Document) -> Document:
    kept = ("id", "name", "type", "location", "tags", "identity", "kind", "sku")
    return {key: document[key] for key in kept if key in document}


def _error(status: int, code: str, message: str) -> Answer:
    return Answer(status, {"error": {"code": code, "message": message}})


def _not_found(code: str, message: str) -> Answer:
    return Answer(
        404, {"error": {"code": code, "message": message}}, {"x-ms-failure-cause": "gateway"}
    )
