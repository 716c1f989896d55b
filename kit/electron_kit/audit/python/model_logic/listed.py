"""Tests of a model against a list that stands elsewhere: which of the two is told.

Where one module tests against its own list more than once, the list is the one place to change.
A list that is asked from another file, or once, is only data: the test is the code that decides.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from ...facts import Fact, ModelLogic
from ..index import Module
from ..tree import last_name, place_of
from .branches import chain
from .choices import only_member_of, values_listed
from .names import is_model_like, is_model_name

_DISPLAYS = (ast.List, ast.Tuple, ast.Set)
_MODELS = re.compile(r"(?i)model|llm|gpt|engine")


class Listed:
    """Knows the lists of models' names that a project keeps, and where they are asked.

    Args:
        modules: The project's modules.
    """

    def __init__(self, modules: Iterable[Module]) -> None:
        """Look at every list and every test of membership."""
        modules = list(modules)
        self._kept: dict[str, list[tuple[Module, Any]]] = defaultdict(list)
        self._tests: dict[int, list[ast.Compare]] = defaultdict(list)
        self.told: set[int] = set()
        for module in modules:
            for name, display in _kept(module):
                self._kept[name].append((module, display))
        if not self._kept:
            return
        asked: dict[str, list[tuple[Module, ast.Compare]]] = defaultdict(list)
        for module in modules:
            for test in module.nodes[ast.Compare] if not module.is_test else ():
                name = _asked_in(test)
                if name in self._kept:
                    asked[name].append((module, test))
        for name, tests in asked.items():
            self._decide(self._kept[name], tests)

    def _decide(
        self, kept: list[tuple[Module, Any]], tests: list[tuple[Module, ast.Compare]]
    ) -> None:
        # Of two lists that are called the same it is not known which is asked.
        if len(kept) != 1:
            return
        home, display = kept[0]
        away = [(module, test) for module, test in tests if module is not home]
        if not away and sum(map(is_model_name, values_listed(display))) == 1:
            # One name among other vendors' makes no list that is told, whoever shows it.
            if not only_member_of(display):
                for module, test in tests:
                    self._tests[id(module)].append(test)
                return
        if away or (len(tests) == 1 and only_member_of(display)):
            self.told.add(id(display))
            for module, test in tests:
                self._tests[id(module)].append(test)

    def facts(self, module: Module, seen: set[int]) -> Iterator[Fact]:
        """Yield the tests of a module.

        Args:
            module: The module.
            seen: Takes the tests that are told, by what counts as one test.
        """
        for test in self._tests.get(id(module), ()):
            # Each of a chain's branches asks for a list of its own.
            if id(test) not in seen and id(chain(test)) not in seen:
                seen.add(id(test))
                detail = place_of(test).text[:60].split("\n")[0]
                yield ModelLogic(place=place_of(test), how="branches on", detail=detail)


def _kept(module: Module) -> Iterator[tuple[str, Any]]:
    """Yield the lists of models' names that a module or its classes keep."""
    for kind in (ast.Assign, ast.AnnAssign):
        for statement in module.nodes[kind]:
            value = statement.value
            outer = statement.scope.node
            if value is None or (outer is not None and outer.__class__ is not ast.ClassDef):
                continue
            while value.__class__ is ast.Call and last_name(value.func) in ("frozenset", "set"):
                value = value.args[0] if value.args else None
            if value.__class__ not in _DISPLAYS:
                continue
            names = values_listed(value)
            if any(is_model_name(name) for name in names):
                target = statement.targets[0] if kind is ast.Assign else statement.target
                yield last_name(target), value


def _asked_in(test: ast.Compare) -> str:
    """Return the name of the list in which a test looks for a model; empty if it does not."""
    if len(test.ops) != 1 or test.ops[0].__class__ not in (ast.In, ast.NotIn):
        return ""
    right = test.comparators[0]
    if right.__class__ not in (ast.Name, ast.Attribute):
        return ""
    name = last_name(right)
    return name if is_model_like(test.left) or _MODELS.search(name) else ""
