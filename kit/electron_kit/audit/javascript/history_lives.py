"""How long a list of messages lives: for one request, or from turn to turn."""

from __future__ import annotations

import re

from .history_growth import is_rounds_of_tools
from .lifetimes import dies_young
from .limiters import value_of
from .repeats import LOOPS, function_of, is_counted, is_endless, is_handler
from .resolve import Resolver
from .stores import is_state
from .syntax import Node
from .written import arguments, bare, last_name

# What keeps a value for a component, from one drawing to the next.
_CELLS = frozenset(
    {"useRef", "ref", "shallowRef", "reactive", "useState", "useAtom", "$state", "createSignal"}
)
_OF_REQUEST = re.compile(r"on(?:StepFinish|Finish|Chunk|Error|Abort)$")
_NAMED = frozenset({"identifier", "member_expression", "subscript_expression"})


class Lives:
    """Says whether a list that grows is there at the next turn.

    Args:
        resolver: The project's resolver.
    """

    def __init__(self, resolver: Resolver) -> None:
        """Start with nothing looked at."""
        self.resolver = resolver

    def lasts(self, base: Node, change: Node, depth: int = 0) -> bool:
        """Say whether a list that grows is there at the next turn.

        Args:
            base: The list.
            change: What makes it longer.
            depth: How many names lie between the list and the one that was asked for.
        """
        function = function_of(change)
        if begun_anew(base, change):
            return False
        root = bare(base)
        while root.kind in ("member_expression", "subscript_expression", "call_expression"):
            inner = root.get("object") or root.get("function")
            if inner is None:
                break
            root = bare(inner)
        if root.kind == "this":
            name = function.get("name") if function is not None else None
            klass = root.scope.class_
            if name is not None and name.text == "constructor":
                return False
            return klass is None or not dies_young(klass, self.resolver)
        if change.kind != "call_expression" or last_name(change.get("function") or change) not in (
            "push", "unshift",
        ):  # fmt: skip
            # A copy that takes the list's place does so where the list is kept.
            return not _is_local(root, function) or _goes_round(root, function, change)
        if root.kind != "identifier" or root.scope is None or depth > 3:
            return False
        for binding in (root.scope.find(root.text) or ())[:6]:
            if binding.how in ("value", "import"):
                home = function_of(binding.target) if binding.target is not None else None
                if home is not function and (
                    home is None or _is_event(function) or _is_handed_on(function, home)
                ):
                    return True
                value = bare(binding.node) if binding.node is not None else None
                if self._loaded(value, root, function, change, depth):
                    return True
            elif binding.how == "param" and (
                is_state(root, change) or (binding.node is not function and _is_event(function))
            ):
                return True
            elif binding.how == "param" and binding.node is not None:
                given = [
                    arguments(site)[binding.index]
                    for site in self.resolver.call_sites(binding.node)[:6]
                    if 0 <= binding.index < len(arguments(site))
                ]
                if any(g.kind in _NAMED and self.lasts(g, change, depth + 1) for g in given):
                    return True
        return False

    def _loaded(
        self, value: Node | None, root: Node, function: Node | None, change: Node, depth: int
    ) -> bool:
        """Say whether what a name holds was kept before, and is kept on."""
        while value is not None and value.kind == "binary_expression":
            left = value.get("left")
            value = bare(left) if left is not None else None
        if value is None:
            return False
        if value.kind in ("array", "object"):
            loop = next((a for a in change.up() if a.kind in LOOPS or is_endless(a)), None)
            return (
                loop is not None
                and not is_rounds_of_tools(loop)
                and not loop.start <= value.start < loop.end
                and (function_of(loop) is function and "true" in loop.text[:20])
            )
        if value.kind in ("subscript_expression", "member_expression"):
            return self.lasts(value, change, depth + 1)
        if value.kind != "call_expression":
            return False
        callee = value.get("function")
        owner = callee.get("object") if callee is not None else None
        if callee is not None and last_name(callee) in _CELLS:
            return True
        got = owner is not None and callee is not None and last_name(callee) == "get"
        if got and owner is not None and (
            bare(owner).kind == "member_expression" or self.lasts(owner, change, depth + 1)
        ):  # fmt: skip
            return True
        if self._one_of_many(value):
            return True
        return function is not None and _is_kept_on(root.text, function)

    def _one_of_many(self, call: Node) -> bool:
        """Say whether a function gives one of many that it keeps: ``this.session(user)``."""
        for item in self.resolver.of(call.get("function")):
            if item.kind != "function":
                continue
            for below in item.node.walk():
                if below.kind == "return_statement" and below.children:
                    value = value_of(below.children[0])
                    if value.kind == "subscript_expression" or (
                        value.kind == "call_expression"
                        and last_name(value.get("function") or value) == "get"
                        and (value.get("function") or value).kind == "member_expression"
                    ):
                        return True
        return False


def _is_local(root: Node, function: Node | None) -> bool:
    """Say whether a name is of the function alone in which it gets longer."""
    if root.kind != "identifier" or root.scope is None or function is None:
        return False
    bindings = root.scope.find(root.text) or ()
    return bool(bindings) and all(
        b.how == "value"
        and b.node is not None
        and _is_made_here(bare(b.node), root.text)
        and b.target is not None
        and function_of(b.target) is function
        for b in bindings
    )


def _is_made_here(value: Node, name: str) -> bool:
    """Say whether a value is a new list, or a list of a name with more behind it."""
    callee = value.get("function") if value.kind == "call_expression" else None
    owner = callee.get("object") if callee is not None else None
    longer = callee is not None and last_name(callee) == "concat" and owner is not None
    return value.kind == "array" or (
        longer and owner is not None and bare(owner).text in (name, "[]")
    )


def _goes_round(root: Node, function: Node | None, change: Node) -> bool:
    """Say whether an endless loop makes longer what was begun before it."""
    loop = next((a for a in change.up() if a.kind in LOOPS or is_endless(a)), None)
    if loop is None or function_of(loop) is not function or is_counted(loop):
        return False
    bindings = (root.scope.find(root.text) if root.scope is not None else None) or ()
    begun = [b.target for b in bindings if b.target is not None and b.target.start < loop.start]
    return bool(begun) and not is_rounds_of_tools(loop)


def _is_event(function: Node | None) -> bool:
    """Say whether a function is handed to what calls it at every event."""
    holder = function.parent if function is not None else None
    return holder is not None and holder.kind == "arguments" and is_handler(function)


def _is_handed_on(function: Node | None, home: Node) -> bool:
    """Say whether a function is given back by the one that has the list: a closure."""
    if function is None or not any(above is home for above in function.up()):
        return False
    if function.kind == "method_definition":
        return True
    holder = function.parent
    label = function.get("name") or (
        holder.get("name") or holder.get("key") if holder is not None else None
    )
    if holder is not None and holder.kind in ("return_statement", "pair"):
        # ``onStepFinish: () => …`` is called while one request is answered.
        return _OF_REQUEST.match(label.text if label is not None else "") is None
    if label is None:
        return False
    for below in home.walk():
        if below.kind != "return_statement":
            continue
        for inner in below.walk():
            named = inner.kind in ("identifier", "shorthand_property_identifier")
            if named and inner.text == label.text and function_of(inner) is home:
                outer = inner.parent
                if outer is None or outer.kind != "call_expression" or inner.field != "function":
                    return True
    return False


def _is_kept_on(name: str, function: Node) -> bool:
    word = re.escape(name)
    saves = (
        rf"(?i:\b_?(?:save|store|set|put|persist|update|write|cache)\w*)\([^;]*\b{word}\b|"
        rf"\b{word}\.(?:save|write|flush|persist|commit)\("
    )
    return re.search(saves, function.text) is not None


def _always_runs(expression: Node, body: Node) -> bool:
    """Say whether a function comes to an expression's statement whatever it is asked."""
    block = expression.parent and expression.parent.parent
    while block is not None and block is not body:
        above = block.parent
        if above is None or block.kind != "statement_block":
            return False
        tried = above.kind == "try_statement" and above.get("body") is block
        if not tried and above.kind != "statement_block" and above is not body:
            return False
        block = above.parent if tried else above
    return block is not None


def begun_anew(base: Node, change: Node) -> bool:
    """Say whether the function that makes an object's list longer first empties it.

    Args:
        base: The list there: ``this.messages``.
        change: What makes it longer.
    """
    function, text = function_of(change), base.text
    body = function.get("body") if function is not None else None
    if body is None or not text.startswith("this."):
        return False
    for whole in change.module.nodes.get("assignment_expression", ()):
        left, right = whole.get("left"), whole.get("right")
        if left is None or right is None or left.text != text or whole.start >= change.start:
            continue
        if _always_runs(whole, body) and whole.get("operator") is None and text not in right.text:
            return True
    return False
