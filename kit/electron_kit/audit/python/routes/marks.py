"""What the parts of routes in Python are called, and small questions about nodes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ...facts import (
    Part,
    Place,
    part_key,
)
from ...trails import TEXT, Use
from ..index import Module
from ..known import LEGACY
from ..origins import Origin, variable_node
from ..resolve.resolver import Resolver
from ..tree import last_name, place_of

KEY = "OPENAI_API_KEY"
URL = "OPENAI_BASE_URL"
MODEL_FIELDS = ("model", "engine", "deployment_id", "model_name")
HEADERS = ("headers", "2")
BODIES = ("json", "data", "content", "body")
SECRET = re.compile(r"^[A-Z][A-Z0-9_]*(?:KEY|TOKEN|SECRET)$")
LACKS = "which Electron does not have"
SETTING = (".api_key", ".api_base", ".base_url", ".api_type", ".api_version")


def client_key(node: Any) -> str:
    """Return the key of a client's part."""
    return part_key("set-client", place_of(node))


def request_key(node: Any) -> str:
    """Return the key of a request's part."""
    return part_key("request", place_of(node))


def legacy_key(node: Any) -> str:
    """Return the key of a call's part that belongs to the SDK before 1.0."""
    return part_key("legacy-call", place_of(node.func))


def source_key(origin: Origin) -> str | None:
    """Return the key of the part that a key's source is; None if its name is no plain string."""
    if origin.kind == "env":
        node = variable_node(origin.node)
        return part_key("rename-variable", inside_quotes(node)) if renamable(node) else None
    return part_key("replace-key", place_of(origin.node))


def is_legacy(path: str) -> bool:
    """Say whether a request's path is one of the SDK before 1.0."""
    return path.partition(".")[0] in LEGACY


def renamable(node: Any) -> bool:
    """Say whether a name is written as one plain text, which another can take the place of."""
    return node is not None and place_of(node).text[1:-1] == node.value


def inside_quotes(node: Any) -> Place:
    """Return where a text is written, without its quotes."""
    place = place_of(node)
    return Place(place.unit, place.start + 1, place.end - 1)


def reading(node: Any) -> Any:
    """Return the expression that reads the variable whose name is written here."""
    parent = node.parent
    if parent.__class__ is ast.Subscript or (
        parent.__class__ is ast.Call and parent.args and parent.args[0] is node
    ):
        return parent
    return node


def is_set(node: Any) -> bool:
    """Say whether a variable of the environment is given a value here."""
    parent = node.parent
    if parent.__class__ is ast.Subscript:
        return parent.ctx.__class__ is ast.Store
    if parent.__class__ is ast.Dict:
        return node in parent.keys
    if parent.__class__ is ast.Call:
        return last_name(parent.func) in ("setenv", "putenv", "setdefault")
    return False


def made_up(node: Any) -> bool:
    """Say whether a variable is set to a text that cannot be an OpenAI key: ``"test"``."""
    parent = node.parent
    value: Any = None
    if parent.__class__ is ast.Call and len(parent.args) > 1:
        value = parent.args[1]
    elif parent.__class__ is ast.Dict:
        value = next(v for k, v in zip(parent.keys, parent.values, strict=True) if k is node)
    elif parent.__class__ is ast.Subscript and parent.parent.__class__ is ast.Assign:
        value = parent.parent.value
    text = value.value if value.__class__ is ast.Constant else None
    return isinstance(text, str) and not text.startswith("sk-")


def is_expectation(node: Any) -> bool:
    """Say whether a test holds something against a text: ``== "gpt-4o"``, ``assertEqual``."""
    parent = node.parent
    if parent.__class__ is ast.keyword:
        parent = parent.parent
    if parent.__class__ is ast.Call:
        return last_name(parent.func).lower().startswith(("assert", "expect", "called"))
    return parent.__class__ in (ast.Compare, ast.Dict)


def where_of(place: Place) -> str:
    """Return a place as a sentence says it."""
    cell = f"cell {place.unit.cell}:" if place.unit.cell is not None else ""
    return f"{place.unit.path}:{cell}{place.line}"


def with_need(part: Part, key: str) -> Part:
    """Return a part that needs another one too."""
    return replace(part, needs=(*part.needs, key))


def texts_of(module: Module) -> Iterator[Any]:
    """Return the texts of a module."""
    return (node for node in module.nodes[ast.Constant] if node.value.__class__ is str)


def partials_of(call: Any, resolver: Resolver) -> list[Any]:
    """Return the calls of ``partial`` that a call goes through."""
    return [p.node for o in resolver.of(call.func) for p in o.partials]


def is_fine(use: Use, what: str) -> bool:
    """Say whether a value may end there and move all the same."""
    if use.how in ("test", "shown"):
        return True
    if use.how == "client":
        return what == "key" and use.name == "api_key" and not use.path
    if use.how == "request":
        if what == "client":
            return use.name == ""
        if what == "model":
            sent = use.name in MODEL_FIELDS and not use.path
            by_hand = use.name in BODIES and use.path == ("model",)
            return sent or by_hand or TEXT in use.path
        if what == "key":
            return use.name in HEADERS
        return what == "url" and use.name in ("0", "1", "url", "uri")
    if use.how == "setting":
        return what == "key" and use.name == "api_key"
    return False
