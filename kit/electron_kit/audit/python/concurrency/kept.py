"""Functions that are kept under a name of a setting, and called by what is read from there."""

from __future__ import annotations

import ast
from typing import Any

from ..project import Project
from ..tree import last_name

_SHORT = 5


class Kept:
    """The names that a project keeps functions under: ``best_model_func: Callable = complete``.

    Args:
        project: The project.
    """

    def __init__(self, project: Project) -> None:
        """Look at nothing yet."""
        self.project = project
        self._names: dict[str, set[str]] | None = None
        self._reads: dict[str, list[ast.Call]] | None = None

    def calls(self, function: Any) -> list[ast.Call]:
        """Return the calls of what a setting holds that is a function of the project's.

        Args:
            function: The function.
        """
        if self._names is None:
            self._names = {}
            for module in self.project.every:
                for field in module.nodes[ast.AnnAssign]:
                    if field.parent.__class__ is ast.ClassDef and field.value is not None:
                        self._note(last_name(field.value), last_name(field.target))
                for display in module.nodes[ast.Dict]:
                    for key, value in zip(display.keys, display.values, strict=True):
                        if key.__class__ is ast.Constant and isinstance(key.value, str):
                            self._note(last_name(value), key.value)
        names = self._names.get(getattr(function, "name", ""), ())
        if names and self._reads is None:
            self._reads = {}
            for module in self.project.every:
                for node in module.nodes[ast.Subscript]:
                    if node.slice.__class__ is ast.Constant and isinstance(node.slice.value, str):
                        self._read(node, node.slice.value)
        return [call for name in names for call in (self._reads or {}).get(name, ())]

    def _note(self, function: str, name: str) -> None:
        if len(function) > _SHORT and len(name) > _SHORT and self._names is not None:
            self._names.setdefault(function, set()).add(name)

    def _read(self, node: ast.Subscript, name: str) -> None:
        """Note the calls of what is read under a name: ``ask = config["ask_model"]``."""
        parent: Any = node.parent
        reads = self._reads if self._reads is not None else {}
        if parent.__class__ is ast.Call and parent.func is node:
            reads.setdefault(name, []).append(parent)
        targets = getattr(parent, "targets", None) or [getattr(parent, "target", None)]
        if parent.__class__ in (ast.Assign, ast.AnnAssign) and targets[0].__class__ is ast.Name:
            for call in parent.scope.module.calls.get(targets[0].id, ()):
                if call.scope is parent.scope or call.scope.parent is parent.scope:
                    reads.setdefault(name, []).append(call)
