"""What this page has asked of a camera, until it is seen to be done or the camera does not answer."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final, Literal

import streamlit as st

from app.components.notices import say
from app.session import Me
from embeddings.errors import OtjangError
from wardrobe.cameras import Command

About = Literal["listening", "capture"]
PATIENCE: Final = 12.0
"""Seconds after which a camera that has not done it will not."""
TOLD: Final = 30.0
"""Seconds for which it is then said."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One command. ``at`` is in seconds of ``time.monotonic``."""

    command_id: str
    kind: Command
    at: float


def ask(who: Me, device_id: int, about: About, kind: Command, **params: object) -> None:
    """Ask a camera for something and remember it; a fault is said."""
    try:
        command_id = who.house.cameras.ask(who.household, device_id, kind, **params)
    except OtjangError as error:
        say(error, who.translate)
    else:
        st.session_state[_key(device_id, about)] = Asked(command_id, kind, time.monotonic())


def pending(device_id: int, about: About) -> Asked | None:
    """What was asked last, while it may still be done."""
    asked: Asked | None = st.session_state.get(_key(device_id, about))
    return asked if asked is not None and time.monotonic() - asked.at <= PATIENCE else None


def unheard(device_id: int, about: About) -> bool:
    """Whether it was not done in time; for a while only."""
    asked: Asked | None = st.session_state.get(_key(device_id, about))
    return asked is not None and PATIENCE < time.monotonic() - asked.at <= PATIENCE + TOLD


def settle(device_id: int, about: About) -> None:
    """It is done: forget it."""
    st.session_state.pop(_key(device_id, about), None)


def _key(device_id: int, about: About) -> str:
    return f"asked_{about}_{device_id}"
