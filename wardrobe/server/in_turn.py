"""Streamlit gets one browser's requests in turn.

Streamlit 1.67 begins the script of a page that is asked for while the one before is still at work
(``runner.fastReruns``, which keeps the app quick). Four things go wrong with it:

- Somebody presses a button and then a tab. The first script is stopped, perhaps before it came to what the
  button does: the press is lost.
- Somebody taps "Undo" and then a tab. The second script reads the wardrobe while the first one's callback
  still writes, and the page shows what was before.
- A part of a page that is drawn now and then (``st.fragment(run_every=…)``) asks while a page is on its way.
  Where the script has just ended and what it drew is not sent yet, ``AppSession`` takes a new runner for the
  fragment and throws away the rest of the page (the comment in ``AppSession.request_rerun`` knows of it):
  it stays half drawn.
- Somebody taps a tab in the moment of such a timer, which names the page that it stands on. Both are folded
  into one and the newer page wins (``ScriptRequests.request_rerun``): the tap is lost.

So a request waits: a fragment until everything is drawn; a page until what was pressed before is done, or
chosen before on a page that is left; any other until the callbacks are done, which the navigation tells. A
timer that comes in between is not heard, nor one of a page that is not shown any more. Nothing is lost with
it: it asks again, or its page is gone.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import Final

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

LARGEST: Final = 65_536
"""Bytes of a message that is looked into: requests and what tells of a script have a few thousand."""
LONGEST: Final = 3.0
"""Seconds that a request waits for the one before at most: long work can be left, and one that Streamlit
ignores has no end."""
PRESSES: Final = ("trigger_value", "string_trigger_value", "chat_input_value", "json_trigger_value")
"""Kinds of a widget's state that are sent once: a button's press, not what a switch is set to."""


class Turns:
    """What the messages of one connection say about the script that was asked for last."""

    def __init__(self) -> None:
        self._page: str | None = None
        """The page that was shown last, by Streamlit's name of it."""
        self._asked = ClientState()
        self._asked_at = 0.0
        self._stays = False
        """Whether it was asked for on its page, and is no way to another one."""
        self._run: str | None = None
        """The run that answers, once it has begun."""
        self._called = _happened()
        """The callbacks of what a person asked for are done."""
        self._drawn = _happened()

    async def comes(self, asked: ClientState) -> bool:
        """A request: whether to hand it on, as soon as it is its turn."""
        if asked.is_auto_rerun:
            if asked.page_script_hash != (self._page or asked.page_script_hash) or self._drawing():
                return False
        else:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._before(asked).wait(), LONGEST)
            self._called.clear()
        self._asked, self._asked_at, self._run = asked, time.monotonic(), None
        self._stays = asked.page_script_hash == self._page
        self._drawn.clear()
        return True

    def _before(self, asked: ClientState) -> asyncio.Event:
        """What a person's request waits for."""
        leaves = self._stays and asked.page_script_hash != self._page
        if asked.fragment_id or (not self._asked.is_auto_rerun and (leaves or _presses(self._asked))):
            return self._drawn
        return self._called

    def told(self, message: ForwardMsg) -> None:
        """A message to the browser. What still comes of a run that was asked for before says nothing."""
        run = message.metadata.run
        match message.WhichOneof("type"):
            case "new_session" if self._run is not None or bool(self._asked.fragment_id) == bool(run.fragment_ids):
                self._run = run.script_run_id  # a script that asks for itself again goes on as another run
            case "navigation" if self._run is not None:
                self._page = message.navigation.page_script_hash
                self._called.set()
            case "script_finished" if run.script_run_id == self._run:
                if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    self._called.set()
                    self._drawn.set()

    def _drawing(self) -> bool:
        return not self._drawn.is_set() and time.monotonic() - self._asked_at < LONGEST


class InTurn:
    """ASGI middleware around Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        turns = Turns()

        async def heard() -> Message:
            while True:
                message = await receive()
                asked = BackMsg()
                if not _understood(asked, message) or asked.WhichOneof("type") != "rerun_script":
                    return message
                if await turns.comes(asked.rerun_script):
                    return message

        async def told(message: Message) -> None:
            said = ForwardMsg()
            if _understood(said, message):
                turns.told(said)
            await send(message)

        await self._app(scope, heard, told)


def _presses(asked: ClientState) -> bool:
    return any(state.WhichOneof("value") in PRESSES for state in asked.widget_states.widgets)


def _happened() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


def _understood(message: BackMsg | ForwardMsg, event: Message) -> bool:
    """Whether an ASGI event brings one of Streamlit's messages, which is read into ``message``."""
    data = event.get("bytes") or b""
    if event["type"] not in ("websocket.receive", "websocket.send") or len(data) > LARGEST:
        return False
    try:
        message.ParseFromString(data)
    except DecodeError:  # Streamlit has the say about it
        return False
    return True
