"""OpenAI by a word in a dictionary or a registry, where no class of a framework's is named."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ...facts import Confidence, FrameworkClient
from ...model_names import is_openai_model
from ..index import Module
from ..tree import ancestors, last_name, place_of

# Whose dictionaries say ``{"embedder": {"provider": "openai", "config": {…}}}``.
_CONFIGURED = frozenset({"mem0", "embedchain", "crewai", "crewai_tools"})
_AUTOGEN = frozenset({"autogen", "ag2", "pyautogen"})
# What is told itself where it is given a configuration.
_TOLD = ("LLMConfig", "OpenAIWrapper")
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
    for node in module.nodes[ast.Dict] if roots & _AUTOGEN else ():
        if _is_of_agents(node, module):
            yield FrameworkClient(
                place=place_of(node), framework="autogen", symbol="config_list",
                where='{"model": "electron", "base_url": …, "api_key": …} in config_list.',
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


def _is_of_agents(node: ast.Dict, module: Module) -> bool:
    """Say whether AutoGen's agents are configured by a dictionary with a model of OpenAI's."""
    entries = {str(getattr(k, "value", "")): v for k, v in zip(node.keys, node.values, strict=True)}
    model = getattr(entries.get("model"), "value", None)
    if not isinstance(model, str) or not is_openai_model(model):
        return False
    if {"base_url", "api_type", "client"} & entries.keys():
        return False
    holder: Any = node
    if node.parent.__class__ is ast.List:
        holder = node.parent
    key = _key_of(holder)
    name = str(getattr(key, "arg", "") or getattr(key, "value", ""))
    if holder is not node and holder.parent.__class__ is ast.Assign:
        name = "config_list" if _is_given(holder.parent.targets[0], module) else ""
        return name == "config_list"
    return name in ("config_list", "llm_config") and not any(
        p.__class__ is ast.Call and last_name(p.func) in _TOLD for p in ancestors(node)
    )


def _is_given(target: Any, module: Module) -> bool:
    """Say whether a list is the ``config_list`` of something in its file."""
    name = last_name(target)
    return any(
        getattr(key, "value", None) == "config_list" and last_name(value) == name
        for display in module.nodes[ast.Dict]
        for key, value in zip(display.keys, display.values, strict=True)
    ) or any(
        keyword.arg == "config_list" and last_name(keyword.value) == name
        for calls in module.calls.values()
        for call in calls
        if last_name(call.func) not in _TOLD
        for keyword in call.keywords
    )


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
