"""What becomes of a value: followed forward from where it is written to where it ends."""

from __future__ import annotations

import ast
from typing import Any

from ...trails import Trail, Use
from ..readers import Readers
from ..resolve import Resolver
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
        return _Walk(self, node, client, path).run()


class _Walk(Statements, Expressions, Calls):
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
            if len(self.seen) > 400 or len(step.path) > 8:
                self.end("other", step, "code that is too far spread to be followed")
                break
            _HANDLERS.get(step.node.parent.__class__, _Walk.unknown)(self, step, step.node.parent)
        return self.trail

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
    ast.Assign: _Walk.assign,
    ast.AnnAssign: _Walk.assign,
    ast.NamedExpr: _Walk.walrus,
    ast.Expr: _Walk.nothing,
    ast.Delete: _Walk.nothing,
    ast.Raise: _Walk.nothing,
    ast.Return: _Walk.returned,
    ast.Yield: _Walk.returned,
    ast.Lambda: _Walk.from_lambda,
    ast.arguments: _Walk.default,
    ast.withitem: _Walk.entered,
    ast.Await: _Walk.same,
    ast.BoolOp: _Walk.same,
    ast.IfExp: _Walk.choice,
    ast.If: _Walk.test,
    ast.While: _Walk.test,
    ast.Assert: _Walk.test,
    ast.comprehension: _Walk.branch,
    ast.UnaryOp: _Walk.unary,
    ast.Compare: _Walk.compared,
    ast.FormattedValue: _Walk.text,
    ast.JoinedStr: _Walk.same,
    ast.BinOp: _Walk.operation,
    ast.List: _Walk.member,
    ast.Tuple: _Walk.member,
    ast.Set: _Walk.member,
    ast.Dict: _Walk.entry,
    ast.Subscript: _Walk.item,
    ast.Attribute: _Walk.dot,
    ast.keyword: _Walk.keyword,
    ast.Call: _Walk.call,
}
