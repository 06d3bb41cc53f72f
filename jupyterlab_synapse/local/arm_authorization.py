"""Microsoft.Authorization in the local Azure: permissions, role assignments and definitions."""

from __future__ import annotations

import re
from collections.abc import Mapping

from . import arm_check
from .arm_access import PERSONAS, Access, assignment, role_of
from .arm_answer import Answer, ArmError, conflict, invalid, not_found
from .arm_core import AzureCore, iso
from .arm_groups import listed, method_not_allowed
from .arm_names import Document
from .arm_path import ArmPath, is_within
from .arm_roles import BY_ID, ROLES, Role

NAMESPACE = "microsoft.authorization"
_GUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_PRINCIPAL = re.compile(rf"principalId\s+eq\s+'?({_GUID})'?", re.IGNORECASE)
_ASSIGNED = re.compile(rf"assignedTo\('({_GUID})'\)", re.IGNORECASE)
_AT_SCOPE = re.compile(r"atScope\(\)(?:\s+and\s+(assignedTo\(.*\)))?", re.IGNORECASE)
_ROLE_NAME = re.compile(r"roleName\s+eq\s+'([^']*)'", re.IGNORECASE)
_PRINCIPALS = ("User", "Group", "ServicePrincipal", "ForeignGroup", "Device")


class Authorization:
    """Who may do what, and who may change it."""

    def __init__(self, core: AzureCore, access: Access) -> None:
        self._core, self._access = core, access

    def answer(
        self, method: str, path: ArmPath, query: Mapping[str, str], body: Document
    ) -> Answer:
        """Answers at a path whose last provider is Microsoft.Authorization. Raises ArmError."""
        self._require_scope(path)
        kind = path.types[0].lower() if path.types else ""
        name = path.names[0] if path.names else None
        if kind == "permissions" and method == "GET" and name is None:
            roles = self._access.roles_at(path.scope)
            return listed([role.permission for role in roles])
        self._access.require(f"Microsoft.Authorization/{kind}/{_verb(method)}", path.scope or "/")
        if kind == "roledefinitions" and method == "GET":
            return self._definitions(path, query, name)
        if kind == "roleassignments":
            if name is None and method == "GET":
                return listed(self._assignments(path.scope, query.get("$filter", "")))
            if name is not None:
                return self._assignment(method, path, name, body)
        raise method_not_allowed(method, path)

    def _require_scope(self, path: ArmPath) -> None:
        key = path.scope.lower()
        state = self._core.state
        known = key == "" or key in state.subscriptions or key in state.groups
        if known or self._core.find(key):
            return
        if "/providers/" in key and self._is_container(key):
            return
        self._core.need(path.scope)

    def _is_container(self, key: str) -> bool:
        """Whether it is a part of an account that has no document of its own."""
        head, found, _ = key.partition("/blobservices/default")
        return bool(found) and self._core.find(head) is not None

    def _definitions(self, path: ArmPath, query: Mapping[str, str], name: str | None) -> Answer:
        start = "/".join(path.scope.split("/")[:3])
        if name is not None:
            role = BY_ID.get(name.lower())
            if role is None:
                raise not_found(
                    "RoleDefinitionDoesNotExist",
                    f"The specified role definition with ID '{name}' does not exist.",
                )
            return Answer(200, _definition(start, role))
        wanted = query.get("$filter", "").strip()
        match = _ROLE_NAME.fullmatch(wanted)
        if wanted and match is None and wanted.lower() != "atscopeandbelow()":
            raise _bad_filter(wanted, "roleName eq '…' and atScopeAndBelow()")
        found = [role for role in ROLES.values() if match is None or role.name == match[1]]
        return listed([_definition(start, role) for role in found])

    def _assignments(self, scope: str, text: str) -> list[Document]:
        """Those at, above and below a scope, or fewer by the filter."""
        key, wanted = scope.lower(), text.strip()
        principal = _PRINCIPAL.fullmatch(wanted) or _ASSIGNED.fullmatch(wanted)
        at_scope = _AT_SCOPE.fullmatch(wanted)
        if wanted and not principal and not at_scope:
            raise _bad_filter(wanted, "atScope(), principalId eq '…' and assignedTo('…')")
        if at_scope and at_scope[1]:
            principal = _ASSIGNED.fullmatch(at_scope[1])
        found = []
        for one in self._core.state.assignments.values():
            where = str(one["properties"]["scope"]).rstrip("/").lower()
            is_above = is_within(key, where)
            if not is_above and (at_scope or not is_within(where, key)):
                continue
            if principal and one["properties"]["principalId"].lower() != principal[1].lower():
                continue
            found.append(one)
        return found

    def _assignment(self, method: str, path: ArmPath, name: str, body: Document) -> Answer:
        assignments = self._core.state.assignments
        before = assignments.get(path.key)
        if method == "PUT":
            return self._assign(path, name, body, before)
        if method == "DELETE":
            if before is None:
                return Answer(204)
            del assignments[path.key]
            self._core.changed()
            return Answer(200, before)
        if method == "GET":
            if before is None:
                raise not_found(
                    "RoleAssignmentNotFound", f"The role assignment '{name}' is not found."
                )
            return Answer(200, before)
        raise method_not_allowed(method, path)

    def _assign(self, path: ArmPath, name: str, body: Document, before: Document | None) -> Answer:
        if not re.fullmatch(_GUID, name):
            raise invalid(
                "InvalidRoleAssignmentId",
                f"The role assignment ID '{name}' is not valid. The role assignment ID must be a "
                "GUID.",
            )
        given = arm_check.properties(body)
        principal = arm_check.needed(given, "principalId")
        role = BY_ID.get(arm_check.needed(given, "roleDefinitionId").rsplit("/", 1)[-1].lower())
        if role is None:
            raise invalid(
                "RoleDefinitionDoesNotExist",
                f"The specified role definition with ID '{given['roleDefinitionId']}' does not "
                "exist.",
            )
        if not re.fullmatch(_GUID, principal):
            raise invalid(
                "InvalidPrincipalId", f"A valid principal ID must be provided, not '{principal}'."
            )
        kind = arm_check.one_of(given, "principalType", _PRINCIPALS, _kind_of(principal))
        if before is not None:
            is_same = before["properties"]["principalId"] == principal and role_of(before) == role
            if is_same:
                return Answer(200, before)
            raise invalid(
                "RoleAssignmentUpdateNotPermitted",
                "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
            )
        for one in self._core.state.assignments.values():
            facts = one["properties"]
            if (
                role_of(one) == role
                and facts["principalId"].lower() == principal.lower()
                and facts["scope"].rstrip("/").lower() == path.scope.lower()
            ):
                raise conflict("The role assignment already exists.", "RoleAssignmentExists")
        moment = iso(self._core.now())
        document = assignment(path.scope, role, principal, kind or "User", moment, name)
        document["properties"]["createdBy"] = self._access.principal.id
        document["properties"]["updatedBy"] = self._access.principal.id
        self._core.state.assignments[path.key] = document
        self._core.changed()
        return Answer(201, document)


def _kind_of(principal: str) -> str:
    known = {one.id for one in PERSONAS.values()}
    return "User" if principal.lower() in known else "ServicePrincipal"


def _verb(method: str) -> str:
    return {"GET": "read", "DELETE": "delete"}.get(method, "write")


def _bad_filter(text: str, known: str) -> ArmError:
    return invalid(
        "InvalidFilter", f"The filter '{text}' is not supported. The local Azure takes {known}."
    )


def _definition(start: str, role: Role) -> Document:
    moment = "2015-02-02T21:55:09.8806423Z"
    return {
        "properties": {
            "roleName": role.name,
            "type": "BuiltInRole",
            "description": role.description,
            "assignableScopes": ["/"],
            "permissions": [role.permission],
            "createdOn": moment,
            "updatedOn": moment,
        },
        "id": f"{start}/providers/Microsoft.Authorization/roleDefinitions/{role.id}",
        "type": "Microsoft.Authorization/roleDefinitions",
        "name": role.id,
    }
