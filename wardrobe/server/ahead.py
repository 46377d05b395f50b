"""Reads a body ahead, so that what has arrived is kept though the connection is cut while it waits to be handled.

Servers forget what nobody has read once the other side is gone. A camera with a poor network, whose connection
breaks again and again after a little, would get nowhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Final, Self

from starlette.requests import Request

CHUNKS: Final = 16
"""Read ahead of what is written: some 64 kB each, as they come from the network."""


class Ahead:
    """A context in which a request's body is read; iterate it once.

    After the last chunk that arrived it raises what ended the body, if it ended before its time.
    """

    def __init__(self, request: Request) -> None:
        self._request = request
        self._chunks: asyncio.Queue[bytes | BaseException | None] = asyncio.Queue(CHUNKS)

    async def __aenter__(self) -> Self:
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._reading.cancel()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (chunk := await self._chunks.get()) is not None:
            if isinstance(chunk, BaseException):
                raise chunk
            yield chunk

    async def _read(self) -> None:
        try:
            async for chunk in self._request.stream():
                if chunk:
                    await self._chunks.put(chunk)
        except Exception as error:
            await self._chunks.put(error)
        else:
            await self._chunks.put(None)
