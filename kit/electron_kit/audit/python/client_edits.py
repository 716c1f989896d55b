"""How a client is led to Electron: its URL, its key, and the SDK's module where there is none."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import Any

from ...providers import ELECTRON
from ..facts import ClientMade, Fact, Repair, Value
from ..finding import Edit, MustReview, Style
from .editing import Written
from .tree import dotted, last_name, walk

KEY = f'os.environ["{ELECTRON.key_variable}"]'
"""The expression of Electron's key."""

Made = Sequence[Edit] | MustReview
"""Edits, or why a person has to make the change."""


def endpoint_values(style: Style) -> tuple[str, str]:
    """Return the expressions of Electron's base URL and key."""
    url = f'"{ELECTRON.base_url}"'
    if style is Style.ENV:
        url = f'os.environ.get("{ELECTRON.base_url_variable}", {url})'
    return url, KEY


def set_client(tree: Written, repair: Repair, style: Style) -> Made:
    """Return the edits that lead a client to Electron, or why a person has to make them."""
    fact = repair.fact
    if isinstance(fact, ClientMade) and fact.module_level:
        return _set_module(tree, repair, style)
    call = tree.node(repair.place, ast.Call)
    if call is None:
        return MustReview("The call could not be found again.")
    if call.args or not isinstance(fact, ClientMade):
        return MustReview("Its arguments come from elsewhere.")
    keywords = {k.arg: k.value for k in call.keywords if k.arg is not None}
    spread = (
        {}
        if len(keywords) == len(call.keywords)
        else {name: field for name, field in fact.arguments.items() if name not in keywords}
    )
    if spread and style is Style.KIT:
        return MustReview("Its arguments come from elsewhere.")
    if {"organization", "project", "http_client", "default_headers"} & keywords.keys():
        return MustReview("It carries OpenAI's organisation, headers or a transport of its own.")
    key = keywords.get("api_key")
    if style is Style.KIT:
        return _kit_client(tree, call)
    url, secret = endpoint_values(style)
    edits = tree.need_import("os")
    if edits is None:
        return MustReview("The name `os` means something else here.")
    missing = []
    if "base_url" in keywords:
        edits.append(tree.replace(keywords["base_url"], url))
    elif "base_url" in spread:
        place = spread["base_url"].value
        node = tree.node(place, ast.Constant) if place and place.unit is tree.unit else None
        if node is None:
            return MustReview("Its base URL is set elsewhere.")
        edits.append(tree.replace(node, url))
    else:
        missing.append(f"base_url={url}")
    if key is not None:
        edits += _key_edits(tree, key, secret, fact)
    elif "api_key" not in spread:
        missing.append(f"api_key={secret}")
    elif not _always_given(None, fact):
        return MustReview("Its key is set elsewhere and may be None: OpenAI's would be sent then.")
    if missing:
        opened = _opening(tree, call)
        if opened is None:
            return MustReview("The call's parenthesis could not be found.")
        edits.append(tree.insert(opened, _spread(tree, call, opened, missing)))
    return edits


def _key_edits(tree: Written, key: Any, secret: str, fact: Fact | None) -> list[Edit]:
    """Return the edits of a key's expression.

    A key that is read or written here is replaced. One that comes from elsewhere has been
    changed at its source; here it is kept from being None, for which the SDK would take OpenAI's.
    """
    if _direct(key):
        return [tree.replace(key, secret)]
    edits = []
    for node in walk(key):
        if isinstance(node, ast.Constant) and node.value == "OPENAI_API_KEY":
            edits.append(tree.replace(node, f'"{ELECTRON.key_variable}"'))
        elif _is_text(node) and isinstance(node.parent, ast.BoolOp | ast.IfExp):
            edits.append(tree.replace(node, '""'))
    if _always_given(key, fact):
        return edits
    start, end = tree.span(key)
    if isinstance(key, ast.IfExp | ast.Lambda | ast.NamedExpr):
        return [*edits, tree.insert(start, "("), tree.insert(end, ') or ""')]
    return [*edits, tree.insert(end, ' or ""')]


def _direct(key: Any) -> bool:
    """Say whether a key is read from the environment or written out, and nothing else."""
    if isinstance(key, ast.Constant):
        return True
    if isinstance(key, ast.BoolOp):
        return all(_direct(value) for value in key.values)
    return _reads_variable(key)


def _is_text(node: Any) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(node.value)


def _always_given(key: Any, fact: Fact | None) -> bool:
    """Say whether a key's expression cannot be None: by its form, or by where it comes from."""
    field = fact.arguments.get("api_key") if isinstance(fact, ClientMade) else None
    if field is not None and field.values and all(_raises(value) for value in field.values):
        return True
    if key is None:
        return False
    last = key.values[-1] if isinstance(key, ast.BoolOp) and isinstance(key.op, ast.Or) else key
    return isinstance(last, ast.Constant) and isinstance(last.value, str)


def _raises(value: Value) -> bool:
    """Say whether a value is a text, or a read of the environment that raises without one."""
    if value.origin == "env":
        return value.place is not None and value.place.text.endswith("]")
    return isinstance(value.constant, str)


def _reads_variable(node: Any) -> bool:
    if isinstance(node, ast.Subscript):
        return dotted(node.value).endswith("environ")
    if isinstance(node, ast.Call) and last_name(node.func) in ("getenv", "get"):
        text = dotted(node.func)
        return "environ" in text or "getenv" in text
    return False


def _opening(tree: Written, call: Any) -> int | None:
    at = tree.span(call.func)[1]
    rest = tree.unit.data[at : tree.span(call)[1]]
    match = re.match(rb"\s*\(", rest)
    return at + match.end() if match else None


def _spread(tree: Written, call: Any, opened: int, arguments: list[str]) -> str:
    """Return new arguments in the form that the call's own have: on lines of their own, or not."""
    if not call.keywords:
        return ", ".join(arguments)
    first = tree.unit.offset(call.keywords[0].lineno, call.keywords[0].col_offset)
    indent = tree.indent(first)
    if indent is None or b"\n" not in tree.unit.data[opened:first]:
        return ", ".join(arguments) + ", "
    return "".join(f"{tree.newline()}{indent}{argument}," for argument in arguments)


def _kit_client(tree: Written, call: Any) -> Made:
    imported = tree.need_import("electron_kit")
    if imported is None:
        return MustReview("The name `electron_kit` means something else here.")
    factory = "async_client" if "Async" in last_name(call.func) else "client"
    edits = [*imported, tree.replace(call.func, f"electron_kit.{factory}")]
    keywords = call.keywords
    for number, keyword in enumerate(keywords):
        if keyword.arg not in ("api_key", "base_url"):
            continue
        start, end = tree.span(keyword)
        if number + 1 < len(keywords):
            end = tree.span(keywords[number + 1])[0]
        elif any(k.arg not in ("api_key", "base_url") for k in keywords):
            return MustReview("The key stands last: take it out by hand.")
        else:
            comma = re.match(rb"\s*,", tree.unit.data[end : tree.span(call)[1]])
            end += comma.end() if comma else 0
        if b"#" in tree.unit.data[start:end]:
            return MustReview("A comment stands beside the key.")
        edits.append(Edit(start, end, "", tree.unit.cell))
    return edits


def _set_module(tree: Written, repair: Repair, style: Style) -> Made:
    """Set the module-level client: ``openai.api_key = …`` and ``openai.base_url = …``."""
    fact = repair.fact
    statement = tree.node(repair.place, ast.Assign, ast.Import)
    if tree.node(repair.place, ast.Call) is not None:
        return MustReview("Only members of the module are imported: set it up by its own name.")
    if statement is None or not isinstance(fact, ClientMade):
        return MustReview("The assignment has another form.")
    if {"api_base", "api_type", "api_version"} & fact.arguments.keys():
        return MustReview("The module-level client is set up in several steps.")
    if style is Style.KIT:
        return MustReview("The kit's factory makes a client: there is none for the module.")
    edits = tree.need_import("os")
    if edits is None:
        return MustReview("The name `os` means something else here.")
    url, secret = endpoint_values(style)
    wanted = {"base_url": _with_slash(url), "api_key": secret}
    for name, field in fact.arguments.items():
        place = field.value
        node = tree.node(place, ast.expr) if place is not None else None
        if place is None or node is None or place.unit is not tree.unit or name not in wanted:
            return MustReview("The module-level client is set up in several steps.")
        if name == "api_key":
            edits += _key_edits(tree, node, wanted.pop(name), fact)
        else:
            edits.append(tree.replace(node, wanted.pop(name)))
    if not wanted:
        return edits
    if isinstance(statement, ast.Import):
        if statement not in tree.tree.body:
            return MustReview("The module is imported further in than at the file's top.")
        lines = "".join(
            f"{fact.constructor}.{name} = {value}{tree.newline()}" for name, value in wanted.items()
        )
        return [*edits, tree.insert(tree.after_imports(statement), lines)]
    target = statement.targets[0]
    start, end = tree.span(statement)
    indent = tree.indent(start)
    if len(statement.targets) != 1 or not isinstance(target, ast.Attribute) or indent is None:
        return MustReview("The assignment has another form.")
    if not tree.ends_line(end):
        return MustReview("More stands on the line.")
    owner = dotted(target.value)
    at = start - len(indent.encode())
    lines = "".join(
        f"{indent}{owner}.{name} = {value}{tree.newline()}" for name, value in wanted.items()
    )
    return [*edits, tree.insert(at, lines)]


def _with_slash(url: str) -> str:
    """Return a base URL's expression for the SDK's module, which puts paths right behind it."""
    if url.startswith('"'):
        return f'{url[:-1]}/"'
    return f'{url}.rstrip("/") + "/"'
