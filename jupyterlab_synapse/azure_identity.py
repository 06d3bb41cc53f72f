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
from .principal import is_guid, principal_of


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


def tenant_credential(cloud: Cloud, tenant: str) -> Callable[[], Any]:
    """The same for a tenant that a user has chosen: an account of another one does not do."""

    def create() -> Any:
        from azure.identity import DefaultAzureCredential

        credential = DefaultAzureCredential(
            authority=cloud.login,
            additionally_allowed_tenants=["*"],
            exclude_interactive_browser_credential=True,
            exclude_broker_credential=True,
            # They are at home in one tenant, whichever is asked for.
            exclude_managed_identity_credential=True,
            exclude_workload_identity_credential=True,
            process_timeout=10,
            **_certificates(),
        )
        return InTenant(credential, tenant)

    return create


class InTenant:
    """A credential whose tokens are of one tenant, or are none."""

    def __init__(self, credential: Any, tenant: str) -> None:
        self._credential = credential
        self._tenant = tenant

    def get_token(self, *scopes: str, claims: str | None = None) -> Any:
        """A token of the tenant; raises when the credential gives another's."""
        token = self._credential.get_token(*scopes, claims=claims, tenant_id=self._tenant)
        found = principal_of(token.token)
        if is_guid(self._tenant) and (found is None or found.tenant_id != self._tenant):
            raise RuntimeError(f"The token is not of the tenant {self._tenant}.")
        return token


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
