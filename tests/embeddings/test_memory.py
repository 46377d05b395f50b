"""Freed memory goes back to the system where it can, and nothing happens where it cannot."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

import numpy as np
import pytest

from embeddings.memory import return_memory


def resident() -> float:
    """MB of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="only glibc can give pages back on demand")
def test_freed_pages_leave_the_process() -> None:
    blocks = [np.ones(60_000, np.uint8) for _ in range(1500)]
    pins = blocks[::10]  # glibc gives back by itself what is free at the very top; these lie between
    del blocks
    before = resident()
    return_memory()
    assert resident() < before - 40
    assert all(pin.all() for pin in pins)


@pytest.mark.parametrize("error", [OSError, TypeError])
def test_a_system_without_such_a_call_is_left_alone(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    def missing(_name: None) -> None:
        raise error

    monkeypatch.setattr(ctypes, "CDLL", missing)
    return_memory()
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: object())
    return_memory()
