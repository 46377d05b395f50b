"""Errors as HTTP answers: a status, what happened, and what to do next, in the reader's language."""

from __future__ import annotations

import logging
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from embeddings.errors import ModelError, OtjangError, PhotoError
from wardrobe.errors import (
    AccountError,
    ClashError,
    DamagedError,
    NotFoundError,
    OffsetError,
    OverError,
    StorageError,
    TooManyError,
    UnknownFormatError,
)
from wardrobe.i18n import translate_error
from wardrobe.pairings import MisfitError
from wardrobe.server.speech import listener

log = logging.getLogger(__name__)


class RequestError(OtjangError, ValueError):
    """A request that was made wrongly."""


class TokenError(OtjangError, PermissionError):
    """A device token that is missing, wrong or revoked."""


class TooLargeError(OtjangError, ValueError):
    """A body that is larger than the server takes."""


STATUS: Final[dict[type[OtjangError], int]] = {
    TokenError: 401,
    MisfitError: 400,
    AccountError: 403,
    NotFoundError: 404,
    DamagedError: 422,
    ClashError: 409,
    OverError: 410,
    TooLargeError: 413,
    UnknownFormatError: 415,
    TooManyError: 429,
    PhotoError: 400,
    RequestError: 400,
    ModelError: 503,
    StorageError: 507,  # "unable to store, considered temporary" (RFC 4918): disk full, database locked
}
HEADERS: Final = {
    401: {"WWW-Authenticate": "Bearer"},
    409: {"Connection": "close"},  # else the rest of the body would be read, to be thrown away
    413: {"Connection": "close"},
    429: {"Retry-After": "30"},
    503: {"Retry-After": "30"},
    507: {"Retry-After": "30"},
}


def status_of(error: OtjangError) -> int:
    """The HTTP status that says best what kind of fault it is; 500 for one that nobody thought of."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 500)


def problem(request: Request, error: OtjangError, house_language: str | None) -> Response:
    """``{"error", "remedy"}`` with its status; also ``offset`` where a capture goes on elsewhere."""
    status = status_of(error)
    if status >= 500:
        log.error("%s %s: %s", request.method, request.url.path, error)
    message, remedy = translate_error(error, listener(request, house_language))
    headers = {"Cache-Control": "no-store", **HEADERS.get(status, {})}
    where = {"offset": error.offset} if isinstance(error, OffsetError) else {}
    return JSONResponse({"error": message, "remedy": remedy, **where}, status, headers)
