"""The Azure clouds: their hosts, token scopes, and what the proxy lets through to each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from .azure_checks import check_arm, check_lake, check_synapse
from .errors import ProxyError
from .incoming_request import IncomingRequest

# Workspace names have up to 50 and storage account names up to 24 characters.
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_HOST = re.compile(rf"{_LABEL.pattern}(?:\.{_LABEL.pattern})*")


@dataclass(frozen=True)
class HostRule:
    """One kind of host. `suffix` with a leading dot takes exactly one label before it."""

    suffix: str
    scope: str
    check: Callable[[IncomingRequest], None]
    """Raises `ProxyError` for what such a host must not get."""

    def matches(self, host: str) -> bool:
        """Whether this lower-case host is of this kind."""
        if not self.suffix.startswith("."):
            return host == self.suffix
        label = host.removesuffix(self.suffix)
        # An `xn--` label is a name in another alphabet; neither workspaces nor accounts have one.
        return (
            label != host and _LABEL.fullmatch(label) is not None and not label.startswith("xn--")
        )


@dataclass(frozen=True)
class Cloud:
    """One Azure cloud. Hosts and audiences as in azure-cli-core's `cloud.py`."""

    name: str
    login: str
    """Host of the login server."""
    arm: str
    """Host of Azure Resource Manager."""
    synapse: str
    """Domain of the workspaces' development endpoints, also their audience."""
    lake: str
    """Domain of Data Lake Storage Gen2."""

    @property
    def arm_endpoint(self) -> str:
        """Origin of Azure Resource Manager."""
        return f"https://{self.arm}"

    @property
    def synapse_scope(self) -> str:
        """Token scope of the Livy API."""
        return f"https://{self.synapse}/.default"

    @property
    def rules(self) -> tuple[HostRule, ...]:
        """Everything that may be reached; what is not here is refused."""
        # All clouds share the storage audience.
        storage_scope = "https://storage.azure.com/.default"
        return (
            HostRule(self.arm, f"https://{self.arm}/.default", check_arm),
            HostRule(f".{self.synapse}", self.synapse_scope, check_synapse),
            HostRule(f".{self.lake}", storage_scope, check_lake),
        )

    def rule_for(self, host: str) -> HostRule:
        """The rule of a host; raises `HostNotAllowed` when there is none."""
        for rule in self.rules:
            if rule.matches(host):
                return rule
        raise ProxyError(
            "HostNotAllowed",
            f"The host {host[:100]!r} is not one of the Azure {self.name!r} cloud's "
            f"({self.arm}, *.{self.synapse}, *.{self.lake}). "
            "Check the endpoint of the target, or c.SynapseConfig.cloud.",
        )


CLOUDS: dict[str, Cloud] = {
    "public": Cloud(
        "public",
        "login.microsoftonline.com",
        "management.azure.com",
        "dev.azuresynapse.net",
        "dfs.core.windows.net",
    ),
    "usgov": Cloud(
        "usgov",
        "login.microsoftonline.us",
        "management.usgovcloudapi.net",
        "dev.azuresynapse.usgovcloudapi.net",
        "dfs.core.usgovcloudapi.net",
    ),
    "china": Cloud(
        "china",
        "login.chinacloudapi.cn",
        "management.chinacloudapi.cn",
        "dev.azuresynapse.azure.cn",
        "dfs.core.chinacloudapi.cn",
    ),
}


def host_name(raw: str) -> str:
    """A host segment of a proxy URL, lower case.

    Only plain ASCII names pass. Ports, user names, trailing dots, percent
    escapes and other alphabets raise `HostNotAllowed`: there is no second
    reading of such a name by another parser that could differ from ours.
    """
    host = raw.lower()
    if len(host) > 253 or not host.isascii() or _HOST.fullmatch(host) is None:
        raise ProxyError(
            "HostNotAllowed",
            f"{raw[:100]!r} is not a plain host name. Use a name such as myworkspace."
            "dev.azuresynapse.net, without port, user name, escapes or trailing dot.",
        )
    return host
