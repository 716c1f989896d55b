"""Scripted replies: what to answer when a request matches, for a user's own tests.

In a file, a list of entries::

    [
      {"match": "refund", "reply": "Refunds take five days."},
      {"match": {"user": "weather", "dialect": "electron"},
       "reply": {"tool_calls": [{"name": "get_weather", "arguments": {"city": "Pune"}}]}},
      {"match": {"tool": "C-17"}, "reply": {"json": {"status": "shipped"}}, "times": 1},
      {"match": {}, "reply": {"fault": "status=503"}, "times": 2}
    ]

The first entry that matches and is not used up answers. A text matches when it
is contained, whatever its case; ``/…/`` is a regular expression. In Python a
match and a reply may also be functions of the request's body.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from electron_kit.providers import PROVIDERS, ConfigurationError

from .conversation import Conversation
from .faults import Fault
from .faults import parse as parse_fault

Body = dict[str, Any]
Match = str | Mapping[str, str] | Callable[[Body], bool]
Reply = str | Mapping[str, Any] | Callable[[Body], Any]

_MATCHES = ("user", "system", "tool", "model", "dialect")
_REPLIES = ("content", "json", "tool_calls", "finish_reason", "fault")
_FINISHES = ("stop", "length", "tool_calls", "content_filter")


@dataclass(frozen=True, slots=True)
class Scripted:
    """What one entry answers.

    Attributes:
        content: The text, or None for ``content: null``.
        calls: Names and arguments (as JSON text) of tool calls.
        finish: The ``finish_reason``, or empty for the one that follows from the rest.
        fault: What goes wrong instead, or None.
    """

    content: str | None = None
    calls: tuple[tuple[str, str], ...] = ()
    finish: str = ""
    fault: Fault | None = None


@dataclass(slots=True)
class _Entry:
    match: Match
    reply: Reply
    times: int | None
    where: str
    made: Scripted | None = field(default=None)


class ReplyScript:
    """Entries in the order in which they are tried."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: list[_Entry] = []

    def add(self, match: Match, reply: Reply, *, times: int | None = None) -> None:
        """Append an entry.

        Args:
            match: A text that the latest user message contains; a mapping of ``user``,
                ``system``, ``tool`` (the latest tool result), ``model`` and ``dialect`` to such
                texts; or a function of the request's body.
            reply: The text to answer; a mapping with ``content``, ``json``, ``tool_calls``,
                ``finish_reason`` or ``fault``; or a function of the request's body that
                returns one of these.
            times: How many requests it answers; None for all.

        Raises:
            ConfigurationError: The match or the reply cannot be read.
        """
        self._append(match, reply, times, f"reply {len(self._entries) + 1}")

    def load(self, path: str | Path) -> None:
        """Append the entries of a JSON file.

        Raises:
            ConfigurationError: The file or one of its entries cannot be read.
        """
        try:
            entries = json.loads(Path(path).read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise ConfigurationError(
                f"Cannot read the replies in {path}: {error.strerror}."
            ) from None
        except ValueError as error:
            raise ConfigurationError(f"{path} is not JSON: {error}.") from None
        if not isinstance(entries, list):
            raise ConfigurationError(f"{path} must hold a list of entries with match and reply.")
        for number, entry in enumerate(entries, 1):
            where = f"{path}, entry {number}"
            if not isinstance(entry, dict) or not {"match", "reply"} <= entry.keys():
                raise ConfigurationError(f"{where} must be an object with match and reply.")
            unknown = entry.keys() - {"match", "reply", "times"}
            if unknown:
                raise ConfigurationError(f"{where} has {_listed(unknown)}, which means nothing.")
            self._append(entry["match"], entry["reply"], entry.get("times"), where)

    def clear(self) -> None:
        """Drop every entry."""
        with self._lock:
            self._entries.clear()

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, body: Body, conversation: Conversation) -> Scripted | None:
        """Return what the first entry that matches answers, or None.

        Raises:
            ConfigurationError: A function returned what is no reply.

        :meta private:
        """
        if not self._entries:
            return None
        with self._lock:
            for entry in self._entries:
                if entry.times != 0 and _matches(entry.match, body, conversation):
                    if entry.times is not None:
                        entry.times -= 1
                    break
            else:
                return None
        if entry.made is not None:
            return entry.made
        assert callable(entry.reply)  # noqa: S101  (all others were made when added)
        return _made(entry.reply(body), entry.where)

    def _append(self, match: Match, reply: Reply, times: int | None, where: str) -> None:
        _check_match(match, where)
        if times is not None and (type(times) is not int or times < 1):
            raise ConfigurationError(f"{where}: times is a whole number from 1, not {times!r}.")
        made = None if callable(reply) else _made(reply, where)
        with self._lock:
            self._entries.append(_Entry(match, reply, times, where, made))


def _check_match(match: Any, where: str) -> None:
    if callable(match):
        return
    texts = {"user": match} if isinstance(match, str) else match
    if not isinstance(texts, Mapping):
        raise ConfigurationError(f"{where}: match is a text or an object, not {match!r}.")
    unknown = texts.keys() - set(_MATCHES)
    if unknown:
        raise ConfigurationError(
            f"{where}: a match has {', '.join(_MATCHES)}; {_listed(unknown)} is none of them."
        )
    for name, text in texts.items():
        if not isinstance(text, str):
            raise ConfigurationError(f"{where}: {name} in a match is a text, not {text!r}.")
        if name == "dialect" and text not in PROVIDERS:
            raise ConfigurationError(f"{where}: dialect is one of {', '.join(PROVIDERS)}.")
        if _is_pattern(text):
            try:
                re.compile(text[1:-1])
            except re.error as error:
                raise ConfigurationError(f"{where}: {text} is no pattern: {error}.") from None


def _matches(match: Match, body: Body, conversation: Conversation) -> bool:
    if callable(match):
        return bool(match(body))
    texts = {"user": match} if isinstance(match, str) else match
    return all(_contains(_text(name, conversation), wanted) for name, wanted in texts.items())


def _text(name: str, conversation: Conversation) -> str:
    if name == "tool":
        after = conversation.since_question()
        return next((turn.text for turn in reversed(after) if turn.role == "tool"), "")
    return str(getattr(conversation, {"user": "question"}.get(name, name)))


def _contains(text: str, wanted: str) -> bool:
    if _is_pattern(wanted):
        return re.search(wanted[1:-1], text) is not None
    return wanted.lower() in text.lower()


def _is_pattern(text: str) -> bool:
    return len(text) > 2 and text[0] == text[-1] == "/"


def _made(reply: Any, where: str) -> Scripted:
    if isinstance(reply, str):
        return Scripted(reply)
    if not isinstance(reply, Mapping):
        raise ConfigurationError(f"{where}: a reply is a text or an object, not {reply!r}.")
    unknown = reply.keys() - set(_REPLIES)
    if unknown or not reply:
        raise ConfigurationError(
            f"{where}: a reply has {', '.join(_REPLIES)}; not {_listed(unknown) or 'nothing'}."
        )
    content, finish = reply.get("content"), reply.get("finish_reason", "")
    if "json" in reply:
        content = json.dumps(reply["json"], ensure_ascii=False)
    if content is not None and not isinstance(content, str):
        raise ConfigurationError(f"{where}: content is a text, not {content!r}.")
    if finish and finish not in _FINISHES:
        raise ConfigurationError(
            f"{where}: finish_reason is one of {', '.join(_FINISHES)}, not {finish!r}."
        )
    fault = reply.get("fault")
    calls = tuple(_call(call, where) for call in reply.get("tool_calls", ()))
    return Scripted(content, calls, finish, None if fault is None else parse_fault(str(fault)))


def _call(call: Any, where: str) -> tuple[str, str]:
    name = call.get("name") if isinstance(call, Mapping) else None
    if not isinstance(name, str):
        raise ConfigurationError(f"{where}: a tool call has a name and arguments, not {call!r}.")
    arguments = call.get("arguments", {})
    if isinstance(arguments, str):
        return name, arguments
    return name, json.dumps(arguments, ensure_ascii=False)


def _listed(names: Iterable[Any]) -> str:
    return ", ".join(sorted(repr(name) for name in names))
