"""Is a request the browser's own page at work, or another site's?"""

from __future__ import annotations

from starlette.datastructures import Headers

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def same_origin(headers: Headers) -> bool:
    """Whether a request that changes something, or a WebSocket, comes from our own pages.

    ``Sec-Fetch-Site`` decides where the browser sends it (only over HTTPS and on localhost), else
    ``Origin`` must name the host that was asked. Neither header: no browser, hence nobody's cookies
    are misused. The same rule as in Go's ``net/http.CrossOriginProtection``.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return True
    return origin.partition("://")[2] == headers.get("host", "")
