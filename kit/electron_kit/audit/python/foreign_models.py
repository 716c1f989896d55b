"""Names that are spelled like OpenAI's and meant for another vendor, or another endpoint."""

from __future__ import annotations

import ast
from typing import Any

from ..facts import Place, Provider
from ..hosts import FOREIGN_KEYS, endpoint_of_url, provider_of_url
from ..whose import LONGEST_RECORD, is_vendor, says_another
from .requests import Requests
from .tree import last_name

_ADDRESSES = ("base_url", "api_base", "url", "endpoint", "api_url", "host")


def beside_another_url(node: Any) -> bool:
    """Say whether a name is given together with the URL of another endpoint or vendor.

    In one call, one dictionary, or one class's body.
    """
    texts = [
        str(value.value)
        for value in _beside(node)
        if value.__class__ is ast.Constant and "://" in str(value.value)
    ]
    return bool(texts) and all(_leads_elsewhere(text) for text in texts)


def of_another_vendor(node: Any) -> bool:
    """Say whether what a name stands in says that it is another vendor's.

    ``{"model": "gpt-4o", "provider": "openrouter"}``, ``{"openrouter": "openai/gpt-4o"}``,
    ``Model("gpt-4o", provider="groq")``, ``OPENROUTER_MODELS = ["openai/gpt-4o"]``.

    Args:
        node: The name, or a table of such names.
    """
    # What stands under OpenAI's key is not whose the whole says: that is who is asked by default.
    child, above, ours = node, node.parent, False
    while above.__class__ in _IN_DATA:
        if above.__class__ is ast.Dict and len(above.keys) <= LONGEST_RECORD:
            keys = [getattr(key, "value", None) for key in above.keys]
            at = next((i for i, value in enumerate(above.values) if value is child), None)
            under = keys[at] if at is not None else None
            if is_vendor(under):
                return True
            ours = ours or "openai" in str(under).lower()
            values = [getattr(value, "value", None) for value in above.values]
            if not ours and says_another(zip(keys, values, strict=True)):
                return True
        elif above.__class__ is ast.Call and not ours:
            given = [(k.arg, getattr(k.value, "value", None)) for k in above.keywords]
            # ``Model("gpt-4o", "openrouter")``
            if last_name(above.func)[:1].isupper():
                given += [("provider", getattr(each, "value", None)) for each in above.args]
            if says_another(given):
                return True
        child, above = above, above.parent
    if above.__class__ not in (ast.Assign, ast.AnnAssign) or ours:
        return False
    first = last_name(above.targets[0] if above.__class__ is ast.Assign else above.target)
    word = first.lower().strip("_").partition("_")[0]
    return word not in _WORDS and is_vendor(word)


_IN_DATA = frozenset({ast.Dict, ast.List, ast.Tuple, ast.Set, ast.Call, ast.keyword})
# What begins names of other things: ``GITHUB_REVIEW_MODEL``.
_WORDS = frozenset({"github", "google", "poe", "copilot", "source"})


def _beside(node: Any) -> list[Any]:
    """Return the values that stand beside a name: arguments, entries, attributes of a class."""
    above = getattr(node, "parent", None)
    while above.__class__ is ast.keyword:
        above = above.parent
    if above.__class__ is ast.Call:
        return [*above.args, *(k.value for k in above.keywords)]
    named: list[tuple[str, Any]] = []
    if above.__class__ is ast.Dict:
        keys = [str(getattr(key, "value", "")) for key in above.keys]
        named = list(zip(keys, above.values, strict=True))
    inside = getattr(above, "parent", None)
    if above.__class__ in (ast.Assign, ast.AnnAssign) and inside.__class__ is ast.ClassDef:
        for each in inside.body:
            if each.__class__ in (ast.Assign, ast.AnnAssign):
                target = each.targets[0] if each.__class__ is ast.Assign else each.target
                named.append((last_name(target), each.value))
    # An address of several, such as ``ollama_base_url``, is no word on the others' names.
    return [value for name, value in named if name.lower() in _ADDRESSES]


def _leads_elsewhere(url: str) -> bool:
    provider = provider_of_url(url)
    if provider is Provider.OPENAI:
        return endpoint_of_url(url) != "chat"
    return provider is Provider.OTHER


def for_another(place: Place, requests: Requests) -> bool:
    """Say whether a name is another vendor's, though it is spelled like one of OpenAI's.

    It is the default of that vendor's variable, or is chosen in the branch that makes that
    vendor's client and no other.
    """
    node = requests.reader.nodes.get(place)
    if node is None:
        return False
    call = node.parent
    if call.__class__ is ast.Call and node in call.args[1:]:
        first = call.args[0]
        variable = str(first.value) if first.__class__ is ast.Constant else ""
        if FOREIGN_KEYS.search(variable) and "OPENAI" not in variable.upper():
            return True
    branch = _branch(node)
    if branch is None:
        return False
    made = [m.client.provider for m in requests.constructors if _branch(m.node) == branch]
    return bool(made) and all(provider is Provider.OTHER for provider in made)


def _branch(node: Any) -> tuple[int, str] | None:
    """Return which branch of which ``if`` a node stands in."""
    child, parent = node, node.parent
    while parent is not None:
        if parent.__class__ is ast.If:
            for name in ("body", "orelse"):
                if child in getattr(parent, name):
                    return (id(parent), name)
        if parent.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda):
            return None
        child, parent = parent, parent.parent
    return None
