"""Where a value comes from, asked strictly: what is not known for sure is said to be open."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

from .config_files import entry_of
from .pydantic_settings import setting_of
from .readers import holder
from .resolve.parameters import argument_for
from .resolve.resolver import Resolver
from .tree import last_name, place_of, walk
from .values import Obj

# What the resolver looks at, at most: beyond that, an answer is not all there is.
_MOST, _SITES, _BINDINGS = 60, 60, 16
# A call of these ends the program: no value comes from that way.
_NEVER = {"sys.exit", "builtins.exit", "builtins.quit", "os._exit"}
# By these a field of pydantic's settings is read from another variable than its own name.
_ALIASES = ("validation_alias", "alias", "env")
# Routes of values that somebody may type instead: a default is not all that they can be.
_TYPED = ("default of option ", "default of text_input", "default of Input", "choice of a form")


@dataclass(frozen=True, slots=True)
class Origin:
    """One place that a value may come from.

    Attributes:
        kind: ``env`` (a variable of the environment), ``file`` (an entry of a configuration
            file), ``setting`` (a field of pydantic's settings, which is read from the environment
            by its name), ``literal`` (a text), ``given`` (a text written where a function is
            called), ``none`` (nothing, or an empty text), ``caller`` (a parameter that code out
            of sight fills in), ``option`` (what somebody may type on the command line or into a
            form, beside its default) or ``open``.
        node: Where it is written.
        name: The variable's or the parameter's name; of ``open``, what the value is.
    """

    kind: str
    node: Any
    name: str = ""


class Origins:
    """Asks where values come from.

    Args:
        resolver: The project's resolver.
    """

    def __init__(self, resolver: Resolver) -> None:
        """Start with nothing asked."""
        self.resolver = resolver

    def of(self, expression: Any) -> list[Origin]:
        """Return every place that an expression's value may come from."""
        found: dict[int, Origin] = {}
        self._of(expression, found, set())
        return list(found.values())

    def _of(self, expression: Any, found: dict[int, Origin], seen: set[int]) -> None:
        if id(expression) in seen:
            return
        seen.add(id(expression))
        entry = entry_of(expression, self.resolver)
        if entry:
            found.setdefault(id(expression), Origin("file", expression, entry))
            self._default(expression, found, seen)
            return
        if self._any_entry(expression, found, seen):
            return
        setting = setting_of(expression, self.resolver)
        if setting is not None:
            found.setdefault(id(setting), Origin("setting", setting, setting.target.id))
            return
        named = self._by_name(expression)
        if named:
            found.setdefault(id(expression), Origin("env", expression, named))
            self._default(expression, found, seen)
            return
        objects = self.resolver.of(expression)
        if expression.__class__ is ast.Name and all(o.kind == "made" for o in objects):
            scope = holder(expression.id, expression.scope)
            values = [b.value for b in scope.bindings[expression.id]] if scope else []
            if len(values) == 1 and values[0] is not None and entry_of(values[0], self.resolver):
                self._of(values[0], found, seen)
                return
        if not objects or len(objects) >= _MOST or self._partly(expression):
            found.setdefault(id(expression), Origin("open", expression, said(expression)))
        lent = self._of_parameter(expression)
        for item in objects:
            if item.kind == "path" and len(objects) > 1 and self._known_otherwise(expression):
                continue
            if lent and item.kind == "const" and item.data:
                # A text that came in an argument's item or attribute is the caller's.
                found.setdefault(id(item.node), Origin("given", item.node, said(expression)))
            else:
                self._one(item, found, seen)

    def _by_name(self, call: Any) -> str:
        """Return the variable that a function of the program's own reads by the name it is given.

        Such as ``required("OPENAI_API_KEY")``; empty for anything else.
        """
        first = call.args[0] if call.__class__ is ast.Call and call.args else None
        if first.__class__ is not ast.Constant or not isinstance(first.value, str):
            return ""
        functions = self.resolver.of(call.func)
        reads = bool(functions) and all(
            item.kind == "func" and _reads_its_name(item.node) for item in functions
        )
        return first.value if reads else ""

    def _any_entry(self, expression: Any, found: dict[int, Origin], seen: set[int]) -> bool:
        """Add all entries of a table that is asked for a key which is not written here.

        Callers in sight may ask for some of them only; others may ask for the rest.
        """
        if expression.__class__ is not ast.Subscript or expression.slice.__class__ is ast.Constant:
            return False
        tables = self.resolver.of(expression.value)
        if not tables or any(table.kind != "dict" for table in tables):
            return False
        for table in tables:
            for values in self.resolver.dict_values(table).values():
                for value in values:
                    self._of(value, found, seen)
        return True

    def _default(self, expression: Any, found: dict[int, Origin], seen: set[int]) -> None:
        """Add what ``config.get(key, default)`` gives where the file has no such entry."""
        if expression.__class__ is ast.Call:
            for default in expression.args[1:]:
                self._of(default, found, seen)

    def _known_otherwise(self, expression: Any) -> bool:
        """Say whether an attribute is one of an object whose class is known, too.

        A parameter is always something that nobody knows as well; where it is annotated, or all
        its callers are known, that says nothing.
        """
        if expression.__class__ is not ast.Attribute:
            return False
        bases = self.resolver.of(expression.value)
        known = any(base.kind in ("inst", "class", "module", "dict") for base in bases)
        return known and all(
            base.kind != "path" or self._known_otherwise(expression.value) for base in bases
        )

    def _of_parameter(self, expression: Any) -> bool:
        """Say whether an expression is an item or an attribute of a parameter."""
        root = expression
        while root.__class__ in (ast.Subscript, ast.Attribute, ast.Call):
            root = root.func if root.__class__ is ast.Call else root.value
        if root is expression or root.__class__ is not ast.Name or root.id in ("self", "cls"):
            return False
        scope = holder(root.id, root.scope)
        return scope is not None and any(b.how == "param" for b in scope.bindings[root.id])

    def _partly(self, expression: Any) -> bool:
        """Say whether one of a name's assignments gives something that is not known."""
        if expression.__class__ is not ast.Name:
            return False
        scope = holder(expression.id, expression.scope)
        bindings = scope.bindings[expression.id] if scope is not None else []
        return len(bindings) > _BINDINGS or any(
            b.how in ("with", "augment", "error")
            or (b.how == "item" and not self._told_apart(b.value, b.name))
            or (b.how == "value" and b.value is not None and not self.resolver.of(b.value))
            for b in bindings
        )

    def _told_apart(self, value: Any, at: str) -> bool:
        """Say whether it is known which item of which tuples a name gets."""
        held = self.resolver.of(value) if value is not None and at.isdigit() else []
        return bool(held) and all(
            item.kind == "list"
            and item.node.__class__ is ast.Tuple
            and len(item.node.elts) > int(at)
            and not any(e.__class__ is ast.Starred for e in item.node.elts)
            and bool(self.resolver.of(item.node.elts[int(at)]))
            for item in held
        )

    def _one(self, item: Obj, found: dict[int, Origin], seen: set[int]) -> None:
        node = item.node
        if item.route.startswith(_TYPED):
            name = item.route.removeprefix("default of option ")
            found.setdefault(id(item), Origin("option", node, name))
        if item.kind == "made" and item.name in _NEVER:
            # ``os.getenv("KEY") or sys.exit("no key")`` gives nothing then.
            return
        if item.kind == "const" and (item.data is None or item.data == ""):
            found.setdefault(id(node), Origin("none", node))
        elif item.kind == "const" and isinstance(item.data, str):
            found.setdefault(id(node), Origin("literal", node, item.data))
        elif item.kind == "env":
            found.setdefault(id(node), Origin("env", node, item.name))
        elif item.kind == "param":
            self._parameter(item, found, seen)
        else:
            found.setdefault(
                id(node), Origin("open", node, item.name.removeprefix("builtins.") or said(node))
            )

    def _parameter(self, item: Obj, found: dict[int, Origin], seen: set[int]) -> None:
        if id(item.node) in seen:
            return
        seen.add(id(item.node))
        function, star = item.data
        owner = self.resolver.owner(function)
        sites = self.resolver.call_sites(function, owner)
        if len(self.resolver.project.calls(_called_by(function, owner))) > _SITES:
            found.setdefault(id(item.node), Origin("open", item.node, item.name))
            return
        if star or not sites:
            found.setdefault(id(item.node), Origin("caller", item.node, item.name))
            return
        arguments = function.args
        positional = [*arguments.posonlyargs, *arguments.args]
        for call, shift in sites:
            passed = argument_for(call, item.node, positional, shift)
            spread = any(k.arg is None for k in call.keywords) or any(
                a.__class__ is ast.Starred for a in call.args
            )
            if passed is not None:
                self._passed(passed, item.name, found, seen)
            elif spread:
                found.setdefault(id(call), Origin("open", call, said(call)))

    def _passed(self, passed: Any, name: str, found: dict[int, Origin], seen: set[int]) -> None:
        """Add what a call passes; a text that is written at the call is the caller's."""
        inner: dict[int, Origin] = {}
        self._of(passed, inner, seen)
        for key, origin in inner.items():
            if origin.kind == "literal" and _within(origin.node, passed):
                origin = Origin("given", origin.node, name)  # noqa: PLW2901
            found.setdefault(key, origin)


def _within(node: Any, outer: Any) -> bool:
    while node is not None:
        if node is outer:
            return True
        node = getattr(node, "parent", None)
    return False


def _reads_its_name(function: Any) -> bool:
    """Say whether a function gives the variable of the environment that its parameter names."""
    if function.__class__ not in (ast.FunctionDef, ast.AsyncFunctionDef) or not function.args.args:
        return False
    name = function.args.args[0].arg
    reads = [n for n in walk(function) if _environment_read(n, name)]
    held = {
        node.parent.targets[0].id
        for node in reads
        if node.parent.__class__ is ast.Assign and node.parent.targets[0].__class__ is ast.Name
    }
    single = all(len(function.inner.bindings.get(name, ())) == 1 for name in held)
    returned = [n.value for n in walk(function) if n.__class__ is ast.Return]
    return (
        bool(reads)
        and bool(returned)
        and single
        and all(
            value in reads or (value.__class__ is ast.Name and value.id in held)
            for value in returned
        )
    )


def _environment_read(node: Any, name: str) -> bool:
    if node.__class__ is ast.Subscript:
        key, owner = node.slice, node.value
        named = last_name(owner) == "environ"
    elif node.__class__ is ast.Call and node.args:
        key = node.args[0]
        method = last_name(node.func)
        named = method == "getenv" or (
            method == "get" and last_name(getattr(node.func, "value", None)) == "environ"
        )
    else:
        return False
    return named and key.__class__ is ast.Name and key.id == name


def _called_by(function: Any, owner: Any) -> str:
    if owner is not None and function.name in ("__init__", "__call__", "__new__"):
        return str(owner.name)
    return str(getattr(function, "name", ""))


def said(node: Any) -> str:
    """Return how a sentence calls an expression."""
    if node is None or not hasattr(node, "lineno"):
        return "something"
    text = " ".join(place_of(node).text.split())
    return text if len(text) <= 40 else f"{text[:37]}…"


def variable_node(node: Any) -> Any:
    """Return the string that names a variable in a read of the environment, or None."""
    if node.__class__ is ast.Subscript:
        key = node.slice
    elif node.__class__ is ast.Call and any(k.arg in _ALIASES for k in node.keywords):
        key = next(k.value for k in node.keywords if k.arg in _ALIASES)
    elif node.__class__ is ast.Call and node.args:
        key = node.args[0]
    else:
        return None
    return key if key.__class__ is ast.Constant and isinstance(key.value, str) else None


def known_as(node: Any) -> str:
    """Return the name that an expression is assigned to, or an empty string."""
    parent = node.parent
    while parent.__class__ in (ast.BoolOp, ast.IfExp, ast.Call, ast.keyword, ast.Await):
        if parent.__class__ is ast.keyword and parent.arg != "default":
            # What a call is given besides a default is not what it returns.
            return ""
        node, parent = parent, parent.parent
    if parent.__class__ is ast.Assign:
        return last_name(parent.targets[0])
    if parent.__class__ is ast.AnnAssign:
        return last_name(parent.target)
    if parent.__class__ is ast.Dict:
        for key, value in zip(parent.keys, parent.values, strict=True):
            if value is node and key.__class__ is ast.Constant:
                return str(key.value)
    return ""
