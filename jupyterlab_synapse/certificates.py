"""Which certificate authorities are believed.

SSL_CERT_FILE is OpenSSL's variable and the one that httpx reads,
REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE are those of requests, which
azure.identity uses. A network with a certificate authority of its own sets one
of them; here each works for all requests.
"""

from __future__ import annotations

import os
import ssl
from pathlib import Path

import httpx

_NAMES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def ca_file_of_environment() -> str | None:
    """File (or folder) of the first of the three variables that names one."""
    return next((os.environ[name] for name in _NAMES if os.environ.get(name)), None)


def tls_context(ca_file: str | None = None) -> ssl.SSLContext:
    """What to check certificates with: a file of the configuration or the environment's.

    With neither, the certificates that httpx comes with, or those of SSL_CERT_DIR.
    """
    chosen = ca_file or ca_file_of_environment()
    if not chosen:
        return httpx.create_ssl_context()
    if Path(chosen).is_dir():
        return ssl.create_default_context(capath=chosen)
    return ssl.create_default_context(cafile=chosen)
