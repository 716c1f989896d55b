"""What a text or a pattern by which code tests says of OpenAI's models."""

from __future__ import annotations

import re

from ...model_names import is_text_model
from ..limiters import value_of
from ..syntax import Node
from ..written import bare, last_name

PREFIX = re.compile(
    r"^(?:openai[/:])?(?:(?:chat)?gpt-?(?:\d.*)?|o\d-?(?:mini|preview)?|text-davinci.*|davinci|ft:.*)$"
)
"""What OpenAI's names are, or begin with."""
# What begins OpenAI's names and other words too: it counts where a model is tested.
_WEAK_PREFIX = frozenset({"code-", "text-", "code", "text-chat"})
# Sizes of OpenAI's models, where a model is tested: ``model.endsWith("-mini")``.
_SIZES = frozenset({"mini", "-mini", "nano", "-nano", "turbo", "-turbo"})
# What only a pattern about models has: ``^o\d``, ``^(gpt|chatgpt|o\d)``.
_TELLS = re.compile(r"\^\(?o(?:\[\d|\d|\\d)|\bo[134]\b|davinci|[(|^](?:chat)?gpt[|)]|[(|]o\\d")
# The family's name alone, which other texts have too: it counts where a model is tested.
_FAMILY = re.compile(r"/\^?(?:chat|\(\?:chat\)\?|\(chat\)\?)?gpt-?/[a-z]*")
# Under what an entry of a list of models says which it is.
_ENTRY = frozenset({"id", "name", "slug", "value", "key"})


def is_pattern(regex: Node, subject: Node | None) -> bool:
    """Say whether a regular expression tells OpenAI's models apart.

    Args:
        regex: The expression.
        subject: What it is tried on.
    """
    if regex.kind != "regex":
        return False
    # Not crawlers, which call themselves so: ChatGPT-User, GPTBot.
    if re.search(r"gpt-(?!user|bot)|\^o1|\^\((?:\?:)?(?:[^()]*\|)?(?:chat)?gpt[|)]", regex.text):
        return True
    about = subject is not None and ("model" in _said(subject) or _is_entry(subject))
    told = _TELLS.search(regex.text) or _FAMILY.fullmatch(regex.text)
    return about and told is not None


def _is_entry(subject: Node) -> bool:
    """Say whether a list of models is gone through by what is tried: ``filter((id) => …)``."""
    text = last_name(subject)
    calls = (up for up in subject.up() if up.kind == "call_expression" and _filters(up))
    called = next(calls, None)
    if text not in _ENTRY or called is None:
        return False
    return "model" in called.text[:400].lower() or _is_listed(called)


def _is_listed(called: Node) -> bool:
    """Say whether what is gone through came from an API's list: ``await openai.models.list()``."""
    root = called
    while root.kind in ("call_expression", "member_expression"):
        inner = root.get("function") or root.get("object")
        if inner is None:
            return False
        root = bare(inner)
    return ".models.list(" in value_of(root).text[:80]


def _filters(call: Node) -> bool:
    callee = call.get("function")
    return callee is not None and last_name(callee) in ("filter", "find", "some", "map", "sort")


def _said(subject: Node) -> str:
    """Return what an expression is called, or what the name's value is made of."""
    text = subject.text[:80].lower()
    if subject.kind == "identifier" and "model" not in text:
        for binding in (subject.scope.find(subject.text) or ())[:2]:
            if binding.how == "value" and binding.node is not None:
                text += binding.node.text[:80].lower()
    return text


def _is_prefix(text: str, call: Node) -> bool:
    """Say whether a text begins OpenAI's model names, or so where a model is tested."""
    if PREFIX.match(text):
        return True
    callee = call.get("function")
    owner = callee.get("object") if callee is not None else None
    weak = text in _WEAK_PREFIX or text in _SIZES or text.startswith("text-davinci")
    return weak and owner is not None and "model" in owner.text.lower()


def is_asked(text: str, call: Node) -> bool:
    """Say whether a text by which something is tested begins OpenAI's names, or is one.

    Args:
        text: The text.
        call: A call of a method that tests a text: ``model.startsWith("gpt-4")``.
    """
    return _is_prefix(text, call) or (is_text_model(text) and about_model(call))


def about_entry(call: Node, text: str) -> bool:
    """Say whether an entry of a list is tested by what no other name begins with: ``m.id``.

    Args:
        call: A call of a method that tests a text: ``model.startsWith("gpt-4")``.
        text: What it is tested by.
    """
    callee = call.get("function")
    owner = callee.get("object") if callee is not None else None
    if owner is not None and owner.kind == "call_expression":
        # ``m.name.toLowerCase()``
        inner = owner.get("function")
        same = inner is not None and last_name(inner) in ("toLowerCase", "trim")
        owner = inner.get("object") if inner is not None and same else None
    if owner is None or owner.kind != "member_expression" or last_name(owner) not in _ENTRY:
        return False
    if re.match(r"(?:chat)?gpt-", text):
        return True
    return re.fullmatch(r"(?:chat)?gpt", text) is not None and _is_entry(owner)


def about_model(call: Node) -> bool:
    """Say whether what a call tests may be a model's name, as it is called.

    Args:
        call: A call of a method that tests a text: ``model.startsWith("gpt-4")``.
    """
    callee = call.get("function")
    owner = callee.get("object") if callee is not None else None
    if owner is None:
        return False
    text = owner.text.lower()
    named = any(word in text for word in ("model", "engine", "gpt", "llm", "deployment"))
    return named or owner.kind in ("identifier", "array")
