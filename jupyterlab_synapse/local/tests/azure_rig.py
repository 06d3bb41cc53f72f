"""A local Azure without a server, with a clock of its own."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from jupyterlab_synapse.local import arm_tenant
from jupyterlab_synapse.local.arm import LocalAzure
from jupyterlab_synapse.local.arm_answer import Answer
from jupyterlab_synapse.local.arm_state import StateFile

ROOT = "/subscriptions/00000000-0000-0000-0000-000000000000"
GROUP = f"{ROOT}/resourceGroups/contoso-rg"
SYNAPSE = f"{GROUP}/providers/Microsoft.Synapse/workspaces/contoso-synapse"
POOL = f"{SYNAPSE}/bigDataPools/sparkpool01"
LOGS = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/contoso-ws"
ML = f"{GROUP}/providers/Microsoft.MachineLearningServices/workspaces/contoso-aml"
LAKE = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/contosolake"
OWNER = "00000000-0000-0000-0000-000000000008"
ANALYST = "00000000-0000-0000-0000-000000000009"
ENGINEER = "00000000-0000-0000-0000-00000000000b"
NONE = "00000000-0000-0000-0000-00000000000a"
DEV = "contoso-synapse.dev.azuresynapse.net"

ACCOUNT = {
    "location": "eastus",
    "kind": "StorageV2",
    "sku": {"name": "Standard_LRS"},
    "properties": {"isHnsEnabled": True},
}
NODES = {"sparkVersion": "3.5", "nodeSize": "Small", "nodeCount": 3}


class Rig:
    """The local Azure of a folder; `restart` makes it anew of what was saved."""

    def __init__(self, folder: Path, tenant: str = "small") -> None:
        self._folder, self._tenant = folder, tenant
        self.lake = folder / "lake"
        self.file = folder / "azure" / f"{tenant}.json"
        self._moment = datetime(2026, 3, 1, tzinfo=timezone.utc)
        self.restart()

    def restart(self, **options: Any) -> None:
        self.azure = LocalAzure(
            arm_tenant.TENANTS[self._tenant](),
            file=StateFile(self._folder / "azure", self._tenant),
            lake=self.lake,
            now=lambda: self._moment,
            **options,
        )

    def wait(self, seconds: float = 3) -> None:
        self._moment += timedelta(seconds=seconds)

    def ask(self, method: str, path: str, body: Any = None, **query: str) -> Answer:
        query.setdefault("api-version", "2024-10-01")
        return self.azure.answer(method, path, query, body)

    def get(self, path: str) -> Any:
        """The document. It must be there."""
        answer = self.ask("GET", path)
        assert answer.status == 200, answer.body
        return answer.body

    def put(self, path: str, body: Any, **properties: Any) -> Answer:
        """PUT of a body with further properties, and the end of what it starts."""
        all_properties = {**body.get("properties", {}), **properties}
        answer = self.ask("PUT", path, {**body, "properties": all_properties})
        self.wait()
        return answer

    def poll(self, url: str) -> Answer:
        parts = urlsplit(url)
        return self.azure.answer("GET", parts.path, dict(parse_qsl(parts.query)))

    def code(self, answer: Answer) -> str:
        """Status and code of a refusal."""
        return (
            f"{answer.status} {answer.body['error']['code']}"
            if answer.body
            else (str(answer.status))
        )
