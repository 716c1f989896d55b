"""What calls and constructors give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..known import WRAPPERS
from ..scopes import CLASSES, FUNCTIONS
from ..syntax import Node, string_value
from ..values import Obj
from ..written import arguments, bare, first_argument, last_name
from . import texts
from .bounds import SAME
from .configured import handed, registered

if TYPE_CHECKING:
    from .resolver import Resolver

KEPT = {"get": "set", "getContext": "setContext", "inject": "provide"}
"""What gives back by a name what the other has put away under it."""
# Functions that nobody imports, and that make what requests are sent through.
_MAKERS = frozenset({"$fetch.create", "axios.create", "ky.create", "ofetch.create"})


def call_of(resolver: Resolver, node: Node) -> Iterable[Obj]:
    """Return what a call gives."""
    callee = node.get("function")
    if callee is None:
        return ()
    text = callee.text if callee.end - callee.start < 40 else ""
    if text in ("require", "import"):
        spec = string_value(first_argument(node)) if first_argument(node) is not None else None  # type: ignore[arg-type]
        return resolver.imported(spec, "*", node.module, node) if spec else ()
    if text in ("Deno.env.get", "Netlify.env.get"):
        name = resolver.text_of(first_argument(node))
        return (Obj("env", node, name=name),) if name else ()
    last = last_name(callee)
    if (
        last in ("String", "Number", "parseInt", "parseFloat", "Boolean")
        and callee.kind == "identifier"
    ):
        return [
            replace(i, data=_number(i.data) if last.startswith(("N", "parse")) else i.data)
            for i in resolver.of(first_argument(node))
        ]
    if text == "JSON.stringify":
        return [i for i in resolver.of(first_argument(node)) if i.kind in ("object", "array")]
    if text == "Object.assign":
        return [i for a in arguments(node) for i in resolver.of(a) if i.kind == "object"]
    if last in ("concat", "join") and (whole := texts.joined(resolver, node, callee, last)):
        return whole
    found: list[Obj] = handed(resolver, last) or registered(resolver, callee, node)
    if found:
        return found
    if last == "then" and callee.kind == "member_expression":
        for item in resolver.of(first_argument(node)):
            found += returned(resolver, item.node) if item.kind == "function" else ()
        return found
    for item in resolver.of(callee):
        found += _result_of(resolver, item, node, last)
    found = [item for item in found if not _given_to_another(item, node, text)]
    if not found and last in WRAPPERS:
        return resolver.of(first_argument(node))
    if not found and callee.kind == "member_expression":
        found += _through(resolver, node, callee, last)
    return found


def _given_to_another(item: Obj, call: Node, callee: str) -> bool:
    """Say whether a text is what another call of the same function gives it as an argument.

    ``setting("MODEL", "gpt-4o")`` returns its own default, not ``setting("BUCKET", "files")``'s.
    """
    given = item.node.parent if item.kind == "const" and callee else None
    other = given.parent if given is not None and given.kind == "arguments" else None
    if other is None or other.kind != "call_expression":
        return False
    if call.start <= other.start and other.end <= call.end:
        return False
    named = other.get("function")
    return named is not None and named.text == callee


def _through(resolver: Resolver, node: Node, callee: Node, last: str) -> list[Obj]:
    if last in SAME or last in ("freeze", "seal"):
        subject = callee.get("object")
        if subject is not None and subject.text == "Object":
            return list(resolver.of(first_argument(node)))
        return [i for i in resolver.of(subject) if i.kind in ("const", "array", "function", "made")]
    if last == "map" and (callback := first_argument(node)) is not None:
        # ``urls.map(image)``, of a list that is not known.
        results = [
            i
            for f in resolver.of(callback)
            if f.kind == "function"
            for i in returned(resolver, f.node)
        ]
        return [Obj("mapped", node, data=tuple(results), name="map")] if results else []
    if last in ("get", "getOrThrow") and arguments(node):
        # NestJS: config.get("OPENAI_API_KEY").
        name = resolver.text_of(first_argument(node))
        if name and name.isupper():
            return [Obj("env", node, name=name)]
    if last in KEPT and arguments(node):
        return _kept_for(resolver, node, last)
    return []


def _kept_for(resolver: Resolver, node: Node, last: str) -> list[Obj]:
    """Return what was put away under a name, or is provided for a token.

    Hono: ``c.get("openai")`` after ``c.set("openai", client)``; a map's entry is alike.
    """
    token = first_argument(node)
    key = resolver.text_of(token)
    kept = [i for value in resolver.kept(KEPT[last], key) for i in resolver.of(value)]
    if not kept and last == "inject" and token is not None and token.kind == "identifier":
        kept = resolver.injected(token.text)
    if not kept and key is None and last == "get":
        # By a name that is not known: whatever the same map was given.
        kept = [i for value in _put_in(resolver, node) for i in resolver.of(value)]
    return kept


def _put_in(resolver: Resolver, node: Node) -> list[Node]:
    """Return what is put into the map that a call takes something out of, in its own file."""
    name = _map_of(node)
    calls = resolver.project.calls("set") if name else ()
    return [
        given[1]
        for call in calls
        if call.module is node.module and _map_of(call) == name
        for given in (arguments(call),)
        if len(given) > 1
    ][:8]


def _map_of(call: Node) -> str:
    callee = call.get("function")
    owner = callee.get("object") if callee is not None else None
    return last_name(owner) if owner is not None else ""


def _result_of(resolver: Resolver, item: Obj, node: Node, last: str) -> Iterable[Obj]:
    if item.kind == "function":
        return returned_to(resolver, item.node, node)
    if item.kind == "external":
        if last in WRAPPERS:
            inner = resolver.of(first_argument(node))
            if inner:
                return inner
        if last in ("inject", "getContext") and (kept := _kept_for(resolver, node, last)):
            return kept
        return _hook_of(resolver, item, node) or (Obj("made", node, None, item.name),)
    if item.kind == "global" and item.name in _MAKERS:
        return (Obj("made", node, None, f"global.{item.name}"),)
    if item.name == "global.Map" and item.path == ("get",) and arguments(node):
        return _kept_for(resolver, node, last)
    if item.kind == "made":
        if item.name == "global.URL" and item.path == ("toString",):
            return texts.address_of(resolver, item.node, "href")
        if item.path and item.path[-1] in ("withOptions", "withResponse", "asResponse"):
            return (replace(item, path=item.path[:-1]),)
        if item.path and item.path[-1] == "bind":
            return (replace(item, path=item.path[:-1]),)
        return (Obj("made", node, None, ".".join((item.name, *item.path)) + "()"),)
    if item.kind == "method":
        owner = item.data
        if item.name == "bind":
            return (owner,)
        if item.name in ("concat", "slice", "filter", "reverse", "toSorted"):
            return (owner,)
        if item.name in ("at", "pop", "shift", "find"):
            return resolver.items_of(owner)
        if item.name == "map" and (callback := first_argument(node)) is not None:
            results = [
                i
                for f in resolver.of(callback)
                if f.kind == "function"
                for i in returned(resolver, f.node)
            ]
            return [Obj("mapped", node, data=tuple(results), name="map")]
        return ()
    if item.kind == "const" and item.name == "resolver":
        return (replace(item, name=""),)
    if item.kind == "class":
        return (Obj("instance", item.node, node),)
    return ()


def _hook_of(resolver: Resolver, item: Obj, node: Node) -> tuple[Obj, ...]:
    """Return what React's hooks keep: the first value, or what a function makes of it."""
    name = item.name.rpartition(".")[2]
    if name not in ("useState", "useMemo", "useRef") or not item.name.startswith("react"):
        return ()
    kept: list[Obj] = []
    for given in resolver.of(first_argument(node)):
        function = given.kind == "function" and name != "useRef"
        kept += returned(resolver, given.node) if function else [given]
    return tuple(kept) if name == "useMemo" else (Obj("kept", node, tuple(kept), name),)


def returned_to(resolver: Resolver, function: Node, call: Node) -> list[Obj]:
    """Return what a function may return to one of its calls.

    A parameter that it gives back as it is is what this call gives it, and none of what others do.
    """
    values = given_back(function, call)
    if values is None:
        return returned(resolver, function)
    return [item for value in values for item in resolver.of(value)]


def given_back(function: Node, call: Node) -> list[Node] | None:
    """Return what a function returns to a call, with what the call gives in its parameters' place.

    None where it gives back none of its parameters as they are.
    """
    body = function.get("body")
    if body is not None and body.kind == "statement_block":
        parts = _return_values(body)
    else:
        parts = [body] if body is not None else []
    places = [_parameter_at(part, function) for part in parts]
    given = arguments(call)
    if all(at is None for at in places) or any(each.kind == "spread_element" for each in given):
        return None
    return [
        part if at is None or at >= len(given) else given[at]
        for part, at in zip(parts, places, strict=True)
    ]


def _parameter_at(node: Node, function: Node) -> int | None:
    """Return the place of the parameter that a name is, if nothing else is ever called so."""
    node = bare(node)
    bindings = node.scope.find(node.text) if node.kind == "identifier" else None
    if bindings is None or len(bindings) != 1:
        return None
    only = bindings[0]
    own = only.how == "param" and only.node is function and only.index >= 0 and not only.path
    return only.index if own else None


def _return_values(body: Node) -> list[Node]:
    found: list[Node] = []
    stack = list(body.children)
    while stack:
        node = stack.pop()
        if node.kind == "return_statement":
            found += node.children[:1]
        elif node.kind not in FUNCTIONS and node.kind not in CLASSES:
            stack += node.children
    return found


def returned(resolver: Resolver, function: Node) -> list[Obj]:
    """Return what a function may return."""
    body = function.get("body")
    if body is None:
        return []
    if body.kind != "statement_block":
        return list(resolver.of(body))
    found = [item for value in _return_values(body) for item in resolver.of(value)]
    annotation = function.get("return_type")
    if not found and annotation is not None:
        found += resolver.typed(annotation)
    return found


def new_of(resolver: Resolver, node: Node) -> Iterable[Obj]:
    """Return what a constructor makes."""
    callee = node.get("constructor")
    found: list[Obj] = []
    for item in resolver.of(callee):
        if item.kind == "class":
            base = resolver.base_of(resolver.ancestry(item.node)[-1])
            if base is not None and base.kind == "external":
                found.append(Obj("made", node, "subclass", base.name))
            found.append(Obj("instance", item.node, node))
        elif item.kind == "external":
            if last_name(callee) in WRAPPERS if callee is not None else False:
                inner = resolver.of(first_argument(node))
                if inner:
                    found += inner
                    continue
            # const OpenAI = require("openai"): the module is the class.
            name = "openai.OpenAI" if item.name == "openai" else item.name
            found.append(Obj("made", node, None, name))
        elif item.kind == "global":
            found.append(Obj("made", node, None, f"global.{item.name}"))
    return found


def _number(data: object) -> object:
    try:
        return int(str(data))
    except ValueError:
        try:
            return float(str(data))
        except ValueError:
            return data
