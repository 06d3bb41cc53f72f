"""A JupyterLab whose notebooks run on an Apache Livy; the browser tests start it themselves."""

import os

from jupyterlab.galata import configure_jupyter_server

GATEWAY = f"http://127.0.0.1:{os.environ['SYNAPSE_UI_TEST_GATEWAY']}"
BASIC = {"auth": "basic", "username_env": "LIVY_USER"}
os.environ.update(LIVY_USER="dana", LIVY_PASSWORD="grün & secret", LIVY_OLD_PASSWORD="old")

configure_jupyter_server(c)  # noqa: F821
c.ServerApp.ip = "127.0.0.1"  # noqa: F821
c.ServerApp.port = int(os.environ["SYNAPSE_UI_TEST_PORT"])  # noqa: F821
c.ServerApp.port_retries = 0  # noqa: F821
c.ServerApp.allow_root = True  # noqa: F821
c.SynapseConfig.enable_azure = False  # noqa: F821
c.SynapseConfig.default_connection = "onprem"  # noqa: F821
c.SynapseConfig.default_sizes = "medium"  # noqa: F821
c.SynapseConfig.livy_endpoints = {  # noqa: F821
    "onprem": {
        **BASIC,
        "url": f"{GATEWAY}/gateway/livy/",
        "password_env": "LIVY_PASSWORD",
        "headers": {"X-Team": "hunters"},
        "sizes": {
            "driver_memory": "1g",
            "driver_cores": 1,
            "executor_memory": "1g",
            "executor_cores": 1,
        },
        "conf": {"spark.sql.shuffle.partitions": 3},
        "kinds": ["pyspark", "sql"],
        "session": {"kind": "pyspark", "queue": "hunts"},
    },
    "old-password": {
        **BASIC,
        "url": f"{GATEWAY}/gateway/livy",
        "password_env": "LIVY_OLD_PASSWORD",
        "headers": {"X-Team": "hunters"},
    },
    "no-variable": {**BASIC, "url": GATEWAY, "password_env": "LIVY_NO_PASSWORD"},
    "closed": "http://127.0.0.1:9/livy",
    "moved": f"{GATEWAY}/moved",
    "elsewhere": f"{GATEWAY}/elsewhere",
    "mistyped": {"url": "livy.example:8998"},
}
