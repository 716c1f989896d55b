"""Turns that a page's hook keeps and posts whole with every one: ``useChat`` and its route.

The AI SDK's hook keeps the conversation for the page and sends all of it; the route gets it as
`UIMessage`s, and hands it to the model as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from ..facts import Confidence, GrowingHistory
from .index import Module
from .kept_histories import bounded, name_of, short_name
from .posted_whole import PostedWhole
from .project import Project
from .repeats import function_of
from .route_addresses import addresses, asks_for
from .syntax import Node
from .test_files import is_test
from .written import arguments, bare, first_argument, key_of, last_name

# What only messages of that hook go through, and the form in which it reads the answer.
_PROTOCOL = re.compile(
    rb"\bconvertTo(?:Model|Core)Messages\(|\bUIMessage\b|"
    rb"\bto(?:DataStream|UIMessageStream)Response\("
)
_HOOK = re.compile(rb"(?<!function )\buseChat(?:<[^()]*>)?\(|\bnew Chat(?:<[^()]*>)?\(")
_CONVERTS = re.compile(r"^convert\w*To\w*Messages$")
# A conversation is asked for its title once, at its beginning.
_ONCE = re.compile(r"(?i)title")
_BODY = re.compile(
    r"\.json(?:<[^()]*>)?\(\s*\)|\breadBody(?:<[^()]*>)?\(|\breq(?:uest)?\.body\b|\bc\.req\.valid\("
)
_ROUTE = re.compile(r"(/api/.+?)(?:/route|\.post|/index|/\+server)?\.\w+$")
_PAGES = (".tsx", ".jsx", ".vue", ".svelte")
_STATE = re.compile(rb"\buseState\b")
_ASKS = re.compile(rb"\b\$?fetch\(|\baxios\b|\.post\(")
_STEPS = 4


def received_histories(
    project: Project,
    chats: Sequence[Node],
    told: Sequence[GrowingHistory],
    whole: PostedWhole,
    sent: Callable[[Node], Node | None],
) -> Iterator[GrowingHistory]:
    """Yield the conversations that routes are posted, by a hook or else, and send whole.

    Args:
        project: The project.
        chats: Its requests for chats.
        told: Histories that were found: the page's list or the store's is the same conversation.
        whole: Follows what is sent to what a route was posted.
        sent: Gives what a request sends.
    """
    hooked = list(_hooked(project, chats, told))
    yield from hooked
    known = {fact.place for fact in hooked}
    for chat in chats:
        given = sent(chat) if not is_test(chat.module) else None
        for posted in whole.of(given) if given is not None and not _is_titled(chat) else ():
            place = posted.place.place
            modules = (chat.module, posted.read.module, posted.place.module)
            if place in known or any(_is_talked_of(f, modules) for f in (*told, *hooked)):
                continue
            known.add(place)
            name = short_name(posted.key)
            yield GrowingHistory(place=place, name=name, confidence=Confidence.MEDIUM)


def _is_talked_of(told: GrowingHistory, modules: Iterable[Module]) -> bool:
    """Say whether what was told of grows in one of some files, or on a page that asks for one.

    A page that asks through a helper asks for whatever there is.
    """
    data = told.place.unit.data
    if _is_of_page(told) and not _ASKS.search(data):
        return True
    return any(
        module.unit is told.place.unit
        or asks_for(addresses(module.path, module.unit.data)).search(data) is not None
        for module in modules
    )


def _is_of_page(told: GrowingHistory) -> bool:
    return told.place.unit.path.endswith(_PAGES) or _STATE.search(told.place.unit.data) is not None


def _is_titled(chat: Node) -> bool:
    """Say whether a conversation is asked for its title, once."""
    function = function_of(chat)
    return _ONCE.search(f"{chat.module.inside} {name_of(function) if function else ''}") is not None


def _hooked(
    project: Project, chats: Iterable[Node], told: Sequence[GrowingHistory]
) -> Iterator[GrowingHistory]:
    """Yield the conversations that routes are posted by a hook and send whole."""
    chats = list(chats)
    package = project.manifests.package
    asking = {package(chat.module.path) for chat in chats}
    hooked = any(_HOOK.search(module.unit.data) for module in project.modules)
    for chat in chats:
        if is_test(chat.module) or not (hooked or _PROTOCOL.search(chat.module.unit.data)):
            continue
        mine = package(chat.module.path)
        # A package that asks for chats itself has its history for its own, not for a neighbour's.
        near = [f for f in told if package(f.place.unit.path) not in asking - {mine}]
        if any(_is_same(fact, chat) for fact in near):
            continue
        sent = _messages(chat)
        if _is_titled(chat):
            continue
        name = _posted(sent, 0) if sent is not None else None
        if name is not None and not bounded(name.text, chat):
            yield GrowingHistory(
                place=name.place, name=short_name(name.text), confidence=Confidence.MEDIUM
            )


def _is_same(told: GrowingHistory, chat: Node) -> bool:
    """Say whether what was told of grows elsewhere than on a page that another route is for."""
    return (
        not _is_of_page(told)
        or _HOOK.search(told.place.unit.data) is not None
        or _address(chat).encode() in told.place.unit.data
    )


def _address(chat: Node) -> str:
    """Return where a route is asked by its file: ``/api/chat`` of ``app/api/chat/route.ts``."""
    found = _ROUTE.search(chat.module.path.replace("\\", "/"))
    return found[1] if found is not None else ""


def _messages(chat: Node) -> Node | None:
    for given in arguments(chat):
        for child in bare(given).children if bare(given).kind == "object" else ():
            if (key_of(child) or child.text) == "messages":
                return child.get("value") or child
    return None


def _posted(node: Node, depth: int) -> Node | None:
    """Return the name in a list of messages that holds what a request's body brought."""
    node = bare(node)
    if depth > _STEPS:
        return None
    if node.kind == "array":
        spread = [c.children[0] for c in node.children if c.kind == "spread_element" and c.children]
        return next((p for s in spread if (p := _posted(s, depth + 1)) is not None), None)
    if node.kind == "binary_expression":
        # ``body.messages || []``
        left = node.get("left")
        return _posted(left, depth + 1) if left is not None else None
    if node.kind == "call_expression":
        callee, first = node.get("function"), first_argument(node)
        if callee is None or first is None:
            return None
        if _CONVERTS.match(last_name(callee)):
            return _posted(first, depth + 1) or _handed_in(first)
        owner = callee.get("object")
        # ``messages.filter(…).map(…)``: of all of them.
        whole = last_name(callee) in ("map", "filter")
        return _posted(owner, depth + 1) if whole and owner is not None else None
    if node.kind == "member_expression":
        owner = node.get("object")
        held = owner is not None and last_name(node) == "messages" and is_body(bare(owner))
        return node if held else None
    if node.kind not in ("identifier", "shorthand_property_identifier") or node.scope is None:
        return None
    for binding in node.scope.find(node.text) or ():
        if binding.how != "value" or binding.node is None:
            continue
        given = bare(binding.node)
        if binding.path and binding.path[0] == "messages" and is_body(given):
            return node
        if not binding.path and (posted := _posted(given, depth + 1)) is not None:
            # Where they become what is sent is where they would be cut to so many.
            return posted if given.kind in ("call_expression", "array") else node
    return None


def _handed_in(node: Node) -> Node | None:
    """Return a function's parameter that is converted: what a hook posts is nothing else."""
    node = bare(node)
    found = node.scope.find(node.text) if node.scope is not None else None
    mine = node.kind == "identifier" and any(each.how == "param" for each in found or ())
    return node if mine else None


def is_body(node: Node, depth: int = 0) -> bool:
    """Say whether an expression is the body of a request that a route was posted.

    Args:
        node: The expression.
        depth: How many names lie between it and the one that was asked for.
    """
    if _BODY.search(node.text) is not None and len(node.text) < 200:
        return True
    if node.kind == "call_expression":
        # ``schema.parse(body)``
        callee, first = node.get("function"), first_argument(node)
        checks = callee is not None and last_name(callee) in ("parse", "parseAsync")
        return checks and first is not None and depth < _STEPS and is_body(bare(first), depth + 1)
    return node.kind == "identifier" and any(
        binding.how == "value"
        and binding.node is not None
        and not binding.path
        and depth < _STEPS
        and is_body(bare(binding.node), depth + 1)
        for binding in (node.scope.find(node.text) if node.scope is not None else None) or ()
    )
