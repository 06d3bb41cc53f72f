"""HTTPS on the loopback for Azure's own clients, which send no token over plain HTTP.

The server's certificate names the hosts of Azure that the local Azure plays, and is signed by an
authority of this home only. Who wants to talk to it trusts `https/ca.pem` and leads those names to
this port; nobody's trust store is changed. For tests and development: it needs trustme.
"""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

from tornado.httputil import HTTPMessageDelegate, HTTPServerRequest
from tornado.routing import Router
from tornado.web import Application

HOSTS = (
    "management.azure.com",
    "api.loganalytics.io",
    "*.dev.azuresynapse.net",
    "*.dfs.core.windows.net",
    "*.blob.core.windows.net",
    "localhost",
    "127.0.0.1",
)


class MissingTrustmeError(RuntimeError):
    """The package that makes certificates is not installed."""


def make(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A new authority and a certificate of it: the server's context, and the file that clients
    trust. The authority's own key is not kept. Raises MissingTrustmeError.
    """
    try:
        import trustme
    except ImportError:
        raise MissingTrustmeError(
            "HTTPS on the loopback needs the package trustme: pip install trustme, or the extra "
            "'test' of jupyterlab-synapse."
        ) from None
    folder.mkdir(mode=0o700, exist_ok=True)
    authority = trustme.CA(organization_name="jupyterlab-synapse local pool")
    trusted = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(trusted))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*HOSTS).configure_cert(context)
    return context, trusted


class ByHost(Router):
    """Takes the host that a request names for the one it is meant for, as X-Forwarded-Host says
    where a proxy sends it.
    """

    def __init__(self, application: Application) -> None:
        self._application = application

    def find_handler(self, request: HTTPServerRequest, **kwargs: Any) -> HTTPMessageDelegate | None:
        """The application's."""
        if request.host_name not in ("localhost", "127.0.0.1"):
            request.headers["X-Forwarded-Host"] = request.host
        return self._application.find_handler(request, **kwargs)
