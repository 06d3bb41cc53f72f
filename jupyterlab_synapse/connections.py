"""What the proxy does for each kind of connection: whom it asks, and as whom."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from .clouds import Cloud, host_name
from .config import LivyEndpoint
from .credentials import SignIn
from .errors import ProxyError
from .livy_adapter import to_apache_livy
from .local_pool import LocalPool
from .upstream import OutgoingRequest, Upstream, UpstreamAnswer


@dataclass(frozen=True)
class IncomingRequest:
    """A request of the page, already reduced to what may be passed on."""

    method: str
    host: str
    """As the page wrote it: not checked."""
    path: str
    """Raw, starts with a slash, checked by `checked_path`."""
    query: str
    """Raw, without the question mark."""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)


class Connection(Protocol):
    """One entry of the page's list of connections."""

    async def exchange(self, request: IncomingRequest) -> UpstreamAnswer:
        """Pass the request on once; raises `ProxyError`."""
        ...


def _url(origin: str, path: str, query: str) -> str:
    return f"{origin}{path}?{query}" if query else f"{origin}{path}"


class AzureConnection:
    """Azure Synapse, Resource Manager and the lake, as the identity of this server."""

    def __init__(self, cloud: Cloud, sign_in: SignIn, upstream: Upstream) -> None:
        self._cloud = cloud
        self._sign_in = sign_in
        self._upstream = upstream

    async def exchange(self, request: IncomingRequest) -> UpstreamAnswer:
        host = host_name(request.host)
        rule = self._cloud.rule_for(host)
        rule.check(request.method, request.path)
        token = await self._sign_in.token(rule.scope)
        return await self._upstream.send(
            OutgoingRequest(
                request.method,
                _url(f"https://{host}", request.path, request.query),
                {**request.headers, "authorization": f"Bearer {token}"},
                request.body,
            )
        )


class LocalConnection:
    """The local pool, started on first use. It plays Synapse, ARM and the lake by host."""

    def __init__(self, pool: LocalPool, upstream: Upstream) -> None:
        self._pool = pool
        self._upstream = upstream

    async def exchange(self, request: IncomingRequest) -> UpstreamAnswer:
        host = host_name(request.host)
        try:
            return await self._send(request, host)
        except ProxyError as error:
            # Refused or cut off: the process has gone, or is going because it was idle. A
            # read is asked of its successor; a write is not, because it may have been
            # acted on, and the sessions that it was meant for are gone too.
            if request.method != "GET" or error.code != "UpstreamUnreachable":
                raise
        return await self._send(request, host)

    async def _send(self, request: IncomingRequest, host: str) -> UpstreamAnswer:
        endpoint = await self._pool.ensure()
        headers = {
            **request.headers,
            "authorization": f"Bearer {endpoint.token}",
            "x-forwarded-host": host,
        }
        url = _url(endpoint.base_url.rstrip("/"), request.path, request.query)
        try:
            return await self._upstream.send(
                OutgoingRequest(request.method, url, headers, request.body)
            )
        except ProxyError as error:
            if error.code == "UpstreamUnreachable":
                self._pool.forget(endpoint)
            raise


class LivyConnection:
    """A Livy of the configuration. The host that the page wrote means nothing here."""

    def __init__(self, endpoint: LivyEndpoint, upstream: Upstream) -> None:
        self._endpoint = endpoint
        self._upstream = upstream

    async def exchange(self, request: IncomingRequest) -> UpstreamAnswer:
        livy = to_apache_livy(request.method, request.path, request.query, request.body)
        headers = {
            **request.headers,
            **{name.lower(): value for name, value in self._endpoint.headers.items()},
            # Livy's protection against forged requests wants this header on each write.
            "x-requested-by": "jupyterlab-synapse",
            **self._authorization(),
        }
        answer = await self._upstream.send(
            OutgoingRequest(
                livy.method, _url(self._endpoint.url, livy.path, livy.query), headers, livy.body
            )
        )
        # Livy's Location is a path on its own host; here it would be a path of Jupyter.
        return replace(answer, headers={k: v for k, v in answer.headers.items() if k != "location"})

    def _authorization(self) -> dict[str, str]:
        endpoint = self._endpoint
        missing = endpoint.missing_secret()
        if missing is not None:
            raise ProxyError(
                "NotSignedIn",
                f"{missing} The connection {endpoint.name!r} needs it; set it and start "
                "JupyterLab again.",
            )
        if endpoint.auth == "basic":
            pair = f"{os.environ[endpoint.username_env]}:{os.environ[endpoint.password_env]}"
            return {"authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
        if endpoint.auth == "token":
            # A file is read each time because such tokens are replaced while servers run.
            token = (
                Path(endpoint.token_file).read_text(encoding="utf-8").strip()
                if endpoint.token_file
                else os.environ[endpoint.token_env]
            )
            return {"authorization": f"Bearer {token}"}
        return {}
