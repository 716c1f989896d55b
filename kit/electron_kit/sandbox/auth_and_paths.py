"""The door: whose request it is, and where it leads if not to an answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from electron_kit.contract import ENDPOINTS, Fate, ending

from . import openai_models
from .answer import Answer
from .dialects import CREATED, DIALECTS, ELECTRON_DIALECT, OPENAI_DIALECT, Dialect
from .exchange import Context, Refused, json_answer
from .json_encoding import encode

CHAT = "/chat/completions"
_ELSEWHERE = {record.path: record for record in ENDPOINTS if record.electron.fate is Fate.REJECTED}


def check_key(context: Context) -> None:
    """Note whose request it is.

    Raises:
        Refused: The key is missing, malformed or not the sandbox's.
    """
    provider = context.dialect.provider
    given = context.request.headers.get("authorization", "")
    scheme, _, key = given.partition(" ")
    key = key.strip()
    if scheme.lower() == "bearer" and _is_sandbox_key(key, provider.sandbox_key):
        context.key = key
        return
    openai = context.dialect is OPENAI_DIALECT
    if not given:
        message = (
            "You didn't provide an API key. You need to provide your API key in an "
            "Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY)."
            if openai
            else "Missing API key: send the header Authorization: Bearer $SMALLEST_API_KEY"
        )
        raise Refused(401, message)
    if scheme.lower() != "bearer" or not key:
        raise Refused(401, "Malformed Authorization header: expected 'Bearer ' and the API key")
    kind = next(
        (
            f"It starts with {other.provider.key_prefix!r}, as {other.name}'s keys do"
            for other in DIALECTS
            if other is not context.dialect and key.startswith(other.provider.key_prefix)
        ),
        "It is not the sandbox's",
    )
    hint = f"{kind}; this endpoint of the sandbox takes {provider.sandbox_key!r}."
    if openai:
        raise Refused(401, f"Incorrect API key provided: {key[:3]}*****. {hint}")
    raise Refused(401, f"Invalid API key. {hint}")


def _is_sandbox_key(key: str, sandbox_key: str) -> bool:
    """Accept the sandbox's key, and for more accounts the same with a suffix."""
    rest = key.removeprefix(f"{sandbox_key}_")
    return key == sandbox_key or (rest != key and rest.isalnum() and rest.isascii())


def dialect_of(path: str) -> Dialect:
    """Return the endpoint that a path belongs to; Electron's where it belongs to none."""
    openai = path == "/v1" or path.startswith("/v1/")
    return OPENAI_DIALECT if openai else ELECTRON_DIALECT


def unknown_path(context: Context) -> Refused:
    """Return the refusal of a path that is not served, with a hint."""
    request, dialect = context.request, context.dialect
    path = request.path[:120]
    rest = request.path.removeprefix(dialect.prefix)
    first = f"/{rest.split('/')[1]}" if rest.startswith("/") else ""
    # The commonest slip first: a base URL that has an operation's path in it.
    if request.path.count(CHAT) > 1 or request.path.endswith(f"{CHAT}/"):
        hint = f"The base URL ends in {dialect.prefix!r}; the SDK adds {CHAT!r} itself."
    elif "//" in request.path:
        hint = "There are two slashes in a row: a base URL ends without one."
    elif rest.startswith(f"{CHAT}/"):
        hint = (
            "Stored completions are not served: the sandbox keeps none, whatever `store` says."
            if dialect is OPENAI_DIALECT
            else "Electron documents no stored completions; keep what you need yourself."
        )
    elif first in _ELSEWHERE and dialect is ELECTRON_DIALECT:
        record = _ELSEWHERE[first]
        hint = f"Electron has no {record.name} endpoint. Instead: {record.instead}"
    elif first in _ELSEWHERE:
        hint = (
            f"OpenAI has {_ELSEWHERE[first].name}; the sandbox stands in for {CHAT} and /responses."
        )
    else:
        hint = (
            f"Electron is at '{ELECTRON_DIALECT.prefix}{CHAT}', "
            f"OpenAI at '{OPENAI_DIALECT.prefix}{CHAT}'."
        )
    return Refused(404, f"Invalid URL ({request.method} {path}). {hint}", code="unknown_url")


def wrong_method(context: Context, allowed: str) -> Refused:
    """Return the refusal of a method, which names the one that is allowed."""
    request = context.request
    return Refused(
        405,
        f"Not allowed to {request.method} on {request.path}; use {allowed}.",
        headers=(("allow", allowed),),
        code="method_not_supported",
    )


def models(context: Context, name: str, as_of: date) -> Answer:
    """Return the list of OpenAI's models, or one of them.

    Args:
        context: The request.
        name: The model asked for; empty for the list.
        as_of: The day that decides which models there are.

    Raises:
        Refused: There is no model of that name.
    """

    def shown(model: str) -> dict[str, Any]:
        ends = ending(model)
        shutdown = None if ends is None else ends.on.isoformat()
        return {
            "id": model,
            "object": "model",
            "created": CREATED,
            "owned_by": "sandbox",
            "shutdown_date": shutdown,
        }

    if name and not openai_models.knows(name, as_of):
        raise Refused(
            404, f"The model '{name[:80]}' does not exist", param="model", code="model_not_found"
        )
    listed = {"object": "list", "data": [shown(model) for model in openai_models.listed(as_of)]}
    context.entry.status = 200
    return json_answer(200, encode(shown(name) if name else listed).encode(), context.request_id)
