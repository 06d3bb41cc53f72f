"""The JupyterLab that the browser tests drive."""

import os

from jupyterlab.galata import configure_jupyter_server

configure_jupyter_server(c)  # noqa: F821
c.ServerApp.ip = "127.0.0.1"  # noqa: F821
c.ServerApp.port = int(os.environ["SYNAPSE_UI_TEST_PORT"])  # noqa: F821
c.ServerApp.port_retries = 0  # noqa: F821
c.ServerApp.allow_root = True  # noqa: F821

# A kernel that dies within seconds of its start gets new ports, and the page may have
# connected to the old ones just before, for ever: jupyter_client tells of the restart first.
c.KernelRestarter.random_ports_until_alive = False  # noqa: F821
