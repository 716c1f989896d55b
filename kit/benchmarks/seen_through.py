"""How often the audit stops at what means nothing: a cast, an annotation, a second name.

    python kit/benchmarks/seen_through.py

Each small program of ``kit/tests/audit/carried`` that is met as it stands is written anew in one
way at a time, wherever that way fits, and audited again. Its marks move with their lines, so what
is found has to be the same. Printed are, for each way, how many programs were tried, and in how
many something was no longer found, or was found besides. Not all of these are the audit's fault:
a rewriting can take a rule's own words apart.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import tree_sitter
import tree_sitter_typescript

sys.path.insert(0, str(Path(__file__).parents[2]))

from kit.tests.audit.test_carried import _MARK, PROGRAMS, _found

from electron_kit.audit import Source

Edit = tuple[int, int, bytes]
Way = Callable[[bytes], list[Edit]]
_VALUES = (ast.Name, ast.Attribute, ast.Call, ast.Constant, ast.Dict, ast.List, ast.Subscript)
_EXPRESSIONS = {
    "identifier", "call_expression", "member_expression", "object", "array", "string",
    "template_string", "new_expression", "await_expression",
}  # fmt: skip
_FIELDS = {"variable_declarator": "value", "pair": "value", "assignment_expression": "right"}
_TSX = tree_sitter.Parser(tree_sitter.Language(tree_sitter_typescript.language_tsx()))


def _python_values(data: bytes) -> Iterator[tuple[int, int]]:
    starts = _starts(data)
    for node in ast.walk(ast.parse(data)):
        if isinstance(node, ast.Assign | ast.Return):
            held: list[Any] = [node.value]
        elif isinstance(node, ast.Call):
            held = [*node.args, *(each.value for each in node.keywords if each.arg)]
        else:
            held = list(node.values) if isinstance(node, ast.Dict) else []
        for value in held:
            if isinstance(value, _VALUES):
                end = starts[value.end_lineno - 1] + value.end_col_offset
                yield starts[value.lineno - 1] + value.col_offset, end


def _starts(data: bytes) -> list[int]:
    starts = [0]
    for line in data.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def _typescript(data: bytes) -> Iterator[Any]:
    stack = [_TSX.parse(data).root_node]
    while stack:
        node = stack.pop()
        yield node
        stack += node.children


def _typescript_values(data: bytes) -> Iterator[tuple[int, int]]:
    for node in _typescript(data):
        held = [node.child_by_field_name(_FIELDS.get(node.type, "-"))]
        if node.type in ("arguments", "return_statement"):
            held = node.named_children
        for value in held:
            if value is not None and value.type in _EXPRESSIONS:
                yield value.start_byte, value.end_byte


def _around(values: Callable[[bytes], Iterator[tuple[int, int]]], head: str, tail: str) -> Way:
    def way(data: bytes) -> list[Edit]:
        edits: list[Edit] = []
        for start, end in values(data):
            edits += [(start, start, head.encode()), (end, end, tail.encode())]
        return edits

    return way


def _named_twice(data: bytes, between: bytes = b"; ") -> list[Edit]:
    edits: list[Edit] = []
    starts = _starts(data)
    for node in ast.walk(ast.parse(data)):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id.encode()
            after = starts[node.lineno - 1] + node.col_offset + len(name)
            end = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
            edits += [(after, after, b"_0"), (end, end, between + name + b" = " + name + b"_0")]
    return edits


def _annotated(data: bytes) -> list[Edit]:
    edits: list[Edit] = []
    starts = _starts(data)
    for node in ast.walk(ast.parse(data)):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            after = starts[node.lineno - 1] + node.col_offset + len(node.targets[0].id.encode())
            edits.append((after, after, b": object"))
    return edits if b"global " not in data and b"nonlocal " not in data else []


def _imported_otherwise(data: bytes) -> list[Edit]:
    edits: list[Edit] = []
    starts, tree = _starts(data), ast.parse(data)
    for statement in tree.body:
        alone = isinstance(statement, ast.ImportFrom) and len(statement.names) == 1
        alias = statement.names[0] if alone else None  # type: ignore[attr-defined]
        if alias is None or alias.asname or alias.name in ("*", "annotations"):
            continue
        uses = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == alias.name]
        if any(not isinstance(n.ctx, ast.Load) for n in uses) or b"f'" in data or b'f"' in data:
            continue
        for node in (alias, *uses):
            end = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
            other = f" as {alias.name}_0" if node is alias else "_0"
            edits.append((end, end, other.encode()))
    return edits


def _counted(data: bytes) -> list[Edit]:
    edits: list[Edit] = []
    starts = _starts(data)
    for node in ast.walk(ast.parse(data)):
        plain = isinstance(node, ast.For) and isinstance(node.iter, ast.Name | ast.Call)
        for part, head, tail in (("target", b"_, (", b")"), ("iter", b"enumerate(", b")")):
            inner = getattr(node, part) if plain else None
            if inner is not None:
                start = starts[inner.lineno - 1] + inner.col_offset
                end = starts[inner.end_lineno - 1] + inner.end_col_offset
                edits += [(start, start, head), (end, end, tail)]
    return edits


def _formatted(data: bytes) -> list[Edit]:
    edits = []
    for start, end in _python_values(data):
        text = data[start:end]
        if (
            text[:1] in (b"'", b'"')
            and text.count(text[:1]) == 2
            and not set(b"{}\\\n") & set(text)
        ):
            edits.append((start, start, b"f"))
    return edits


def _typed_calls(data: bytes) -> list[Edit]:
    return [
        (callee.end_byte, callee.end_byte, b"<any>")
        for node in _typescript(data)
        if node.type == "call_expression" and node.child_by_field_name("type_arguments") is None
        if (callee := node.child_by_field_name("function")).type
        in ("identifier", "member_expression")
        and callee.text != b"require"
        and node.child_by_field_name("arguments").type == "arguments"
    ]


def _asked_gently(data: bytes) -> list[Edit]:
    return [
        (dot.start_byte, dot.end_byte, b"?.")
        for node in _typescript(data)
        if node.type == "call_expression"
        and (callee := node.child_by_field_name("function")).type == "member_expression"
        and callee.child_by_field_name("object").type in ("identifier", "member_expression")
        and not callee.text[:1].isupper()
        for dot in callee.children
        if dot.type == "."
    ]


PYTHON: dict[str, Way] = {
    "cast": lambda data: [
        *_around(_python_values, "cast(object, ", ")")(data),
        (0, 0, b"from typing import cast\n"),
    ],
    "annotation": _annotated,
    "byte-order mark": lambda _: [(0, 0, b"\xef\xbb\xbf")],
    "second name": _named_twice,
    "other import": _imported_otherwise,
    "enumerate": _counted,
    "f-string": _formatted,
}
TYPESCRIPT: dict[str, Way] = {
    "cast": _around(_typescript_values, "(", " as any)"),
    "parentheses": _around(_typescript_values, "(", ")"),
    "?.": _asked_gently,
    "types at calls": _typed_calls,
}


def _rewritten(sources: list[Source], way: Way, ends: tuple[str, ...]) -> list[Source]:
    out = []
    for source in sources:
        data = source.data
        edits = way(data) if source.path.endswith(ends) else []
        for start, end, text in sorted(edits, key=lambda edit: edit[:2], reverse=True):
            data = data[:start] + text + data[end:]
        out.append(Source(source.path, data))
    return out


def _readable(sources: list[Source]) -> bool:
    try:
        for source in sources:
            if source.path.endswith(".py"):
                ast.parse(source.data)
    except SyntaxError:
        return False
    return True


def _marks(sources: list[Source]) -> set[tuple[str, int, str]]:
    return {
        (source.path, number, code)
        for source in sources
        for number, line in enumerate(source.data.decode().splitlines(), 1)
        if (mark := _MARK.search(line))
        for code in mark[1].split()
    }


def main() -> None:
    """Print a line for each way."""
    for language, ways, ends in (
        ("Python", PYTHON, (".py",)),
        ("TypeScript", TYPESCRIPT, (".ts", ".tsx")),
    ):
        for name, way in ways.items():
            tried = lost = besides = 0
            for codes, sources, marks in PROGRAMS.values():
                if not _readable(sources) or _found(codes, sources) != marks:
                    continue
                new = _rewritten(sources, way, ends)
                if new == sources or not _readable(new):
                    continue
                found, wanted = _found(codes, new), _marks(new)
                tried += 1
                lost += bool(wanted - found)
                besides += bool(found - wanted)
            print(f"{language:10}  {name:15}  {tried:5} tried  {lost:4} lost  {besides:4} besides")


if __name__ == "__main__":
    main()
