"""Puts the parts together and describes them as `GET status` answers it."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from typing import Any

from . import __version__
from .azure_identity import device_credential, silent_credential, tenant_credential
from .budget import Budget
from .clouds import CLOUDS, Cloud
from .config import SynapseConfig
from .connections import (
    AzureConnection,
    BrowserAzureConnection,
    Connection,
    LivyConnection,
    LocalConnection,
)
from .credentials import SignIn
from .errors import ProxyError, masked
from .incoming_request import IncomingRequest
from .ledger_thread import LedgerThread, ledger_path
from .livy_endpoints import LivyEndpoint
from .local_pool import LocalPool
from .principal import Principal, principal_in
from .runs import Runs
from .upstream import (
    Upstream,
    UpstreamAnswer,
    azure_client_chooser,
    livy_client_chooser,
    local_client_chooser,
)
from .watcher import Watcher

SETTING = "jupyterlab_synapse"
"""Key of the services in the web application's settings."""

LOCAL_SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
"""The one subscription of the local Azure."""


@dataclass
class Services:
    """Everything that lives as long as the server."""

    config: SynapseConfig
    cloud: Cloud
    sign_in: SignIn
    local_pool: LocalPool
    log: logging.Logger | logging.LoggerAdapter[Any]
    connections: dict[str, Connection] = field(default_factory=dict)
    upstreams: list[Upstream] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._budget = Budget()
        self.ledger = LedgerThread(ledger_path(self.config.ledger_file), self.log)
        self.watcher = Watcher(self.exchange, self.ledger, self.log, self.local_pool.is_running)
        self.runs = Runs(self.exchange, self.ledger, self.watcher, self.log)

    def connection(self, name: str) -> Connection:
        """The connection of that id; raises `UnknownConnection`."""
        found = self.connections.get(name)
        if found is None:
            problem = self.config.endpoints.get(name)
            why = problem if isinstance(problem, str) else f"There is no connection {name[:80]!r}."
            raise ProxyError(
                "UnknownConnection", f"{why} Known: {', '.join(self.connections) or 'none'}."
            )
        return found

    async def exchange(self, name: str, request: IncomingRequest) -> UpstreamAnswer:
        """Send a request through the connection of that name when its budget allows it.

        Raises `ProxyError` when there is no answer.
        """
        connection = self.connection(name)
        await self._budget.take(name, request.host, request.method, request.path)
        return await connection.exchange(request)

    async def principal(self, name: str) -> Principal | None:
        """Who uses a connection; None where it is not known here.

        Raises `UnknownConnection`. The local Azure is asked which person it plays.
        """
        connection = self.connection(name)
        if not isinstance(connection, LocalConnection):
            return self.sign_in.principal if isinstance(connection, AzureConnection) else None
        answer = await connection.control()
        try:
            return principal_in(json.loads(answer.body))
        except ValueError:
            return None

    async def status(self) -> dict[str, Any]:
        """`IServerStatus` of src/core/connection.ts."""
        connections: list[dict[str, Any]] = []
        local = await self.local_pool.status()
        if self.config.enable_local_pool:
            connections.append(
                _entry(
                    "local",
                    "local",
                    "Local pool",
                    reason=local["message"] if local["state"] == "missing" else None,
                    armEndpoint=CLOUDS["public"].arm_endpoint,
                    subscriptionIds=[LOCAL_SUBSCRIPTION],
                )
            )
        if self.config.enable_azure:
            connections.append(
                _entry(
                    "azure",
                    "synapse",
                    "Azure",
                    reason=self.config.azure_problem,
                    armEndpoint=self.cloud.arm_endpoint,
                    **self._sign_in_entry(),
                )
            )
        for name, endpoint in self.config.endpoints.items():
            reason = _why_not(endpoint)
            sizes = dict(endpoint.sizes) if isinstance(endpoint, LivyEndpoint) else {}
            connections.append(_entry(name, "livy", name, reason=reason, sizes=sizes))
        return {
            "version": __version__,
            "connections": connections,
            "localPool": local,
            "defaults": {
                "connection": self.config.default_connection or None,
                "sizes": dict(self.config.sizes),
            },
            "problems": [masked(problem) for problem in self.config.problems],
        }

    def _sign_in_entry(self) -> dict[str, Any]:
        """Whether this server is signed in, or how the page is to do it."""
        config = self.config
        if config.sign_in == "server":
            return {"signedIn": self.sign_in.signed_in}
        return {
            "signedIn": None,
            "browserSignIn": {
                "authority": f"https://{self.cloud.login}",
                "tenantId": config.azure_tenant_id or None,
                "clientId": config.azure_client_id,
                "redirectUri": config.azure_redirect_uri or None,
                # The list that the proxy itself goes by: there is no other to differ from.
                "scopes": [{"host": rule.suffix, "scope": rule.scope} for rule in self.cloud.rules],
            },
        }

    async def close(self) -> None:
        """Close connections and drop tokens; the local pool keeps running for its sessions."""
        await self.runs.close()  # first: it waits for answers
        self.sign_in.end()
        for upstream in self.upstreams:
            await upstream.close()


def _why_not(endpoint: LivyEndpoint | str) -> str | None:
    """Why an endpoint cannot be used, and what to do; None when it can."""
    if isinstance(endpoint, str):
        return endpoint
    problem = endpoint.problem()
    return problem and (
        f"{problem} Whoever runs this server puts it there; a variable of the environment is "
        "seen when JupyterLab is started again."
    )


def _entry(
    connection: str, kind: str, label: str, *, reason: str | None, **fields: Any
) -> dict[str, Any]:
    return {
        "id": connection,
        "kind": kind,
        "label": label,
        "available": reason is None,
        "reason": reason,
        "armEndpoint": None,
        "subscriptionIds": [],
        "signedIn": None,
        "browserSignIn": None,
        "sizes": {},
        **fields,
    }


def create_services(
    config: SynapseConfig, log: logging.Logger | logging.LoggerAdapter[Any]
) -> Services:
    """Services by configuration. Opens no connection and reads no secret."""
    cloud = CLOUDS[config.cloud]
    limits = {"timeout": config.request_timeout, "max_bytes": config.max_response_bytes}
    sign_in = SignIn(
        cloud,
        log,
        silent_credential(cloud, config.azure_tenant_id),
        device_credential(cloud, config.azure_tenant_id, config.azure_client_id),
        lambda tenant: (
            tenant_credential(cloud, tenant),
            device_credential(cloud, tenant, config.azure_client_id),
        ),
    )
    pool = LocalPool(config.enable_local_pool, config.supervisor, log)
    services = Services(config, cloud, sign_in, pool, log)

    def upstream(label: str, chooser: Any) -> Upstream:
        made = Upstream(label, chooser, **limits)
        services.upstreams.append(made)
        return made

    if config.enable_local_pool:
        services.connections["local"] = LocalConnection(
            pool, upstream("the local pool", local_client_chooser())
        )
    if config.enable_azure and config.azure_problem is None:
        azure = upstream("Azure", azure_client_chooser(config.allow_private_endpoints))
        services.connections["azure"] = (
            AzureConnection(cloud, sign_in, azure)
            if config.sign_in == "server"
            else BrowserAzureConnection(cloud, azure)
        )
    for name, endpoint in config.endpoints.items():
        if isinstance(endpoint, LivyEndpoint):
            services.connections[name] = LivyConnection(
                endpoint, upstream(f"Livy {name!r}", livy_client_chooser(endpoint.ca_file))
            )
    return services
