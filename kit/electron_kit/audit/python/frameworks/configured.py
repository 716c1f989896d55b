"""OpenAI by a word in a dictionary or a registry, where no class of a framework's is named."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ...facts import Confidence, FrameworkClient
from ..index import Module
from ..tree import last_name, place_of

# Whose dictionaries say ``{"embedder": {"provider": "openai", "config": {…}}}``.
_CONFIGURED = frozenset({"mem0", "embedchain", "crewai", "crewai_tools"})
_ROLES = {
    "embedder": "embeddings", "embedding_model": "embeddings", "embeddings": "embeddings",
    "llm": "chat",
}  # fmt: skip
_WHERE = 'config: {"model": "electron", "openai_base_url": …, "api_key": …}.'
# ``index={"embed": "openai:text-embedding-3-small"}`` of LangGraph's stores.
_NAMED = re.compile(r"^openai[:/]text-embedding-[\w-]+$")


def configured(module: Module) -> Iterator[FrameworkClient]:
    """Yield what a file's dictionaries and registries choose OpenAI for.

    Args:
        module: The file.
    """
    roots = {name.lstrip(".").partition(".")[0] for name in module.imported}
    for node in module.nodes[ast.Dict] if roots & _CONFIGURED else ():
        key = _key_of(node) if _is_openais(node) else None
        name = str(getattr(key, "arg", "") or getattr(key, "value", ""))
        if key is not None and name in _ROLES:
            yield FrameworkClient(
                place=place_of(key), framework="mem0" if "mem0" in roots else "crewai",
                symbol=name, endpoint=_ROLES[name], where=_WHERE,
            )  # fmt: skip
    if "lancedb" in roots:
        for call in module.calls.get("create", ()):
            if _of_registry(call):
                yield FrameworkClient(
                    place=place_of(call), framework="lancedb", symbol="get_registry",
                    endpoint="embeddings",
                )  # fmt: skip
    if not module.is_test:
        for node in module.saying(_NAMED.match):
            if _is_kept(node):
                yield FrameworkClient(
                    place=place_of(node), framework="langchain", symbol="embed",
                    endpoint="embeddings", confidence=Confidence.MEDIUM,
                )  # fmt: skip


def _key_of(node: Any) -> Any:
    """Return the keyword or the key that a dictionary is given under."""
    parent = node.parent
    if parent.__class__ is ast.Dict:
        return next((k for k, v in zip(parent.keys, parent.values, strict=True) if v is node), None)
    return parent if parent.__class__ is ast.keyword else None


def _is_openais(node: ast.Dict) -> bool:
    """Say whether a dictionary's provider is OpenAI, and its address nobody else's."""
    entries = {str(getattr(k, "value", "")): v for k, v in zip(node.keys, node.values, strict=True)}
    if getattr(entries.get("provider"), "value", "") != "openai":
        return False
    config = entries.get("config")
    inner = config.keys if config.__class__ is ast.Dict else ()
    return not any(str(getattr(k, "value", "")).endswith("base_url") for k in inner)


def _of_registry(call: ast.Call) -> bool:
    """Say whether a call makes what a registry has for OpenAI: ``get_registry().get("openai")``."""
    owner: Any = getattr(call.func, "value", None)
    if owner.__class__ is not ast.Call or last_name(owner.func) != "get" or not owner.args:
        return False
    return getattr(owner.args[0], "value", "") == "openai"


def _is_kept(node: Any) -> bool:
    """Say whether a model's name is given to something by its name, or to a table's entry."""
    parent = node.parent
    if parent.__class__ is ast.Dict:
        return node in parent.values
    if parent.__class__ is ast.keyword:
        return parent.arg in ("embed", "embedder", "embedding", "embeddings", "embedding_model")
    return parent.__class__ is ast.Assign and last_name(parent.targets[0]).lower().endswith(
        ("embedding_model", "embedder", "embeddings")
    )
