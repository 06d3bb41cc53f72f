"""Configuration: `c.SynapseConfig.…` in `jupyter_server_config.py`.

A wrong value is reported with its key and the rest goes on working: nobody's
notebooks should stop because one endpoint has a typing error.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from traitlets import Any as AnyTrait
from traitlets import Bool, Dict, Enum, Float, Integer, TraitError, Unicode
from traitlets.config import Configurable
from traitlets.config.loader import DeferredConfig

from .clouds import CLOUDS
from .livy_endpoints import LivyEndpoint, parse_endpoint
from .session_sizes import PRESETS, Sizes, parse_sizes


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
        "token_env or token_file, ca_file, headers, sizes, conf, kinds, session}."
    ).tag(config=True)
    default_connection = Unicode(
        "",
        help="What a new notebook runs on: the name of a Livy server, or 'local'; empty: the local "
        "pool.",
    ).tag(config=True)
    default_sizes = AnyTrait(
        "small",
        help="Sizes of sessions for which nobody has chosen any: small, medium, large, or a "
        "dictionary with driver_memory, driver_cores, executor_memory, executor_cores and "
        "num_executors.",
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
    sizes: Sizes = PRESETS["small"]
    """All five of `default_sizes`."""

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
        str(name): parse_endpoint(str(name), value) for name, value in config.livy_endpoints.items()
    }
    problems += [text for text in config.endpoints.values() if isinstance(text, str)]
    problems += _check_defaults(config)
    config.problems = tuple(problems)
    if config.enable_azure and config.azure_problem not in (None, *problems):
        config.problems = (*problems, str(config.azure_problem))
    return config


def _check_defaults(config: SynapseConfig) -> list[str]:
    """Takes the defaults for notebooks, or says what is wrong with them."""
    problems: list[str] = []
    sizes = parse_sizes(config.default_sizes)
    if isinstance(sizes, str):
        problems.append(
            f"c.SynapseConfig.default_sizes is not usable: {sizes}. The default 'small' is used."
        )
    else:
        config.sizes = {**PRESETS["small"], **sizes}
    wanted = config.default_connection
    usable = ["local"] if config.enable_local_pool else []
    usable += [name for name, one in config.endpoints.items() if isinstance(one, LivyEndpoint)]
    if wanted and wanted not in usable:
        why = (
            "Azure has many pools, which a config.json beside the notebooks or the toolbar names"
            if wanted == "azure"
            else "there is no such connection, or it cannot be used"
        )
        problems.append(
            f"c.SynapseConfig.default_connection = {_shown(wanted)} is not usable: {why}. It can "
            f"be {', '.join(usable) or 'nothing here'}. New notebooks begin without it."
        )
        config.default_connection = ""
    return problems


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
