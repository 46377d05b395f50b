"""Sentences for the server: questions and orders that were said to the camera."""

from __future__ import annotations

from camera_device.link.client import Client, not_otjang


def ask(client: Client, text: str) -> str:
    """What to say to a question or an order, in its own language. Nothing is ordered by it.

    Raises what ``Client.call`` raises.
    """
    say = client.call("POST", "/intents", json={"text": text, "item_id": None}).get("say")
    if not isinstance(say, str):
        raise not_otjang(client.server)
    return say
