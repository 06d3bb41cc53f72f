"""The allow-list: which hosts, methods and paths pass."""

from __future__ import annotations

import re

import pytest

from jupyterlab_synapse.clouds import CLOUDS, host_name
from jupyterlab_synapse.errors import ProxyError
from jupyterlab_synapse.incoming_request import IncomingRequest
from jupyterlab_synapse.paths import (
    checked_path,
    checked_query,
    query_without,
    query_without_cache_buster,
)

GOOD = [
    ("public", "management.azure.com", "https://management.azure.com/.default"),
    ("public", "ws-1.dev.azuresynapse.net", "https://dev.azuresynapse.net/.default"),
    ("public", "WS.Dev.AzureSynapse.Net", "https://dev.azuresynapse.net/.default"),
    ("public", "acct1.dfs.core.windows.net", "https://storage.azure.com/.default"),
    ("usgov", "management.usgovcloudapi.net", "https://management.usgovcloudapi.net/.default"),
    (
        "usgov",
        "ws.dev.azuresynapse.usgovcloudapi.net",
        "https://dev.azuresynapse.usgovcloudapi.net/.default",
    ),
    ("china", "ws.dev.azuresynapse.azure.cn", "https://dev.azuresynapse.azure.cn/.default"),
    ("china", "acct.dfs.core.chinacloudapi.cn", "https://storage.azure.com/.default"),
]
BAD = [
    "evil.com",
    "",
    "localhost",
    "127.0.0.1",
    "169.254.169.254",
    "[::1]",
    "0x7f000001",
    "2130706433",
    "dev.azuresynapse.net",
    ".dev.azuresynapse.net",
    "a.b.dev.azuresynapse.net",
    "wsdev.azuresynapse.net",
    "ws.dev.azuresynapse.net.",
    "ws.dev.azuresynapse.net.evil.com",
    "ws.dev.azuresynapse.net:443",
    "ws.dev.azuresynapse.net:22",
    "user@ws.dev.azuresynapse.net",
    "evil.com@ws.dev.azuresynapse.net",
    "evil.com#.dev.azuresynapse.net",
    "evil.com?.dev.azuresynapse.net",
    "evil.com\\.dev.azuresynapse.net",
    "evil.com%2f.dev.azuresynapse.net",
    "evil.com%00.dev.azuresynapse.net",
    "%77s.dev.azuresynapse.net",
    "ws.dev.azuresynapse.net\n",
    " ws.dev.azuresynapse.net",
    "ws_1.dev.azuresynapse.net",
    "-ws.dev.azuresynapse.net",
    "ws-.dev.azuresynapse.net",
    "xn--ws-1ia.dev.azuresynapse.net",
    "wš.dev.azuresynapse.net",
    "ws。dev.azuresynapse.net",
    "ws\uff0edev.azuresynapse.net",
    "x" * 64 + ".dev.azuresynapse.net",
    "ws.dev.azuresynapse.usgovcloudapi.net",
    "evil.management.azure.com",
    "management.azure.com.evil.com",
    "acct.blob.core.windows.net",
    "a.b.dfs.core.windows.net",
    "login.microsoftonline.com",
]


@pytest.mark.parametrize(("cloud", "host", "scope"), GOOD)
def test_hosts_that_pass(cloud, host, scope):
    assert CLOUDS[cloud].rule_for(host_name(host)).scope == scope


@pytest.mark.parametrize("host", BAD)
def test_hosts_that_do_not(host):
    with pytest.raises(ProxyError) as caught:
        CLOUDS["public"].rule_for(host_name(host))
    assert (caught.value.code, caught.value.status) == ("HostNotAllowed", 403)


WORKSPACE = "w.dev.azuresynapse.net"
LAKE = "a.dfs.core.windows.net"
ARM = "management.azure.com"


@pytest.mark.parametrize(
    ("host", "method", "target", "code"),
    [
        (WORKSPACE, "GET", "/livyApi/versions/1/sparkPools/p/sessions", None),
        (WORKSPACE, "POST", "/livyApi/versions/1/sparkPools/p/sessions", None),
        (WORKSPACE, "DELETE", "/livyApi/versions/1/sparkPools/p/sessions/1", None),
        (WORKSPACE, "PUT", "/livyApi/x/sessions/1/reset-timeout", None),
        (WORKSPACE, "PATCH", "/livyApi/x/sessions/1", "MethodNotAllowed"),
        (WORKSPACE, "HEAD", "/livyApi/x", "MethodNotAllowed"),
        (WORKSPACE, "POST", "/checkAccessSynapseRbac", None),
        (WORKSPACE, "PUT", "/checkAccessSynapseRbac", "PathNotAllowed"),
        (WORKSPACE, "GET", "/roleAssignments/1", None),
        (WORKSPACE, "GET", "/roleAssignments", None),
        (WORKSPACE, "GET", "/roleDefinitions", None),
        (WORKSPACE, "GET", "/rbacScopes", None),
        # Its author would be Synapse Administrator.
        (WORKSPACE, "PUT", "/roleAssignments/1", "PathNotAllowed"),
        (WORKSPACE, "POST", "/roleAssignments", "PathNotAllowed"),
        (WORKSPACE, "DELETE", "/roleAssignments/1", "PathNotAllowed"),
        (WORKSPACE, "POST", "/checkAccessSynapseRbacX", "PathNotAllowed"),
        (WORKSPACE, "GET", "/livyApiX/versions", "PathNotAllowed"),
        (WORKSPACE, "GET", "/linkedservices", "PathNotAllowed"),
        (WORKSPACE, "GET", "/", "PathNotAllowed"),
        (ARM, "GET", "/subscriptions", None),
        (ARM, "GET", "/tenants", None),
        (ARM, "GET", "/subscriptions/s/providers/Microsoft.Authorization/permissions", None),
        (ARM, "GET", "/", "PathNotAllowed"),
        (ARM, "PUT", "/", "PathNotAllowed"),
        (ARM, "PATCH", "/subscriptions/s/resourceGroups/g", "MethodNotAllowed"),
        (LAKE, "GET", "/?resource=account&prefix=am-&continuation=x%3D", None),
        (LAKE, "GET", "/?resource=account&maxResults=1", None),
        (LAKE, "GET", "/container?resource=filesystem&recursive=true&directory=a%2Fb", None),
        (LAKE, "GET", "/%24logs?resource=filesystem&recursive=false&maxResults=1", None),
        (LAKE, "GET", "/container", "PathNotAllowed"),
        (LAKE, "GET", "/container/file", "PathNotAllowed"),
        (LAKE, "GET", "/container/file?resource=filesystem", "PathNotAllowed"),
        (LAKE, "GET", "/container?resource=account", "PathNotAllowed"),
        (LAKE, "GET", "/?resource=filesystem", "PathNotAllowed"),
        (LAKE, "GET", "/container?Resource=filesystem", "PathNotAllowed"),
        (LAKE, "GET", "/container?resource=filesystem&resource=file", "PathNotAllowed"),
        (LAKE, "GET", "/container?resource=filesystem&comp=acl", "PathNotAllowed"),
        (LAKE, "GET", "/container?resource=filesystem" + "&a=b" * 50, "PathNotAllowed"),
        (LAKE, "PUT", "/container?resource=filesystem", "MethodNotAllowed"),
        (LAKE, "DELETE", "/container?resource=filesystem", "MethodNotAllowed"),
    ],
)
def test_methods_and_paths(host, method, target, code):
    path, _, query = target.partition("?")
    request = IncomingRequest(method, host, path, query)
    rule = CLOUDS["public"].rule_for(host)
    if code is None:
        rule.check(request)
        return
    with pytest.raises(ProxyError) as caught:
        rule.check(request)
    assert caught.value.code == code
    assert caught.value.sent is None
    # What to do in its place.
    assert re.search(r"(?:Use|Read|Send) .*\.$", caught.value.message)


@pytest.mark.parametrize(
    "path", ["/", "/a/b", "/a%20b/c", "/a/", "/a:b/(c)/d'e", "/subscriptions/0-1/x~y"]
)
def test_paths_stay_verbatim(path):
    assert checked_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "a",
        "/livyApi/../x",
        "/livyApi/%2e%2e/x",
        "/livyApi/.%2E/x",
        "/livyApi/./x",
        "/livyApi/..;/x",
        "/livyApi/..;a=b/x",
        "/livyApi/..",
        "/a%2fb",
        "/a%2Fb",
        "/a%5cb",
        "/a\\b",
        "/a%252fb",
        "/a%00",
        "/a%0d%0ab",
        "//evil.com/x",
        "/a//b",
        "/a b",
        "/ä",
        "/local-azure#",
        "/sessions/0/statements/#",
        "/a?b",
    ],
)
def test_paths_with_two_readings(path):
    with pytest.raises(ProxyError) as caught:
        checked_path(path)
    assert caught.value.code == "PathNotAllowed"


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", ""),
        ("1760000000000", ""),
        ("api-version=1&1760000000000", "api-version=1"),
        ("$filter=a%20eq%20'b'&x=", "$filter=a%20eq%20'b'&x="),
        ("from=1760000000000", "from=1760000000000"),
    ],
)
def test_cache_buster(query, kept):
    assert query_without_cache_buster(query) == kept


@pytest.mark.parametrize("query", ["", "api-version=1&$filter=a%20eq%20'b'&b=%23", "a=?&b=/"])
def test_queries_stay_verbatim(query):
    assert checked_query(query) == query


@pytest.mark.parametrize("query", ["#", "a=b#&resource=filesystem", "a=b c", "a=ä"])
def test_queries_that_would_be_cut(query):
    with pytest.raises(ProxyError) as caught:
        checked_query(query)
    assert caught.value.code == "PathNotAllowed"


def test_query_without():
    assert query_without("do%41s=a&%64oAs=b&doAs&x=doAs", "doAs") == "x=doAs"
    assert query_without("detailed=true&from=0&xdetailed=1&detailed", "detailed") == (
        "from=0&xdetailed=1"
    )
