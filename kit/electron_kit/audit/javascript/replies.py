"""How answers and their chunks are read: content beside tool calls, a chunk without choices."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import ChunkIndex, Confidence, ContentUse, Fact
from .content_tests import (
    CALLS,
    MARKS,
    content_test,
    ends_loop,
    is_told_instead,
    is_unanswered,
    only_sets,
    spelled,
)
from .limiters import value_of
from .positions import in_try
from .repeats import function_of
from .scopes import FUNCTIONS
from .senders import Look
from .syntax import Node, string_value
from .test_files import is_test
from .vendors import names_vendor
from .written import arguments, bare, key_of, last_name


class Replies(Look):
    """Finds ways of reading answers and chunks that Electron upsets (C01, C04).

    Args:
        senders: What sends chat requests.
    """

    def facts(self) -> Iterator[Fact]:
        """Yield what was found."""
        yield from self._chunks()
        yield from self._contents()

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
                if (
                    chunk is None
                    or parent is None
                    or parent.get("optional_chain") is not None
                    or not _must_exist(parent)
                ):
                    continue
                loop, stream = self._stream_of(chunk, node)
                if loop is None or stream is None:
                    yield from self._parsed(chunk, node)
                    continue
                usage = self._include_usage(stream)
                if _guarded(node, chunk.text, loop):
                    continue
                # In a helper, what skips a chunk would be another statement.
                statement = None if loop.kind in FUNCTIONS else _statement_in(node, loop)
                yield ChunkIndex(
                    place=node.place, name=chunk.text, include_usage=usage,
                    statement=statement.place if statement is not None else None,
                )  # fmt: skip

    def _parsed(self, chunk: Node, node: Node) -> Iterator[Fact]:
        """Yield an unguarded look into a line of a stream that was fetched and parsed by hand."""
        name = bare(chunk)
        made = value_of(name)
        callee = made.get("function") if made.kind == "call_expression" else None
        scope = function_of(node)
        if callee is None or callee.text != "JSON.parse" or scope is None:
            return
        if in_try(node) or _guarded(node, name.text, scope):
            return
        for chat in self.chats:
            body = self.reader.body_of(chat) if chat.module is node.module else None
            options = self.reader.of_value(body)[0].get("stream_options") if body else None
            for value in options.values if options is not None else ():
                usage = value.entries.get("include_usage")
                if usage is not None and any(v.constant is True for v in usage.values):
                    yield ChunkIndex(place=node.place, name=name.text, include_usage=True)
                    return

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

    def _handed(self, chunk: Node, node: Node) -> tuple[Node, Node] | None:
        """Return the function that is called with each chunk, and the stream's request."""
        for binding in (chunk.scope.find(chunk.text) or ()) if chunk.scope is not None else ():
            if binding.how != "param" or binding.node is None or binding.path:
                continue
            for site in self.resolver.call_sites(binding.node)[:4]:
                given = arguments(site)
                if not 0 <= binding.index < len(given):
                    continue
                loop, stream = self._stream_of(given[binding.index], site, 1)
                if loop is None or stream is None:
                    continue
                if not _guarded(site, given[binding.index].text, loop):
                    return binding.node, stream
        return None

    def _stream_of(
        self, chunk: Node, node: Node, depth: int = 0
    ) -> tuple[Node | None, Node | None]:
        chunk = bare(chunk)
        if chunk.kind != "identifier":
            return None, None
        found = self._handed(chunk, node) if depth < 2 else None
        if found is not None:
            return found
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

    def _contents(self) -> Iterator[Fact]:
        files = {chat.module for chat in self.chats}
        for module in self.resolver.project.modules:
            text = module.unit.data
            if not any(word in text for word in MARKS) or names_vendor(module.path):
                continue
            near = module in files
            for node in module.nodes.get("if_statement", ()):
                yield from self._branch(node, near=near)
            for node in module.nodes.get("ternary_expression", ()):
                yield from self._branch(node, near=near)
            for node in module.nodes.get("binary_expression", ()):
                yield from self._either(node, near=near)
            for node in module.nodes.get("while_statement", ()):
                yield from self._branch(node, near=near)
            for node in module.nodes.get("object", ()):
                if not is_test(module):
                    yield from self._dropped(node)

    def _branch(self, node: Node, *, near: bool) -> Iterator[Fact]:
        condition, consequence, alternative = (
            node.get("condition"),
            node.get("consequence") or node.get("body"),
            node.get("alternative"),
        )
        if condition is None or consequence is None:
            return
        confidence = Confidence.HIGH if near else Confidence.MEDIUM
        test = spelled(condition)
        if is_unanswered(test) and node.kind == "if_statement" and not only_sets(consequence):
            yield ContentUse(
                place=condition.place, how="none-means-tool-call", confidence=Confidence.MEDIUM
            )
            return
        if re.search(r"content\b[^&|]*$", test) and ends_loop(node, consequence):
            yield ContentUse(
                place=condition.place, how="content-first", confidence=Confidence.MEDIUM
            )
            return
        if CALLS.search(test) or "delta" in test:
            return
        kind = content_test(test)
        calls = CALLS
        if kind == "absent" and calls.search(consequence.text):
            yield ContentUse(
                place=condition.place, how="none-means-tool-call", confidence=confidence
            )
        elif kind == "present" and node.kind != "while_statement":
            after = alternative.text if alternative is not None else ""
            if calls.search(after) or (_leaves(consequence) and _later(node, calls)):
                yield ContentUse(place=condition.place, how="content-first", confidence=confidence)

    @staticmethod
    def _either(node: Node, *, near: bool) -> Iterator[Fact]:
        """Yield ``message.content || JSON.stringify(message.tool_calls)``."""
        operator, left, right = node.get("operator"), node.get("left"), node.get("right")
        if operator is None or operator.text not in ("||", "??") or left is None or right is None:
            return
        if re.search(r"\.(?:tool_calls|function_call)\b", right.text) is None:
            owner = left.get("object") if left.kind == "member_expression" else None
            if owner is None or not is_told_instead(last_name(owner), last_name(right)):
                return
        if last_name(left) != "content" or "delta" in left.text:
            return
        holder = node.parent
        while holder is not None and holder.kind in (
            "parenthesized_expression",
            "unary_expression",
        ):
            holder = holder.parent
        if holder is not None and holder.kind not in ("if_statement", "while_statement"):
            confidence = Confidence.HIGH if near else Confidence.MEDIUM
            yield ContentUse(place=left.place, how="content-first", confidence=confidence)

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
            and all(c.kind == "object" and _is_made_up(c) for c in made.children)
        ):
            return
        written = content.get("value") if content is not None and content.kind == "pair" else None
        if content is None and any(child.kind == "spread_element" for child in node.children):
            return
        if content is None or (
            written is not None
            and (written.kind in ("null", "undefined") or written.text in ('""', "''", "undefined"))
        ):
            # Behind ``messages.push(``, an object's line says only that something is added.
            told = content if content is not None and _is_added(node) else node
            yield ContentUse(place=told.place, how="content-dropped")


def _is_added(message: Node) -> bool:
    """Say whether an object begins on the line of the call that it is handed to."""
    holder = message.parent
    call = holder.parent if holder is not None and holder.kind == "arguments" else None
    callee = call.get("function") if call is not None else None
    return callee is not None and callee.place.end_line == message.place.line


def _is_made_up(call: Node) -> bool:
    """Say whether a call of a tool is the program's own, and no model asked for it.

    It has the tool's name as a literal, or an id that the program makes for it.
    """
    for below in call.walk():
        key, value = key_of(below), below.get("value") if below.kind == "pair" else None
        if value is None or key not in ("name", "id"):
            continue
        made = value_of(value)
        if made.kind == "string" or (key == "id" and _is_invented(made)):
            return True
    return False


def _is_invented(made: Node) -> bool:
    if made.kind not in ("template_string", "call_expression"):
        return False
    if re.search(r"randomUUID|uuid|nanoid|Math\.random|Date\.now", made.text):
        return True
    return made.kind == "template_string" and re.search(r"\.id\b", made.text) is None


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
