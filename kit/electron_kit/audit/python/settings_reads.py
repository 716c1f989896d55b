"""OpenAI's key as a project's own settings hold it: demanded there, or taken out to be used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ..facts import CredentialRead
from ..hosts import KEY, VARIABLE
from .given_to_clients import called, for_client
from .index import Module
from .readers import holder
from .resolve.resolver import Resolver
from .tree import ancestors, dotted, enclosing_function, last_name, own_nodes, place_of, walk

_NAMES = frozenset({"OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE"})
_SETTINGS = re.compile(r"(?i)^(?:\w+_)?(?:settings|config|cfg|conf|env|environment|constants)$")
_OWN = re.compile(r"(?:Settings|Config|Environment|Env)$")
_TESTED = (ast.BoolOp, ast.UnaryOp, ast.Compare)
_KEY = re.compile(r"(?i)open_?ai\w*key")
_ANY_KEY = re.compile(r"(?i)(?:api|open_?ai)\w*key|^key$")
# What is asked so many lines below the reading is a thing of its own.
_NEAR = 9
# A line of an ``.env`` file that a program looks for or writes.
_LINE = re.compile(r"^(?P<name>OPENAI_(?:API_KEY|BASE_URL|API_BASE))=[^\s]*$")


def settings_reads(module: Module, resolver: Resolver) -> Iterator[CredentialRead]:
    """Yield where a key of a project's settings is demanded, taken, or handed on.

    ``if not settings.OPENAI_API_KEY:`` stops a program that needs it no longer. Given to a
    client's constructor, it is that client's.

    Args:
        module: The module.
        resolver: The project's resolver.
    """
    if module.is_test:
        return
    for node in module.nodes[ast.Attribute]:
        if node.attr.upper() in _NAMES and _is_setting(node):
            how = _how(node, resolver)
            # A field of a class of one's own is lower case; to be without it is to stop.
            if how == "required" and _is_read_right_above(node):
                continue
            if how and (node.attr in _NAMES or (how == "required" and _is_negated(node))):
                yield CredentialRead(place=place_of(node), variable=node.attr.upper(), how=how)
    yield from _demanded(module, resolver)
    for node in module.saying(_LINE.match):
        found = _LINE.match(node.value)
        if found is not None and (how := _line(node)):
            yield CredentialRead(place=place_of(node), variable=found["name"], how=how)


def _demanded(module: Module, resolver: Resolver) -> Iterator[CredentialRead]:
    """Yield where a key that was read elsewhere is demanded: ``if not OPENAI_API_KEY:``.

    Elsewhere is another file, outside of the function, or far above: what is asked right behind
    the reading is said there.
    """
    if not any(_ANY_KEY.search(name) for name in module.bound):
        return
    for node in module.nodes[ast.If]:
        for part in node.test.values if node.test.__class__ is ast.BoolOp else (node.test,):
            if part.__class__ is not ast.UnaryOp or part.op.__class__ is not ast.Not:
                continue
            read = part.operand
            if read.__class__ is not ast.Name or not _ANY_KEY.search(read.id):
                continue
            variable = _from_settings(read)
            if not variable and _KEY.search(read.id) and _is_far(read, resolver):
                variable = read.id.upper()
            if variable:
                yield CredentialRead(place=place_of(part), variable=variable, how="required")
                break


def _from_settings(read: ast.Name) -> str:
    """Return the variable of the settings' field that a name was taken from, if that is a key."""
    scope = holder(read.id, read.scope)
    taken = [binding.value for binding in scope.bindings[read.id]] if scope is not None else []
    for value in taken:
        if value.__class__ is not ast.Attribute or not _is_setting(value):
            return ""
        if not KEY.fullmatch(value.attr.upper()):
            return ""
    return "OPENAI_API_KEY" if taken else ""


def _is_read_right_above(node: ast.Attribute) -> bool:
    """Say whether a method asks for what it has just taken: ``self.openai_api_key = getenv(…)``."""
    line, function = place_of(node).line, enclosing_function(node)
    changes = own_nodes(function, (ast.Assign,)) if hasattr(function, "name") else ()
    return any(
        dotted(change.targets[0]) == dotted(node)
        and 0 < line - place_of(change).line < _NEAR
        and any(VARIABLE.match(str(getattr(n, "value", ""))) for n in walk(change.value))
        for change in changes
    )


def _is_far(read: ast.Name, resolver: Resolver) -> bool:
    """Say whether a name's key was read in another file, another scope or many lines above."""
    scope = read.scope
    while read.id not in scope.bindings and scope.parent is not None:
        scope = scope.parent
    bindings = scope.bindings.get(read.id, ())
    if any(binding.how == "import" for binding in bindings):
        return KEY.fullmatch(read.id) is not None
    places = [place_of(b.node) for b in bindings if b.how == "value"]
    here = place_of(read)
    far = scope is not read.scope or all(
        place.unit is not here.unit or here.line - place.line >= _NEAR for place in places
    )
    return (
        bool(places)
        and far
        and any(item.kind == "env" and VARIABLE.match(item.name) for item in resolver.of(read))
    )


def _is_negated(node: ast.Attribute) -> bool:
    return any(
        above.__class__ is ast.UnaryOp and above.op.__class__ is ast.Not
        for above in ancestors(node)
        if not isinstance(above, ast.stmt)
    )


def _is_setting(node: ast.Attribute) -> bool:
    """Say whether an attribute is of settings: by their name, or in a method of their class."""
    owner = last_name(called(node.value))
    if owner not in ("self", "cls"):
        return _SETTINGS.match(owner) is not None
    klass = next((above for above in ancestors(node) if above.__class__ is ast.ClassDef), None)
    return klass is not None and any(
        _OWN.search(name) for name in (klass.name, *(last_name(called(b)) for b in klass.bases))
    )


def _how(node: Any, resolver: Resolver) -> str:
    """Return what is done with an attribute of settings; empty if nothing that matters."""
    child, parent = node, node.parent
    tested = False
    while (
        parent.__class__ in _TESTED
        or _is_bool(parent)
        or (parent.__class__ is ast.IfExp and child is not parent.test)
    ):
        tested = tested or parent.__class__ not in (ast.BoolOp, ast.IfExp)
        child, parent = parent, parent.parent
    if parent.__class__ in (ast.If, ast.IfExp, ast.While, ast.Assert):
        return "required" if parent.test is child else ""
    if parent.__class__ is ast.Return:
        return "required" if tested else "read"
    call = parent.parent if parent.__class__ is ast.keyword else parent
    if call.__class__ is ast.Call:
        own = any(item.kind in ("func", "class") for item in resolver.of(call.func))
        return "read" if own and not tested and not for_client(node, resolver) else ""
    if tested or parent.__class__ not in (ast.Assign, ast.AnnAssign) or parent.value is not child:
        return ""
    targets = getattr(parent, "targets", None) or [parent.target]
    # ``openai.api_key = settings.OPENAI_API_KEY`` sets up the module's client.
    return "read" if targets[0].__class__ is ast.Name else ""


def _is_bool(node: Any) -> bool:
    return node.__class__ is ast.Call and last_name(node.func) == "bool"


def _line(node: Any) -> str:
    """Return what a program does with a line of settings: it looks for it, or writes it."""
    parent = node.parent
    if parent.__class__ is ast.Call and last_name(parent.func) == "startswith":
        return "read"
    return "set" if parent.__class__ is ast.Dict and node in parent.values else ""
