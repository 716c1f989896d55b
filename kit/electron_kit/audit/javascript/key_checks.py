"""OpenAI's key as a project's own settings hold it, where a program stops without it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import CredentialRead
from ..hosts import VARIABLE
from .index import Module
from .resolve import Resolver
from .syntax import Node
from .written import last_name

_KEY = re.compile(r"(?i)open_?ai\w*key")
# What is asked so many lines below the reading is a thing of its own.
_NEAR = 9
# What settings call it: ``config.openaiApiKey``, ``config.openai.apiKey``.
_CALLED = re.compile(r"(?i)^(?:open_?ai_?\w*(?:key|token)|(?:api_?)?(?:key|token))$")
# What holds settings is called so: ``config``, ``openaiConfig``, ``config.openai``.
_SETTINGS = re.compile(r"(?i)(?:config(?:uration)?|settings|cfg|conf|env|environment|openai)$")
# What stands between a key and the condition that asks for it.
_BETWEEN = frozenset({"parenthesized_expression", "unary_expression", "binary_expression"})
# ``assert(config.openaiApiKey, "no key")``
_DEMANDED = frozenset({"assert", "ok", "invariant"})
# ``config.openaiApiKey.trim()``, ``config.openaiApiKey.length > 10``
_OF_A_TEXT = frozenset({"length", "trim"})


def checked_settings(module: Module, resolver: Resolver) -> Iterator[CredentialRead]:
    """Yield the conditions that ask settings for a key: ``if (!config.openaiApiKey) {``.

    Args:
        module: The file, no test.
        resolver: The project's resolver.
    """
    seen: set[int] = set()
    for name, nodes in module.members.items():
        for node in nodes if _CALLED.match(name) else ():
            owner = node.get("object")
            if owner is None or VARIABLE.match(name) or not _SETTINGS.search(last_name(owner)):
                continue
            condition = _condition(node)
            if condition is None or condition.start in seen:
                continue
            variable = _variable(node, resolver)
            if variable:
                seen.add(condition.start)
                yield CredentialRead(place=node.place, variable=variable, how="required")


def demanded(module: Module, resolver: Resolver) -> Iterator[CredentialRead]:
    """Yield where a key that the file has read at its top is demanded: ``if (!openAiKey) {``.

    What is asked right behind the reading is said there.

    Args:
        module: The file, no test.
        resolver: The project's resolver.
    """
    read = {
        name.text: name.place.line
        for node in module.nodes.get("variable_declarator", ())
        if (name := node.get("name")) is not None
        and node.scope.parent is None
        and _KEY.search(name.text)
    }
    for statement in module.nodes.get("if_statement", ()) if read else ():
        condition = statement.get("condition")
        for node in condition.walk() if condition is not None else ():
            name = node.get("argument") if node.kind == "unary_expression" else None
            if name is None or name.text not in read or not node.text.startswith("!"):
                continue
            far = name.scope.parent is not None or name.place.line - read[name.text] >= _NEAR
            variable = _variable(name, resolver) if far else ""
            if variable:
                yield CredentialRead(place=name.place, variable=variable, how="required")
                break


def _variable(node: Node, resolver: Resolver) -> str:
    """Return the variable that a member of settings is taken from, if that is OpenAI's."""
    return next(
        (i.name for i in resolver.of(node) if i.kind == "env" and VARIABLE.match(i.name)), ""
    )


def _condition(node: Node) -> Node | None:
    """Return the condition of an ``if`` or an assertion that a member is all or a part of."""
    child, parent = node, node.parent
    while parent is not None:
        if parent.kind == "member_expression" and parent.get("object") is child:
            label = parent.get("property")
            if label is None or label.text not in _OF_A_TEXT:
                return None
        elif parent.kind == "call_expression":
            if parent.get("function") is not child or child is node:
                return None
        elif parent.kind == "arguments":
            call = parent.parent
            callee = call.get("function") if call is not None else None
            asked = callee is not None and last_name(callee) in _DEMANDED
            return child if asked and parent.children[0] is child else None
        elif parent.kind == "if_statement":
            return child if parent.get("condition") is child else None
        elif parent.kind not in _BETWEEN:
            return None
        child, parent = parent, parent.parent
    return None
