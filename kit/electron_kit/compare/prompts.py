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
_SHORT = ("id", "prompt", "system", "expect", "model", "messages", "critical")
_JSON = {bool: "true or false", str: "a text"}


@dataclass(frozen=True, slots=True)
class Prompt:
    """One line of the file.

    Attributes:
        id: Its name; the line's number if it gives none.
        request: The fields of the chat request, without ``model``.
        model: OpenAI's model for it, or empty for the usual one.
        expect: What can be checked: ``json`` (a boolean), ``schema`` (a JSON schema), ``tool``
            (a name, or null for none), ``contains`` (a text).
        critical: Whether a loss here forbids the switch, whatever the others say.
    """

    id: str
    request: dict[str, Any]
    model: str = ""
    expect: dict[str, Any] = field(default_factory=dict)
    critical: bool = False

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
    ``messages``; other fields of the request, ``id``, ``expect`` and ``critical`` may stand beside
    it. Two other forms that people have are read as well: the requests of a batch file
    (``custom_id`` and ``body``) and the samples of OpenAI's Evals (``input`` and ``ideal``).

    A line ends with a line feed only, since a prompt may hold the other characters that end
    lines elsewhere; a byte-order mark at the beginning is passed over.

    Args:
        path: The file.
        part: Which part of how many, to share a file between workers.

    Raises:
        ConfigurationError: The file cannot be read, or a line is no prompt.
    """
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except OSError as error:
        raise ConfigurationError(
            f"Cannot read the prompts in {path}: {error.strerror or error}."
        ) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigurationError(
            f"{path}, line {line}: this is not UTF-8 ({error.reason}). Save the file as UTF-8."
        ) from None
    prompts = list(_prompts(path, lines))
    if not prompts:
        raise ConfigurationError(f'{path} has no prompt. A line is for instance {{"prompt": "…"}}.')
    names = [prompt.id for prompt in prompts]
    twice = next((name for name, number in Counter(names).items() if number > 1), None)
    if twice is not None:
        raise ConfigurationError(f"{path} has two prompts with the id {twice!r}.")
    # Every so-manieth: prompts of a kind often stand together, and each worker gets some.
    return prompts[part[0] - 1 :: part[1]]


def _prompts(path: Path, lines: list[str]) -> Iterator[Prompt]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _prompt(json.loads(line), number)
        except (ValueError, TypeError, RecursionError) as error:
            raise ConfigurationError(
                f'{path}, line {number}: {error}. A line is for instance {{"prompt": "…"}}.'
            ) from None


def _prompt(value: Any, number: int) -> Prompt:
    if not isinstance(value, dict):
        raise TypeError("a prompt is a JSON object")
    value = _ours(value)
    if value.get("stream"):
        raise ValueError('"stream" is not compared: leave it out')
    expect = value.get("expect", {})
    if not isinstance(expect, dict):
        raise TypeError('"expect" is an object')
    for name in expect:
        if name not in EXPECTATIONS:
            raise ValueError(f'"expect" has {name!r}; known are {", ".join(EXPECTATIONS)}')
    for name, known in (("critical", bool), ("model", str), ("system", str)):
        if not isinstance(value.get(name, known()), known):
            raise TypeError(f'"{name}" is {_JSON[known]}, not {json.dumps(value[name])}')
    rest = {name: it for name, it in value.items() if name not in _SHORT}
    name = str(value.get("id", number))
    return Prompt(
        name,
        {"messages": _messages(value), **rest},
        value.get("model", ""),
        expect,
        value.get("critical", False),
    )


def _ours(value: dict[str, Any]) -> dict[str, Any]:
    """Return a line in the form of this file, if it has another's."""
    # A line of a file for OpenAI's batches.
    if isinstance(value.get("body"), dict) and "custom_id" in value:
        beside = {name: it for name, it in value.items() if name in ("expect", "critical")}
        return {"id": value["custom_id"], **value["body"], **beside}
    # A sample of an eval.
    if isinstance(value.get("input"), list) and "messages" not in value:
        ideal = value.get("ideal")
        rest = {name: it for name, it in value.items() if name not in ("input", "ideal")}
        if isinstance(ideal, list) and len(ideal) == 1:
            ideal = ideal[0]
        if ideal is not None and not isinstance(ideal, str):
            raise TypeError('"ideal" is one text: give the others their own lines')
        expect = {} if ideal is None else {"expect": {"contains": ideal}}
        return {**expect, **rest, "messages": value["input"]}
    return value


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
