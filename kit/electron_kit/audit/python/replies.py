"""How replies and errors are read: content beside tool calls, chunks, error fields."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ..facts import Call, ChunkIndex, Confidence, ContentUse, ErrorRead, Fact, Place
from .index import Module, last_name, place_of
from .requests import Requests
from .resolve import Resolver

_SDK_ERRORS = re.compile(
    r"(?:^|\.)(?:OpenAIError|APIError|APIStatusError|BadRequestError|RateLimitError|AuthenticationError|"
    r"InvalidRequestError|PermissionDeniedError|NotFoundError|UnprocessableEntityError|InternalServerError|"
    r"APIConnectionError|APITimeoutError|ConflictError|ServiceUnavailableError)$"
)
_TEXTS = re.compile(
    r"(?i)maximum context|context_length|context length|context window|rate.?limit|"
    r"your messages resulted in|"
    r"insufficient_quota|exceeded your current quota|"
    r"invalid_api_key|incorrect api key|model_not_found|does not exist|content_filter|"
    r"content management|overloaded|"
    r"too many tokens|reduce the length|tokens per min|please try again in|string too long|"
    r"billing|unsupported_|max_tokens|not supported"
)


def ancestors(node: Any) -> Iterator[Any]:
    """Yield a node's parents, nearest first."""
    node = node.parent
    while node is not None:
        yield node
        node = node.parent


def enclosing_function(node: Any) -> Any:
    """Return the function (or None: the module) in which a node stands."""
    for parent in ancestors(node):
        if parent.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda):
            return parent
    return None


# -- content beside tool calls ------------------------------------------------------------


def content_uses(module: Module) -> Iterator[Fact]:
    """Yield where a module reads ``content`` in a way that a filler sentence upsets.

    Args:
        module: The module.
    """
    tools = [n for n in module.nodes[ast.Attribute] if n.attr in ("tool_calls", "function_call")]
    tools += [
        n
        for n in module.nodes[ast.Subscript]
        if n.slice.__class__ is ast.Constant and n.slice.value in ("tool_calls", "function_call")
    ]
    for name in ("get", "getattr", "hasattr"):
        tools += [
            c
            for c in module.calls.get(name, ())
            if any(
                a.__class__ is ast.Constant and a.value in ("tool_calls", "function_call")
                for a in c.args
            )
        ]
    if not tools:
        yield from _dropped(module)
        return
    by_function: dict[int, list[Any]] = {}
    for tool in tools:
        by_function.setdefault(id(enclosing_function(tool)), []).append(tool)
    for node in module.nodes[ast.If]:
        near = by_function.get(id(enclosing_function(node)))
        if not near:
            continue
        kind = _content_test(node.test)
        if kind is None or "delta" in place_of(node.test).text:
            continue
        if kind == "absent" and (_mentions(node.body, near) or _mentions(node.orelse, near)):
            if not _looked_before(node, near):
                yield ContentUse(place=place_of(node.test), how="none-means-tool-call")
        elif kind == "present":
            if _looked_before(node, near) or _mentions([node.test], near):
                continue
            if _mentions(node.orelse, near):
                yield ContentUse(place=place_of(node.test), how="content-first")
            elif _leaves(node.body) and _after(node, near) and not _mentions(node.body, near):
                yield ContentUse(
                    place=place_of(node.test), confidence=Confidence.MEDIUM, how="content-first"
                )
    yield from _dropped(module)


def _content_test(test: Any) -> str | None:
    """Return ``present`` or ``absent`` for a test of ``content``; None for another."""
    if test.__class__ is ast.UnaryOp and test.op.__class__ is ast.Not:
        return "absent" if _is_content(test.operand) else None
    if test.__class__ is ast.Compare and len(test.ops) == 1 and _is_content(test.left):
        right = test.comparators[0]
        if right.__class__ is ast.Constant and right.value in (None, ""):
            return "absent" if test.ops[0].__class__ in (ast.Is, ast.Eq) else "present"
        return None
    if test.__class__ is ast.BoolOp:
        kinds = [_content_test(value) for value in test.values]
        return next((k for k in kinds if k is not None), None)
    return "present" if _is_content(test) else None


def _is_content(node: Any) -> bool:
    if node.__class__ is ast.Attribute:
        return bool(node.attr == "content")
    if node.__class__ is ast.Subscript:
        return node.slice.__class__ is ast.Constant and node.slice.value == "content"
    if node.__class__ is ast.Call and last_name(node.func) == "get" and node.args:
        return node.args[0].__class__ is ast.Constant and node.args[0].value == "content"
    if node.__class__ is ast.Name:
        if "content" not in node.id and node.id not in (
            "text",
            "reply",
            "answer",
            "response_text",
            "output",
        ):
            return False
        bindings = node.scope.bindings.get(node.id, ())
        return any(
            b.how == "value"
            and b.value is not None
            and b.value.__class__ is not ast.Name
            and _is_content(_first(b.value))
            for b in bindings
        )
    return False


def _first(node: Any) -> Any:
    while node.__class__ is ast.BoolOp:
        node = node.values[0]
    return node


def _mentions(statements: list[Any], tools: list[Any]) -> bool:
    wanted = {id(tool) for tool in tools}
    return any(id(inner) in wanted for statement in statements for inner in ast.walk(statement))


_LOOKS = (ast.If, ast.While, ast.For, ast.AsyncFor)


def _looked_before(node: Any, tools: list[Any]) -> bool:
    """Say whether the tool calls were tested before, in an outer or an earlier ``if``."""
    child = node
    for parent in ancestors(node):
        if parent.__class__ in (ast.If, ast.IfExp, ast.While) and _mentions([parent.test], tools):
            return True
        for name in ("body", "orelse"):
            branch = getattr(parent, name, None)
            if isinstance(branch, list) and child in branch:
                for earlier in branch[: branch.index(child)]:
                    looked_at = getattr(earlier, "test", getattr(earlier, "iter", None))
                    if earlier.__class__ in _LOOKS and _mentions([looked_at], tools):
                        return True
        if parent.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef):
            return False
        child = parent
    return False


def _leaves(body: list[Any]) -> bool:
    calls = [
        s.value.value if s.value.__class__ is ast.Await else s.value
        for s in body
        if s.__class__ is ast.Expr
    ]
    return any(s.__class__ in (ast.Return, ast.Break, ast.Continue) for s in body) or any(
        call.__class__ is ast.Call
        and last_name(call.func) in ("print", "write", "markdown", "send")
        for call in calls
    )


def _after(node: Any, tools: list[Any]) -> bool:
    return any(tool.lineno > node.end_lineno for tool in tools)


def _dropped(module: Module) -> Iterator[Fact]:
    """Yield assistant messages with tool calls whose content is None or missing."""
    for node in module.nodes[ast.Dict]:
        entries = {
            key.value: value
            for key, value in zip(node.keys, node.values, strict=True)
            if key.__class__ is ast.Constant
        }
        role = entries.get("role")
        if "tool_calls" not in entries and "function_call" not in entries:
            continue
        if role.__class__ is not ast.Constant or role.value != "assistant":
            continue
        value = entries.get("tool_calls", entries.get("function_call"))
        if value.__class__ is ast.Constant and value.value is None:
            continue
        content = entries.get("content")
        if None in node.keys:
            continue
        if content is None or (content.__class__ is ast.Constant and content.value in (None, "")):
            yield ContentUse(place=place_of(node), how="content-dropped")


# -- chunks of a stream -------------------------------------------------------------------


def chunk_indexes(requests: Requests, resolver: Resolver) -> Iterator[Fact]:
    """Yield unguarded ``chunk.choices[0]`` in loops over a chat request's stream.

    Args:
        requests: The project's requests.
        resolver: The project's resolver.
    """
    by_node = {id(r.node): r.fact for r in requests.found if r.fact.endpoint == "chat"}
    if not by_node:
        return
    for module in resolver.project.modules:
        seen: set[int] = set()
        for node in module.nodes[ast.Subscript]:
            subject = node.value
            if subject.__class__ is not ast.Attribute or subject.attr != "choices":
                continue
            if node.slice.__class__ is not ast.Constant or node.slice.value != 0:
                continue
            chunk = subject.value
            if chunk.__class__ is not ast.Name:
                continue
            fact = _streamed(chunk, resolver, by_node)
            if fact is None or id(chunk.scope) in seen or guarded_chunk(node, chunk.id):
                continue
            seen.add(id(chunk.scope))
            yield ChunkIndex(
                place=place_of(node), confidence=fact.confidence, name=chunk.id,
                include_usage=_include_usage(fact), statement=_statement(node, chunk.id),
            )  # fmt: skip


def _streamed(chunk: ast.Name, resolver: Resolver, by_node: dict[int, Call]) -> Call | None:
    """Return the request whose stream a loop variable comes from."""
    scope = chunk.scope
    while scope is not None:
        for binding in scope.bindings.get(chunk.id, ()):
            if binding.how == "item" and binding.value is not None:
                for item in resolver.of(binding.value):
                    if item.kind == "made" and id(item.node) in by_node:
                        return by_node[id(item.node)]
            elif binding.how == "param" and not binding.star:
                # A helper that is called with each chunk.
                for item in resolver.parameter(binding, chunk.id):
                    if item.kind == "made" and id(item.node) in by_node and item.path == ("[]",):
                        return by_node[id(item.node)]
        scope = scope.parent
    return None


def _include_usage(fact: Call) -> bool | None:
    options = fact.fields.get("stream_options")
    if options is None:
        return None if not fact.complete else False
    for value in options.values:
        entry = value.entries.get("include_usage")
        if entry is not None and any(
            v.constant is True or v.kind != "constant" for v in entry.values
        ):
            return True
    return None


def guarded_chunk(node: Any, name: str) -> bool:
    """Say whether an index of a chunk's choices cannot fail on an empty list."""
    child = node
    for parent in ancestors(node):
        kind = parent.__class__
        if kind in (ast.If, ast.IfExp, ast.While) and child is not getattr(parent, "test", None):
            if _about_choices(parent.test, name) and child not in getattr(parent, "orelse", []):
                return True
            if child in getattr(parent, "orelse", []) and _about_choices(parent.test, name):
                return True
        if kind is ast.BoolOp and any(
            _about_choices(v, name) for v in parent.values if v is not child
        ):
            return True
        if kind is ast.comprehension and any(_about_choices(test, name) for test in parent.ifs):
            return True
        if kind in (ast.ListComp, ast.GeneratorExp) and any(
            _about_choices(test, name) for g in parent.generators for test in g.ifs
        ):
            return True
        if kind is ast.Try and child in parent.body:
            for handler in parent.handlers:
                caught = {
                    last_name(n) for n in ([handler.type] if handler.type is not None else [])
                }
                if handler.type.__class__ is ast.Tuple:
                    caught = {last_name(n) for n in handler.type.elts}
                if handler.type is None or caught & {
                    "IndexError",
                    "LookupError",
                    "Exception",
                    "BaseException",
                }:
                    return not any(s.__class__ is ast.Raise for s in handler.body)
        for branch in ("body", "orelse"):
            statements = getattr(parent, branch, None)
            if isinstance(statements, list) and child in statements:
                for earlier in statements[: statements.index(child)]:
                    if (
                        earlier.__class__ is ast.If
                        and _about_choices(earlier.test, name)
                        and _skips(earlier.body)
                    ):
                        return True
        if kind in (ast.FunctionDef, ast.AsyncFunctionDef):
            return False
        child = parent
    return False


def _skips(body: list[Any]) -> bool:
    return bool(body) and body[-1].__class__ in (ast.Continue, ast.Return, ast.Break, ast.Raise)


def _about_choices(test: Any, name: str) -> bool:
    """Say whether a test looks at the list itself, at its length or at ``usage``."""
    for node in ast.walk(test):
        if (
            node.__class__ is ast.Attribute
            and node.attr in ("choices", "usage")
            and last_name(node.value) == name
        ):
            if node.parent.__class__ is not ast.Subscript:
                return True
        if node.__class__ is ast.Call and last_name(node.func) in ("hasattr", "getattr"):
            arguments = [a.value for a in node.args if a.__class__ is ast.Constant]
            if "usage" in arguments or "choices" in arguments:
                return True
    return False


def _statement(node: Any, name: str) -> Place | None:
    """Return the statement of the loop's body before which a guard fits."""
    child = node
    for parent in ancestors(node):
        if parent.__class__ in (ast.For, ast.AsyncFor):
            if child in parent.body and last_name(parent.target) == name and not parent.orelse:
                return place_of(child)
            return None
        if parent.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef):
            return None
        child = parent
    return None


# -- errors -------------------------------------------------------------------------------


def error_reads(module: Module, resolver: Resolver) -> Iterator[Fact]:
    """Yield where error handlers read fields or text that Electron fills otherwise.

    Args:
        module: The module.
        resolver: The project's resolver.
    """
    yield from _raw_error_texts(module)
    seen: set[int] = set()
    for region, name, sdk in _error_regions(module, resolver):
        for node in (inner for part in region for inner in ast.walk(part)):
            found = _error_read(node, name, sdk, resolver)
            if found is not None and id(node) not in seen:
                seen.add(id(node))
                yield ErrorRead(
                    place=place_of(node),
                    confidence=Confidence.HIGH if sdk else Confidence.MEDIUM,
                    what=found,
                )


def _raw_error_texts(module: Module) -> Iterator[Fact]:
    """Yield tests of the message in the body of an error, as hand-written requests see it."""
    for node in module.nodes[ast.Compare]:
        text, subject = node.left, node.comparators[0]
        if node.ops[0].__class__ not in (ast.In, ast.NotIn) or text.__class__ is not ast.Constant:
            continue
        if not isinstance(text.value, str) or not _TEXTS.search(text.value):
            continue
        while subject.__class__ is ast.Call and subject.func.__class__ is ast.Attribute:
            if subject.func.attr not in ("lower", "strip", "upper"):
                break
            subject = subject.func.value
        if _is_error_message(subject):
            yield ErrorRead(
                place=place_of(node), confidence=Confidence.MEDIUM, what=str(text.value)
            )


def _is_error_message(node: Any) -> bool:
    """Say whether an expression is ``body["error"]["message"]`` or a name for it."""
    if node.__class__ is ast.Name:
        bindings = node.scope.bindings.get(node.id, ())
        return any(
            b.how == "value" and b.value.__class__ in (ast.Subscript, ast.Call)
            and _is_error_message(b.value)
            for b in bindings
        )  # fmt: skip
    parts = {n.value for n in ast.walk(node) if n.__class__ is ast.Constant}
    return {"error", "message"} <= parts


def _error_regions(module: Module, resolver: Resolver) -> Iterator[tuple[list[Any], str, bool]]:
    """Yield where an error is at hand: the code, the error's name, whether it is the SDK's."""
    for call in module.calls.get("isinstance", ()):
        if len(call.args) != 2 or call.args[0].__class__ is not ast.Name:
            continue
        if _is_sdk_error(call.args[1], resolver):
            yield _where_true(call), call.args[0].id, True
    for kind in (ast.FunctionDef, ast.AsyncFunctionDef):
        for function in module.nodes[kind]:
            for argument in (*function.args.args, *function.args.kwonlyargs):
                annotation = argument.annotation
                if annotation is not None and _SDK_ERRORS.search(last_name(annotation)):
                    if _is_sdk_error(annotation, resolver):
                        yield function.body, argument.arg, True
    for handler in module.nodes[ast.ExceptHandler]:
        if handler.name:
            yield handler.body, handler.name, _is_sdk_error(handler.type, resolver)


def _where_true(test: Any) -> list[Any]:
    """Return the code that runs only if a test, or one that it is a part of, holds."""
    region, parent = [test], test.parent
    while parent.__class__ is ast.BoolOp:
        region, parent = [parent], parent.parent
    if parent.__class__ is ast.If and parent.test is region[0]:
        return [parent.test, *parent.body]
    if parent.__class__ is ast.IfExp and parent.test is region[0]:
        return [parent.test, parent.body]
    return region


def _is_sdk_error(node: Any, resolver: Resolver) -> bool:
    types = node.elts if node.__class__ is ast.Tuple else [node]
    for kind in types:
        if kind is None:
            continue
        for item in resolver.of(kind):
            if (
                item.kind == "ext"
                and item.name.startswith(("openai", "litellm"))
                and _SDK_ERRORS.search(item.name)
            ):
                return True
            if item.kind == "list" and any(
                _is_sdk_error(e, resolver) for e in resolver.elements(item)
            ):
                return True
    return False


def _error_read(node: Any, name: str, sdk: bool, resolver: Resolver) -> str | None:
    kind = node.__class__
    if sdk and kind is ast.Attribute and node.attr in ("code", "param") and _root(node) == name:
        return node.attr
    if (
        sdk
        and kind is ast.Subscript
        and node.slice.__class__ is ast.Constant
        and node.slice.value in ("code", "param")
    ):
        return str(node.slice.value) if _root(node) == name else None
    if sdk and kind is ast.Call and last_name(node.func) in ("getattr", "get"):
        values = [a.value for a in node.args if a.__class__ is ast.Constant]
        subject = (
            node.args[0]
            if last_name(node.func) == "getattr" and node.args
            else getattr(node.func, "value", None)
        )
        if values and values[0] in ("code", "param") and _root(subject) == name:
            return str(values[0])
    if kind is ast.Compare and len(node.ops) == 1:
        return _matched(node, name, sdk, resolver)
    if (
        kind is ast.Call
        and last_name(node.func) in ("startswith", "search", "match", "find")
        and node.args
    ):
        text = node.args[0]
        if text.__class__ is ast.Constant and isinstance(text.value, str):
            subject = node.func.value if node.func.__class__ is ast.Attribute else None
            others = [subject, *node.args[1:]]
            if any(_is_text_of(o, name) for o in others) and (sdk or _TEXTS.search(text.value)):
                return text.value
    return None


def _matched(node: ast.Compare, name: str, sdk: bool, resolver: Resolver) -> str | None:
    left, right, operator = node.left, node.comparators[0], node.ops[0]
    if operator.__class__ in (ast.In, ast.NotIn):
        text, subject = left, right
    elif operator.__class__ in (ast.Eq, ast.NotEq):
        text, subject = (left, right) if left.__class__ is ast.Constant else (right, left)
    else:
        return None
    if not _is_text_of(subject, name):
        return None
    for item in resolver.of(text):
        if item.kind == "const" and isinstance(item.data, str):
            if sdk or _TEXTS.search(item.data):
                return item.data
    return None


def _is_text_of(node: Any, name: str, depth: int = 0) -> bool:
    """Say whether an expression is an error's text, such as ``str(e)`` or ``e.message``."""
    while node is not None:
        if node.__class__ is ast.Call:
            if (
                last_name(node.func) in ("str", "repr", "format_exc", "exception_to_string")
                and node.args
            ):
                return _root(node.args[0]) == name
            node = node.func.value if node.func.__class__ is ast.Attribute else None
        elif node.__class__ is ast.Attribute:
            if node.attr in ("message", "user_message", "_message", "args") and _root(node) == name:
                return True
            node = node.value
        elif node.__class__ is ast.Subscript:
            node = node.value
        elif node.__class__ is ast.Name:
            if node.id == name or depth > 3:
                return False
            scope = node.scope
            while scope.parent is not None and node.id not in scope.bindings:
                scope = scope.parent
            bindings = scope.bindings.get(node.id, ())
            return any(
                b.how == "value"
                and b.value is not None
                and b.value.__class__ is not ast.Name
                and _is_text_of(b.value, name, depth + 1)
                for b in bindings
            )
        else:
            return False
    return False


def _root(node: Any) -> str:
    while node.__class__ in (ast.Attribute, ast.Subscript, ast.Call):
        node = node.func if node.__class__ is ast.Call else node.value
    return node.id if node.__class__ is ast.Name else ""
