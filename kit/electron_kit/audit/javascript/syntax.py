"""JavaScript and TypeScript as trees of light nodes, made by tree-sitter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..facts import Place, Unit
from . import pages, plain

if TYPE_CHECKING:
    from .index import Module
    from .scopes import Scope


# Expressions that people break before a dot.
_CHAINED = frozenset({"member_expression", "call_expression"})
_LOOSE = re.compile(rb"[\s/]\??\.[\w#]|\.\s")
# Of others in parentheses, these are part of what is said.
_ONE_NAME = frozenset({"identifier", "member_expression", "call_expression", "this"})


class Node:
    """A syntax node: named ones, and unnamed ones that stand in a field (operators).

    Tree-sitter makes a new object for a node at every look; these have an identity, a
    parent and their scope, which resolution needs.
    """

    __slots__ = (
        "around", "cast", "children", "end", "field", "kind", "loose", "module", "parent", "scope",
        "start",
    )  # fmt: skip

    def __init__(
        self, kind: str, start: int, end: int, field: str | None, parent: Node | None
    ) -> None:
        """Make a node without children."""
        self.kind = kind
        self.start = start
        self.end = end
        self.field = field
        self.parent = parent
        self.children: list[Node] = []
        # The type that it is said to have: ``x as T``.
        self.cast: Node | None = None
        # Where parentheses and casts around it begin and end.
        self.around: tuple[int, int] | None = None
        # Whether more stands in a chain than its names: types at a call, ``!``, parentheses.
        self.loose = False
        self.module: Module = None  # type: ignore[assignment]
        self.scope: Scope = None  # type: ignore[assignment]

    def get(self, field: str) -> Node | None:
        """Return the child in a field."""
        for child in self.children:
            if child.field == field:
                return child
        return None

    @property
    def outside(self) -> tuple[int, int]:
        """Where the node begins and ends with the parentheses and casts around it."""
        return self.around or (self.start, self.end)

    @property
    def text(self) -> str:
        """The node's source; a chain as if it stood on one line, without types and ``!``."""
        data = self.module.unit.data[self.start : self.end]
        if self.kind in _CHAINED and (self.loose or _LOOSE.search(data) is not None):
            return self._on_one_line()
        return data.decode("utf-8", "replace")

    def _on_one_line(self) -> str:
        first = self.children[0]
        start, end = first.outside
        data = self.module.unit.data
        plain = first.kind in _ONE_NAME
        head = first.text if plain else data[start:end].decode("utf-8", "replace")
        if self.kind == "member_expression":
            gentle = any(child.kind == "optional_chain" for child in self.children)
            return f"{head}{'?.' if gentle else '.'}{self.children[-1].text}"
        given = self.children[-1]
        if self.loose and given.field == "arguments":
            gentle = any(child.kind == "optional_chain" for child in self.children)
            return f"{head}{'?.' if gentle else ''}{given.text}"
        return head + data[end : self.end].decode("utf-8", "replace")

    @property
    def place(self) -> Place:
        """Where the node stands."""
        return Place(self.module.unit, self.start, self.end)

    def walk(self) -> Iterator[Node]:
        """Yield the node and all below it, parents first."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def up(self) -> Iterator[Node]:
        """Yield the nodes above, the nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent


@lru_cache(maxsize=3)
def _parser(grammar: str) -> Any:
    import tree_sitter

    if grammar == "javascript":
        import tree_sitter_javascript

        language = tree_sitter_javascript.language()
    else:
        import tree_sitter_typescript

        language = getattr(tree_sitter_typescript, f"language_{grammar}")()
    return tree_sitter.Parser(tree_sitter.Language(language))


def how_to_install() -> str:
    """Return what to say where the parser is missing."""
    from ...installation import how_to_add

    return (
        "JavaScript and TypeScript files were left out, since their parser is not installed. "
        f"To add it: {how_to_add('audit')}"
    )


@lru_cache(maxsize=1)
def installed() -> bool:
    """Say whether the parser and its grammars are installed."""
    try:
        _parser("javascript")
        _parser("typescript")
    except ImportError:
        return False
    return True


def grammar_of(path: str) -> str:
    """Return the grammar that a file's name asks for; of a page, its scripts say."""
    if path.endswith(".tsx"):
        return "tsx"
    return "typescript" if path.endswith((".ts", ".mts", ".cts")) else "javascript"


def parse(unit: Unit, module: Module, grammar: str) -> tuple[Node, bool]:
    """Return a unit's tree, and whether parts of it could not be parsed.

    Args:
        unit: The text.
        module: The module that its nodes shall belong to.
        grammar: ``javascript``, ``typescript`` or ``tsx``.
    """
    data = unit.data
    if pages.is_page(unit.path):
        data, grammar = pages.scripts(unit.path, data), pages.grammar(unit.path, data)
    tree = _parser(grammar).parse(data)
    if tree.root_node.has_error and grammar == "javascript":
        # Type annotations in .js files: TypeScript's grammar takes most of Flow.
        other = _parser("tsx").parse(data)
        if not other.root_node.has_error:
            tree = other
    return _light(tree, module), bool(tree.root_node.has_error)


def parses(data: bytes, grammar: str) -> bool:
    """Say whether a text can be read without an error."""
    if not _parser(grammar).parse(data).root_node.has_error:
        return True
    return grammar == "javascript" and not _parser("tsx").parse(data).root_node.has_error


_LEAVES = frozenset(
    {
        "identifier", "property_identifier", "shorthand_property_identifier", "string_fragment",
        "type_identifier", "number", "predefined_type", "const", "regex", "escape_sequence",
        "shorthand_property_identifier_pattern", "jsx_text", "this", "true", "false", "null",
    }
)  # fmt: skip


def _light(tree: Any, module: Module) -> Node:
    cursor = tree.walk()
    top = cursor.node
    root = Node(top.type, top.start_byte, top.end_byte, None, None)
    root.module = module
    path: list[Node] = [root]
    if not cursor.goto_first_child():
        return root
    while True:
        here = cursor.node
        at = path[-1]
        field = cursor.field_name
        kind = here.type
        # Below what is not kept, there is nothing to keep.
        if (field is not None or here.is_named) and kind != "comment":
            kept = Node(kind, here.start_byte, here.end_byte, field, at)
            kept.module = module
            at.children.append(kept)
            if kind not in _LEAVES and cursor.goto_first_child():
                path.append(kept)
                continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return root
            closed = path.pop()
            if not path:
                return root
            above = path[-1]
            kind = closed.kind
            if above.kind in _CHAINED:
                above.loose |= closed.loose or kind in _LOOSENING
            if kind in _TRANSPARENT:
                _see_through(closed, above)
            elif kind in _TAKING and closed.children[0].kind in _BEFORE:
                _put_right(closed, above)
            elif kind == "arguments":
                plain.without_copies(closed)
            elif kind == "call_expression" and above.kind == "variable_declarator":
                plain.with_spread(closed, Node)


_LOOSENING = frozenset(
    {
        "type_arguments", "non_null_expression", "parenthesized_expression", "as_expression",
        "satisfies_expression", "type_assertion",
    }
)  # fmt: skip
# What leaves a value as it is: rules see what is in it, in its place.
_TRANSPARENT = frozenset(
    {
        "parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression",
        "type_assertion",
    }
)  # fmt: skip
# A statement's own parentheses are part of it.
_WITH_PARENTHESES = frozenset(
    {"if_statement", "while_statement", "do_statement", "switch_statement", "with_statement"}
)


# What takes something of what stands before it.
_TAKING = frozenset({"member_expression", "call_expression", "subscript_expression"})
_BEFORE = frozenset({"unary_expression", "await_expression"})


def _put_right(taking: Node, above: Node) -> None:
    """Read ``!env!.KEY`` as a test of the key, and ``await all<T>(x)`` as a call that is awaited.

    The grammar reads ``(!env)!.KEY`` and ``(await all)<T>(x)``.
    """
    before = taking.children[0]
    if before.outside[0] != before.start or not before.children:
        return
    value = before.children[-1]
    field = value.field
    before.field, before.parent, before.around = taking.field, above, None
    before.end, above.children[-1] = taking.end, before
    value.field, value.parent = "object" if taking.kind != "call_expression" else "function", taking
    taking.start, taking.children[0] = value.outside[0], value
    taking.field, taking.parent, before.children[-1] = field, before, taking


def _see_through(around: Node, above: Node) -> None:
    """Put what stands in parentheses or a cast in their place."""
    inner = around.children
    if around.kind == "parenthesized_expression":
        # ``(a, b)`` is one value in them, and two without.
        one = len(inner) == 1 and inner[0].kind != "sequence_expression"
        if not one or above.kind in _WITH_PARENTHESES:
            return
    elif around.kind == "type_assertion":
        inner = inner[::-1]
    if not inner or len(inner) > 2:
        return
    value = inner[0]
    value.field, value.parent, value.around = around.field, above, (around.start, around.end)
    if len(inner) == 2:
        value.cast = inner[1]
        inner[1].parent = value
    above.children[-1] = value


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}


def string_value(node: Node) -> str | None:
    """Return the text of a string, or of a template without substitutions."""
    if node.kind not in ("string", "template_string"):
        return None
    parts = []
    for child in node.children:
        if child.kind == "string_fragment":
            parts.append(child.text)
        elif child.kind == "escape_sequence":
            parts.append(_escape(child.text))
        else:
            return None
    if not node.children and node.kind == "template_string":
        return node.text[1:-1]
    return "".join(parts)


def _escape(text: str) -> str:
    body = text[1:]
    if body[:1] in ("x", "u"):
        digits = body[1:].strip("{}")
        try:
            return chr(int(digits, 16))
        except (ValueError, OverflowError):
            return body
    return _ESCAPES.get(body, body)


def number_value(node: Node) -> int | float | None:
    """Return a number literal's value."""
    text = node.text.replace("_", "").rstrip("n")
    try:
        return int(text, 0)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return None
