"""Histories that a database keeps: which rows a request sends, and where such rows are added."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from .repeats import function_of
from .resolve import Resolver
from .syntax import Node
from .test_files import is_test
from .written import arguments, bare, key_of, last_name

# What is read, by the words of a query; the first group is the table or its model.
_READS = (
    re.compile(r"\b(\w+)\.(?:findMany|findAll|find|where|findBy)\("),
    re.compile(r"\.from\(\s*['\"`]?(?:\w+\.)?(\w+)['\"`]?\s*\)"),
    re.compile(r"(?is)\bselect\b.+?\bfrom\s+[\"`]?(?:\w+\.)?(\w+)"),
    re.compile(r"\bcollection\([^)]*?['\"`](?:[^'\"`]*/)?(\w+)['\"`]\s*\)"),
    re.compile(r"\bquery\.(\w+)\.findMany"),
)
_PART = re.compile(
    r"(?i)\btake\b\s*:|\blimit\b|\.limit\(|\blimitToLast\(|\.take\(|\bfindOne|\bfindFirst|\btop\b\s*:|"
    r"\.single\(|\.range\(|pageSize|perPage|"
    # So many hours hold so many turns.
    r"\binterval\s+'"
)
_WORDS = re.compile(r"\b(?:role|content|sender|text|isUser|author)\b\s*[:,}]")
_INSERTS = re.compile(r"(?is)\binsert\s+(?:or\s+\w+\s+)?into\s+[\"`]?(?:\w+\.)?(\w+)")
_MAKERS = (
    "create", "insert", "insertOne", "insertMany", "createMany", "add", "addDoc", "save", "values",
    "query", "execute", "run", "prepare", "exec", "updateOne", "findByIdAndUpdate",
    "findOneAndUpdate",
)  # fmt: skip
_UPDATES = ("updateOne", "findByIdAndUpdate", "findOneAndUpdate", "findOneAndReplace")
_PUSHED = re.compile(r"\$push['\"]?\s*:\s*\{\s*['\"]?(\w+)")
_QUERIES = frozenset({"query", "execute", "run", "prepare", "exec", "all"})


def rows_of(call: Node) -> tuple[str, str] | None:
    """Return what rows of a database a call gives are known by; None if it gives none.

    ``("part", …)`` are so many of them and no more.

    Args:
        call: Such as ``prisma.message.findMany({ where })``.
    """
    callee = call.get("function")
    name = last_name(callee) if callee is not None else ""
    given = arguments(call)
    if name.lower() == "lrange" and given:
        whole = [a.text for a in given[1:]] == ["0", "-1"]
        return ("list" if whole else "part", key_text(given[0]))
    text = _text(call)
    found = next((m[-1] for pattern in _READS if (m := pattern.findall(text))), None)
    if found is None:
        return None
    return ("part" if _PART.search(text) else "rows", table(found))


def _text(call: Node) -> str:
    """Return a query's text, with the statement that it names."""
    texts = [call.text]
    root = call
    while root.kind in ("call_expression", "member_expression"):
        inner = root.get("function") or root.get("object")
        if inner is None:
            break
        root = bare(inner)
    for node in (root, *arguments(call)):
        if node.kind != "identifier" or node.scope is None:
            continue
        texts += [
            b.node.text
            for b in (node.scope.find(node.text) or ())[:4]
            if b.how == "value" and b.node is not None
        ]
    return "\n".join(text[:1500] for text in texts)


def key_text(key: Node) -> str:
    """Return the constant part of a key: of ``talk:${user}``, ``talk:``.

    Args:
        key: The key's expression.
    """
    if key.kind == "identifier" and key.scope is not None:
        for binding in key.scope.find(key.text) or ():
            if binding.how == "value" and binding.node is not None:
                return key_text(bare(binding.node))
    if key.kind in ("string", "template_string"):
        return re.sub(r"\$\{[^}]*\}", "", key.text).strip("'\"`") or "?"
    return "?"


def table(name: str) -> str:
    """Return what a table and its model are both known by: ``chat_messages``, ``ChatMessage``.

    Args:
        name: A table's or a model's name.
    """
    return re.sub(r"[\W_]", "", name).lower().removesuffix("s").removesuffix("model")


def added_rows(resolver: Resolver) -> dict[tuple[str, str], list[Node]]:
    """Return where rows are added that look like turns, by what they are known by.

    Args:
        resolver: The project's resolver.
    """
    found: dict[tuple[str, str], list[Node]] = defaultdict(list)
    for module in resolver.project.modules:
        if is_test(module):
            continue
        trims = any(name.lower() == "ltrim" for name in module.calls)
        for name in ("rpush", "rPush", "lpush", "lPush"):
            for call in () if trims else module.calls.get(name, ()):
                given = arguments(call)
                if given:
                    found["list", key_text(given[0])].append(call)
        for name in _MAKERS:
            for call in module.calls.get(name, ()):
                for entity in _added(call, name):
                    found["rows", table(entity)].append(call)
        for name in ("update", "create", "upsert"):
            for call in module.calls.get(name, ()):
                for key, pair in _nested(call):
                    found["field", key].append(pair)
        for name in _UPDATES:
            for call in module.calls.get(name, ()):
                text = _text(call)
                if "$slice" not in text:
                    for match in _PUSHED.finditer(text):
                        found["field", match[1]].append(call)
        for name, calls in module.calls.items():
            if name[:1].isupper():
                made = [c for c in calls if c.kind == "new_expression"]
                found["rows", table(name)] += [c for c in made if _WORDS.search(c.text[:800])]
    return found


def _nested(call: Node) -> Iterator[tuple[str, Node]]:
    """Yield what a row gets rows of another table by: ``messages: { create: { role, … } }``."""
    for pair in call.walk() if re.search(r"\{\s*create(?:Many)?\s*:", call.text) else ():
        value = pair.get("value") if pair.kind == "pair" else None
        key = key_of(pair) if value is not None and value.kind == "object" else None
        if value is None or not key or not _WORDS.search(value.text):
            continue
        if any(key_of(c) in ("create", "createMany") for c in value.children):
            yield key, pair


def _added(call: Node, name: str) -> list[str]:
    text = _text(call)
    if name in _QUERIES:
        return [m[1] for m in _INSERTS.finditer(text)]
    callee = call.get("function")
    owner = callee.get("object") if callee is not None else None
    if not _WORDS.search(text):
        return []
    if name in ("addDoc", "add"):
        held = owner is not None and owner.kind == "member_expression"
        return _READS[3].findall(text)[-1:] or ([last_name(owner)] if owner and held else [])
    if owner is None:
        return []
    owner = bare(owner)
    if name in ("updateOne", "findByIdAndUpdate", "findOneAndUpdate"):
        return [last_name(owner)] if "$push" in text and "$slice" not in text else []
    if owner.kind == "call_expression":
        given = arguments(owner)
        inner = owner.get("function")
        if given and inner is not None and last_name(inner) in ("from", "insert", "collection"):
            return [given[0].text.strip("'\"`").rpartition("/")[2].rpartition(".")[2]]
        return []
    if name == "save" and function_of(call) is None:
        return []
    return [last_name(owner)] if name != "values" else []
