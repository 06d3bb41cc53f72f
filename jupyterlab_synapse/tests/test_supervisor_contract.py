"""The real supervisor of the local pool keeps the promises that `LocalPool` relies on."""

from __future__ import annotations

import inspect
import logging
import os
import signal
import subprocess
import sys

import pytest

from jupyterlab_synapse.clouds import CLOUDS
from jupyterlab_synapse.connections import LocalConnection
from jupyterlab_synapse.errors import ProxyError
from jupyterlab_synapse.incoming_request import IncomingRequest
from jupyterlab_synapse.local import supervisor
from jupyterlab_synapse.local_pool import LocalPool, _is_alive
from jupyterlab_synapse.upstream import Upstream, local_client_chooser

from .waiting import until


def test_signatures():
    assert inspect.iscoroutinefunction(supervisor.ensure_running)
    parameters = inspect.signature(supervisor.ensure_running).parameters
    assert {"home", "on_progress", "timeout"} <= set(parameters)
    assert all(p.default is not inspect.Parameter.empty for p in parameters.values())
    assert {"base_url", "token", "pid"} <= set(supervisor.Endpoint.__dataclass_fields__)
    assert supervisor.is_running.__annotations__["return"] == "bool"
    assert supervisor.missing() is None or isinstance(supervisor.missing(), str)


async def test_start_ask_and_come_back(tmp_path, monkeypatch):
    """A real process: it answers through the proxy, and after its death there is a new one."""
    monkeypatch.setenv("JUPYTERLAB_SYNAPSE_LOCAL_HOME", str(tmp_path / "pool"))
    pool = LocalPool(True, None, logging.getLogger("test"))
    if await pool.missing() is not None:
        with pytest.raises(ProxyError) as caught:
            await pool.ensure()
        assert caught.value.code == "LocalPoolMissing"
        assert (await pool.status())["state"] == "missing"
        return
    upstream = Upstream("the local pool", local_client_chooser(), timeout=60, max_bytes=10**7)
    connection = LocalConnection(pool, upstream)
    ask = IncomingRequest("GET", CLOUDS["public"].arm, "/subscriptions", "api-version=2020-01-01")
    try:
        assert await pool.is_running() is False
        answer = await connection.exchange(ask)
        assert answer.status == 200
        assert await pool.is_running() is True
        # Also for a Jupyter server that has not started it.
        assert await LocalPool(True, None, logging.getLogger("test")).is_running() is True
        assert (await pool.status())["state"] == "ready"
        first = await pool.ensure()
        os.kill(first.pid, signal.SIGTERM)
        await until(lambda: not _is_alive(first.pid))
        assert await pool.is_running() is False
        assert (await connection.exchange(ask)).status == 200
        assert (await pool.ensure()).pid != first.pid
    finally:
        supervisor.stop()
        await upstream.close()


def test_ended_child_is_not_alive():
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        assert os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT) is not None
        assert _is_alive(child.pid) is False
    assert _is_alive(os.getpid()) is True
