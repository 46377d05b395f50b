"""One ASGI application: API, pictures and log-in pages first, the Streamlit app for everything else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import ceil
from pathlib import Path
from typing import Final

import streamlit
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Lifespan
from streamlit.web import bootstrap

from embeddings.errors import OtjangError
from wardrobe.house import House
from wardrobe.pairings import NO_CERTIFICATE
from wardrobe.server import (
    api,
    assets,
    backups,
    captures,
    devices,
    erasing,
    install,
    intents,
    joining,
    live,
    media,
    pages,
    pairings,
    share_pictures,
    shares,
    sheets,
)
from wardrobe.server.guard import Guard
from wardrobe.server.in_turn import InTurn
from wardrobe.server.problem import problem
from wardrobe.server.shell import Shell

COMPANION_APP: Final = Path(__file__).resolve().parents[2] / "app" / "main.py"
"""A path, not an import: the wardrobe knows nothing of how it is shown."""

FOR_CAMERAS: Final = (api, captures, pairings, devices, intents)
"""Modules whose ``routes`` the device port serves too."""
FOR_PEOPLE: Final = (pages, joining, erasing, backups, shares, share_pictures, media, live, install, sheets, assets)
"""Those of the app's port alone."""


def create_app(house: House) -> ASGIApp:
    """Everything that one process serves, behind the guard; Streamlit allows it once in a process.

    Its lifespan runs the worker of the intake, the one that changes to a new encoder, that of
    catalogues, the daily one, that of captures, and the one that makes households ready.
    """
    shown = streamlit.App(COMPANION_APP)
    # The folder of the script has the rest of the configuration; this follows from the settings.
    bootstrap.load_config_options({"server.maxUploadSize": ceil(house.settings.max_bytes / 1_048_576)})
    with_streamlit = shown.lifespan()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with with_streamlit(app):
            house.intake.start_worker()
            house.renewal.start()
            house.sample_rounds.start()
            house.erasing_rounds.start()
            house.catalogue_work.start()
            house.shelves.start()
            house.daily.start()
            house.comparing.start()
            house.sharing_rounds.start()
            house.warming.start()
            try:
                yield
            finally:
                await run_in_threadpool(house.comparing.stop)
                await run_in_threadpool(house.warming.stop)
                await run_in_threadpool(house.sharing_rounds.stop)
                await run_in_threadpool(house.erasing_rounds.stop)
                await run_in_threadpool(house.sample_rounds.stop)
                await run_in_threadpool(house.daily.stop)
                await run_in_threadpool(house.shelves.stop)
                await run_in_threadpool(house.catalogue_work.stop)
                await run_in_threadpool(house.renewal.stop)
                await run_in_threadpool(house.intake.stop_worker)

    app = own_routes(house, lifespan)
    app.mount("/", Shell(InTurn(shown), house.settings.language))
    return Guard(app, house.accounts, house.settings.language)


def own_routes(house: House, lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """What is not Streamlit's: log-in pages, API and pictures. Not guarded yet."""
    app = device_routes(house, lifespan)
    for part in FOR_PEOPLE:
        app.include_router(part.routes(house))
    return app


def device_routes(
    house: House, lifespan: Lifespan[FastAPI] | None = None, fingerprint: str = NO_CERTIFICATE
) -> FastAPI:
    """The API for cameras alone. ``fingerprint``: of the certificate that it is served with."""
    app = FastAPI(
        title="Otjang", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False
    )
    app.state.fingerprint = fingerprint
    for part in FOR_CAMERAS:
        app.include_router(part.routes(house))

    @app.exception_handler(OtjangError)
    async def told(request: Request, error: Exception) -> Response:
        assert isinstance(error, OtjangError)
        return problem(request, error, house.settings.language)

    @app.exception_handler(ClientDisconnect)
    async def gone(request: Request, error: Exception) -> Response:
        return Response(status_code=400)  # nobody is left to read it

    return app
