"""Histories that grow in one place and are sent from another: stores, states, caches, tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from .fields import FieldReader
from .history_bounds import is_part
from .history_places import Places
from .kept_histories import bounded, short_name
from .limiters import value_of
from .repeats import LOOPS, function_of, is_endless, is_handler
from .resolve import Resolver
from .route_clients import RouteClients
from .scopes import FUNCTIONS
from .stored_rows import added_rows
from .syntax import Node
from .test_files import is_test
from .written import arguments, bare, first_argument, key_of, last_name

_SAVES = re.compile(r"(?i)^_?(?:save|store|set|put|persist|update|write|cache|hset|sync)")
_SAVING = re.compile(r"(?i)\b_?(?:save|store|set|put|persist|update|write|cache|hset|sync)\w*\(")
_STORES = re.compile(
    rb"createSlice|createReducer|createStore|configureStore|useReducer|defineStore|zustand|"
    rb"createContext|action\.type|immer|valtio|mobx|createSignal|setState\(|\bset\(|writable\(|"
    rb"Reducer\b|\batom\("
)
_TURNS = re.compile(
    r"(?i)messag|histor|convers|chat|memory|dialog|turn|transcript|thread|talk|msgs|log|entries|"
    r"items|past|context|lines|exchange|list"
)
# What keeps a value for a component, from one drawing to the next.
_CELLS = frozenset(
    {"useRef", "ref", "shallowRef", "reactive", "useState", "useAtom", "$state", "createSignal"}
)
_NAMED = frozenset({"identifier", "member_expression", "subscript_expression"})


class Lasting:
    """Finds where lists grow that requests send, by what both are known by.

    Args:
        resolver: The project's resolver.
        reader: Knows the body of a request that is fetched.
    """

    def __init__(self, resolver: Resolver, reader: FieldReader) -> None:
        """Start with nothing looked at."""
        self.resolver = resolver
        self.places = Places(resolver, RouteClients(resolver, reader))
        self._grown: dict[Any, list[tuple[Node, Node]]] | None = None
        self._rows: dict[tuple[str, str], list[Node]] | None = None

    def growth(self, sent: Node, chat: Node) -> tuple[Node, str] | None:
        """Return where the list that a request sends grows for good, and its name; or None.

        Args:
            sent: What the request gives as its messages.
            chat: The request.
        """
        keys = dict.fromkeys(self.places.of(sent))
        for key in keys:
            if key[0] not in ("rows", "list", "field"):
                continue
            if self._rows is None:
                self._rows = added_rows(self.resolver)
            added = sorted(self._rows.get((key[0], key[1]), ()), key=_order)
            if added:
                return added[0], key[1]
        if self._grown is None:
            self._grown = defaultdict(list)
            for base, change in self._changes():
                self._grown["copy", id(change)].append((base, change))
                for key in dict.fromkeys(self.places.of(base)):
                    self._grown[key].append((base, change))
                    if key[0] == "field":
                        self._grown["selected", key[1]].append((base, change))
        found: dict[int, tuple[Node, Node]] = {}
        for key in keys:
            for base, change in self._grown.get(key, ()):
                named = key[0] in ("field", "selected")
                if not named or self._may_be(base, change, chat, key):
                    found[id(change)] = (base, change)
        for base, change in sorted(found.values(), key=lambda each: _order(each[1])):
            if self._lasts(base, change) and not self._bounded(
                base, change, chat, ("copy", id(change)) in keys
            ):
                return change, short_name(base.text)
        return None

    def _may_be(self, base: Node, change: Node, chat: Node, key: tuple[Any, ...]) -> bool:
        """Say whether two members of a name may be one: a store's, or in one file."""
        if not _TURNS.search(key[1]):
            return False
        kinds = {place[0] for place in self.places.of(base)}
        if "member" in kinds or ("entry" in kinds and not base.text.startswith("this.")):
            return False
        if key[0] == "field":
            return change.module is chat.module
        return _STORES.search(change.module.unit.data) is not None

    def _bounded(self, base: Node, change: Node, chat: Node, followed: bool = False) -> bool:
        name = base.text
        if base.kind == "call_expression":
            callee = base.get("function")
            owner = callee.get("object") if callee is not None else None
            name = owner.text if owner is not None else name
        last = re.sub(r"[?!]", "", name)
        return any(bounded(last, each, followed=followed) for each in (change, chat))

    # What makes lists longer.

    def _changes(self) -> Iterator[tuple[Node, Node]]:
        """Yield lists, and what makes them longer."""
        for module in self.resolver.project.modules:
            if is_test(module):
                continue
            for name in ("push", "unshift"):
                for call in module.calls.get(name, ()):
                    callee = call.get("function")
                    owner = callee.get("object") if callee is not None else None
                    if owner is not None and not is_instruction(call):
                        yield bare(owner), call
            for array in module.nodes.get("array", ()):
                yield from self._copied(array)
            for call in module.calls.get("concat", ()):
                callee = call.get("function")
                owner = callee.get("object") if callee is not None else None
                if owner is not None and self._takes_its_place(call, bare(owner)):
                    yield bare(owner), call

    def _copied(self, array: Node) -> Iterator[tuple[Node, Node]]:
        """Yield a list whose longer copy takes its place."""
        first = array.children[0] if array.children else None
        if len(array.children) < 2 or first is None or first.kind != "spread_element":
            return
        base = bare(first.children[0]) if first.children else None
        while base is not None and base.kind == "binary_expression":
            left = base.get("left")
            base = bare(left) if left is not None else None
        if base is None or not self._takes_its_place(array, base):
            return
        kept = _state_of(array, base)
        yield (kept if kept is not None else base), array

    def _takes_its_place(self, longer: Node, base: Node) -> bool:
        """Say whether a longer copy is put where the list was."""
        node, holder = longer, longer.parent
        while holder is not None and holder.kind in (
            "parenthesized_expression", "as_expression", "satisfies_expression", "call_expression",
            "member_expression", "await_expression", "ternary_expression",
        ):  # fmt: skip
            # ``[...old, ...more].map(…).sort(…)``
            if holder.kind == "call_expression" and is_part(holder):
                return False
            node, holder = holder, holder.parent
        if holder is None:
            return False
        if holder.kind == "pair":
            if key_of(holder) != last_name(base):
                return False
            return base.kind == "member_expression" or _is_set(holder)
        if holder.kind == "assignment_expression":
            left = holder.get("left")
            return left is not None and _same(left, base)
        if holder.kind == "arrow_function" and node.field == "body":
            return _parameter(holder) == base.text and _is_setter(holder)
        if holder.kind == "return_statement":
            function = function_of(holder)
            return (
                function is not None and _parameter(function) == base.text and _is_setter(function)
            )
        if holder.kind == "arguments":
            return self._handed(holder, base)
        if holder.kind == "variable_declarator":
            return self._named(holder, base)
        return False

    def _handed(self, holder: Node, base: Node) -> bool:
        call = holder.parent
        callee = call.get("function") if call is not None else None
        if callee is None:
            return False
        name, owner = last_name(callee), callee.get("object")
        if name == "next" and owner is not None:
            # ``turns.next([...turns.value, turn])``
            return base.text.startswith(f"{owner.text}.")
        return (
            name == _setter(last_name(base))
            or (name == "stringify")
            or (_SAVES.match(name) is not None and (callee.get("object") is not None))
        )

    def _named(self, holder: Node, base: Node) -> bool:
        """Say whether a longer copy with a name of its own is put where the list was."""
        name, function = holder.get("name"), function_of(holder)
        if name is None or name.kind != "identifier":
            return False
        around = function if function is not None else holder.module.root
        if not _TURNS.search(f"{name.text} {base.text}") and not _SAVING.search(around.text):
            return False
        names = {name.text}
        for below in around.walk():
            if below.kind == "variable_declarator" and below.start > holder.start:
                names |= _holder_of(below, names)
        return any(self._puts(below, base, names, name.text) for below in around.walk())

    @staticmethod
    def _puts(below: Node, base: Node, names: set[str], name: str) -> bool:
        """Say whether a piece of code puts a longer copy, or what holds it, where the list was."""
        if below.kind == "call_expression":
            callee = below.get("function")
            called = last_name(callee) if callee is not None else ""
            if called == _setter(last_name(base)) or _SAVES.match(called):
                given = arguments(below)
                if any(is_part(n) for a in given for n in a.walk() if n.kind == "call_expression"):
                    return False
                return any(_has_name(a, each) for a in given for each in names)
        elif below.kind == "assignment_expression":
            left, right = below.get("left"), below.get("right")
            if left is not None and right is not None and bare(right).text == name:
                return _same(left, base)
        elif base.kind == "member_expression" and key_of(below) == last_name(base):
            value = below.get("value") if below.kind == "pair" else below
            kept = below.kind in ("pair", "shorthand_property_identifier")
            return kept and value is not None and value.text == name
        return False

    # How long a list lives.

    def _lasts(self, base: Node, change: Node, depth: int = 0) -> bool:
        """Say whether a list that grows is there at the next turn."""
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
            return klass is None or not self.dies_young(klass)
        if change.kind != "call_expression" or last_name(change.get("function") or change) not in (
            "push", "unshift",
        ):  # fmt: skip
            # A copy that takes the list's place does so where the list is kept.
            return not self._is_local(root, function)
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
                _is_state(root, change) or (binding.node is not function and _is_event(function))
            ):
                return True
            elif binding.how == "param" and binding.node is not None:
                given = [
                    arguments(site)[binding.index]
                    for site in self.resolver.call_sites(binding.node)[:6]
                    if 0 <= binding.index < len(arguments(site))
                ]
                if any(g.kind in _NAMED and self._lasts(g, change, depth + 1) for g in given):
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
                and not loop.start <= value.start < loop.end
                and (function_of(loop) is function and "true" in loop.text[:20])
            )
        if value.kind in ("subscript_expression", "member_expression"):
            return self._lasts(value, change, depth + 1)
        if value.kind != "call_expression":
            return False
        callee = value.get("function")
        owner = callee.get("object") if callee is not None else None
        if callee is not None and last_name(callee) in _CELLS:
            return True
        got = owner is not None and callee is not None and last_name(callee) == "get"
        if got and owner is not None and (
            bare(owner).kind == "member_expression" or self._lasts(owner, change, depth + 1)
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

    @staticmethod
    def _is_local(root: Node, function: Node | None) -> bool:
        """Say whether a name is of the function alone in which it gets longer."""
        if root.kind != "identifier" or root.scope is None or function is None:
            return False
        bindings = root.scope.find(root.text) or ()
        return bool(bindings) and all(
            b.how == "value"
            and b.node is not None
            and bare(b.node).kind == "array"
            and b.target is not None
            and function_of(b.target) is function
            for b in bindings
        )

    def dies_young(self, klass: Node) -> bool:
        """Say whether every object of a class is made for one use in a function.

        Args:
            klass: The class.
        """
        label = klass.get("name")
        if label is None:
            return False
        sites = [
            call
            for call in self.resolver.project.calls(label.text)
            if call.kind == "new_expression" and not is_test(call.module)
        ]
        return bool(sites) and all(_passes(site) for site in sites)


def _passes(site: Node) -> bool:
    """Say whether an object is gone when the function ends that makes it."""
    function, holder = function_of(site), site.parent
    if function is None or holder is None:
        return False
    if holder.kind == "member_expression":
        return True
    name = holder.get("name") if holder.kind == "variable_declarator" else None
    if name is None or name.kind != "identifier":
        return False
    for below in function.walk():
        if below.kind != "identifier" or below.text != name.text or below is name:
            continue
        parent = below.parent
        if parent is None or parent.kind != "member_expression":
            return False
        if any(above.kind in FUNCTIONS for above in _until(below, function)):
            return False
    return not any(above.kind in LOOPS for above in site.up())


def _until(node: Node, end: Node) -> Iterator[Node]:
    for above in node.up():
        if above is end:
            return
        yield above


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
        return True
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
        rf"\b{word}\.save\("
    )
    return re.search(saves, function.text) is not None


def _is_state(root: Node, change: Node) -> bool:
    """Say whether a parameter is a store's state, or the context of a bot with a session."""
    if re.match(r"(?i)(?:state|draft|s|session|ctx|store|prev\w*)$", root.text) is None:
        return False
    return _STORES.search(change.module.unit.data) is not None or "session" in change.text


def _is_setter(function: Node) -> bool:
    """Say whether a function is handed to what sets a state: ``setLines((old) => …)``."""
    holder = function.parent
    call = holder.parent if holder is not None and holder.kind == "arguments" else None
    callee = call.get("function") if call is not None else None
    return (
        callee is not None and re.match(r"set[A-Z]\w*$|set$|update$", last_name(callee)) is not None
    )


def _state_of(array: Node, base: Node) -> Node | None:
    """Return the state that a callback is handed: ``turns`` of ``setTurns((old) => …)``.

    A store's is what the callback is handed by: ``turns.update((old) => …)``.
    """
    function = function_of(array)
    holder = function.parent if function is not None else None
    call = holder.parent if holder is not None and holder.kind == "arguments" else None
    callee = call.get("function") if call is not None else None
    if function is None or callee is None or _parameter(function) != base.text:
        return None
    owner = callee.get("object")
    if owner is not None:
        return bare(owner)
    for binding in (callee.scope.find(callee.text) or ()) if callee.scope is not None else ():
        pattern = binding.target.parent if binding.target is not None else None
        if binding.path == (1,) and pattern is not None and pattern.children:
            return pattern.children[0]
    return None


def _is_set(pair: Node) -> bool:
    """Say whether an entry is what a state is set to: ``setState({ turns: [...turns, x] })``."""
    call = next((above for above in pair.up() if above.kind == "call_expression"), None)
    callee = call.get("function") if call is not None else None
    return callee is not None and last_name(callee) in ("set", "setState", "patchState", "update")


def _parameter(function: Node) -> str:
    single = function.get("parameter")
    if single is not None:
        return single.text
    formal = function.get("parameters")
    first = formal.children[0] if formal is not None and formal.children else None
    if first is not None and first.kind in ("required_parameter", "optional_parameter"):
        first = first.get("pattern")
    return first.text if first is not None else ""


def _holder_of(declared: Node, names: set[str]) -> set[str]:
    """Return the name of a list or an object that has one of some names in it."""
    target, value = declared.get("name"), declared.get("value")
    if target is None or value is None or bare(value).kind not in ("array", "object"):
        return set()
    return {target.text} if any(_has_name(value, each) for each in names) else set()


def _setter(name: str) -> str:
    return f"set{name[:1].upper()}{name[1:]}"


def _same(left: Node, base: Node) -> bool:
    return re.sub(r"[?!\s]", "", bare(left).text) == re.sub(r"[?!\s]", "", base.text)


def _has_name(node: Node, name: str) -> bool:
    return any(
        below.kind in ("identifier", "shorthand_property_identifier") and below.text == name
        for below in node.walk()
    )


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
        statement = whole.parent
        top = statement is not None and statement.parent is body
        if top and whole.get("operator") is None and text not in right.text:
            return True
    return False


def is_instruction(call: Node) -> bool:
    """Say whether a system message is put in front, which is done once.

    Args:
        call: What makes a list longer.
    """
    first, callee = first_argument(call), call.get("function")
    return (
        callee is not None
        and last_name(callee) == "unshift"
        and first is not None
        and re.search(r"role:\s*['\"](?:system|developer)", value_of(first).text) is not None
    )


def _order(change: Node) -> tuple[bool, str, int]:
    """Order what makes a list longer: what a person said first, then as it is written."""
    return (not adds_user(change), change.module.path, change.start)


def adds_user(change: Node) -> bool:
    """Say whether a change adds what a person said: a reader looks there.

    Args:
        change: What makes a list longer.
    """
    if re.search(r"['\"`]user['\"`]", change.text):
        return True
    given = arguments(change) if change.kind == "call_expression" else change.children
    return any(
        re.search(r"['\"`]user['\"`]", value_of(each).text) is not None
        for each in given
        if each.kind == "identifier"
    )
