"""Files that a page hands to the AI SDK's hook with what a person says: parts of the next request.

``sendMessage({ text, files })``, ``handleSubmit(event, { experimental_attachments: files })``.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..facts import Confidence, Fact, MessagePart
from .index import Module
from .syntax import Node
from .test_files import is_test
from .written import arguments, bare, key_of

_SENDS = ("sendMessage", "append", "handleSubmit", "regenerate")
_NOTHING = ("undefined", "null", "[]")


def attachments(module: Module) -> Iterator[Fact]:
    """Yield what a page sends as files.

    Args:
        module: A file of a project whose routes ask OpenAI by the AI SDK.
    """
    data = module.unit.data
    if is_test(module) or not (b"experimental_attachments" in data or b"sendMessage" in data):
        return
    for name in _SENDS:
        for call in module.calls.get(name, ()):
            for given in arguments(call):
                found = _files(bare(given), sends=name == "sendMessage")
                if found is not None:
                    yield MessagePart(place=found.place, type="file", confidence=Confidence.MEDIUM)


def _files(options: Node, *, sends: bool) -> Node | None:
    """Return the entry of an object that holds files, if it holds any."""
    if options.kind != "object":
        return None
    entries = {key_of(child) or child.text: child for child in options.children}
    held = entries.get("experimental_attachments")
    if held is None and sends and "text" in entries:
        held = entries.get("files")
    value = held.get("value") if held is not None else None
    return None if value is not None and value.text in _NOTHING else held
