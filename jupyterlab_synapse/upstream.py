"""Sends one request to Livy or Azure and reads one bounded answer."""

from __future__ import annotations

import asyncio
import re
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx

from .certificates import tls_context
from .errors import ProxyError, Sent
from .public_addresses import PrivateAddressError, PublicAddressBackend, PublicAddressTransport

CONNECT_SECONDS = 15.0
# Kept well below the idle limits of servers, so that a write rarely meets a closing connection.
LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=20.0)

_PASSED_BACK = frozenset(
    {
        "azure-asyncoperation",
        "content-type",
        "etag",
        "last-modified",
        "location",
        "retry-after",
        "retry-after-ms",
    }
)


_ONLY_BEARER = re.compile(r"bearer\b(?!.*\b(?:basic|digest|ntlm|negotiate)\b).*", re.IGNORECASE)


@dataclass(frozen=True)
class OutgoingRequest:
    """What goes to the upstream: absolute URL, complete headers, body."""

    method: str
    url: str
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class UpstreamAnswer:
    """What came back, less all headers that the page must not see."""

    status: int
    headers: dict[str, str]
    body: bytes


class Upstream:
    """One kind of upstream: keep-alive clients, a time limit and a size limit.

    `client_for(host)` gives the client to use. A request is sent exactly once;
    repeating is the business of the page, which knows what can be repeated.
    """

    def __init__(
        self,
        label: str,
        client_for: Callable[[str], httpx.AsyncClient],
        *,
        timeout: float,
        max_bytes: int,
    ) -> None:
        self.label = label
        self._client_for = client_for
        self._clients: dict[int, httpx.AsyncClient] = {}
        self._timeout = timeout
        self._max_bytes = max_bytes

    async def send(self, request: OutgoingRequest) -> UpstreamAnswer:
        """The answer, whatever its status; raises `ProxyError` when there is none.

        Redirects are not followed: their target has not been checked.
        """
        host = httpx.URL(request.url).host
        client = self._client_for(host)
        self._clients[id(client)] = client
        try:
            return await asyncio.wait_for(self._exchange(client, request), self._timeout)
        except (asyncio.TimeoutError, httpx.ReadTimeout, httpx.WriteTimeout) as error:
            raise ProxyError(
                "UpstreamTimeout",
                f"{host} did not answer within {self._timeout:g} seconds. It may still act on the "
                "request; look at the session before sending it again.",
                sent="maybe",
            ) from error
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise self._not_connected(host, error) from error
        except httpx.ProxyError as error:
            raise self._unreachable(host, error, "no") from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise self._unreachable(host, error, "maybe") from error

    async def close(self) -> None:
        """Close all connections."""
        clients, self._clients = list(self._clients.values()), {}
        for client in clients:
            await client.aclose()

    async def _exchange(
        self, client: httpx.AsyncClient, request: OutgoingRequest
    ) -> UpstreamAnswer:
        outgoing = client.build_request(
            request.method,
            request.url,
            headers=request.headers,
            # None, not empty: only then httpx writes `content-length: 0`, without which
            # Azure refuses a POST (411).
            content=request.body or None,
        )
        response = await client.send(outgoing, stream=True, follow_redirects=False)
        try:
            body = await self._read(response)
        finally:
            await response.aclose()
        status = response.status_code
        if 300 <= status < 400 and status != 304:
            # Passed on, the browser would follow it, with the path taken as Jupyter's own.
            raise ProxyError(
                "UpstreamRedirect",
                f"{self.label} redirects to {_place(response)} instead of answering, often because "
                "that is a login page or the address must begin with https. Check its address and "
                "how it authenticates.",
                sent="maybe",
            )
        return UpstreamAnswer(status, _passed_back(response.headers), body)

    async def _read(self, response: httpx.Response) -> bytes:
        chunks: list[bytes] = []
        size = 0
        async for chunk in response.aiter_bytes():
            size += len(chunk)
            if size > self._max_bytes:
                raise ProxyError(
                    "TooLarge",
                    f"The answer of {self.label} is larger than {self._max_bytes} bytes. Show "
                    "fewer rows, or raise c.SynapseConfig.max_response_bytes.",
                    sent="maybe",
                    status=502,
                )
            chunks.append(chunk)
        return b"".join(chunks)

    def _not_connected(self, host: str, error: Exception) -> ProxyError:
        reason: BaseException | None = error
        while reason is not None:
            if isinstance(reason, PrivateAddressError):
                return ProxyError(
                    "HostNotAllowed",
                    f"{reason}, which a public Azure name must not. If this is a private endpoint "
                    "of yours, set c.SynapseConfig.allow_private_endpoints = True.",
                    sent="no",
                )
            reason = reason.__cause__ or reason.__context__
        return self._unreachable(host, error, "no")

    def _unreachable(self, host: str, error: Exception, sent: Sent) -> ProxyError:
        text = str(error) or type(error).__name__
        advice = (
            "Set SSL_CERT_FILE to a file with the certificates of your network, or ca_file of the "
            "Livy endpoint."
            if "CERTIFICATE_VERIFY_FAILED" in text
            else "Check the network, the proxy settings and the address."
        )
        if sent == "maybe":
            advice = "It may have acted on the request; look at the session before sending again."
        return ProxyError(
            "UpstreamUnreachable",
            f"No answer from {self.label} at {host}: {text}. {advice}",
            sent=sent,
        )


def _place(response: httpx.Response) -> str:
    """Scheme and host of a redirect's target; the rest may hold a secret."""
    try:
        target = response.request.url.join(response.headers.get("location", ""))
    except httpx.InvalidURL:
        return "another place"
    return f"{target.scheme}://{target.netloc.decode()}"


def _passed_back(headers: httpx.Headers) -> dict[str, str]:
    """Content type, paging and request ids; no cookies, no hop-by-hop headers.

    `www-authenticate` only if it is about tokens (it may hold a claims challenge):
    with any other scheme the browser would ask for a password of its own.
    """
    return {
        name: value
        for name, value in headers.items()
        if name in _PASSED_BACK
        or name.startswith("x-ms-")
        or (name == "www-authenticate" and _ONLY_BEARER.fullmatch(value))
    }


def _proxy_of_environment(scheme: str) -> str | None:
    proxies = urllib.request.getproxies_environment()
    address = proxies.get(scheme) or proxies.get("all")
    return address if not address or "://" in address else f"http://{address}"


def _client(**options: Any) -> httpx.AsyncClient:
    """A keep-alive client that keeps no cookies: they could outlive a sign-in."""
    return httpx.AsyncClient(
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        # Reading is limited as a whole by `Upstream`, so that a trickle cannot last for ever.
        timeout=httpx.Timeout(None, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS),
        limits=LIMITS,
        **options,
    )


def azure_client_chooser(allow_private: bool) -> Callable[[str], httpx.AsyncClient]:
    """Clients for Azure: through the environment's proxy, else to public addresses only.

    Behind HTTPS_PROXY the proxy resolves the name, often one that this machine
    cannot resolve at all, so the address check is left to it. It gets a CONNECT and
    then bytes of TLS: no token, no path.
    """
    clients: dict[str, httpx.AsyncClient] = {}

    def client_for(host: str) -> httpx.AsyncClient:
        address = _proxy_of_environment("https")
        if address and urllib.request.proxy_bypass(host):
            address = None
        key = address or ""
        if key not in clients:
            context = tls_context()
            backend = PublicAddressBackend(allow_private)
            clients[key] = (
                _client(proxy=address, verify=context)
                if address
                else _client(transport=PublicAddressTransport(context, LIMITS, backend))
            )
        return clients[key]

    return client_for


def livy_client_chooser(ca_file: str | None) -> Callable[[str], httpx.AsyncClient]:
    """One client for an endpoint of the configuration; the environment's proxy applies."""

    return _once(lambda: _client(verify=tls_context(ca_file)))


def local_client_chooser() -> Callable[[str], httpx.AsyncClient]:
    """One client for this machine; a proxy of the environment must not see its token."""
    return _once(lambda: _client(trust_env=False))


def _once(create: Callable[[], httpx.AsyncClient]) -> Callable[[str], httpx.AsyncClient]:
    """The same client for each host, made when it is first needed."""
    clients: list[httpx.AsyncClient] = []

    def client_for(host: str) -> httpx.AsyncClient:
        if not clients:
            clients.append(create())
        return clients[0]

    return client_for
