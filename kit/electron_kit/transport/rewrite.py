"""A request made fit for the provider that it goes to, with a list of what was changed.

What a provider promises is read from the contract. Here stands only what the kit
does about it: carry a field under its other name, leave it out, or, where the
answer would be another one, not send the request there at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..contract import (
    CONTENT_PARTS,
    CONTEXT_TOKENS,
    FIELDS,
    FORMATS,
    MAX_MESSAGES,
    MAX_STOPS,
    MAX_TOOLS,
    ROLES,
    Fate,
    field,
)
from ..providers import ELECTRON, OPENAI, Provider
from ..text import with_instruction
from .back_to_openai import fit_for_openai

# Sent to Electron under the name that it promises.
RENAMED = {"max_completion_tokens": "max_tokens", "safety_identifier": "user"}

# Not promised by Electron, and an answer without them would be another answer.
NEEDED = frozenset({"audio", "function_call", "functions", "web_search_options"})

_FORWARDED = frozenset(f.name for f in FIELDS if f.electron.fate is Fate.NOT_PROMISED)
_ROLES = {role.name: role for role in ROLES}
_PARTS = {part.name: part for part in CONTENT_PARTS}
_FORMATS = {format_.name: format_ for format_ in FORMATS}
_ELECTRON_MODELS = frozenset(field("model").choices)
_MESSAGE_FIELDS = frozenset({"role", "content", "tool_calls", "tool_call_id"})


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A request as one provider gets it.

    Attributes:
        body: The request's JSON.
        changes: What was changed, each in a short phrase.
        obstacles: Why the provider cannot answer it; empty if it can.
    """

    body: dict[str, Any]
    changes: tuple[str, ...]
    obstacles: tuple[str, ...]


def rewrite(
    body: Mapping[str, Any],
    to: Provider,
    models: Mapping[str, str] | None = None,
    *,
    bridge_json_schema: bool = False,
) -> Rewritten:
    """Return a chat request as a provider should get it. The one given is not touched.

    Args:
        body: The request's JSON, written for either provider.
        to: The provider that it goes to. One that is neither Electron nor OpenAI
            gets the request as it is, under its own model.
        models: The model to ask for, by provider's name, where the request names
            a model of the other side.
        bridge_json_schema: Turn ``json_schema`` into JSON mode and an instruction
            where the provider does not promise it.
    """
    changes: list[str] = []
    obstacles: list[str] = []
    out = dict(body)
    model = (models or {}).get(to.name, to.default_model)
    if to.name == ELECTRON.name:
        _for_electron(out, changes, obstacles, bridge_json_schema)
        foreign = str(out.get("model")) not in _ELECTRON_MODELS
    else:
        _without_empty_calls(out, changes)
        foreign = out.get("model") is None or str(out["model"]) in _ELECTRON_MODELS
    if foreign:
        changes.append(f"model {out.get('model')} sent as {model}")
        out["model"] = model
    if to.name == OPENAI.name and isinstance(out["model"], str):
        fit_for_openai(out, out["model"], changes, obstacles)
    return Rewritten(out, tuple(changes), tuple(obstacles))


def estimated_tokens(body: Mapping[str, Any]) -> int:
    """Return about how many tokens a request's input has: four bytes of UTF-8 each.

    No tokenizer of Electron's is published. Four bytes a token is the field's rule
    of thumb for English, and three quarters of a token a character in Indic scripts.
    """
    texts = [body.get("messages"), body.get("tools")]
    return sum(len(text.encode("utf-8", "replace")) for text in _strings(texts)) // 4


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            if name != "role":
                yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _without_empty_calls(out: dict[str, Any], changes: list[str]) -> None:
    messages = out.get("messages")
    if isinstance(messages, list):
        out["messages"] = [_without_nulls(message, changes) for message in messages]


def _without_nulls(message: Any, changes: list[str]) -> Any:
    """Drop ``tool_calls: null``, which Electron answers with and OpenAI does not take."""
    if isinstance(message, Mapping) and message.get("tool_calls", ...) in (None, []):
        _note(changes, "empty tool_calls left out")
        return {name: value for name, value in message.items() if name != "tool_calls"}
    return message


def _for_electron(
    out: dict[str, Any], changes: list[str], obstacles: list[str], bridge_json_schema: bool
) -> None:
    _fields(out, changes, obstacles)
    messages = out.get("messages")
    if isinstance(messages, list):
        if len(messages) > MAX_MESSAGES:
            obstacles.append(f"{len(messages)} messages, {MAX_MESSAGES} at most")
        out["messages"] = [_message(message, changes, obstacles) for message in messages]
    _tools(out, changes, obstacles)
    _format(out, changes, obstacles, bridge_json_schema)
    # Last, of what is sent: joined parts and an instruction count too.
    wanted = out.get("max_tokens")
    tokens = estimated_tokens(out) + (wanted if isinstance(wanted, int) else 0)
    if tokens > CONTEXT_TOKENS:
        obstacles.append(f"about {tokens} tokens, {CONTEXT_TOKENS} at most")


def _fields(out: dict[str, Any], changes: list[str], obstacles: list[str]) -> None:
    if isinstance(out.get("n"), int) and out["n"] > 1:
        obstacles.append("n > 1")
    if out.get("prompt_logprobs") is not None:
        obstacles.append("prompt_logprobs")
    stops = out.get("stop")
    if isinstance(stops, list) and len(stops) > MAX_STOPS:
        obstacles.append(f"{len(stops)} stop sequences, {MAX_STOPS} at most")
    modalities = out.get("modalities")
    if isinstance(modalities, list) and modalities != ["text"]:
        obstacles.append("modalities other than text")
    for name in [name for name in out if name in _FORWARDED]:
        value = out.pop(name)
        if value is None:
            continue
        if name in NEEDED:
            obstacles.append(name)
        elif name in RENAMED and out.get(RENAMED[name]) is None:
            out[RENAMED[name]] = value
            changes.append(f"{name} sent as {RENAMED[name]}")
        else:
            changes.append(f"{name} left out")
    options = out.get("stream_options")
    if isinstance(options, Mapping) and set(options) - {"include_usage"}:
        out["stream_options"] = {k: v for k, v in options.items() if k == "include_usage"}
        changes.append("stream_options other than include_usage left out")


def _message(message: Any, changes: list[str], obstacles: list[str]) -> Any:
    if not isinstance(message, Mapping):
        return message
    out = {name: value for name, value in message.items() if name in _MESSAGE_FIELDS}
    for name, value in message.items():
        if name in out or value in (None, [], {}):
            continue
        if name in ("audio", "function_call"):
            _note(obstacles, f"{name} in a message")
        else:
            _note(changes, f"{name} of a message left out")
    if out.get("tool_calls", ...) in (None, []):
        del out["tool_calls"]
    role = _ROLES.get(str(out.get("role")))
    if role is not None and role.electron.fate is Fate.REJECTED:
        if role.instead in _ROLES:
            out["role"] = role.instead
            _note(changes, f"role {role.name} sent as {role.instead}")
        else:
            _note(obstacles, f"role {role.name}")
    if isinstance(out.get("content"), list):
        out["content"] = _content(out["content"], changes, obstacles)
    return out


def _content(parts: list[Any], changes: list[str], obstacles: list[str]) -> Any:
    kinds = [part.get("type") if isinstance(part, Mapping) else None for part in parts]
    for kind in kinds:
        if kind != "text" or not all(isinstance(part.get("text"), str) for part in parts):
            known = str(kind) in _PARTS
            _note(obstacles, f"content of type {kind}" if known else "unknown content")
            return parts
    _note(changes, "text parts joined into a string")
    return "".join(part["text"] for part in parts)


def _tools(out: dict[str, Any], changes: list[str], obstacles: list[str]) -> None:
    choice = out.get("tool_choice")
    if isinstance(choice, Mapping) and choice.get("type") != "function":
        obstacles.append("tool_choice other than a function")
    tools = out.get("tools")
    if not isinstance(tools, list):
        return
    if not tools:
        del out["tools"]
        changes.append("empty tools left out")
    if len(tools) > MAX_TOOLS:
        obstacles.append(f"{len(tools)} tools, {MAX_TOOLS} at most")
    if any(isinstance(tool, Mapping) and tool.get("type") != "function" for tool in tools):
        obstacles.append("tools other than functions")


def _format(out: dict[str, Any], changes: list[str], obstacles: list[str], bridge: bool) -> None:
    wanted = out.get("response_format")
    kind = _FORMATS.get(str(wanted.get("type"))) if isinstance(wanted, Mapping) else None
    if kind is None or kind.electron.fate is not Fate.REJECTED:
        return
    if not bridge:
        obstacles.append(f"response_format {kind.name}")
        return
    described = wanted.get(kind.name) if isinstance(wanted, Mapping) else None
    schema = described.get("schema", {}) if isinstance(described, Mapping) else {}
    instruction = "Answer with one JSON object that fits this JSON schema: " + json.dumps(
        schema, ensure_ascii=False, separators=(",", ":")
    )
    out["response_format"] = {"type": "json_object"}
    out["messages"] = with_instruction(out.get("messages") or [], instruction)
    changes.append(f"{kind.name} sent as json_object and an instruction")


def _note(notes: list[str], note: str) -> None:
    if note not in notes:
        notes.append(note)
