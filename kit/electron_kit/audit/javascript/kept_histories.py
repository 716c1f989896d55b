"""Lists of messages that something else keeps: a session, a document, a map, a component."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ..facts import GrowingHistory
from .fields import FieldReader
from .history_growth import order
from .limiters import value_of
from .repeats import function_of
from .resolve import Resolver
from .scopes import Binding
from .syntax import Node
from .written import arguments, bare, first_argument, key_of, last_name

_SAME = frozenset({"map", "filter", "concat", "flatMap"})
_CELLS = frozenset({"ref", "shallowRef", "useState", "useLocalStorage", "useStorage", "signal"})
"""What keeps a value under ``.value`` in a component."""
_STATES = frozenset({"$state", "reactive", "useLocalStorage"})
_ROUNDS = re.compile(
    r"(?i)\b\w*(?:depth|round|step|iteration|attempt|hop|turn|count)\w*\s*(?:[<>]|={3})"
)
_SAVERS = re.compile(rb"checkpointer|MemorySaver|PostgresSaver|SqliteSaver")


# All of a list, all but a fixed few at its edges, or what stands beside one that is changed.
_NEAR = (
    r"\s*\)|\s*[01]\s*\)|\s*0\s*,\s*-[12]\s*\)|"
    r"\s*0\s*,\s*\w*(?:[iI]ndex|[iI]dx|\bi)(?:\s*\+\s*1)?\s*\)|"
    r"\s*\w*(?:[iI]ndex|[iI]dx|\bi)\s*\+\s*1\s*\)"
)
# How far, in characters, a log's line reaches to what it shows of a list.
_LINE = 300
_LOGS = re.compile(r"\b(?:console|\w*[lL]og(?:ger)?)\.\w+\(|\blog\w*\(|\b(?:debug|print)\(")
# What a request has its turns under: a chat, and the Responses API.
TURNS = frozenset({"messages", "input"})


class Kept:
    """Finds lists that grow where they are kept, and are sent whole.

    Args:
        resolver: The project's resolver.
        reader: Knows the body of a request that is fetched.
    """

    def __init__(self, resolver: Resolver, reader: FieldReader) -> None:
        """Start with nothing found."""
        self.resolver = resolver
        self.reader = reader

    def of(self, chat: Node) -> Iterator[GrowingHistory]:
        """Yield the first list that a request sends and that grows where it is kept.

        Args:
            chat: The request.
        """
        for source in self.sources(chat):
            for found in (
                *self._grown(source, chat), *self._again(source, chat), *_of_graph(source, chat)
            ):  # fmt: skip
                yield found
                return

    def sources(self, chat: Node) -> Iterator[Node]:
        """Yield the names and members of which a request sends what they hold."""
        value = self.messages(chat)
        if value is not None:
            yield from _sources(value)

    def messages(self, chat: Node) -> Node | None:
        """Return what a request gives as its messages."""
        first = first_argument(chat)
        for given in (first, self.reader.body_of(chat)):
            for options in self.resolver.of(given) if given is not None else ():
                if options.kind != "object":
                    continue
                for child in options.node.children:
                    if key_of(child) in TURNS:
                        return child.get("value") or child
        return first if first is not None and first.kind in ("member_expression", "array") else None

    def _grown(self, source: Node, chat: Node) -> Iterator[GrowingHistory]:
        """Yield a list of a session, of a document that is saved, or of a component."""
        if not (_of_session(source) or _of_document(source, chat) or _of_component(source)):
            return
        text = plain(source.text)
        for name in ("push", "unshift"):
            for push in sorted(chat.module.calls.get(name, ()), key=order):
                callee = push.get("function")
                owner = callee.get("object") if callee is not None else None
                if owner is None or plain(bare(owner).text) != text:
                    continue
                if not bounded(text, push):
                    yield GrowingHistory(place=push.place, name=short_name(text))
                    return

    @staticmethod
    def _again(source: Node, chat: Node) -> Iterator[GrowingHistory]:
        """Yield a call by which a function calls itself with a longer list."""
        function = function_of(chat)
        if function is None or source.kind != "identifier" or source.scope is None:
            return
        binding = next((b for b in source.scope.find(source.text) or () if b.how == "param"), None)
        if binding is None or binding.node is not function or binding.path:
            return
        name = name_of(function)
        for below in function.walk() if name else ():
            callee = below.get("function") if below.kind == "call_expression" else None
            given = arguments(below)
            if callee is None or last_name(callee) != name or len(given) <= binding.index:
                continue
            longer = bare(given[binding.index])
            if longer.kind == "array" and any(_spreads(c, source.text) for c in longer.children):
                if not bounded(source.text, below) and not _ROUNDS.search(function.text):
                    yield GrowingHistory(place=below.place, name=short_name(source.text))
                return


def _sources(value: Node, depth: int = 0) -> Iterator[Node]:
    """Yield the names and members whose content is sent, with what is spread and mapped."""
    node = bare(value)
    if depth > 4:
        return
    if node.kind == "identifier":
        yield node
        given = value_of(node)
        if (
            given is not node
            and not is_cut(given)
            and given.kind in ("array", "call_expression", "member_expression")
        ):
            yield from _sources(given, depth + 1)
    elif node.kind == "shorthand_property_identifier":
        yield node
        for binding in node.scope.find(node.text) or ():
            if binding.how == "value" and not binding.path and binding.node is not None:
                yield from _sources(binding.node, depth + 1)
                return
    elif node.kind in ("member_expression", "subscript_expression"):
        yield node
    elif node.kind == "array":
        for child in node.children:
            if child.kind == "spread_element" and child.children:
                yield from _sources(child.children[0], depth + 1)
    elif node.kind == "call_expression":
        callee = node.get("function")
        owner = callee.get("object") if callee is not None else None
        if callee is not None and owner is not None and last_name(callee) in _SAME:
            yield from _sources(owner, depth + 1)


def _of_session(source: Node) -> bool:
    """Say whether a list belongs to the session of a bot or of a server's request."""
    return (
        source.kind == "member_expression"
        and re.search(r"(?i)\bsession\??\.", source.text) is not None
    )


def _of_document(source: Node, chat: Node) -> bool:
    """Say whether a list belongs to a document that was loaded and is saved again."""
    function = function_of(chat)
    if source.kind != "member_expression" or function is None:
        return False
    root = source
    while root.kind == "member_expression":
        owner = root.get("object")
        if owner is None:
            return False
        root = bare(owner)
    if root.kind != "identifier" or root.scope is None:
        return False
    bindings = root.scope.find(root.text) or []
    known = bool(bindings) and all(b.node is None or is_loaded(b) for b in bindings)
    word = re.escape(root.text)
    return known and (
        re.search(rf"\b{word}\.save\(", function.text) is not None or is_saved(root.text, function)
    )


def _of_component(source: Node) -> bool:
    """Say whether a list is a component's state: a ``ref`` of Vue's, a rune of Svelte's."""
    node, cells = source, _STATES
    if node.kind == "member_expression" and last_name(node) == "value":
        owner = node.get("object")
        node, cells = (bare(owner) if owner is not None else node), _CELLS
    if node.kind != "identifier":
        return False
    made = value_of(node)
    callee = made.get("function") if made.kind == "call_expression" else None
    return callee is not None and last_name(callee) in cells


def _of_graph(source: Node, chat: Node) -> Iterator[GrowingHistory]:
    """Yield a request that sends the whole state of a graph, which a checkpointer keeps."""
    data = chat.module.unit.data
    whole = re.match(r"\w*[sS]tate\.messages$", plain(source.text)) is not None
    kept = b"StateGraph(" in data and _SAVERS.search(data) is not None
    if whole and kept and not bounded(source.text, chat):
        yield GrowingHistory(place=chat.place, name=short_name(source.text))


def _spreads(child: Node, name: str) -> bool:
    return (
        child.kind == "spread_element" and bool(child.children) and child.children[0].text == name
    )


def is_cut(node: Node) -> bool:
    """Say whether an expression takes a part of a list: ``turns.slice(-8)``."""
    return re.search(r"\.(?:slice|splice)\(", node.text) is not None


def name_of(function: Node) -> str:
    """Return a function's name, or that of what it is assigned to."""
    label, holder = function.get("name"), function.parent
    if label is None and holder is not None and holder.kind == "variable_declarator":
        label = holder.get("name")
    return label.text if label is not None else ""


def plain(text: str) -> str:
    """Return a dotted expression without what only its types or its guards need."""
    return re.sub(r"[?!]", "", text)


def is_loaded(binding: Binding) -> bool:
    """Say whether a name's value comes from a call that is not seen into, and is not cut."""
    node = binding.node
    while node is not None and node.kind in ("await_expression", "parenthesized_expression"):
        node = node.children[-1]
    return (
        binding.how == "value"
        and node is not None
        and node.kind == "call_expression"
        and binding.path == ()
        and last_name(node.get("function") or node) not in ("slice", "splice")
    )


def is_saved(name: str, function: Node) -> bool:
    """Say whether a function hands a list to what saves it."""
    word = re.escape(name)
    saves = rf"(?i:\b\w*(?:save|store|set|put|persist|update|write|cache)\w*)\([^;]*\b{word}\b"
    return re.search(saves, function.text) is not None


def short_name(text: str) -> str:
    """Return a list's name, cut where it is long."""
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:39] + "…"


def bounded(name: str, push: Node, *, followed: bool = False) -> bool:
    """Say whether a list of that name is cut, or its length is looked at, in a file.

    Args:
        name: The list, as it is written: ``this.turns``, ``chats[id]``.
        push: What stands in the file.
        followed: Whether all steps between the list and the request are known: then a part of
            it is a bound only where it takes the list's place.
    """
    last = re.escape(re.sub(r"\[[^\]]*\]$", "", name).rpartition(".")[2])
    return not last or _bounded(push.module.unit.data, last, followed=followed)


# Asked for the same few names at each request of a file.
@lru_cache(maxsize=256)
def _bounded(code: bytes, last: str, *, followed: bool) -> bool:
    # Also one of many that are kept under the name: ``chats[id].slice(-10)``.
    text = rf"\b{last}(?:\[[^\]]*\])?"
    data = code.decode("utf-8", "replace")
    put = rf"{text}\s*(?:=|:)[^;\n]*|set\w*\([^;\n]*" if followed else ""
    bounds = re.finditer(
        rf"(?:{put}){text}[?!]?\s*\.(?:slice|splice)\((?!{_NEAR})|"
        rf"{text}[?!]?\s*\.shift\(|{text}[?!]?\.length\s*>=?(?!\s*[0-3]\b)|"
        rf"{text}[?!]?\.length\s*=(?!\s*(?:[=0]|[1-3]\b))|"
        rf"(?:=|return)\s*{text}[?!]?\s*\.(?:slice|splice)\(\s*1\s*\)|"
        rf"(?i:trim|truncate|limit|prune|summar|window)\w*\([^)\n]*\b{last}\b|"
        r"\b(?:trim|trunc|prune|compact|summar|shorten|condense|compress)\w*"
        r"(?:Hist|Conv|Mess|Context|Memor|Turn|Dialog)\w*\(",
        data,
    )
    return any(not _is_shown(data, bound.start()) for bound in bounds)


def _is_shown(data: str, at: int) -> bool:
    """Say whether what stands there is an argument of what writes a log's line."""
    near = data[max(0, at - _LINE) : at]
    logs = list(_LOGS.finditer(near))
    if not logs:
        return False
    inside = near[logs[-1].end() :]
    return inside.count("(") >= inside.count(")")
