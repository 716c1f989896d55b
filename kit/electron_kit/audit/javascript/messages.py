"""What is written like a chat message or a part of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..common.messages import Messages, record
from ..facts import Call, Confidence, Fact, Field, Kind, MessageRole, Place, Value
from .attachments import attachments
from .index import Module
from .known import OTHER_VENDORS
from .repeats import function_of
from .resolve import Resolver
from .syntax import Node, string_value
from .test_files import is_test
from .vendors import asks_elsewhere, in_vendors_branch, names_vendor
from .written import bare, key_of, last_name

_DEEPEST = 4
_OF_CHAT = re.compile(r"""\bimage_url['"]?\s*:\s*\{\s*['"]?url\b""")
_TOLD = frozenset({"dispatch", "postMessage", "emit", "commit", "publish", "trigger", "notify"})
_ASKING = ("generateText", "streamText", "generateObject", "streamObject")
_AI_PARTS = frozenset({"image", "file"})
"""What the AI SDK calls the parts that it sends as ``image_url``, ``file`` and ``input_audio``."""


def messages(
    resolver: Resolver,
    calls: Iterable[Call],
    given: Iterable[Field] = (),
    *,
    chats: bool = False,
    named: bool = False,
    responses: bool = False,
) -> Iterator[Fact]:
    """Yield what reaches chat requests, then what is written like a message beside one.

    Args:
        resolver: The project's resolver.
        calls: The requests.
        given: What calls of the AI SDK send to OpenAI as their messages.
        chats: Whether a framework sends chat requests to OpenAI too.
        named: Whether OpenAI's host and the path of chats are written, wherever they meet.
        responses: Whether a response is asked for, with the SDK or by hand.
    """
    calls, given = list(calls), list(given)
    found = Messages(calls)
    yield from found.sent()
    sdk = False
    asked = [node for m in resolver.project.modules for node in m.nodes.get("object", ())]
    elsewhere = {(id(n.place.unit), n.place.start) for n in asked if in_vendors_branch(n)}
    for field in given:
        for fact in found.parts_among(field, _AI_PARTS):
            if (id(fact.place.unit), fact.place.start) not in elsewhere:
                yield fact
        sdk = True
    for module in resolver.project.modules if sdk else ():
        if names_vendor(module.path):
            continue
        yield from attachments(module)
        for node in module.nodes.get("object", ()):
            if _is_added(node) or ("ai" in module.specs and _is_given(node)):
                part = _sdk_part(node)
                ours = part is not None and not _for_others(node, module, given)
                if part is not None and ours and not in_vendors_branch(node):
                    yield from found.part(part[0], part[1], _confidence(module))
    for module in resolver.project.modules if chats else ():
        if any(spec.startswith(("@langchain/core", "langchain")) for spec in module.specs):
            yield from _pairs(module)
            for node in module.nodes.get("object", ()):
                kind = _block(node)
                if kind and not in_vendors_branch(node):
                    yield from found.part(node.place, kind, _confidence(module))
    for module in resolver.project.modules if responses and not chats else ():
        yield from _of_responses(module, found, calls)
    if chats or named or any(call.endpoint == "chat" for call in calls):
        for module in resolver.project.modules:
            sure = _confidence(module)
            others = any(OTHER_VENDORS.match(spec) for spec in module.specs)
            texts = Confidence.LOW if others else sure
            for node in module.nodes.get("object", ()):
                keyed = any(key_of(child) in ("role", "type") for child in node.children)
                if keyed and not _is_event(node) and not in_vendors_branch(node):
                    for fact in found.written(_value(node), sure, texts=texts):
                        if not asks_elsewhere(node):
                            yield fact


def _pairs(module: Module) -> Iterator[MessageRole]:
    """Yield the roles of messages that LangChain takes as pairs: ``["developer", text]``."""
    for node in module.nodes.get("array", ()):
        holder = node.parent
        first = node.children[0] if len(node.children) == 2 else None
        if first is None or holder is None or holder.kind != "array":
            continue
        if string_value(first) == "developer" and not in_vendors_branch(node):
            sure = _confidence(module)
            yield MessageRole(place=first.place, role="developer", confidence=sure)


def _of_responses(module: Module, found: Messages, calls: list[Call]) -> Iterator[Fact]:
    """Yield the roles in histories that a project sends to the Responses API alone.

    And images that are written in the form of a chat, for a function that writes them anew.
    """
    if any(call.endpoint == "chat" for call in calls) or is_test(module):
        return
    for node in module.nodes.get("object", ()):
        keys = {key_of(child) for child in node.children}
        if {"role", "content"} <= keys and not _is_event(node) and not in_vendors_branch(node):
            for fact in found.written(_value(node), Confidence.MEDIUM, texts=Confidence.LOW):
                # An image of a response's input has its address right in it.
                if isinstance(fact, MessageRole) or _OF_CHAT.search(fact.place.text):
                    yield fact
        elif "type" in keys and "image_url" in keys and not in_vendors_branch(node):
            for fact in found.written(_value(node), Confidence.MEDIUM, texts=None):
                if _OF_CHAT.search(fact.place.text):
                    yield fact


def _sdk_part(node: Node) -> tuple[Place, str] | None:
    """Return a part of the AI SDK's that an object is: ``{ type: "image", image: bytes }``."""
    entries = {key_of(child): child for child in node.children}
    held = entries.get("type")
    kind = string_value(bare(held.get("value") or held)) if held is not None else None
    if kind not in _AI_PARTS or kind is None or "id" in entries:
        # What a form keeps of an upload has an id.
        return None
    if kind in entries and kind == "image":
        return node.place, kind
    content = {"data", "image"} & entries.keys()
    typed = {"mediaType", "mimeType"} & entries.keys()
    return (node.place, kind) if content and typed else None


def _block(node: Node) -> str:
    """Return the type of a part in LangChain's own form, which it sends in OpenAI's."""
    entries = {key_of(child): child for child in node.children}
    held = entries.get("type")
    kind = string_value(bare(held.get("value") or held)) if held is not None else None
    typed = {"source_type", "mime_type", "mimeType"} & entries.keys()
    return kind if kind in ("image", "audio", "file") and typed else ""


def _for_others(node: Node, module: Module, given: Iterable[Field]) -> bool:
    """Say whether what asks a model in the function around an object asks another vendor's."""
    around = next((above for above in node.up() if function_of(above) is None), node)
    asked = [
        call
        for name in _ASKING
        for call in module.calls.get(name, ())
        if around.start <= call.start and call.end <= around.end
    ]
    ours = [
        field.place
        for field in given
        if field.place.unit is node.place.unit
        and around.place.start <= field.place.start < around.place.end
    ]
    return bool(asked) and not ours


def _is_given(node: Node) -> bool:
    """Say whether an object is what a function gives, or stands in a list."""
    holder = node.parent
    while holder is not None and holder.kind == "parenthesized_expression":
        holder = holder.parent
    return holder is not None and holder.kind in (
        "array", "return_statement", "arrow_function", "ternary_expression",
    )  # fmt: skip


def _is_added(node: Node) -> bool:
    """Say whether an object is added to a list, or stands in one that is a content."""
    holder = node.parent
    outer = holder.parent if holder is not None else None
    if holder is None or outer is None:
        return False
    if holder.kind == "arguments":
        callee = outer.get("function")
        return callee is not None and last_name(callee) in ("push", "unshift")
    return holder.kind == "array" and outer.kind == "pair" and key_of(outer) == "content"


def _is_event(node: Node) -> bool:
    """Say whether an object is what a store or a socket is told: ``dispatch({ type: "file" })``.

    Or the item of a realtime event: ``{ type: "conversation.item.create", item: { … } }``.
    """
    holder = node.parent
    event = holder.parent if holder is not None and key_of(holder) == "item" else None
    for child in event.children if event is not None and event.kind == "object" else ():
        value = child.get("value") if key_of(child) == "type" else None
        if value is not None and (string_value(value) or "").startswith("conversation."):
            return True
    call = holder.parent if holder is not None and holder.kind == "arguments" else None
    callee = call.get("function") if call is not None else None
    return callee is not None and last_name(callee) in _TOLD


def _confidence(module: Module) -> Confidence:
    # What a test writes is made up, unless a request is seen to send it.
    made_up = is_test(module)
    return Confidence.LOW if made_up else Confidence.MEDIUM


def _value(node: Node, depth: int = 0) -> Value:
    """Return what an expression is where it stands, as deep as a message's parts."""
    node = bare(node)  # ``"developer" as const``
    text = string_value(node)
    if text is not None:
        return Value(Kind.CONSTANT, node.place, text)
    if node.kind == "object" and depth < _DEEPEST:
        return record(
            node.place,
            {
                name: (_value(child.get("value") or child, depth + 1),)
                for child in node.children
                if (name := key_of(child)) is not None
            },
        )
    if node.kind == "array" and depth < _DEEPEST:
        items = tuple((_value(child, depth + 1),) for child in node.children)
        return Value(Kind.LIST, node.place, items=items)
    return Value(Kind.UNKNOWN, node.place)
