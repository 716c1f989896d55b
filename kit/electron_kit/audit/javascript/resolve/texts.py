"""Texts that are put together: templates, sums, either side of `||`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..syntax import Node
from ..values import Obj
from ..written import arguments, bare

if TYPE_CHECKING:
    from .resolver import Resolver


def template_of(resolver: Resolver, node: Node) -> Obj:
    """Return a template as a text with its open parts."""
    parts: list[str] = []
    for child in node.children:
        if child.kind == "template_substitution":
            inner = resolver.of(child.children[0]) if child.children else ()
            known = (i.data for i in inner if i.kind in ("const", "text") and i.data is not None)
            texts = list(dict.fromkeys(known))
            ours = [t for t in texts if isinstance(t, str) and "//api.openai" in t]
            if len(texts) > 1 and len(ours) == 1:
                texts = ours
            parts.append(str(texts[0]) if len(texts) == 1 else "\0")
        else:
            parts.append(child.text)
    text = "".join(parts) if node.children else node.text[1:-1]
    return Obj("text" if "\0" in text else "const", node, text)


def binary_of(resolver: Resolver, node: Node) -> Iterable[Obj]:
    """Return what two joined expressions are: a sum of texts, or either side."""
    operator = node.get("operator")
    left, right = node.get("left"), node.get("right")
    symbol = operator.text if operator is not None else ""
    if symbol in ("||", "??"):
        return (
            *resolver.of(left),
            *(replace(i, route=i.route or "default") for i in resolver.of(right)),
        )
    if symbol == "&&":
        return resolver.of(right)
    if symbol == "+":
        one, other = text_of(resolver, left), text_of(resolver, right)
        if one is None and other is None:
            return ()
        text = (one if one is not None else "\0") + (other if other is not None else "\0")
        return (Obj("text" if "\0" in text else "const", node, text),)
    if symbol in ("*", "-", "/"):
        numbers = []
        for side in (left, right):
            found = [i.data for i in resolver.of(side) if i.kind == "const"]
            if len(found) != 1 or not isinstance(found[0], int | float):
                return ()
            numbers.append(found[0])
        one_, other_ = numbers
        if symbol == "*":
            return (Obj("const", node, one_ * other_),)
        if symbol == "-":
            return (Obj("const", node, one_ - other_),)
    return ()


def address_of(resolver: Resolver, made: Node, name: str) -> list[Obj]:
    """Return what ``new URL(path, base)`` is as a text: ``href``, ``toString()`` or ``origin``."""
    given = [text_of(resolver, argument) for argument in arguments(made)[:2]]
    if not given or given[-1] is None or "://" not in given[-1]:
        return []
    base, path = given[-1], given[0] if len(given) > 1 else ""
    origin = re.match(r"[a-z]+://[^/\0]+", base)
    if origin is None:
        return []
    if name == "origin":
        return [Obj("const", made, origin[0])]
    text = f"{origin[0]}/{(path or chr(0)).lstrip('/')}" if len(given) > 1 else base
    return [Obj("text" if "\0" in text else "const", made, text)]


def joined(resolver: Resolver, call: Node, callee: Node, name: str) -> list[Obj]:
    """Return what ``"https://".concat(HOST, "/v1")`` or ``[ROOT, "v1"].join("/")`` is as a text."""
    owner = callee.get("object")
    if owner is None:
        return []
    parts: list[Node | None] = []
    between = ""
    if name == "concat":
        if not any(isinstance(item.data, str) for item in resolver.of(owner)):
            return []
        parts = [owner, *arguments(call)]
    elif bare(owner).kind == "array":
        parts = list(bare(owner).children)
        between = text_of(resolver, next(iter(arguments(call)), None)) or ""
    texts = [text_of(resolver, part) for part in parts]
    if not texts or texts[0] is None:
        return []
    whole = between.join(text if text is not None else "\0" for text in texts)
    return [Obj("text" if "\0" in whole else "const", call, whole)]


def text_of(resolver: Resolver, node: Node | None) -> str | None:
    """Return the text that an expression is; None if it is none."""
    found = [i.data for i in resolver.of(node) if i.kind in ("const", "text")]
    # Of several, the one that matters here: a proxy's address, or OpenAI's.
    found.sort(key=lambda data: not (isinstance(data, str) and "openai.com" in data))
    if len(found) >= 1 and isinstance(found[0], str):
        return found[0]
    return str(found[0]) if found and isinstance(found[0], int) else None
