"""Starts the one process: port, wardrobe, app and worker, and ends it in good order."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from types import FrameType
from typing import NoReturn

import uvicorn

from wardrobe.house import House, use
from wardrobe.server.application import create_app
from wardrobe.server.device_port import opened
from wardrobe.server.listen import addresses, listen
from wardrobe.settings import Settings


def run(settings: Settings, announce: Callable[[list[str], list[str]], None]) -> None:
    """Serve until SIGINT or SIGTERM. ``announce`` gets the addresses once requests are answered: those of the
    app, and those for cameras, none where they cannot reach it.

    Raises ``PortError`` before anything is opened, ``StorageError`` when the data folder cannot be used.
    """
    logging.basicConfig(format="%(asctime)s %(message)s")
    logging.getLogger("embeddings.runtime").setLevel(logging.INFO)  # models say when they open and close
    with listen(settings.host, settings.port) as listener:
        house = House.open(settings)
        signal.signal(signal.SIGTERM, _leave)  # uvicorn hands the signal on to this once it has shut down
        try:
            use(house)
            port = listener.getsockname()[1]
            device_port = opened(house, port)
            cameras = device_port.addresses if device_port else []
            with device_port or nullcontext():
                ready = partial(announce, addresses(settings.host, port), cameras)
                _Server(config(house), ready, house.cameras.close).run(sockets=[listener])
        finally:
            house.close()


def config(house: House) -> uvicorn.Config:
    """How the app is served."""
    settings = house.settings
    return uvicorn.Config(
        create_app(house),
        log_level="warning",
        access_log=False,
        server_header=False,
        # Uvicorn by itself believes every program of this machine that says who its visitor is.
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=[str(network) for network in settings.trusted_proxies],
        timeout_graceful_shutdown=5,  # open pages hold a WebSocket for as long as they are open
        ws_max_size=settings.max_bytes + 1_048_576,
    )


class _Server(uvicorn.Server):
    """Tells when it answers, and when it will not much longer."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], leaving: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready
        self._leaving = leaving

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._leaving()  # who waits for something to happen waits no longer
        await super().shutdown(sockets)


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(0)
