"""What chat messages hold: roles and content parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..facts import Call, Confidence, Fact, Kind, MessagePart, MessageRole, Place, Value
from .index import TEST_FILE, bare, key_of
from .resolve import Resolver
from .syntax import Node, string_value

_PARTS = frozenset({"image_url", "input_audio", "file", "video_url", "image_base64"})


class Messages:
    """Finds roles and parts that Electron has not.

    Args:
        resolver: The project's resolver.
        calls: The requests.
    """

    def __init__(self, resolver: Resolver, calls: Iterable[Call]) -> None:
        """Start with nothing found."""
        self.resolver = resolver
        given = list(calls)
        self.calls = [call for call in given if call.endpoint == "chat"]
        self._others = [call.place for call in given if call.endpoint != "chat"]
        self._seen: set[tuple[int, int]] = set()

    def facts(self) -> Iterator[Fact]:
        """Yield what reaches a chat request, then what is written like a message beside one."""
        for call in self.calls:
            field = call.fields.get("messages")
            for value in field.values if field is not None else ():
                if value.kind is Kind.LIST:
                    for item in value.items:
                        for message in item:
                            yield from self._message(message, call.confidence)
        if self.calls:
            for module in self.resolver.project.modules:
                for node in module.nodes.get("object", ()):
                    yield from self._object(node)

    def _message(self, message: Value, confidence: Confidence) -> Iterator[Fact]:
        if message.kind is not Kind.MAPPING:
            return
        role = message.entries.get("role")
        for value in role.constants() if role is not None else ():
            if value.constant in ("developer", "function") and value.place is not None:
                yield from self._once(
                    value.place,
                    MessageRole(place=value.place, role=str(value.constant), confidence=confidence),
                )
        content = message.entries.get("content")
        for value in content.values if content is not None else ():
            if value.kind is Kind.LIST:
                yield from self._parts(value, confidence)

    def _parts(self, content: Value, confidence: Confidence) -> Iterator[Fact]:
        texts: list[Place] = []
        other = False
        for item in content.items:
            for part in item:
                kind = part.entries.get("type") if part.kind is Kind.MAPPING else None
                for value in kind.constants() if kind is not None else ():
                    if part.place is None or not isinstance(value.constant, str):
                        continue
                    if value.constant == "text":
                        texts.append(part.place)
                    else:
                        other = True
                        yield from self._once(
                            part.place,
                            MessagePart(
                                place=part.place, type=value.constant, confidence=confidence
                            ),
                        )
        if texts and not other and content.complete:
            yield from self._once(
                texts[0], MessagePart(place=texts[0], type="text", confidence=confidence)
            )

    def _object(self, node: Node) -> Iterator[Fact]:
        if any(
            place.unit is node.module.unit and place.start < node.start < place.end
            for place in self._others
        ):
            return
        # What a test writes is made up, unless a request is seen to send it.
        made_up = TEST_FILE.search(node.module.inside or node.module.path) is not None
        sure = Confidence.LOW if made_up else Confidence.MEDIUM
        entries: dict[str, Node] = {}
        for child in node.children:
            name, value = key_of(child), child.get("value")
            if name is not None:
                # ``"developer" as const``
                entries[name] = bare(value or child)
        role = entries.get("role")
        text = string_value(role) if role is not None else None
        if role is not None and text in ("developer", "function") and "content" in entries:
            yield from self._once(
                role.place, MessageRole(place=role.place, role=text, confidence=sure)
            )
        kind = entries.get("type")
        text = string_value(kind) if kind is not None else None
        if text in _PARTS and text in entries:
            yield from self._once(
                node.place, MessagePart(place=node.place, type=text, confidence=sure)
            )

    def _once(self, place: Place, fact: Fact) -> Iterator[Fact]:
        key = (id(place.unit), place.start)
        if key not in self._seen:
            self._seen.add(key)
            yield fact
