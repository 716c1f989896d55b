"""Whether an expression is one of OpenAI's errors, or was taken out of one."""

from __future__ import annotations

import re

from .fault_answers import OUR_HANDLER, TURNS, Answers
from .fault_types import is_ours, narrowed
from .kept_histories import name_of
from .scopes import FUNCTIONS, Binding
from .senders import Senders
from .syntax import Node, string_value
from .written import arguments, bare, first_argument, key_of, last_name

# Options of retries and of hooks that are given the error of what they stand beside.
_CALLBACKS = re.compile(
    r"^(?:on(?:Error|FailedAttempt|Retry|_error)|shouldRetry|retryIf|retryOn|retryCondition|retry|"
    r"when|isRetryable|bail)$"
)
_ERROR = re.compile(r"(?i)err|fault|fail|problem|reason|exception")
_STEPS = 8


class Faults:
    """Follows expressions back to errors.

    Args:
        senders: What sends chat requests.
    """

    def __init__(self, senders: Senders) -> None:
        """Start with nothing known."""
        self.senders = senders
        self.resolver = senders.resolver
        self.answers = Answers(senders.resolver, self.ours)
        self._known: dict[int, bool] = {}
        self._named: list[Node] | None = None
        self._busy: set[int] = set()

    def ours(self, node: Node) -> bool:
        """Say whether an expression is an error of OpenAI's or was taken out of it."""
        if _is_cast(node):
            return True
        node = bare(node)
        key = id(node)
        known = self._known.get(key)
        if known is not None:
            return known
        if key in self._busy or len(self._busy) > _STEPS:
            return False
        self._busy.add(key)
        found = self._look(node)
        self._busy.discard(key)
        if not self._busy:
            self._known[key] = found
        return found

    def _look(self, node: Node) -> bool:
        if node.kind in ("identifier", "shorthand_property_identifier"):
            return self._name(node)
        if node.kind in ("member_expression", "subscript_expression"):
            target, name = node.get("object"), last_name(node)
            if target is None:
                return False
            if self.ours(target) or (name == "error" and self.answers.of(target)):
                return True
            holds = name in ("value", "current") or _ERROR.search(name) is not None
            return holds and (self._kept(node, name) or self._returned(target, name))
        if node.kind == "call_expression":
            callee, first = node.get("function"), first_argument(node)
            if callee is None:
                return False
            if callee.text in TURNS:
                return first is not None and self.ours(first)
            inner = callee.get("object") if callee.kind == "member_expression" else None
            return inner is not None and self.ours(inner)
        if node.kind == "binary_expression":
            sides = (node.get("left"), node.get("right"))
            return any(side is not None and self.ours(side) for side in sides)
        if node.kind == "ternary_expression":
            sides = (node.get("consequence"), node.get("alternative"))
            return any(side is not None and self.ours(side) for side in sides)
        if node.kind == "template_string":
            return any(
                self.ours(child.children[0])
                for child in node.children
                if child.kind == "template_substitution" and child.children
            )
        return False

    def _kept(self, node: Node, name: str) -> bool:
        """Say whether an object keeps an error under a name, by what is set there."""
        owner = node.get("object")
        for left, right in self.resolver.sets(name):
            set_on = left.get("object")
            if set_on is None or owner is None or left.module is not node.module:
                continue
            if set_on.text == owner.text and self.ours(right):
                return True
        return False

    def _returned(self, target: Node, name: str) -> bool:
        """Say whether an object holds an error under a name: ``return { ok: false, error }``."""
        for item in self.resolver.of(target):
            for child in item.node.children if item.kind == "object" else ():
                if key_of(child) == name:
                    value = child.get("value") if child.kind == "pair" else child
                    if value is not None and self.ours(value):
                        return True
        return False

    def _name(self, node: Node) -> bool:
        told = narrowed(node)
        if told is not None:
            return told
        return any(
            self._bound(binding, node)
            for binding in (node.scope.find(node.text) if node.scope is not None else None) or ()
        )

    def _bound(self, binding: Binding, name: Node) -> bool:
        given = binding.node
        if binding.type is not None and is_ours(binding.type):
            return True
        if given is None:
            return False
        if binding.how == "param":
            return self._parameter(binding, given)
        if binding.how == "catch":
            tried = given.parent if given.kind == "catch_clause" else given
            body = tried.get("body") if tried is not None else None
            if body is None or body is given.get("body"):
                return False
            return self._fails_out_of(body) or self._asks(body)
        if binding.how == "value":
            if binding.path and binding.path[0] == "error" and self.answers.of(given):
                return True
            return self._state(binding, given, name) or self.ours(given)
        return False

    def _fails_out_of(self, body: Node) -> bool:
        """Say whether the error of a request leaves a block: no ``catch`` in it keeps it."""
        return any(not _is_kept(call, body) for call in self.senders.sending_in(body))

    def _asks(self, body: Node) -> bool:
        """Say whether a block sends a request whose body is not known to OpenAI's chats."""
        return any(
            self.answers.is_sent(below) for below in body.walk() if below.kind == "call_expression"
        )

    def _parameter(self, binding: Binding, function: Node) -> bool:
        if OUR_HANDLER.search(name_of(function)) and not binding.path:
            return True
        if binding.path or binding.index < 0:
            return False
        holder = function.parent
        if holder is not None and holder.kind == "arguments":
            call = holder.parent
            callee = call.get("function") if call is not None else None
            if call is not None and callee is not None and binding.index == 0:
                tried = callee.get("object")
                if tried is not None and _takes_errors(call, function):
                    return self._sends(tried)
        named = function if function.kind == "method_definition" else holder
        label = key_of(named) if named is not None and named.kind != "arguments" else None
        if label is not None and _CALLBACKS.match(label):
            return self._beside(function)
        for call in self.resolver.call_sites(function)[:20]:
            given = arguments(call)
            if len(given) > binding.index and self.ours(given[binding.index]):
                return True
        return any(
            self._beside(option)
            for option in self._options()
            if any(i.kind == "function" and i.node is function for i in self.resolver.of(option))
        )

    def _options(self) -> list[Node]:
        """Return the names of functions that are given as options for errors: ``retryIf: f``."""
        if self._named is None:
            self._named = [
                value
                for module in self.resolver.project.modules
                for written in module.nodes.get("object", ())
                for pair in written.children
                if (value := pair.get("value")) is not None
                and value.kind == "identifier"
                and _CALLBACKS.match(key_of(pair) or "")
            ]
        return self._named

    def _sends(self, tried: Node) -> bool:
        """Say whether an expression, or what a name in it was given, sends a request for a chat."""
        if self.senders.sends_within(tried):
            return True
        root = bare(tried)
        bindings = root.scope.find(root.text) if root.kind == "identifier" and root.scope else None
        return any(
            binding.how == "value"
            and binding.node is not None
            and self.senders.sends_within(binding.node)
            for binding in bindings or ()
        )

    def _beside(self, function: Node) -> bool:
        """Say whether the call that a callback is an option of leads to a request for a chat."""
        for above in function.up():
            if above.kind == "call_expression":
                callee = above.get("function")
                given = [a for a in arguments(above) if not a.start <= function.start < a.end]
                if any(self.senders.sends_within(argument) for argument in given):
                    return True
                return callee is not None and any(
                    chat.module is above.module and above.start <= chat.start < above.end
                    for chat in self.senders.asked
                )
            if above.kind in FUNCTIONS:
                return False
        return False

    def _state(self, binding: Binding, given: Node, name: Node) -> bool:
        """Say whether a hook's state is set to an error: ``const [error, setError] = …``."""
        call = bare(given)
        declared = given.parent
        while declared is not None and declared.kind != "variable_declarator":
            declared = declared.parent
        pattern = declared.get("name") if declared is not None else None
        if call.kind != "call_expression" or pattern is None or pattern.kind != "array_pattern":
            return False
        if binding.path != (0,) or len(pattern.children) < 2:
            return False
        return any(
            (value := first_argument(one)) is not None and self.ours(value)
            for one in name.module.calls.get(pattern.children[1].text, ())
        )


def _is_kept(call: Node, body: Node) -> bool:
    """Say whether a ``try`` inside a block catches what a call raises, and throws nothing."""
    child = call
    for above in call.up():
        if above is body:
            return False
        handler = above.get("handler") if above.kind == "try_statement" else None
        if handler is not None and child is above.get("body"):
            return not any(below.kind == "throw_statement" for below in handler.walk())
        child = above
    return False


def _takes_errors(call: Node, function: Node) -> bool:
    """Say whether a function is for errors: ``.catch(f)``, ``.then(g, f)``, ``.on("error", f)``."""
    name, given = last_name(call.get("function") or call), arguments(call)
    if name in ("on", "once", "addListener"):
        return bool(given) and string_value(given[0]) == "error"
    return name == "catch" or (name == "then" and len(given) > 1 and given[1] is function)


def _is_cast(node: Node) -> bool:
    """Say whether an expression is said to be the SDK's error: ``error as OpenAI.APIError``."""
    return node.cast is not None and is_ours(node.cast)
