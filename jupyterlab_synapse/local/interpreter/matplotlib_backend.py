"""The backend that MPLBACKEND names: Agg with a `show` that hands the figures to the statement.

Imported only by matplotlib itself, which may not be installed.
"""

from __future__ import annotations

from typing import Any

from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg

from . import figures

FigureCanvas = FigureCanvasAgg
FigureManager = FigureManagerBase


def show(*_args: Any, **_options: Any) -> None:
    """plt.show(): takes every open figure."""
    figures.take_all()
