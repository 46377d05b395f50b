"""Errors of the device: the same shape as the server's, without importing it."""

from __future__ import annotations


class CameraError(Exception):
    """Says what happened, to which file or server, and what the person can do next.

    ``template`` and ``remedy`` are English format strings, filled in with ``params``.
    """

    def __init__(self, template: str, /, *, remedy: str = "", **params: object) -> None:
        super().__init__(template)
        self.template = template
        self.remedy = remedy
        self.params = params

    def __str__(self) -> str:
        return f"{self.template.format(**self.params)} {self.remedy.format(**self.params)}".strip()


class FileError(CameraError, OSError):
    """A picture file that cannot be read."""


class RefusedError(CameraError, ValueError):
    """The server will not take this capture, now or later."""


class UnreachableError(CameraError, ConnectionError):
    """The server could not be reached, or was not able to take the capture, in all attempts."""
