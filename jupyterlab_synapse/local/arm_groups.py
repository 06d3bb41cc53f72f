"""Microsoft.Resources in the local Azure: subscriptions, groups, providers and all resources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from . import arm_check, arm_operation
from .arm_access import Access
from .arm_answer import Answer, ArmError, conflict, invalid, not_found
from .arm_core import AzureCore
from .arm_names import Document
from .arm_path import ArmPath, is_within
from .arm_types import Flow

_GROUPS = "Microsoft.Resources/subscriptions/resourceGroups"
_SUBSCRIPTIONS = "Microsoft.Resources/subscriptions"
_ALWAYS = ("Microsoft.Authorization", "Microsoft.Resources", "Microsoft.ResourceGraph")
_GOES = Flow(202, "Deleting", "", "{subscription}/operationresults/{id}", False)
_FILTER = re.compile(r"\s*(resourceType|name|resourceGroup|location)\s+eq\s+'([^']*)'\s*", re.I)


def listed(documents: list[Document], next_link: str | None = None) -> Answer:
    """A list, whole."""
    body: dict[str, Any] = {"value": documents}
    if next_link is not None:
        body["nextLink"] = next_link  # required of two lists, also on the last page
    return Answer(200, body)


class Groups:
    """What is above the resources."""

    def __init__(self, core: AzureCore, access: Access, tenant: Document) -> None:
        self._core, self._access, self._tenant = core, access, tenant

    def answer(
        self, method: str, path: ArmPath, query: Mapping[str, str], body: Document
    ) -> Answer | None:
        """Answers what is its; None for others' paths. Raises ArmError."""
        match method, path.lower:
            case "GET", ("tenants",):
                return listed([self._tenant], "")
            case "GET", ("subscriptions",):
                found = self._core.state.subscriptions.values()
                return listed([one for one in found if self._access.reaches(str(one["id"]))], "")
        self._require_subscription(path)
        match method, path.lower:
            case "GET", ("subscriptions", _):
                if not self._access.reaches(path.text):
                    self._access.require(f"{_SUBSCRIPTIONS}/read", path.text)
                return Answer(200, self._core.state.subscriptions[path.key])
            case "GET", ("subscriptions", _, "locations"):
                if not self._access.reaches(self._subscription(path)):
                    self._access.require(f"{_SUBSCRIPTIONS}/locations/read", path.text)
                return listed([_location(path.parts[1], name) for name in arm_check.LOCATIONS])
            case "GET", ("subscriptions", _, "resourcegroups"):
                return self._groups(path)
            case "GET", ("subscriptions", _, "resources"):
                return self._summaries(self._subscription(path), query)
            case _, ("subscriptions", _, "resourcegroups", _):
                return self._group(method, path, body)
        self._require_group(path)
        match method, path.lower:
            case "GET", ("subscriptions", _, "resourcegroups", _, "resources"):
                return self._summaries(path.group_key, query)
            case "GET", ("subscriptions", _, "providers"):
                return listed([self._provider(path, name) for name in self._namespaces()])
            case "GET", ("subscriptions", _, "providers", _):
                return Answer(200, self._provider(path, path.namespace))
            case "POST", ("subscriptions", _, "providers", _, "register"):
                return self._register(path)
        return None

    def _require_subscription(self, path: ArmPath) -> None:
        if path.subscription is None:
            return
        if self._subscription(path).lower() not in self._core.state.subscriptions:
            raise not_found(
                "SubscriptionNotFound",
                f"The subscription '{path.subscription}' could not be found.",
            )

    def _require_group(self, path: ArmPath) -> None:
        if path.group is not None and path.group_key not in self._core.state.groups:
            raise not_found(
                "ResourceGroupNotFound", f"Resource group '{path.group}' could not be found."
            )

    @staticmethod
    def _subscription(path: ArmPath) -> str:
        return f"/subscriptions/{path.subscription}"

    def _groups(self, path: ArmPath) -> Answer:
        start = self._subscription(path).lower()
        found = [one for key, one in self._core.state.groups.items() if is_within(key, start)]
        if not self._access.allows(f"{_GROUPS}/read", start):
            found = [one for one in found if self._access.allows(f"{_GROUPS}/read", str(one["id"]))]
            if not found:
                self._access.require(f"{_GROUPS}/read", self._subscription(path))
        return listed(found)

    def _group(self, method: str, path: ArmPath, body: Document) -> Answer:
        verb = {"GET": "read", "HEAD": "read", "DELETE": "delete"}.get(method, "write")
        self._access.require(f"{_GROUPS}/{verb}", path.text)
        before = self._core.state.groups.get(path.key)
        if method == "PUT":
            return self._put_group(path, body, before)
        if method == "HEAD":
            return Answer(204 if before else 404)
        self._require_group(path)
        assert before is not None
        if method == "GET":
            return Answer(200, before)
        if method == "PATCH":
            before["tags"] = arm_check.tags(body, before)
            self._core.changed()
            return Answer(200, before)
        if method == "DELETE":
            arm_operation.require_idle(self._core, path.key)
            headers = arm_operation.start(self._core, _GOES, "delete", before, "2024-03-01")
            before["properties"]["provisioningState"] = "Deleting"
            return Answer(202, None, headers)
        raise method_not_allowed(method, path)

    def _put_group(self, path: ArmPath, body: Document, before: Document | None) -> Answer:
        name = path.parts[3]
        rule = "It must have 1 to 90 letters, numbers, _ - . ( ) and must not end with a period."
        arm_check.name(name, r"[-\w.()]{0,89}[-\w()]", rule, "InvalidResourceGroup")
        if before is not None:
            arm_operation.require_idle(self._core, path.key)
            given = arm_check.needed(body, "location").replace(" ", "").lower()
            if given != before["location"]:
                raise conflict(
                    f"Invalid resource group location '{given}'. The Resource group already "
                    f"exists in location '{before['location']}'.",
                    "InvalidResourceGroupLocation",
                )
            before["tags"] = arm_check.tags(body, before)
            self._core.changed()
            return Answer(200, before)
        subscription = self._core.state.subscriptions[self._subscription(path).lower()]
        document: Document = {
            "id": f"{subscription['id']}/resourceGroups/{name}",
            "name": name,
            "type": "Microsoft.Resources/resourceGroups",
            "location": arm_check.location(body, None),
            "tags": arm_check.tags(body, None),
            "properties": {"provisioningState": "Succeeded"},
        }
        self._core.state.groups[path.key] = document
        self._core.changed()
        return Answer(201, document)

    def _summaries(self, scope: str, query: Mapping[str, str]) -> Answer:
        wanted = _filters(query.get("$filter", ""))
        found = []
        for key, one in self._core.state.resources.items():
            if not is_within(key, scope.lower()) or "/providers/" in key.split("/providers/", 1)[1]:
                continue
            if not self._access.allows(f"{one['type']}/read", str(one["id"])):
                continue
            facts = {
                "resourcetype": str(one["type"]).lower(),
                "name": str(one["name"]).lower(),
                "resourcegroup": str(one["id"]).split("/")[4].lower(),
                "location": str(one.get("location", "")).lower(),
            }
            if all(facts[name] == value for name, value in wanted):
                found.append(_summary(one))
        return listed(found)

    def _namespaces(self) -> list[str]:
        known = {kind.name.split("/")[0] for kind in self._core.types.values()}
        return sorted(known | set(_ALWAYS))

    def _provider(self, path: ArmPath, namespace: str) -> Document:
        scope = self._subscription(path)
        if not self._access.reaches(scope):
            self._access.require("Microsoft.Resources/subscriptions/providers/read", scope)
        names = {one.lower(): one for one in self._namespaces()}
        if namespace.lower() not in names:
            raise not_found(
                "InvalidResourceNamespace", f"The resource namespace '{namespace}' is invalid."
            )
        name = names[namespace.lower()]
        key = f"{scope}/providers/{name}"
        kinds = [one.name for one in self._core.types.values() if one.name.startswith(f"{name}/")]
        return {
            "id": key,
            "namespace": name,
            "resourceTypes": [
                {
                    "resourceType": kind.split("/", 1)[1],
                    "locations": [one[0] for one in arm_check.LOCATIONS.values()],
                }
                for kind in kinds
            ],
            "registrationState": self._registration(key),
            "registrationPolicy": "RegistrationFree" if name in _ALWAYS else "RegistrationRequired",
        }

    def _registration(self, key: str) -> str:
        if arm_operation.registration(key) not in self._core.state.unregistered:
            return "Registered"
        return "Registering" if arm_operation.is_registering(self._core, key) else "NotRegistered"

    def _register(self, path: ArmPath) -> Answer:
        scope = self._subscription(path)
        provider = self._provider(path, path.namespace)
        name = provider["namespace"]
        self._access.require(f"{name}/register/action", scope)
        if provider["registrationState"] == "NotRegistered":
            document = {"id": provider["id"], "name": name, "type": name}
            arm_operation.start(self._core, Flow(), "register", document, "2024-03-01")
            provider["registrationState"] = "Registering"
        return Answer(200, provider)


def method_not_allowed(method: str, path: ArmPath) -> ArmError:
    """405."""
    return ArmError(
        405, "MethodNotAllowed", f"The local Azure does not answer {method} at '{path.text}'."
    )


def _filters(text: str) -> list[tuple[str, str]]:
    if not text.strip():
        return []
    found = []
    for part in re.split(r"\s+and\s+", text.strip(), flags=re.IGNORECASE):
        match = _FILTER.fullmatch(part)
        if match is None:
            raise invalid(
                "InvalidFilterInQueryString",
                f"Invalid $filter '{text}': the local Azure takes resourceType, name, "
                "resourceGroup and location, each with eq, joined by and.",
            )
        found.append((match[1].lower(), match[2].lower()))
    return found


def _location(subscription: str, name: str) -> Document:
    shown, group, latitude, longitude, place = arm_check.LOCATIONS[name]
    return {
        "id": f"/subscriptions/{subscription}/locations/{name}",
        "name": name,
        "type": "Region",
        "displayName": shown,
        "regionalDisplayName": f"({group}) {shown}",
        "metadata": {
            "regionType": "Physical",
            "regionCategory": "Recommended",
            "geographyGroup": group,
            "longitude": longitude,
            "latitude": latitude,
            "physicalLocation": place,
        },
    }


def _summary(document: Document) -> Document:
    kept = ("id", "name", "type", "location", "tags", "identity", "kind", "sku")
    return {key: document[key] for key in kept if key in document}
