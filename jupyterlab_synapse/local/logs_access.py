"""Who may ask the query API what: its token for sessions, its pace, its workspaces."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from .arm import LocalAzure
from .arm_tables import TABLES

MOST_REQUESTS, REQUEST_SECONDS = 200, 30.0
QUERY_ACTION = "Microsoft.OperationalInsights/workspaces/query/read"
_COLUMNS = {name: table.columns for name, table in TABLES.items()}
_WORKSPACES = "microsoft.operationalinsights/workspaces"


@dataclass(frozen=True)
class LogsWorkspace:
    """A Log Analytics workspace as a query meets it; `tables`: columns by name of table, in the
    words of Azure Resource Manager.
    """

    tables: Mapping[str, Mapping[str, str]]
    may_query: bool


class RequestPace:
    """The latest requests, and whether one more is too many."""

    def __init__(self) -> None:
        self._times: deque[float] = deque()

    def wait(self, now: float) -> float:
        """0 when the request may pass (it is then counted), else the seconds to wait."""
        while self._times and self._times[0] <= now - REQUEST_SECONDS:
            self._times.popleft()
        if len(self._times) >= MOST_REQUESTS:
            return self._times[0] + REQUEST_SECONDS - now
        self._times.append(now)
        return 0.0


class LogsAccess:
    """What the handlers of the query API share. `token` opens this API and nothing else."""

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(32)
        self._pace = RequestPace()

    def workspace(
        self, azure: LocalAzure, customer_id: str, resource_id: str
    ) -> LogsWorkspace | None:
        """The workspace of this customer id, or of this resource id; None when there is none."""
        for identity, document in azure.resources.items():
            if str(document["type"]).lower() != _WORKSPACES:
                continue
            known = str(document["properties"].get("customerId", "")).lower()
            if resource_id.lower() == identity or (known and customer_id.lower() == known):
                may_query = azure.access.allows(QUERY_ACTION, identity)
                return LogsWorkspace(_COLUMNS, may_query)
        return None

    def wait(self, azure: LocalAzure, now: float) -> float:
        """0 when a request may pass, else the seconds to wait: for the limit of the service, or as
        it was told to play. `now`: a monotonic clock's.
        """
        told = azure.core.state.settings.throttle
        if told and told["times"] > 0:
            told["times"] -= 1
            azure.core.changed()
            return float(told["retryAfter"])
        return self._pace.wait(now)
