"""Pages in a browser: which may call the sandbox, and what their browsers ask beforehand.

Pages of this machine may, and files opened from its disk; pages from elsewhere may not.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from electron_kit.providers import is_loopback

from .answer import Answer
from .request_heads import Request

_METHODS = "GET, POST, DELETE, OPTIONS"
_SHOWN = "x-request-id, retry-after"
# For so long a browser does not ask again.
_SECONDS = 600


def is_preflight(request: Request) -> bool:
    """Say whether a browser asks what a page may send."""
    return request.method == "OPTIONS" and "access-control-request-method" in request.headers


def preflight(request: Request, origin: str) -> Answer:
    """Return what a page of this origin may send: all of it, or nothing."""
    if not _may_call(origin):
        return Answer(403)
    asked = request.headers.get("access-control-request-headers", "authorization, content-type")
    allowed = (
        ("access-control-allow-methods", _METHODS),
        ("access-control-allow-headers", asked),
        ("access-control-allow-private-network", "true"),
        ("access-control-max-age", str(_SECONDS)),
    )
    return open_to(Answer(204, headers=allowed), origin)


def open_to(answer: Answer, origin: str) -> Answer:
    """Return an answer that a page of this origin may read, if it may call at all."""
    if not _may_call(origin):
        return answer
    later = answer.later
    if later is not None:

        async def opened() -> Answer:
            return open_to(await later(), origin)

        return replace(answer, later=opened)
    read = (("access-control-allow-origin", origin), ("access-control-expose-headers", _SHOWN))
    return replace(answer, headers=(*answer.headers, *read, ("vary", "Origin")))


def _may_call(origin: str) -> bool:
    # A page opened from a file has no origin, and its browser says so.
    if origin == "null":
        return True
    try:
        return urlsplit(origin).scheme in {"http", "https"} and is_loopback(origin)
    except ValueError:
        return False
