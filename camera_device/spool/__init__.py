"""The spool: captures on the camera's disk until the server has confirmed that it has them."""

from camera_device.spool.queue import Aside, Entry, Spool, SpoolStatus

__all__ = ["Aside", "Entry", "Spool", "SpoolStatus"]
