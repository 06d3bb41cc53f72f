"""Wrong settings are named with key and value; the rest works."""

from __future__ import annotations

import pytest
from traitlets.config import Config
from traitlets.config.loader import DeferredConfigString

from jupyterlab_synapse.config import load_config
from jupyterlab_synapse.livy_endpoints import LivyEndpoint


def test_nothing():
    config = load_config({})
    assert (config.problems, config.endpoints, config.cloud) == ((), {}, "public")


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("cloud", "mars", ["cloud", "'mars'", "public", "usgov", "china"]),
        ("request_timeout", "soon", ["request_timeout", "'soon'", "120.0"]),
        ("request_timeout", -1, ["request_timeout", "-1", "more than 0"]),
        ("enable_azure", "yes", ["enable_azure", "'yes'", "True"]),
        ("livy_endpoints", ["http://x"], ["livy_endpoints", "http://x", "dict"]),
        ("clod", "public", ["clod", "cloud"]),
    ],
)
def test_wrong_value(key, value, words):
    config = load_config(Config({key: value, "max_request_bytes": 7}))
    (problem,) = config.problems
    assert all(word in problem for word in words), problem
    assert problem.startswith(f"c.SynapseConfig.{key}")
    assert config.max_request_bytes == 7


def test_command_line():
    config = load_config({"cloud": DeferredConfigString("usgov")})
    assert (config.cloud, config.problems) == ("usgov", ())


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("local", {"url": "http://a"}, ["another name"]),
        ("a/b", {"url": "http://a"}, ["another name"]),
        ("Azure", {"url": "http://a"}, ["another name"]),
        ("a", 7, ["must be a dictionary"]),
        ("a", {}, ["'url'", "https://host"]),
        ("a", {"url": "ftp://a"}, ["'url'", "ftp://a"]),
        ("a", {"url": "http://a?x"}, ["'url'", "without user name"]),
        ("a", {"url": "http://a", "pasword_env": "X"}, ["pasword_env", "not a setting"]),
        ("a", {"url": "http://a", "auth": "kerberos"}, ["'auth'", "kerberos", "basic"]),
        ("a", {"url": "http://a", "auth": "basic"}, ["username_env and password_env"]),
        ("a", {"url": "http://a", "auth": "token"}, ["token_env or token_file"]),
        ("a", {"url": "http://a", "headers": {"X": 1}}, ["'headers'", "'X'"]),
        ("a", {"url": "http://a", "headers": {"Authorization": "x"}}, ["'auth'"]),
        ("a", {"url": "http://a", "headers": {"X": "a\nb"}}, ["one line"]),
        ("a", {"url": "http://a", "ca_file": 1}, ["'ca_file'", "text"]),
        ("a", {"url": "http://a", "sizes": "huge"}, ["'sizes'", "small, medium, large"]),
        ("a", {"url": "http://a", "sizes": {"executors": 2}}, ["'executors'", "num_executors"]),
        ("a", {"url": "http://a", "sizes": {"driver_cores": True}}, ["'driver_cores'", "whole"]),
        ("a", {"url": "http://a", "sizes": {"driver_memory": 4}}, ["'driver_memory'", "'4g'"]),
        ("a", {"url": "http://a", "conf": {"spark.x": None}}, ["'conf'", "text or number"]),
        ("a", {"url": "http://a", "kinds": ["pyspark", "csharp"]}, ["'kinds'", "sparkr"]),
        ("a", {"url": "http://a", "kinds": "sql"}, ["'kinds'", "list"]),
        ("a", {"url": "http://a", "session": {"proxy_user": "x"}}, ["proxy_user", "proxyUser"]),
        ("a", {"url": "http://a", "session": {"jars": "x.jar"}}, ["'jars'", "list of texts"]),
    ],
)
def test_wrong_endpoint(name, value, words):
    config = load_config({"livy_endpoints": {name: value, "good": {"url": "http://g:1/x/"}}})
    (problem,) = config.problems
    assert all(word in problem for word in words), problem
    assert config.endpoints["good"] == LivyEndpoint("good", "http://g:1/x", "none")
    assert config.endpoints[name] == problem


@pytest.mark.parametrize(
    "value",
    [
        {"url": "https://dana:Hunter2@host"},
        {"url": "http://a", "auth": "token", "token_env": "Hunter2.secret"},
        {"url": "http://a", "auth": "token", "token": "Hunter2"},
        {"url": "http://a", "headers": {"X": b"Hunter2"}},
        ["http://a", "Hunter2"],
        {"url": "http://a", "password_env": ["Hunter2"]},
    ],
)
def test_a_secret_at_a_wrong_place_is_not_told(value):
    config = load_config({"livy_endpoints": {"a": value}})
    (problem,) = config.problems
    assert "Hunter2" not in problem


def test_all_of_an_endpoint():
    value = {
        "url": "https://g/livy/",
        "auth": "basic",
        "username_env": "U",
        "password_env": "P",
        "ca_file": "/ca.pem",
        "headers": {"X-Team": "hunters"},
        "sizes": {"driver_memory": "2g", "num_executors": 3},
        "conf": {"spark.a": True, "spark.b": 2},
        "kinds": ["pyspark", "sql"],
        "session": {"proxyUser": "dana", "ttl": "8h", "heartbeatTimeoutInSecond": 0},
    }
    config = load_config({"livy_endpoints": {"a": value}})
    assert config.problems == ()
    endpoint = config.endpoints["a"]
    assert isinstance(endpoint, LivyEndpoint)
    assert endpoint.url == "https://g/livy"
    assert endpoint.sizes == {"driverMemory": "2g", "numExecutors": 3}
    assert endpoint.conf == {"spark.a": "true", "spark.b": "2"}
    assert endpoint.kinds == ("pyspark", "sql")
    assert "hunters" not in repr(endpoint)


@pytest.mark.parametrize(
    ("value", "executor", "executors"),
    [
        ("medium", "56g", 2),
        ("Large", "112g", 2),
        ({"executor_memory": "8g", "num_executors": 5}, "8g", 5),
    ],
)
def test_default_sizes(value, executor, executors):
    config = load_config({"default_sizes": value})
    assert config.problems == ()
    assert set(config.sizes) == {
        "driverMemory",
        "driverCores",
        "executorMemory",
        "executorCores",
        "numExecutors",
    }
    assert config.sizes["executorMemory"] == executor
    assert config.sizes["numExecutors"] == executors


@pytest.mark.parametrize("value", ["tiny", 7, {"cores": 4}, {"driver_cores": 0}])
def test_wrong_default_sizes(value):
    config = load_config({"default_sizes": value, "default_connection": "local"})
    (problem,) = config.problems
    assert problem.startswith("c.SynapseConfig.default_sizes")
    assert (config.sizes["driverMemory"], config.default_connection) == ("28g", "local")


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ({"default_connection": "nowhere"}, ["'nowhere'", "local, good"]),
        ({"default_connection": "bad"}, ["'bad'", "cannot be used"]),
        ({"default_connection": "azure"}, ["'azure'", "config.json"]),
        ({"default_connection": "local", "enable_local_pool": False}, ["'local'"]),
    ],
)
def test_wrong_default_connection(section, words):
    endpoints = {"good": "http://g", "bad": {"url": "g"}}
    config = load_config({**section, "livy_endpoints": endpoints})
    assert all(word in config.problems[-1] for word in words), config.problems
    assert config.default_connection == ""


def test_default_connection():
    config = load_config({"default_connection": "good", "livy_endpoints": {"good": "http://g"}})
    assert (config.problems, config.default_connection) == ((), "good")


def test_missing_secret(monkeypatch, tmp_path):
    monkeypatch.delenv("NO_SUCH", raising=False)
    endpoint = LivyEndpoint("a", "http://a", "token", token_env="NO_SUCH")
    assert "NO_SUCH" in (endpoint.missing_secret() or "")
    file = LivyEndpoint("a", "http://a", "token", token_file=str(tmp_path / "t"))
    assert "does not exist" in (file.missing_secret() or "")
    (tmp_path / "t").write_text("x\n")
    assert (file.problem(), file.authorization()) == (None, "Bearer x")
    (tmp_path / "t").write_text(" \n")
    assert "holds no token" in (file.problem() or "")
    (tmp_path / "t").write_bytes(b"\xff\xfe")
    assert "is no text" in (file.problem() or "")


def test_ca_file(tmp_path):
    file = tmp_path / "ca.pem"
    endpoint = LivyEndpoint("a", "https://a", "none", ca_file=str(file))
    assert "does not exist" in (endpoint.problem() or "")
    file.write_text("no certificate")
    assert "holds no certificate" in (endpoint.problem() or "")
