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
# A function and its callers, one above the other: real projects have a service, a helper and a
# step between a fan-out and its request.
_DEEPEST = 7
_SHORT = 6
# What libraries have as well.
_LIBRARIES = frozenset(
    {
        "generate", "complete", "invoke", "stream", "predict", "embed", "request", "publish",
        "subscribe", "consume", "dispatch", "handler", "execute", "callback", "transform",
        "resolve", "render", "process", "connect", "search", "analyze",
    }
)  # fmt: skip
# A function that is handed to one of these runs at an event, not where it is handed.
_EVENTS = frozenset(
    {
        "on", "once", "use", "get", "post", "put", "patch", "delete", "all", "route", "setTimeout",
        "setInterval", "useCallback", "useEffect", "useMemo", "memo", "subscribe", "register",
        "addEventListener", "addListener", "describe", "it", "test", "schedule", "cron", "command",
        "action", "createElement", "tool", "handle", "bind", "jest", "spyOn", "fn", "mutation",
        "query", "procedure", "inngest", "createFunction", "forwardRef", "dynamic", "lazy",
    }
)  # fmt: skip
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
            # Where a chat's address is written: the request need not have been followed.
            *raw.written,
        ]
        self.sending: dict[int, Node] = {}
        self._handed: dict[str, list[Node]] | None = None
        self._homes: dict[str, int] = {}
        for node in self.asked:
            self._sends(node, 0)

    def _sends(self, node: Node, depth: int) -> None:
        function = function_of(node)
        if function is None or id(function) in self.sending or depth > _DEEPEST:
            return
        self.sending[id(function)] = function
        for site in (*self.resolver.call_sites(function), *self._handed_to(function)):
            self._sends(site, depth + 1)
        holder = function.parent
        call = holder.parent if holder is not None and holder.kind == "arguments" else None
        callee = call.get("function") if call is not None else None
        if call is not None and callee is not None and last_name(callee) in _RUN_AT_ONCE:
            # ``texts.map((text) => ask(text))`` asks where it stands.
            self._sends(call, depth)
        name = _method_name(function)
        if name and name not in _COMMON and (_interfaces(function) or self._alone(name)):
            # What a registry gives may be of any class that implements the interface.
            for call in self.resolver.project.calls(name)[:_SITES]:
                if self._is_unknown(call.get("function")):
                    self._sends(call, depth + 1)

    def _handed_to(self, function: Node) -> list[Node]:
        """Return the calls that a function is handed to by its name: ``retry(ask, [text], 3)``."""
        label = function.get("name")
        holder = function.parent
        if label is None and holder is not None and holder.kind == "variable_declarator":
            label = holder.get("name")
        if label is None:
            return []
        if self._handed is None:
            self._handed = {}
            for module in self.resolver.project.modules:
                for name, calls in module.calls.items():
                    for call in calls if name not in _EVENTS else ():
                        for given in arguments(call)[:3]:
                            if given.kind == "identifier":
                                self._handed.setdefault(given.text, []).append(call)
        return [
            call
            for call in self._handed.get(label.text, ())[:_SITES]
            if any(
                given.text == label.text
                and any(i.node is function for i in self.resolver.of(given))
                for given in arguments(call)[:3]
            )
        ]

    def _alone(self, name: str) -> bool:
        """Say whether one class of the project's has a method of that name, and nothing else."""
        if len(name) <= _SHORT or name in _LIBRARIES:
            return False
        if name not in self._homes:
            written = re.compile(
                rb"^[ \t]+(?:(?:public|private|protected|static|async|override)[ \t]+)*"
                + name.encode()
                + rb"[ \t]*(?:<[^\n]*>)?\(|\bfunction[ \t]+" + name.encode() + rb"\b|"
                rb"\b" + name.encode() + rb"[ \t]*[:=][ \t]*(?:async\b|\(|function)",
                re.MULTILINE,
            )  # fmt: skip
            self._homes[name] = sum(
                len(written.findall(m.unit.data))
                for m in self.resolver.project.modules
                # Cheap, and first: most files have nothing of the name.
                if name.encode() in m.unit.data
            )
        return self._homes[name] == 1

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
                ) or (
                    callee is not None
                    and (self._implemented(callee) or self._wrapped(callee) or self._hands(below))
                ):
                    yield below

    def _hands(self, call: Node) -> bool:
        """Say whether a call is handed a function that sends, by its name."""
        callee = call.get("function")
        return callee is not None and last_name(callee) not in _EVENTS and any(
            item.kind == "function" and id(item.node) in self.sending
            for given in arguments(call)[:3]
            if given.kind == "identifier"
            for item in self.resolver.of(given)
        )  # fmt: skip

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
            and (any(_interfaces(function) for function in named) or self._alone(name.text))
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
