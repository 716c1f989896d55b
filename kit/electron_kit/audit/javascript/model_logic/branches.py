"""Branches on a model's name: by its beginning, a part of it, a list or a pattern."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from ...facts import Fact, ModelLogic
from ...model_names import is_text_model
from ..index import Module
from ..not_asked import are_models
from ..positions import first_of_chain, shortened
from ..resolve import Resolver
from ..syntax import Node, string_value
from ..test_files import is_test
from ..written import bare, first_argument, key_of, last_name
from .names import PREFIX, about_entry, about_model, is_asked, is_pattern

_PROVIDER = re.compile(r"(?i)provider|vendor|backend|service")
# Methods of texts and sets by which a model's name is asked for.
_TESTS = frozenset({"startsWith", "includes", "indexOf", "endsWith", "match", "has"})
_TIES = frozenset({"binary_expression", "parenthesized_expression", "unary_expression"})


class Branches:
    """Finds calls that test the names of models.

    Args:
        resolver: The project's resolver.
        done: What became of a literal, by its unit's id and its place: what is tested is added.
    """

    def __init__(self, resolver: Resolver, done: dict[tuple[int, int], str]) -> None:
        """Start with nothing reported."""
        self.resolver = resolver
        self.done = done
        self._chains: set[int] = set()

    def tests(self, module: Module) -> Iterator[Fact]:
        """Yield the calls that test a name by its beginning, a part, a list or a pattern.

        Args:
            module: The module.
        """
        for name in _TESTS:
            for call in module.calls.get(name, ()):
                argument = first_argument(call)
                text = string_value(argument) if argument is not None else None
                if text is None and argument is not None:
                    yield from self._looked_up(call, name, argument, module)
                if text and argument is not None and is_asked(text, call):
                    if name == "match" or not (about_model(call) or about_entry(call, text)):
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
            return is_pattern(regex, subject)
        if regex.kind not in ("identifier", "member_expression"):
            return False
        found = (item.node for item in self.resolver.of(regex) if item.kind == "regex")
        return any(is_pattern(node, subject) for node in found)

    def _looked_up(self, call: Node, name: str, argument: Node, module: Module) -> Iterator[Fact]:
        """Yield a test against names in a list that is searched, or prefixes that are tried."""
        callee = call.get("function")
        owner = callee.get("object") if callee is not None else None
        candidates: list[Node] = []
        tried = _tried_one_by_one(call, argument) if about_model(call) else None
        searched = owner if name in ("includes", "indexOf", "has") else argument
        for item in self.resolver.of(tried or searched):
            if item.kind == "array":
                candidates += item.node.children
            elif item.kind == "made" and item.name == "global.Set":
                inner = first_argument(item.node)
                candidates += inner.children if inner is not None and inner.kind == "array" else []
            elif item.kind == "const" and name == "startsWith":
                candidates.append(item.node)
        if not candidates and tried is None and owner is not None and searched is owner:
            candidates = self._kept_under(bare(owner)) if _of_model(argument) else []
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
        there = {id(n) for n in [*candidates, *named] if kept}
        candidates = [n for n in candidates if n.kind not in ("member_expression", "identifier")]
        candidates += named
        names = [
            n
            for n in candidates
            if (t := string_value(n)) is not None and (PREFIX.match(t) or is_text_model(t))
        ]
        vendor = _PROVIDER.search(last_name(argument)) is not None
        if vendor and not any(is_text_model(string_value(n) or "") for n in names):
            # ``["chatgpt", "claude"].includes(provider)`` tells vendors apart.
            return
        if not names or not (are_models(candidates) or len(names) * 2 >= len(candidates)):
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

    def _kept_under(self, owner: Node) -> list[Node]:
        """Return what a project lists under a member's name: ``plan.allowedModels``.

        Rows of a database come back under the names that they were stored by.
        """
        name = last_name(owner) if owner.kind == "member_expression" else ""
        return self._lists.get(name, [])[:40] if "model" in name.lower() else []

    @cached_property
    def _lists(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = defaultdict(list)
        for module in self.resolver.project.modules:
            for node in () if is_test(module) else module.strings:
                array = node.parent
                pair = array.parent if array is not None and array.kind == "array" else None
                key = key_of(pair) if pair is not None and pair.kind == "pair" else None
                if key:
                    found[key].append(node)
        return found

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


def _of_model(argument: Node) -> bool:
    """Say whether what is looked for is a model by its name."""
    return argument.kind in ("identifier", "member_expression") and (
        re.search(r"(?i)model", last_name(argument)) is not None
    )


def _is_entry(element: Node) -> bool:
    """Say whether an element's list is the value of an object's entry: ``openai: ["gpt-4o"]``.

    Not where a model's name is the entry's key: that table turns one name into others.
    """
    holder = element.parent.parent if element.parent is not None else None
    return holder is not None and holder.kind == "pair" and not is_text_model(key_of(holder) or "")


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
