"""The matplotlib figures of the running statement."""

from __future__ import annotations

import base64
import io
import sys
from typing import Any

IMAGE_TYPE = "image/png"
BACKEND = f"module://{__package__}.matplotlib_backend"
pending: list[str] = []
"""Images of this statement so far, base64."""


def take(figure: Any) -> None:
    """Keeps one figure as an image and closes it, so that it does not show again."""
    from matplotlib import pyplot

    file = io.BytesIO()
    figure.savefig(file, format="png")
    pending.append(base64.b64encode(file.getvalue()).decode())
    pyplot.close(figure)


def take_all() -> None:
    """Takes every open figure."""
    from matplotlib import pyplot

    for number in pyplot.get_fignums():
        take(pyplot.figure(number))


def take_unshown() -> None:
    """At the end of a statement: figures that nobody showed, as notebooks do; not after
    matplotlib.use("Agg").
    """
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib is None or "matplotlib.pyplot" not in sys.modules:
        return
    if matplotlib.get_backend().lower() == BACKEND.lower():
        take_all()
