"""Models that a page or a component lets a person choose from: ``<option value="gpt-4o">``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Confidence, ModelName, Place
from ..model_names import is_text_model
from . import pages
from .index import Module
from .syntax import Node, string_value

# What offers a choice in HTML and in the components that stand in for it.
_CHOICE = re.compile(r"(?i)^(?:[\w.-]*option|[\w.-]*select-?item|[\w.-]*radio[\w-]*|input)$")
_VALUE = re.compile(
    rb"<(?P<tag>[A-Za-z][\w.-]*)\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?\svalue\s*=\s*"
    rb"(?P<text>\"[^\"\n]{2,60}\"|'[^'\n]{2,60}')"
)
# Beside names of OpenAI's, what is meant for one of them: ``gpt-o1``.
_LIKE = re.compile(r"(?:chat)?gpt-?o?\d[\w.-]*$")
_SCRIPT = re.compile(rb"(?is)<script\b.*?</script\s*>|<!--.*?-->")


def offers(path: str, data: bytes) -> bool:
    """Say whether a page offers OpenAI's models in its markup.

    Args:
        path: The page.
        data: What it holds.
    """
    return any(True for _ in _offered(path, data))


def offered(module: Module) -> Iterator[ModelName]:
    """Yield the models that a page's markup offers.

    Args:
        module: The page.
    """
    for start, end, model in _offered(module.path, module.unit.data):
        yield ModelName(
            place=Place(module.unit, start, end),
            confidence=Confidence.MEDIUM,
            model=model,
            route="an offered choice",
        )


def is_choice_of(node: Node) -> bool:
    """Say whether a text is the value of a choice in JSX."""
    attribute = node.parent
    if attribute is None or attribute.kind != "jsx_attribute":
        return False
    element = attribute.parent
    tag = element.get("name") if element is not None else None
    return (
        attribute.children[0].text == "value"
        and tag is not None
        and _CHOICE.match(tag.text) is not None
    )


def is_in_menu(node: Node) -> bool:
    """Say whether a name is one of several in an array: ``[{ value: "gpt-4o", label }, …]``.

    Args:
        node: The literal.
    """
    entry = node
    holder = node.parent
    if holder is not None and holder.kind == "pair" and holder.parent is not None:
        entry = holder.parent
        holder = entry.parent
    if holder is None or holder.kind != "array":
        return False
    named = [
        any(text is not None and is_text_model(text) for text in map(string_value, _values(each)))
        for each in holder.children
    ]
    return sum(named) > 1


def _values(entry: Node) -> list[Node]:
    """Return what an object's entries hold; what is no object by itself."""
    if entry.kind != "object":
        return [entry]
    return [value for child in entry.children if (value := child.get("value")) is not None]


def _offered(path: str, data: bytes) -> Iterator[tuple[int, int, str]]:
    if not pages.is_page(path) or b"gpt" not in data:
        return
    markup = _SCRIPT.sub(lambda match: b" " * len(match[0]), data)
    found = [
        (match.start("text"), match.end("text"), match["text"][1:-1].decode("utf-8", "replace"))
        for match in _VALUE.finditer(markup)
        if _CHOICE.match(match["tag"].decode())
    ]
    beside = any(is_text_model(model) for _, _, model in found)
    for start, end, model in found:
        if is_text_model(model) or (beside and _LIKE.match(model)):
            yield start, end, model
