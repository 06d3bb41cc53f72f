"""Azure names lead to public addresses or nowhere."""

from __future__ import annotations

import httpx
import pytest

from jupyterlab_synapse.errors import ProxyError
from jupyterlab_synapse.public_addresses import (
    PublicAddressBackend,
    PublicAddressTransport,
    is_public,
)
from jupyterlab_synapse.upstream import LIMITS, OutgoingRequest, Upstream, azure_client_chooser

from .fakes import ANSWER_SECONDS


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("20.42.64.44", True),
        ("2603:1030:20e::1", True),
        ("127.0.0.1", False),
        ("10.0.0.4", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:20.42.64.44", True),
    ],
)
def test_is_public(address, public):
    assert is_public(address) is public


def upstream_for(addresses, allow_private=False):
    async def resolve(host, port):
        return addresses

    backend = PublicAddressBackend(allow_private, resolve)
    transport = PublicAddressTransport(httpx.create_ssl_context(), LIMITS, backend)
    client = httpx.AsyncClient(transport=transport)
    return Upstream("Azure", lambda host: client, timeout=ANSWER_SECONDS, max_bytes=1000)


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["20.42.64.44", "10.0.0.1"], ["::1"]])
async def test_private_is_refused(upstream, addresses):
    azure = upstream_for(addresses)
    with pytest.raises(ProxyError) as caught:
        await azure.send(
            OutgoingRequest("GET", f"http://w.dev.azuresynapse.net:{upstream.port}/", {})
        )
    assert (caught.value.code, caught.value.sent) == ("HostNotAllowed", "no")
    assert "allow_private_endpoints" in caught.value.message
    assert upstream.seen == []
    await azure.close()


async def test_private_endpoint_by_configuration(upstream):
    """Also that httpx still uses the pool that we gave it."""
    azure = upstream_for(["127.0.0.1"], allow_private=True)
    url = f"http://w.dev.azuresynapse.net:{upstream.port}/a"
    answer = await azure.send(OutgoingRequest("GET", url, {}))
    assert answer.status == 200
    assert upstream.seen[0].headers["host"] == f"w.dev.azuresynapse.net:{upstream.port}"
    await azure.close()


async def test_proxy_of_the_environment(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "direct.dev.azuresynapse.net")
    choose = azure_client_chooser(False)
    proxied, direct = choose("w.dev.azuresynapse.net"), choose("direct.dev.azuresynapse.net")
    assert proxied is choose("x.dev.azuresynapse.net")
    assert isinstance(direct._transport, PublicAddressTransport)
    assert direct is not proxied
    assert not isinstance(
        proxied._transport_for_url(httpx.URL("https://w.x")), PublicAddressTransport
    )
    await proxied.aclose()
    await direct.aclose()
