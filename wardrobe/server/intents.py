"""The API for voices: what a device heard goes in, what it is to say comes out. Nothing is ordered by it."""

from __future__ import annotations

import json
from typing import Any, Final

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from embeddings.errors import OtjangError
from wardrobe.hearing import LONGEST
from wardrobe.house import House
from wardrobe.i18n import translate_error, translator
from wardrobe.ordering.intents import Heard
from wardrobe.server.api import device_of
from wardrobe.server.body import limited
from wardrobe.server.problem import RequestError
from wardrobe.server.speech import language_of

MOST_BYTES: Final = 4096
"""Of a request: a sentence."""
REMEDY: Final = 'Send JSON such as {{"text": "put it on my list"}}.'


def routes(house: House) -> APIRouter:
    """``POST /api/v1/intents``."""
    router = APIRouter(prefix="/api/v1")

    @router.post("/intents")
    async def hear(request: Request) -> Response:
        device = await device_of(house, request)
        text, item_id = _asked(await limited(request, MOST_BYTES).body())
        person = await run_in_threadpool(house.accounts.only_person, device.household_id)
        heard = await run_in_threadpool(house.intents.hear, device.household_id, person, text, item_id)
        language = heard.language or language_of(request, house.settings.language)
        answer = {
            "intent": heard.intent,
            "language": language,
            "say": _said(heard, language),
            "order_id": heard.order_id,
        }
        return JSONResponse(answer, headers={"Cache-Control": "no-store"})

    return router


def _asked(body: bytes) -> tuple[str, int | None]:
    """The sentence and what "it" is."""
    try:
        asked: Any = json.loads(body)
    except (ValueError, RecursionError):
        raise RequestError("The body is not JSON.", remedy=REMEDY) from None
    text = asked.get("text") if isinstance(asked, dict) else None
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST:
        raise RequestError("There is no sentence as `text`.", remedy=REMEDY)
    item_id = asked.get("item_id")
    if item_id is not None and (not isinstance(item_id, int) or isinstance(item_id, bool) or not 0 < item_id < 2**31):
        raise RequestError("`item_id` is no id of an item.", remedy=REMEDY)
    return text, item_id


def _said(heard: Heard, language: str) -> str:
    _ = translator(language)
    if isinstance(heard.answer, OtjangError):
        return " ".join(filter(None, translate_error(heard.answer, _)))
    return heard.answer.said(_)
