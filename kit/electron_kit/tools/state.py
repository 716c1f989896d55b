"""Where a run of the loop stands: its history, its calls and its bounds. Knows no I/O."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from .function import InvalidArgumentsError, Tool, by_name
from .result import as_error, as_text
from .turn import Turn


@dataclass(slots=True)
class ToolCall:
    """A call that the model asked for, and what became of it.

    Attributes:
        id: Its id.
        name: The tool's name.
        arguments: The arguments as JSON text, as the model wrote them.
        result: The text that was returned to the model.
        error: What went wrong, if anything did; the model was told.
        start_ms: Milliseconds from the run's start to the call's.
        end_ms: Milliseconds from the run's start to the call's end.
    """

    id: str
    name: str
    arguments: str
    result: str = ""
    error: Exception | None = None
    start_ms: float = 0.0
    end_ms: float = 0.0


@dataclass(slots=True)
class ToolRun:
    """What a run of the loop came to.

    Attributes:
        text: The model's last answer.
        messages: The whole history, ready for the next question: the messages given, the
            model's turns with text beside calls, and the results.
        calls: Every call, in the order in which the model asked.
        rounds: Requests that were sent.
        finish_reason: Why the last answer ended.
        response: The last answer by the SDK; None if it was streamed.
        spoken: Each piece of text with the milliseconds from the run's start to its arrival.
    """

    text: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list)
    calls: list[ToolCall] = field(default_factory=list)
    rounds: int = 0
    finish_reason: str | None = None
    response: Any = None
    spoken: list[tuple[float, str]] = field(default_factory=list)

    @property
    def lanes(self) -> dict[str, list[Any]]:
        """The run as `electron_kit.draw.timeline` takes it: text as marks, calls as bars."""
        lanes: dict[str, list[Any]] = {}
        if self.spoken:
            lanes["text"] = [at for at, _ in self.spoken]
        for call in self.calls:
            lanes.setdefault(call.name, []).append((call.start_ms, call.end_ms))
        return lanes


class ToolLoopError(RuntimeError):
    """The loop ended without an answer, after calls may have been made.

    Attributes:
        messages: The history so far, each call with its result. Give it to the next run, and
            nothing that was done is done again.
        calls: Every call that was made.
        text: What had arrived of the answer that failed.
    """

    def __init__(self, message: str, run: ToolRun, text: str = "") -> None:
        """Carry the run's history and calls."""
        super().__init__(message)
        self.messages = run.messages
        self.calls = run.calls
        self.text = text


class Loop:
    """One run: what to send next, and what to do with the answer.

    Args:
        tools: The functions that the model may call.
        messages: The history so far, left as it is.
        max_rounds: How many requests may be sent.
        longest: Characters after which a result is cut.
        request: What else to send.
    """

    def __init__(
        self,
        tools: Iterable[Callable[..., Any] | Tool],
        messages: Iterable[Mapping[str, Any]],
        *,
        max_rounds: int,
        longest: int,
        request: dict[str, Any],
    ) -> None:
        """Check the bounds and read the tools."""
        if max_rounds < 1:
            raise ValueError(f"max_rounds is {max_rounds}: at least 1 request has to be sent.")
        if longest < 1:
            raise ValueError(f"max_result is {longest}: at least 1 character has to remain.")
        if request.get("n") not in {None, 1}:
            raise ValueError(f"n is {request['n']}: a loop can follow one choice only.")
        self.tools = by_name(tools)
        self.run = ToolRun(messages=[dict(message) for message in messages])
        self._max_rounds = max_rounds
        self._longest = longest
        self._request = dict(request)
        if request.get("stream"):
            # Without it nobody can count the tokens of a stream.
            self._request.setdefault("stream_options", {"include_usage": True})
        self._began = time.perf_counter()

    def next_request(self) -> dict[str, Any]:
        """Return what to send.

        Raises:
            ToolLoopError: As many requests as allowed have been sent.
        """
        if self.run.rounds >= self._max_rounds:
            last = ", ".join(dict.fromkeys(call.name for call in self.run.calls[-3:]))
            raise ToolLoopError(
                f"After {self.run.rounds} rounds the model still asks for tools (last: {last}). "
                "Raise max_rounds, or go on from this error's messages.",
                self.run,
            )
        request = {**self._request, "messages": list(self.run.messages)}
        if self.tools:
            request["tools"] = [tool.definition for tool in self.tools.values()]
        if self.run.rounds and request.get("tool_choice") not in ("auto", "none"):
            # A forced call would be forced again in each round, and the loop never end.
            request.pop("tool_choice", None)
        self.run.rounds += 1
        return request

    def take(self, turn: Turn) -> list[ToolCall]:
        """Add the model's turn to the history, and return the calls to make.

        An id is unique within its turn only: servers number calls anew in each, and a tool without
        arguments is called for its next result. So every call of a new turn is a new call.

        Raises:
            ToolLoopError: The turn is cut: its calls may be incomplete, and none is made.
        """
        if turn.finish_reason is None:
            raise ToolLoopError(
                "The answer ended without a finish_reason; no call of it was made.",
                self.run,
                turn.content or "",
            )
        if turn.finish_reason == "length" and turn.requests:
            raise ToolLoopError(
                "The answer was cut at max_tokens among its tool calls; none of them was made. "
                "Raise max_tokens.",
                self.run,
                turn.content or "",
            )
        turn.settle(self.run.rounds)
        self.run.messages.append(turn.message)
        self.run.finish_reason = turn.finish_reason
        self.run.response = turn.response
        self.run.text = turn.content or ""
        return [ToolCall(each.id, each.name, each.arguments) for each in turn.requests]

    def answer(self, calls: Sequence[ToolCall]) -> None:
        """Add the results to the history, in the order in which the model asked."""
        self.run.calls += calls
        self.run.messages += [
            {"role": "tool", "tool_call_id": call.id, "content": call.result} for call in calls
        ]

    def find(self, call: ToolCall) -> Tool | None:
        """Return the tool of a call; if there is none, the call is answered so."""
        if found := self.tools.get(call.name):
            return found
        known = ", ".join(self.tools) or "none"
        self.fail(call, UnknownToolError(f"There is no tool {call.name!r}. There are: {known}."))
        return None

    def begin(self, call: ToolCall) -> None:
        """Note that a call begins now."""
        call.start_ms = call.end_ms = self.now

    def finish(self, call: ToolCall, value: Any) -> None:
        """Note what a call returned."""
        try:
            call.result = as_text(value, self._longest)
            call.end_ms = self.now
        except Exception as error:  # noqa: BLE001 -- a value's own code may raise anything
            self.fail(call, error)

    def fail(self, call: ToolCall, error: Exception) -> None:
        """Note what went wrong with a call, in words for the model."""
        call.start_ms = call.start_ms or self.now
        call.end_ms = self.now
        call.error = error
        told = isinstance(error, InvalidArgumentsError | UnknownToolError | ToolTimeoutError)
        words = str(error) if told else f"{type(error).__name__}: {error}"
        call.result = as_error(words, self._longest)

    def hear(self, text: str) -> None:
        """Note that a piece of text arrived."""
        self.run.spoken.append((self.now, text))

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Tell of calls that were made before a request failed, so that none is repeated.

        Raises:
            ToolLoopError: In place of the SDK's error, where calls were made before it.
        """
        try:
            yield
        except ToolLoopError:
            raise
        except Exception as error:
            if not self.run.calls:
                raise
            made = len(self.run.calls)
            raise ToolLoopError(
                f"Round {self.run.rounds} failed after {made} tool call{'s' * (made > 1)}: "
                f"{type(error).__name__}. Go on from this error's messages, so that none is "
                "repeated.",
                self.run,
            ) from error

    @property
    def now(self) -> float:
        """Milliseconds since the run began."""
        return 1000 * (time.perf_counter() - self._began)


class UnknownToolError(LookupError):
    """The model asks for a tool that it was not offered."""


class ToolTimeoutError(TimeoutError):
    """A tool took longer than it may; it may still be running."""


def timed_out(call: ToolCall, timeout: float) -> ToolTimeoutError:
    """Return the error for a call that hangs."""
    return ToolTimeoutError(
        f"{call.name} gave no result within {timeout:g} s. It may still take effect."
    )
