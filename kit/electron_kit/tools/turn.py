"""One answer of the model, put together from a response or from the chunks of a stream."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from ..text import sendable

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_-]")


@dataclass(slots=True)
class Request:
    """A call that the model asks for.

    Attributes:
        id: Its id, under which the result is returned.
        name: The tool's name.
        arguments: The arguments as JSON text, unchecked.
    """

    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(slots=True)
class Turn:
    """What the model said and which calls it asks for.

    Attributes:
        content: Its text so far; on a turn with calls this is the filler.
        requests: The calls, in the order of their index.
        finish_reason: Why it ended; None while it has not.
        response: The answer by the SDK, if it was no stream.
    """

    content: str | None = None
    requests: list[Request] = field(default_factory=list)
    finish_reason: str | None = None
    response: Any = None
    _indexed: dict[int, Request] = field(default_factory=dict)
    _begun: list[tuple[int, Request]] = field(default_factory=list)

    @classmethod
    def of(cls, response: Any) -> Turn:
        """Return the turn of a whole answer.

        Raises:
            TypeError: It is no answer, or one without a choice.
        """
        if not getattr(response, "choices", None):
            raise TypeError(f"create returned {type(response).__name__} without a choice.")
        choice = response.choices[0]
        message = choice.message
        turn = cls(message.content, finish_reason=choice.finish_reason, response=response)
        for call in message.tool_calls or ():
            function = getattr(call, "function", None)
            name = getattr(function, "name", None) or ""
            arguments = _as_text(getattr(function, "arguments", None))
            turn.requests.append(Request(call.id or "", name, arguments))
        return turn

    def take(self, chunk: Any) -> str:
        """Add a chunk of a stream, and return the text that it brought."""
        if not chunk.choices:
            return ""
        choice = chunk.choices[0]
        delta = choice.delta
        text: str = getattr(delta, "content", None) or ""
        if text:
            self.content = (self.content or "") + text
        for part in getattr(delta, "tool_calls", None) or ():
            self._take_call(part)
        self.finish_reason = choice.finish_reason or self.finish_reason
        return text

    def _take_call(self, part: Any) -> None:
        index = getattr(part, "index", None)
        given = getattr(part, "id", None)
        function = getattr(part, "function", None)
        name = getattr(function, "name", None) or ""
        if index is None:
            # Some servers leave it out: a new id then begins the next call.
            known = {request.id: at for at, request in self._indexed.items()}
            last = max(self._indexed, default=0)
            index = known.get(given, last + 1 if self._indexed else 0) if given else last
        request = self._indexed.get(index)
        if request is None or _begins_another(request, given, name):
            # Some servers give every call the same index: a new id or name is another call.
            request = self._indexed[index] = Request()
            self._begun.append((index, request))
            self.requests = [each for _, each in sorted(self._begun, key=lambda pair: pair[0])]
        request.id = request.id or given or ""
        # A name comes whole and once, but servers were seen that repeat it or split it.
        request.name += "" if name == request.name else name
        request.arguments += _as_text(getattr(function, "arguments", None))

    def settle(self, round_number: int) -> None:
        """Make the whole turn fit to be sent back: text, arguments, and an id for each call.

        A result is returned under its call's id, so a missing one is given. A call that
        stands there twice, word for word, is the same call.
        """
        settled: dict[str, Request] = {}
        self.content = self.content and sendable(self.content)
        for at, request in enumerate(self.requests):
            request.id = sendable(request.id) or f"call_{round_number}_{at}"
            request.name = sendable(request.name)
            request.arguments = sendable(request.arguments)
            if request.id in settled and settled[request.id] != request:
                request.id = f"{request.id}_{at}"
            settled.setdefault(request.id, request)
        self.requests = list(settled.values())

    @property
    def message(self) -> dict[str, Any]:
        """The turn as a message of the history, its text kept beside its calls.

        It can be sent again: where the model's arguments are no JSON object, or its name is none,
        what stands here is one that a server takes; the call itself keeps the model's own.
        """
        if not self.requests:
            return {"role": "assistant", "content": self.content or ""}
        return {
            "role": "assistant",
            "content": self.content,
            "tool_calls": [
                {
                    "id": request.id,
                    "type": "function",
                    "function": {
                        "name": _NOT_IN_A_NAME.sub("_", request.name)[:64] or "unknown",
                        "arguments": request.arguments if _is_object(request.arguments) else "{}",
                    },
                }
                for request in self.requests
            ],
        }


def _begins_another(request: Request, given: str | None, name: str) -> bool:
    """Say whether a fragment at a known index begins another call."""
    if given and request.id and given != request.id:
        return True
    return bool(name and request.arguments.strip() and name != request.name)


def _as_text(arguments: Any) -> str:
    """Return arguments as JSON text: some servers send an object, or nothing."""
    if arguments is None:
        return ""
    if isinstance(arguments, str):
        return arguments
    return json.dumps(arguments, ensure_ascii=False)


def _is_object(arguments: str) -> bool:
    try:
        return isinstance(json.loads(arguments), dict)
    except (ValueError, RecursionError):
        return False
