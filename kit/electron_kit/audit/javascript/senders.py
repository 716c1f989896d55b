"""Which code sends a chat request, itself or through a function."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .fields import FieldReader
from .frameworks.walk import Frameworks
from .raw import Raw
from .repeats import function_of
from .requests import Requests
from .resolve import Resolver
from .scopes import CLASSES
from .syntax import Node
from .written import arguments, bare, last_name

_SITES = 40
# Methods that everything has.
_COMMON = frozenset(
    {
        "get", "set", "add", "push", "map", "run", "send", "call", "then", "on", "emit", "close",
        "start", "stop", "execute", "create", "delete", "update", "find", "query", "next", "write",
        "read", "log", "handle", "process", "init", "load", "save", "json", "text", "fetch",
    }
)  # fmt: skip

# What is given to these is run right there.
_RUN_AT_ONCE = frozenset(
    {
        "map", "forEach", "flatMap", "reduce", "from", "then", "retry", "withRetry", "pRetry",
        "tryPromise", "all", "race", "pMap", "run", "add", "schedule",
    }
)  # fmt: skip


class Senders:
    """The chat requests of a project, and the functions that send them.

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
        # Turns of the Responses API grow as those of chats do, but for what OpenAI keeps.
        self.turns = [
            r.node
            for r in requests.found
            if r.fact.endpoint == "responses"
            and not {"previous_response_id", "conversation"} & r.fact.fields.keys()
        ]
        # A request for a response becomes one for a chat, and fails and crowds as that does.
        self.asked = [
            *self.chats,
            *(r.node for r in requests.found if r.fact.endpoint == "responses"),
        ]
        self.sending: dict[int, Node] = {}
        for node in self.asked:
            self._sends(node, 0)

    def _sends(self, node: Node, depth: int) -> None:
        function = function_of(node)
        if function is None or id(function) in self.sending or depth > 4:
            return
        self.sending[id(function)] = function
        for site in self.resolver.call_sites(function):
            self._sends(site, depth + 1)
        holder = function.parent
        call = holder.parent if holder is not None and holder.kind == "arguments" else None
        callee = call.get("function") if call is not None else None
        if call is not None and callee is not None and last_name(callee) in _RUN_AT_ONCE:
            # ``texts.map((text) => ask(text))`` asks where it stands.
            self._sends(call, depth)
        name = _method_name(function)
        if name and name not in _COMMON and _interfaces(function):
            # What a registry gives may be of any class that implements the interface.
            for call in self.resolver.project.calls(name)[:_SITES]:
                if self._is_unknown(call.get("function")):
                    self._sends(call, depth + 1)

    def sends_within(self, node: Node) -> bool:
        """Say whether a piece of code sends such a request, directly or through a function."""
        return next(self.sending_in(node), None) is not None

    def sending_in(self, node: Node) -> Iterator[Node]:
        """Yield the calls in a piece of code that send such a request, or lead to one."""
        for chat in self.asked:
            if chat.module is node.module and node.start <= chat.start and chat.end <= node.end:
                yield chat
        for below in node.walk():
            if below.kind == "call_expression":
                callee = below.get("function")
                if any(
                    i.kind == "function" and id(i.node) in self.sending
                    for i in self.resolver.of(callee)
                ) or (callee is not None and (self._implemented(callee) or self._wrapped(callee))):
                    yield below

    def _wrapped(self, callee: Node) -> bool:
        """Say whether a name is what a library made of a function that sends: ``wrap(ask)``."""
        callee = bare(callee)
        bindings = callee.scope.find(callee.text) if callee.kind == "identifier" else None
        value = bindings[0].node if bindings and len(bindings) == 1 else None
        if value is None or bindings is None or bindings[0].how != "value":
            return False
        value = bare(value)
        return value.kind == "call_expression" and any(
            i.kind == "function" and id(i.node) in self.sending
            for given in arguments(value)[:3]
            if given.kind == "identifier"
            for i in self.resolver.of(given)
        )

    def _implemented(self, callee: Node) -> bool:
        """Say whether a method of an interface sends in a class that implements it."""
        name, owner = callee.get("property"), callee.get("object")
        if name is None or owner is None:
            return False
        named = [f for f in self.sending.values() if _method_name(f) == name.text]
        if not named:
            return False
        shapes = {
            label.text
            for item in self.resolver.of(owner)
            if item.kind == "shape" and (label := item.node.get("name")) is not None
        }
        if any(shapes & _interfaces(function) for function in named):
            return True
        return (
            name.text not in _COMMON
            and self._is_unknown(callee)
            and any(_interfaces(function) for function in named)
        )

    def _is_unknown(self, callee: Node | None) -> bool:
        """Say whether nothing is known of what a method is called on, such as a map's value."""
        owner = callee.get("object") if callee is not None else None
        return owner is not None and all(
            i.kind == "unknown" or (i.kind == "made" and i.name.startswith("global.Map"))
            for i in self.resolver.of(owner)
        )


def _method_name(function: Node) -> str:
    name = function.get("name") if function.kind == "method_definition" else None
    return name.text if name is not None else ""


def _interfaces(method: Node) -> set[str]:
    """Return the interfaces that a method's class says it implements, or what it extends."""
    for above in method.up():
        if above.kind in CLASSES:
            head = above.text.partition("{")[0]
            written = head.partition("implements")[2] or head.partition("extends")[2]
            return set(re.findall(r"\w+", written))
    return set()


class Look:
    """A look at what becomes of a project's chat requests.

    Args:
        senders: What sends them.
    """

    def __init__(self, senders: Senders) -> None:
        """Keep what the look is for."""
        self.senders = senders
        self.resolver = senders.resolver
        self.reader = senders.reader
        self.chats = senders.chats
