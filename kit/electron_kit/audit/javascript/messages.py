"""What is written like a chat message or a part of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..common.messages import Messages, record
from ..facts import Call, Confidence, Fact, Field, Kind, Value
from .index import Module
from .known import OTHER_VENDORS
from .resolve import Resolver
from .syntax import Node, string_value
from .test_files import is_test
from .written import bare, key_of

_DEEPEST = 4
_AI_PARTS = frozenset({"image", "file"})
"""What the AI SDK calls the parts that it sends as ``image_url``, ``file`` and ``input_audio``."""


def messages(
    resolver: Resolver, calls: Iterable[Call], given: Iterable[Field] = (), *, chats: bool = False
) -> Iterator[Fact]:
    """Yield what reaches chat requests, then what is written like a message beside one.

    Args:
        resolver: The project's resolver.
        calls: The requests.
        given: What calls of the AI SDK send to OpenAI as their messages.
        chats: Whether a framework sends chat requests to OpenAI too.
    """
    calls = list(calls)
    found = Messages(calls)
    yield from found.sent()
    for field in given:
        yield from found.parts_among(field, _AI_PARTS)
    if chats or any(call.endpoint == "chat" for call in calls):
        for module in resolver.project.modules:
            sure = _confidence(module)
            others = any(OTHER_VENDORS.match(spec) for spec in module.specs)
            texts = Confidence.LOW if others else sure
            for node in module.nodes.get("object", ()):
                if any(key_of(child) in ("role", "type") for child in node.children):
                    yield from found.written(_value(node), sure, texts=texts)


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
