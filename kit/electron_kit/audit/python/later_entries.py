"""What is set in a dictionary after it is written: by key, ``update``, ``|=``, ``setdefault``."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import Any

from .resolve.resolver import Resolver


class LaterEntries:
    """The entries that a project's code sets in dictionaries after they are written.

    Args:
        resolver: The project's resolver.
    """

    def __init__(self, resolver: Resolver) -> None:
        """Look at nothing yet."""
        self.resolver = resolver
        self._noted = False
        self._changes: dict[int, list[tuple[str, Any, Any, Any]]] = defaultdict(list)

    def of(self, node: Any) -> list[tuple[str, Any, Any, Any]]:
        """Return the entries set later in a display's dictionary: name, target, value, base."""
        if not self._noted:
            self._noted = True
            for module in self.resolver.project.every:
                for changes in module.items.values():
                    for change in changes:
                        self._note(change)
        return self._changes.get(id(node), [])

    def _note(self, change: Any) -> None:
        if change.__class__ is tuple:
            target, binding = change
            key = target.slice
            if binding.value is None or key.__class__ not in (ast.Constant, ast.Name):
                return
            names = texts_of(self.resolver, key)
            if not names:
                return
            for item in self.resolver.of(target.value):
                if item.kind == "dict":
                    for name in names:
                        entry = (name, target, binding.value, target.value)
                        self._changes[id(item.node)].append(entry)
            return
        if change.__class__ is ast.AugAssign:
            base, added = change.target, [change.value]
        elif change.func.attr in ("update", "setdefault"):
            base, added = change.func.value, list(change.args)
        else:
            return
        owners = [o for o in self.resolver.of(base) if o.kind == "dict"]
        if not owners:
            return
        entries: list[tuple[str, Any, Any]] = []
        if change.__class__ is ast.Call and change.func.attr == "setdefault":
            if len(change.args) == 2:
                entries = [
                    (n, change.args[0], change.args[1])
                    for n in texts_of(self.resolver, change.args[0])
                ]
        else:
            for value in added:
                for item in self.resolver.of(value):
                    if item.kind == "dict" and item.node.__class__ is ast.Dict:
                        for key, inner in zip(item.node.keys, item.node.values, strict=True):
                            if key is not None:
                                entries += [
                                    (name, key, inner) for name in texts_of(self.resolver, key)
                                ]
            for keyword in getattr(change, "keywords", ()):
                if keyword.arg:
                    entries.append((keyword.arg, keyword, keyword.value))
        for owner in owners:
            self._changes[id(owner.node)] += [(*entry, base) for entry in entries]


def texts_of(resolver: Resolver, key: Any) -> list[str]:
    """Return the texts that a key may be."""
    return [o.data for o in resolver.of(key) if o.kind == "const" and isinstance(o.data, str)]
