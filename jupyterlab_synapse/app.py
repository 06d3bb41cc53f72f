"""The server extension: reads the configuration, adds the routes, cleans up."""

from __future__ import annotations

from datetime import datetime, timezone
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
        services = create_services(config, self.log)
        self.settings[SETTING] = services
        if self.serverapp is None:  # pragma: no cover - only without a server
            return
        activity = self.serverapp.web_app.settings.setdefault("last_activity_times", {})

        def is_active() -> None:
            # A statement that runs is work, like a busy kernel: an idle server that is ended
            # under it could lose its output.
            activity[SETTING] = datetime.now(timezone.utc)

        services.watcher.on_running = is_active
        # When the loop runs: what an earlier server has sent is read although no page asks,
        # since a session and with it the output may end before one does.
        self.serverapp.io_loop.add_callback(services.runs.resume)

    def initialize_handlers(self) -> None:
        """Add the routes."""
        self.handlers.extend(handlers())

    async def stop_extension(self) -> None:
        """Close connections when the server stops."""
        services = self.settings.get(SETTING)
        if services is not None:
            await services.close()
