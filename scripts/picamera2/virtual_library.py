"""The real picamera2 on libcamera's virtual pipeline, with what a Pi has and that pipeline lacks filled in."""

from __future__ import annotations

import mmap
import sys
from typing import Any
from unittest.mock import MagicMock

import libcamera

from camera_device.cameras.pi import Library

sys.modules.setdefault("pykms", MagicMock(name="pykms"))  # only a preview on a bare screen uses it

from picamera2 import Picamera2, encoders, outputs  # noqa: E402
from picamera2.allocators import LibcameraAllocator  # noqa: E402

SENSOR = (2304, 1296)
"""The largest of ``virtual.yaml``."""


class KeptMaps(LibcameraAllocator):  # type: ignore[misc]
    """libcamera's allocator, whose memory maps stay open, as those of the Pi's own do."""

    needs_sync = False

    def __init__(self, camera: Any) -> None:
        super().__init__(camera)
        self.maps: dict[int, mmap.mmap] = {}
        self.sync = self._sync

    def allocate(self, config: Any, use_case: str) -> None:
        self.maps = {}
        super().allocate(config, use_case)

    @staticmethod
    def _sync(allocator: KeptMaps, buffer: Any, _write: bool) -> Map:
        return Map(allocator.maps, buffer)


class Map:
    """A buffer as memory."""

    def __init__(self, maps: dict[int, mmap.mmap], buffer: Any) -> None:
        self._maps, self._buffer = maps, buffer

    def __enter__(self) -> mmap.mmap:
        handle = self._buffer.planes[0].fd
        if handle not in self._maps:
            size = sum(plane.length for plane in self._buffer.planes)
            self._maps[handle] = mmap.mmap(handle, size, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE)
        return self._maps[handle]

    def __exit__(self, *_: object) -> None:
        return None

    get_buffer = __enter__


class VirtualPicamera2(Picamera2):  # type: ignore[misc]
    """picamera2, on memory that is no Pi's."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.allocator = KeptMaps(self.camera)

    def _get_raw_modes(self) -> list[dict[str, Any]]:
        return [{"format": "NV12", "size": SENSOR}]  # the virtual pipeline has no raw stream to ask


library = Library(VirtualPicamera2, encoders, outputs, libcamera.ColorSpace)
