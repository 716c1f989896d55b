"""The body of a chat request as it arrives: its form, its JSON, its size."""

from __future__ import annotations

from typing import Any

from electron_kit.contract import CONTEXT_TOKENS, behaviour, context_tokens

from . import tokens
from .conversation import text_of
from .dialects import ELECTRON_DIALECT, OPENAI_DIALECT, Dialect
from .exchange import Context, Refused
from .json_encoding import Malformed, decode
from .violation import Violation

_TOO_LONG = behaviour("input and output beyond the context")


def check_form(context: Context) -> None:
    """Look at what a request says of the form of its body.

    Raises:
        Refused: It is no JSON by its own word, or compressed.
    """
    request = context.request
    encoding = request.headers.get("content-encoding", "identity").lower()
    if encoding != "identity":
        raise Refused(
            415,
            f"Unsupported content encoding: {encoding[:40]!r}. Send the body as it is.",
            headers=(("accept-encoding", "identity"),),
            code="unsupported_content_encoding",
        )
    kind = request.headers.get("content-type", "")
    if kind and kind.partition(";")[0].strip().lower() != "application/json":
        raise Refused(
            415,
            f"Unsupported content type: {kind[:80]!r}. This endpoint only accepts "
            "'application/json'.",
            code="unsupported_content_type",
        )


def parsed_body(context: Context) -> Any:
    """Return the JSON value of a request's body.

    Raises:
        Refused: It is no JSON.
    """
    try:
        body = decode(context.request.body)
    except Malformed as error:
        message = (
            f"We could not parse the JSON body of your request: {error}."
            if context.dialect is OPENAI_DIALECT
            else "Invalid input data"
        )
        details = [Violation("invalid_json", f"Malformed JSON: {error}", ()).as_dict()]
        context.entry.details = tuple(details)
        raise Refused(400, message, details=details) from None
    context.entry.body = body
    return body


def check_size(context: Context, body: dict[str, Any]) -> None:
    """Refuse what is beyond the context by its mere size, before its tokens are counted."""
    limit = allowed_tokens(context)
    if len(context.request.body) <= limit * tokens.MAX_CHARACTERS:
        return  # no character takes less than a byte
    size = sum(len(text_of(message.get("content"))) for message in body["messages"])
    if size > limit * tokens.MAX_CHARACTERS:
        raise too_long(
            context, "messages", f"{size} characters of input are more than {limit} tokens"
        )


def too_long(context: Context, path: str, message: str) -> Refused:
    """Return how a request beyond the context is refused."""
    if context.dialect is ELECTRON_DIALECT:
        return context.invalid([Violation("custom", message, (path,), _TOO_LONG)])
    limit = allowed_tokens(context)
    return Refused(
        400,
        f"This model's maximum context length is {limit} tokens. {message}.",
        param="messages",
        code="context_length_exceeded",
    )


def allowed_tokens(context: Context) -> int:
    """Return how many tokens input and output may have together."""
    if context.dialect is ELECTRON_DIALECT:
        return CONTEXT_TOKENS
    return context_tokens(str((context.entry.body or {}).get("model")))


def output_limit(dialect: Dialect, body: dict[str, Any]) -> int | None:
    """Return how many tokens the output may have; None for as many as there is room for."""
    limit = body.get("max_tokens")
    if dialect is OPENAI_DIALECT:
        limit = body.get("max_completion_tokens") or limit
    return None if limit is None else int(limit)
