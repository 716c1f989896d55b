"""Responses of JavaScript that belong together: types, and how calls and results join a history."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...contract.responses import RESULT_FIELDS, TYPESCRIPT_TYPES
from ..common.response_histories import Change, TalksOf
from ..facts import Place
from .answers import Answers
from .chat_words import ITEM, OUTPUT
from .literals import Literals
from .response_tools import choice_of, entries_of, nested
from .responses import Shape
from .scopes import Binding
from .syntax import Node
from .uses import Uses
from .written import arguments, bare, first_argument, key_of, last_name

Problem = tuple[str, Node]
_TYPE = re.compile(rb"\bOpenAI\.Responses\.([A-Za-z.]+)")
_IMPORTED = re.compile(rb"""from\s+["']openai/resources/responses""")


class Talks(TalksOf[Node, Shape, Answers]):
    """All requests for responses of a project that may become requests for chats.

    Args:
        uses: What follows values.
        calls: The requests.
    """

    def __init__(self, uses: Uses, calls: Iterable[Node]) -> None:
        """Look at every request, then follow what each one answers."""
        self.uses = uses
        self.resolver = uses.resolver
        super().__init__(calls)
        self.seen = {seen[0] for way in self.answers.values() for seen in way.seen}

    def shape_of(self, call: Node) -> Shape:
        """Return what a request is."""
        return Shape(call, self.resolver)

    def way_of(self, call: Node, shape: Shape, joins: set[int]) -> Answers:
        """Follow what a request is answered."""
        way = Answers(self.uses, call, shape.stream, joins)
        way.run(way.start)
        return way

    def given(self, call: Node) -> dict[str, Node]:
        """Return a request's fields."""
        options = first_argument(call)
        return (entries_of(options) or {}) if options is not None else {}

    def choice(self, node: Node) -> list[Change]:
        """Return what makes a choice of a tool a chat's."""
        return choice_of(node, self.resolver) or []

    def tool(self, display: Node) -> list[Change]:
        """Return what makes a function's tool a chat's."""
        return nested(display)

    def result(self, item: Node) -> list[Change]:
        """Return what makes a function's result a chat's message."""
        return _result(item)

    def others(self, node: Node, field: str, elements: set[int]) -> list[Problem]:
        """Return who else gets an array or an object: what a sentence calls that, and where."""
        return Literals(self.uses, node, set(self.shapes), field, elements).problems()

    def within(self, place: Place, node: Node) -> bool:
        """Say whether a place lies in an expression."""
        return _within(place, node)

    def position(self, node: Node) -> int:
        """Return what orders nodes as a reader meets them."""
        return node.start

    def types(self, call: Node) -> tuple[list[Change], list[Problem]]:
        """Return the changes of types of responses that a file names."""
        unit = call.module.unit
        if _IMPORTED.search(unit.data):
            return [], [("stands in a file that imports types of responses", call)]
        changes: list[Change] = []
        for match in _TYPE.finditer(unit.data):
            name = match[1].decode()
            if name not in TYPESCRIPT_TYPES:
                return [], [(f"stands in a file that names the type `{name}`", call)]
            place = Place(unit, match.start(), match.end())
            changes.append((place, f"OpenAI.Chat.{TYPESCRIPT_TYPES[name]}"))
        return changes, []

    def gathered(self, shape: Shape) -> list[Problem]:
        """Take in what a request's arrays get under other names; return what is not known."""
        problems: list[Problem] = []
        for node in shape.lists:  # which grow meanwhile
            way = Literals(self.uses, node, set(self.shapes), "input", shape.elements)
            way.problems()
            for given in way.gets.values():
                why = shape.add(given) if id(given) not in shape.elements else ""
                if why:
                    problems.append((why, given))
        return problems

    def order(self, call: Node) -> list[Problem]:
        """Return where a result would stand before its call, or apart from it."""
        problems: list[Problem] = []
        for node, kind in self.answers[id(call)].added.values():
            function = node.scope.function
            late = kind == OUTPUT and any(
                item.scope.function is function and call.end < item.start < node.start
                for item in self.results
            )
            if late and not _goes_on(node):
                problems.append(("has a call join the history after its result", node))
            if kind == ITEM and not self._followed(node):
                problems.append(("has a call join the history apart from its result", node))
        return problems

    def _followed(self, node: Node) -> bool:
        """Say whether a result follows in the same block as what joins a history."""
        statement = node
        while statement.parent is not None and statement.parent.kind not in (
            "statement_block", "program", "switch_case",
        ):  # fmt: skip
            statement = statement.parent
        block = statement.parent
        later = [n for n in block.children if n.start >= node.start] if block is not None else []
        for one in later:
            for inner in one.walk():
                callee = inner.get("function") if inner.kind == "call_expression" else None
                if callee is None or last_name(callee) != "push":
                    continue
                given = [a for a in arguments(inner) if a.start > node.start]
                found = [o.node for a in given for o in self.resolver.of(a)]
                if any(known is item for known in found for item in self.results):
                    return True
        return False

    def doubts(self, way: Answers) -> list[Problem]:
        """Return the reads of names that may also be something else."""
        return [
            ("has what may be something else read beside its answer", node)
            for node in way.read
            if not self._sourced(node, set())
        ]

    def _sourced(self, node: Node | None, busy: set[int]) -> bool:
        """Say whether an expression can be nothing but what a response said."""
        if node is None or id(node) in busy:
            return True
        node = bare(node)
        busy.add(id(node))
        if node.kind in ("null", "undefined"):
            return True
        if node.kind == "ternary_expression":
            sides = [node.get("consequence"), node.get("alternative")]
            return all(self._sourced(side, busy) for side in sides)
        if node.kind != "identifier":
            return id(node) in self.seen
        bindings = node.scope.find(node.text) or []
        known = [b for b in bindings if b.how != "value" or b.node is not None]
        return bool(known) and all(self._binds(b, busy) for b in known)

    def _binds(self, binding: Binding, busy: set[int]) -> bool:
        if binding.how in ("value", "each") and not binding.path:
            return self._sourced(binding.node, busy)
        if binding.how != "param" or binding.path or binding.node is None:
            return False
        holder = binding.node.parent
        if holder is not None and holder.kind == "arguments":
            call = holder.parent
            callee = call.get("function") if call is not None else None
            owner = bare(callee).get("object") if callee is not None else None
            return owner is not None and self._sourced(owner, busy)
        sites = self.resolver.call_sites(binding.node)
        given = [arguments(site) for site in sites]
        return bool(given) and all(
            binding.index < len(some) and self._sourced(some[binding.index], busy) for some in given
        )


def _result(item: Node) -> list[Change]:
    """Return the changes that make a function's result a chat's message."""
    changes: list[Change] = []
    for entry in item.children:
        name = str(key_of(entry))
        value, key = entry.get("value"), entry.get("key")
        if key is None or value is None:
            changes.append(
                (Place(entry.module.unit, entry.start, entry.start), f"{RESULT_FIELDS[name]}: ")
            )
            continue
        quote = key.text[:1] if key.kind == "string" else ""
        changes.append((key.place, f"{quote}{RESULT_FIELDS[name]}{quote}"))
        if name == "type":
            text = bare(value)
            changes.append((text.place, f"{text.text[:1]}tool{text.text[:1]}"))
    return changes


def _goes_on(node: Node) -> bool:
    """Say whether more follows what a response said where an array is put together."""
    spread = node.parent
    outer = spread.parent if spread is not None else None
    if spread is None or outer is None or spread.kind != "spread_element":
        return False
    return spread is not outer.children[-1]


def _within(place: Place, node: Node) -> bool:
    return place.unit is node.module.unit and node.start <= place.start and place.end <= node.end
