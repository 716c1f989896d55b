"""What the deltas of one choice add up to: its text, its tool calls, how it finished."""

from __future__ import annotations

from typing import Any

from ..text import Halves
from . import field_types
from .tool_call_fragments import Fragments, function_call

NOTHING: Any = (0, (), None)
"""What has come of a choice that has only begun."""


class ErrorToldError(Exception):
    """A choice that holds an error of the provider's.

    Args:
        reason: In a short phrase.
        body: What the provider says.
    """

    def __init__(self, reason: str, body: Any) -> None:
        super().__init__(reason)
        self.reason, self.body = reason, body


def note(notes: list[str], what: str) -> None:
    """Add a note, unless it stands there."""
    if what not in notes:
        notes.append(what)


class Choice:
    """What has come of one choice.

    Args:
        notes: Gets what was odd and was put right. A list and no method of the checker: that
            would be a cycle, and freed late.

    Attributes:
        texts: The texts of its deltas.
        finished: Its finish reason, once it has one.
        fragments: Its tool calls, as they are put together.
        halves: Half a character that waits for its other half.
        began: Whether a delta has come.
        before: What had come before the event that is being taken, which is not handed on if it
            fails.
    """

    __slots__ = ("_notes", "before", "began", "finished", "fragments", "halves", "texts")

    def __init__(self, notes: list[str]) -> None:
        self._notes = notes
        self.texts: list[str] = []
        self.finished: str | None = None
        self.fragments = Fragments()
        self.halves = Halves()
        self.began = False
        self.before: tuple[int, tuple[dict[str, Any], ...], str | None] | None = None

    @property
    def now(self) -> tuple[int, tuple[dict[str, Any], ...], str | None]:
        """How many texts have come, the calls, and the finish reason."""
        return len(self.texts), tuple(dict(call) for call in self.fragments.calls), self.finished

    def take(self, choice: dict[str, Any]) -> bool:
        """Take the choice of a chunk; say whether it may go on as it came.

        Raises:
            OddFieldError: It is not what the SDK can read, and cannot be put right.
            OddFragmentError: The same of a tool call.
            ErrorToldError: The provider tells an error in it.
        """
        delta, same = choice.get("delta"), True
        if type(delta) is not dict:
            delta = choice["delta"] = self._no_delta(choice)
            same = False
        same = self._delta(delta) and not field_types.logprobs(choice) and same
        return self._finish(choice, delta) and same

    def _no_delta(self, choice: dict[str, Any]) -> dict[str, Any]:
        """Return what stands for a delta that is none."""
        if choice.get("delta") is not None:
            raise field_types.OddFieldError("a choice's delta is not an object")
        message = choice.pop("message", None)
        if not message:
            return {}
        if not isinstance(message, dict) or self.began:
            raise field_types.OddFieldError("a choice has a message after its deltas")
        note(self._notes, "a message for a delta")
        return dict(message)

    def _delta(self, delta: dict[str, Any]) -> bool:
        same = not field_types.message(delta)
        text = delta.get("content")
        if text:
            whole = text.isascii() and not self.halves.waiting
            joined = text if whole else self.halves.join(text)
            if joined != text:
                delta["content"], same = joined, False
            self.texts.append(joined)
        if "role" in delta:
            role = delta["role"]
            if self.began or type(role) is not str:
                # It stands in the first delta only: the SDK's helper appends it else.
                same = same and role is None
                del delta["role"]
        self.began = True
        parts = delta.get("tool_calls")
        if parts:
            same = self._calls(delta, parts) and same
        if delta.get("function_call") is not None:
            same = function_call(delta) and same
        return same

    def _calls(self, delta: dict[str, Any], parts: Any) -> bool:
        if type(parts) is dict:
            parts = [parts]
        if type(parts) is not list:
            raise field_types.OddFieldError("tool_calls is not a list")
        out, same = [], parts is delta["tool_calls"]
        for part in parts:
            if same and self.fragments.usual(part):
                out.append(part)
                continue
            made = self.fragments.mended(part)
            same = same and made is not None and bool(made == part)
            if made is not None:
                out.append(made)
        if not same:
            delta["tool_calls"] = out
            note(self._notes, "tool calls put right")
        return same

    def _finish(self, choice: dict[str, Any], delta: dict[str, Any]) -> bool:
        given = choice.get("finish_reason")
        if given is None:
            return True
        reason = field_types.finish_reason(given)
        if reason is None or self.finished is not None:
            choice["finish_reason"] = reason
            return bool(reason == given)
        if reason == "error":
            raise ErrorToldError("an answer with the finish_reason error", choice)
        same = bool(reason == given)
        choice["finish_reason"] = self.finished = reason
        rest = self.halves.rest()
        if rest:
            delta["content"] = (delta.get("content") or "") + rest
            self.texts.append(rest)
            same = False
        if reason not in ("length", "content_filter") and self.fragments.calls:
            closing = self.fragments.closing()
            if closing:
                delta["tool_calls"] = [*(delta.get("tool_calls") or ()), *closing]
                note(self._notes, "tool calls put right")
                same = False
        return same
