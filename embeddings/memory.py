"""Freed memory goes back to the operating system."""

from __future__ import annotations

import ctypes


def return_memory() -> None:
    """Hand pages that nothing uses any more to the system, now.

    glibc keeps freed pages for later (``man 3 malloc_trim``), for a process that may never need
    them again. Other C libraries (musl, macOS, Windows) have no such call and nothing happens.
    """
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return
    trim(0)
