"""The local Azure: Azure Resource Manager's GETs, answered from documents (no HTTP in here)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from . import arm_tenant
from .arm_names import ENDPOINT, Document
from .arm_tenant import COMMON, Manner, Tenant

_API_VERSION = re.compile(r"^\d{4}-\d{2}-\d{2}(-preview)?$")
_MORE = "For more details please go to https://aka.ms/ARMResourceNotFoundFix"


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: status, JSON body and headers of its own."""

    status: int
    body: Document
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    """Seconds until it is given."""


@dataclass(frozen=True)
class SynapseWorkspace:
    """What the data plane needs of a workspace: its name and its pools, as Azure spells them."""

    name: str
    pools: tuple[str, ...]

    def pool(self, name: str) -> str | None:
        """The pool of this name, case ignored."""
        return next((pool for pool in self.pools if pool.lower() == name.lower()), None)


class LocalAzure:
    """Subscriptions, their resource groups and resources, found by their ids with case ignored, as
    Azure does.

    `resources` maps lower-cased ids to documents; whoever makes it writable changes this map.
    """

    def __init__(self, tenant: Tenant | None = None) -> None:
        self._tenant = tenant or arm_tenant.small()
        self.subscriptions = _by_id(self._tenant.subscriptions)
        self.groups = _by_id(self._tenant.groups)
        self.resources = _by_id(self._tenant.resources)
        self._refused: set[str] = set()

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
        manner = self._tenant.manners.get(lower[1] if len(lower) > 2 else "", COMMON)
        answer = self._refusal(path, lower, manner) or self._page(
            self._find(path, parts, lower), path, query
        )
        return replace(answer, delay=manner.delay)

    def _refusal(self, path: str, lower: list[str], manner: Manner) -> Answer | None:
        """What a subscription says instead of an answer."""
        if manner.is_closed:
            action = f"{'/'.join(lower[lower.index('providers') + 1 :])}/read"
            return _error(
                403,
                "AuthorizationFailed",
                "The client 'dana@contoso.example' with object id "
                "'00000000-0000-0000-0000-000000000008' does not have authorization to perform "
                f"action '{action}' over scope '/subscriptions/{lower[1]}' or the scope is "
                "invalid. If access was recently granted, please refresh your credentials.",
            )
        if manner.retry_after is None or path.lower() in self._refused:
            self._refused.discard(path.lower())
            return None
        self._refused.add(path.lower())  # the next one is answered
        return replace(
            _error(
                429,
                "SubscriptionRequestsThrottled",
                "Number of requests for subscription "
                f"'{lower[1]}' and operation 'GET' exceeded the backend storage limit. "
                f"Please try again after '{manner.retry_after}' seconds.",
            ),
            headers={"Retry-After": str(manner.retry_after)},
        )

    def _page(self, answer: Answer, path: str, query: Mapping[str, str]) -> Answer:
        """One page of a list, with the link to the next one; other answers as they are."""
        size = self._tenant.page_size
        members = answer.body.get("value")
        if size is None or not isinstance(members, list):
            return answer
        skipped = query.get("$skiptoken", "0")
        start = int(skipped) if skipped.isdigit() else 0
        body = {**answer.body, "value": members[start : start + size]}
        if start + size < len(members):
            version = next(value for key, value in query.items() if key.lower() == "api-version")
            body["nextLink"] = f"{ENDPOINT}{path}?api-version={version}&%24skiptoken={start + size}"
        return replace(answer, body=body)

    def _find(self, path: str, parts: list[str], lower: list[str]) -> Answer:
        match lower:
            case ["subscriptions"]:
                return _list(list(self.subscriptions.values()), next_link="")
            case ["tenants"]:
                return _list([self._tenant.tenant], next_link="")
            case ["subscriptions", identity, *_] if (
                f"/subscriptions/{identity}" not in self.subscriptions
            ):
                return _not_found(
                    "SubscriptionNotFound", f"The subscription '{parts[1]}' could not be found."
                )
            case ["subscriptions", identity]:
                return Answer(200, self.subscriptions[f"/subscriptions/{identity}"])
            case ["subscriptions", identity, "resourcegroups"]:
                start = f"/subscriptions/{identity}/"
                return _list([one for key, one in self.groups.items() if key.startswith(start)])
            case ["subscriptions", identity, "resources"]:
                return _list(self._summaries(f"/subscriptions/{identity}/"))
            case ["subscriptions", _, "resourcegroups", _, *_] if (
                _group_of(lower) not in self.groups
            ):
                return _not_found(
                    "ResourceGroupNotFound", f"Resource group '{parts[3]}' could not be found."
                )
            case ["subscriptions", _, "resourcegroups", _]:
                return Answer(200, self.groups[_group_of(lower)])
            case ["subscriptions", _, "resourcegroups", _, "resources"]:
                return _list(self._summaries(f"{_group_of(lower)}/"))
            case ["subscriptions", _, "resourcegroups", _, "providers", _, _, *_]:
                return self._resource(parts, 5)
            case ["subscriptions", identity, "providers", namespace, kind]:
                return self._of_type(parts, f"/subscriptions/{identity}/", f"{namespace}/{kind}")
        return _not_found("NotFound", f"The local Azure has nothing at '{path}'.")

    @staticmethod
    def read_only(method: str) -> Answer:
        """The answer to a method that would change something."""
        return _error(
            405,
            "MethodNotAllowed",
            f"The local Azure is read-only and does not answer {method}: use GET.",
        )

    def _of_type(self, parts: list[str], start: str, kind: str) -> Answer:
        """All resources of a type in a subscription."""
        found = [
            document
            for key, document in self.resources.items()
            if key.startswith(start) and str(document["type"]).lower() == kind
        ]
        return _list(found) if found or self._knows(kind) else _no_type(parts[3], parts[4:])

    def _knows(self, kind: str) -> bool:
        return any(str(document["type"]).lower() == kind for document in self.resources.values())

    def _summaries(self, start: str) -> list[Document]:
        return [
            _summary(document) for key, document in self.resources.items() if key.startswith(start)
        ]

    def _resource(self, parts: list[str], namespace: int) -> Answer:
        """One resource or a list of them; `parts[namespace]` is the provider, then types and names
        alternate.
        """
        types = parts[namespace + 1 :: 2]
        kind = "/".join([parts[namespace], *types])
        if not self._knows(kind.lower()):
            return _no_type(parts[namespace], types)
        identity = f"/{'/'.join(parts)}".lower()
        names = parts[namespace + 2 :: 2]
        if len(names) == len(types):
            document = self.resources.get(identity)
            return Answer(200, document) if document else _missing(parts, namespace, types, names)
        parent = identity.rsplit("/", 1)[0]
        if names and parent not in self.resources:
            return _missing(parts, namespace, types[:-1], names)
        return _list(self._children(identity))

    def _children(self, collection: str) -> list[Document]:
        start = f"{collection}/"
        return [
            document
            for key, document in self.resources.items()
            if key.startswith(start) and "/" not in key[len(start) :]
        ]


def _by_id(documents: Iterable[Document]) -> dict[str, Document]:
    return {str(document["id"]).lower(): document for document in documents}


def _group_of(lower: list[str]) -> str:
    return "/" + "/".join(lower[:4])


def _missing(parts: list[str], namespace: int, types: list[str], names: list[str]) -> Answer:
    pairs = "/".join(f"{kind}/{name}" for kind, name in zip(types, names, strict=True))
    where = f"under resource group '{parts[3]}' was not found"
    return _not_found(
        "ResourceNotFound", f"The Resource '{parts[namespace]}/{pairs}' {where}. {_MORE}"
    )


def _no_type(namespace: str, types: list[str]) -> Answer:
    return _not_found(
        "InvalidResourceType",
        f"The resource type '{'/'.join(types)}' could not be found in the namespace "
        f"'{namespace}' of the local Azure.",
    )


def _list(documents: list[Document], next_link: str | None = None) -> Answer:
    body: dict[str, Any] = {"value": documents}
    if next_link is not None:
        body["nextLink"] = next_link  # required of these two lists, also on the last page
    return Answer(200, body)


def _summary(document: Document) -> Document:
    kept = ("id", "name", "type", "location", "tags", "identity", "kind", "sku")
    return {key: document[key] for key in kept if key in document}


def _error(status: int, code: str, message: str) -> Answer:
    return Answer(status, {"error": {"code": code, "message": message}})


def _not_found(code: str, message: str) -> Answer:
    return Answer(
        404, {"error": {"code": code, "message": message}}, {"x-ms-failure-cause": "gateway"}
    )
