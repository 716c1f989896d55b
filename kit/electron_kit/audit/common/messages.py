"""Roles and content parts that Electron has not: of what requests send, and of what looks alike."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from ..facts import (
    Call,
    Confidence,
    Fact,
    Field,
    Kind,
    MessagePart,
    MessageRole,
    Place,
    Provider,
    Value,
)
from .content_parts import OF_FILES, PARTS, describes_property

ROLES = frozenset({"developer", "function"})
"""Roles that OpenAI has and Electron has not."""

# One of these beside a role tells a message from a person's record, which has a name too.
_BESIDE = frozenset(
    {"content", "multi_content", "tool_calls", "function_call", "tool_call_id", "parts"}
)


class Messages:
    """Finds roles and parts, each once.

    Args:
        calls: The requests that were found.
        each: Whether texts are told part by part: where nothing is rewritten, a person changes
            each by hand. Else a content of texts alone is told once, as the one change that it is.
    """

    def __init__(self, calls: Iterable[Call], *, each: bool = False) -> None:
        """Keep what is sent as a chat, and where something else is sent."""
        self._types = PARTS | {"text"} if each else PARTS
        self._each = each
        given = list(calls)
        self._chats = [call for call in given if call.endpoint == "chat"]
        self._others = [call for call in given if call.endpoint != "chat"]
        self._reached = {
            (id(message.place.unit), message.place.start)
            for call in self._chats
            if call.provider is Provider.OPENAI and call.alone and "messages" in call.fields
            for value in call.fields["messages"].values
            for item in value.items
            for message in item
            if message.place is not None
        }
        self._seen: set[tuple[int, int]] = set()

    def sent(self) -> Iterator[Fact]:
        """Yield what reaches chat requests, as sure as they are."""
        for call in self._chats:
            field = call.fields.get("messages")
            for value in field.values if field is not None else ():
                for message in (one for item in value.items for one in item):
                    yield from self._roles(message, call.confidence)
                    for content in _values(message, "content"):
                        yield from self._parts(content, call.confidence)

    def parts_among(self, messages: Field, types: Container[str]) -> Iterator[Fact]:
        """Yield the parts of some types in what a framework's call is given as its messages."""
        for value in messages.values:
            for message in (one for item in value.items for one in item):
                for content in _values(message, "content"):
                    for part in (one for item in content.items for one in item):
                        for kind in _texts(part, "type"):
                            if part.place is not None and kind.constant in types:
                                yield from self._once(
                                    MessagePart(place=part.place, type=str(kind.constant))
                                )

    def part(self, place: Place, kind: str, confidence: Confidence) -> Iterator[Fact]:
        """Yield a part that is known by other marks than a message's, unless it was told already.

        Args:
            place: Where it is written.
            kind: Its type.
            confidence: How sure it is that it is sent.
        """
        yield from self._once(MessagePart(place=place, type=kind, confidence=confidence))

    def written(
        self,
        record: Value,
        confidence: Confidence = Confidence.HIGH,
        *,
        texts: Confidence | None = Confidence.MEDIUM,
        maker: str = "",
    ) -> Iterator[Fact]:
        """Yield what a record has that is written like a message or like a part of one.

        Args:
            record: The record, with what its entries are where they stand.
            confidence: How sure it is that records of this file are sent.
            texts: How sure it is that a content of texts alone goes to OpenAI; None to tell none.
            maker: The class or function that is given the entries; empty for a literal.
        """
        if record.place is None:
            return
        others = {o.endpoint for o in self._others if _inside(record.place, o.place)}
        if others:
            # What another endpoint is sent has rules of its own; a response's input has roles too.
            if others == {"responses"} and record.entries.keys() & _BESIDE:
                yield from self._roles(record, confidence)
            return
        if record.entries.keys() & _BESIDE:
            yield from self._roles(record, confidence)
        elif "message" in maker.lower():
            yield from self._roles(record, min(confidence, Confidence.MEDIUM))
        if "role" in record.entries and not self._each and texts is not None:
            if (id(record.place.unit), record.place.start) in self._reached:
                texts = Confidence.MEDIUM
            yield from self._text_alone(record, texts)
        for kind in _texts(record, "type"):
            text = str(kind.constant)
            if (
                text in self._types
                and text in record.entries
                and not describes_property(record.entries[text])
                and (text != "file" or record.entries.keys() <= OF_FILES)
            ):
                yield from self._once(
                    MessagePart(place=record.place, type=text, confidence=confidence)
                )

    def _roles(self, message: Value, confidence: Confidence) -> Iterator[Fact]:
        for role in _texts(message, "role"):
            if role.constant in ROLES and role.place is not None:
                yield from self._once(
                    MessageRole(place=role.place, role=str(role.constant), confidence=confidence)
                )

    def _parts(self, content: Value, confidence: Confidence) -> Iterator[Fact]:
        """Yield the parts of a content that is a list, but for texts."""
        for part in (one for item in content.items for one in item):
            for kind in _texts(part, "type"):
                # What a chat of OpenAI's takes: others were never sent there.
                if part.place is not None and kind.constant in PARTS:
                    yield from self._once(
                        MessagePart(
                            place=part.place, type=str(kind.constant), confidence=confidence
                        )
                    )

    def _text_alone(self, message: Value, confidence: Confidence) -> Iterator[Fact]:
        """Yield one part for a content that is a list of nothing but texts.

        Other vendors take the same form: so it is told by where it is written, or by a request of
        which it is known that OpenAI answers it.
        """
        for content in _values(message, "content"):
            types = [
                kind.constant for item in content.items for part in item
                for kind in _values(part, "type")
            ]  # fmt: skip
            whole = len(types) == len(content.items) and content.complete
            if content.place is not None and types and whole and set(types) == {"text"}:
                yield from self._once(
                    MessagePart(place=content.place, type="text", confidence=confidence)
                )

    def _once(self, fact: Fact) -> Iterator[Fact]:
        key = (id(fact.place.unit), fact.place.start)
        if key not in self._seen:
            self._seen.add(key)
            yield fact


def record(place: Place, entries: Mapping[str, Iterable[Value]]) -> Value:
    """Return a record as it is written.

    Args:
        place: Where it is written.
        entries: What each of its entries may be, by name.
    """
    fields = {name: Field(name, place, values=tuple(each)) for name, each in entries.items()}
    return Value(Kind.MAPPING, place, entries=fields)


def _values(mapping: Value, name: str) -> tuple[Value, ...]:
    field = mapping.entries.get(name)
    return field.values if field is not None else ()


def _texts(mapping: Value, name: str) -> Iterator[Value]:
    for value in _values(mapping, name):
        if value.kind is Kind.CONSTANT and isinstance(value.constant, str):
            yield value


def _inside(inner: Place, outer: Place) -> bool:
    return outer.unit is inner.unit and outer.start < inner.start < outer.end
