"""HTTPS on the loopback, by host: who trusts the authority of the home may ask."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from collections.abc import Callable

import pytest

from jupyterlab_synapse.local.home import Home, read_json

from .conftest import Server

DAY = (
    "/am-securityevent/WorkspaceResourceId%3D/subscriptions/00000000-0000-0000-0000-000000000000"
    "/resourcegroups/contoso-rg/providers/microsoft.operationalinsights/workspaces/contoso-ws"
    "/y%3D2021/m%3D11/d%3D17"
)
FILE = f"{DAY}/h%3D09/m%3D00/PT05M.json"


class Asking:
    """Requests to one host of Azure, led to the server."""

    def __init__(self, server: Server, context: ssl.SSLContext, host: str) -> None:
        known = read_json(server.home.server_file) or {}
        self._token = known["token"]
        self._connection = http.client.HTTPSConnection(host, context=context)
        plain = socket.create_connection(("127.0.0.1", known["https"]["port"]))
        self._connection.sock = context.wrap_socket(plain, server_hostname=host)

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes, dict]:
        sent = {"Authorization": f"Bearer {self._token}", "x-ms-version": "2021-08-06", **headers}
        self._connection.request(method, path, headers=sent)
        answer = self._connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, answer.read(), found


def test_by_host_to_who_trusts_the_authority(home: Home, own_server: Callable[..., Server]) -> None:
    home.create()  # its lake is linked in
    server = own_server("--https", "--tenant", "small")
    with pytest.raises(ssl.SSLCertVerificationError):
        Asking(server, ssl.create_default_context(), "management.azure.com")
    trusted = ssl.create_default_context(
        cafile=(read_json(server.home.server_file) or {})["https"]["ca"]
    )
    with pytest.raises(ssl.SSLCertVerificationError):
        Asking(server, trusted, "example.com")

    status, body, _ = Asking(server, trusted, "management.azure.com").ask(
        "/subscriptions?api-version=2022-12-01"
    )
    assert status == 200 and json.loads(body)["value"]
    synapse = Asking(server, trusted, "contoso-synapse.dev.azuresynapse.net")
    assert synapse.ask("/livyApi/versions/v/sparkPools/sparkpool01/sessions")[0] == 200
    elsewhere = Asking(server, trusted, "nowhere.dev.azuresynapse.net")
    assert elsewhere.ask("/livyApi/versions/v/sparkPools/sparkpool01/sessions")[0] == 404

    lake = Asking(server, trusted, "contosolake.dfs.core.windows.net")
    assert b"am-securityevent" in lake.ask("/?resource=account")[1]
    blobs = Asking(server, trusted, "contosolake.blob.core.windows.net")
    status, whole, headers = blobs.ask(FILE)
    assert status == 200 and headers["content-length"] == str(len(whole))
    assert json.loads(whole.splitlines()[0])["Type"] == "SecurityEvent"
    status, part, headers = blobs.ask(FILE, **{"x-ms-range": "bytes=10-19"})
    assert (status, part) == (206, whole[10:20])
    assert headers["content-range"] == f"bytes 10-19/{len(whole)}"
    status, part, headers = blobs.ask(FILE, **{"Range": "bytes=5-"})
    assert (status, part) == (206, whole[5:])
    past = {"x-ms-range": f"bytes={len(whole)}-"}
    status, body, headers = blobs.ask(FILE, **past)
    assert status == 416 and headers["x-ms-error-code"] == "InvalidRange"
    status, body, headers = blobs.ask(FILE, "HEAD")
    assert (status, body, headers["content-length"]) == (200, b"", str(len(whole)))
    assert blobs.ask(DAY, "HEAD")[2]["x-ms-meta-hdi_isfolder"] == "true"
    assert b"<Name>am-securityevent</Name>" in blobs.ask("/?comp=list")[1]
    for path, code in ((f"{FILE}.gone", "BlobNotFound"), ("/gone/x", "ContainerNotFound")):
        status, body, headers = blobs.ask(path)
        assert (status, headers["x-ms-error-code"]) == (404, code)
        assert f"<Code>{code}</Code>".encode() in body
    assert blobs.ask(FILE, "PUT")[0] == 405
    assert blobs.ask("/am-securityevent/%2e%2e/%2e%2e/%2e%2e/server.json")[0] in (400, 404)
