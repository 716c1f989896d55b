"""Members of constants that no code of a project names, asks for or goes through."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property

from .index import Module
from .project import Project
from .syntax import Node
from .written import key_of

_WRAPPED = frozenset({"parenthesized_expression", "binary_expression"})
# What a constant is made of that only holds values.
_HOLDS = _WRAPPED | {"array", "object", "pair"}
_TOP = frozenset({"program", "export_statement", "lexical_declaration", "variable_declaration"})
# What names a constant without a use of it.
_LISTS = re.compile(
    rb"(?s)\bimport\b[^;'\"()]{0,2000}?\bfrom\b\s*['\"][^'\"\n]*['\"]|\bexport\s*\{[^}]{0,2000}\}|"
    rb"\b(?:from|import|require)\s*\(?\s*['\"][^'\"\n]*['\"]|"
    rb"\bexport\s+default\s+\w+\s*;?(?=\s|$)|\bmodule\.exports\s*=\s*\w+\s*;?(?=\s|$)|"
    rb"(?<![:\"'])//[^\n]*|/\*.*?\*/"
)
_HANDED_ON = re.compile(rb"\bexport\s*(?:\*|\{[^}]*\})\s*from\b")


class Idle:
    """Tells what of a constant's members is kept and never used.

    Args:
        project: The project, whose files are searched for the members' names.
    """

    def __init__(self, project: Project) -> None:
        """Start with nothing searched."""
        self.project = project
        self._open: dict[tuple[bytes, ...], bool] = {}

    def is_idle(self, node: Node) -> bool:
        """Say whether a value is a member's that nobody names, of a constant nobody hands on.

        Args:
            node: The value: a literal in an object's entry or in an enumeration.
        """
        at = node
        while at.parent is not None and at.parent.kind in _WRAPPED:
            at = at.parent
        pair = at.parent
        key = key_of(pair) if pair is not None and pair.kind in ("pair", "enum_assignment") else ""
        if pair is None or not key or not key.isidentifier():
            return False
        names = _names(pair)
        if not names or not self._is_seen(node) or self._count(key.encode()) > 1:
            return False
        return not self.is_open(names, node.module)

    def is_open(self, names: tuple[str, ...], module: Module) -> bool:
        """Say whether a constant is used otherwise than by a member's name.

        Args:
            names: Its name, and the keys of the entries in it that hold the member.
            module: The file that it stands in.
        """
        words = (module.path.encode(), *(name.encode() for name in names))
        if words not in self._open:
            texts = self._near(module)
            self._open[words] = _is_used(words[1], texts) or any(
                _is_taken(key, texts) for key in words[2:]
            )
        return self._open[words]

    def _near(self, module: Module) -> list[bytes]:
        """Return the texts of a file and of those that import it; all where one hands it on."""
        importers = self._imported.get(id(module), [])
        if any(other.stars or _HANDED_ON.search(other.unit.data) for other in importers):
            return self._code
        known = {id(module), *map(id, importers)}
        every = self.project.every
        return [text for text, m in zip(self._code, every, strict=True) if id(m) in known]

    @cached_property
    def _code(self) -> list[bytes]:
        """The files' texts without imports, lists of exports and remarks."""
        return [_LISTS.sub(b" ", module.unit.data) for module in self.project.every]

    def _count(self, key: bytes) -> int:
        rough = sum(text.count(key) for text in self._code)
        if rough < 2:
            return rough
        whole = re.compile(rb"(?<![\w$])" + re.escape(key) + rb"(?![\w$])")
        return sum(len(whole.findall(text)) for text in self._code if key in text)

    def _is_seen(self, node: Node) -> bool:
        """Say whether who imports a constant's file is among the files that are read."""
        return id(node.module) in self._imported

    @cached_property
    def _imported(self) -> dict[int, list[Module]]:
        """Who imports a file, by its id."""
        found: dict[int, list[Module]] = defaultdict(list)
        for module in self.project.every:
            for spec in module.specs:
                other = self.project.find(spec, module)
                if other is not None:
                    found[id(other)].append(module)
        return found


def _is_used(word: bytes, texts: list[bytes]) -> bool:
    """Say whether a constant is more than defined and asked for members by their names."""
    found = re.compile(rb"(?<![\w$.])" + re.escape(word) + rb"\b(?!\s*\??\.\s*[A-Za-z_$])")
    return sum(len(found.findall(text)) for text in texts if word in text) > 1


def _is_taken(key: bytes, texts: list[bytes]) -> bool:
    """Say whether what stands under a key is taken whole: ``CONFIG.models``, ``{ models }``."""
    word = re.escape(key)
    taken = re.compile(
        rb"\.\s*" + word + rb"\b(?!\s*\??\.\s*[A-Za-z_$])|"
        rb"\[\s*['\"`]" + word + rb"['\"`]\s*\]|\{[^{}:]*\b" + word + rb"\b[^{}]*\}\s*="
    )
    return any(taken.search(text) for text in texts if key in text)


def constant_around(node: Node) -> str:
    """Return the name of the top constant whose list or table a value stands in; empty if none.

    Args:
        node: The value.
    """
    at = node.parent
    while at is not None and at.kind in _HOLDS:
        at = at.parent
    name = at.get("name") if at is not None and at.kind == "variable_declarator" else None
    if at is None or name is None or name.kind != "identifier":
        return ""
    return name.text if all(up.kind in _TOP for up in at.up()) else ""


def _names(pair: Node) -> tuple[str, ...]:
    """Return a top constant's name and the keys down to an entry; nothing if it is none."""
    names: list[str] = []
    holder = pair.parent
    while holder is not None:
        if holder.kind == "enum_declaration":
            name = holder.get("name")
            return (name.text,) if name is not None else ()
        outer = holder.parent
        while outer is not None and outer.kind in _WRAPPED:
            outer = outer.parent
        if holder.kind == "enum_body":
            holder = outer
            continue
        if holder.kind != "object" or outer is None:
            return ()
        if outer.kind == "variable_declarator":
            name = outer.get("name")
            top = all(up.kind in _TOP for up in outer.up())
            return (name.text, *names) if top and name is not None else ()
        key = key_of(outer) if outer.kind == "pair" else None
        if not key or not key.isidentifier():
            return ()
        names.insert(0, key)
        holder = outer.parent
    return ()
