"""What a phone needs to put Otjang on its home screen: the manifest (W3C Web App Manifest) and the icons.

Open to everybody, because browsers ask for them without a session; nothing in them is anybody's.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from wardrobe.house import House
from wardrobe.i18n import Translate, translator
from wardrobe.server.speech import language_of

ICONS: Final = Path(__file__).parent / "icons"
MANIFEST: Final = "/manifest.webmanifest"
PATHS: Final = (
    MANIFEST,
    *(f"/icons/{name}" for name in ("icon.svg", "icon-192.png", "icon-512.png", "maskable-512.png", "touch-180.png")),
)
"""All that is answered here."""
THEME: Final = {"light": "#ffffff", "dark": "#151514"}
"""The grounds of app/.streamlit/config.toml."""
WEEK: Final = "public, max-age=604800"


def routes(house: House) -> APIRouter:
    """``/manifest.webmanifest`` and ``/icons/…``."""
    router = APIRouter(include_in_schema=False)

    @router.get(MANIFEST)
    def manifest(request: Request) -> Response:
        language = language_of(request, house.settings.language)
        headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie"}
        return JSONResponse(described(language), headers=headers, media_type="application/manifest+json")

    for path in PATHS[1:]:
        router.add_api_route(path, _icon(path), methods=["GET"])
    return router


def described(language: str) -> dict[str, Any]:
    """The manifest in a language."""
    _ = translator(language)
    return {
        "id": "/",
        "name": "Otjang",
        "short_name": "Otjang",
        "description": _("Your wardrobe, at home."),
        "lang": language,
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": THEME["light"],
        "theme_color": THEME["light"],
        "categories": ["lifestyle"],
        "icons": [
            {"src": "/icons/icon-192.png", "sizes": "192x192", "type": "image/png"},
            {"src": "/icons/icon-512.png", "sizes": "512x512", "type": "image/png"},
            {"src": "/icons/maskable-512.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
            {"src": "/icons/icon.svg", "sizes": "any", "type": "image/svg+xml"},
        ],
        "shortcuts": [_shortcut(*each) for each in _shortcuts(_)],
    }


def _shortcuts(_: Translate) -> tuple[tuple[str, str], ...]:
    return (
        (_("Looks"), "/looks"),
        (_("Wardrobe"), "/wardrobe"),
        (_("Outfits"), "/outfits"),
        (_("Style check"), "/style-check"),
    )


def _shortcut(name: str, path: str) -> dict[str, Any]:
    icon = {"src": "/icons/icon-192.png", "sizes": "192x192", "type": "image/png"}
    return {"name": name, "url": path, "icons": [icon]}


def _icon(path: str) -> Any:
    file = ICONS / path.rpartition("/")[2]

    def icon() -> Response:
        return FileResponse(file, headers={"Cache-Control": WEEK})

    return icon
