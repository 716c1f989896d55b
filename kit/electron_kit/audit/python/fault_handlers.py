"""Functions that are given errors by a decorator or a call: handlers, and predicates of retries."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from .fault_types import are_ours
from .resolve.resolver import Resolver
from .tree import ancestors, last_name, walk

# Flask's, FastAPI's and Starlette's, as decorators or with the function as an argument.
_REGISTER = (
    "errorhandler", "app_errorhandler", "exception_handler", "add_exception_handler",
    "register_error_handler",
)  # fmt: skip
# Of tenacity, backoff, retrying, stamina and google-api-core: what they are given by these words
# looks at errors.
_RETRIES = (
    "retry_if_exception", "on_exception", "retry", "Retrying", "AsyncRetrying", "AsyncRetry",
    "Retry", "retry_context",
)  # fmt: skip
_WORDS = frozenset({"giveup", "predicate", "retry_on_exception", "on", "if_exception"})
_MAYBE, _SENT, _OURS = 1, 2, 3


class Handlers:
    """The functions of a project that are given errors, each with how sure it is of whose.

    Args:
        resolver: The project's resolver.
        leads: Says what in a statement leads to a chat request, if anything does.
    """

    def __init__(self, resolver: Resolver, leads: Callable[[Any], Any]) -> None:
        """Start with nothing looked up."""
        self.resolver = resolver
        self.leads = leads
        self._found: dict[int, int] | None = None
        self._wrapping: dict[int, bool] = {}
        self._known: dict[str, list[tuple[Any, Any]]] | None = None

    def given(self, function: Any) -> int:
        """Return how sure it is that a function is given an error of OpenAI's: 0 to 3."""
        if self._found is None:
            self._found = {}
            for node, sure in self._all():
                self._found[id(node)] = max(sure, self._found.get(id(node), 0))
        return self._found.get(id(function), 0)

    def wraps(self, tried: Any) -> bool:
        """Say whether what is tried calls a parameter that is given something that sends a chat.

        A decorator's function, or ``with_retries(ask, text)``.
        """
        for call in walk(tried):
            if call.__class__ is not ast.Call or call.func.__class__ is not ast.Name:
                continue
            for above in ancestors(call):
                if above.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef) and any(
                    argument.arg == call.func.id
                    for argument in (*above.args.args, *above.args.kwonlyargs)
                ):
                    return self._is_given_chats(above)
        return False

    def _is_given_chats(self, function: Any) -> bool:
        if id(function) in self._wrapping:
            return self._wrapping[id(function)]
        self._wrapping[id(function)] = False
        sites = self.resolver.call_sites(function, self.resolver.owner(function))
        given = [
            a for call, _ in sites[:20] for a in (*call.args, *(k.value for k in call.keywords))
        ]
        found = any(self.leads(argument) is not None for argument in given) or any(
            self.leads(statement) is not None
            for decorated in self._decorated_by(function)
            for statement in decorated.body
        )
        self._wrapping[id(function)] = found
        return found

    def _decorated_by(self, function: Any) -> Iterator[Any]:
        maker = _outermost(function)
        for name, node in self._decorators().get(maker.name, ()):
            if any(o.node is maker for o in self.resolver.of(name)):
                yield node

    def _decorators(self) -> dict[str, list[tuple[Any, Any]]]:
        """Return the decorators of the project's functions with these, by their last names."""
        if self._known is None:
            self._known = defaultdict(list)
            for module in self.resolver.project.every:
                for node in (*module.nodes[ast.FunctionDef], *module.nodes[ast.AsyncFunctionDef]):
                    for decorator in node.decorator_list:
                        name = decorator.func if decorator.__class__ is ast.Call else decorator
                        self._known[last_name(name)].append((name, node))
        return self._known

    def _all(self) -> Iterator[tuple[Any, int]]:
        for name in _REGISTER:
            for call in self.resolver.project.calls(name):
                if any(are_ours(argument, self.resolver) for argument in call.args):
                    if _is_decorator(call):
                        yield call.parent, _OURS
                    yield from ((function, _OURS) for function in self._functions(call.args))
        for name in _RETRIES:
            for call in self.resolver.project.calls(name):
                given = [k.value for k in call.keywords if k.arg in _WORDS]
                if name == "retry_if_exception":
                    given += call.args
                functions = list(self._functions(given))
                if functions:
                    sure = self._tried(call)
                    yield from ((function, sure) for function in functions)

    def _functions(self, arguments: list[Any]) -> Iterator[Any]:
        for argument in arguments:
            if argument.__class__ in (ast.Name, ast.Attribute, ast.Lambda):
                for item in self.resolver.of(argument):
                    if item.kind == "func":
                        yield item.node

    def _tried(self, call: ast.Call) -> int:
        """Say how sure it is whose errors a policy of retries looks at."""
        if any(are_ours(argument, self.resolver) for argument in call.args):
            return _OURS
        outer: Any = call
        for above in ancestors(call):
            if above.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef):
                if outer in above.decorator_list:
                    leads = any(self.leads(statement) is not None for statement in above.body)
                    return _SENT if leads else _MAYBE
                break
            if isinstance(above, ast.For | ast.AsyncFor):
                # ``for attempt in Retrying(retry=...): with attempt: …``
                return _SENT if self.leads(above) is not None else _MAYBE
            outer = above
        return _MAYBE


def _outermost(function: Any) -> Any:
    """Return the function that makes a decorator: itself, or what takes the decorator's options."""
    outer = function
    for above in ancestors(function):
        if above.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef):
            outer = above
    return outer


def _is_decorator(call: ast.Call) -> bool:
    parent = call.parent
    return (
        parent.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef)
        and call in parent.decorator_list
    )
