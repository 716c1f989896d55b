"""The prompts of a comparison: a file of JSON lines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..providers import ConfigurationError

EXPECTATIONS = ("json", "schema", "tool", "contains")
_SHORT = ("id", "prompt", "system", "expect", "model", "messages")


@dataclass(frozen=True, slots=True)
class Prompt:
    """One line of the file.

    Attributes:
        id: Its name; the line's number if it gives none.
        request: The fields of the chat request, without ``model``.
        model: OpenAI's model for it, or empty for the usual one.
        expect: What can be checked: ``json`` (a boolean), ``schema`` (a JSON schema), ``tool``
            (a name, or null for none), ``contains`` (a text).
    """

    id: str
    request: dict[str, Any]
    model: str = ""
    expect: dict[str, Any] = field(default_factory=dict)

    @property
    def question(self) -> str:
        """The last message's text."""
        content = self.request["messages"][-1].get("content")
        return content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)

    @property
    def needs_schema(self) -> bool:
        """Whether a JSON schema has to be checked."""
        return bool(self.request.get("tools")) or "schema" in self.expect


def read_prompts(path: Path, part: tuple[int, int] = (1, 1)) -> list[Prompt]:
    """Return the prompts of a file.

    A line is ``{"prompt": "…"}``, with ``system`` if need be, or a whole chat request with
    ``messages``; other fields of the request, ``id`` and ``expect`` may stand beside it.

    Args:
        path: The file.
        part: Which part of how many, to share a file between workers.

    Raises:
        ConfigurationError: The file cannot be read, or a line is no prompt.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"Cannot read the prompts in {path}: {error}.") from None
    prompts = list(_prompts(path, lines))
    if not prompts:
        raise ConfigurationError(f'{path} has no prompt. A line is for instance {{"prompt": "…"}}.')
    names = [prompt.id for prompt in prompts]
    twice = next((name for name, number in Counter(names).items() if number > 1), None)
    if twice is not None:
        raise ConfigurationError(f"{path} has two prompts with the id {twice!r}.")
    return prompts[part[0] - 1 :: part[1]]


def _prompts(path: Path, lines: list[str]) -> Iterator[Prompt]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _prompt(json.loads(line), number)
        except (ValueError, TypeError) as error:
            raise ConfigurationError(f"{path}, line {number}: {error}") from None


def _prompt(value: Any, number: int) -> Prompt:
    if not isinstance(value, dict):
        raise TypeError("a prompt is a JSON object")
    if value.get("stream"):
        raise ValueError('"stream" is not compared: leave it out')
    expect = value.get("expect", {})
    if not isinstance(expect, dict):
        raise TypeError('"expect" is an object')
    for name in expect:
        if name not in EXPECTATIONS:
            raise ValueError(f'"expect" has {name!r}; known are {", ".join(EXPECTATIONS)}')
    rest = {name: it for name, it in value.items() if name not in _SHORT}
    name = str(value.get("id", number))
    return Prompt(
        name, {"messages": _messages(value), **rest}, str(value.get("model") or ""), expect
    )


def _messages(value: dict[str, Any]) -> list[dict[str, Any]]:
    messages = value.get("messages")
    if messages is not None:
        if not isinstance(messages, list) or not all(isinstance(it, dict) for it in messages):
            raise ValueError('"messages" is a list of objects')
        if not messages:
            raise ValueError('"messages" is empty')
        return messages
    if not isinstance(value.get("prompt"), str):
        raise ValueError('neither "messages" nor "prompt" with a text is there')
    question = {"role": "user", "content": value["prompt"]}
    return (
        [{"role": "system", "content": value["system"]}, question]
        if "system" in value
        else [question]
    )
