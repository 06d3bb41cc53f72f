"""What the proxy does for each kind of connection: whom it asks, and as whom."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import replace
from typing import Protocol

from .arm_creation import send_creation
from .azure_checks import check_arm
from .clouds import CLOUDS, Cloud, HostRule, host_name
from .credentials import SignIn
from .errors import ProxyError
from .incoming_request import IncomingRequest
from .livy_adapter import to_apache_livy
from .livy_endpoints import LivyEndpoint
from .local_pool import LocalPool
from .upstream import OutgoingRequest, Upstream, UpstreamAnswer


class Connection(Protocol):
    """One entry of the page's list of connections."""

    async def exchange(self, request: IncomingRequest) -> UpstreamAnswer:
        """Pass the request on once; raises `ProxyError`."""
        ...


def _url(origin: str, path: str, query: str) -> str:
    return f"{origin}{path}?{query}" if query else f"{origin}{path}"


class _Azure:
    """Azure Synapse, Resource Manager and the lake of one cloud."""

    def __init__(self, cloud: Cloud, upstream: Upstream) -> None:
        self._cloud = cloud
        self._upstream = upstream

    def _checked(self, request: IncomingRequest) -> tuple[str, HostRule]:
        host = host_name(request.host)
        rule = self._cloud.rule_for(host)
        rule.check(request)
        return host, rule

    async def _send(self, request: IncomingRequest, host: str, bearer: str) -> UpstreamAnswer:
        return await self._upstream.send(
            OutgoingRequest(
                request.method,
                _url(f"https://{host}", request.path, request.query),
                {**request.headers, "authorization": bearer},
                request.body,
            )
        )


class AzureConnection(_Azure):
    """Azure as the identity of this server: it adds the token, the page has none."""

    def __init__(self, cloud: Cloud, sign_in: SignIn, upstream: Upstream) -> None:
        super().__init__(cloud, upstream)
        self._sign_in = sign_in
        self._refused: dict[str, int] = {}

    async def exchange(self, request: IncomingRequest) -> UpstreamAnswer:
        _refuse_token(request)
        host, rule = self._checked(request)
        if _is_creation(request, host, self._cloud):
            return await send_creation(request, lambda one: self._signed(one, host, rule))
        return await self._signed(request, host, rule)

    async def _signed(self, request: IncomingRequest, host: str, rule: HostRule) -> UpstreamAnswer:
        token = await self._sign_in.token(rule.scope)
        answer = await self._send(request, host, f"Bearer {token}")
        if answer.status != 401:
            self._refused.pop(host, None)
            return answer
        if self._refused.get(host) == hash(token):
            # Refused here when it was new: another one would be too, and whoever polls
            # would make the login server busy.
            return answer
        fresh = await self._sign_in.another_token(
            rule.scope, token, claims_of(answer.headers.get("www-authenticate", ""))
        )
        if fresh == token:
            return answer
        # Also a write may be sent again: a 401 says that it "has not been applied because
        # it lacks valid authentication credentials" (RFC 9110, 15.5.2). It was refused at
        # the door and has done nothing, unlike one whose outcome is not known.
        answer = await self._send(request, host, f"Bearer {fresh}")
        if answer.status == 401:
            self._refused[host] = hash(fresh)
        return answer


class BrowserAzureConnection(_Azure):
    """Azure as the user of the page, whose token comes with each request and goes with it.

    A request without one is refused, also one of this server's own: it has no
    identity here. A 401 goes back to the page, which asks for another token.
    """

    async def exchange(self, request: IncomingRequest) -> UpstreamAnswer:
        host, _ = self._checked(request)
        if request.authorization is None:
            raise ProxyError(
                "NotSignedIn",
                "Nobody is signed in to Azure in this page. Choose Sign in in the Synapse panel.",
            )
        if _BEARER.fullmatch(request.authorization) is None:
            raise ProxyError("NotSignedIn", "The page sent something that is no bearer token.")
        bearer = request.authorization
        if _is_creation(request, host, self._cloud):
            return await send_creation(request, lambda one: self._send(one, host, bearer))
        return await self._send(request, host, bearer)


def _is_creation(request: IncomingRequest, host: str, cloud: Cloud) -> bool:
    """Whether it makes something in Azure Resource Manager."""
    return host == cloud.arm and request.method == "PUT"


_BEARER = re.compile(r"Bearer [A-Za-z0-9._~+/-]{1,16000}=*")
_CLAIMS = re.compile(r'\bclaims="([A-Za-z0-9+/_=-]{1,4000})"', re.IGNORECASE)


def claims_of(challenge: str) -> str | None:
    """The claims that `WWW-Authenticate: Bearer … claims="<base64>"` asks for, as JSON."""
    found = _CLAIMS.search(challenge)
    if found is None or not challenge.lower().startswith("bearer"):
        return None
    text = found[1].replace("-", "+").replace("_", "/").rstrip("=")
    try:
        claims = base64.b64decode(text + "=" * (-len(text) % 4)).decode()
        return claims if isinstance(json.loads(claims), dict) else None
    except (binascii.Error, ValueError):
        return None


def _refuse_token(request: IncomingRequest) -> None:
    """A token of the page has no business where the server knows how to sign in."""
    if request.authorization is not None:
        raise ProxyError(
            "TokenNotAllowed",
            "This connection takes no token from the page. Reload the page; if that does not "
            "help, the server's c.SynapseConfig.sign_in was changed while it ran.",
        )


_CONTROL = "/local-azure"


class LocalConnection:
    """The local pool, started on first use. It plays Synapse, ARM and the lake by host."""

    def __init__(self, pool: LocalPool, upstream: Upstream) -> None:
        self._pool = pool
        self._upstream = upstream

    async def exchange(self, request: IncomingRequest) -> UpstreamAnswer:
        _refuse_token(request)
        if request.path == _CONTROL:
            # It decides who the user is, which no page does for Azure either.
            raise ProxyError(
                "PathNotAllowed",
                f"The path {_CONTROL} of the local pool is for programs of this computer that "
                "have its token, not for the page.",
            )
        cloud = CLOUDS["public"]
        host = host_name(request.host)
        if host == cloud.arm:
            # What Azure would not get is refused here too: who practises meets no surprise.
            check_arm(request)
            if _is_creation(request, host, cloud):
                return await send_creation(request, self._answered)
        return await self._answered(request)

    async def control(self) -> UpstreamAnswer:
        """How the local Azure is set, and which person it plays."""
        return await self._answered(IncomingRequest("GET", "management.azure.com", _CONTROL, ""))

    async def _answered(self, request: IncomingRequest) -> UpstreamAnswer:
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
        self._is_ca_good = False

    async def exchange(self, request: IncomingRequest) -> UpstreamAnswer:
        _refuse_token(request)
        endpoint = self._endpoint
        livy = to_apache_livy(request.method, request.path, request.query, request.body, endpoint)
        headers = {
            **request.headers,
            **{name.lower(): value for name, value in endpoint.headers.items()},
            # Livy's protection against forged requests wants this header on each write.
            "x-requested-by": "jupyterlab-synapse",
        }
        if livy.body:
            # As a form's, Livy would look for parameters in it.
            headers["content-type"] = "application/json"
        self._check_files()
        authorization = endpoint.authorization()
        if authorization is not None:
            headers["authorization"] = authorization
        answer = await self._upstream.send(
            OutgoingRequest(
                livy.method, _url(endpoint.url, livy.path, livy.query), headers, livy.body
            )
        )
        # Livy's Location is a path on its own host; here it would be a path of Jupyter.
        return replace(answer, headers={k: v for k, v in answer.headers.items() if k != "location"})

    def _check_files(self) -> None:
        missing = self._endpoint.missing_secret()
        if missing is None and not self._is_ca_good:
            missing = self._endpoint.ca_problem()
            self._is_ca_good = missing is None
        if missing is not None:
            raise ProxyError(
                "SecretMissing",
                f"{missing} The connection {self._endpoint.name!r} needs it: put it there, or "
                "change c.SynapseConfig.livy_endpoints and start JupyterLab again.",
            )
