"""What is by its name meant for another vendor: a file, a class, a function, a branch."""

from __future__ import annotations

import ast
import re
from typing import Any

from .tree import last_name

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)

# Many of them are called by OpenAI's SDK: what is named after one is that vendor's, though
# the calls look alike.
VENDOR_NAME = re.compile(
    r"(?i)anthropic|claude|gemini|mistral|cohere|groq|deepseek|doubao|moonshot|minimax|qianfan|zhipu|ollama|"
    r"bedrock|vertex|dashscope|qwen|qianwen|tongyi|openrouter|llama_?cpp|vllm|lm_?studio|baidu|xunfei|hugging_?face|together_?ai|fireworks|"
    # ``class TogetherClient``; the word alone is no vendor.
    r"(?-i:^Together(?:[A-Z]|$))"
)


def for_another_vendor(node: Any) -> bool:
    """Say whether a class or a function around a node is named after another vendor."""
    while node is not None:
        if VENDOR_NAME.search(getattr(node, "name", None) or ""):
            return True
        node = node.parent
    return False


def in_vendors_branch(node: Any) -> bool:
    """Say whether a node is gone to only for another vendor's models, or in its name.

    ``if model.startswith("ollama/"):``, ``elif "gemini" in model:``, ``if vendor == "groq":``.
    """
    child, parent = node, node.parent
    while parent is not None and parent.__class__ not in _FUNCTIONS:
        if parent.__class__ is ast.If and child in parent.body and _asks_for_vendor(parent.test):
            return True
        child, parent = parent, parent.parent
    return False


def _asks_for_vendor(test: Any) -> bool:
    if test.__class__ is ast.Compare and test.ops[0].__class__ in (ast.Eq, ast.In):
        asked = [test.left, *test.comparators]
    elif test.__class__ is ast.Call and last_name(test.func) == "startswith":
        asked = test.args
    else:
        return False
    words = [a.value for a in asked if a.__class__ is ast.Constant and isinstance(a.value, str)]
    return bool(words) and all(VENDOR_NAME.search(word) for word in words)
