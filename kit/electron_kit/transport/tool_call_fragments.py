"""Tool calls out of fragments: which fragment belongs to which call.

The protocol tells calls apart by their index alone, and so do its users. Servers were seen
that give every call the index 0, that give none, that repeat id and name in each fragment, and
that send arguments as an object. Here the call that is meant is found, and the fragment goes on
with that call's own index.
"""

from __future__ import annotations

import json
from typing import Any

from .errors import MalformedEventError, StreamError, ToolCallIndexError
from .field_types import as_index, as_text

_OWN = frozenset({"index", "id", "type", "function", "custom"})


class OddFragmentError(Exception):
    """A fragment with no one meaning.

    Attributes:
        kind: The class to raise.
        reason: What is wrong, in a short phrase.
    """

    def __init__(self, reason: str, kind: type[StreamError] = MalformedEventError) -> None:
        """Note what is wrong, and the class to raise."""
        super().__init__(reason)
        self.kind, self.reason = kind, reason


class Fragments:
    """The tool calls of one choice.

    Attributes:
        calls: The calls so far, in the order in which they began.
    """

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self._at: dict[int, int] = {}
        self._custom: set[int] = set()
        self._last = -1

    def usual(self, part: Any) -> bool:
        """Take a fragment in the protocol's own form; say whether it is one.

        Args:
            part: An entry of a delta's ``tool_calls``.
        """
        if type(part) is not dict:
            return False
        index, function = part.get("index"), part.get("function")
        if type(index) is not int or type(function) is not dict or "custom" in part:
            return False
        name, arguments = function.get("name"), function.get("arguments")
        if type(arguments) is not str:
            return False
        number = len(self.calls)
        at = self._at.get(index)
        if at is None:
            given = part.get("id")
            if index != number or type(given) is not str or not given or type(name) is not str:
                return False
            if part.get("type") != "function" or not name:
                return False
            self._at[index] = self._last = number
            self.calls.append({"id": given, "name": name, "arguments": arguments})
            return True
        if at != index or name or part.get("id"):
            return False
        self._last = at
        self.calls[at]["arguments"] += arguments
        return True

    def mended(self, part: Any) -> dict[str, Any] | None:
        """Take a fragment in any other form; return it as it goes on, or None if it says nothing.

        Raises:
            OddFragmentError: It has no one meaning.
        """
        if part is None:
            return None
        if not isinstance(part, dict):
            raise OddFragmentError("a tool call is not an object")
        kind = "custom" if part.get("custom") is not None else "function"
        key = "input" if kind == "custom" else "arguments"
        index, given, name, arguments = _read(part, part.get(kind), key)
        at, fresh = self._meant(index, given, name, arguments)
        call = self.calls[at]
        # What else a server says of a call goes on: some want it back with the result.
        out = {field: value for field, value in part.items() if field not in _OWN}
        out |= {"index": at, "type": kind} if fresh else {"index": at}
        if kind == "custom":
            self._custom.add(at)
        if given and call["id"] is None:
            call["id"] = out["id"] = given
        said = {}
        # A name comes whole and once, but servers were seen that repeat it or split it.
        if name and name != call["name"] and not call["arguments"]:
            call["name"] += name
            said["name"] = name
        if fresh or not _repeats(call, given, name, arguments):
            call["arguments"] += arguments
            said[key] = arguments
        out[kind] = said
        return out

    def closing(self) -> list[dict[str, Any]]:
        """Return the fragments that give each call what it lacks at the end: an id, arguments.

        Raises:
            OddFragmentError: A call has no name.
        """
        last = []
        for at, call in enumerate(self.calls):
            if not call["name"]:
                raise OddFragmentError("a tool call names no function")
            part: dict[str, Any] = {"index": at}
            if call["id"] is None:
                call["id"] = part["id"] = f"call_{at}"
            if not call["arguments"].strip() and at not in self._custom:
                call["arguments"] += "{}"
                part["function"] = {"arguments": "{}"}
            if len(part) > 1:
                last.append(part)
        return last

    def _meant(self, index: int, given: str, name: str, arguments: str) -> tuple[int, bool]:
        """Return the number of the call that is meant, and whether it begins here."""
        at = self._at.get(index, -1) if index >= 0 else self._without_index(given, name)
        if at >= 0 and not self._another(self.calls[at], given, name, arguments):
            self._last = at
            if index >= 0:
                self._at[index] = at
            return at, False
        if at < 0 and index < 0 and not (given or name):
            raise OddFragmentError("a tool-call delta has no index", ToolCallIndexError)
        self.calls.append({"id": None, "name": "", "arguments": ""})
        at = self._last = len(self.calls) - 1
        if index >= 0:
            self._at[index] = at
        return at, True

    def _without_index(self, given: str, name: str) -> int:
        if given:
            for at, call in enumerate(self.calls):
                if call["id"] == given:
                    return at
            last = self.calls[self._last] if self.calls else None
            # An id that comes after the name belongs to the call that has none yet.
            return self._last if last and last["id"] is None and not name else -1
        return self._last if self.calls else -1

    @staticmethod
    def _another(call: dict[str, Any], given: str, name: str, arguments: str) -> bool:
        """Say whether a fragment at a known place begins another call."""
        if given and call["id"] not in (None, given):
            return True
        if not name or not call["arguments"].strip():
            return False
        if name != call["name"]:
            return True
        # The same name again: repeated in each fragment, or another call of the same tool.
        repeated = arguments == call["arguments"] and given == (call["id"] or "")
        return bool(arguments.strip()) and not repeated and _is_whole(call["arguments"])


def _read(part: dict[str, Any], function: Any, key: str) -> tuple[int, str, str, str]:
    """Return a fragment's index (-1 for none), id, name and arguments."""
    function = {} if function is None else function
    if not isinstance(function, dict):
        raise OddFragmentError("a tool call's function is not an object")
    name, given = as_text(function.get("name")), as_text(part.get("id"))
    if name is None or given is None:
        raise OddFragmentError("a tool call's id or name is not a text")
    arguments = arguments_of(function.get(key))
    if arguments is None:
        raise OddFragmentError("a tool call's arguments are neither a text nor an object")
    index = as_index(part.get("index"), -1)
    if index is None:
        raise OddFragmentError("a tool call's index is not a number", ToolCallIndexError)
    return index, given, name, arguments


def _repeats(call: dict[str, Any], given: str, name: str, arguments: str) -> bool:
    """Say whether a fragment is a whole call that has come already."""
    return bool(name and given and arguments == call["arguments"] and _is_whole(arguments))


def arguments_of(given: Any) -> str | None:
    """Return a call's arguments as text; None if they are none.

    Args:
        given: A text, an object, which is written as JSON, or null.
    """
    if given is None:
        return ""
    if isinstance(given, dict):
        return json.dumps(given, ensure_ascii=False, separators=(",", ":"))
    return given if isinstance(given, str) else None


def _is_whole(arguments: str) -> bool:
    try:
        return isinstance(json.loads(arguments), dict)
    except (ValueError, RecursionError):
        return False


def function_call(said: dict[str, Any]) -> bool:
    """Give the older ``function_call`` of a delta or a message its types.

    Args:
        said: The delta or the message, which is changed in place.

    Returns:
        Whether it had them.

    Raises:
        OddFragmentError: It is none.
    """
    called = said["function_call"]
    if not isinstance(called, dict):
        raise OddFragmentError("function_call is not an object")
    if not isinstance(called.get("name", ""), str | type(None)):
        raise OddFragmentError("a function_call's name is not a text")
    given = called.get("arguments")
    arguments = arguments_of(given)
    if arguments is None:
        raise OddFragmentError("a function_call's arguments are neither a text nor an object")
    if given is None or isinstance(given, str):
        return True
    called["arguments"] = arguments
    return False


def whole_call(given: Any, position: int) -> dict[str, Any]:
    """Return a call of a plain answer with its types.

    Args:
        given: An entry of ``tool_calls``.
        position: Its place there.

    Raises:
        OddFragmentError: It has no one meaning.
    """
    if not isinstance(given, dict):
        raise OddFragmentError("a tool call is not an object")
    fragments = Fragments()
    made = fragments.mended({**given, "index": 0}) or {}
    fragments.closing()
    (call,) = fragments.calls
    inner = "custom" if "custom" in made else "function"
    said = given.get(inner) or {}
    key = "input" if inner == "custom" else "arguments"
    kept = {name: value for name, value in given.items() if name not in ("function", "custom")}
    return {
        **kept,
        "id": str(given.get("id") or f"call_{position}"),
        "type": inner,
        inner: {**said, "name": call["name"], key: call["arguments"]},
    }
