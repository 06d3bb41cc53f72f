"""Wrong settings are named with key and value; the rest works."""

from __future__ import annotations

import pytest
from traitlets.config import Config
from traitlets.config.loader import DeferredConfigString

from jupyterlab_synapse.config import LivyEndpoint, load_config


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
        ("a", 7, ["must be a dictionary"]),
        ("a", {}, ["'url'", "https://host"]),
        ("a", {"url": "ftp://a"}, ["'url'", "ftp://a"]),
        ("a", {"url": "https://u:p@host"}, ["'url'"]),
        ("a", {"url": "http://a", "pasword_env": "X"}, ["pasword_env", "not a setting"]),
        ("a", {"url": "http://a", "auth": "kerberos"}, ["'auth'", "kerberos", "basic"]),
        ("a", {"url": "http://a", "auth": "basic"}, ["username_env and password_env"]),
        ("a", {"url": "http://a", "auth": "token"}, ["token_env or token_file"]),
        ("a", {"url": "http://a", "headers": {"X": 1}}, ["'headers'"]),
        ("a", {"url": "http://a", "ca_file": 1}, ["'ca_file'", "text"]),
    ],
)
def test_wrong_endpoint(name, value, words):
    config = load_config({"livy_endpoints": {name: value, "good": {"url": "http://g:1/x/"}}})
    (problem,) = config.problems
    assert all(word in problem for word in words), problem
    assert config.endpoints["good"] == LivyEndpoint("good", "http://g:1/x", "none")
    assert config.endpoints[name] == problem


def test_missing_secret(monkeypatch, tmp_path):
    monkeypatch.delenv("NO_SUCH", raising=False)
    endpoint = LivyEndpoint("a", "http://a", "token", token_env="NO_SUCH")
    assert "NO_SUCH" in (endpoint.missing_secret() or "")
    file = LivyEndpoint("a", "http://a", "token", token_file=str(tmp_path / "t"))
    assert "does not exist" in (file.missing_secret() or "")
    (tmp_path / "t").write_text("x")
    assert file.missing_secret() is None
