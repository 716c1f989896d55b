"""Which tools of a request for a response a chat can have as well, and the form that they take."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from ...contract.responses import BUILT_IN_TOOLS, CALL_TYPE, TOOL_CHOICES, TOOL_FIELDS
from ..units import Place, Unit

ELSEWHERE = "asks for `tools` that are put together elsewhere"

NodeT = TypeVar("NodeT")


class ToolList(ABC, Generic[NodeT]):
    """The tools that a request names.

    A door says what is written; what a chat can have is decided here.

    Attributes:
        stays: Why they cannot be a chat's, as a clause; empty if they can.
        built_in: Whether one of them is OpenAI's own.
        functions: The displays that are functions' tools.
        lists: The displays of lists that hold them.
        elements: The expressions by which lists get them, by id.
    """

    stays: str

    def __init__(self) -> None:
        """Start with none."""
        self.built_in = False
        self.functions: list[NodeT] = []
        self.lists: list[NodeT] = []
        self.elements: set[int] = set()

    @abstractmethod
    def displays(self, element: NodeT) -> list[NodeT] | None:
        """Return the displays that an element may be; None if it may be anything else."""

    @abstractmethod
    def entries(self, display: NodeT) -> Mapping[str, NodeT] | None:
        """Return what a display has for its keys; None if not all of them are written there."""

    @abstractmethod
    def text(self, node: NodeT) -> str | None:
        """Return the text that an expression is; None if it is none, or not written there."""

    @abstractmethod
    def types_within(self, node: NodeT) -> Iterable[str]:
        """Yield the types of all displays that are written in an expression."""

    def tool(self, element: NodeT) -> str:
        """Take in a tool; return why it cannot be a chat's, as a clause, or nothing."""
        self.elements.add(id(element))
        found = self.displays(element)
        if not found:
            return ELSEWHERE
        for display in found:
            entries = self.entries(display)
            if entries is None or "type" not in entries:
                return self.of_openai(display) or ELSEWHERE
            if self.text(entries["type"]) != CALL_TYPE:
                return self.of_openai(display) or ELSEWHERE
            # A chat's function has these and no others: what else there is would be lost.
            if not entries.keys() - {"type"} <= TOOL_FIELDS or "name" not in entries:
                return "asks for a tool with more than a function's fields"
            if not any(display is known for known in self.functions):
                self.functions.append(display)
        return ""

    def of_openai(self, node: NodeT) -> str:
        """Return which tool of OpenAI's own is written in an expression, as a clause."""
        for kind in self.types_within(node):
            if kind.startswith(BUILT_IN_TOOLS):
                self.built_in = True
                return f"asks for OpenAI's own tool `{kind}`"
        return ""


def is_choice_of_function(entries: Mapping[str, object], kind: str | None) -> bool:
    """Say whether a display chooses one function, which a chat can do as well.

    Args:
        entries: What the display has for its keys.
        kind: The text of its ``type``.
    """
    return set(entries) == {"type", "name"} and kind == CALL_TYPE


def is_choice_by_word(words: Sequence[object]) -> bool:
    """Say whether all that a choice may be are words that a chat has as well."""
    return bool(words) and all(word in TOOL_CHOICES for word in words)


@dataclass(frozen=True, slots=True)
class Style:
    """How a language writes an entry that holds a display.

    Attributes:
        key: The key with its quotes.
        pad: What stands inside of the braces where all is on one line.
        step: One more step of indentation, where spaces are used.
        long_quotes: The quotes of texts over several lines, whose lines are not to be moved.
    """

    key: str
    pad: str
    step: str
    long_quotes: tuple[str, ...]


def nested(
    unit: Unit, start: int, entries: Sequence[tuple[int, int]], at: int, style: Style
) -> list[tuple[Place, str]]:
    """Return the change that puts a function's fields one level deeper.

    Args:
        unit: Where the tool is written.
        start: Where its display starts.
        entries: Where each of its entries starts and ends.
        at: Which of them is its type, which stays where it is.
        style: How the language writes it.
    """
    data, last = unit.data, len(entries) - 1
    first, end, head = entries[0][0], entries[-1][1], ""
    if at == 0:
        first = entries[1][0]
        fields = data[first:end].decode()
    else:
        # The type comes before the function, wherever among its fields it stood.
        head = data[slice(*entries[at])].decode() + ", "
        after = data[entries[at + 1][0] : end].decode() if at < last else ""
        stop = entries[at][0] if at < last else entries[at - 1][1]
        fields = data[first:stop].decode() + after
    line = data.rfind(b"\n", 0, first) + 1
    indent = data[line:first].decode()
    over_lines = b"\n" in data[start:first] and not indent.strip()
    if not over_lines or any(quote in fields for quote in style.long_quotes):
        text = f"{style.key}: {{{style.pad}{fields}{style.pad}}}"
        return [(Place(unit, first, end), head + text)]
    newline = "\r\n" if b"\r\n" in data else "\n"
    step = "\t" if indent.startswith("\t") else style.step
    deeper = re.sub(r"\n(?=[^\r\n])", f"\n{step}", fields)
    text = f"{style.key}: {{{newline}{indent}{step}{deeper},{newline}{indent}}}"
    return [(Place(unit, first, end), head + text)]
