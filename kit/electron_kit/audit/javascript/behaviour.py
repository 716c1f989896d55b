"""Code around the requests that Electron's behaviour upsets: C01 to C04, and B06 by `histories`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import ChunkIndex, Confidence, ContentUse, ErrorRead, Fact, FanOut
from .fields import FieldReader
from .frameworks import Frameworks
from .histories import Histories, function_of
from .index import FUNCTIONS, arguments, bare, first_argument, key_of, last_name
from .raw import Raw
from .requests import Requests
from .resolve import Resolver
from .syntax import Node, number_value, string_value

_ALL = frozenset({"all", "allSettled", "any", "race"})
_MESSAGE_TEXT = re.compile(
    r"(?i)rate.?limit|quota|context.?length|maximum context|api key|does not exist|tokens|"
    r"overloaded|content.?(?:filter|policy)|invalid_|billing|model_not_found"
)


_CODES = frozenset(
    {
        "model_not_found", "invalid_api_key", "insufficient_quota", "context_length_exceeded",
        "rate_limit_exceeded", "content_filter", "billing_hard_limit_reached",
        "content_policy_violation", "string_above_max_length",
    }
)  # fmt: skip
"""Codes of OpenAI's errors that nobody else has."""


class Behaviour:
    """Finds what happens before and after requests.

    Args:
        resolver: The project's resolver.
        reader: Collects fields.
        requests: The SDK's requests.
        raw: The hand-written requests.
        frameworks: The frameworks' requests.
    """

    def __init__(
        self,
        resolver: Resolver,
        reader: FieldReader,
        requests: Requests,
        raw: Raw,
        frameworks: Frameworks,
    ) -> None:
        """Collect the chat requests and the functions that send them."""
        self.resolver = resolver
        self.reader = reader
        self.chats = [r.node for r in requests.found if r.fact.endpoint == "chat"]
        self.chats += [node for node, _ in raw.calls]
        self.frameworks = frameworks
        self.chats += frameworks.sent
        self.sending: dict[int, Node] = {}
        for node in self.chats:
            self._sends(node, 0)

    def _sends(self, node: Node, depth: int) -> None:
        function = function_of(node)
        if function is None or id(function) in self.sending or depth > 4:
            return
        self.sending[id(function)] = function
        for site in self.resolver.call_sites(function):
            self._sends(site, depth + 1)

    def sends_within(self, node: Node) -> bool:
        """Say whether a piece of code sends a chat request, directly or through a function."""
        for chat in self.chats:
            if chat.module is node.module and node.start <= chat.start and chat.end <= node.end:
                return True
        for below in node.walk():
            if below.kind == "call_expression":
                callee = below.get("function")
                if any(
                    i.kind == "function" and id(i.node) in self.sending
                    for i in self.resolver.of(callee)
                ):
                    return True
        return False

    def facts(self) -> Iterator[Fact]:
        """Yield what was found."""
        if not self.chats:
            return
        yield from Histories(self.resolver, self.reader, self.frameworks, self.chats).facts()
        yield from self._fan_outs()
        yield from self._chunks()
        yield from self._contents()
        yield from self._errors()

    # C03

    def _fan_outs(self) -> Iterator[Fact]:
        for module in self.resolver.project.modules:
            for name in _ALL:
                for call in module.calls.get(name, ()):
                    callee = call.get("function")
                    if callee is not None and callee.text == f"Promise.{name}":
                        yield from self._promises(call, f"Promise.{name}")
            for name in ("pMap", "map", "mapLimit", "eachLimit", "pMapIterable"):
                for call in module.calls.get(name, ()):
                    yield from self._library(call, name)
            for call in module.calls.get("forEach", ()):
                callback = first_argument(call)
                if (
                    callback is not None
                    and callback.kind in FUNCTIONS
                    and self.sends_within(callback)
                    and callback.text.startswith("async")
                ):
                    yield FanOut(place=call.place, how="forEach(async …)")

    def _promises(self, call: Node, how: str) -> Iterator[Fact]:
        argument = first_argument(call)
        if argument is None:
            return
        argument = bare(argument)
        if argument.kind == "identifier":
            for binding in (argument.scope.find(argument.text) or ())[:4]:
                value = binding.node
                if value is not None and binding.how == "value" and not binding.path:
                    value = bare(value)
                    if (
                        value.kind == "call_expression"
                        and last_name(value.get("function") or value) == "map"
                    ):
                        yield from self._mapped(value, call, how)
                        return
                    if value.kind == "array" and (not value.children or self.reader.pushed(value)):
                        for push in self.reader.pushed(value):
                            if self.sends_within(push):
                                yield FanOut(place=call.place, how=how)
                                return
            return
        if argument.kind == "array":
            senders = [child for child in argument.children if self.sends_within(child)]
            spread = any(child.kind == "spread_element" for child in senders)
            if spread or len(senders) > 3:
                yield FanOut(place=call.place, how=how, limit=None if spread else len(senders))
            return
        if argument.kind == "call_expression":
            yield from self._mapped(argument, call, how)

    def _mapped(self, mapped: Node, call: Node, how: str) -> Iterator[Fact]:
        callee = mapped.get("function")
        name = last_name(callee) if callee is not None else ""
        if name not in ("map", "flatMap", "from") or callee is None:
            return
        callback = arguments(mapped)[-1] if arguments(mapped) else None
        if callback is None or not self._callback_sends(callback):
            return
        limit = self._limiter(callback)
        subject = callee.get("object")
        if limit is None and subject is not None:
            limit = self._length(subject)
        yield FanOut(place=call.place, how=how, limit=limit)

    def _callback_sends(self, callback: Node) -> bool:
        if callback.kind in FUNCTIONS:
            return self.sends_within(callback)
        return any(
            i.kind == "function" and id(i.node) in self.sending for i in self.resolver.of(callback)
        )

    def _limiter(self, callback: Node) -> int | None:
        for below in callback.walk():
            if below.kind != "call_expression":
                continue
            for item in self.resolver.of(below.get("function")):
                if item.kind == "made" and item.name.startswith(
                    ("p-limit", "p-throttle", "bottleneck", "p-queue")
                ):
                    numbers = [
                        v.data
                        for v in self.resolver.of(first_argument(item.node))
                        if isinstance(v.data, int)
                    ]
                    if not numbers:
                        options = self.resolver.of(first_argument(item.node))
                        numbers = [
                            v.data
                            for option in options
                            for key in ("concurrency", "maxConcurrent", "limit")
                            for v in self.resolver.member(option, key, option.node)
                            if isinstance(v.data, int)
                        ]
                    return max(numbers) if numbers else 1
        return None

    def _length(self, subject: Node) -> int | None:
        subject = bare(subject)
        if (
            subject.kind == "call_expression"
            and last_name(subject.get("function") or subject) == "slice"
        ):
            edges = arguments(subject)
            if len(edges) == 2 and edges[1].kind == "binary_expression":
                # ``slice(i, i + 3)``: a window.
                right = edges[1].get("right")
                widths = [o.data for o in self.resolver.of(right) if isinstance(o.data, int)]
                if widths:
                    return max(widths)
            given = [number_value(a) for a in edges if a.kind == "number"]
            if len(given) == 2 and isinstance(given[0], int) and isinstance(given[1], int):
                return given[1] - given[0]
        arrays = [i for i in self.resolver.of(subject) if i.kind == "array"]
        if len(arrays) == 1 and not self.reader.pushed(arrays[0].node):
            children = arrays[0].node.children
            if children and all(child.kind != "spread_element" for child in children):
                return len(children)
        return None

    def _library(self, call: Node, name: str) -> Iterator[Fact]:
        callee = call.get("function")
        if callee is None:
            return
        outside = [
            i
            for i in self.resolver.of(callee)
            if i.kind == "external" and i.name.startswith(("p-map", "async", "bluebird"))
        ]
        given = arguments(call)
        if not outside or len(given) < 2 or not any(self._callback_sends(a) for a in given[1:]):
            return
        limit: int | None = None
        for argument in given:
            for item in self.resolver.of(argument):
                if item.kind == "const" and isinstance(item.data, int) and name.endswith("Limit"):
                    limit = item.data
                if item.kind == "object":
                    for found in self.resolver.member(item, "concurrency", item.node):
                        limit = found.data if isinstance(found.data, int) else limit
        yield FanOut(place=call.place, how=name, limit=limit)

    # C04

    def _chunks(self) -> Iterator[Fact]:
        for module in self.resolver.project.modules:
            for node in module.nodes.get("subscript_expression", ()):
                target, index = node.get("object"), node.get("index")
                if target is None or index is None or index.text != "0":
                    continue
                target = bare(target)
                if target.kind == "identifier" and target.text == "choices":
                    yield from self._taken_apart(node, target)
                    continue
                if target.kind != "member_expression" or last_name(target) != "choices":
                    continue
                chunk = target.get("object")
                parent = node.parent
                while parent is not None and parent.kind == "non_null_expression":
                    parent = parent.parent
                if (
                    chunk is None
                    or parent is None
                    or parent.get("optional_chain") is not None
                    or not _must_exist(parent)
                ):
                    continue
                loop, stream = self._stream_of(chunk, node)
                if loop is None or stream is None:
                    continue
                usage = self._include_usage(stream)
                if _guarded(node, chunk.text, loop):
                    continue
                statement = _statement_in(node, loop)
                yield ChunkIndex(
                    place=node.place, name=chunk.text, include_usage=usage,
                    statement=statement.place if statement is not None else None,
                )  # fmt: skip

    def _taken_apart(self, node: Node, choices: Node) -> Iterator[Fact]:
        """Yield an unguarded look into ``for await (const { choices } of stream)``."""
        parent = node.parent
        if parent is None or parent.get("optional_chain") is not None or not _must_exist(parent):
            return
        for above in node.up():
            left, right = above.get("left"), above.get("right")
            if above.kind != "for_in_statement" or left is None or left.kind != "object_pattern":
                continue
            if "choices" not in left.text or _guarded_choices(node, above):
                return
            for item in self.resolver.of(right):
                if item.kind == "made" and item.node in self.chats:
                    usage = self._include_usage(item.node)
                    yield ChunkIndex(place=node.place, name=choices.text, include_usage=usage)
                    return

    def _stream_of(self, chunk: Node, node: Node) -> tuple[Node | None, Node | None]:
        chunk = bare(chunk)
        if chunk.kind != "identifier":
            return None, None
        for above in node.up():
            if above.kind == "for_in_statement":
                left, right = above.get("left"), above.get("right")
                if left is None or right is None or left.text != chunk.text:
                    continue
                for item in self.resolver.of(right):
                    if (
                        item.kind == "made"
                        and item.node.kind == "call_expression"
                        and item.node in self.chats
                    ):
                        return above, item.node
        return None, None

    def _include_usage(self, call: Node) -> bool | None:
        fields, complete = self.reader.of_call(call)
        options = fields.get("stream_options")
        if options is None:
            return False if complete else None
        for value in options.values:
            usage = value.entries.get("include_usage")
            if usage is not None and any(v.constant is True for v in usage.values):
                return True
        return None

    # C01

    def _contents(self) -> Iterator[Fact]:
        files = {chat.module for chat in self.chats}
        for module in self.resolver.project.modules:
            text = module.unit.data
            if b"tool_calls" not in text and b"function_call" not in text:
                continue
            near = module in files
            for node in module.nodes.get("if_statement", ()):
                yield from self._branch(node, near=near)
            for node in module.nodes.get("object", ()):
                yield from self._dropped(node)

    def _branch(self, node: Node, *, near: bool) -> Iterator[Fact]:
        condition, consequence, alternative = (
            node.get("condition"),
            node.get("consequence"),
            node.get("alternative"),
        )
        if condition is None or consequence is None:
            return
        test = condition.text
        if "tool_calls" in test or "function_call" in test or "delta" in test:
            return
        confidence = Confidence.HIGH if near else Confidence.MEDIUM
        none = re.search(
            r"!\s*([\w.?!\[\]]+\.)?content\b(?!\.)|\bcontent\s*={2,3}\s*(?:null|undefined|''|\"\")",
            test,
        )
        some = re.fullmatch(
            r"\(\s*(?:[\w.?!\[\]]+\.)?content\s*(?:!={1,2}\s*(?:null|undefined|''|\"\"))?\s*\)",
            test,
        )
        calls = re.compile(r"tool_calls|function_call")
        if none and calls.search(consequence.text):
            yield ContentUse(
                place=condition.place, how="none-means-tool-call", confidence=confidence
            )
        elif some:
            after = alternative.text if alternative is not None else ""
            if calls.search(after) or (_leaves(consequence) and _later(node, calls)):
                yield ContentUse(place=condition.place, how="content-first", confidence=confidence)

    @staticmethod
    def _dropped(node: Node) -> Iterator[Fact]:
        entries = {key_of(child): child for child in node.children}
        role, calls, content = (
            entries.get("role"),
            entries.get("tool_calls"),
            entries.get("content"),
        )
        if role is None or calls is None:
            return
        value = role.get("value")
        if value is None or string_value(value) != "assistant":
            return
        made = calls.get("value") or calls
        if (
            made.kind == "array"
            and made.children
            and all(c.kind == "object" for c in made.children)
        ):
            return
        written = content.get("value") if content is not None and content.kind == "pair" else None
        if content is None and any(child.kind == "spread_element" for child in node.children):
            return
        if content is None or (
            written is not None
            and (written.kind in ("null", "undefined") or written.text in ('""', "''", "undefined"))
        ):
            yield ContentUse(place=node.place, how="content-dropped")

    # C02

    def _errors(self) -> Iterator[Fact]:
        for module in self.resolver.project.modules:
            for name in ("code", "param"):
                for node in module.members.get(name, ()):
                    yield from self._error_field(node, name)
            for name in ("includes", "match", "indexOf", "startsWith"):
                for call in module.calls.get(name, ()):
                    yield from self._error_text(call)

    def _error_field(self, node: Node, name: str) -> Iterator[Fact]:
        target = node.get("object")
        if target is None:
            return
        if not self._caught(target, node):
            # if (data.error.code === "model_not_found")
            other = node.parent.get("right") if node.parent is not None else None
            if name == "code" and other is not None and string_value(other) in _CODES:
                yield ErrorRead(place=node.place, what=name)
            return
        parent = node.parent
        while parent is not None and parent.kind in (
            "parenthesized_expression",
            "non_null_expression",
        ):
            parent = parent.parent
        if parent is not None and parent.kind == "binary_expression":
            other = parent.get("right")
            text = string_value(other) if other is not None else None
            if text is not None and re.match(r"^(?:E[A-Z]{3,}|ERR_|UND_|P\d{4}|auth/)", text):
                return
            if other is not None and other.kind == "number":
                return
        yield ErrorRead(place=node.place, what=name)

    def _error_text(self, call: Node) -> Iterator[Fact]:
        callee = call.get("function")
        subject = callee.get("object") if callee is not None else None
        argument = first_argument(call)
        text = string_value(argument) if argument is not None else None
        if subject is None or text is None:
            return
        if text in _CODES:
            # (await response.text()).includes("model_not_found")
            yield ErrorRead(place=call.place, what=text)
            return
        if not _MESSAGE_TEXT.search(text):
            return
        root = bare(subject)
        while root.kind in ("call_expression", "member_expression"):
            if root.kind == "member_expression" and last_name(root) == "message":
                break
            inner = root.get("function") or root.get("object")
            if inner is None:
                return
            root = bare(inner)
        target = root.get("object") if root.kind == "member_expression" else None
        if target is not None and self._caught(target, call):
            yield ErrorRead(place=call.place, what=text)

    @staticmethod
    def _catches(function: Node) -> Node | None:
        """Return what is tried, if a function is given to its ``.catch()``."""
        call = function.parent.parent if function.parent is not None else None
        callee = call.get("function") if call is not None else None
        if callee is None or callee.kind != "member_expression" or last_name(callee) != "catch":
            return None
        return callee.get("object")

    def _caught(self, target: Node, node: Node) -> bool:
        root = bare(target)
        while root.kind == "member_expression":
            inner = root.get("object")
            if inner is None:
                return False
            root = bare(inner)
        if root.kind != "identifier":
            return False
        for above in node.up():
            if above.kind in FUNCTIONS and above.parent is not None:
                sent = self._catches(above)
                if sent is not None and _takes(above, root.text):
                    return self.sends_within(sent)
            if above.kind == "catch_clause":
                parameter = above.get("parameter")
                if parameter is None or parameter.text.partition(":")[0].strip() != root.text:
                    continue
                body = above.parent.get("body") if above.parent is not None else None
                return body is not None and self.sends_within(body)
        return False


def _takes(function: Node, name: str) -> bool:
    """Say whether a function's only or first parameter has a name."""
    single = function.get("parameter")
    formal = function.get("parameters")
    first = single or (formal.children[0] if formal is not None and formal.children else None)
    if first is None:
        return False
    pattern = first.get("pattern") or first
    return pattern.text == name


def _guarded(node: Node, chunk: str, loop: Node) -> bool:
    name = re.escape(chunk)
    check = re.compile(
        rf"\b{name}\??\.choices(?:\?\.|\.)?(?:length|\[0\]|\?\.\[0\])|\b{name}\??\.choices\s*(?:&&|\))|!{name}\??\.choices"
    )
    for above in node.up():
        if above is loop:
            break
        if above.kind in ("if_statement", "ternary_expression"):
            condition = above.get("condition")
            if (
                condition is not None
                and not (condition.start <= node.start < condition.end)
                and check.search(condition.text)
            ):
                return True
        if above.kind == "binary_expression":
            left = above.get("left")
            if left is not None and left.end <= node.start and check.search(left.text):
                return True
        if above.kind == "try_statement":
            return False
    body = loop.get("body")
    for statement in body.children if body is not None else ():
        if statement.end <= node.start and statement.kind == "if_statement":
            condition, consequence = statement.get("condition"), statement.get("consequence")
            if (
                condition is not None
                and consequence is not None
                and check.search(condition.text)
                and _leaves(consequence)
            ):
                return True
    return False


def _must_exist(parent: Node) -> bool:
    """Say whether code fails where the first choice is missing."""
    if parent.kind == "variable_declarator":
        name = parent.get("name")
        return name is not None and name.kind == "object_pattern"
    return parent.kind in ("member_expression", "subscript_expression")


def _guarded_choices(node: Node, loop: Node) -> bool:
    body = loop.get("body")
    text = body.text[: node.start - body.start] if body is not None else ""
    return re.search(r"choices\??\.length|!choices|choices\s*&&|choices\?\.\[", text) is not None


def _statement_in(node: Node, loop: Node) -> Node | None:
    """Return the statement of the loop's own block that holds a node."""
    body = loop.get("body")
    at = node
    for above in node.up():
        if above is body and above.kind == "statement_block":
            return at
        if above.kind in FUNCTIONS:
            return None
        at = above
    return None


def _leaves(block: Node) -> bool:
    return any(
        below.kind
        in ("return_statement", "continue_statement", "break_statement", "throw_statement")
        for below in block.walk()
    )


def _later(node: Node, pattern: re.Pattern[str]) -> bool:
    """Say whether a later statement of the same block matches."""
    parent = node.parent
    if parent is None:
        return False
    return any(child.start > node.end and pattern.search(child.text) for child in parent.children)
