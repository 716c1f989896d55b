"""What is written like a chat message or a part of one: dictionaries, and calls with their keys."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ..common.messages import ROLES, Messages, record
from ..facts import Confidence, Fact, Kind, MessagePart, MessageRole, Provider, Value
from .clients import other_vendor
from .index import Module
from .known import WITHOUT_MODELS
from .message_values import written_value, written_values
from .requests import Request
from .resolve.resolver import Resolver
from .tree import last_name, place_of
from .vendors import in_vendors_branch

_KEYS = {"role", "type"}
_PART_CLASSES = {
    "ChatCompletionContentPartImageParam": "image_url",
    "ChatCompletionContentPartInputAudioParam": "input_audio",
}


def written(
    module: Module, messages: Messages, resolver: Resolver, requests: list[Request]
) -> Iterator[Fact]:
    """Yield the roles and the content parts of messages that a module writes.

    Args:
        module: The module.
        messages: Knows what a message is.
        resolver: The project's resolver.
        requests: The module's own requests.
    """
    texts = _text_confidence(module, requests)
    mixed = _mixed_later(module)
    for node in module.nodes[ast.Dict]:
        if _KEYS & {key.value for key in node.keys if key.__class__ is ast.Constant}:
            if in_vendors_branch(node):
                continue
            if _for_responses(node):
                # Its parts are a response's own; its roles are a chat's.
                for fact in messages.written(written_value(node), texts=None):
                    if isinstance(fact, MessageRole):
                        yield fact
            else:
                here = None if id(node.scope) in mixed else texts
                made = written_value(node)
                yield from messages.written(made, texts=here)
                for kept in _kept_contents(node, made, resolver):
                    yield from messages.written(kept, texts=here)
                for kept in _kept_roles(node, made, resolver):
                    yield from messages.written(kept, Confidence.MEDIUM, texts=None)
    for changed in _changed_roles(module):
        yield from messages.written(changed, Confidence.MEDIUM, texts=None)
    if any(name.partition(".")[0].startswith("langchain") for name in module.imported):
        yield from _pairs(module)
    for name, calls in module.calls.items():
        for call in calls:
            if name in _PART_CLASSES:
                yield MessagePart(place=place_of(call), type=_PART_CLASSES[name])
            if name in _MAKERS or "message" in name.lower():
                made = record(place_of(call), _entries(call, name))
                maker = "" if name in _MAKERS else name
                yield from messages.written(made, texts=texts, maker=maker)


def _pairs(module: Module) -> Iterator[MessageRole]:
    """Yield the roles of messages that LangChain takes as pairs: ``("developer", text)``."""
    for role in module.texts.get("developer", ()):
        pair = role.parent
        listed = pair.__class__ is ast.Tuple and pair.parent.__class__ is ast.List
        if listed and len(pair.elts) == 2 and pair.elts[0] is role and not in_vendors_branch(pair):
            place = place_of(role)
            yield MessageRole(place=place, role="developer", confidence=Confidence.MEDIUM)


def _kept_contents(node: ast.Dict, made: Value, resolver: Resolver) -> Iterator[Value]:
    """Yield a message with each list that its content is when it stands elsewhere.

    In a variable, or where a method that makes messages is called. A list that grows is none: what
    is added may be no text.
    """
    for key, content in zip(node.keys, node.values, strict=True):
        if key.__class__ is not ast.Constant or key.value != "content":
            continue
        if content.__class__ is not ast.Name or "role" not in made.entries:
            return
        for item in resolver.of(content):
            if item.node.__class__ in (ast.List, ast.ListComp) and not _grows(item.node):
                yield record(place_of(node), {"role": [], "content": [written_value(item.node)]})


def _kept_roles(node: ast.Dict, made: Value, resolver: Resolver) -> Iterator[Value]:
    """Yield a message with its role where that is a constant of elsewhere, or a member."""
    for key, role in zip(node.keys, node.values, strict=True):
        if key.__class__ is not ast.Constant or key.value != "role":
            continue
        # What is written in the same function is known already.
        if made.entries["role"].values or "content" not in made.entries:
            return
        if role.__class__ in (ast.Name, ast.Attribute):
            for item in resolver.of(role):
                if item.kind == "const" and item.data in ROLES:
                    spelled = Value(Kind.CONSTANT, place_of(role), item.data)
                    yield record(place_of(node), {"role": [spelled], "content": []})


def _changed_roles(module: Module) -> Iterator[Value]:
    """Yield a message for each role that is put in its place: ``m["role"] = "developer"``."""
    for changes in module.items.values():
        for change in changes:
            if change.__class__ is not tuple or change[0].slice.__class__ is not ast.Constant:
                continue
            role = change[1].value
            if change[0].slice.value == "role" and _MESSAGE.search(place_of(change[0].value).text):
                yield record(
                    place_of(change[0]), {"role": written_values(role, "role"), "content": []}
                )


# What holds a message is called so.
_MESSAGE = re.compile(r"(?i)me?ss?a?ge?|^m$|turn|system|prompt|conversation|history")


def _mixed_later(module: Module) -> set[int]:
    """Return the functions that add parts to a message: ``messages[0]["content"].append(image)``.

    What a content holds in the end is told by those, and not where it begins.
    """
    return {
        id(call.scope)
        for name in ("append", "extend", "insert")
        for call in module.calls.get(name, ())
        if call.func.__class__ is ast.Attribute
        and call.func.value.__class__ is ast.Subscript
        and call.func.value.slice.__class__ is ast.Constant
        and call.func.value.slice.value == "content"
    }


def _grows(display: Any) -> bool:
    statement: Any = display.parent
    if statement.__class__ not in (ast.Assign, ast.AnnAssign):
        return False
    target = statement.targets[0] if statement.__class__ is ast.Assign else statement.target
    return bool(display.scope.module.items.get(last_name(target)))


def _entries(call: ast.Call, name: str) -> dict[str, list[Value]]:
    """Return what a class or a helper makes a message of."""
    entries = {k.arg: written_values(k.value, k.arg) for k in call.keywords if k.arg in _ENTRIES}
    if name not in _MAKERS and (len(call.args) > 1 or "content" in entries):
        # ``Message("developer", text)``
        entries.setdefault("role", [written_value(given) for given in call.args[:1]])
    return entries


# A dictionary is like a message if all its keys are among these: a person's record has others.
_ENTRIES = {"role", "type", "content", "name", "tool_calls", "tool_call_id", "function_call",
            "image_url", "input_audio", "file"}  # fmt: skip
_MAKERS = {
    "dict", "ChatCompletionDeveloperMessageParam", "ChatCompletionFunctionMessageParam",
}  # fmt: skip


def _for_responses(node: Any) -> bool:
    """Say whether a message is written right into a call of the Responses API."""
    while node is not None:
        if node.__class__ is ast.keyword and node.arg == "input":
            return True
        if node.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef, ast.Module):
            return False
        node = node.parent
    return False


def _text_confidence(module: Module, requests: list[Request]) -> Confidence:
    """Return how sure it is that text parts go to OpenAI: other vendors take the same form."""
    roots = {name.partition(".")[0] for name in module.imported}
    if any(other_vendor(name) and not _without_model(name, module) for name in roots):
        return Confidence.LOW
    # A module that takes its client from another has no need to import the SDK.
    asks = any(r.fact.endpoint == "chat" and r.fact.provider is Provider.OPENAI for r in requests)
    if not asks and any(r.fact.endpoint == "responses" for r in requests):
        # They are a response's input.
        return Confidence.LOW
    # A body that is sent by hand goes where the module says.
    asks |= any(_ADDRESS.search(unit.data) for unit in module.units)
    return Confidence.MEDIUM if asks or "openai" in roots else Confidence.LOW


_ADDRESS = re.compile(rb"api\.openai\.com[^\n]*/chat/completions")
# Other APIs, and clouds, whose library is a model's only where its models are spoken of.
_OTHER_APIS = WITHOUT_MODELS | {"unittest", "mock", "pytest_mock"}
_CLOUDS = {"boto3": "bedrock", "google": "genai|generativeai|vertex|aiplatform", "azure": "ai"}


def _without_model(package: str, module: Module) -> bool:
    """Say whether a package that has calls which look alike answers no messages here."""
    if package not in _CLOUDS:
        return package in _OTHER_APIS
    words = re.compile(_CLOUDS[package])
    return not any(words.search(name) for name in module.imported if name.startswith(package)) and (
        not any(words.search(text) for text in module.texts if package == "boto3")
    )
