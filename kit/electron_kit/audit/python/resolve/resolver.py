"""What an expression may be: constants, clients, functions, across scopes and files.

Flow is followed as far as it pays: within one scope, a later assignment at the same level
hides an earlier one; in inner functions every assignment counts. Nothing is executed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ...failures import Careful
from ...model_names import is_text_model
from ..project import Project
from ..tree import last_name
from ..values import Obj, distinct
from .containers import Containers
from .members import Members
from .names import Names
from .parameters import Parameters
from .results import Callees

# Expressions within expressions, and all of them for one question: generous for code that people
# write, and an end for code that calls itself. What is cut off is not known, and never guessed.
_DEPTH = 14
_STEPS = 3_000
# How frameworks for several vendors are told whose model follows.
_OPENAIS = re.compile(r"(?i)openai[:/]")


class Resolver(Names, Parameters, Members, Callees, Containers):
    """Evaluates expressions of a project.

    Args:
        project: The modules to look names up in.
        careful: Takes note of expressions that could not be evaluated.
    """

    def __init__(self, project: Project, careful: Careful | None = None) -> None:
        """Start with nothing known."""
        self.project = project
        self.careful = careful or Careful([])
        self._memo: dict[int, list[Obj]] = {}
        self._busy: set[Any] = set()
        self._depth = 0
        self._steps = 0
        self._cuts = 0
        # Searches that came back to where they are: what else is found of them is found there.
        self._loops = 0
        self._members: dict[Any, list[Obj]] = {}
        self._ancestry: dict[int, list[ast.ClassDef]] = {}
        self._sites: dict[int, list[tuple[ast.Call, int]]] = {}
        self._returned: dict[int, list[Obj]] = {}
        self._bound: dict[int, list[Obj]] = {}
        self._through: dict[int, list[tuple[Any, ast.arg | None]]] = {}
        self._variables: dict[int, list[ast.arg]] = {}

    def of(self, node: Any) -> list[Obj]:
        """Return everything that an expression may be, as far as it can be told."""
        key = id(node)
        known = self._memo.get(key)
        if known is not None:
            return known
        if key in self._busy or self._depth > _DEPTH:
            self._cuts += 1
            return []
        handler = _HANDLERS.get(node.__class__)
        if handler is None:
            return []
        if self._depth == 0:
            self._steps = 0
        self._steps += 1
        cuts = self._cuts
        self._busy.add(key)
        self._depth += 1
        try:
            found = distinct(handler(self, node))
        except Exception as error:
            if self._depth > 1:
                raise
            # The whole search has failed, and only it: nothing is known of this expression.
            self.careful.note(node.scope.module.path, error, node.lineno)
            found = []
        finally:
            self._busy.discard(key)
            self._depth -= 1
        # Nothing found after a cycle or the limit cut something off is no lasting answer,
        # unless the whole search has become too long.
        if self._lasts(cuts) or any(o.kind not in ("path", "unknown", "param") for o in found):
            self._memo[key] = found
        return found

    def _lasts(self, cuts: int) -> bool:
        """Say whether an answer may be kept, given the cuts there were before it was sought."""
        return cuts == self._cuts or self._depth == 0 or self._steps > _STEPS

    def constant(self, node: ast.Constant) -> list[Obj]:
        """Return a constant."""
        return [Obj("const", node, data=node.value)]

    def container(self, node: Any) -> list[Obj]:
        """Return a list, a tuple or a set."""
        return [Obj("list", node)]

    def mapping(self, node: Any) -> list[Obj]:
        """Return a dictionary."""
        return [Obj("dict", node)]

    def function(self, node: Any) -> list[Obj]:
        """Return a lambda."""
        return [Obj("func", node, "lambda")]

    def choice(self, node: ast.IfExp) -> list[Obj]:
        """Return both sides of a conditional expression."""
        return self._either([node.body, node.orelse])

    def alternatives(self, node: ast.BoolOp) -> list[Obj]:
        """Return every operand of ``and`` and ``or``."""
        return self._either(node.values)

    def _either(self, sides: list[Any]) -> list[Obj]:
        """Return what the sides give, with a mark for those of which nothing is known."""
        found: list[Obj] = []
        for side in sides:
            found += self.of(side) or [Obj("unknown", side, last_name(side))]
        return found

    def inner(self, node: Any) -> list[Obj]:
        """Return what is awaited, starred or named."""
        return self.of(node.value)

    def operation(self, node: ast.BinOp) -> list[Obj]:
        """Return a sum of strings, an arithmetic constant, or lists and dictionaries joined."""
        left, right = self.of(node.left), self.of(node.right)
        numbers = [o for o in left if o.kind == "const" and isinstance(o.data, int | float)]
        others = [o for o in right if o.kind == "const" and isinstance(o.data, int | float)]
        if numbers and others:
            result = arithmetic(node.op, numbers[0].data, others[0].data)
            return [] if result is None else [Obj("const", node, data=result)]
        if node.op.__class__ is ast.Add:
            if any(o.kind == "list" for o in left + right):
                return [Obj("list", node)]
            if models := self.behind_openai([node.left, node.right]):
                return models
            texts = self.joined([node.left, node.right])
            if texts is not None:
                return [Obj("text" if "{}" in texts else "const", node, data=texts)]
        if node.op.__class__ is ast.BitOr:
            return [o for o in left + right if o.kind == "dict" or _is_keywords(o)]
        if node.op.__class__ is ast.Mod:
            return self.formatted(node.left)
        return []

    def formatted(self, template: Any) -> list[Obj]:
        """Return a string whose gaps are unknown."""
        return [
            Obj("text", o.node, data=o.data + "{}")
            for o in self.of(template)
            if o.kind == "const" and isinstance(o.data, str)
        ]

    def fstring(self, node: ast.JoinedStr) -> list[Obj]:
        """Return a formatted string, with ``{}`` for what is unknown."""
        only = node.values[0] if len(node.values) == 1 else None
        if only.__class__ is ast.FormattedValue and only.format_spec is None:
            # ``f"{model}"`` is the model.
            found = [o for o in self.of(only.value) if o.kind == "const"]
            if found:
                return [
                    o if o.data.__class__ is str else replace(o, data=str(o.data)) for o in found
                ]
        if models := self.behind_openai(node.values):
            return models
        text = self.joined(node.values)
        if text is None:
            return [Obj("text", node, data="{}")]
        return [Obj("text" if "{}" in text else "const", node, data=text)]

    def behind_openai(self, parts: list[Any]) -> list[Obj]:
        """Return the models that a text names after ``openai/``: they change where they stand."""
        if not parts:
            return []
        *before, last = parts
        if last.__class__ is ast.Constant or _OPENAIS.fullmatch(self.joined(before) or "") is None:
            return []
        named = self.of(last.value if last.__class__ is ast.FormattedValue else last)
        models = [o for o in named if o.kind == "const" and o.data.__class__ is str]
        return models if models and all(is_text_model(o.data) for o in models) else []

    def joined(self, parts: list[Any]) -> str | None:
        """Return the text of parts put together; None if nothing in them is known."""
        pieces, known = [], False
        for part in parts:
            expression = part.value if part.__class__ is ast.FormattedValue else part
            piece = "{}"
            for item in self.of(expression):
                if item.kind in ("const", "text") and isinstance(item.data, str | int):
                    piece, known = str(item.data), True
                    break
            pieces.append(piece)
        return "".join(pieces) if known else None


def _is_keywords(item: Obj) -> bool:
    """Say whether an object is a function's ``**kwargs``."""
    return item.kind == "param" and item.data[1] == "**"


def arithmetic(operator: Any, left: float, right: float) -> float | None:
    """Return what an operation on two numbers gives, or None if it is not followed."""
    operations: dict[type, Callable[[float, float], float]] = {
        ast.Add: lambda a, b: a + b,
        ast.Sub: lambda a, b: a - b,
        ast.Mult: lambda a, b: a * b,
        ast.FloorDiv: lambda a, b: a // b,
        ast.Div: lambda a, b: a / b,
    }
    operation = operations.get(operator.__class__)
    if operation is None:
        return 2.0**20 if operator.__class__ is ast.Pow and left == 2 and right == 20 else None
    try:
        return operation(left, right)
    except (ZeroDivisionError, OverflowError):
        return None


_HANDLERS: dict[type, Callable[[Resolver, Any], list[Obj]]] = {
    ast.Name: Resolver.name,
    ast.Attribute: Resolver.attribute,
    ast.Call: Resolver.call,
    ast.Constant: Resolver.constant,
    ast.List: Resolver.container,
    ast.Tuple: Resolver.container,
    ast.Set: Resolver.container,
    ast.ListComp: Resolver.container,
    ast.SetComp: Resolver.container,
    ast.GeneratorExp: Resolver.container,
    ast.Dict: Resolver.mapping,
    ast.Lambda: Resolver.function,
    ast.IfExp: Resolver.choice,
    ast.BoolOp: Resolver.alternatives,
    ast.Await: Resolver.inner,
    ast.NamedExpr: Resolver.inner,
    ast.Starred: Resolver.inner,
    ast.BinOp: Resolver.operation,
    ast.JoinedStr: Resolver.fstring,
    ast.Subscript: Resolver.subscript,
}
