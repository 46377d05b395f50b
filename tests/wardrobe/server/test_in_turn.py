"""One browser's requests reach Streamlit in turn."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Literal

import pytest
import websockets
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from tests.wardrobe.server.conftest import Running
from wardrobe.server import in_turn
from wardrobe.server.in_turn import LARGEST, InTurn

TODAY, LOOKS = "1d" * 16, "2e" * 16
Way = Literal[">", "<"]


def asks(page: str, fragment: str = "", *, timer: bool = False, query: str = "", **value: object) -> bytes:
    """What a browser sends for a page, or for a fragment of it; ``value``: a widget's."""
    message = BackMsg()
    asked = message.rerun_script
    asked.page_script_hash, asked.fragment_id = page, fragment
    asked.is_auto_rerun, asked.query_string = timer, query
    if value:
        asked.widget_states.widgets.add(id="widget", **value)
    return message.SerializeToString()


def presses(page: str, fragment: str = "") -> bytes:
    return asks(page, fragment, trigger_value=True)


def switches(page: str) -> bytes:
    return asks(page, bool_value=True)


def timer(page: str) -> bytes:
    return asks(page, "part", timer=True)


def begins(run: str, *fragments: str) -> bytes:
    """What the server sends when a script begins."""
    message = ForwardMsg()
    message.new_session.page_script_hash = TODAY
    message.metadata.run.script_run_id = run
    message.metadata.run.fragment_ids.extend(fragments)
    return message.SerializeToString()


def leads_to(page: str) -> bytes:
    """What it sends when the callbacks are done and the page is known."""
    message = ForwardMsg()
    message.navigation.page_script_hash = page
    return message.SerializeToString()


def ends(run: str, *, again: bool = False) -> bytes:
    """What it sends when a script has ended; ``again``: it asked for itself once more."""
    message = ForwardMsg()
    message.script_finished = ForwardMsg.FINISHED_EARLY_FOR_RERUN if again else ForwardMsg.FINISHED_SUCCESSFULLY
    message.metadata.run.script_run_id = run
    return message.SerializeToString()


def shown(page: str, run: str = "first") -> list[tuple[Way, bytes]]:
    """A page was asked for and drawn."""
    return [(">", asks(page)), ("<", begins(run)), ("<", leads_to(page)), ("<", ends(run))]


def called(page: str, run: str = "first") -> list[tuple[Way, bytes]]:
    """A page was asked for and is being drawn; its callbacks are done."""
    return shown(page, run)[:-1]


async def outcome(messages: Sequence[tuple[Way, bytes]], last: bytes) -> str:
    """What becomes of ``last`` after the others came through the middleware: ``>`` to Streamlit, ``<`` from it."""
    coming: asyncio.Queue[Message] = asyncio.Queue()
    came: list[Message] = []

    async def streamlit(scope: Scope, receive: Receive, send: Send) -> None:
        for way, data in messages:
            if way == ">":
                coming.put_nowait({"type": "websocket.receive", "bytes": data})
                await receive()
            else:
                await send({"type": "websocket.send", "bytes": data})
        coming.put_nowait({"type": "websocket.receive", "bytes": last})
        coming.put_nowait({"type": "websocket.disconnect"})
        with suppress(TimeoutError):
            came.append(await asyncio.wait_for(receive(), 0.02))

    async def send(message: Message) -> None:
        pass

    await InTurn(streamlit)({"type": "websocket"}, coming.get, send)
    if not came:
        return "waits"
    return "heard" if came[0].get("bytes") == last else "not heard"


def test_streamlit_lets_a_timer_take_back_a_change_of_page() -> None:
    """One of the faults that ``in_turn`` is for: where this fails, a newer Streamlit may need it no more."""
    requests = ScriptRequests()
    requests.request_rerun(RerunData(page_script_hash=LOOKS))
    requests.request_rerun(RerunData(page_script_hash=TODAY, fragment_id="part", is_auto_rerun=True))
    assert requests.on_scriptrunner_ready().rerun_data.page_script_hash == TODAY


@pytest.mark.parametrize(
    ("messages", "last", "expected"),
    [
        # A page waits for the callbacks of the one before.
        ([], asks(TODAY), "heard"),
        ([(">", asks(TODAY))], asks(LOOKS), "waits"),
        ([(">", asks(TODAY)), ("<", begins("first"))], asks(LOOKS), "waits"),
        (called(TODAY), asks(LOOKS), "heard"),
        ([(">", asks("", query="look=3")), ("<", begins("first")), ("<", leads_to(TODAY))], asks(LOOKS), "heard"),
        ([(">", asks(TODAY)), ("<", begins("first")), ("<", ends("first"))], asks(LOOKS), "heard"),  # st.stop
        ([(">", asks(TODAY)), ("<", leads_to(TODAY))], asks(LOOKS), "waits"),  # of the script that was left
        ([*called(TODAY), (">", asks(LOOKS)), ("<", ends("first"))], asks(TODAY), "waits"),
        ([*called(TODAY), (">", asks(LOOKS)), ("<", begins("late", "part"))], asks(TODAY), "waits"),
        # What was pressed is done before anything else is.
        ([*shown(TODAY), (">", presses(TODAY)), ("<", begins("2")), ("<", leads_to(TODAY))], asks(LOOKS), "waits"),
        ([*shown(TODAY), (">", presses(TODAY)), ("<", begins("2")), ("<", leads_to(TODAY))], presses(TODAY), "waits"),
        ([*shown(TODAY), (">", presses(TODAY)), *called(LOOKS, "2")[1:]], asks(TODAY), "waits"),  # st.switch_page
        ([*shown(TODAY), (">", presses(TODAY)), ("<", begins("2")), ("<", ends("2"))], asks(LOOKS), "heard"),
        (
            [*shown(TODAY), (">", presses(TODAY)), ("<", begins("2")), ("<", ends("2", again=True))],
            asks(LOOKS),
            "waits",
        ),
        (
            [
                *shown(TODAY),
                (">", presses(TODAY)),
                ("<", begins("2")),
                ("<", ends("2", again=True)),
                ("<", begins("3")),
                ("<", ends("3")),
            ],
            asks(LOOKS),
            "heard",
        ),
        # What is set goes with the next request of its page, and is done before the page is left.
        ([*shown(TODAY), (">", switches(TODAY)), ("<", begins("2")), ("<", leads_to(TODAY))], asks(LOOKS), "waits"),
        ([*shown(TODAY), (">", switches(TODAY)), ("<", begins("2")), ("<", leads_to(TODAY))], switches(TODAY), "heard"),
        # A fragment waits until everything is drawn.
        (called(TODAY), presses(TODAY, "part"), "waits"),
        (shown(TODAY), presses(TODAY, "part"), "heard"),
        ([*shown(TODAY), (">", presses(TODAY, "part")), ("<", begins("2", "part"))], asks(LOOKS), "waits"),
        (
            [*shown(TODAY), (">", presses(TODAY, "part")), ("<", begins("2", "part")), ("<", ends("2"))],
            asks(LOOKS),
            "heard",
        ),
        ([*shown(TODAY), (">", timer(TODAY)), ("<", begins("2", "part"))], presses(TODAY, "part"), "waits"),
        # A timer is heard where nothing is on its way, and keeps nobody from leaving.
        ([], timer(TODAY), "heard"),  # a connection that was cut and came back: nothing is known yet
        (shown(TODAY), timer(TODAY), "heard"),
        (called(TODAY), timer(TODAY), "not heard"),
        ([*shown(TODAY), (">", asks(LOOKS))], timer(TODAY), "not heard"),
        ([*shown(TODAY), *shown(LOOKS, "2")], timer(TODAY), "not heard"),  # sent before the browser knew
        ([*shown(TODAY), (">", timer(TODAY))], timer(TODAY), "not heard"),
        ([*shown(TODAY), (">", timer(TODAY))], asks(LOOKS), "heard"),
        ([*shown(TODAY), (">", timer(TODAY)), ("<", begins("2", "part")), ("<", ends("2"))], timer(TODAY), "heard"),
        # What is not understood changes nothing.
        ([*shown(TODAY), (">", b"\xff\xff no message")], asks(LOOKS), "heard"),
        ([*called(TODAY), ("<", b"\xff\xff no message")], timer(TODAY), "not heard"),
        ([*called(TODAY), ("<", ends("first") + bytes(LARGEST))], timer(TODAY), "not heard"),
        (called(TODAY), b"", "heard"),
        ([(">", asks(TODAY))], b"\0" * (LARGEST + 1), "heard"),
    ],
)
def test_a_request_waits_for_the_one_before(messages: list[tuple[Way, bytes]], last: bytes, expected: str) -> None:
    assert asyncio.run(outcome(messages, last)) == expected


def test_what_never_ends_is_waited_for_no_longer_than_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_turn, "LONGEST", 0.001)
    for last in (asks(LOOKS), presses(TODAY, "part")):
        assert asyncio.run(outcome([(">", asks(TODAY))], last)) == "heard"
    monkeypatch.setattr(in_turn, "LONGEST", 0)
    assert asyncio.run(outcome(called(TODAY), timer(TODAY))) == "heard"
    never = [*shown(TODAY), (">", presses(TODAY, "gone"))]
    assert asyncio.run(outcome([*never, (">", asks(LOOKS))], asks(TODAY))) == "heard"


async def _leave(running: Running, times: int) -> list[str]:
    """Go from Today to Settings while a timer of Today asks; the pages said to be on the screen afterwards."""
    origin = {"Origin": running.url, "Cookie": "; ".join(f"{k}={v}" for k, v in running.cookies.items())}
    address = running.url.replace("http", "ws", 1) + "/_stcore/stream"
    said = []
    async with websockets.connect(
        address, subprotocols=["streamlit"], additional_headers=origin, max_size=None
    ) as socket:  # type: ignore[list-item]

        async def until_finished() -> list[ForwardMsg]:
            messages: list[ForwardMsg] = []
            while not messages or messages[-1].WhichOneof("type") != "script_finished":
                messages.append(ForwardMsg.FromString(await asyncio.wait_for(socket.recv(), 30)))  # type: ignore[arg-type]
            return messages

        await socket.send(asks(""))
        (shown,) = [one.navigation for one in await until_finished() if one.WhichOneof("type") == "navigation"]
        pages = {page.url_pathname: page.page_script_hash for page in shown.app_pages}
        for _ in range(times):
            await socket.send(asks(pages[""]))
            begun = await until_finished()
            fragment = [one.auto_rerun.fragment_id for one in begun if one.WhichOneof("type") == "auto_rerun"][-1]
            await socket.send(asks(pages["settings"]))
            await socket.send(asks(pages[""], fragment, timer=True))
            await until_finished()
            await socket.send(asks(pages["settings"]))  # ends what was still asked for before it
            sessions = [one.new_session for one in await until_finished() if one.WhichOneof("type") == "new_session"]
            said += [session.page_script_hash for session in sessions]
    names = {value: key for key, value in pages.items()}
    return [names[page] for page in said]


def test_a_page_that_was_left_is_not_heard_of_again(running: Running) -> None:
    assert set(asyncio.run(_leave(running, times=4))) == {"settings"}
