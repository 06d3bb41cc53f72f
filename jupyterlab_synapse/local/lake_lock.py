"""Keeps the threads that change the lake's folders apart."""

from __future__ import annotations

import threading

LAKE_LOCK = threading.Lock()
"""Held while an export writes files of one day, and while an account or a container is deleted: who
writes must look, with the lock held, whether it may still do so. For milliseconds only, as the
server answers nothing while it waits.
"""
