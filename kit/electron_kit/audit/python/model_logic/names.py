"""What is a model's name, and what is called like one."""

from __future__ import annotations

import ast
import re
from typing import Any

from ...model_names import is_text_model
from ..tree import ancestors, last_name

# As people call them in tables of their own.
_SPOKEN = re.compile(r"gpt-?[3-9]o?(?:\.\d)?(?:[-_](?:mini|nano|turbo))?$")


def is_model_like(node: Any) -> bool:
    """Say whether an expression is called as what holds a model's name."""
    if _is_models_own_name(node):
        return True
    while node.__class__ in (ast.Call, ast.Attribute, ast.Subscript, ast.BoolOp):
        if node.__class__ is ast.BoolOp:
            node = node.values[0]
            continue
        if node.__class__ is ast.Call and any(
            a.__class__ is ast.Constant and re.search(r"(?i)model|engine", str(a.value))
            for a in node.args[:1]
        ):
            return True
        if node.__class__ is ast.Subscript and node.slice.__class__ is ast.Constant:
            if re.search(r"(?i)model|engine|llm|deployment", str(node.slice.value)):
                return True
        name = last_name(node if node.__class__ is ast.Attribute else getattr(node, "func", node))
        if re.search(r"(?i)model|engine|llm|deployment|gpt", name):
            return True
        node = node.func if node.__class__ is ast.Call else node.value
    return bool(
        re.search(r"(?i)model|engine|llm|deployment|gpt|^name$|^m$|backend", last_name(node))
    )


# What holds several models, such as ``models_to_run`` or ``MODEL_PRICES``.
_SEVERAL = re.compile(
    r"s$|s_|_?(?:dict|map|table|list|set|registry|choices|cache)$|^[A-Z_\d]+$|^__\w+__$"
)


def is_one_model(node: Any) -> bool:
    """Say whether an expression is by its name one model's name, and no list of them."""
    return is_model_like(node) and _SEVERAL.search(_subject(node)) is None


def _subject(node: Any) -> str:
    """Return what an expression is called, whatever is done with its text: ``model.lower()``."""
    while node.__class__ is ast.Call and node.func.__class__ is ast.Attribute:
        node = node.func.value
    while node.__class__ is ast.Subscript:
        node = node.value
    return last_name(node)


def _is_models_own_name(node: Any) -> bool:
    """Say whether an expression is ``self.name`` in a class that is called after models."""
    if (
        node.__class__ is not ast.Attribute
        or node.attr != "name"
        or last_name(node.value) != "self"
    ):
        return False
    klass = next((x for x in ancestors(node) if x.__class__ is ast.ClassDef), None)
    return re.search(r"(?i)model|llm|gpt|openai", getattr(klass, "name", "")) is not None


def is_model_name(node: Any) -> bool:
    """Say whether an expression is the name of a model of OpenAI's for text."""
    return node.__class__ is ast.Constant and isinstance(node.value, str) and is_name(node.value)


def is_name(text: str) -> bool:
    """Say whether a text is the name of one of OpenAI's models for text, as people write it too."""
    return is_text_model(text) or _SPOKEN.match(text) is not None
