"""OpenAI's key as a file holds it by itself: imported from the environment, or written down."""

from __future__ import annotations

from collections.abc import Iterator

from ..facts import CredentialRead
from ..hosts import KEY, VARIABLE
from .index import Module
from .syntax import string_value


def imported(module: Module) -> Iterator[CredentialRead]:
    """Yield variables that SvelteKit hands out as names: ``from "$env/static/private"``.

    Args:
        module: The file.
    """
    if not any(spec.startswith("$env/") for spec in module.specs):
        return
    for statement in module.root.walk():
        if statement.kind != "import_statement":
            continue
        source = statement.get("source")
        if source is None or not (string_value(source) or "").startswith("$env/"):
            continue
        for item in statement.walk():
            name = item.get("name") if item.kind == "import_specifier" else None
            if name is not None and VARIABLE.match(name.text):
                yield CredentialRead(place=name.place, variable=name.text, how="read")


def written(module: Module) -> Iterator[CredentialRead]:
    """Yield constants that hold the key, or stand empty for it: ``const OPENAI_API_KEY = ""``.

    Args:
        module: The file.
    """
    for node in module.nodes.get("variable_declarator", ()):
        name, value = node.get("name"), node.get("value")
        if name is None or value is None or value.kind != "string" or node.scope.parent is not None:
            continue
        if KEY.fullmatch(name.text) and (string_value(value) or "").upper() != name.text:
            yield CredentialRead(place=name.place, variable=name.text, how="set")
