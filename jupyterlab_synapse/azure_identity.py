"""Makes the credentials of Microsoft's `azure.identity` that `SignIn` uses.

Their requests go through HTTPS_PROXY and NO_PROXY as all of this server's do;
certificates are checked as `certificates` says.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from .certificates import ca_file_of_environment
from .clouds import Cloud
from .credentials import DEVICE_SECONDS, Prompt


def silent_credential(cloud: Cloud, tenant: str) -> Callable[[], Any]:
    """Environment, workload or managed identity, Azure CLI and the like; never a window."""

    def create() -> Any:
        from azure.identity import DefaultAzureCredential

        options = {"additionally_allowed_tenants": [tenant]} if tenant else {}
        return DefaultAzureCredential(
            authority=cloud.login,
            exclude_interactive_browser_credential=True,
            exclude_broker_credential=True,
            process_timeout=10,
            **options,
            **_certificates(),
        )

    return create


def device_credential(cloud: Cloud, tenant: str, client: str) -> Callable[[Prompt], Any]:
    """A device code: works where no browser can reach this server."""

    def create(prompt: Prompt) -> Any:
        from azure.identity import DeviceCodeCredential

        def show(verification_uri: str, user_code: str, expires_on: datetime) -> None:
            prompt(verification_uri, user_code, expires_on.timestamp())

        options = {k: v for k, v in {"tenant_id": tenant, "client_id": client}.items() if v}
        return DeviceCodeCredential(
            authority=cloud.login,
            prompt_callback=show,
            timeout=DEVICE_SECONDS,
            # Later tokens come silently or not at all; a second code would appear nowhere.
            disable_automatic_authentication=True,
            **options,
            **_certificates(),
        )

    return create


def _certificates() -> dict[str, Any]:
    # azure.core knows REQUESTS_CA_BUNDLE only; one setting should do for everything.
    bundle = ca_file_of_environment()
    return {"connection_verify": bundle} if bundle else {}
