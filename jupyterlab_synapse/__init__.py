"""Server side of jupyterlab-synapse: proxy, sign-in and the local pool's switch.

The product's logic is TypeScript. Python holds only what must outlive or
shield the page: tokens, the allow-list and the processes of the local pool.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

try:
    __version__ = version("jupyterlab_synapse")
except PackageNotFoundError:  # imported from a checkout that is not installed
    __version__ = "0"


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Where the built front end is, for `jupyter labextension develop`."""
    return [{"src": "labextension", "dest": "jupyterlab-synapse"}]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """The server extension that `jupyter server` loads."""
    # Imported here: `python -m jupyterlab_synapse.local` needs no Jupyter server.
    from .app import SynapseExtension

    return [{"module": "jupyterlab_synapse", "app": SynapseExtension}]
