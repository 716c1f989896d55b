"""What is cut or measured of a list, and not for a request: it is shown, or it is a text's part."""

from __future__ import annotations

import ast
import re
from typing import Any

from .logged_names import reads_of
from .tree import ancestors, enclosing_function, last_name, walk

# What shows something to a person, by the last part of its name or by whose it is.
_SHOWS = re.compile(
    r"(?i)^_?(?:print|pprint|rule|debug|info|warn|warning|error|exception|critical|"
    r"(?:show|display|render|print|draw|log)(?:_\w+)?)$"
)
_SHOWERS = {"st", "console", "logger", "log", "logging", "rich", "sidebar", "click", "typer"}
_TEXT_METHODS = {
    "strip", "lstrip", "rstrip", "split", "splitlines", "lower", "upper", "title", "replace",
    "startswith", "endswith", "removeprefix", "partition", "encode",
}  # fmt: skip
_TEXTS = re.compile(
    r"(?i)(?:^|_)(?:line|text|content|title|prompt|reply|answer|question|query|name|preview|"
    r"snippet|hex|id|uuid|key|token|path|url|transcript|stdout|stderr)$"
)
_GIVE_TEXT = {"str", "hexdigest", "dumps", "isoformat", "uuid4", "read", "strip", "repr", "join"}
_NOTES = re.compile(r"(?i)^_?(?:add|save|store|remember|upsert|put|index|note)(?:_|$)")
_ROUTES = {"get", "post", "put", "patch", "route", "api_route", "websocket", "delete"}
_PARTS = (
    ast.IfExp, ast.BoolOp, ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.comprehension,
    ast.keyword, ast.FormattedValue, ast.JoinedStr, ast.Dict, ast.List, ast.Tuple, ast.Starred,
    ast.Subscript, ast.Compare, ast.BinOp, ast.UnaryOp,
)  # fmt: skip
_PASSING = {"len", "reversed", "list", "enumerate", "str", "join", "sum", "dumps", "max", "min"}


def is_text_part(part: ast.Subscript) -> bool:
    """Say whether a slice takes a part of a text: ``line[5:].strip()``, ``turn["content"][:80]``.

    Args:
        part: A subscript.
    """
    above = part.parent
    if above.__class__ is ast.Attribute and above.attr in _TEXT_METHODS:
        return True
    cut = part.value
    if cut.__class__ is ast.Subscript:
        return cut.slice.__class__ is ast.Constant and bool(_TEXTS.search(str(cut.slice.value)))
    if cut.__class__ is ast.Call:
        return last_name(cut.func) in _GIVE_TEXT
    return cut.__class__ is ast.JoinedStr or _TEXTS.search(last_name(cut)) is not None


def is_aside(node: Any, depth: int = 0, joined: bool = False) -> bool:
    """Say whether what is made of a list is only shown: printed, logged, a page's, a caller's.

    Or a text is made of it that is noted elsewhere.

    Args:
        node: Such as a slice of the list, or how a length is compared.
        depth: How many names it was given already.
        joined: Whether it is a text by now.
    """
    child, at = node, node.parent
    while True:
        kind = at.__class__
        if kind is ast.Call:
            called = last_name(at.func)
            if at.func is not child and (_shows(at) or (joined and _NOTES.match(called))):
                return True
            joined |= called == "join"
            # What a route answers with: ``ChatResponse(messages=shown)``.
            answer = child is not at.func and called[:1].isupper()
            if called not in _PASSING and not answer:
                return False
        elif kind is ast.Attribute:
            if at.attr not in _PASSING:
                return False
        elif kind not in _PARTS:
            break
        child, at = at, at.parent
    if at.__class__ is ast.Return:
        return is_route(enclosing_function(at))
    if at.__class__ in (ast.For, ast.AsyncFor) and child is at.iter:
        return all(map(_only_shows, at.body))
    if at.__class__ is ast.If and child is at.test:
        return all(map(_only_shows, [*at.body, *at.orelse]))
    if at.__class__ is ast.Assign and depth < 2 and at.targets[0].__class__ is ast.Name:
        return _is_name_aside(at.targets[0], depth, joined)
    return False


def _is_name_aside(name: ast.Name, depth: int, joined: bool) -> bool:
    """Say whether all that reads a name only shows it."""
    reads = reads_of(name)
    return bool(reads) and all(is_aside(read, depth + 1, joined) for read in reads)


def _shows(call: ast.Call) -> bool:
    owner: Any = call.func
    if owner.__class__ is ast.Name:
        return _SHOWS.match(owner.id) is not None
    while owner.__class__ in (ast.Attribute, ast.Call):
        if last_name(owner) == "session_state":
            return False
        owner = owner.value if owner.__class__ is ast.Attribute else owner.func
    return last_name(owner) in _SHOWERS or _SHOWS.match(last_name(call.func)) is not None


def _only_shows(statement: Any) -> bool:
    """Say whether a statement shows something, and does nothing else that matters here."""
    kind = statement.__class__
    if kind is ast.Expr:
        value = statement.value.value if statement.value.__class__ is ast.Await else statement.value
        return value.__class__ is ast.Call and _shows(value)
    if kind in (ast.If, ast.With, ast.For):
        return all(map(_only_shows, [*statement.body, *getattr(statement, "orelse", ())]))
    if kind is ast.Assign:
        # A word for what is shown: ``who = "You" if turn["role"] == "user" else "Bot"``.
        target = statement.targets[0]
        return (
            target.__class__ is ast.Name
            and not any(
                n.__class__ is ast.Name and n.id == target.id for n in walk(statement.value)
            )
            and not any(n.__class__ is ast.Call for n in walk(statement.value))
        )
    return kind is ast.Pass


def is_route(function: Any) -> bool:
    """Say whether a server calls a function, and sends its caller what it gives.

    Args:
        function: A function or None.
    """
    return any(
        d.__class__ is ast.Call and d.func.__class__ is ast.Attribute and d.func.attr in _ROUTES
        for d in getattr(function, "decorator_list", ())
    )


def is_in_branch_of_button(node: Any) -> bool:
    """Say whether something is done where a person presses a button: ``if st.button("Clear"):``.

    Args:
        node: A node.
    """
    return any(
        parent.__class__ is ast.If
        and any(
            n.__class__ is ast.Call and last_name(n.func).endswith("button")
            for n in walk(parent.test)
        )
        for parent in ancestors(node)
    )
