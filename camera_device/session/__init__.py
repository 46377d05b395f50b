"""The session: what happens between a wish and a capture on the disk. Pure, so that a fake clock can drive it."""

from camera_device.session.machine import CAMERA_LIMIT, DISK_LIMIT, Session

__all__ = ["CAMERA_LIMIT", "DISK_LIMIT", "Session"]
