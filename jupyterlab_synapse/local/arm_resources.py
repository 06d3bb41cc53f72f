"""GET, PUT, PATCH and DELETE of resources, after the table of types."""

from __future__ import annotations

from collections.abc import Mapping

from . import arm_check, arm_operation, arm_storage
from .arm_access import Access
from .arm_answer import Answer, invalid, no_resource, no_type, not_found
from .arm_core import AzureCore
from .arm_groups import listed, method_not_allowed
from .arm_names import Document
from .arm_path import ArmPath
from .arm_state import copy
from .arm_types import Flow, ResourceType, Write

_VERBS = {"GET": "read", "HEAD": "read", "PUT": "write", "PATCH": "write", "DELETE": "delete"}


class Resources:
    """All resources of all types."""

    def __init__(self, core: AzureCore, access: Access) -> None:
        self._core, self._access = core, access

    def answer(
        self, method: str, path: ArmPath, query: Mapping[str, str], body: Document
    ) -> Answer:
        """Answers at a path with `/providers/`. Raises ArmError."""
        kind = self._core.types.get(path.kind.lower())
        if kind is None:
            raise no_type(path.namespace, path.types)
        if method not in _VERBS or (path.is_collection and method != "GET"):
            raise method_not_allowed(method, path)
        if path.is_collection:
            return self._list(kind, path)
        self._access.require(f"{kind.name}/{_VERBS[method]}", path.text)
        if method in ("GET", "HEAD"):
            found = self._one(kind, path)
            if found is None:
                raise no_resource(path.kind, path.names, path.group)
            return Answer(200, found) if method == "GET" else Answer(204)
        version = next(value for key, value in query.items() if key.lower() == "api-version")
        self._check_version(kind, version)
        arm_operation.require_registered(
            self._core, path.subscription or "", kind.name.split("/")[0]
        )
        before = self._core.find(path.key)
        if method == "DELETE":
            return self._delete(kind, path, before, dict(query), version)
        if method == "PATCH" and before is None:
            raise no_resource(path.kind, path.names, path.group)
        return self._write(method, kind, path, before, body, dict(query), version)

    def _list(self, kind: ResourceType, path: ArmPath) -> Answer:
        action = f"{kind.name}/read"
        within = path.parent or (path.scope if self._core.find(path.scope) else "")
        if within:
            # of a resource: the text up to the list
            self._access.require(action, path.text.rsplit("/", 1)[0])
            self._require_parent(path, within)
            if kind.lists:
                return listed(kind.lists(self._core, within))
            return listed(self._core.children(path.key))
        found = self._core.of_type(kind.name, path.scope)
        if not self._access.allows(action, path.scope):
            found = [one for one in found if self._access.allows(action, str(one["id"]))]
            if not found:
                self._access.require(action, path.scope)
        return listed(found)

    def _one(self, kind: ResourceType, path: ArmPath) -> Document | None:
        found = self._core.find(path.key)
        if found is None and kind.lists and path.parent:
            name = path.names[-1].lower()
            if self._core.find(_holder(path.parent)) is None:
                return None
            members = kind.lists(self._core, path.parent)
            return next((one for one in members if str(one["name"]).lower() == name), None)
        return found

    def _require_parent(self, path: ArmPath, parent: str) -> None:
        if self._core.find(_holder(parent)) is None:
            raise no_resource(path.kind.rpartition("/")[0], path.names, path.group)

    @staticmethod
    def _check_version(kind: ResourceType, version: str) -> None:
        if version < kind.since:
            namespace, _, types = kind.name.partition("/")
            raise invalid(
                "NoRegisteredProviderFound",
                f"No registered resource provider found for API version '{version}' for type "
                f"'{types}' of '{namespace}'. The first supported api-version is '{kind.since}'.",
            )

    def _id(self, kind: ResourceType, path: ArmPath) -> str:
        """The id as Azure spells it: names that are there already keep their spelling."""
        base = self._core.find(path.scope)
        group = self._core.state.groups.get(path.group_key)
        spelled = str((base or group or {}).get("id", path.scope))
        namespace, *types = kind.name.split("/")
        result = f"{spelled}/providers/{namespace}"
        for one, name in zip(types, path.names, strict=True):
            result += f"/{one}/{name}"
            known = self._core.find(result)
            result = str(known["id"]) if known else result
        return result

    def _write(
        self,
        method: str,
        kind: ResourceType,
        path: ArmPath,
        before: Document | None,
        body: Document,
        query: Document,
        version: str,
    ) -> Answer:
        make = kind.make if method == "PUT" else kind.patch
        if method == "PUT" and kind.closed:
            raise invalid("OperationNotSupported", kind.closed)
        if make is None:
            raise method_not_allowed(method, path)
        parent = path.parent
        if parent and self._core.find(_holder(parent)) is None:
            types = kind.name.split("/", 1)[1]
            raise not_found(
                "ParentResourceNotFound",
                f"Failed to perform 'write' on resource(s) of type '{types}', because the parent "
                f"resource '{path.text.rsplit('/', 2)[0]}' could not be found.",
            )
        arm_operation.require_idle(self._core, path.key)
        if before is None:
            arm_check.name(path.names[-1], *kind.rule)
        principal = self._access.principal.id
        write = Write(
            self._core, self._id(kind, path), path.names[-1], body, before, query, principal
        )
        document = make(write)
        flow = self._flow(kind, method, before)
        if (
            flow.state is None
            and not kind.stateless
            and "provisioningState" in (document["properties"])
        ):
            document["properties"]["provisioningState"] = "Succeeded"
        self._core.put(document)
        headers = self._start(flow, "put", document, version)
        if flow.state is None and kind.created:
            kind.created(self._core, document)
        return Answer(flow.code, copy(document) if flow.has_body else None, headers)

    @staticmethod
    def _flow(kind: ResourceType, method: str, before: Document | None) -> Flow:
        if before is None:
            return kind.create
        is_tags_only = method == "PATCH" and kind.patch is not kind.make
        return Flow(200) if is_tags_only else kind.update

    def _start(self, flow: Flow, action: str, document: Document, version: str) -> dict[str, str]:
        if flow.state is None:
            return {}
        document["properties"]["provisioningState"] = flow.state
        return arm_operation.start(self._core, flow, action, document, version)

    def _delete(
        self,
        kind: ResourceType,
        path: ArmPath,
        before: Document | None,
        query: Document,
        version: str,
    ) -> Answer:
        flow = kind.delete
        if flow is None:
            raise method_not_allowed("DELETE", path)
        document = before or self._one(kind, path)
        if document is None:
            return Answer(204 if kind.is_missing_fine else 404)
        arm_operation.require_idle(self._core, path.key)
        if kind.check_delete:
            kind.check_delete(self._core, document, query)
        if flow.state is None:
            if before is None and kind.deleted:
                kind.deleted(self._core, document)
            self._core.remove(path.key)
            return Answer(flow.code)
        headers = self._start(flow, "delete", document, version)
        return Answer(flow.code, copy(document) if flow.has_body else None, headers)


def _holder(parent: str) -> str:
    """The resource that is there for a parent; a service of storage is part of its account."""
    return arm_storage.account_of(parent)
