"""Microsoft's own Python clients against the local Azure: `npm run conformance:clients`.

The last line is `N passed, N failed`. The run judges itself first: a check that does not hold, an
operation that is not there and a server that is not to be trusted must count as failures.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import data_planes
import resources
from azure.core.exceptions import ServiceRequestError
from azure.mgmt.resource.subscriptions import SubscriptionClient
from rig import Credential, Run, Server, lead_to


def main() -> int:
    """Runs it all; 0 when nothing failed."""
    home = Path(tempfile.mkdtemp(prefix="clients-pool-"))
    began = time.monotonic()
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]
    run = Run()
    server = Server(home / "pool", sys.argv[1])
    try:
        server.configure(operationSeconds=0.5)
        lead_to(server.port)
        credential = Credential(server.token)
        _judge_itself(run, credential)
        os.environ["REQUESTS_CA_BUNDLE"] = server.authority
        run.refused(
            "a wrong token",
            lambda: list(_subscriptions(Credential("wrong"))),
            401,
            "AuthenticationFailed",
        )
        resources.groups(run, credential)
        resources.storage(run, credential)
        customer = resources.logs(run, credential)
        resources.synapse(run, credential)
        resources.machine_learning(run, credential)
        resources.roles(run, credential)
        data_planes.synapse_roles(run, credential)
        data_planes.queries(run, credential, customer)
        data_planes.spark(run, credential)
        _personas(run, server, credential)
        data_planes.lake(run, credential)
        resources.undo(run, credential)
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)
    sys.stdout.write(
        f"{time.monotonic() - began:.0f} s\n{run.passed} passed, {run.failed} failed\n"
    )
    return 0 if run.passed and not run.failed else 1


def _subscriptions(credential: Credential) -> list[object]:
    return list(SubscriptionClient(credential, retry_total=0).subscriptions.list())


def _judge_itself(run: Run, credential: Credential) -> None:
    """What must fail does, also before the authority is trusted."""
    inner = Run()
    inner._say = lambda _line: None  # type: ignore[method-assign]
    inner.step("a wrong expectation", lambda: 1, lambda value: value == 2)
    inner.step("an operation that raises", lambda: 1 / 0)
    inner.refused("one that should be refused", lambda: 1, 404, None)
    run.step(
        "control: what does not hold counts as failed",
        lambda: (inner.passed, inner.failed),
        lambda counts: counts == (0, 3),
    )
    run.step(
        "control: a server whose authority is not trusted gets no request",
        lambda: _error(lambda: _subscriptions(credential)),
        lambda text: "CERTIFICATE_VERIFY_FAILED" in text,
    )


def _error(action: Callable[[], object]) -> str:
    try:
        action()
    except ServiceRequestError as error:
        return str(error)
    return ""


def _personas(run: Run, server: Server, credential: Credential) -> None:
    """Who has no rights is refused by the clients' calls too."""
    server.configure(persona="none")
    client = resources.SynapseManagementClient(credential, resources.SUBSCRIPTION)
    run.refused(
        "synapse workspaces.get without a role",
        lambda: client.workspaces.get(resources.GROUP, resources.SYNAPSE),
        *(403, "AuthorizationFailed"),
    )
    server.configure(persona="owner")


if __name__ == "__main__":
    sys.exit(main())
