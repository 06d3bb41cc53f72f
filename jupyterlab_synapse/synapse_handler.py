"""What all HTTP handlers of this extension have in common."""

from __future__ import annotations

import json

from jupyter_server.base.handlers import APIHandler

from .errors import ERROR_HEADER, ProxyError
from .services import SETTING, Services

RESOURCE = "jupyterlab-synapse"
"""What all of this is to an authorizer of Jupyter (`c.ServerApp.authorizer_class`)."""


class SynapseHandler(APIHandler):
    """Base of all handlers: the services, and errors in the proxy's own form."""

    auth_resource = RESOURCE

    @property
    def services(self) -> Services:
        """What this server offers."""
        return self.settings[SETTING]

    def fail(self, error: ProxyError) -> None:
        """Answer with the proxy's own error."""
        self.log.debug("%s: %s", error.code, error.message)
        self.set_status(error.status)
        self.set_header(ERROR_HEADER, error.code)
        self.finish(json.dumps(error.body()))
