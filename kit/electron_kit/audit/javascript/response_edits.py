"""The edits that turn a request for a response into one for a chat, and its answer's readings."""

from __future__ import annotations

from collections.abc import Iterator

from ...contract.responses import USAGE
from ..common.response_shape import TEXT
from ..facts import Place, Unit
from ..finding import Edit, MustReview
from ..trails import Trail
from .project import Project
from .resolve.resolver import Resolver
from .responses import json_mode, value_of
from .syntax import Node
from .written import arguments, bare, first_argument, key_of, last_name

# Moved into the messages (instructions) or `response_format` (text), or of no meaning for a chat.
_DROPPED = frozenset({"instructions", "store", "reasoning", "text"})
# There `?? ""` needs no parentheses around it.
_ALONE = ("arguments", "return_statement", "variable_declarator", "pair")
CONTENT = "choices[0].message.content"


def readings(trail: Trail, tools: bool) -> tuple[list[tuple[Place, str]], str, Node | None]:
    """Return what has to be written differently where an answer is read, or what is in the way.

    Args:
        trail: Where the answer ends.
        tools: Whether there may be calls, and no text beside them.

    Returns:
        Places with their new texts; a clause that says what cannot move, and where that is.
    """
    changes: list[tuple[Place, str]] = []
    for use in trail.uses:
        node = use.node
        if use.how in ("test", "shown"):
            continue
        if use.how == "compared" and node.kind == "member_expression" and not use.path:
            read = _reading(node, tools)
            if isinstance(read, str):
                return [], f"has the `{read}` of its answer read", node
            changes += read
        elif use.how == "other" and node.kind == "object_pattern":
            for child in node.children:
                if (key_of(child) or child.text) != "output_text":
                    return [], f"has the `{key_of(child) or child.text}` of its answer read", node
                inner = child.get("value")
                name = inner.text if inner is not None else child.text
                changes.append((child.place, f"choices: [{{ message: {{ content: {name} }} }}]"))
        else:
            return [], f"hands its answer on to {use.name or 'others'}", node
    return changes, "", None


def _reading(node: Node, tools: bool) -> list[tuple[Place, str]] | str:
    owner = node.get("object")
    name = last_name(node)
    if owner is None:
        return name
    unit = node.module.unit
    dot = unit.data[owner.outside[1] : node.end].decode("utf-8", "replace").strip()
    dot = "?." if dot.startswith("?.") else "."
    if name == "output_text":
        text = f"{dot}{CONTENT}"
        if tools or unit.path.endswith((".ts", ".tsx", ".mts", ".cts")):
            # Beside calls it may be null, and for TypeScript always.
            alone = node.parent is not None and node.parent.kind in _ALONE
            return [
                *([] if alone else [(Place(unit, node.start, node.start), "(")]),
                (Place(unit, owner.outside[1], node.end), f'{text} ?? ""' + ("" if alone else ")")),
            ]
        return [(Place(unit, owner.outside[1], node.end), text)]
    count = node.parent
    if name != "usage" or count is None or count.kind != "member_expression":
        return name
    last = count.get("property")
    if last is None or last.text not in USAGE:
        return f"usage.{last.text if last is not None else ''}"
    return [(last.place, USAGE[last.text])]


def serialised(call: Node, project: Project, resolver: Resolver) -> Node | None:
    """Return where an answer is written out as a whole, for others to read: it stays as it is.

    Args:
        call: The request.
        project: The project's modules.
        resolver: Says what expressions may be.
    """
    for name in ("stringify", "json", "send", "structuredClone"):
        for other in project.calls(name):
            for given in arguments(other):
                if any(item.node is call for item in resolver.of(given)):
                    return other
    return None


def response_edits(call: Node, kind: str) -> list[Edit] | MustReview:
    """Return the edits of ``client.responses.create({…})`` itself.

    Args:
        call: The request.
        kind: What its input is.
    """
    callee, options = call.get("function"), first_argument(call)
    resource = bare(callee).get("object") if callee is not None else None
    client = bare(resource).get("object") if resource is not None else None
    if callee is None or client is None or options is None:
        return MustReview("The call could not be found again.")
    edits = [Edit(client.outside[1], callee.end, ".chat.completions.create")]
    entries = options.children
    unit = call.module.unit
    if any(mark in _between(unit, options) for mark in (b"//", b"/*")):
        return MustReview("A comment stands between its fields.")
    system = next((value_of(e).text for e in entries if key_of(e) == "instructions"), None)
    stays = [key_of(e) not in _DROPPED or _carried(e) for e in entries]
    kept = max(number for number, stay in enumerate(stays) if stay)
    edits += [
        Edit(entries[number].start, entries[number + 1].start, "")
        for number in range(kept)
        if not stays[number]
    ]
    if kept + 1 < len(entries):
        edits.append(Edit(entries[kept].end, entries[-1].end, ""))
    for entry in entries:
        edits += _entry(entry, system, kind)
    return sorted(edits)


def _entry(entry: Node, system: str | None, kind: str) -> Iterator[Edit]:
    name, value = key_of(entry), value_of(entry)
    if name == "max_output_tokens":
        if entry.kind == "pair":
            yield Edit(entry.start, value.outside[0], "max_tokens: ")
        else:
            yield Edit(entry.start, entry.start, "max_tokens: ")
    elif _carried(entry):
        yield Edit(entry.start, entry.end, 'response_format: { type: "json_object" }')
    elif name == "input":
        first = "" if system is None else f'{{ role: "system", content: {system} }}, '
        before, after = "", ""
        if kind == TEXT:
            before, after = f'[{first}{{ role: "user", content: ', " }]"
        elif first:
            before, after = f"[{first}...", "]"
        start = value.outside[0] if entry.kind == "pair" else entry.start
        yield Edit(entry.start, start, f"messages: {before}")
        if after:
            yield Edit(entry.end, entry.end, after)


def _carried(entry: Node) -> bool:
    return key_of(entry) == "text" and bool(json_mode(value_of(entry)))


def _between(unit: Unit, options: Node) -> bytes:
    at, found = options.start, b""
    for child in options.children:
        found += unit.data[at : child.start]
        at = child.end
    return found + unit.data[at : options.end]
