"""The local Azure: Azure Resource Manager, answered from documents that changes change (no HTTP).

What there is: `arm_types` says how types of resources are described, `arm_synapse`, `arm_storage`,
`arm_logs`, `arm_ml` and `arm_support` describe them; `arm_resources` answers for all of them,
`arm_groups` for what is above, `arm_authorization` for roles, `arm_operation` for what takes time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from . import (
    arm_access,
    arm_authorization,
    arm_control,
    arm_gates,
    arm_logs,
    arm_ml,
    arm_operation,
    arm_pools,
    arm_questions,
    arm_storage,
    arm_support,
    arm_synapse,
    arm_tenant,
)
from .arm_answer import Answer, ArmError, invalid, not_found
from .arm_core import AzureCore, utc_now
from .arm_gates import SynapseWorkspace
from .arm_groups import Groups
from .arm_names import ENDPOINT, Document
from .arm_path import ArmPath
from .arm_resources import Resources
from .arm_state import AzureState, StateFile
from .arm_tenant import COMMON, Manner, Tenant
from .synapse_access import SynapseAccess
from .synapse_rbac import SynapseRbac

_API_VERSION = re.compile(r"^\d{4}-\d{2}-\d{2}(-preview)?$")
TYPES = {
    kind.name.lower(): kind
    for module in (arm_synapse, arm_pools, arm_ml, arm_logs, arm_storage, arm_support)
    for kind in module.TYPES
}


class LocalAzure:
    """A company in Azure, its users and its resources.

    With a `file`, what was saved is taken up; `lake` is the folder that storage accounts are in.
    """

    def __init__(
        self,
        tenant: Tenant | None = None,
        *,
        file: StateFile | None = None,
        lake: Path | None = None,
        persona: str | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._file = file or StateFile(None, "")
        self._tenant = tenant or arm_tenant.small()
        state = self._file.load()
        if state is None:
            state = _fresh(self._tenant)
        elif state.tenant != self._tenant.name and state.tenant in arm_tenant.TENANTS:
            self._tenant = arm_tenant.TENANTS[state.tenant]()
        if persona is not None:
            state.settings.persona = persona
        self.core = AzureCore(state, TYPES, lake, now)
        self._connect()

    def _connect(self) -> None:
        self.access = arm_access.Access(self.core)
        self._groups = Groups(self.core, self.access, self._tenant.tenant)
        self._resources = Resources(self.core, self.access)
        self._roles = arm_authorization.Authorization(self.core, self.access)
        self.synapse = SynapseAccess(self.core, self.access)
        self._refused: set[str] = set()

    @property
    def resources(self) -> dict[str, Document]:
        """All resources by their lower-cased ids, as they are now: other threads look too."""
        return dict(self.core.state.resources)

    def control(self) -> Document:
        """The settings in force."""
        return arm_control.shown(self.core.state, self.access, self._file.notice)

    def configure(self, body: Document) -> Document:
        """Changes settings; `tenant` and `reset` make all documents new. A reset also deletes the
        data of what was made. Raises ArmError.
        """
        arm_control.check(body, arm_tenant.TENANTS)
        state = self.core.state
        if body.get("reset") or body.get("tenant", state.tenant) != state.tenant:
            name = body.get("tenant", state.tenant)
            begun_with = _by_id(self._tenant.resources).keys()
            self._tenant = arm_tenant.TENANTS[name]()
            settings = _fresh(self._tenant).settings if body.get("reset") else state.settings
            old = self.core
            state = _fresh(self._tenant)
            state.settings = settings
            self.core = AzureCore(state, TYPES, self.core.lake, self.core.now)
            self._connect()
            if body.get("reset"):
                old.clear(begun_with)  # now: what writes in the background looks at the new one
        arm_control.apply(state.settings, body)
        self.core.changed()
        self._save()
        return self.control()

    def settle(self) -> None:
        """Ends the operations whose time has come."""
        arm_operation.settle(self.core)
        self._save()

    def workspace(self, host: str | None) -> SynapseWorkspace | None:
        """The Synapse workspace whose development endpoint is `host`, the first one for None, None
        when there is none, or none that is ready.
        """
        self.settle()
        return arm_gates.workspace(self.core, host)

    def rbac(
        self, host: str | None, method: str, path: str, query: Mapping[str, str], body: Any
    ) -> Answer:
        """Answers for the access control of the workspace at `host`."""
        workspace = self.workspace(host) if host else None
        if workspace is None:
            message = f"The local Azure has no Synapse workspace at {host}."
            return ArmError(404, "WorkspaceNotFound", message).answer()
        if workspace.is_closed:
            return ArmError(403, *arm_gates.CLOSED).answer()
        answer = SynapseRbac(self.core, self.synapse, workspace.name).answer(
            method, path, query, body
        )
        self._save()
        return answer

    def livy_refusal(self, workspace: str, pool: str) -> str | None:
        """Why the user may not run Spark on a pool; None: they may."""
        return arm_gates.livy_refusal(self.synapse, workspace, pool)

    def lake_refusal(self, account: str, filesystem: str) -> tuple[str, str] | None:
        """Code and text of why the user may not read in the lake; None: they may."""
        self.settle()
        return arm_gates.lake_refusal(self.core, self.access, account, filesystem)

    def get(self, path: str, query: Mapping[str, str]) -> Answer:
        """Answers GET `path` with the query's parameters."""
        return self.answer("GET", path, query)

    def answer(self, method: str, path: str, query: Mapping[str, str], body: Any = None) -> Answer:
        """Answers a request; `body` is parsed JSON, None for none."""
        self.settle()
        where = ArmPath.of(unquote(path))
        key = where.subscription.lower() if len(where.parts) > 2 and where.subscription else ""
        manner = self._tenant.manners.get(key, COMMON)
        try:
            _check_version(query)
            self._throttle(where, method, manner)
            found = self._find(method, where, query, {} if body is None else body)
            answer = self._page(found, path, query)
        except ArmError as error:
            answer = error.answer()
        finally:
            self._save()
        return replace(answer, delay=manner.delay)

    def _save(self) -> None:
        if self.core.is_dirty and self._file.save(self.core.state):
            self.core.is_dirty = False  # else the next request tries again

    def _find(self, method: str, path: ArmPath, query: Mapping[str, str], body: Any) -> Answer:
        if not isinstance(body, dict):
            raise invalid(
                "InvalidRequestContent", "The request content was invalid: it must be an object."
            )
        if method == "GET" and arm_operation.is_operation(path.lower):
            return arm_operation.answer(self.core, path)
        answer = self._groups.answer(method, path, query, body)
        if answer is not None:
            return answer
        if path.namespace.lower() == arm_authorization.NAMESPACE:
            return self._roles.answer(method, path, query, body)
        if method == "POST":
            return arm_questions.answer(self.core, self.access, path, body)
        if path.types and path.subscription:
            return self._resources.answer(method, path, query, body)
        raise not_found("NotFound", f"The local Azure has nothing at '{path.text}'.")

    def _throttle(self, path: ArmPath, method: str, manner: Manner) -> None:
        """What a subscription says instead of an answer. Raises ArmError."""
        if manner.is_closed:
            action = f"{path.kind.lower()}/read"
            raise _closed(self.access, action, f"/subscriptions/{path.subscription}")
        told = self.core.state.settings.throttle
        if told and told["times"] > 0:
            told["times"] -= 1
            self.core.changed()
            raise _throttled(path, method, told["retryAfter"])
        if manner.retry_after is None:
            return
        if path.key in self._refused:
            self._refused.discard(path.key)  # this one is answered
            return
        self._refused.add(path.key)
        raise _throttled(path, method, manner.retry_after)

    def _page(self, answer: Answer, path: str, query: Mapping[str, str]) -> Answer:
        """One page of a list, with the link to the next one; other answers as they are."""
        size = self._tenant.page_size
        body = answer.body
        members = body.get("value") if isinstance(body, dict) else None
        if size is None or not isinstance(members, list):
            return answer
        skipped = query.get("$skiptoken", "0")
        start = int(skipped) if skipped.isdigit() else 0
        page = {**body, "value": members[start : start + size]}
        if start + size < len(members):
            version = next(value for key, value in query.items() if key.lower() == "api-version")
            page["nextLink"] = f"{ENDPOINT}{path}?api-version={version}&%24skiptoken={start + size}"
        return replace(answer, body=page)


def _fresh(tenant: Tenant) -> AzureState:
    """A company as it begins."""
    state = AzureState(
        tenant.name,
        subscriptions=_by_id(tenant.subscriptions),
        groups=_by_id(tenant.groups),
        resources=_by_id(tenant.resources),
        unregistered=[
            f"{one['subscriptionId']}/{namespace}".lower()
            for one in tenant.subscriptions
            for namespace in tenant.unregistered
        ],
    )
    arm_access.seed(state)
    return state


def _by_id(documents: tuple[Document, ...]) -> dict[str, Document]:
    return {str(document["id"]).lower(): document for document in documents}


def _check_version(query: Mapping[str, str]) -> None:
    version = next((value for key, value in query.items() if key.lower() == "api-version"), None)
    if not version:
        raise invalid(
            "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for all requests.",
        )
    if not _API_VERSION.match(version):
        raise invalid(
            "InvalidApiVersionParameter",
            f"The api-version '{version}' is invalid. Write it as 2021-06-01.",
        )


def _throttled(path: ArmPath, method: str, seconds: Any) -> ArmError:
    return ArmError(
        429,
        "SubscriptionRequestsThrottled",
        f"Number of requests for subscription '{path.subscription}' and operation '{method}' "
        f"exceeded the backend storage limit. Please try again after '{seconds}' seconds.",
        headers={"Retry-After": str(seconds)},
    )


def _closed(access: arm_access.Access, action: str, scope: str) -> ArmError:
    user = access.principal
    return ArmError(
        403,
        "AuthorizationFailed",
        f"The client '{user.name}' with object id '{user.id}' does not have authorization to "
        f"perform action '{action}' over scope '{scope}' or the scope is invalid. If access was "
        "recently granted, please refresh your credentials.",
    )
