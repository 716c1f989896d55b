"""Histories that a database keeps: which rows a request sends, and where such rows are added."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from typing import Any

from .resolve.resolver import Resolver
from .rows_over_http import posted_to, read_from
from .tree import enclosing_function, last_name, place_of, walk

# What is read, by the words of a query; the first group is the table or its class.
_READS = (
    re.compile(r"\bquery\(\s*(\w+)"),
    re.compile(r"\bselect\(\s*(\w+)"),
    re.compile(r"\b(\w+)\.objects\b"),
    re.compile(r"(?is)\bselect\b.+?\bfrom\s+[\"`\[]?(?:\w+\.)?(\w+)"),
    re.compile(r"\.(?:table|from_)\(\s*[\"'](\w+)[\"']\s*\)\s*\.select"),
    re.compile(r"\b(\w+)\.(?:find|find_all|select|where|filter_by)\("),
    re.compile(r"\.(\w+)\.(?:all|order_by|filter|values|values_list)\("),
    # Firestore's innermost collection.
    re.compile(r"(?s).*\.collection\(\s*f?[\"'](?:[^\"']*/)?(\w+)[\"']\s*\)"),
)
_PART = re.compile(
    r"(?i)\blimit\b|limit_to_last\(|\.limit\(|\btop\s*\(?\d|\.first\(|\.take\(|\[[^\]]*:[^\]]*\]\s*$|fetchmany|"
    r"fetchone|scalar_one|find_one|\bn_last|\blast_n|max_(?:messages|history|turns)|"
    r"to_list\(\s*(?:length\s*=\s*(?!none\b)\w|(?!length\b|none\b)\w)|"
    # So many hours hold so many turns.
    r"\binterval\s+'|timedelta\("
)
_WORDS = {"role", "content", "sender", "text", "message", "body", "is_user", "author"}
_MAKERS = {
    "create", "acreate", "insert", "insert_one", "insert_many", "execute", "add", "bulk_create",
    "update_one", "execute_sql", "executemany", "fetchrow", "fetchval", "query", "set",
}  # fmt: skip
_INSERTS = re.compile(r"(?is)\binsert\s+(?:or\s+\w+\s+)?into\s+[\"`\[]?(?:\w+\.)?(\w+)")
# DynamoDB: ``SET messages = list_append(messages, :new)``
_LONGER = re.compile(r"#?(\w+)\s*=\s*list_append\(")
_RANGES = {"lrange": "rpush", "zrange": "zadd"}


class Part(Exception):  # noqa: N818
    """A query takes only so many rows."""


def rows_of(call: ast.Call) -> tuple[str, str] | None:
    """Return what rows of a database a call gives are known by; None if it gives none.

    Args:
        call: Such as ``db.query(Message).filter(…).all()``.

    Raises:
        Part: It gives so many of them and no more.
    """
    name = last_name(call.func)
    if name in _RANGES:
        if not _whole(call):
            raise Part
        return ("list", _constant_part(call.args[0]) if call.args else "?")
    kept = read_from(call)
    if kept is not None:
        if _PART.search(kept[1]):
            raise Part
        return ("rows", table(kept[0]))
    text = _text(call)
    # A query says what it reads before what its names are bound to does.
    found = next(
        (
            m[1]
            for said in (place_of(call).text[:1500], text)
            for p in _READS
            if (m := p.search(said))
        ),
        None,
    )
    if found is None:
        return None
    if _PART.search(text):
        raise Part
    return ("rows", table(found))


def _text(call: ast.Call) -> str:
    """Return a query's text, with what its statement is called and what its cursor ran."""
    texts = [place_of(call).text]
    for node in [call, *walk(call)]:
        if node.__class__ is not ast.Name or node.ctx.__class__ is not ast.Load:
            continue
        texts += [
            place_of(binding.value).text
            for binding in node.scope.bindings.get(node.id, ())
            if binding.how == "value" and binding.value.__class__ in (ast.Call, ast.Constant)
        ]
    if last_name(call.func) in ("fetchall", "fetch", "all") and call.func.__class__ is (
        ast.Attribute
    ):
        function = enclosing_function(call)
        around = walk(function) if function is not None else ()
        texts += [
            place_of(node).text
            for node in around
            if node.__class__ is ast.Call and last_name(node.func) in ("execute", "query")
        ]
    return "\n".join(text[:1500] for text in texts)


def _whole(call: ast.Call) -> bool:
    """Say whether all of a list is taken: ``lrange(key, 0, -1)``."""
    edges = [place_of(a).text for a in call.args[1:3]]
    return edges == ["0", "-1"]


def _constant_part(key: Any) -> str:
    if key.__class__ is ast.Constant:
        return str(key.value)
    if key.__class__ is ast.JoinedStr:
        return "".join(str(v.value) for v in key.values if v.__class__ is ast.Constant) or "?"
    if key.__class__ is ast.Name:
        for binding in key.scope.bindings.get(key.id, ()):
            if binding.how == "value" and binding.value is not None:
                return _constant_part(binding.value)
    return "?"


def table(name: str) -> str:
    """Return what a table and its class are both known by: ``chat_messages``, ``ChatMessage``.

    Args:
        name: A table's or a class's name.
    """
    return re.sub(r"[\W_]", "", name).lower().removesuffix("s")


def added_rows(resolver: Resolver) -> dict[Any, list[Any]]:
    """Return where rows are added that look like turns, by what they are known by.

    Args:
        resolver: The project's resolver.
    """
    found: dict[Any, list[Any]] = defaultdict(list)
    for module in resolver.project.modules:
        if module.is_test:
            continue
        for range_, push in _RANGES.items():
            trims = module.calls.get("ltrim", ()) if range_ == "lrange" else ()
            for call in () if trims else [*module.calls.get(push, ()), *(
                module.calls.get("lpush", ()) if range_ == "lrange" else ()
            )]:  # fmt: skip
                # ``lpush(key, "")`` is there to make the list.
                if not any(a.__class__ is ast.Constant for a in call.args[1:]):
                    key = _constant_part(call.args[0]) if call.args else "?"
                    found["list", key].append(call)
        for name in _MAKERS:
            for call in module.calls.get(name, ()):
                for entity in _added(call):
                    found["rows", table(entity)].append(call)
        for call in module.calls.get("post", ()):
            for word in posted_to(call):
                found["rows", table(word)].append(call)
        for call in module.calls.get("update_item", ()):
            for match in _LONGER.finditer(place_of(call).text):
                found["item", match[1]].append(call)
        for name in ("update_one", "find_one_and_update", "update"):
            for call in module.calls.get(name, ()):
                for pushed in _pushed(call):
                    found["item", pushed].append(call)
        for name, calls in module.calls.items():
            if name[:1].isupper():
                turns = [c for c in calls if _is_turn(c)]
                found["rows", table(name)] += turns
                found["related", table(name)] += filter(_is_stored, turns)
    return found


def _is_stored(made: ast.Call) -> bool:
    """Say whether an object is a row: ``db.add(Message(…))``."""
    above = made.parent
    if above.__class__ is ast.Call and made in above.args:
        return last_name(above.func) in ("add", "add_all", "merge")
    target = above.targets[0] if above.__class__ is ast.Assign else None
    return target.__class__ is ast.Name and any(
        getattr(a, "id", "") == target.id and a.scope is target.scope
        for call in made.scope.module.calls.get("add", ())
        for a in call.args[:1]
    )


def _added(call: ast.Call) -> list[str]:
    name = last_name(call.func)
    text = place_of(call).text[:1500]
    if name in ("execute", "executemany", "execute_sql", "fetchrow", "fetchval", "query"):
        text = _text(call)
        return [m[1] for m in _INSERTS.finditer(text)]
    if call.func.__class__ is not ast.Attribute or not _is_turn(call):
        return []
    owner = call.func.value
    if name in ("add", "set"):
        collection = _READS[-1].search(_text(call))
        return [collection[1]] if collection is not None else []
    if name == "insert" and owner.__class__ is ast.Call:
        first = owner.args[0] if owner.args else None
        return [str(first.value)] if first.__class__ is ast.Constant else []
    if owner.__class__ is ast.Attribute and owner.attr == "objects":
        return [last_name(owner.value)]
    if name == "update_one":
        return [last_name(owner)] if "$push" in text and "$slice" not in text else []
    return [last_name(owner)] if name not in ("add", "execute") and last_name(owner) else []


def _pushed(call: ast.Call) -> list[str]:
    """Return the fields of a document that ``$push`` makes longer, with no ``$slice``."""
    # ``update = {"$push": …}``, which may have a name.
    given = [call, *(
        b.value
        for a in call.args
        if a.__class__ is ast.Name
        for b in a.scope.bindings.get(a.id, ())
        if b.how == "value" and b.value.__class__ is ast.Dict
    )]  # fmt: skip
    if any("$slice" in place_of(each).text for each in given):
        return []
    return [
        str(inner.value)
        for each in given
        for node in walk(each)
        if node.__class__ is ast.Dict
        for key, value in zip(node.keys, node.values, strict=True)
        if key.__class__ is ast.Constant and key.value == "$push" and value.__class__ is ast.Dict
        for inner in value.keys
        if inner.__class__ is ast.Constant
    ]


def _is_turn(call: ast.Call) -> bool:
    """Say whether what is made has the words of a turn."""
    names: set[object] = {k.arg for k in call.keywords}
    names |= {
        key.value
        for node in walk(call)
        if node.__class__ is ast.Dict
        for key in node.keys
        if key.__class__ is ast.Constant
    }
    return sum(n in _WORDS or str(n).endswith("_role") for n in names) > 1
