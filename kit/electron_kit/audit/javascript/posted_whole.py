"""Conversations that a route is posted and sends whole: whoever posts them keeps them.

Followed from a request back to the body of the route, through names, copies, the project's own
functions and other files. They are told where they are joined to more, for there they would be
cut, else where the route hands them on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .history_bounds import TRIMS, gives_part, is_part
from .history_growth import adds_user
from .history_places.calls import GIVEN, OWNERS
from .history_places.names import filled
from .kept_histories import bounded
from .limiters import value_of
from .repeats import function_of
from .request_bodies import is_posted, taken
from .row_joins import said_after
from .scopes import Binding, Scope
from .short_lists import is_short, pushes
from .syntax import Node
from .written import arguments, bare, first_argument, key_of, last_name

if TYPE_CHECKING:
    from .resolve import Resolver
    from .route_clients import RouteClients

# One message, or what a conversation is known by (`conversation_id`), is none.
_NAMED = re.compile(
    r"(?i)(?:messages|msgs|histor(?:y|ies)|turns|exchanges|transcript|dialogue|dialog|conversation|"
    r"chat_?log)$"
)
_DEPTH = 10
# Functions that hand a body on: a controller, its service, that service's helper.
_HANDS = 4
_CONVERTS = re.compile(r"^(?:to|as|convert|format|map|build|normali[sz]e|prepare|get)[A-Z]")


@dataclass(frozen=True, slots=True)
class Posted:
    """A conversation that a route was posted, as far as it was followed.

    Attributes:
        key: What the route is posted it under.
        read: Where the route reads it.
        place: Where it is told.
        joined: Whether it is joined to more there.
    """

    key: str
    read: Node
    place: Node
    joined: bool = False


class PostedWhole:
    """Finds what of a request's messages its route was posted.

    Args:
        resolver: The project's resolver.
        clients: What the project's pages send to its own routes.
    """

    def __init__(self, resolver: Resolver, clients: RouteClients) -> None:
        """Start with nothing looked at."""
        self.resolver = resolver
        self.clients = clients
        self._seen: set[int] = set()

    def of(self, sent: Node) -> Iterator[Posted]:
        """Yield the posted conversations that a request sends whole.

        Args:
            sent: What the request gives as its messages, or its prompt.
        """
        self._seen = set()
        for found in self._look(sent, 0):
            if self._is_bounded(found):
                continue
            posted = (
                list(self.clients.sent_to(found.read.module, found.key))
                or list(self.clients.sent_anywhere(found.read.module, found.key))
                or list(self.clients.told(found.read.module, found.key))
            )
            # A page in sight may post its question alone, or the last few turns.
            if not posted or not all(is_short(p, self._values) for p in posted):
                yield found

    def _is_bounded(self, found: Posted) -> bool:
        """Say whether a check of the body says how long the list may be: ``z.array(…).max(50)``."""
        return any(
            _is_of_key(call, found.key)
            for module in self.resolver.project.modules
            for name in ("max", "maxItems", "ArrayMaxSize")
            for call in module.calls.get(name, ())
        )

    def _all(self, nodes: Iterable[Node | None], depth: int) -> list[Posted]:
        return [found for n in nodes if n is not None for found in self._look(n, depth + 1)]

    def _look(self, node: Node, depth: int) -> list[Posted]:
        node = bare(node)
        if depth > _DEPTH or id(node) in self._seen or len(self._seen) > 200:
            return []
        self._seen.add(id(node))
        kind = node.kind
        if kind in ("identifier", "shorthand_property_identifier"):
            return self._of_name(node, depth)
        if kind == "array":
            return self._of_array(node, depth)
        if kind == "call_expression":
            return self._of_call(node, depth)
        if kind == "member_expression":
            owner, name = node.get("object"), last_name(node)
            of_body = owner is not None and _NAMED.search(name) is not None and self._brings(owner)
            said = _said(node) if of_body else None
            joined = said is not None
            return [Posted(name, node, said or node, joined=joined)] if of_body else []
        if kind == "ternary_expression":
            found = self._all((node.get("consequence"), node.get("alternative")), depth)
            # Joined or as it is: it is told where either goes on.
            return [each for each in found if not each.joined] or found
        if kind == "binary_expression":
            return self._all((node.get("left"), node.get("right")), depth)
        return self._of_text(node, depth) if kind == "template_string" else []

    def _of_array(self, node: Node, depth: int) -> list[Posted]:
        found: list[Posted] = []
        for child in node.children:
            if child.kind == "spread_element" and child.children:
                for each in self._look(child.children[0], depth + 1):
                    # A mere copy is the list itself.
                    alone = len(node.children) == 1 or each.joined
                    found.append(each if alone else replace(each, place=child, joined=True))
                continue
            message = value_of(child)
            if message.kind == "object":
                content = next((c for c in message.children if key_of(c) == "content"), None)
                if content is not None:
                    found += self._of_content(bare(content.get("value") or content), depth + 1)
        return found

    def _of_content(self, text: Node, depth: int) -> list[Posted]:
        """Return the conversations of which a message's text is made."""
        if text.kind in ("template_string", "binary_expression"):
            return self._of_text(text, depth)
        if text.kind == "call_expression":
            made = [i.node for i in self.resolver.of(text.get("function")) if i.kind == "function"]
            given = [r for f in made[:4] for r in _returned(f)]
            # ``dedent`…` ``, ``text.trim()``
            inner = [f for r in given for f in self._of_content(bare(r), depth + 1)]
            return inner if made else self._of_text(text, depth)
        named = text.kind in ("identifier", "shorthand_property_identifier")
        if not named or depth > _DEPTH or text.scope is None:
            return []
        return [
            found
            for binding in (text.scope.find(text.text) or ())[:4]
            for value in self._values(binding)
            for found in self._of_content(bare(value), depth + 1)
        ]

    def _of_text(self, text: Node, depth: int) -> list[Posted]:
        """Return the conversations that are joined into a text: ``turns.map(…).join()``."""
        found: list[Posted] = []
        for below in text.walk():
            callee = below.get("function") if below.kind == "call_expression" else None
            owner = callee.get("object") if callee is not None else None
            if callee is not None and owner is not None and last_name(callee) == "join":
                place = bare(owner)
                found += [
                    each if each.joined else replace(each, place=place, joined=True)
                    for each in self._look(owner, depth + 1)
                ]
        return found

    def _of_name(self, node: Node, depth: int) -> list[Posted]:
        scope: Scope | None = node.scope
        while scope is not None and node.text not in scope.names:
            scope = scope.parent
        if scope is None or bounded(node.text, node):
            return []
        bindings = scope.names[node.text][:8]
        for push, source in filled(node, scope):
            found = self._look(source, depth + 1)
            if found:
                spread = any(given.kind == "spread_element" for given in arguments(push))
                said = said_after(node, push) if not spread else None
                return [replace(each, place=said or push, joined=True) for each in found]
        chosen = len(bindings) > 1
        return [f for b in bindings for f in self._bound(b, node, depth, chosen=chosen)]

    def _bound(self, binding: Binding, node: Node, depth: int, *, chosen: bool) -> list[Posted]:
        """Return the conversations that a name holds by one of the ways in which it is bound.

        Args:
            binding: The way.
            node: The name.
            depth: How many steps lie behind.
            chosen: Whether the name is bound in other ways too.
        """
        key = taken(binding)
        if key is not None and _NAMED.search(key):
            return [Posted(key, node, node)]
        value = binding.node
        if len(binding.path) == 1 and _NAMED.search(str(binding.path[0])) and self._hands(binding):
            return [Posted(str(binding.path[0]), node, node)]
        if binding.how == "param":
            return self._all(self._values(binding), depth)
        if binding.how != "value" or value is None or binding.path:
            return []
        target = binding.target.parent if binding.target is not None else None
        # What is set in one of several branches is told there.
        branch = chosen and target is not None and target.kind == "assignment_expression"
        converted = bare(value).kind == "call_expression"
        return [
            each
            if each.joined or branch or function_of(node) is not function_of(each.place)
            else replace(each, joined=True)
            if converted
            else replace(each, place=node)
            for each in self._look(value, depth + 1)
        ]

    def _hands(self, binding: Binding) -> bool:
        """Say whether a name is taken apart from a body that a function is handed."""
        whole = replace(binding, path=())
        given = [binding.node] if binding.how == "value" else self._values(whole)
        return any(each is not None and self._brings(each) for each in given)

    def _brings(self, node: Node, depth: int = 0) -> bool:
        """Say whether an expression is a posted body, here or where a function is handed it."""
        node = bare(node)
        if is_posted(node):
            return True
        if node.kind != "identifier" or node.scope is None or depth > _HANDS:
            return False
        return any(
            self._brings(value, depth + 1)
            for binding in (node.scope.find(node.text) or ())[:4]
            if not binding.path
            for value in self._values(binding)
        )

    def _values(self, binding: Binding) -> Iterator[Node]:
        """Yield what a name is set to, and what the calls of a function give for a parameter."""
        if binding.how == "value" and binding.node is not None and not binding.path:
            yield binding.node
        if binding.how != "param" or binding.node is None or binding.index < 0:
            return
        for site in self.resolver.call_sites(binding.node)[:8]:
            given = arguments(site)
            value = given[binding.index] if binding.index < len(given) else None
            for key in binding.path:
                value = _entry(self.resolver, value, str(key)) if value is not None else None
            if value is not None:
                yield value

    def _of_call(self, node: Node, depth: int) -> list[Posted]:
        callee = node.get("function")
        if callee is None or is_part(node):
            return []
        name, owner = last_name(callee), callee.get("object")
        functions = [i.node for i in self.resolver.of(callee) if i.kind == "function"][:4]
        if functions:
            if any(map(gives_part, functions)):
                return []
            return self._all((r for f in functions for r in _returned(f)), depth)
        if owner is not None and name in OWNERS:
            found = self._look(owner, depth + 1)
            if name == "concat":
                found += self._all(arguments(node), depth)
                return [replace(each, place=node, joined=True) for each in found]
            return found
        first = first_argument(node)
        if first is None or TRIMS.search(name) or not (name in GIVEN or _CONVERTS.match(name)):
            return []
        return self._look(first, depth + 1)


def _said(node: Node) -> Node | None:
    """Return where what a person says joins a posted list in its place: ``body.turns.push(…)``."""
    here = function_of(node)
    return next((p for p in pushes(node) if function_of(p) is here and adds_user(p)), None)


def _returned(function: Node) -> Iterator[Node]:
    body = function.get("body")
    if body is not None and body.kind != "statement_block":
        yield body
    for below in body.walk() if body is not None and body.kind == "statement_block" else ():
        if below.kind == "return_statement" and below.children and (function_of(below) is function):
            yield below.children[0]


def _entry(resolver: Resolver, value: Node, name: str) -> Node | None:
    for item in resolver.of(value):
        for child in item.node.children if item.kind == "object" else ():
            if key_of(child) == name:
                return child.get("value") or child
    return None


def _is_of_key(call: Node, key: str) -> bool:
    """Say whether a check is of the length of a list by its key: ``turns: z.array(…).max(9)``.

    Or by the member that a decorator is for: ``@ArrayMaxSize(40) turns: Turn[]``.
    """
    above = call.parent
    if above is not None and above.kind == "decorator":
        member = above.parent
        name = member.get("name") if member is not None else None
        return name is not None and name.text == key
    callee = call.get("function")
    node = callee.get("object") if callee is not None else None
    while node is not None and node.kind == "call_expression":
        inner = node.get("function")
        if inner is not None and last_name(inner) == "array":
            pair = next((above for above in call.up() if above.kind == "pair"), None)
            return pair is not None and key_of(pair) == key
        node = inner.get("object") if inner is not None else None
    return False
