"""A transport for httpx that connects only to public addresses.

A name below an Azure domain that resolves to this machine or its network is
either a private endpoint (allowed by configuration) or an attempt to make the
server talk to its neighbours. The name is resolved once and the connection is
made to the very address that was checked, so a second answer of the name
server changes nothing. TLS still verifies the certificate for the name.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, cast

import httpcore
import httpx

Resolve = Callable[[str, int], Awaitable[list[str]]]


class PrivateAddressError(httpcore.ConnectError):
    """The name leads to an address that is not public; nothing was sent."""


async def resolve_host(host: str, port: int) -> list[str]:
    """All addresses of a name, IPv4 first because not every network has IPv6."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore.ConnectError(f"the name {host} is not known ({error})") from error
    ordered = sorted(found, key=lambda entry: entry[0] != socket.AF_INET)
    return [str(entry[4][0]) for entry in ordered]


def is_public(address: str) -> bool:
    """Whether an IP address is a global unicast one (IANA's registries, RFC 6890)."""
    parsed = ipaddress.ip_address(address.split("%")[0])
    mapped = getattr(parsed, "ipv4_mapped", None)
    parsed = mapped or parsed
    return parsed.is_global and not parsed.is_multicast


class PublicAddressBackend(httpcore.AsyncNetworkBackend):
    """Opens TCP connections to public addresses only."""

    def __init__(self, allow_private: bool = False, resolve: Resolve = resolve_host) -> None:
        self._allow_private = allow_private
        self._resolve = resolve
        self._inner = cast(httpcore.AsyncNetworkBackend, httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address that answers; refuse if any is not public."""
        try:
            addresses = await asyncio.wait_for(self._resolve(host, port), timeout)
        except asyncio.TimeoutError as error:
            raise httpcore.ConnectTimeout(f"no address of {host} in time") from error
        private = [address for address in addresses if not is_public(address)]
        if private and not self._allow_private:
            raise PrivateAddressError(f"{host} leads to the private address {private[0]}")
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                return await self._inner.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def sleep(self, seconds: float) -> None:
        """Wait between connection attempts, as httpcore asks for."""
        await asyncio.sleep(seconds)


class PublicAddressTransport(httpx.AsyncHTTPTransport):
    """httpx's transport over a pool that uses `PublicAddressBackend`."""

    def __init__(
        self,
        context: ssl.SSLContext,
        limits: httpx.Limits,
        backend: PublicAddressBackend,
    ) -> None:
        super().__init__(verify=context, limits=limits)
        # httpx has no parameter for the backend; the pool is httpcore's public class.
        # test_public_addresses.py fails if a new httpx stops using this attribute.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=backend,
        )
