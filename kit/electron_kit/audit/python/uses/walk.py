"""What becomes of a value: followed forward from where it is written to where it ends."""

from __future__ import annotations

import ast
from typing import Any

from ...trails import Trail, Use
from ..readers import Readers
from ..resolve.resolver import Resolver
from .calls import Calls
from .expressions import Expressions
from .statements import Statements
from .ways import Step, described


class Uses:
    """Follows values forward.

    Args:
        resolver: The project's resolver.
        requests: The calls that are requests, by id.
        constructors: The calls that make clients, by id.
        is_sdk: Says whether an expression is the SDK's module.
    """

    def __init__(
        self, resolver: Resolver, requests: set[int], constructors: set[int], is_sdk: Any
    ) -> None:
        """Start with nothing followed."""
        self.resolver = resolver
        self.readers = Readers(resolver)
        self.requests = requests
        self.constructors = constructors
        self.is_sdk = is_sdk

    def of(self, node: Any, *, client: bool = False, path: tuple[str, ...] = ()) -> Trail:
        """Return where the value of an expression ends.

        Args:
            node: The expression.
            client: Whether it is a client, whose attributes are requests.
            path: Where in the expression's value it lies.
        """
        return Walk(self, node, client, path).run()


class Walk(Statements, Expressions, Calls):
    """One value's way."""

    def __init__(self, uses: Uses, source: Any, client: bool, path: tuple[str, ...]) -> None:
        self.of = uses
        self.resolver = uses.resolver
        self.readers = uses.readers
        self.source = source
        self.client = client
        self.trail = Trail()
        self.todo = [Step(source, path)]
        self.seen: set[tuple[int, tuple[str, ...]]] = set()

    def run(self) -> Trail:
        """Follow every way to its end."""
        while self.todo:
            step = self.todo.pop()
            key = (id(step.node), step.path)
            if key in self.seen:
                continue
            self.seen.add(key)
            # A value that gets about so far is a program's state: nobody could say who reads it.
            if len(self.seen) > 400 or len(step.path) > 8:
                self.end("other", step, "code that is too far spread to be followed")
                break
            self.handle(step, step.node.parent)
        return self.trail

    def handle(self, step: Step, parent: Any) -> None:
        """Go on from a step to the node around it."""
        _HANDLERS.get(parent.__class__, Walk.unknown)(self, step, parent)

    def go(self, step: Step, node: Any, path: tuple[str, ...] | None = None) -> None:
        """Add a step."""
        self.todo.append(Step(node, step.path if path is None else path, step.doubt))

    def end(self, how: str, step: Step, name: str = "", node: Any = None) -> None:
        """Note an end."""
        if step.doubt and how not in ("client", "request", "setting", "header"):
            return
        self.trail.uses.append(Use(how, step.node if node is None else node, name, step.path))

    def unknown(self, step: Step, parent: Any) -> None:
        """End where nothing more is known."""
        self.end("other", step, described(parent))


_HANDLERS: dict[type, Any] = {
    ast.Assign: Walk.assign,
    ast.AnnAssign: Walk.assign,
    ast.NamedExpr: Walk.walrus,
    ast.Expr: Walk.nothing,
    ast.Delete: Walk.nothing,
    ast.Raise: Walk.nothing,
    ast.Return: Walk.returned,
    ast.Yield: Walk.returned,
    ast.Lambda: Walk.from_lambda,
    ast.arguments: Walk.default,
    ast.withitem: Walk.entered,
    ast.Await: Walk.same,
    ast.BoolOp: Walk.same,
    ast.IfExp: Walk.choice,
    ast.If: Walk.test,
    ast.While: Walk.test,
    ast.Assert: Walk.test,
    ast.comprehension: Walk.branch,
    ast.UnaryOp: Walk.unary,
    ast.Compare: Walk.compared,
    ast.FormattedValue: Walk.text,
    ast.JoinedStr: Walk.same,
    ast.BinOp: Walk.operation,
    ast.List: Walk.member,
    ast.Tuple: Walk.member,
    ast.Set: Walk.member,
    ast.Dict: Walk.entry,
    ast.Subscript: Walk.item,
    ast.Attribute: Walk.dot,
    ast.keyword: Walk.keyword,
    ast.Call: Walk.call,
}
