"""Who may do what inside a Synapse workspace: Synapse's own roles."""

from __future__ import annotations

from collections.abc import Iterable

from . import synapse_roles
from .arm_access import Access
from .arm_core import AzureCore
from .arm_names import Document
from .arm_path import is_within


class SynapseAccess:
    """The role assignments of the workspaces."""

    def __init__(self, core: AzureCore, access: Access) -> None:
        self._core, self._access = core, access

    def assignments(self, workspace: str) -> list[Document]:
        """Those of a workspace; without what is taken away from the current user."""
        start = f"{workspace.lower()}/"
        without = set(self._core.state.settings.without)
        mine = self._access.principal.id
        found = []
        for key, one in self._core.state.synapse_assignments.items():
            role = synapse_roles.definition(one["roleDefinitionId"])
            is_taken = (
                one["principalId"] == mine and role and synapse_roles.names_of(role) & without
            )
            if key.startswith(start) and not is_taken:
                found.append(one)
        return found

    def grant(
        self, workspace: str, principals: Iterable[str], action: str, scope: str
    ) -> Document | None:
        """The assignment that allows one of the principals a data action at a scope
        (`workspaces/W[/bigDataPools/P]`); None when none does.
        """
        wanted = {one.lower() for one in principals}
        for one in self.assignments(workspace):
            if (
                one["principalId"].lower() in wanted
                and is_within(scope.lower(), one["scope"].lower())
                and action.lower() in synapse_roles.data_actions(one["roleDefinitionId"])
            ):
                return one
        return None

    def allows(self, workspace: str, action: str, scope: str) -> bool:
        """Whether the current user may do it."""
        return self.grant(workspace, [self._access.principal.id], action, scope) is not None

    def refusal(self, action: str, scope: str) -> str:
        """What a user is told who may not."""
        return (
            f"The principal '{self._access.principal.id}' does not have the required Synapse RBAC "
            f"permission to perform this action. Required permission: Action: {action}, "
            f"Scope: {scope}."
        )
