"""What a finger on one button means: short is a photo, held is a turn-around, twice takes the last capture back."""

from __future__ import annotations

from typing import Final

from camera_device.triggers.base import Wish

BOUNCE: Final = 0.02
"""Seconds in which contacts may chatter; nobody presses for so short a time."""


class Gestures:
    """Edges of a button in, wishes out. It has no clock: every edge comes with its time, in seconds.

    - A press that ends before ``hold_seconds`` is ``PHOTO``, at once: it waits for no second press, which seldom comes.
    - A second press within ``double_seconds`` of that end is ``UNDO``, when it begins. The photo of the first press is
      then still being framed or counted down, and the session ends it before it takes the last capture back. Without a
      countdown it may be taken already: then it goes too, for the first press was never meant to be a photo.
    - A press that is still held after ``hold_seconds`` is ``TURN``, while it is held; letting go means nothing more.
    - Presses that follow an ``UNDO`` within ``double_seconds`` mean nothing: a nervous third one takes no photo.

    Chatter of ``bounce`` seconds after an edge is passed over. The first edge counts, so that this costs no time.
    """

    def __init__(self, hold_seconds: float, double_seconds: float, bounce: float = BOUNCE) -> None:
        self._hold = hold_seconds
        self._double = double_seconds
        self._bounce = bounce
        self._pressed_at: float | None = None
        self._spent = False  # this press has already had its meaning
        self._edge_at = float("-inf")
        self._photo_until = float("-inf")  # a press until then is the second of two
        self._deaf_until = float("-inf")

    def pressed(self, at: float) -> Wish | None:
        """The contact closed."""
        if at - self._edge_at < self._bounce:
            return None
        self._edge_at = self._pressed_at = at
        self._spent = False
        if at <= self._deaf_until:
            self._spent = True
            self._deaf_until = at + self._double
            return None
        if at <= self._photo_until:
            self._spent = True
            self._photo_until = float("-inf")
            self._deaf_until = at + self._double
            return Wish.UNDO
        return None

    def held(self, at: float) -> Wish | None:
        """The contact is still closed. Call it once ``hold_seconds`` are over; earlier calls give nothing."""
        if self._pressed_at is None or self._spent or at - self._pressed_at < self._hold:
            return None
        self._spent = True
        return Wish.TURN

    def released(self, at: float) -> Wish | None:
        """The contact opened."""
        if self._pressed_at is None or at - self._edge_at < self._bounce:
            return None
        late = self.held(at)
        spent, self._pressed_at, self._edge_at = self._spent, None, at
        if spent:
            return late
        self._photo_until = at + self._double
        return Wish.PHOTO
