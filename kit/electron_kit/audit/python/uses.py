"""What becomes of a value: followed forward from where it is written to where it ends.

The resolver asks where an expression comes from; a move also has to know who else gets it.
Nothing is guessed: a way that is not understood ends in an ``other`` use.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any

from .callees import _DEFAULT_HOLDERS, _ENV_READERS
from .index import Scope, dotted, last_name, place_of
from .members import field_names
from .readers import Readers, holder
from .resolve import Resolver

_SHOWN = {
    "print", "debug", "info", "warning", "warn", "error", "exception", "log", "critical", "write",
    "echo", "secho", "markdown", "caption", "success", "title", "pprint", "rule",
}  # fmt: skip
_TESTS = {"len", "bool", "isinstance", "any", "all", "callable", "type", "repr", "id", "hasattr"}
_SAME = {"dumps", "str", "cast", "SecretStr", "Secret", "run", "wait_for", "shield", "deepcopy"}
_SAME_METHODS = {"strip", "lstrip", "rstrip", "get_secret_value", "encode", "decode", "copy"}
_LOGIC = {"startswith", "endswith", "split", "lower", "upper", "find", "replace", "removeprefix"}
_OPTIONS = {"add_argument", "add_option", "option"}
_CLIENT_SAME = {"with_options", "copy"}
_CLIENT_ENDS = {"close", "aclose", "is_closed", "is_close"}
CALLED = "()"
TEXT = "f"
SESSION = "@session"
_SESSIONS = {"ClientSession", "Session", "Client", "AsyncClient"}


@dataclass(frozen=True, slots=True)
class Use:
    """Where a value ends.

    Attributes:
        how: ``client`` (a constructor's argument), ``request`` (a request's field, or the request
            that a client sends), ``setting`` (of the SDK's module), ``header``, ``test``,
            ``shown``, ``compared`` or ``other``.
        node: The call, or the node around it.
        name: The argument's or field's name; of ``other``, what it is.
        path: Where in that the value lies; ``f`` for a part of a text.
    """

    how: str
    node: Any
    name: str = ""
    path: tuple[str, ...] = ()


@dataclass(slots=True)
class Trail:
    """All uses of a value.

    Attributes:
        uses: Where it ends.
        words: The names that it goes by, each after the file that defines it.
    """

    uses: list[Use] = field(default_factory=list)
    words: list[tuple[str, ...]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Step:
    node: Any
    path: tuple[str, ...] = ()
    doubt: bool = False


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


class _Walk:
    """One value's way."""

    def __init__(self, uses: Uses, source: Any, client: bool, path: tuple[str, ...] = ()) -> None:
        self.of = uses
        self.resolver = uses.resolver
        self.readers = uses.readers
        self.source = source
        self.client = client
        self.trail = Trail()
        self.todo = [_Step(source, path)]
        self.seen: set[tuple[int, tuple[str, ...]]] = set()

    def run(self) -> Trail:
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

    def go(self, step: _Step, node: Any, path: tuple[str, ...] | None = None) -> None:
        self.todo.append(_Step(node, step.path if path is None else path, step.doubt))

    def end(self, how: str, step: _Step, name: str = "", node: Any = None) -> None:
        if step.doubt and how not in ("client", "request", "setting", "header"):
            return
        self.trail.uses.append(Use(how, step.node if node is None else node, name, step.path))

    def unknown(self, step: _Step, parent: Any) -> None:
        self.end("other", step, _described(parent))

    # Statements

    def nothing(self, step: _Step, parent: Any) -> None:
        del step, parent

    def assign(self, step: _Step, parent: Any) -> None:
        if step.node is not parent.value:
            return
        targets = parent.targets if parent.__class__ is ast.Assign else [parent.target]
        for target in targets:
            self.bound(step, target)

    def walrus(self, step: _Step, parent: Any) -> None:
        self.bound(step, parent.target)
        self.go(step, parent)

    def bound(self, step: _Step, target: Any) -> None:
        """Go on with who reads a target of an assignment."""
        kind = target.__class__
        if kind is ast.Name:
            if self.readers.is_outer(target.id, target.scope):
                self.end("other", step, f"the outer function's `{target.id}`", target)
                return
            outer = target.id in target.scope.globals
            self.named(step, target.id, target.scope.module.scope if outer else target.scope)
        elif kind is ast.Attribute:
            if self.of.is_sdk(target.value):
                self.end("setting", step, target.attr, target)
                return
            owners = self.resolver.of(target.value)
            if not any(o.kind in ("inst", "class", "module") for o in owners):
                # An object of somebody else's class: who reads it there is not known.
                self.end("other", step, _described(target), target)
                return
            self.attribute(step, target.attr, target.scope.module.path)
            for module in owners:
                if module.kind == "module":
                    self.named(step, target.attr, module.data.scope)
        elif kind is ast.Subscript:
            key = target.slice
            base = target.value
            if last_name(base) == "environ":
                self.end("other", step, "the environment", target)
            elif key.__class__ is ast.Constant and base.__class__ is ast.Name:
                found = holder(base.id, base.scope)
                if found is not None:
                    self.named(step, base.id, found, (str(key.value), *step.path))
            elif key.__class__ is ast.Constant and base.__class__ is ast.Attribute:
                path = (str(key.value), *step.path)
                self.attribute(
                    _Step(step.node, path, step.doubt), base.attr, base.scope.module.path,
                    {id(o.node) for o in self.resolver.of(base)},
                )  # fmt: skip
            else:
                self.unknown(step, target)
        else:
            self.unknown(step, target)

    def named(
        self, step: _Step, name: str, scope: Scope, path: tuple[str, ...] | None = None
    ) -> None:
        """Go on with the readers of a name."""
        if isinstance(scope.node, ast.ClassDef):
            self.attribute(step, name, scope.module.path)
        elif scope.node is None:
            self.trail.words.append((scope.module.path, name))
            for node in self.readers.by_text(name):
                self.end("other", step, _described(node.parent), node)
        for node in self.readers.of_name(name, scope):
            if node.ctx.__class__ is ast.Load:
                self.go(step, node, path)

    def attribute(self, step: _Step, name: str, path: str, wanted: set[int] | None = None) -> None:
        """Go on with the readers of an attribute."""
        self.trail.words.append((path, name))
        wanted = set(wanted or ())
        wanted |= {id(self.source), id(step.node)}
        wanted |= {id(o.whole.node) for o in self.resolver.of(step.node)}
        for node, doubt in self.readers.of_attribute(name, wanted):
            self.todo.append(_Step(node, step.path, step.doubt or doubt))

    def returned(self, step: _Step, parent: Any) -> None:
        node = parent
        while node.__class__ not in (ast.FunctionDef, ast.AsyncFunctionDef):
            node = node.parent
            if node is None:
                return
        decorators = {last_name(d.func if d.__class__ is ast.Call else d)
                      for d in node.decorator_list}  # fmt: skip
        if decorators & {"fixture", "validator", "field_validator", "model_validator"}:
            self.end("other", step, f"the fixture `{node.name}`", node)
            return
        owner = node.scope.node if isinstance(node.scope.node, ast.ClassDef) else None
        is_property = any("property" in name for name in decorators)
        path = step.path if is_property else (CALLED, *step.path)
        if owner is not None:
            inner = _Step(step.node, path, step.doubt)
            self.attribute(inner, node.name, node.scope.module.path, {id(node)})
        else:
            self.named(step, node.name, node.scope, path)

    def from_lambda(self, step: _Step, parent: Any) -> None:
        if step.node is parent.body:
            self.go(step, parent, (CALLED, *step.path))

    def default(self, step: _Step, parent: Any) -> None:
        function = parent.parent
        positional = [*parent.posonlyargs, *parent.args]
        for argument, value in [
            *zip(reversed(positional), reversed(parent.defaults), strict=False),
            *zip(parent.kwonlyargs, parent.kw_defaults, strict=True),
        ]:
            if value is step.node:
                self.parameter(step, function, argument)

    def parameter(self, step: _Step, function: Any, argument: Any) -> None:
        """Go on with the readers of a function's parameter."""
        owner = function.scope.node if isinstance(function.scope.node, ast.ClassDef) else None
        name = owner.name if owner is not None else getattr(function, "name", "")
        if name:
            at = argument_at(function, argument, int(owner is not None))
            self.trail.words.append((function.scope.module.path, name, argument.arg, at))
        for node in self.readers.of_name(argument.arg, function.inner):
            self.go(step, node)

    def entered(self, step: _Step, parent: Any) -> None:
        if parent.optional_vars is not None:
            self.bound(step, parent.optional_vars)

    # Expressions

    def same(self, step: _Step, parent: Any) -> None:
        self.go(step, parent)

    def choice(self, step: _Step, parent: Any) -> None:
        if step.node is parent.test:
            self.end("test", step)
        else:
            self.go(step, parent)

    def test(self, step: _Step, parent: Any) -> None:
        del parent
        self.end("test", step)

    def branch(self, step: _Step, parent: Any) -> None:
        del parent
        self.end("test", step)

    def unary(self, step: _Step, parent: Any) -> None:
        if parent.op.__class__ is ast.Not:
            self.end("test", step)
        else:
            self.unknown(step, parent)

    def compared(self, step: _Step, parent: Any) -> None:
        sides = [parent.left, *parent.comparators]
        plain = all(s is step.node or (s.__class__ is ast.Constant and not s.value) for s in sides)
        if plain or (step.path and step.node is parent.comparators[-1]):
            self.end("test", step)
        else:
            self.end("compared", step, "a comparison", parent)

    def text(self, step: _Step, parent: Any) -> None:
        self.go(step, parent, (TEXT, *(p for p in step.path if p != TEXT)))

    def operation(self, step: _Step, parent: Any) -> None:
        if parent.op.__class__ in (ast.Add, ast.Mod):
            self.text(step, parent)
        elif parent.op.__class__ is ast.BitOr:
            self.go(step, parent)
        else:
            self.unknown(step, parent)

    def member(self, step: _Step, parent: Any) -> None:
        """A list or a tuple: only what is tested or shown as a whole is harmless."""
        outer = parent.parent
        if outer.__class__ is ast.BinOp and outer.op.__class__ is ast.Mod:
            self.text(step, parent)
        elif outer.__class__ is ast.Call and last_name(outer.func) in ("all", "any"):
            self.end("test", step)
        elif TEXT in step.path:
            self.go(step, parent)
        else:
            self.unknown(step, parent)

    def entry(self, step: _Step, parent: Any) -> None:
        for key, value in zip(parent.keys, parent.values, strict=True):
            if value is step.node:
                if key is None:
                    self.go(step, parent)
                elif key.__class__ is ast.Constant:
                    self.go(step, parent, (str(key.value), *step.path))
                else:
                    self.go(step, parent, ("?", *step.path))
                return
        self.unknown(step, parent)

    def item(self, step: _Step, parent: Any) -> None:
        if step.node is not parent.value:
            self.end("compared", step, "a look-up", parent)
            return
        if parent.ctx.__class__ is not ast.Load:
            return
        if not step.path:
            self.end("shown", step) if not self.client else self.unknown(step, parent)
            return
        key = parent.slice.value if parent.slice.__class__ is ast.Constant else None
        if key is None or step.path[0] in (str(key), "?"):
            self.go(step, parent, step.path[1:])

    def dot(self, step: _Step, parent: Any) -> None:
        name, path = parent.attr, step.path
        call = parent.parent if parent.parent.__class__ is ast.Call else None
        called = call is not None and call.func is parent
        if path and path[0] not in (CALLED, TEXT) and not path[0].startswith("="):
            self.of_container(step, parent, call if called else None)
        elif self.client:
            self.of_client(step, parent)
        elif called and name in _SAME_METHODS:
            self.go(step, call)
        elif called and name == "format":
            self.text(step, call)
        elif name in _LOGIC:
            self.end("compared", step, f"`{name}`", parent)
        else:
            self.unknown(step, parent)

    def of_container(self, step: _Step, parent: Any, call: Any) -> None:
        """A method or an attribute of a dictionary or an object that holds the value."""
        name, path = parent.attr, step.path
        if parent.ctx.__class__ is not ast.Load:
            return
        if call is None:
            if name == path[0]:
                self.go(step, parent, path[1:])
            elif name in ("values", "items", "keys"):
                self.unknown(step, parent)
            return
        if path[0] == SESSION:
            if id(call) in self.of.requests:
                self.end("request", step, "headers", call)
            elif name not in _CLIENT_ENDS:
                self.unknown(step, parent)
        elif name == "encode":
            self.go(step, call)
        elif name in ("get", "pop", "setdefault"):
            key = call.args[0].value if call.args and _constant(call.args[0]) else None
            if key is None or path[0] in (str(key), "?"):
                self.go(step, call, path[1:])
        elif name in ("copy", "deepcopy"):
            self.go(step, call)
        elif name not in ("update", "keys", "append"):
            self.unknown(step, parent)

    def of_client(self, step: _Step, parent: Any) -> None:
        name = parent.attr
        if parent.ctx.__class__ is not ast.Load:
            self.end("other", step, f"an assignment to its `{name}`", parent)
        elif name in _CLIENT_ENDS:
            self.end("shown", step)
        elif name in ("base_url", "api_key", "organization", "project", "_client"):
            self.end("other", step, f"code that reads its `{name}`", parent)
        else:
            self.go(step, parent)

    # Calls

    def keyword(self, step: _Step, parent: Any) -> None:
        call = parent.parent
        if call.__class__ is not ast.Call:
            self.unknown(step, parent)
        elif parent.arg is None:
            if step.path:
                self.argument(_Step(step.node, step.path[1:], step.doubt), call, step.path[0])
            else:
                self.unknown(step, call)
        else:
            self.argument(step, call, parent.arg)

    def call(self, step: _Step, parent: Any) -> None:
        if parent.func is step.node:
            self.called(step, parent)
        else:
            at = next((i for i, a in enumerate(parent.args) if a is step.node), None)
            self.argument(step, parent, at if at is not None else "*")

    def called(self, step: _Step, call: Any) -> None:
        path = step.path
        if path and path[0] == CALLED:
            self.go(step, call, path[1:])
        elif path and path[0].startswith("="):
            self.argument(_Step(step.node, path[1:], step.doubt), call, path[0][1:])
        elif id(call) in self.of.requests:
            self.end("request", step, "", call)
        elif self.client and last_name(call.func) in _CLIENT_SAME:
            if {k.arg for k in call.keywords} & {"api_key", "base_url", "default_headers", None}:
                self.end("other", step, "`with_options`", call)
            else:
                self.go(step, call)
        else:
            self.end("other", step, _described(call), call)

    def argument(self, step: _Step, call: Any, name: str | int) -> None:
        """Go on with an argument of a call."""
        last = last_name(call.func)
        if id(call) in self.of.constructors:
            self.end("client", step, str(name), call)
        elif id(call) in self.of.requests:
            self.end("request", step, str(name), call)
        elif last in _SHOWN or last.endswith(("Error", "Exception", "SystemExit", "exit")):
            self.end("shown", step)
        elif last in _TESTS:
            self.end("test", step)
        elif last in _SAME and not (last == "cast" and name == 0):
            self.go(step, call)
        elif last == "setdefault" and name == 1 and _constant(call.args[0]):
            self.set_default(step, call)
        elif last in _OPTIONS and name in ("default", 0):
            self.option(step, call)
        elif not self.into_all(step, call, name):
            self.end("other", step, _described(call), call)

    def set_default(self, step: _Step, call: Any) -> None:
        """Go on with ``options.setdefault("model", …)``: an entry, and what the call gives."""
        base = call.func.value if call.func.__class__ is ast.Attribute else None
        scope = holder(base.id, base.scope) if base.__class__ is ast.Name else None
        if scope is None or base is None:
            self.end("other", step, _described(call), call)
            return
        self.named(step, base.id, scope, (str(call.args[0].value), *step.path))
        self.go(step, call)

    def option(self, step: _Step, call: Any) -> None:
        """Go on with the default of an option of the command line."""
        from .models import _option_name

        name = next((k.value.value for k in call.keywords if k.arg == "dest"
                     and _constant(k.value)), None) or _option_name(call)  # fmt: skip
        if not name:
            self.end("other", step, _described(call), call)
            return
        name = name.replace("-", "_")
        function = call.parent
        if function.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef):
            self.given(step, function, name, 0)
            return
        self.attribute(step, name, call.scope.module.path)

    def into_all(self, step: _Step, call: Any, name: str | int) -> bool:
        """Follow an argument into all that may be called; say whether that was possible."""
        targets = self.resolver.of(call.func)
        return bool(targets) and sum(self.into(step, call, name, t) for t in targets) > 0

    def into(self, step: _Step, call: Any, name: str | int, target: Any) -> bool:
        """Follow an argument into one thing that is called; say whether that was possible."""
        kind = target.kind
        if kind == "func" and target.node.__class__ is not ast.Lambda:
            owner = self.resolver.owner(target.node)
            bound = owner is not None and call.func.__class__ is ast.Attribute
            static = any(last_name(d) == "staticmethod" for d in target.node.decorator_list)
            return self.given(step, target.node, name, int(bound and not static))
        if kind == "class":
            for klass in self.resolver.ancestry(target.node):
                for binding in klass.inner.bindings.get("__init__", ()):
                    if binding.how == "def":
                        return self.given(step, binding.node, name, 1)
            return self.field(step, target.node, name)
        if kind == "partial":
            return self.into(step, call, name, target.whole)
        if kind == "made" and self.client and _wraps(target.name):
            self.go(step, call)
            return True
        if kind != "ext":
            return False
        full, last = target.name, target.name.rpartition(".")[2]
        if full in ("functools.partial", "functools.partialmethod"):
            if name == 0:
                self.go(step, call)
            elif isinstance(name, str):
                self.go(step, call, (f"={name}", *step.path))
            return isinstance(name, str) or name == 0
        if full == "builtins.dict":
            self.go(step, call, (name, *step.path) if isinstance(name, str) else step.path)
            return True
        if last in _SESSIONS and name == "headers" and path_roots(full):
            self.go(step, call, (SESSION, *step.path))
            return True
        if (last in _ENV_READERS or full.endswith("environ.get")) and name != 0:
            self.go(step, call)
            return True
        if last in _DEFAULT_HOLDERS and name in (0, "default", "default_factory", "value"):
            path = step.path
            if name == "default_factory":
                path = path[1:] if path[:1] == (CALLED,) else ("?",)
            self.go(step, call, path)
            return True
        if self.client and _wraps(full):
            self.go(step, call)
            return True
        return False

    def field(self, step: _Step, klass: Any, name: str | int) -> bool:
        """Go on with the readers of a data class's field."""
        if isinstance(name, int):
            fields = field_names(klass)
            if name >= len(fields):
                return False
            name = fields[name]
        if name not in klass.inner.bindings:
            return False
        self.attribute(step, name, klass.scope.module.path)
        return True

    def given(self, step: _Step, function: Any, name: str | int, shift: int) -> bool:
        arguments = function.args
        positional = [*arguments.posonlyargs, *arguments.args]
        if isinstance(name, int):
            if name + shift >= len(positional):
                return False
            self.parameter(step, function, positional[name + shift])
            return True
        for argument in [*positional, *arguments.kwonlyargs]:
            if argument.arg == name:
                self.parameter(step, function, argument)
                return True
        if arguments.kwarg is not None and name != "*":
            for node in self.readers.of_name(arguments.kwarg.arg, function.inner):
                self.go(step, node, (name, *step.path))
            return True
        return False


def argument_at(function: Any, argument: Any, shift: int) -> str:
    """Return how many arguments come before a parameter's where it is given by position."""
    positional = [*function.args.posonlyargs, *function.args.args]
    return str(positional.index(argument) - shift) if argument in positional else ""


def path_roots(name: str) -> bool:
    """Say whether a name is of a package that sends requests by hand."""
    return name.partition(".")[0] in ("aiohttp", "httpx", "requests", "niquests", "httpx2")


def _wraps(name: str) -> bool:
    from .known import WRAPPERS

    return WRAPPERS.search(name) is not None


def _constant(node: Any) -> bool:
    return node.__class__ is ast.Constant


def _described(node: Any) -> str:
    """Return how a sentence calls what a value ends in."""
    if node.__class__ is ast.Call:
        text = dotted(node.func) or last_name(node.func)
        if text:
            return f"`{text}`"
    if hasattr(node, "lineno"):
        text = " ".join(place_of(node).text.split())
        return f"`{text[:37]}…`" if len(text) > 40 else f"`{text}`"
    return "code that is not followed"


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
