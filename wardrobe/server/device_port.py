"""The second port, for cameras: TLS with the certificate that they pin, and nothing behind it but their API."""

from __future__ import annotations

import logging
import threading
from typing import Self

import uvicorn
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from embeddings.errors import OtjangError
from wardrobe.errors import SettingsError
from wardrobe.house import House
from wardrobe.pairings import Reach
from wardrobe.server.advert import Advert
from wardrobe.server.application import device_routes
from wardrobe.server.certificate import Certificate, certificate
from wardrobe.server.listen import addresses, listen
from wardrobe.server.origin import SAFE_METHODS, same_origin
from wardrobe.server.speech import listener
from wardrobe.settings import Settings

log = logging.getLogger(__name__)


class DevicePort:
    """A server in a thread with an event loop of its own; it ends with the process."""

    def __init__(self, house: House, main_port: int) -> None:
        """Take the port. Raises ``PortError`` and ``StorageError``: the app can do without."""
        settings = house.settings
        self._house = house
        self._certificate = certificate(settings.data_dir)
        self._socket = listen(settings.host, port_for(settings, main_port))
        self.port: int = self._socket.getsockname()[1]
        self.addresses = addresses(settings.host, self.port, "https")
        """Where cameras reach it: here first, then on the network."""
        self._server = uvicorn.Server(_config(house, self._certificate))
        self._thread = threading.Thread(target=self._run, name="device-port", daemon=True)
        self._advert: Advert | None = None

    def __enter__(self) -> Self:
        """Serve, and tell the network where the settings allow it."""
        self._thread.start()
        self._house.reach = Reach(self.addresses[-1], self._certificate.fingerprint)
        if self._house.settings.mdns:
            self._advert = Advert(self._house.settings.host, self.port, self._certificate.fingerprint)
            self._advert.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._house.reach = None
        if self._advert is not None:
            self._advert.stop()
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    def _run(self) -> None:
        try:
            self._server.run(sockets=[self._socket])
        except Exception:
            log.exception("The port for cameras is closed.")
            self._house.reach = None


def port_for(settings: Settings, main_port: int) -> int:
    """The port for cameras, beside the app at ``main_port``."""
    if settings.device_port is not None:
        return settings.device_port
    return main_port + 1 if 0 < settings.port == main_port < 65_535 else 0


def expected_reach(settings: Settings, server: str | None = None) -> Reach:
    """Where the server of these settings is reached when it runs, for a process that is not it.

    Raises ``SettingsError`` where that cannot be known, ``StorageError``.
    """
    if server is None and (not settings.device_tls or port_for(settings, settings.port) == 0):
        raise SettingsError(
            "The port for cameras is not known beforehand.",
            remedy="Give the address that `otjang up` shows: `--server https://…`.",
        )
    given = server or addresses(settings.host, port_for(settings, settings.port), "https")[-1]
    return Reach(given, certificate(settings.data_dir).fingerprint)


def device_app(house: House, fingerprint: str) -> ASGIApp:
    """The API for cameras and nothing else."""
    app = device_routes(house, fingerprint=fingerprint)

    @app.exception_handler(HTTPException)
    async def nothing(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        _ = listener(request, house.settings.language)
        fault = {"error": _("There is nothing here for cameras."), "remedy": _("The app is at the other port.")}
        return JSONResponse(fault, error.status_code, error.headers)

    return _NoBrowsers(app)


class _NoBrowsers:
    """Refuses what another site's page sends: cameras are no browsers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS and not same_origin(Headers(scope=scope)):
            refused = JSONResponse({"error": "The request came from another site.", "remedy": ""}, 403)
            await refused(scope, receive, send)
        elif scope["type"] == "http":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4404})


def _config(house: House, own: Certificate) -> uvicorn.Config:
    return uvicorn.Config(
        device_app(house, own.fingerprint),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # nobody stands between: what a camera says of its address is its own
        lifespan="off",
        ssl_certfile=str(own.path),
        timeout_graceful_shutdown=3,
    )


def opened(house: House, main_port: int) -> DevicePort | None:
    """The port, ready to be entered; None where it is switched off, or where it cannot be had, which is told."""
    if not house.settings.device_tls:
        return None
    try:
        return DevicePort(house, main_port)
    except OtjangError as error:
        log.warning("The port for cameras is not open: %s The app works without it.", error)
        return None
