"""Code whose way depends on OpenAI's model names: tests, tables, types and counters of tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact, ModelLogic, Place
from ..model_names import is_text_model
from .index import Module
from .not_asked import are_models, is_of_labels, marks_a_choice
from .positions import (
    allowing,
    first_of_chain,
    in_try,
    is_choice,
    is_offered,
    is_tested,
    outermost,
    shortened,
)
from .resolve import Resolver
from .scopes import FUNCTIONS
from .syntax import Node, string_value
from .written import arguments, first_argument, last_name

_PREFIX = re.compile(
    r"^(?:openai[/:])?(?:(?:chat)?gpt-?(?:\d.*)?|o\d-?(?:mini|preview)?|text-davinci.*|davinci|ft:.*)$"
)
# What begins OpenAI's names and other words too: it counts where a model is tested.
_WEAK_PREFIX = frozenset({"code-", "text-", "code", "text-chat"})
# Methods of texts and sets by which a model's name is asked for.
_TESTS = frozenset({"startsWith", "includes", "indexOf", "endsWith", "match", "has"})
_COUNTERS = frozenset(
    {
        "encoding_for_model",
        "encodingForModel",
        "getEncodingNameForModel",
        "getModelContextSize",
        "encodingForModelName",
    }
)
# Under what an entry of a list of models says which it is.
_ENTRY = frozenset({"id", "name", "slug", "value", "key"})
_EQUAL = frozenset({"===", "==", "!==", "!="})
_TIES = frozenset({"binary_expression", "parenthesized_expression", "unary_expression"})
_NOWHERE = frozenset({"import_statement", "export_statement", "expression_statement"})
QUIET = frozenset(
    {
        "log", "error", "warn", "info", "debug", "describe", "it", "test", "toBe", "toEqual",
        "expect", "split",
        "t", "toContain", "toHaveBeenCalledWith", "replace", "join", "trace", "createElement",
        "setItem",
    }
)  # fmt: skip
"""Calls in which a name decides nothing: logs, tests, translations."""


class Logic:
    """Finds code that decides by the names of models.

    Args:
        resolver: The project's resolver.
        done: What became of a literal, by its unit's id and its place: what is tested is added.
    """

    def __init__(self, resolver: Resolver, done: dict[tuple[int, int], str]) -> None:
        """Start with nothing reported."""
        self.resolver = resolver
        self.done = done
        self._chains: set[int] = set()
        self._reported: set[int] = set()

    def counters(self, module: Module) -> Iterator[Fact]:
        """Yield the calls that count tokens by a model's name, outside a ``try``."""
        for name in _COUNTERS:
            for call in module.calls.get(name, ()):
                for argument in arguments(call)[:1]:
                    if argument.kind == "string":
                        self.done[(id(module.unit), argument.start)] = "counter"
                if self._tried(call):
                    continue
                yield ModelLogic(place=call.place, how="counts tokens by", detail=name)

    def _tried(self, call: Node) -> bool:
        """Say whether a call stands in a ``try`` here, or wherever a name reaches it."""
        if in_try(call):
            return True
        function = next((above for above in call.up() if above.kind in FUNCTIONS), None)
        if function is None or (first_argument(call) or call).kind == "string":
            return False
        sites = self.resolver.call_sites(function)
        open_ = [s for s in sites if (a := first_argument(s)) is not None and a.kind != "string"]
        return bool(open_) and all(in_try(site) for site in open_)

    def tests(self, module: Module) -> Iterator[Fact]:
        """Yield the calls that test a name by its beginning, a part, a list or a pattern."""
        for name in _TESTS:
            for call in module.calls.get(name, ()):
                argument = first_argument(call)
                text = string_value(argument) if argument is not None else None
                if text is None and argument is not None:
                    yield from self._looked_up(call, name, argument, module)
                if text and argument is not None and _is_asked(text, call):
                    if name == "match" or not (_about_model(call) or _about_entry(call, text)):
                        continue
                    self.done[(id(module.unit), argument.start)] = "logic"
                    if self._is_first(call):
                        yield ModelLogic(
                            place=call.place, how="branches on", detail=f'{name}("{text}")'
                        )
        for test in module.calls.get("test", ()):
            callee = test.get("function")
            regex = callee.get("object") if callee is not None else None
            if regex is not None and self._is_pattern(regex, first_argument(test)):
                yield ModelLogic(place=test.place, how="branches on", detail=shortened(regex.text))
        for name in ("match", "search"):
            for call in module.calls.get(name, ()):
                callee, regex = call.get("function"), first_argument(call)
                owner = callee.get("object") if callee is not None else None
                if regex is not None and self._is_pattern(regex, owner):
                    yield ModelLogic(
                        place=call.place, how="branches on", detail=shortened(regex.text)
                    )

    def _is_first(self, test: Node) -> bool:
        """Say whether a test is the first of those that ``||`` and ``&&`` make one of."""
        whole = test
        while whole.parent is not None and whole.parent.kind in _TIES:
            operator = whole.parent.get("operator")
            if operator is not None and operator.text not in ("||", "&&", "!"):
                break
            whole = whole.parent
        if whole is test:
            return True
        first = id(whole) not in self._chains
        self._chains.add(id(whole))
        return first

    def _is_pattern(self, regex: Node, subject: Node | None) -> bool:
        """Say whether a regular expression, here or by its name, tells OpenAI's models apart."""
        if regex.kind == "regex":
            return _is_pattern(regex, subject)
        if regex.kind not in ("identifier", "member_expression"):
            return False
        found = (item.node for item in self.resolver.of(regex) if item.kind == "regex")
        return any(_is_pattern(node, subject) for node in found)

    def _looked_up(self, call: Node, name: str, argument: Node, module: Module) -> Iterator[Fact]:
        """Yield a test against names in a list that is searched, or prefixes that are tried."""
        callee = call.get("function")
        owner = callee.get("object") if callee is not None else None
        candidates: list[Node] = []
        tried = _tried_one_by_one(call, argument) if _about_model(call) else None
        searched = owner if name in ("includes", "indexOf", "has") else argument
        for item in self.resolver.of(tried or searched):
            if item.kind == "array":
                candidates += item.node.children
            elif item.kind == "made" and item.name == "global.Set":
                inner = first_argument(item.node)
                candidates += inner.children if inner is not None and inner.kind == "array" else []
            elif item.kind == "const" and name == "startsWith":
                candidates.append(item.node)
        # What is written elsewhere: ``[NAMES.fast, SLOW]``.
        named = [
            item.node
            for n in candidates
            if n.kind in ("member_expression", "identifier")
            for item in self.resolver.of(n)
            if item.kind == "const" and item.node.kind == "string"
        ]
        # A list that is an entry of an object is what settings offer: its names are kept there.
        kept = any(_is_entry(n) for n in candidates)
        there = {id(n) for n in named if kept}
        candidates = [n for n in candidates if n.kind not in ("member_expression", "identifier")]
        candidates += named
        names = [
            n
            for n in candidates
            if (t := string_value(n)) is not None and (_PREFIX.match(t) or is_text_model(t))
        ]
        if not names or len(names) * 2 < len(candidates):
            return
        shown = searched is not None and self._is_shown(last_name(searched), module)
        for node in () if shown else (n for n in names if id(n) not in there):
            self.done.setdefault((id(node.module.unit), node.start), "logic")
        chain = first_of_chain(call)
        if chain is not None:
            if id(chain) in self._chains:
                return
            self._chains.add(id(chain))
        yield ModelLogic(place=call.place, how="branches on", detail=shortened(call.text))

    def _is_shown(self, name: str, module: Module) -> bool:
        """Say whether another file goes through a list of that name, to offer what is in it."""
        owners = (
            (call.module, callee.get("object"))
            for call in self.resolver.project.calls("map")
            if (callee := call.get("function")) is not None
        )
        return any(
            owner is not None and where is not module and last_name(owner) == name
            for where, owner in owners
        )

    def of_literal(self, node: Node, text: str) -> list[Fact] | None:
        """Return what a literal's place decides by it; None if it is only kept there.

        Args:
            node: The literal.
            text: The model that it names.
        """
        parent = node.parent
        if parent is None or parent.kind in _NOWHERE:
            return []
        if parent.kind == "literal_type":
            holder = outermost(parent, "union_type")
            if any(n.kind == "predefined_type" for n in holder.walk()):
                # `"gpt-4o" | string` restricts to nothing.
                return []
            if not are_models([n for n in holder.walk() if n.kind == "string"]):
                return []
            return self._once(holder, "restricts to", holder)
        if parent.kind == "binary_expression":
            operator = parent.get("operator")
            if operator is not None and operator.text in _EQUAL:
                if marks_a_choice(parent):
                    return None
                return [_decides(parent.place, "branches on", parent.text)]
        if parent.kind == "switch_case" and node.field == "value":
            return self._case(node, parent, text)
        if node.field == "key" or parent.kind == "computed_property_name":
            return self._key(node, parent, text)
        if node.field == "index" and parent.kind == "subscript_expression":
            if _otherwise(parent):
                return []
            return [_decides(parent.place, "looks up", parent.text)]
        if parent.kind == "arguments" and _is_quiet(parent.parent):
            return []
        if parent.kind == "arguments" and (allowed := allowing(parent.parent)) is not None:
            return self._once(allowed, "restricts to", allowed)
        if (table := _mapped(node)) is not None:
            return self._once(table, "looks up", parent)
        return self._listed(parent) if parent.kind == "array" else None

    def _once(self, holder: Node, how: str, shown: Node) -> list[Fact]:
        """Return one fact for all names of a type, a list or a call."""
        if id(holder) in self._reported:
            return []
        self._reported.add(id(holder))
        return [_decides(shown.place, how, shown.text)]

    def _case(self, node: Node, case: Node, text: str) -> list[Fact]:
        switch = next((above for above in case.up() if above.kind == "switch_statement"), case)
        if id(switch) in self._reported:
            return []
        self._reported.add(id(switch))
        head = switch.get("value") or switch
        place = Place(node.module.unit, switch.start, head.end)
        return [ModelLogic(place=place, how="branches on", detail=f'case "{text}"')]

    def _key(self, node: Node, parent: Node, text: str) -> list[Fact]:
        tables = ("object", "object_type", "interface_body")
        table = next((above for above in node.up() if above.kind in tables), None)
        if table is None or id(table) in self._reported:
            return []
        self._reported.add(id(table))
        if is_of_labels(table):
            return []
        pair = parent if parent.kind == "pair" else parent.parent or parent
        return [ModelLogic(place=pair.place, how="looks up", detail=text)]

    def _listed(self, array: Node) -> list[Fact] | None:
        """Return what a list of names decides: what is allowed, or which way is taken."""
        holder = array.parent
        if holder is not None and holder.kind == "arguments":
            outer = holder.parent
            callee = outer.get("function") if outer is not None else None
            if outer is not None and callee is not None and callee.text.endswith(".enum"):
                named = are_models(array.children)
                return self._once(outer, "restricts to", outer) if named else []
        if not are_models(array.children):
            # One of several ways is called after a model; a command's words are handed on.
            kept = holder is not None and holder.kind != "arguments" and b"-" not in _heads(array)
            return [] if kept or is_offered(array) else None
        if is_offered(array) or is_choice(array, self.resolver.project.calls("enum")):
            return self._once(array, "restricts to", array)
        return self._once(array, "branches on", array) if is_tested(array) else None


def _heads(array: Node) -> bytes:
    """Return what the texts of an array begin with, one after the other."""
    data = array.module.unit.data
    return b"".join(data[n.start + 1 : n.start + 2] for n in array.children if n.kind == "string")


def _otherwise(entry: Node) -> bool:
    """Say whether an entry is what a look-up in its table falls back to: ``T[m] ?? T["a"]``."""
    at, owner = entry, entry.get("object")
    while at.parent is not None and at.parent.kind in ("parenthesized_expression", "as_expression"):
        at = at.parent
    choice = at.parent
    if (
        choice is None
        or owner is None
        or choice.kind not in ("binary_expression", "ternary_expression")
    ):
        return False
    first = choice.get("left") or choice.get("consequence")
    return first is not None and first is not at and first.text.startswith(f"{owner.text}[")


def _mapped(node: Node) -> Node | None:
    """Return the ``new Map([["gpt-4o", 2.5]])`` that a name is a key of."""
    pair = node.parent
    rows = pair.parent if pair is not None and pair.kind == "array" else None
    if pair is None or rows is None or rows.kind != "array" or pair.children[0] is not node:
        return None
    made = rows.parent.parent if rows.parent is not None else None
    callee = made.get("constructor") if made is not None else None
    return made if callee is not None and callee.text == "Map" else None


def _is_entry(element: Node) -> bool:
    """Say whether an element's list is the value of an object's entry."""
    holder = element.parent.parent if element.parent is not None else None
    return holder is not None and holder.kind == "pair"


def _decides(place: Place, how: str, text: str) -> ModelLogic:
    return ModelLogic(place=place, how=how, detail=shortened(text))


def _is_quiet(call: Node | None) -> bool:
    """Say whether a call only shows a name, or looks for it in what is about no model."""
    if call is None:
        return False
    callee = call.get("function") or call.get("constructor")
    name = last_name(callee) if callee is not None else ""
    return name in QUIET or (name in ("includes", "indexOf", "has") and not _about_model(call))


def _tried_one_by_one(call: Node, argument: Node) -> Node | None:
    """Return the list in ``PATTERNS.some((p) => model.includes(p))``, for ``p`` and its test."""
    function = next((above for above in call.up() if above.kind == "arrow_function"), None)
    if argument.kind != "identifier" or function is None or function.parent is None:
        return None
    parameter = function.get("parameters") or function.get("parameter")
    outer = function.parent.parent
    callee = outer.get("function") if outer is not None else None
    if parameter is None or callee is None or parameter.text.strip("() ") != argument.text:
        return None
    return callee.get("object") if last_name(callee) in ("some", "find", "every") else None


def _is_pattern(regex: Node, subject: Node | None) -> bool:
    """Say whether a regular expression tells OpenAI's models apart."""
    if regex.kind != "regex":
        return False
    # Not crawlers, which call themselves so: ChatGPT-User, GPTBot.
    if re.search(r"gpt-(?!user|bot)|\^o1", regex.text):
        return True
    about = subject is not None and "model" in _said(subject)
    return about and re.search(r"\^\(?o(?:\[\d|\d|\\d)|\bo[134]\b|davinci", regex.text) is not None


def _said(subject: Node) -> str:
    """Return what an expression is called, or what the name's value is made of."""
    text = subject.text[:80].lower()
    if subject.kind == "identifier" and "model" not in text:
        for binding in (subject.scope.find(subject.text) or ())[:2]:
            if binding.how == "value" and binding.node is not None:
                text += binding.node.text[:80].lower()
    return text


def _is_prefix(text: str, call: Node) -> bool:
    """Say whether a text begins OpenAI's model names, or so where a model is tested."""
    if _PREFIX.match(text):
        return True
    callee = call.get("function")
    owner = callee.get("object") if callee is not None else None
    weak = text in _WEAK_PREFIX or text.startswith("text-davinci")
    return weak and owner is not None and "model" in owner.text.lower()


def _is_asked(text: str, call: Node) -> bool:
    """Say whether a text by which something is tested begins OpenAI's names, or is one."""
    return _is_prefix(text, call) or (is_text_model(text) and _about_model(call))


def _about_entry(call: Node, text: str) -> bool:
    """Say whether an entry of a list is tested by what no other name begins with: ``m.id``."""
    callee = call.get("function")
    owner = callee.get("object") if callee is not None else None
    if owner is not None and owner.kind == "call_expression":
        # ``m.name.toLowerCase()``
        inner = owner.get("function")
        same = inner is not None and last_name(inner) in ("toLowerCase", "trim")
        owner = inner.get("object") if inner is not None and same else None
    entry = owner is not None and owner.kind == "member_expression" and last_name(owner) in _ENTRY
    return entry and re.match(r"(?:chat)?gpt-", text) is not None


def _about_model(call: Node) -> bool:
    callee = call.get("function")
    owner = callee.get("object") if callee is not None else None
    if owner is None:
        return False
    text = owner.text.lower()
    named = any(word in text for word in ("model", "engine", "gpt", "llm", "deployment"))
    return named or owner.kind in ("identifier", "array")
