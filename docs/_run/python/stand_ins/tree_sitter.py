"""tree-sitter as the audit uses it, over web-tree-sitter: the same parser, in the page.

JavaScript hands a tree over as a flat list, once; a cursor then walks it here.
"""

from __future__ import annotations

import json
from collections.abc import Callable

flat: Callable[[str, str], str] | None = None
"""Set by the page: a grammar and a text to the JSON of the tree's nodes, parents first.

A node is ``[type, start, end, named, field, parent, has_error]``, its places in UTF-16 units.
"""


class Language(str):
    """A grammar, by its name."""

    __slots__ = ()


class Parser:
    """Parses texts of one language."""

    def __init__(self, language: Language) -> None:
        if flat is None:
            raise ImportError("tree_sitter: this page has no parser")
        self._language = language

    def parse(self, data: bytes) -> Tree:
        """Return the tree of a text."""
        assert flat is not None
        return Tree(json.loads(flat(self._language, data.decode("utf-8", "replace"))), data)


class Node:
    """A node, with places in bytes."""

    __slots__ = (
        "end_byte", "field", "first", "has_error", "is_named", "next", "parent", "start_byte",
        "type",
    )  # fmt: skip

    first: Node | None
    next: Node | None
    parent: Node | None

    @property
    def children(self) -> list[Node]:
        """The nodes right below."""
        found, node = [], self.first
        while node is not None:
            found.append(node)
            node = node.next
        return found

    def children_by_field_name(self, name: str) -> list[Node]:
        """Return the nodes right below that are a field of this one."""
        return [node for node in self.children if node.field == name]

    def child_by_field_name(self, name: str) -> Node | None:
        """Return the first of them, or None."""
        return next(iter(self.children_by_field_name(name)), None)


class Tree:
    """A tree.

    Args:
        rows: The nodes; see `flat`.
        data: The text.
    """

    def __init__(self, rows: list[list[object]], data: bytes) -> None:
        byte_of = _bytes(data)
        nodes: list[Node] = []
        last: dict[int, Node] = {}
        for kind, start, end, named, field, parent, error in rows:
            node = Node()
            node.type, node.field = kind, field
            node.start_byte, node.end_byte = byte_of(start), byte_of(end)
            node.is_named, node.has_error = bool(named), bool(error)
            node.first = node.next = None
            node.parent = nodes[parent] if parent >= 0 else None
            if node.parent is not None:
                if parent in last:
                    last[parent].next = node
                else:
                    node.parent.first = node
                last[parent] = node
            nodes.append(node)
        self.root_node = nodes[0]

    def walk(self) -> Cursor:
        """Return a cursor at the root."""
        return Cursor(self.root_node)


class Cursor:
    """A place in a tree."""

    def __init__(self, node: Node) -> None:
        self.node = node

    @property
    def field_name(self) -> str | None:
        """The field that the node is its parent's."""
        return self.node.field

    def goto_first_child(self) -> bool:
        """Go down, if there is something below."""
        return self._go(self.node.first)

    def goto_next_sibling(self) -> bool:
        """Go on, if there is something beside."""
        return self._go(self.node.next)

    def goto_parent(self) -> bool:
        """Go up, if there is something above."""
        return self._go(self.node.parent)

    def _go(self, to: Node | None) -> bool:
        if to is not None:
            self.node = to
        return to is not None


def _bytes(data: bytes) -> Callable[[int], int]:
    """Return what turns a place in UTF-16 units into one in bytes."""
    if data.isascii():
        return int
    table, at = [], 0
    for letter in data.decode("utf-8", "replace"):
        table += [at] * (2 if ord(letter) > 0xFFFF else 1)
        at += len(letter.encode())
    table.append(at)
    return table.__getitem__
