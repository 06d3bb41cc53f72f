"""Access control of a Synapse workspace, 2020-12-01, on its development endpoint (no HTTP here)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from . import arm_check, synapse_roles
from .arm_answer import Answer, ArmError, conflict, invalid
from .arm_core import AzureCore
from .arm_names import Document
from .arm_path import is_within
from .synapse_access import SynapseAccess

_GUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_READ = "Microsoft.Synapse/workspaces/read"
_ASSIGN = "Microsoft.Synapse/workspaces/roleAssignments"
_VERSIONS = ("2020-12-01", "2020-08-01-preview")
_SCOPE = re.compile(
    r"workspaces/([^/]+)(?:/(bigDataPools|scopePools|integrationRuntimes|credentials|"
    r"linkedServices)/[^/]+)?",
    re.IGNORECASE,
)


class SynapseRbac:
    """Answers the four resources of access control."""

    def __init__(self, core: AzureCore, access: SynapseAccess, workspace: str) -> None:
        self._core, self._access, self._workspace = core, access, workspace

    def answer(self, method: str, path: str, query: Mapping[str, str], body: Any) -> Answer:
        """Answers a request; refusals are in ARM's envelope, as recorded."""
        try:
            if query.get("api-version") not in _VERSIONS:
                raise invalid(
                    "UnsupportedApiVersion",
                    f"The api-version must be one of {', '.join(_VERSIONS)}.",
                )
            return self._find(method, path.strip("/").split("/"), query, body)
        except ArmError as error:
            return error.answer()

    def _find(self, method: str, parts: list[str], query: Mapping[str, str], body: Any) -> Answer:
        self._require(_READ)
        match method, [parts[0].lower(), *parts[1:]]:
            case "POST", ["checkaccesssynapserbac"]:
                return Answer(200, self._check(_object(body)))
            case "GET", ["rbacscopes"]:
                return Answer(200, synapse_roles.definitions()[0]["scopes"])
            case "GET", ["roledefinitions"]:
                return Answer(200, synapse_roles.definitions())
            case "GET", ["roledefinitions", identity]:
                found = synapse_roles.definition(identity)
                if found is None:
                    raise ArmError(404, "RoleDefinitionNotFound", "RoleDefinitionNotFound")
                return Answer(200, found)
            case "GET", ["roleassignments"]:
                return self._list(query)
            case "GET", ["roleassignments", identity]:
                return Answer(200, self._one(identity))
            case "PUT", ["roleassignments", identity]:
                self._require(f"{_ASSIGN}/write")
                return Answer(200, self._assign(identity, _object(body)))
            case "DELETE", ["roleassignments", identity]:
                self._require(f"{_ASSIGN}/delete")
                key = synapse_roles.key_of(self._workspace, identity)
                if self._core.state.synapse_assignments.pop(key, None) is None:
                    return Answer(204)
                self._core.changed()
                return Answer(200)
        raise ArmError(405, "MethodNotAllowed", f"{method} is not answered here.")

    def _require(self, action: str) -> None:
        scope = f"workspaces/{self._workspace}"
        mine = self._access.assignments(self._workspace)
        scopes = [scope] if action != _READ else [scope, *(one["scope"] for one in mine)]
        if not any(self._access.allows(self._workspace, action, one) for one in scopes):
            raise ArmError(403, "AccessControlUnauthorized", self._access.refusal(action, scope))

    def _check(self, body: Document) -> Document:
        subject, scope = arm_check.part(body, "subject"), arm_check.needed(body, "scope")
        principal = arm_check.needed(subject, "principalId")
        actions = body.get("actions")
        if not isinstance(actions, list) or not actions:
            raise arm_check.missing("actions")
        groups = subject.get("groupIds") or []
        if not isinstance(groups, list) or not all(isinstance(one, str) for one in groups):
            raise invalid("InvalidRequest", "groupIds must be a list of GUIDs.")
        decisions = []
        for one in actions:
            action = arm_check.needed(_object(one), "id")
            is_data = arm_check.flag(one, "isDataAction", False)
            # all that the recorded roles allow are data actions
            who = [principal, *groups]
            found = self._access.grant(self._workspace, who, action, scope) if is_data else None
            decision: Document = {
                "accessDecision": "Allowed" if found else "NotAllowed",
                "actionId": action,
            }
            decisions.append({**decision, "roleAssignment": found} if found else decision)
        return {"AccessDecisions": decisions}

    def _list(self, query: Mapping[str, str]) -> Answer:
        """A scope's list also has what is assigned above it (recorded)."""
        scope = query.get("scope", "").lower()
        found = [
            one
            for one in self._access.assignments(self._workspace)
            if query.get("roleId", one["roleDefinitionId"]).lower() == one["roleDefinitionId"]
            and query.get("principalId", one["principalId"]).lower() == one["principalId"].lower()
            and (not scope or is_within(scope, one["scope"].lower()))
        ]
        return Answer(200, {"count": len(found), "value": found})

    def _one(self, identity: str) -> Document:
        key = synapse_roles.key_of(self._workspace, identity)
        found = self._core.state.synapse_assignments.get(key)
        if found is None:
            raise ArmError(404, "RoleAssignmentNotFound", "RoleAssignmentNotFound")
        return found

    def _assign(self, identity: str, body: Document) -> Document:
        role, principal = arm_check.needed(body, "roleId"), arm_check.needed(body, "principalId")
        scope = arm_check.needed(body, "scope")
        for value in (identity, role, principal):
            if not re.fullmatch(_GUID, value):
                raise invalid("InvalidRequest", f"'{value}' is not a GUID.")
        if synapse_roles.definition(role) is None:
            raise invalid("RoleDefinitionNotFound", f"There is no role with the id {role}.")
        match = _SCOPE.fullmatch(scope)
        if match is None or match[1].lower() != self._workspace.lower():
            raise invalid("InvalidScope", f"'{scope}' is not a scope of {self._workspace}.")
        for one in self._access.assignments(self._workspace):
            is_same = (one["roleDefinitionId"], one["principalId"], one["scope"].lower()) == (
                role.lower(),
                principal,
                scope.lower(),
            )
            if is_same and one["id"] != identity:
                raise conflict("RoleAssignmentAlreadyExists", "RoleAssignmentAlreadyExists")
        kind = arm_check.text(body, "principalType") or "User"
        document = synapse_roles.assign(
            self._core.state.synapse_assignments,
            identity,
            self._workspace,
            principal,
            role.lower(),
            kind,
            scope,
        )
        self._core.changed()
        return document


def _object(value: Any) -> Document:
    if not isinstance(value, dict):
        raise invalid("InvalidRequest", "The request's body must be a JSON object.")
    return value
