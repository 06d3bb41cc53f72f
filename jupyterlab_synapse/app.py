"""The server extension: reads the configuration, adds the routes, cleans up."""

from __future__ import annotations

from typing import ClassVar

from jupyter_server.extension.application import ExtensionApp

from .config import SynapseConfig, load_config
from .routes import handlers
from .services import SETTING, create_services


class SynapseExtension(ExtensionApp):
    """Loaded by Jupyter Server through `_jupyter_server_extension_points`."""

    name = "jupyterlab_synapse"
    classes: ClassVar = [SynapseConfig]  # so that `--help-all` and `--generate-config` list it

    def initialize_settings(self) -> None:
        """Create the services; a wrong setting is logged and the rest works."""
        config = load_config(self.config.get("SynapseConfig", {}))
        for problem in config.problems:
            self.log.error("%s", problem)
        self.settings[SETTING] = create_services(config, self.log)

    def initialize_handlers(self) -> None:
        """Add the routes."""
        self.handlers.extend(handlers())

    async def stop_extension(self) -> None:
        """Close connections when the server stops."""
        services = self.settings.get(SETTING)
        if services is not None:
            await services.close()
