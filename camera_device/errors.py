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


class SettingsError(CameraError, ValueError):
    """A setting that cannot be used."""


class CameraBusyError(CameraError, BlockingIOError):
    """Another program uses the camera. Passes by itself when that ends."""


class CameraGoneError(CameraError, ConnectionError):
    """The camera was unplugged, or does not answer any more. Passes when it is back."""


class NoCameraError(CameraError, LookupError):
    """There is no camera of the kind that was asked for."""


class SpoolFullError(CameraError, OSError):
    """The spool has no room for another capture; those in it are kept."""


class PairingError(CameraError, PermissionError):
    """Pairing did not come about, or is over."""


class UntrustedError(CameraError, ConnectionError):
    """The server is not the one that this camera was paired with, or the way to it is not secure."""


class MissingError(CameraError, ImportError):
    """A library or a program that a setting needs is not installed."""


class MicrophoneError(CameraError, ConnectionError):
    """The microphone is not there, is in use, or gives no sound any more. Passes when it is back."""
