"""`notebookutils` as far as the local pool has it: a Synapse pool's module, so that a notebook gets
its token in the same words on both.

    from notebookutils import mssparkutils
    token = mssparkutils.credentials.getToken("AzureManagement")

With that token Log Analytics is asked through Azure Resource Manager; the address that stands for
https://management.azure.com there is in JUPYTERLAB_SYNAPSE_LOGS_ENDPOINT. A pool's token service
takes names of audiences and no addresses, so that there is no token for the query API's own host.
"""

from __future__ import annotations

import os
import sys
from types import ModuleType
from typing import Any

ENDPOINT_VARIABLE = "JUPYTERLAB_SYNAPSE_LOGS_ENDPOINT"
_OTHERS = ("Storage", "Vault", "DW", "Synapse", "DataLakeStore", "ADF", "AzureDataExplorer")
_OURS = "AzureManagement"


def install(endpoint: str, token: str) -> None:
    """Makes the modules importable."""
    os.environ[ENDPOINT_VARIABLE] = endpoint

    def get_token(audience: str, *_more: Any) -> str:
        asked = str(audience)
        if asked.lower() == _OURS.lower():
            return token
        if not asked.isalnum():
            raise ValueError(
                f"Audience has invalid characters: {audience!r}. A Synapse pool takes names: "
                f"{', '.join((_OURS, *_OTHERS))}."
            )
        raise ValueError(
            f"The local pool has no token for {audience!r}, only for {_OURS!r}. "
            "Its lake needs none: read abfss:// paths with Spark."
        )

    names = (
        "notebookutils",
        "notebookutils.mssparkutils",
        "notebookutils.mssparkutils.credentials",
    )
    for name in names:
        module = ModuleType(name, __doc__)
        module.__path__ = []
        sys.modules[name] = module
        parent, _, last = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], last, module)
    credentials = sys.modules[names[-1]]
    credentials.__dict__["getToken"] = get_token
    sys.modules[names[0]].__dict__["credentials"] = credentials
