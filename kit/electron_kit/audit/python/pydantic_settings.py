"""Fields of pydantic's settings, which take their values from the environment by their names."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from typing import Any

from ..facts import Place
from .readers import Readers
from .resolve.resolver import Resolver
from .tree import last_name, place_of

# With one of these, fields are read from other variables than their names: they are not followed.
_OWN_NAMES = re.compile(r"env_prefix|alias|case_sensitive|settings_customise_sources")
# Without one of these, pydantic refuses a variable in ``.env`` that no field is named after.
_LENIENT = re.compile(r"""extra\s*=\s*["'](?:ignore|allow)["']|extra"\s*:\s*"(?:ignore|allow)""")


def setting_of(expression: Any, resolver: Resolver) -> ast.AnnAssign | None:
    """Return the declaration of the setting that an expression reads, or None.

    Args:
        expression: Such as ``settings.openai_api_key``.
        resolver: The project's resolver.
    """
    if expression.__class__ is not ast.Attribute:
        return None
    for item in resolver.of(expression.value):
        if item.kind != "inst":
            continue
        family = resolver.ancestry(item.node)
        if not any(last_name(b).endswith("BaseSettings") for k in family for b in k.bases):
            continue
        for klass in family:
            for binding in klass.inner.bindings.get(expression.attr, ()):
                node = binding.node
                if node.__class__ is ast.AnnAssign and _empty(node.value):
                    return node
    return None


def settings_variable(node: Any) -> str:
    """Return the variable that comes before a default in a class of settings; empty for others."""
    while node.parent.__class__ in (ast.Call, ast.keyword):
        node = node.parent
    declared = node.parent
    klass = getattr(declared, "parent", None)
    if declared.__class__ is not ast.AnnAssign or klass.__class__ is not ast.ClassDef:
        return ""
    if not any(last_name(base).endswith("Settings") for base in klass.bases):
        return ""
    return last_name(declared.target).upper()


def _empty(value: Any) -> bool:
    return value is None or (value.__class__ is ast.Constant and not value.value)


@dataclass(slots=True)
class Renaming:
    """What a new name of a setting changes.

    Attributes:
        name: The new name.
        declared: Where the field is declared.
        reads: The expressions that read it.
        obstacle: Why it cannot have a new name; empty if it can.
        from_file: Whether the settings are also read from a file, and strictly.
    """

    name: str
    declared: Place
    reads: list[ast.Attribute] = field(default_factory=list)
    obstacle: str = ""
    from_file: bool = False

    def place(self, read: ast.Attribute) -> Place:
        """Return where a read writes the name."""
        whole = place_of(read)
        return Place(whole.unit, whole.end - len(read.attr.encode()), whole.end)


def renaming(node: ast.AnnAssign, new: str, resolver: Resolver, readers: Readers) -> Renaming:
    """Return what gives a setting a new name, over the whole project.

    Args:
        node: The field's declaration.
        new: The new name, in lower case.
        resolver: The project's resolver.
        readers: Finds who reads it.
    """
    target: Any = node.target
    klass: Any = node.parent
    old = target.id
    found = Renaming(new.upper() if old.isupper() else new, place_of(target))
    text = place_of(klass).text
    found.from_file = "env_file" in text and _LENIENT.search(text) is None
    if _OWN_NAMES.search(text):
        found.obstacle = "is read by a name that its settings choose"
    elif found.name in klass.inner.bindings:
        found.obstacle = f"stands beside a `{found.name}`"
    for call in resolver.project.calls(klass.name):
        if any(keyword.arg in (old, None) for keyword in call.keywords):
            found.obstacle = found.obstacle or "is given where the settings are made"
    if any(old in module.texts for module in resolver.project.modules):
        found.obstacle = found.obstacle or "is also known by its name as a text"
    for read in readers.attributes(old):
        owners = resolver.of(read.value)
        if any(o.kind in ("inst", "class") and klass in resolver.ancestry(o.node) for o in owners):
            found.reads.append(read)
        elif not owners or any(o.kind in ("path", "param", "unknown") for o in owners):
            found.obstacle = found.obstacle or f"may also be read as `{place_of(read).text}`"
    return found
