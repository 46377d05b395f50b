"""The one base of every error that Otjang raises on purpose."""

from __future__ import annotations


class OtjangError(Exception):
    """Says what happened, to which file or field, and what the person can do next.

    ``template`` and ``remedy`` are English format strings and double as gettext message ids, so a
    front end can translate them before it fills in ``params``.
    """

    def __init__(self, template: str, /, *, remedy: str = "", **params: object) -> None:
        super().__init__(template)
        self.template = template
        self.remedy = remedy
        self.params = params

    @property
    def message(self) -> str:
        """What happened, in English."""
        return self.template.format(**self.params)

    @property
    def advice(self) -> str:
        """What to do next, in English; empty when there is nothing to do."""
        return self.remedy.format(**self.params)

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()


class PhotoError(OtjangError, ValueError):
    """A file that cannot be taken as a photo."""


class ModelError(OtjangError, RuntimeError):
    """A model file that is missing, damaged or of another kind."""


class VideoError(PhotoError):
    """A file that cannot be taken as the video of a turn."""
