"""What is read of a response's item or event, in a chat's words: its type, its fields, its text."""

from __future__ import annotations

from ...contract.responses import CALL, CALL_FIELDS, CALL_TYPE, TEXT_EVENT
from ..facts import Place
from .syntax import Node, number_value
from .written import bare, key_of, member_of

OUTPUT, CALLS, ITEM, MIXED = "@output", "@calls", "@item", "@mixed"
STREAM, EVENT = "@stream", "@event"
"""What a value on the way may be: the output, its calls, one call, an item of any type, events."""

MESSAGE = ".choices[0].message"
DELTA = ".choices[0].delta.content"
KNOWN_TYPES = {EVENT: (TEXT_EVENT,), MIXED: (CALL, "message")}
"""Types that a chat has words for; of anything else, calls alone."""

_NAMES = ("identifier", "shorthand_property_identifier_pattern")
_JOINED = ("binary_expression", "unary_expression")


def test_of_type(
    test: Node, asked: tuple[str, bool], kind: str, name: str
) -> tuple[Place, str] | None:
    """Return the place and the text of a test of a type, as a chat has it.

    Args:
        test: The test.
        asked: One of `KNOWN_TYPES`, and whether it is to be it.
        kind: What is tested.
        name: Its name.
    """
    word, positive = asked
    if kind == ITEM:
        # Among calls the test stays: their type has another name.
        right = test.get("right")
        if right is None:
            return None
        place = bare(right).place
        quote = place.text[:1]
        return place, f"{quote}{CALL_TYPE}{quote}"
    if kind == EVENT:
        text = f"{name}.choices[0]?.delta?.content"
        return test.place, text if positive else f"!{text}"
    text = f'"function" in {name}' if word == CALL else f'"role" in {name} && {name}.content'
    text = f"({text})" if test.parent is not None and test.parent.kind in _JOINED else text
    return test.place, text if positive else f"!({text})"


def pattern_of(target: Node) -> str | None:
    """Return the pattern that takes a chat's call apart; None if a field has no counterpart.

    Its name and arguments lie one level deeper.
    """
    taken = {key_of(c) or c.text: c.get("value") or c for c in target.children}
    plain = all(value.kind in _NAMES for value in taken.values())
    if not plain or not taken.keys() <= CALL_FIELDS.keys():
        return None
    inner = ", ".join(
        name if value.text == name else f"{name}: {value.text}"
        for name, value in taken.items()
        if CALL_FIELDS[name].startswith("function.")
    )
    own = [f"id: {value.text}" for name, value in taken.items() if name == "call_id"]
    parts = [*own, *([f"function: {{ {inner} }}"] if inner else [])]
    return f"{{ {', '.join(parts)} }}"


def text_of(read: Node) -> Node | None:
    """Return the end of ``.content[0].text``, or None."""
    picked = read.parent
    name = read.get("property")
    if name is None or name.text != "content" or picked is None:
        return None
    index = picked.get("index")
    if picked.kind != "subscript_expression" or index is None or number_value(index) != 0:
        return None
    text = picked.parent
    return text if text is not None and member_of(text, picked) == "text" else None
