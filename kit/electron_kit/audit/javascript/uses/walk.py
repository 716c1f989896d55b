"""One value's way: the steps that are left, and the trail so far."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...trails import Trail, Use
from ..index import Module
from ..scopes import Binding
from ..syntax import Node

if TYPE_CHECKING:
    from . import Uses

# A value that gets about so far is a program's state: nobody could say who reads it.
_MOST = 400


@dataclass(frozen=True, slots=True)
class Step:
    """A place on a value's way.

    Attributes:
        node: The expression that has the value.
        path: Where in the expression's value it lies.
        taken: The members taken from a client so far.
        doubt: Whether the expression may be another's: then only a client or request counts.
    """

    node: Node
    path: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    doubt: bool = False


class Walk(ABC):
    """One value's way."""

    def __init__(self, uses: Uses, source: Node, client: bool) -> None:
        self.of = uses
        self.resolver = uses.resolver
        self.readers = uses.readers
        self.source = source
        self.client = client
        self.trail = Trail()
        self.todo: list[Step] = []
        self.seen: set[tuple[int, tuple[str, ...], tuple[str, ...]]] = set()

    @abstractmethod
    def named(self, step: Step, text: str, bindings: list[Binding], module: Module) -> None:
        """Go on with the readers of a name, here and where it is imported."""

    def run(self, path: tuple[str, ...] = ()) -> Trail:
        """Return the trail, once every step is done."""
        source = self.source
        if source.kind == "shorthand_property_identifier_pattern" or (
            source.parent is not None and source.parent.kind == "pair_pattern"
        ):
            bindings = source.scope.find(source.text)
            if bindings is not None:
                self.named(Step(source), source.text, bindings, source.module)
        else:
            self.todo = [Step(source, path)]
        while self.todo:
            step = self.todo.pop()
            key = (id(step.node), step.path, step.taken)
            if key in self.seen:
                continue
            self.seen.add(key)
            if len(self.seen) > _MOST or len(step.path) > 8:
                self.end("other", step, "code that is too far spread to be followed")
                break
            parent = step.node.parent
            if parent is not None:
                self.handle(step, parent)
        return self.trail

    @abstractmethod
    def handle(self, step: Step, parent: Node) -> None:
        """Go on from a step to the node around it."""

    def go(self, step: Step, node: Node, path: tuple[str, ...] | None = None) -> None:
        """Go on with a node around the value, or with a reader of it."""
        whole = step.path if path is None else path
        self.todo.append(Step(node, whole, step.taken, step.doubt))

    def end(self, how: str, step: Step, name: str = "", node: Node | None = None) -> None:
        """Note where the value ends; a doubtful one only if that is a client or a request."""
        if step.doubt and how not in ("client", "request"):
            return
        self.trail.uses.append(Use(how, node or step.node, name, step.path))

    def unknown(self, step: Step, parent: Node) -> None:
        """End where the way is not understood."""
        self.end("other", step, f"`{short(parent)}`")

    def nothing(self, step: Step, parent: Node) -> None:  # noqa: B027 - that is all
        """Let a node be that does nothing with the value."""

    def same(self, step: Step, parent: Node) -> None:
        """Go on with a node that has the same value."""
        self.go(step, parent)

    def test(self, step: Step, parent: Node) -> None:
        """End in a test of whether there is a value."""
        self.end("test", step)


def short(node: Node) -> str:
    """Return an expression as a sentence names it."""
    text = " ".join(node.text.split())
    return text if len(text) <= 60 else text[:57] + "..."
