"""Configuration: `c.SynapseConfig.…` in `jupyter_server_config.py`.

A wrong value is reported with its key and the rest goes on working: nobody's
notebooks should stop because one endpoint has a typing error.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from traitlets import Any as AnyTrait
from traitlets import Bool, Dict, Enum, Float, Integer, TraitError, Unicode
from traitlets.config import Configurable
from traitlets.config.loader import DeferredConfig

from .clouds import CLOUDS

_ENDPOINT_KEYS = {
    "url",
    "auth",
    "username_env",
    "password_env",
    "token_env",
    "token_file",
    "ca_file",
    "headers",
}
_RESERVED = {"local", "azure"}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True)
class LivyEndpoint:
    """One Livy that the configuration names. Secrets are named here, never held."""

    name: str
    url: str
    """Base URL, no trailing slash."""
    auth: str
    """`none`, `basic` or `token`."""
    username_env: str = ""
    password_env: str = ""
    token_env: str = ""
    token_file: str = ""
    ca_file: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def missing_secret(self) -> str | None:
        """Which variable or file is not there, as a sentence; None if all are."""
        names = {"basic": (self.username_env, self.password_env), "token": (self.token_env,)}
        for name in names.get(self.auth, ()):
            if name and name not in os.environ:
                return f"The environment variable {name} is not set."
        if self.token_file and not Path(self.token_file).is_file():
            return f"The file {self.token_file} does not exist."
        if self.ca_file and not Path(self.ca_file).is_file():
            return f"The file {self.ca_file} does not exist."
        return None


class SynapseConfig(Configurable):
    """Which pools this server offers, and the limits of the proxy."""

    cloud = Enum(list(CLOUDS), "public", help="Azure cloud: public, usgov or china.").tag(
        config=True
    )
    enable_azure = Bool(True, help="Offer Azure Synapse.").tag(config=True)
    enable_local_pool = Bool(True, help="Offer real Spark on this computer.").tag(config=True)
    sign_in = Enum(
        ["server", "browser"],
        "server",
        help="Who signs in to Azure: this server, or each user in the page (for shared hubs).",
    ).tag(config=True)
    azure_tenant_id = Unicode(
        "", help="Microsoft Entra tenant to sign in to; empty: the account's own."
    ).tag(config=True)
    azure_client_id = Unicode(
        "",
        help="Application that users sign in to. With a device code, empty: Azure's own for "
        "developers; needed for sign_in = 'browser'.",
    ).tag(config=True)
    azure_redirect_uri = Unicode(
        "",
        help="With sign_in = 'browser': where Microsoft Entra sends users back to; empty: a page "
        "of this server.",
    ).tag(config=True)
    allow_private_endpoints = Bool(
        False,
        help="Let Azure names resolve to private addresses, for workspaces behind Private Link.",
    ).tag(config=True)
    livy_endpoints = Dict(
        help="Livy servers by name: {url, auth: none|basic|token, username_env, password_env, "
        "token_env or token_file, ca_file, headers}."
    ).tag(config=True)
    request_timeout = Float(120.0, help="Seconds to wait for one answer.").tag(config=True)
    max_request_bytes = Integer(16 * 1024 * 1024, help="Largest request body.").tag(config=True)
    max_response_bytes = Integer(64 * 1024 * 1024, help="Largest answer.").tag(config=True)
    ledger_file = Unicode(
        "",
        help="SQLite file that remembers what was sent and not yet shown; empty: in Jupyter's "
        "data folder. Best on a local disk.",
    ).tag(config=True)
    supervisor = AnyTrait(
        None, allow_none=True, help="Stands in for jupyterlab_synapse.local.supervisor; for tests."
    ).tag(config=True)

    problems: tuple[str, ...] = ()
    """What is wrong with the configuration, one sentence each, with key and value."""
    endpoints: Mapping[str, LivyEndpoint | str] = {}
    """The Livy endpoints by name; a text says why that one cannot be used."""

    @property
    def cloud_problem(self) -> str | None:
        """Why Azure cannot be used: a cloud that does not exist is not replaced by another."""
        return self._problem_of("cloud")

    @property
    def azure_problem(self) -> str | None:
        """Why Azure cannot be used. Nobody is to be signed in another way than was meant."""
        if self.sign_in == "browser" and not self.azure_client_id:
            return (
                "c.SynapseConfig.sign_in = 'browser' needs c.SynapseConfig.azure_client_id, the "
                "id of an application (single-page) that your organisation has registered."
            )
        return self.cloud_problem or self._problem_of("sign_in")

    def _problem_of(self, key: str) -> str | None:
        return next((p for p in self.problems if p.startswith(f"c.SynapseConfig.{key} ")), None)


def load_config(section: Mapping[str, Any]) -> SynapseConfig:
    """The configuration of `c.SynapseConfig`; what is wrong is in `problems`."""
    config = SynapseConfig()
    traits = config.traits(config=True)
    problems: list[str] = []
    for key, given in section.items():
        if key not in traits:
            near = difflib.get_close_matches(key, traits, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            problems.append(f"c.SynapseConfig.{key} is not a setting.{hint}")
            continue
        try:
            value = given.get_value(traits[key]) if isinstance(given, DeferredConfig) else given
            if key in _POSITIVE and not value > 0:
                raise ValueError("it must be more than 0")
            setattr(config, key, value)
        except (TraitError, TypeError, ValueError) as error:
            problems.append(
                f"c.SynapseConfig.{key} = {_shown(given)} is not usable: "
                f"{_reason(key, error)}. The default {getattr(config, key)!r} is used."
                if key not in _NO_DEFAULT
                else f"c.SynapseConfig.{key} = {_shown(given)} is not usable: it must be one of "
                f"{', '.join(_NO_DEFAULT[key])}. Azure is off until it is."
            )
    config.endpoints = {
        str(name): _endpoint(str(name), value) for name, value in config.livy_endpoints.items()
    }
    problems += [text for text in config.endpoints.values() if isinstance(text, str)]
    config.problems = tuple(problems)
    if config.enable_azure and config.azure_problem not in (None, *problems):
        config.problems = (*problems, str(config.azure_problem))
    return config


# Another value in its place would sign users in where or how nobody meant it.
_NO_DEFAULT = {"cloud": list(CLOUDS), "sign_in": ["server", "browser"]}
_POSITIVE = {"request_timeout", "max_request_bytes", "max_response_bytes"}


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "…"


def _reason(key: str, error: Exception) -> str:
    # traitlets' own text names the class and a repr of the object; the help says it better.
    trait = SynapseConfig.class_traits()[key]
    return str(error) if isinstance(error, ValueError) else f"expected {trait.info()}"


def _endpoint(name: str, value: Any) -> LivyEndpoint | str:
    """One entry of `livy_endpoints`, or what is wrong with it."""
    where = f"c.SynapseConfig.livy_endpoints[{name!r}]"
    if _NAME.fullmatch(name) is None or name in _RESERVED:
        return (
            f"{where} needs another name: letters, digits, '.', '_' and '-', not "
            f"{' or '.join(sorted(_RESERVED))}."
        )
    if isinstance(value, str):
        value = {"url": value}
    if not isinstance(value, Mapping):
        return f"{where} = {_shown(value)} must be a dictionary with the key 'url'."
    unknown = sorted(set(map(str, value)) - _ENDPOINT_KEYS)
    if unknown:
        return f"{where}[{unknown[0]!r}] is not a setting; known: {sorted(_ENDPOINT_KEYS)}."
    for key in sorted(_ENDPOINT_KEYS - {"headers"}):
        if not isinstance(value.get(key, ""), str):
            return f"{where}[{key!r}] = {_shown(value[key])} must be a text."
    headers = value.get("headers", {})
    if not isinstance(headers, Mapping) or not all(isinstance(h, str) for h in headers.values()):
        return f"{where}['headers'] must be a dictionary of texts."
    url = str(value.get("url", ""))
    if re.fullmatch(r"https?://[^/?#@\s]+(/[^?#\s]*)?", url) is None:
        return (
            f"{where}['url'] = {_shown(url)} must look like https://host:8998/path, without user "
            "name, '?' or '#'."
        )
    auth = str(value.get("auth", "none"))
    needed = {
        "none": True,
        "basic": bool(value.get("username_env") and value.get("password_env")),
        "token": bool(value.get("token_env")) != bool(value.get("token_file")),
    }
    if auth not in needed:
        return f"{where}['auth'] = {_shown(auth)} must be one of {', '.join(needed)}."
    if not needed[auth]:
        keys = "username_env and password_env" if auth == "basic" else "token_env or token_file"
        return f"{where}['auth'] = {auth!r} needs {keys} beside it."
    texts = {k: str(value[k]) for k in _ENDPOINT_KEYS - {"url", "auth", "headers"} if k in value}
    return LivyEndpoint(name, url.rstrip("/"), auth, headers=dict(headers), **texts)
