"""Responses that belong together: what they say, who reads it, and the history that they share.

A shape says of a request what it asks for; the ways of its answers say what is read of them.
Here both are held against each other: a history gets only what is known, a function that takes
a call gets nothing else.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, Generic, Protocol, TypeVar

from ..facts import Place
from .response_shape import ELSEWHERE, RequestShape
from .response_tools import ToolList

NodeT = TypeVar("NodeT")
Change = tuple[Place, str]


class Way(Protocol):
    """The way of one response, as a door follows it."""

    changes: list[Change]
    problems: list[tuple[str, Any]]
    added: dict[int, tuple[Any, str]]


WayT = TypeVar("WayT", bound=Way)
ShapeT = TypeVar("ShapeT", bound="RequestShape[Any]")


class TalksOf(ABC, Generic[NodeT, ShapeT, WayT]):
    """All requests for responses that may become requests for chats.

    Attributes:
        shapes: The requests with their shapes, by id.
        answers: The ways of their answers, by the requests' ids.
        added: What the answers say and histories get, by id.
        elements: The expressions by which histories get what they hold, by id.
        tools: The expressions by which lists get tools, by id.
        results: The items that say what a function gave.
    """

    def __init__(self, calls: Iterable[NodeT]) -> None:
        """Look at every request, then follow what each one answers."""
        self.shapes = {id(call): (call, self.shape_of(call)) for call in calls}
        shapes = [shape for _, shape in self.shapes.values()]
        # Before any answer is followed: what joins a history is known only with all it gets.
        self._unknown = {key: self.gathered(shape) for key, (_, shape) in self.shapes.items()}
        joins = {id(node) for shape in shapes for node in shape.joins}
        self.answers = {
            key: self.way_of(call, shape, joins) for key, (call, shape) in self.shapes.items()
        }
        self.added = {n: a for way in self.answers.values() for n, a in way.added.items()}
        self.elements = {n for shape in shapes for n in shape.elements}
        self.tools = {n for shape in shapes if shape.tools for n in shape.tools.elements}
        self.results = [item for shape in shapes for item in shape.results]

    @abstractmethod
    def shape_of(self, call: NodeT) -> ShapeT:
        """Return what a request is."""

    @abstractmethod
    def way_of(self, call: NodeT, shape: ShapeT, joins: set[int]) -> WayT:
        """Follow what a request is answered."""

    @abstractmethod
    def gathered(self, shape: ShapeT) -> list[tuple[str, NodeT]]:
        """Take in what a request's lists get under other names; return what is not known."""

    @abstractmethod
    def given(self, call: NodeT) -> Mapping[str, NodeT]:
        """Return a request's fields."""

    @abstractmethod
    def choice(self, node: NodeT) -> list[Change]:
        """Return what makes a choice of a tool a chat's."""

    @abstractmethod
    def tool(self, display: NodeT) -> list[Change]:
        """Return what makes a function's tool a chat's."""

    @abstractmethod
    def result(self, item: NodeT) -> list[Change]:
        """Return what makes a function's result a chat's message."""

    def written_call(self, item: NodeT) -> list[Change] | None:
        """Return what makes a call that the program writes out a chat's; None if nothing does."""
        del item
        return None

    @abstractmethod
    def types(self, call: NodeT) -> tuple[list[Change], list[tuple[str, NodeT]]]:
        """Return how types of responses in a request's file change, and which cannot."""

    @abstractmethod
    def doubts(self, way: WayT) -> list[tuple[str, NodeT]]:
        """Return the reads of names that may also be something else."""

    @abstractmethod
    def order(self, call: NodeT) -> list[tuple[str, NodeT]]:
        """Return where a result would stand before its call, or apart from it."""

    @abstractmethod
    def others(self, node: NodeT, field: str, elements: set[int]) -> list[tuple[str, NodeT]]:
        """Return who else gets a list or a display: what a sentence calls that, and where."""

    @abstractmethod
    def within(self, place: Place, node: NodeT) -> bool:
        """Say whether a place lies in an expression."""

    @abstractmethod
    def position(self, node: NodeT) -> Any:
        """Return what orders nodes as a reader meets them."""

    def of(self, call: NodeT) -> tuple[WayT, list[Change], list[tuple[str, NodeT]]]:
        """Return the way of a request's answer, what changes, and what is in the way.

        Args:
            call: The request.
        """
        shape, way = self.shapes[id(call)][1], self.answers[id(call)]
        changes = [*way.changes]
        problems = [
            *way.problems,
            *self.doubts(way),
            *self._history(call, shape),
            *self.order(call),
        ]
        given = self.given(call)
        if "tool_choice" in given:
            changes += self.choice(given["tool_choice"])
        for item in shape.results:
            changes += self.result(item)
        for item in shape.calls:
            made = self.written_call(item)
            changes += made or []
            if made is None:
                problems.append(("writes a call out in an order of its own", item))
        tools: ToolList[Any] | None = shape.tools
        if tools is not None:
            for display in tools.functions:
                changes += self.tool(display)
            for node in (*tools.functions, *tools.lists):
                problems += self._elsewhere(node, "tools", self.tools, "its tools")
        if tools is not None or shape.joins or shape.results:
            named, why = self.types(call)
            changes += named
            problems += why
        # The instructions become a message: their text is moved as it is written.
        system = given.get("instructions")
        if system is not None and any(self.within(place, system) for place, _ in changes):
            problems.append(("takes its instructions from what changes too", system))
        # The first to be met is the one that is told.
        problems.sort(key=lambda one: self.position(one[1]))
        return way, list(dict.fromkeys(changes)), problems

    def _elsewhere(
        self, node: NodeT, field: str, elements: set[int], what: str
    ) -> list[tuple[str, NodeT]]:
        """Return who else gets a list or a display that takes another form."""
        return [
            (f"has {what} used by {name} too", n) for name, n in self.others(node, field, elements)
        ]

    def _history(self, call: NodeT, shape: ShapeT) -> list[tuple[str, NodeT]]:
        """Return what joins a history and is not what a response said, and who else reads it."""
        problems = [*self._unknown.get(id(call), ())]
        problems += [(ELSEWHERE, node) for node in shape.joins if id(node) not in self.added]
        # A history of plain messages is the same in both forms, whoever else has it.
        if shape.joins or shape.results or shape.calls:
            for node in (*shape.lists, *shape.results, *shape.calls):
                problems += self._elsewhere(node, "input", self.elements, "its history")
        return problems
