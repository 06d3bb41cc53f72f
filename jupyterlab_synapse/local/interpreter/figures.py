"""A matplotlib backend that hands figures to the running statement, as Agg with a `show` that
works.

Named by MPLBACKEND. Imported by matplotlib itself, never by us: matplotlib may not be installed.
"""

from __future__ import annotations

import base64
import io
import sys
from typing import Any

IMAGE_TYPE = "image/png"
BACKEND = f"module://{__name__}"
pending: list[str] = []
"""Images of this statement so far, base64."""


def __getattr__(name: str) -> Any:
    """matplotlib asks for these two names; only then is it imported."""
    if name == "FigureCanvas":
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        return FigureCanvasAgg
    if name == "FigureManager":
        from matplotlib.backend_bases import FigureManagerBase

        return FigureManagerBase
    raise AttributeError(name)


def show(*_args: Any, **_options: Any) -> None:
    """plt.show(): takes every open figure."""
    from matplotlib import pyplot

    for number in pyplot.get_fignums():
        take(pyplot.figure(number))


def take(figure: Any) -> None:
    """Keeps one figure as an image and closes it, so that it does not show again."""
    from matplotlib import pyplot

    file = io.BytesIO()
    figure.savefig(file, format="png")
    pending.append(base64.b64encode(file.getvalue()).decode())
    pyplot.close(figure)


def take_open_figures() -> None:
    """At the end of a statement: figures that nobody showed, as notebooks do. Not after
    matplotlib.use("Agg").
    """
    matplotlib = sys.modules.get("matplotlib")
    if (
        matplotlib
        and "matplotlib.pyplot" in sys.modules
        and matplotlib.get_backend().lower() == BACKEND.lower()
    ):
        show()
