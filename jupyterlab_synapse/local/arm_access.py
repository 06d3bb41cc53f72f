"""Who may do what in the local Azure: made-up users, their role assignments, and the check."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from . import synapse_roles
from .arm_answer import ArmError
from .arm_core import AzureCore, stable_guid
from .arm_names import CREATED, TENANT, Document
from .arm_path import is_within
from .arm_roles import (
    BLOB_DATA_CONTRIBUTOR,
    BY_ID,
    CONTRIBUTOR,
    LOG_ANALYTICS_READER,
    OWNER,
    READER,
    ROLES,
    Role,
)
from .arm_state import AzureState
from .synapse_roles import ADMINISTRATOR, COMPUTE_OPERATOR, USER


@dataclass(frozen=True)
class Principal:
    """A made-up user: object id and name, the roles that it starts with: Azure's on every
    subscription, `narrow` ones on every resource of a type, Synapse's on every workspace.
    """

    id: str
    name: str
    roles: tuple[str, ...]
    synapse: tuple[str, ...]
    narrow: tuple[tuple[str, str], ...] = ()


_LOGS = "microsoft.operationalinsights/workspaces"
_ML = "microsoft.machinelearningservices/workspaces"
_STORAGE = "microsoft.storage/storageaccounts"
_SYNAPSE = "microsoft.synapse/workspaces"

PERSONAS: Mapping[str, Principal] = {
    "owner": Principal(
        "00000000-0000-0000-0000-000000000008",
        "dana@contoso.example",
        (OWNER, BLOB_DATA_CONTRIBUTOR),
        (ADMINISTRATOR,),
    ),
    "analyst": Principal(
        "00000000-0000-0000-0000-000000000009",
        "alex@contoso.example",
        (READER, BLOB_DATA_CONTRIBUTOR, LOG_ANALYTICS_READER),
        (COMPUTE_OPERATOR, USER),
    ),
    "engineer": Principal(
        "00000000-0000-0000-0000-00000000000b",
        "edda@contoso.example",
        (),
        (COMPUTE_OPERATOR, USER),
        # each documented role where it is needed and nowhere else: to take them away one by one
        (
            (LOG_ANALYTICS_READER, _LOGS),
            ("Microsoft Sentinel Contributor", _LOGS),
            ("Log Analytics Contributor", _LOGS),
            (CONTRIBUTOR, _SYNAPSE),
            ("AzureML Data Scientist", _ML),
            (CONTRIBUTOR, _ML),
            ("User Access Administrator", _STORAGE),
            ("Storage Blob Data Reader", _STORAGE),
            (BLOB_DATA_CONTRIBUTOR, _STORAGE),
        ),
    ),
    "none": Principal("00000000-0000-0000-0000-00000000000a", "nora@contoso.example", (), ()),
}


def seed(state: AzureState) -> None:
    """Gives all users the roles that they start with."""
    for user in PERSONAS.values():
        for scope in state.subscriptions.values():
            for role in user.roles:
                _seed(state, str(scope["id"]), role, user)
        for resource in state.resources.values():
            kind = str(resource["type"]).lower()
            for role, where in user.narrow:
                if kind == where:
                    _seed(state, str(resource["id"]), role, user)
            for identity in user.synapse if kind == _SYNAPSE else ():
                name = str(resource["name"])
                guid = stable_guid(name, user.id, identity)
                synapse_roles.assign(state.synapse_assignments, guid, name, user.id, identity)


def _seed(state: AzureState, scope: str, role: str, user: Principal) -> None:
    document = assignment(scope, ROLES[role], user.id, "User", CREATED)
    state.assignments[str(document["id"]).lower()] = document


def assignment(
    scope: str, role: Role, principal: str, kind: str, moment: str, name: str | None = None
) -> Document:
    """A role assignment as Azure writes it."""
    name = name or stable_guid(scope, role.id, principal)
    start = "/".join(scope.split("/")[:3]) if scope.lower().startswith("/subscriptions") else ""
    definition = f"{start}/providers/Microsoft.Authorization/roleDefinitions/{role.id}"
    return {
        "properties": {
            "roleDefinitionId": definition,
            "principalId": principal,
            "principalType": kind,
            "scope": scope or "/",
            "createdOn": moment,
            "updatedOn": moment,
            "createdBy": PERSONAS["owner"].id,
            "updatedBy": PERSONAS["owner"].id,
        },
        "id": f"{scope}/providers/Microsoft.Authorization/roleAssignments/{name}",
        "type": "Microsoft.Authorization/roleAssignments",
        "name": name,
    }


def role_of(document: Document) -> Role | None:
    """The role that an assignment gives."""
    return BY_ID.get(str(document["properties"]["roleDefinitionId"]).rsplit("/", 1)[1].lower())


class Access:
    """What the current user may do."""

    def __init__(self, core: AzureCore) -> None:
        self._core = core

    @property
    def principal(self) -> Principal:
        """The current user."""
        return PERSONAS[self._core.state.settings.persona]

    def roles_at(self, scope: str) -> list[Role]:
        """The roles in force at a scope, those from above too."""
        key = scope.rstrip("/").lower()
        return [role for where, role in self._mine() if is_within(key, where)]

    def reaches(self, scope: str) -> bool:
        """Whether the user has any role at, above or below a scope."""
        key = scope.rstrip("/").lower()
        return any(is_within(key, where) or is_within(where, key) for where, _ in self._mine())

    def allows(self, action: str, scope: str, is_data: bool = False) -> bool:
        """Whether the user may do `action` at `scope`."""
        for role in self.roles_at(scope):
            given = role.data_actions if is_data else role.actions
            taken = () if is_data else role.not_actions
            if _any(given, action) and not _any(taken, action):
                return True
        return False

    def require(self, action: str, scope: str) -> None:
        """Raises ArmError 403 in recorded words."""
        if self.allows(action, scope):
            return
        user = self.principal
        raise ArmError(
            403,
            "AuthorizationFailed",
            f"The client '{user.name}' with object id '{user.id}' does not have authorization to "
            f"perform action '{action}' over scope '{scope}' or the scope is invalid. If access "
            "was recently granted, please refresh your credentials.",
            headers={"x-ms-failure-cause": "gateway"},
        )

    def _mine(self) -> list[tuple[str, Role]]:
        settings = self._core.state.settings
        wait = timedelta(seconds=settings.assignment_seconds)
        found = []
        for document in self._core.state.assignments.values():
            properties = document["properties"]
            role = role_of(document)
            if (
                role is None
                or properties["principalId"] != self.principal.id
                or _is_taken(settings.without, role.name, str(properties["scope"]))
            ):
                continue
            if wait and datetime.fromisoformat(_plain(properties["createdOn"])) + wait > (
                self._core.now()
            ):
                continue
            found.append((str(properties["scope"]).rstrip("/").lower(), role))
        return found


def _is_taken(without: list[str], role: str, scope: str) -> bool:
    """Whether a role, or this role on one resource (`Contributor @ contoso-synapse`), is taken
    away.
    """
    return role in without or f"{role} @ {scope.rsplit('/', 1)[1]}" in without


def _plain(moment: str) -> str:
    """A moment that Python 3.10 reads."""
    return moment[:19] + "+00:00"


def _any(patterns: tuple[str, ...], action: str) -> bool:
    return any(_pattern(one).fullmatch(action) for one in patterns)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in text.split("*")), re.IGNORECASE)


def described(access: Access, personas: Mapping[str, Principal] = PERSONAS) -> Document:
    """The current user, for the control endpoint."""
    user = access.principal
    return {
        "principal": {"id": user.id, "name": user.name, "tenant": TENANT},
        "personas": {name: {"id": one.id, "name": one.name} for name, one in personas.items()},
    }
