"""What frameworks hand to code from a configuration: Nuxt's, Next's, Nest's, checked schemas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..syntax import Node, string_value
from ..values import Obj
from ..written import arguments, bare, first_argument, last_name

if TYPE_CHECKING:
    from .resolver import Resolver

# What is called to get a configuration, and where that is written: the function that is given
# it, the file that exports it, and the entry of it that is handed out (none: all of it).
_HANDED = {
    "useRuntimeConfig": ("defineNuxtConfig", "nuxt.config.", "runtimeConfig"),
    "useAppConfig": ("defineAppConfig", "app.config.", ""),
    "getConfig": ("", "next.config.", ""),
}
_GET = frozenset({"get", "getOrThrow"})
# What makes an object of a schema and what it is given, with the defaults of the schema.
_CHECKED = (".parse", ".safeParse", ".parseAsync", ".createEnv", ".cleanEnv")
_CHECKERS = ("zod.", "valibot.", "envalid.", "@t3-oss/")
_DEFAULTS = frozenset({"default", "catch", "prefault"})
# The sections of T3's environments.
_SECTIONS = ("server", "client", "shared")
# Calls in a chain such as ``z.string().url().optional().default("…")``.
_CHAIN = 12


def handed(resolver: Resolver, name: str) -> list[Obj]:
    """Return what a framework's function gives of a configuration that the project writes.

    Args:
        resolver: What asks.
        name: The function, such as ``useRuntimeConfig``.
    """
    if name not in _HANDED:
        return []
    definer, file, entry = _HANDED[name]
    written = [first_argument(call) for call in resolver.project.calls(definer)] if definer else []
    for module in resolver.project.every:
        if module.path.rpartition("/")[2].startswith(file):
            written += [export.node for export in module.exports.get("default", ())]
    found: list[Obj] = []
    seen: set[int] = set()
    for node in written:
        for item in resolver.of(node):
            if item.kind == "object" and id(item.node) not in seen:
                seen.add(id(item.node))
                found += resolver.member(item, entry, item.node) if entry else [item]
    return found


def registered(resolver: Resolver, callee: Node, call: Node) -> list[Obj]:
    """Return what Nest's ``config.get("openai.url")`` gives, of the factories in the project.

    Args:
        resolver: What asks.
        callee: What is called.
        call: The call.
    """
    if last_name(callee) not in _GET:
        return []
    if not any(resolver.project.calls(name) for name in ("registerAs", "forRoot")):
        return []
    given = first_argument(call)
    parts = (string_value(given) or "" if given is not None else "").split(".")
    if not parts[0]:
        return []
    found: list[Obj] = []
    for item, path in _factories(resolver, parts):
        step = [item]
        for part in path:
            step = [inner for one in step for inner in resolver.member(one, part, one.node)]
        found += step if path else []
    return found


def injected(resolver: Resolver, annotation: Node) -> list[Obj]:
    """Return the configuration that ``ConfigType<typeof llm>`` stands for: what its factory makes.

    Args:
        resolver: What asks.
        annotation: The type.
    """
    # The text first: a walk through every annotation of a large project takes seconds.
    if b"ConfigType" not in _bytes(annotation):
        return []
    asked = next((n for n in annotation.walk() if n.kind == "type_query"), None)
    if asked is None:
        return []
    return [
        found
        for name in asked.children
        if name.kind == "identifier"
        for made in resolver.of(name)
        if made.kind == "made" and made.name == "@nestjs/config.registerAs"
        for found in _made_by(resolver, arguments(made.node)[1:2])
    ]


def _bytes(node: Node) -> bytes:
    return node.module.unit.data[node.start : node.end]


def _factories(resolver: Resolver, parts: list[str]) -> Iterator[tuple[Obj, list[str]]]:
    for call in resolver.project.calls("registerAs"):
        given = arguments(call)
        if len(given) > 1 and string_value(given[0]) == parts[0]:
            for item in _made_by(resolver, [given[1]]):
                yield item, parts[1:]
    for call in resolver.project.calls("forRoot"):
        for options in resolver.of(first_argument(call)):
            if options.kind == "object":
                for load in resolver.member(options, "load", options.node):
                    if load.kind == "array":
                        for item in _made_by(resolver, load.node.children):
                            yield item, parts


def _made_by(resolver: Resolver, nodes: Iterable[Node]) -> Iterator[Obj]:
    for node in nodes:
        for item in resolver.of(node):
            if item.kind == "function":
                yield from (o for o in resolver.returned(item.node) if o.kind == "object")


def checked(resolver: Resolver, item: Obj, name: str) -> list[Obj]:
    """Return the default that a schema has for an entry of what it has checked.

    Args:
        resolver: What asks.
        item: What a checker has made: ``z.object({ … }).parse(process.env)``.
        name: The entry.
    """
    if not item.name.startswith(_CHECKERS) or not item.name.removesuffix("()").endswith(_CHECKED):
        return []
    if item.path not in ((), ("data",)):
        return []
    for schema in _schemas(resolver, item.node):
        for holder in (schema, *_sections(resolver, schema)):
            for value in resolver.member(holder, name, holder.node):
                found = _default_of(resolver, value.node)
                if found:
                    return found
    return []


def _schemas(resolver: Resolver, node: Node) -> Iterator[Obj]:
    """Yield the objects that a chain of calls is given: of its own schema and what extends it."""
    for _ in range(_CHAIN):
        if node.kind != "call_expression":
            return
        for argument in arguments(node):
            yield from (o for o in resolver.of(argument) if o.kind == "object")
        callee = node.get("function")
        owner = callee.get("object") if callee is not None else None
        if owner is None:
            return
        node = bare(owner)
        if node.kind in ("identifier", "member_expression"):
            made = next((o for o in resolver.of(node) if o.kind == "made" and not o.path), None)
            if made is None:
                return
            node = made.node


def _sections(resolver: Resolver, schema: Obj) -> Iterator[Obj]:
    for name in _SECTIONS:
        yield from (o for o in resolver.member(schema, name, schema.node) if o.kind == "object")


def _default_of(resolver: Resolver, node: Node) -> list[Obj]:
    """Return the default in a chain such as ``z.string().default("…")``, or of ``str({ … })``."""
    for _ in range(_CHAIN):
        if node.kind != "call_expression":
            return []
        callee, given = node.get("function"), first_argument(node)
        if callee is None:
            return []
        if last_name(callee) in _DEFAULTS and given is not None:
            return [o for o in resolver.of(given) if o.kind == "const"]
        for options in resolver.of(given):
            if options.kind == "object":
                inner = resolver.member(options, "default", options.node)
                if constants := [o for o in inner if o.kind == "const"]:
                    return constants
        owner = callee.get("object")
        if owner is None:
            return []
        node = bare(owner)
    return []
