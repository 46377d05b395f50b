"""How a camera is, and what is said of it: where it stands, what is wrong with it, what waits to be sent."""

from __future__ import annotations

from typing import Final

from app.markup import Html, join, tag
from app.session import Me
from app.words import N_, day, moment
from wardrobe.accounts import Device
from wardrobe.cameras import CameraState
from wardrobe.errors import NotFoundError
from wardrobe.i18n import Translate

PHASES: Final = {
    "idle": N_("Ready"),
    "framing": N_("Looks whether you are in the picture"),
    "countdown": N_("Counts down"),
    "exposing": N_("Takes it now"),
    "stored": N_("Taken"),
    "off": N_("Switched off"),
}
BUSY: Final = ("framing", "countdown", "exposing")
"""Phases of a capture that can be cancelled."""
NEARLY_FULL: Final = 0.8
"""Share of the camera's room for what waits, from which on it is said."""


def state_of(who: Me, device: Device) -> CameraState | None:
    """How a camera is; None where it was not heard of since the server's start, or has just been let go."""
    try:
        return who.house.cameras.state(who.household, device.id)
    except NotFoundError:
        return None


def online(state: CameraState | None) -> bool:
    """Whether the camera would hear what it is asked for now."""
    return state is not None and state.online


def standing(device: Device, state: CameraState | None, _: Translate) -> str:
    """In one line: what it does, or since when it is away."""
    if state is not None and state.online:
        return _(PHASES.get(state.phase, PHASES["idle"]))
    seen = state.seen_at if state is not None else device.last_seen_at
    if seen is None:
        return _("Not seen yet · added {day}").format(day=day(device.created_at.astimezone().date(), _, short=True))
    return _("Offline since {when}").format(when=moment(seen, _))


def name_and_standing(device: Device, state: CameraState | None, _: Translate) -> Html:
    """The name, and ``standing`` behind a dot that is filled where the camera is online."""
    dot = tag("i", class_="dot on" if online(state) else "dot", aria_hidden="true")
    line = tag("div", dot, tag("span", standing(device, state, _)), class_="standing")
    return join(tag("div", device.name, class_="device-name"), line)


def waiting(state: CameraState, _: Translate) -> list[str]:
    """What the camera could not send yet, and whether its room for that is nearly full."""
    lines = []
    if state.captures_waiting:
        one, more = _("1 capture waits to be sent."), _("{count} captures wait to be sent.")
        lines.append((one if state.captures_waiting == 1 else more).format(count=state.captures_waiting))
    if state.spool_share >= NEARLY_FULL:
        text = _("The camera's memory is {share} % full. Nothing is lost, but soon it can take no more.")
        lines.append(text.format(share=min(100, round(state.spool_share * 100))))
    return lines


def faults(state: CameraState) -> Html:
    """Each fault with its remedy; the camera has put them into words."""
    lines = (tag("li", tag("b", fault.error), tag("span", fault.remedy)) for fault in state.faults)
    return tag("ul", *lines, class_="faults") if state.faults else Html()
