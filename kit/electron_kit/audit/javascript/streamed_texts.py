"""Words that are shown as they come from what may call a tool, before it has (C01).

The pieces of a stream come one by one, the words before the call: nothing that is looked at as a
piece comes tells whether they are an answer. What keeps them until the stream has ended can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Confidence, ContentUse, Fact
from .index import Module
from .offered_tools import Offers, is_bound
from .senders import Look, Senders
from .shown_words import Test, shown_in
from .syntax import Node
from .test_files import is_test
from .written import arguments, bare, key_of, last_name

_MARKS = (b"delta", b"toTextStream", b"streamMode")
_CALLS = re.compile(r"(?<!parallel_)tool_calls?\b|\btoolCalls?\b|tool_called|function_call")
_DELTA = re.compile(r"response\.output_text\.delta|[\"'`]output_text_delta[\"'`]")
# Parts of a call beside which the words come.
_PIECES = re.compile(r"\bdelta\s*\??\.\s*tool_calls|\bdelta\)?\s*\??\.\s*function_call")
_OTHER = re.compile(r"!==?|!\s*\(")
# By these a graph's pieces are chosen: those of one node, or of what calls no tool.
_CHOSEN = re.compile(r"langgraph_node|\btags\b|checkpoint_ns|tool_call|ToolMessage")


class StreamedTexts(Look):
    """Finds words that are shown before it is known whether a tool is called (C01).

    Args:
        senders: What sends requests.
    """

    def __init__(self, senders: Senders) -> None:
        """Look at nothing yet."""
        super().__init__(senders)
        self.offers = Offers(senders)

    def facts(self) -> Iterator[Fact]:
        """Yield where such words are shown."""
        for module in self.resolver.project.modules:
            if not any(mark in module.unit.data for mark in _MARKS) or is_test(module):
                continue
            shown = {id(node): node for node in self._piped(module)}
            for look, kind in ((self._in_loop, "for_in_statement"), (_by_hand, "while_statement")):
                for loop in module.nodes.get(kind, ()):
                    found = look(loop)
                    shown |= {id(found): found} if found is not None else {}
            for node in shown.values():
                # Never sure: the prompt may keep the model from words beside a call.
                yield ContentUse(
                    place=node.place, how="content-first", confidence=Confidence.MEDIUM
                )

    def _piped(self, module: Module) -> Iterator[Node]:
        """Yield where an agent's text is asked for without its calls: ``toTextStream()``."""
        for call in module.calls.get("toTextStream", ()):
            callee = call.get("function")
            run = callee.get("object") if callee is not None else None
            name = callee.get("property") if callee is not None else None
            if run is None or name is None:
                continue
            offered = self.offers.of(run)
            if self.offers.some_agent if offered is None else offered:
                yield name

    def _in_loop(self, loop: Node) -> Node | None:
        body, stream = loop.get("body"), loop.get("right")
        if body is None or stream is None:
            return None
        text, graph = body.text, self._messages_of(stream)
        for region, is_text in _regions(loop, body, text, graph=graph is not None):
            shown = shown_in(region, is_text)
            if shown is None or (graph is not None and _is_chosen(shown, loop)):
                continue
            if _CALLS.search(text) is not None:
                return shown
            offered = self.offers.of(graph if graph is not None else stream)
            if is_bound(loop.module) if offered is None and graph is not None else offered:
                return shown
        return None

    def _messages_of(self, stream: Node) -> Node | None:
        """Return the call that tells a graph's messages: ``graph.stream(…, { streamMode })``."""
        for item in (*self.resolver.of(stream), None):
            call = item.node if item is not None else bare(stream)
            callee = call.get("function") if call.kind == "call_expression" else None
            if callee is None or last_name(callee) not in ("stream", "streamEvents"):
                continue
            for given in arguments(call)[1:]:
                for entry in given.children if given.kind == "object" else ():
                    if key_of(entry) == "streamMode" and re.search(
                        r"[\"'`]messages[\"'`]", entry.text
                    ):
                        return call
        return None


def _by_hand(loop: Node) -> Node | None:
    """Return where words are shown in a loop that reads a stream's lines itself."""
    body = loop.get("body")
    text = body.text if body is not None else ""
    if body is None or "delta" not in text or _PIECES.search(text) is None:
        return None
    for region, is_text in _regions(loop, body, text, graph=False):
        shown = shown_in(region, is_text)
        around = [a.kind for a in shown.up() if a.start > loop.start] if shown is not None else []
        if shown is not None and "for_in_statement" not in around:
            return shown
    return None


def _regions(
    loop: Node, body: Node, text: str, *, graph: bool
) -> Iterator[tuple[list[Node], Test]]:
    """Yield the statements that have a stream's words at hand, and what those are there."""
    bound = [
        (bare(value), target)
        for node in body.walk()
        if node.kind == "variable_declarator"
        and (value := node.get("value")) is not None
        and (target := node.get("name")) is not None
    ]
    if graph:
        left = loop.get("left")
        names = _names(left) if left is not None else set()
        for value, target in bound:
            names |= _names(target) if value.text in names else set()
        yield [body], lambda n: _is_member(n, ("content", "text"), names)
        return
    if "delta" in text and "content" in text:
        deltas, words = {"delta"}, set()
        for value, target in bound:
            if not _is_delta(value, deltas):
                continue
            if target.kind == "identifier":
                deltas.add(target.text)
            elif re.search(r"\bcontent\b", target.text):
                # ``const { content } = chunk.choices[0].delta``
                words |= {"content", *re.findall(r"\bcontent\s*:\s*(\w+)", target.text)}
        yield [body], lambda n: _is_content(n, deltas, words)
    if _DELTA.search(text) is not None:
        for branch in _branches(body):
            yield branch, lambda n: _is_member(n, ("delta",), None)


def _is_member(node: Node, members: tuple[str, ...], names: set[str] | None) -> bool:
    if node.kind != "member_expression" or last_name(node) not in members:
        return False
    owner = node.get("object")
    return names is None or (owner is not None and bare(owner).text in names)


def _names(node: Node) -> set[str]:
    return {n.text for n in node.walk() if n.kind.startswith(("identifier", "shorthand"))}


def _is_delta(node: Node, deltas: set[str]) -> bool:
    """Say whether an expression is a piece's delta: ``part.choices[0]?.delta ?? {}``."""
    node = bare(node)
    while node.kind == "binary_expression" and (left := node.get("left")) is not None:
        node = bare(left)
    return last_name(node) in deltas


def _is_content(node: Node, deltas: set[str], words: set[str]) -> bool:
    """Say whether an expression is a piece's words: ``chunk.choices[0]?.delta?.content``."""
    if node.kind in ("identifier", "shorthand_property_identifier"):
        return node.text in words
    if node.kind != "member_expression" or last_name(node) != "content":
        return False
    owner = node.get("object")
    return owner is not None and last_name(owner) in deltas


def _branches(body: Node) -> Iterator[list[Node]]:
    """Yield the statements that run for a piece of text only."""
    for node in body.walk():
        if node.kind == "switch_case":
            value = node.get("value")
            if value is not None and _DELTA.search(value.text):
                yield [child for child in node.children if child is not value]
        condition = node.get("condition") if node.kind == "if_statement" else None
        consequence = node.get("consequence") if condition is not None else None
        if condition is None or consequence is None or not _DELTA.search(condition.text):
            continue
        if _OTHER.search(condition.text) is None:
            yield [consequence]
        elif re.search(r"\bcontinue\b", consequence.text) and node.parent is not None:
            yield [child for child in node.parent.children if child.start > node.end]


def _is_chosen(shown: Node, loop: Node) -> bool:
    """Say whether not all of a graph's pieces are shown."""
    body = loop.get("body")
    around = [a for a in shown.up() if a.kind == "if_statement" and a.start > loop.start]
    skips = [
        s
        for s in (body.children if body is not None else ())
        if s.kind == "if_statement" and re.search(r"\bcontinue\b", s.text)
    ]
    tests = [c.text for node in (*around, *skips) if (c := node.get("condition")) is not None]
    return any(_CHOSEN.search(test) for test in tests)
