"""Plain answers: what came is a chat completion with the types that the SDK promises, or none."""

from __future__ import annotations

from typing import Any

import httpx2
from jiter import from_json

from . import field_types
from .answer_errors import error_in, words_of
from .decoding import NotJSONError, parsed, quoted, written
from .errors import ErrorEventError, MalformedAnswerError
from .integrity import EventChecker, secrets_of
from .tool_call_fragments import OddFragmentError, function_call, whole_call

EVENTS_CAME = "a plain answer was asked for, and events came"
_KIND = "chat.completion"


class NoAnswer(Exception):  # noqa: N818  (it is caught here, and tells what came instead)
    """What came is no answer.

    Attributes:
        reason: Why not, in a short phrase.
        error: The error that it tells, if it tells one.
        said: Its words, if it tells none.
    """

    def __init__(self, reason: str, error: Any = None, said: str | bytes = "") -> None:
        """Note why not, and what it says instead."""
        super().__init__(reason)
        self.reason, self.error, self.said = reason, error, said


def read(data: bytes, charset: str = "") -> tuple[dict[str, Any], bytes | None]:
    """Return a plain answer's JSON, and the bytes to hand on where they are others than came.

    Args:
        data: The body of an answer with a status of success.
        charset: What its media type says of its encoding, which counts where it is not UTF-8.

    Raises:
        NoAnswer: It is none.
    """
    try:
        body = from_json(data)
    except ValueError:
        pass  # it is something odd
    else:
        if _is_usual(body):
            return body, None
    body, same = _object(data, charset)
    try:
        for position, choice in enumerate(body["choices"]):
            same = _choice(choice, position) and same
    except (field_types.OddFieldError, OddFragmentError) as odd:
        raise NoAnswer(str(odd), said=data) from None
    same = not field_types.envelope(body, _KIND, {}) and same
    given = body.get("usage")
    if given is not None and not field_types.is_usage(given):
        sound = field_types.usage(given)
        if not field_types.is_same(sound, given):
            body["usage"], same = sound, False
    return body, None if same else written(body)


def _is_usual(body: Any) -> bool:
    """Say whether an answer is a text in the protocol's own form, so that nothing is put right."""
    try:
        (choice,) = body["choices"]
        message, given = choice["message"], body.get("usage")
        return (
            type(message["content"]) is str
            and type(message["role"]) is str
            and not message.get("tool_calls")
            and message.get("function_call") is None
            and field_types.is_beside(message)
            and choice.get("logprobs") is None
            and type(choice["index"]) is int
            and choice["finish_reason"] in field_types.FINISH_REASONS
            and "error" not in choice
            and "error" not in body
            and field_types.is_envelope(body, _KIND)
            and (given is None or field_types.is_usage(given))
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return False


def _object(data: bytes, charset: str) -> tuple[dict[str, Any], bool]:
    """Return the JSON of an answer that has choices, and whether the SDK would read the same."""
    if not data.strip():
        raise NoAnswer("the answer is empty")
    try:
        body, same = parsed(data, charset)
    except NotJSONError as error:
        raise NoAnswer(f"the answer {error}", said=data) from None
    # Only where it is in doubt: an answer may well have a field that an error has.
    if not isinstance(body, dict) or "error" in body or not body.get("choices"):
        told = None if isinstance(body, str) else error_in(body)
        if told is not None:
            raise NoAnswer("the answer is an error with a status of success", told)
    if not isinstance(body, dict):
        raise NoAnswer("the answer is not a JSON object", said=data)
    if not isinstance(body.get("choices"), list) or not body["choices"]:
        raise NoAnswer("the answer has no choices", said=data)
    return body, same


def as_events(content: bytes, request: httpx2.Request) -> NoAnswer | None:
    """Return what a plain answer is that holds events; None if it holds none.

    Args:
        content: Its body.
        request: What it should have answered.
    """
    checker = EventChecker(request, "")
    checker.feed(content)
    if checker.events:
        return NoAnswer(EVENTS_CAME)
    error = checker.error
    return NoAnswer(error.reason, error.body) if isinstance(error, ErrorEventError) else None


def malformed_answer(
    none: NoAnswer, provider: str, response: httpx2.Response, request: httpx2.Request
) -> MalformedAnswerError:
    """Return the error for what is no plain answer.

    Args:
        none: Why it is none.
        provider: Who sent it.
        response: It.
        request: What it should have answered.
    """
    response.request = request
    words = quoted(none.said or words_of(none.error), secrets_of(request))
    message = f"{provider}: {none.reason}" + (f": {words}" if words else "")
    error = MalformedAnswerError(response=response, body=none.error, message=message)
    error.reason = none.reason
    return error


def as_read(response: httpx2.Response, content: bytes) -> httpx2.Response:
    """Return an answer as the SDK reads it: other content, and the media type of JSON.

    Args:
        response: The answer, whose body was read.
        content: What goes on instead.
    """
    headers = [
        (name, value) for name, value in response.headers.raw if name.lower() not in _OF_THE_BODY
    ]
    headers += [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(content)).encode()),
    ]
    return httpx2.Response(
        response.status_code, headers=headers, content=content, extensions=response.extensions
    )


_OF_THE_BODY = frozenset(
    {b"content-type", b"content-length", b"content-encoding", b"transfer-encoding"}
)


def _choice(choice: Any, position: int) -> bool:
    """Give a choice its types; say whether it had them."""
    if type(choice) is not dict:
        raise field_types.OddFieldError("a choice is not an object")
    if choice.get("error"):
        raise NoAnswer("the answer is an error with a status of success", choice["error"])
    message = choice.get("message")
    if type(message) is not dict or not message:
        raise field_types.OddFieldError("a choice has no message")
    same = not (field_types.message(message) | field_types.logprobs(choice))
    if type(message.get("role")) is not str:
        message["role"], same = "assistant", False
    calls = message.get("tool_calls")
    if calls:
        same = _calls(message, calls) and same
    if message.get("function_call") is not None:
        same = function_call(message) and same
    index = choice.get("index")
    if type(index) is not int:
        choice["index"], same = field_types.as_index(index, position) or position, False
    given = choice.get("finish_reason")
    reason = field_types.finish_reason(given)
    if reason == "error":
        raise NoAnswer("an answer with the finish_reason error", choice)
    if reason != given or "finish_reason" not in choice:
        choice["finish_reason"], same = reason, False
    return same


def _calls(message: dict[str, Any], calls: Any) -> bool:
    if isinstance(calls, dict):
        calls = [calls]
    if not isinstance(calls, list):
        raise field_types.OddFieldError("tool_calls is not a list")
    given = [call for call in calls if call is not None]
    made = [whole_call(call, position) for position, call in enumerate(given)]
    if made == message["tool_calls"]:
        return True
    message["tool_calls"] = made
    return False
