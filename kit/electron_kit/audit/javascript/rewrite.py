"""Repairs as byte edits of JavaScript and TypeScript."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence

from ...providers import ELECTRON
from ..facts import ChunkIndex, ClientMade, Place, Repair, Unit
from ..finding import Edit, MustReview, Style
from .index import Module
from .legacy import NotPlainError, moved
from .response_edits import response_edits
from .syntax import Node, grammar_of, parse
from .written import arguments, key_of

_KEY = f'process.env.{ELECTRON.key_variable} ?? ""'
_URL = f'"{ELECTRON.base_url}"'
_OLD_KEY = "OPENAI_API_KEY"
_TREES: OrderedDict[int, tuple[Unit, Node]] = OrderedDict()
_MOVES: OrderedDict[int, tuple[Unit, Style, Sequence[Edit] | MustReview]] = OrderedDict()


def edits_of(repair: Repair, style: Style) -> Sequence[Edit] | MustReview:
    """Return the byte edits for a repair, or why a person has to make it.

    Args:
        repair: What to change.
        style: How to name the endpoint and the key. There is no kit for JavaScript:
            its style is that of environment variables.
    """
    place = repair.place
    text = place.unit.data[place.start : place.end].decode("utf-8", "replace")
    if repair.action in ("set-model", "set-string"):
        new = repair.text or ELECTRON.default_model
        quote = text[:1]
        if quote not in "\"'`" or text[-1:] != quote:
            return MustReview("The text is put together from parts.")
        return [Edit(place.start, place.end, f"{quote}{new}{quote}")]
    if repair.action == "set-client":
        return _client(repair, style)
    if repair.action == "rename-field":
        edits = [_renamed(at, repair.text) for at in (place, *repair.others)]
        return [edit for made in edits for edit in made]
    if repair.action == "rename-variable":
        node = _node_at(place)
        taken = node is not None and node.kind == "shorthand_property_identifier_pattern"
        kept = f": {text}" if taken else ""
        return [Edit(place.start, place.end, f"{ELECTRON.key_variable}{kept}")]
    if repair.action == "guard-chunk":
        return _guard(repair)
    if repair.action == "set-text":
        return [Edit(place.start, place.end, repair.text)]
    if repair.action == "responses-call":
        call = _node_at(place)
        if call is None or call.kind != "call_expression":
            return MustReview("The call could not be found again.")
        return response_edits(call, repair.text)
    if repair.action == "legacy-call":
        return _moved(repair.place.unit, style)
    return MustReview("There is no mechanical change for this.")


def _moved(unit: Unit, style: Style) -> Sequence[Edit] | MustReview:
    """Return the edits that move the whole file from version 3, or why a person has to."""
    known = _MOVES.get(id(unit))
    if known is not None and known[:2] == (unit, style):
        return known[2]
    module = Module(unit.path, unit)
    root, _ = parse(unit, module, grammar_of(unit.path))
    module.index(root)

    def settings(options: Node) -> list[Edit] | str:
        made = _settings(options, style)
        return made.reason if isinstance(made, MustReview) else made

    result: Sequence[Edit] | MustReview
    try:
        result = sorted(set(moved(module, settings)))
    except NotPlainError as why:
        result = MustReview(f"Version 3 of the SDK has to be left by hand here. {why}")
    _MOVES[id(unit)] = (unit, style, result)
    while len(_MOVES) > 4:
        _MOVES.popitem(last=False)
    return result


def _guard(repair: Repair) -> Sequence[Edit] | MustReview:
    fact, place = repair.fact, repair.place
    if not isinstance(fact, ChunkIndex):
        return MustReview("There is no statement that a guard fits before.")
    unit = place.unit
    begin = unit.starts[place.line - 1]
    indent = unit.data[begin : place.start].decode("utf-8", "replace")
    if indent.strip():
        return MustReview("The statement does not start its line.")
    return [
        Edit(place.start, place.start, f"if (!{fact.name}.choices?.length) continue;\n{indent}")
    ]


def _renamed(place: Place, name: str) -> Sequence[Edit]:
    text = place.unit.data[place.start : place.end].decode("utf-8", "replace")
    node = _node_at(place)
    if node is not None and node.kind == "shorthand_property_identifier":
        return [Edit(place.start, place.end, f"{name}: {text}")]
    if text[:1] in ("'", '"', "`"):
        return [Edit(place.start, place.end, f"{text[0]}{name}{text[0]}")]
    return [Edit(place.start, place.end, name)]


def _client(repair: Repair, style: Style) -> Sequence[Edit] | MustReview:
    fact = repair.fact
    if not isinstance(fact, ClientMade) or fact.constructor == "OpenAIApi":
        return _moved(repair.place.unit, style)
    node = _node_at(repair.place)
    if node is None or node.kind != "new_expression":
        return MustReview("The client is not made by a plain `new`.")
    wanted = _wanted(style)
    given = arguments(node)
    holder = node.get("arguments")
    line = ", ".join(f"{name}: {value}" for name, value in wanted.items())
    if not given:
        whole = f"({{ {line} }})"
        if holder is None:
            return [Edit(node.end, node.end, whole)]
        return [Edit(holder.start, holder.end, whole)]
    options = given[0]
    if options.kind != "object" and fact.options is not None:
        options = _node_at(fact.options) or options
    if options.kind != "object":
        return MustReview("Its options are built elsewhere: set `baseURL` and `apiKey` there.")
    return _settings(options, style)


def _wanted(style: Style) -> dict[str, str]:
    url = _URL if style is Style.LITERAL else f"process.env.{ELECTRON.base_url_variable} ?? {_URL}"
    return {"baseURL": url, "apiKey": _KEY}


def _settings(options: Node, style: Style) -> list[Edit] | MustReview:
    """Return the edits of an object that a client is made with."""
    wanted = _wanted(style)
    if any(child.kind == "spread_element" for child in options.children):
        return MustReview(
            "Its options are spread from elsewhere, which may set `baseURL` and `apiKey`."
        )
    edits: list[Edit] = []
    for child in options.children:
        name = key_of(child)
        if name == "basePath" and "baseURL" in wanted:
            edits.append(Edit(child.start, child.end, f"baseURL: {wanted.pop('baseURL')}"))
            continue
        if name not in wanted:
            continue
        value = child.get("value")
        if name == "baseURL" and value is not None and _leads_elsewhere(value):
            return MustReview("Its base URL may also be another vendor's: that way has to stay.")
        whole = wanted.pop(name)
        if name == "apiKey" and not _read_here(value or child):
            edits += _guarded(child, value)
            edits += _renamed_reads(value or child) if _in_place(value) else []
        elif value is not None:
            edits.append(Edit(*value.outside, whole))
        else:
            edits.append(Edit(child.start, child.end, f"{name}: {whole}"))
    if wanted:
        edits.append(_insertion(options, wanted))
    return edits


_READS = re.compile(
    r"""\(?(?:process\.env|import\.meta\.env|Bun\.env)(?:\.\w+|\[["']\w+["']\])!?\)?
    (?:\s*(?:\?\?|\|\|)\s*(?:""|''))?|(?:Deno|Netlify)\.env\.get\(["']\w+["']\)!?""",
    re.X,
)


def _read_here(value: Node) -> bool:
    """Say whether a key is just read from the environment, or written out, at its client."""
    return value.kind in ("string", "template_string") or _READS.fullmatch(value.text) is not None


def _in_place(value: Node | None) -> bool:
    """Say whether an expression reads the environment among other things."""
    return value is not None and re.search(r"\benv\b", value.text) is not None


def _renamed_reads(value: Node) -> list[Edit]:
    """Return the edits that rename the variables which an expression reads itself."""
    return [
        Edit(node.start, node.end, ELECTRON.key_variable)
        for node in value.walk()
        if node.kind in ("property_identifier", "string_fragment") and node.text == _OLD_KEY
    ]


def _guarded(child: Node, value: Node | None) -> list[Edit]:
    """Return the edits that keep the SDK from falling back to OpenAI's key where there is none."""
    if value is None:
        return [Edit(child.end, child.end, f': {child.text} ?? ""')]
    end = value.outside[1]
    if value.kind in ("binary_expression", "ternary_expression"):
        # As a whole: of a choice, each branch may be missing.
        operator, right = value.get("operator"), value.get("right")
        if operator is not None and right is not None and right.kind == "string":
            return []
        return [Edit(value.start, value.start, "("), Edit(value.end, value.end, ') ?? ""')]
    if value.module.unit.data[value.end : end] == b"!":
        return [Edit(value.end, end, ' ?? ""')]
    return [Edit(end, end, ' ?? ""')]


def _leads_elsewhere(value: Node) -> bool:
    """Say whether a base URL's expression names a host that is not OpenAI's."""
    texts = [node.text for node in value.walk() if node.kind in ("string", "template_string")]
    return any("://" in text and "openai.com" not in text for text in texts)


def _insertion(options: Node, wanted: dict[str, str]) -> Edit:
    """Return the edit that puts entries first in an object, in its own layout."""
    pairs = [f"{name}: {value}" for name, value in wanted.items()]
    if not options.children:
        return Edit(options.start, options.end, "{ " + ", ".join(pairs) + " }")
    first = options.children[0]
    unit = options.module.unit
    between = unit.data[options.start + 1 : first.start].decode("utf-8", "replace")
    if "\n" in between:
        indent = between.rpartition("\n")[2]
        glue = ",\n" + (indent if not indent.strip() else "")
        return Edit(first.start, first.start, glue.join(pairs) + glue)
    return Edit(first.start, first.start, ", ".join(pairs) + ", ")


def _tree(unit: Unit) -> Node:
    known = _TREES.get(id(unit))
    if known is not None and known[0] is unit:
        return known[1]
    module = Module(unit.path, unit)
    root, _ = parse(unit, module, grammar_of(unit.path))
    _TREES[id(unit)] = (unit, root)
    while len(_TREES) > 4:
        _TREES.popitem(last=False)
    return root


def _node_at(place: Place) -> Node | None:
    """Return the outermost node with exactly these ends."""
    node = _tree(place.unit)
    while True:
        if (node.start, node.end) == (place.start, place.end) and node.kind not in (
            "program",
            "expression_statement",
        ):
            return node
        inner = next(
            (c for c in node.children if c.start <= place.start and place.end <= c.end), None
        )
        if inner is None:
            return None
        node = inner


def spliced(data: bytes, edits: Sequence[Edit]) -> bytes:
    """Return a file's bytes with edits made; bytes outside of them stay.

    Args:
        data: The file.
        edits: The edits; the same edit twice counts once.

    Raises:
        ValueError: Edits overlap, or the outcome does not parse as well as the file did.
    """
    parts: list[bytes] = []
    at = 0
    for edit in sorted(set(edits), key=lambda e: (e.start, e.end)):
        if edit.start < at or edit.end > len(data):
            raise ValueError(f"Edits overlap at byte {edit.start}.")
        parts += [data[at : edit.start], edit.replacement.encode()]
        at = edit.end
    parts.append(data[at:])
    result = b"".join(parts)
    if not any(
        _errors(result, grammar) <= _errors(data, grammar)
        for grammar in ("typescript", "tsx", "javascript")
    ):
        raise ValueError("The outcome could not be parsed.")
    return result


def _errors(data: bytes, grammar: str) -> int:
    unit = Unit("", data, grammar)
    module = Module("", unit)
    root, broken = parse(unit, module, grammar)
    if not broken:
        return 0
    return 1 + sum(1 for node in root.walk() if node.kind in ("ERROR", "MISSING"))
