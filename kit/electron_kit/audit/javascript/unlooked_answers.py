"""Answers that may call a tool, and are shown unlooked at (C01).

The second answer, to what tools gave, may call tools again; and whoever gets past a loop of so many
rounds with its early ``return`` has an answer whose tools nobody ran.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Confidence, ContentUse, Fact
from .content_tests import CALLS, MARKS
from .offered_tools import Offers
from .repeats import function_of
from .scopes import FUNCTIONS
from .senders import Look, Senders
from .syntax import Node
from .test_files import is_test
from .written import arguments, bare, dotted, last_name

_ANSWERED = re.compile(r"tool_call_id|role:\s*[\"'`]tool[\"'`]")
_LOOPS = frozenset({"for_statement", "while_statement", "do_statement", "for_in_statement"})
_BREAKABLE = _LOOPS | {"switch_statement"}
_PERSON = ("console.log", "res.", "process.stdout.", "ctx.", "ws.")
_SHOWS = ("log", "send", "write", "reply", "json")
# What takes an answer as a whole, and looks at none of it.
_TAKES = frozenset({"push", "unshift", "log", "debug", "info", "stringify"})


class UnlookedAnswers(Look):
    """Finds answers that are shown without a look at their calls (C01).

    Args:
        senders: What sends requests.
    """

    def __init__(self, senders: Senders) -> None:
        """Look at nothing yet."""
        super().__init__(senders)
        self.offers = Offers(senders)

    def facts(self) -> Iterator[Fact]:
        """Yield where such answers' words are read."""
        found = [node for chat in self.chats if (node := self._second(chat)) is not None]
        for module in self.resolver.project.modules:
            if not any(mark in module.unit.data for mark in MARKS) or is_test(module):
                continue
            for kind in ("for_statement", "while_statement"):
                for loop in module.nodes.get(kind, ()):
                    node = _behind(loop)
                    found += [node] if node is not None else []
            bodies: dict[int, list[Node]] = {}
            for name in _SHOWS:
                found += [call for call in module.calls.get(name, ()) if _is_first(call, bodies)]
        for node in found:
            yield ContentUse(place=node.place, how="content-first", confidence=Confidence.MEDIUM)

    def _second(self, chat: Node) -> Node | None:
        """Return where the words of an answer to what tools gave are read, if they are."""
        function = function_of(chat)
        if function is None or is_test(chat.module):
            return None
        before = chat.module.unit.data[function.start : chat.start].decode("utf-8", "replace")
        if _ANSWERED.search(before) is None or CALLS.search(before) is None:
            return None
        loops = (
            above for above in chat.up() if above.kind in _LOOPS and above.start > function.start
        )
        if any(CALLS.search(loop.text) for loop in loops):
            return None
        if not self.offers.of(chat):
            return None
        holder = chat.parent
        while holder is not None and holder.kind in (
            "await_expression",
            "parenthesized_expression",
        ):
            holder = holder.parent
        name = holder.get("name") if holder is not None else None
        if name is None or name.kind != "identifier":
            return None
        after = [n for n in function.walk() if n.start > chat.end]
        return _words(after, {name.text}, set())


def _behind(loop: Node) -> Node | None:
    """Return where the words of an answer whose tools were not run are read behind a loop."""
    body, condition = loop.get("body"), loop.get("condition")
    if body is None or condition is None or CALLS.search(body.text) is None:
        return None
    if CALLS.search(condition.text) or re.fullmatch(r"\(?\s*(?:true|1)?\s*\)?;?", condition.text):
        return None
    exits = _exits(body)
    if "return_statement" not in exits or "break_statement" in exits or loop.parent is None:
        return None
    replies, texts = _of_rounds(body)
    if not replies:
        return None
    siblings = [child for child in loop.parent.children if child.start > loop.end]
    return _words([n for s in siblings for n in s.walk()], replies, texts)


def _is_first(call: Node, bodies: dict[int, list[Node]]) -> bool:
    """Say whether an answer's words are shown whatever it is, and its calls are read behind.

    Args:
        call: What shows something.
        bodies: What was found in functions so far.
    """
    callee, given = call.get("function"), arguments(call)
    said = next((g for g in map(bare, given) if _member(g) == "content"), None)
    holder = call.parent
    if callee is None or said is None or holder is None or holder.parent is None:
        return False
    if holder.kind != "expression_statement" or not dotted(callee).startswith(_PERSON):
        return False
    around = holder.parent.parent
    while around is not None and around.kind in (*_LOOPS, "try_statement"):
        around = around.parent.parent if around.parent is not None else None
    if around is None or around.kind not in FUNCTIONS:
        return False
    if id(around) not in bodies:
        bodies[id(around)] = [
            n
            for n in around.walk()
            if n.kind == "variable_declarator" or _member(n) in ("tool_calls", "function_call")
        ]
    body = bodies[id(around)]
    names = _related(_root(said), body)
    reads = [n for n in body if n.kind != "variable_declarator" and _root(n) in names]
    return bool(reads) and all(n.start > call.end for n in reads)


def _related(name: str, body: list[Node]) -> set[str]:
    """Return the names of an answer and of its message."""
    found = {name}
    for node in body:
        value = node.get("value") if node.kind == "variable_declarator" else None
        if value is None or last_name(value) != "message":
            continue
        target, root = node.children[0].text, _root(value)
        found |= {root} if target == name else {target} if root == name else set()
    return found


def _exits(body: Node) -> set[str]:
    """Return by what a loop's statements leave it: a return, or a break of its own."""
    found: set[str] = set()
    stack = [(body, False)]
    while stack:
        node, within = stack.pop()
        if node.kind in FUNCTIONS:
            continue
        if node.kind == "return_statement" or (node.kind == "break_statement" and not within):
            found.add(node.kind)
        stack += [(child, within or node.kind in _BREAKABLE) for child in node.children]
    return found


def _of_rounds(body: Node) -> tuple[set[str], set[str]]:
    """Return the names of a loop's answers, of whose calls it asks, and of what they said."""
    given: dict[str, Node] = {}
    asked: set[str] = set()
    for node in body.walk():
        target = node.get("left") if node.kind == "assignment_expression" else node.get("name")
        value = node.get("right") if node.kind == "assignment_expression" else node.get("value")
        if target is not None and value is not None and target.kind == "identifier":
            given[target.text] = bare(value)
        if _member(node) in ("tool_calls", "function_call"):
            asked.add(_root(node))
    replies = asked & given.keys()
    for name in list(replies):
        replies |= {_root(given[name])} & given.keys()
    texts = set()
    for name, value in given.items():
        if last_name(value) == "message" and _root(value) in replies:
            replies.add(name)
        if any(_member(n) == "content" and _root(n) in replies for n in value.walk()):
            texts.add(name)
    return replies, texts


def _words(nodes: list[Node], replies: set[str], texts: set[str]) -> Node | None:
    """Return where an answer's words are read first, if nobody asks for its calls."""
    names, found = set(replies), None
    for node in nodes:
        value = node.get("value") if node.kind == "variable_declarator" else None
        if value is not None and last_name(value) == "message" and _root(value) in names:
            names.add(node.children[0].text)
        target = node.get("left") if node.kind == "assignment_expression" else None
        if target is not None and target.text in names | texts:
            break
        member = _member(node)
        if member in ("tool_calls", "function_call") and _root(node) in names:
            return None
        if node.kind == "call_expression" and _takes_whole(node, names):
            return None
        if found is None and member == "content" and _root(node) in names:
            found = node
        if found is None and node.kind == "identifier" and node.text in texts:
            found = node
    return found


def _takes_whole(call: Node, names: set[str]) -> bool:
    """Say whether an answer goes to something else, which may look at its calls."""
    callee = call.get("function")
    return (
        callee is not None
        and last_name(callee) not in _TAKES
        and any(given.kind == "identifier" and given.text in names for given in arguments(call))
    )


def _member(node: Node) -> str:
    return last_name(node) if node.kind == "member_expression" else ""


def _root(node: Node) -> str:
    """Return the name that an expression begins with."""
    node = bare(node)
    while node.kind in ("member_expression", "subscript_expression", "call_expression"):
        inner = node.get("object") or node.get("function")
        if inner is None:
            return ""
        node = bare(inner)
    return node.text if node.kind == "identifier" else ""
