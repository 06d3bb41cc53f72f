"""Bytes of frames (`%%synapse -o`) in what a statement has printed.

They are on their way to a notebook's kernel and nothing to show: what is kept for a later page has
none of them. That page asks the driver, which holds a frame until it was fetched.
"""

from __future__ import annotations

import re

# The separator is U+2063, which a server may write as itself or escaped (src/core/frameSieve.ts).
_PIECE = re.compile(
    rb"((?:\xe2\x81\xa3|\\u2063)synapse-data:[\w.:-]+?:\d+:)(?:[A-Za-z0-9+/=]|\\/)+"
)


def without_frames(document: bytes) -> bytes:
    """The JSON of a statement without the bytes of frames."""
    return _PIECE.sub(rb"\1", document) if b"synapse-data:" in document else document


def text_without_frames(document: str) -> str:
    """The same for a text."""
    return without_frames(document.encode()).decode() if "synapse-data:" in document else document
