"""What the transports raise: each class names what went wrong and carries what was received.

All of them are `openai.APIError`, so code that already catches the SDK's errors
catches these, and the SDK lets them through as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx2
import openai

from ..providers import ConfigurationError
from ..record import Attempt


@dataclass(frozen=True, slots=True)
class Received:
    """What a stream had delivered when it failed.

    Attributes:
        text: The content of the first choice so far.
        tool_calls: Its tool calls so far, each with ``id``, ``name`` and
            ``arguments``; the arguments may be cut off in the middle.
        finish_reason: Its finish reason, or None if none had come.
        events: How many whole events had come.
    """

    text: str = ""
    tool_calls: tuple[dict[str, Any], ...] = ()
    finish_reason: str | None = None
    events: int = 0


class StreamError(openai.APIError):
    """A stream that cannot be taken for a whole answer.

    Attributes:
        reason: What was wrong, in a short phrase.
        provider: The provider that sent it.
        received: What had come before. It was handed on already, event by event.
        attempts: Every request sent for this call.
        said: The provider's own words, without the key; empty if it said none.
    """

    reason: str
    provider: str
    received: Received
    attempts: tuple[Attempt, ...] = ()
    said: str = ""

    def __init__(
        self,
        reason: str,
        request: httpx2.Request,
        *,
        provider: str,
        received: Received,
        body: object = None,
        said: str = "",
    ) -> None:
        """Describe the failure; see the class. ``said`` are the provider's own words."""
        after = f"after {received.events} events" if received.events else "before its first event"
        told = f"{provider}: {reason}, {after}" + (f": {said}" if said else "")
        openai.APIError.__init__(self, told, request, body=body)
        self.reason, self.provider, self.received = reason, provider, received
        self.said = said


class StreamCutError(StreamError, openai.APIConnectionError):
    """The stream stopped before every choice had its ``finish_reason``.

    ``[DONE]`` does not make it whole: relays send it too when what they relay has died. Nor does
    it take one: several servers never send it.
    """


class MalformedEventError(StreamError):
    """An event is not the JSON of a chat completion chunk."""


class ToolCallIndexError(StreamError):
    """A fragment of a tool call that can belong to no call: no ``index``, no id and no name."""


class ErrorEventError(StreamError):
    """The provider sent an error as an event; ``body`` holds it."""


class MalformedAnswerError(openai.APIResponseValidationError):
    """An answer with a status of success that is not an answer: an error, a page, the other form.

    ``body`` holds the error that it told, if it told one; the message has its words.
    """

    reason: str = ""


class NoAnswerError(openai.APIConnectionError):
    """No provider answered.

    Attributes:
        attempts: Every request sent for this call.
        passed_over: Providers that were not asked, each as ``"name: why"``.
    """

    attempts: tuple[Attempt, ...]
    passed_over: tuple[str, ...]

    def __init__(
        self,
        message: str,
        request: httpx2.Request,
        attempts: tuple[Attempt, ...] = (),
        passed_over: tuple[str, ...] = (),
    ) -> None:
        """Describe the failure; see the class for the meaning of the arguments."""
        openai.APIConnectionError.__init__(self, message=message, request=request)
        self.attempts, self.passed_over = attempts, passed_over


class TimedOutError(NoAnswerError, openai.APITimeoutError):
    """The deadline passed, or would pass in the queue, before an answer came."""


class RefusedRequestError(ConfigurationError, openai.OpenAIError):
    """A request that its client may not send, such as one to another host; nothing was sent.

    It is an `openai.OpenAIError` too, since some versions of the SDK take any other
    exception for a failed connection.
    """


class CannotCarryError(openai.OpenAIError, ValueError):
    """No provider in the order can carry this request; nothing was sent."""
