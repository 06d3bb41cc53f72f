"""The lake's listing API: held to Azure's specification, and read by Microsoft's own client."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlsplit

import jsonschema
import pytest
import tornado.httpserver
import tornado.netutil
import tornado.web
from azure.core.credentials import AccessToken
from azure.core.exceptions import ResourceNotFoundError
from azure.core.pipeline.transport import RequestsTransport
from azure.storage.filedatalake import DataLakeServiceClient
from tornado.routing import Rule

from jupyterlab_synapse.local.arm import LocalAzure
from jupyterlab_synapse.local.host_matches import HostMatches
from jupyterlab_synapse.local.lake_handler import DOMAIN, LakeHandler
from jupyterlab_synapse.local.lake_listing import LakeError, LakeListing

from .client import Client

ACCOUNT = "contosolake"
SPEC = json.loads((Path(__file__).parent / "data/datalake/DataLakeStorage.json").read_text())
DAY = "WorkspaceResourceId=/y=2021/m=11/d={:02d}/h=0{}/m=00/PT05M.json"
HEADERS = {"x-forwarded-host": f"{ACCOUNT}.dfs.core.windows.net", "x-ms-version": "2025-01-05"}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two containers, one with two days; a link that leads out; a secret beside the lake."""
    root = tmp_path_factory.mktemp("pool")
    (root / "secret.json").write_text("secret")
    account = root / "lake" / ACCOUNT
    for day, hour, text in ((1, 0, "a"), (1, 1, "bcd"), (2, 0, "")):
        path = account / "am-commonsecuritylog" / DAY.format(day, hour)
        path.parent.mkdir(parents=True)
        path.write_text(text)
    (account / "am-signinlogs" / "ä b+c&d").mkdir(parents=True)
    (account / "am-signinlogs" / "out").symlink_to(root)
    (account / "am-linked").symlink_to(root)
    (account / "Not_A_Container").mkdir()
    return root / "lake"


@pytest.fixture(scope="module")
def client(lake: Path) -> Iterator[Client]:
    """The handler in a server of its own: no Spark is needed to list."""
    ports: list[int] = []
    ready, loop = threading.Event(), asyncio.new_event_loop()

    def serve() -> None:
        asyncio.set_event_loop(loop)
        pool = SimpleNamespace(token="t", on_request=lambda: None, azure=LocalAzure())
        mine = {"pool": pool, "lake": lake}
        application = tornado.web.Application([Rule(HostMatches(DOMAIN), LakeHandler, mine)])
        sockets = tornado.netutil.bind_sockets(0, "127.0.0.1")
        server = tornado.httpserver.HTTPServer(application)
        server.add_sockets(sockets)
        ports.append(sockets[0].getsockname()[1])
        ready.set()
        loop.run_forever()
        server.stop()

    thread = threading.Thread(target=serve)
    thread.start()
    assert ready.wait(60)
    yield Client(f"http://127.0.0.1:{ports[0]}", "t", HEADERS)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(60)


def paths(client: Client, query: str = "", container: str = "am-commonsecuritylog") -> Any:
    return client.get(f"/{container}?resource=filesystem&recursive=true{query}")


def on_the_wire(name: str) -> dict[str, Any]:
    """The specification's schema; recorded answers write numbers and booleans as texts, the tag in
    lower case, and the parts of an error too.
    """

    def adapted(node: Any) -> Any:
        if isinstance(node, list):
            return [adapted(one) for one in node]
        if not isinstance(node, dict):
            return node
        if node.get("type") == "integer":
            return {"type": "string", "pattern": r"^\d+$"}
        if node.get("type") == "boolean":
            return {"const": "true"}
        result = {key: adapted(value) for key, value in node.items()}
        if "properties" in result:
            known = {"eTag": "etag", "Code": "code", "Message": "message"}
            members = result["properties"].items()
            result["properties"] = {known.get(key, key): value for key, value in members}
            result["additionalProperties"] = False
        return result

    return {"definitions": adapted(SPEC["definitions"]), "$ref": f"#/definitions/{name}"}


def check(body: Any, name: str) -> None:
    jsonschema.validate(body, on_the_wire(name))


def test_containers(client: Client) -> None:
    found = client.get("/?resource=account&prefix=am-")
    check(found.body, "FileSystemList")
    names = [one["name"] for one in found.body["filesystems"]]
    assert names == ["am-commonsecuritylog", "am-signinlogs"]
    first = client.get("/?resource=account&maxResults=1")
    assert [one["name"] for one in first.body["filesystems"]] == names[:1]
    token = quote(first.headers["x-ms-continuation"])
    second = client.get(f"/?resource=account&maxResults=1&continuation={token}")
    assert [one["name"] for one in second.body["filesystems"]] == names[1:]
    assert "x-ms-continuation" not in second.headers


def test_paths_in_azures_form(client: Client) -> None:
    found = paths(client)
    assert found.status == 200 and found.headers["x-ms-version"] == "2025-01-05"
    check(found.body, "PathList")
    by_name = {one["name"]: one for one in found.body["paths"]}
    folder = by_name["WorkspaceResourceId=/y=2021/m=11/d=01"]
    file = by_name[DAY.format(1, 1)]
    assert (folder["isDirectory"], folder["contentLength"]) == ("true", "0")
    assert "isDirectory" not in file and file["contentLength"] == "3"
    assert time.strptime(file["lastModified"], "%a, %d %b %Y %H:%M:%S GMT")
    # depth first, each folder before what is in it
    assert list(by_name) == sorted(by_name, key=lambda name: name.split("/"))


def test_the_schema_check_can_fail(client: Client) -> None:
    body = paths(client).body
    for wrong in ({"contentLength": 3}, {"isDirectory": "false"}, {"eTag": "x"}):
        with pytest.raises(jsonschema.ValidationError):
            check({"paths": [{**body["paths"][0], **wrong}]}, "PathList")


@pytest.mark.parametrize("size", [1, 2, 3, 7, 5000])
def test_pages_add_up(client: Client, size: int) -> None:
    whole = [one["name"] for one in paths(client).body["paths"]]
    found: list[str] = []
    query = f"&maxResults={size}"
    for _ in range(len(whole) + 1):
        answer = paths(client, query)
        assert len(answer.body["paths"]) <= size
        found += [one["name"] for one in answer.body["paths"]]
        token = answer.headers.get("x-ms-continuation")
        if not token:
            break
        query = f"&maxResults={size}&continuation={quote(token)}"
    assert found == whole


def test_folders_and_levels(client: Client) -> None:
    month = "WorkspaceResourceId=/y=2021/m=11"
    query = f"/am-commonsecuritylog?resource=filesystem&directory={quote(month)}"
    days = client.get(f"{query}&recursive=false").body["paths"]
    assert [one["name"] for one in days] == [f"{month}/d=01", f"{month}/d=02"]
    all_of_it = client.get(f"{query}&recursive=true").body["paths"]
    assert len(all_of_it) == 11 and all(one["name"].startswith(month) for one in all_of_it)
    odd = paths(client, f"&directory={quote('ä b+c&d')}", "am-signinlogs")
    assert (odd.status, odd.body) == (200, {"paths": []})


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/am-nope?resource=filesystem&recursive=true", 404, "FilesystemNotFound"),
        ("/am-linked?resource=filesystem&recursive=true", 404, "FilesystemNotFound"),
        ("/am-signinlogs?resource=filesystem&recursive=true&directory=no", 404, "PathNotFound"),
        ("/am-signinlogs?resource=filesystem&recursive=true&directory=out", 404, "PathNotFound"),
        ("/am-signinlogs?resource=filesystem&recursive=true&directory=../..", 400, "InvalidUri"),
        ("/am-signinlogs?resource=filesystem&recursive=true&directory=a/%2e%2e", 400, "InvalidUri"),
        ("/am-signinlogs?resource=filesystem&recursive=true&directory=a%5C..", 400, "InvalidUri"),
        ("/..?resource=filesystem&recursive=true", 400, "InvalidResourceName"),
        ("/%2e%2e?resource=filesystem&recursive=true", 400, "InvalidResourceName"),
        ("/Not_A_Container?resource=filesystem&recursive=true", 400, "InvalidResourceName"),
        ("/am-signinlogs?resource=filesystem", 400, "MissingRequiredQueryParameter"),
        ("/am-signinlogs?resource=x&recursive=true", 400, "InvalidQueryParameterValue"),
        (
            "/am-signinlogs?resource=filesystem&recursive=true&maxResults=0",
            400,
            "InvalidQueryParameterValue",
        ),
        (
            "/am-signinlogs?resource=filesystem&recursive=true&continuation=Li4vLi4=",
            400,
            "InvalidQueryParameterValue",
        ),
        (
            "/am-signinlogs?resource=filesystem&recursive=true&continuation=%C3%A4",
            400,
            "InvalidQueryParameterValue",
        ),
    ],
)
def test_refusals(client: Client, path: str, status: int, code: str) -> None:
    answer = client.get(path)
    assert (answer.status, answer.headers["x-ms-error-code"]) == (status, code)
    check(answer.body, "StorageError")
    assert answer.body["error"]["code"] == code


def test_links_are_not_listed(client: Client) -> None:
    names = [one["name"] for one in paths(client, "", "am-signinlogs").body["paths"]]
    assert names == ["ä b+c&d"]


def test_other_accounts_verbs_and_missing_headers(client: Client) -> None:
    other = Client(client.base_url, "t", {**HEADERS, "x-forwarded-host": "no.dfs.core.windows.net"})
    assert paths(other).status == 404
    up = Client(client.base_url, "t", {**HEADERS, "x-forwarded-host": "...dfs.core.windows.net"})
    assert paths(up).status == 404
    old = Client(client.base_url, "t", {"x-forwarded-host": HEADERS["x-forwarded-host"]})
    assert paths(old).headers["x-ms-error-code"] == "MissingRequiredHeader"
    assert paths(Client(client.base_url, "wrong", HEADERS)).status == 401
    refused = client.ask("DELETE", "/am-commonsecuritylog?resource=filesystem")
    assert (refused.status, refused.headers["x-ms-error-code"]) == (405, "UnsupportedHttpVerb")
    folder = client.ask("HEAD", "/am-commonsecuritylog/WorkspaceResourceId%3D")
    assert (folder.status, folder.headers["x-ms-resource-type"]) == (200, "directory")
    file = client.ask("HEAD", f"/am-commonsecuritylog/{DAY.format(1, 1)}")
    assert (file.headers["content-length"], file.headers["x-ms-resource-type"]) == ("3", "file")
    assert client.ask("HEAD", "/am-commonsecuritylog").status == 200
    assert client.ask("HEAD", "/am-signinlogs/out/secret.json").status == 404


def test_a_listing_is_bounded(lake: Path) -> None:
    with pytest.raises(LakeError):
        LakeListing(lake, "..")
    listing = LakeListing(lake, ACCOUNT)
    with pytest.raises(LakeError):
        listing.paths("am-commonsecuritylog", "/".join("a" * 70), True, 10, None)
    with pytest.raises(LakeError):
        listing.paths("am-commonsecuritylog", "a\0b", True, 10, None)
    with pytest.raises(LakeError):
        listing.paths("am-commonsecuritylog", "", True, 10, "a" * 10_000)


class Through(RequestsTransport):
    """Sends what the client asks of Azure to the test's server, as the proxy does."""

    def __init__(self, base_url: str) -> None:
        super().__init__()
        self._base_url = base_url

    def send(self, request: Any, **kwargs: Any) -> Any:
        parts = urlsplit(request.url)
        request.headers["x-forwarded-host"] = parts.hostname
        request.url = f"{self._base_url}{parts.path}?{parts.query}"
        return super().send(request, **kwargs)


def test_microsofts_client_lists(client: Client) -> None:
    token = SimpleNamespace(get_token=lambda *_, **__: AccessToken("t", int(time.time()) + 3600))
    service: Any = DataLakeServiceClient(
        f"https://{ACCOUNT}.dfs.core.windows.net",
        credential=token,  # type: ignore[arg-type]
        transport=Through(client.base_url),
        retry_total=0,
    )
    container = service.get_file_system_client("am-commonsecuritylog")
    found = list(container.get_paths(path="WorkspaceResourceId=/y=2021/m=11", max_results=3))
    assert len(found) == 11
    files = [one for one in found if not one.is_directory]
    assert sorted(one.content_length for one in files) == [0, 1, 3]
    assert all(one.last_modified.year >= 2026 for one in found)
    with pytest.raises(ResourceNotFoundError) as missing:
        list(container.get_paths(path="nope"))
    assert missing.value.error_code == "PathNotFound"
