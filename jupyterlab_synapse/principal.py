"""Who is signed in, as Microsoft Entra knows it: what the claims of a token say.

The page needs it to ask which roles a user has. Claims are read, not verified:
Azure itself decides what a token may do. Neither a token nor any other claim
leaves this module.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .errors import ProxyError

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+[a-z][a-z0-9-]*[a-z0-9]")


@dataclass(frozen=True)
class Principal:
    """A user or application in one tenant."""

    object_id: str
    tenant_id: str
    name: str | None

    def describe(self) -> dict[str, Any]:
        """`IPrincipal` of src/core/roles.ts."""
        return {"objectId": self.object_id, "tenantId": self.tenant_id, "name": self.name}


def claims_in(token: str) -> dict[str, Any]:
    """The claims of a token; empty if it does not tell."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError, binascii.Error):
        return {}
    return claims if isinstance(claims, dict) else {}


def account_of(token: str) -> str | None:
    """Who a token is for, for the user's eyes; None if it does not tell."""
    claims = claims_in(token)
    name = claims.get("upn") or claims.get("preferred_username") or claims.get("unique_name")
    application = claims.get("appid")
    return name or (f"application {application}" if application else None)


def principal_of(token: str) -> Principal | None:
    """Whose token it is, of which tenant; None if it does not tell."""
    claims = claims_in(token)
    return _principal(claims.get("oid"), claims.get("tid"), account_of(token))


def principal_in(document: object) -> Principal | None:
    """The same of the local Azure's `GET /local-azure`."""
    one = document.get("principal") if isinstance(document, Mapping) else None
    if not isinstance(one, Mapping):
        return None
    return _principal(
        one.get("objectId", one.get("id")),
        one.get("tenantId", one.get("tenant")),
        one.get("name"),
    )


def _principal(object_id: object, tenant_id: object, name: object) -> Principal | None:
    if not isinstance(object_id, str) or not isinstance(tenant_id, str):
        return None
    ids = object_id.lower(), tenant_id.lower()
    if not all(_GUID.fullmatch(one) for one in ids):
        return None
    return Principal(*ids, name[:200] if isinstance(name, str) and name else None)


def is_guid(tenant: str) -> bool:
    """Whether a tenant is named by its id, not by a domain."""
    return _GUID.fullmatch(tenant) is not None


def chosen_tenant(wanted: object, fixed: str) -> str:
    """The tenant that a page asks for, checked; empty for the account's own.

    Raises `ProxyError` for what is no id or domain, and for another tenant than
    the one that the configuration has (`fixed`).
    """
    if wanted is None or wanted == "":
        return ""
    tenant = wanted.strip().lower() if isinstance(wanted, str) else ""
    if not is_guid(tenant) and (len(tenant) > 253 or _DOMAIN.fullmatch(tenant) is None):
        raise ProxyError(
            "TenantNotAllowed",
            f"{str(wanted)[:100]!r} is no tenant. Give its id, such as "
            "00000000-0000-0000-0000-000000000000, or a domain of it, such as contoso.com.",
            status=400,
        )
    if fixed and tenant != fixed.lower():
        raise ProxyError(
            "TenantNotAllowed",
            f"This server signs in to the tenant {fixed} only: c.SynapseConfig.azure_tenant_id "
            "says so. Ask whoever runs the server to change it.",
        )
    return "" if fixed else tenant
