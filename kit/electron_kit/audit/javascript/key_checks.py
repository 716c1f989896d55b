"""OpenAI's key as a project's own settings hold it, where a program stops without it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import CredentialRead
from ..hosts import FOREIGN_KEYS, VARIABLE
from .index import Module
from .resolve import Resolver
from .syntax import Node
from .written import bare, key_of, last_name

_KEY = re.compile(r"(?i)open_?ai\w*key")
_ANY_KEY = re.compile(r"(?i)api_?key")
_OF_KEYS = re.compile(r"(?i)key|openai")
# A pattern of whole keys; what begins with a vendor's name is that vendor's.
_SHAPE = re.compile(r"/\^\(?sk-(?!ant|or-|lf)")
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
            variable = _variable(node, resolver) or _said(node, name)
            if variable:
                seen.add(condition.start)
                yield CredentialRead(place=node.place, variable=variable, how="required")


def demanded(module: Module, resolver: Resolver) -> Iterator[CredentialRead]:
    """Yield where a key that was read elsewhere is demanded: ``if (!openAiKey) {``.

    It was read at the file's top, or by a function that gives it. What is asked right behind the
    reading is said there.

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
    given = {
        name.text
        for node in module.nodes.get("variable_declarator", ())
        if (name := node.get("name")) is not None
        and _ANY_KEY.search(name.text)
        and _is_from_elsewhere(node.get("value"))
    }
    for statement in module.nodes.get("if_statement", ()) if read or given else ():
        condition = statement.get("condition")
        for node in condition.walk() if condition is not None else ():
            name = node.get("argument") if node.kind == "unary_expression" else None
            if name is None or not node.text.startswith("!"):
                continue
            if name.text not in read:
                far = name.text in given and _is_given(name) and _is_openais(name, resolver)
            else:
                far = name.scope.parent is not None or name.place.line - read[name.text] >= _NEAR
            variable = _variable(name, resolver) if far else ""
            if variable:
                yield CredentialRead(place=name.place, variable=variable, how="required")
                break


def kept_patterns(module: Module) -> Iterator[CredentialRead]:
    """Yield patterns that settings' keys are held against: ``OPENAI_KEY: /^sk-/``.

    Args:
        module: The file, no test.
    """
    for regex in module.nodes.get("regex", ()):
        pair = regex.parent
        key = (key_of(pair) or "") if pair is not None and pair.kind == "pair" else ""
        ours = _OF_KEYS.search(key) is not None and FOREIGN_KEYS.search(key) is None
        if pair is not None and ours and _SHAPE.match(regex.text):
            yield CredentialRead(place=pair.place, variable="sk-", how="checked")


def _is_from_elsewhere(value: Node | None) -> bool:
    """Say whether a value is what a function of the project's or its settings give."""
    value = bare(value) if value is not None else None
    if value is None or value.kind not in ("call_expression", "member_expression"):
        return False
    return re.search(r"OPENAI_|process\.env", value.text) is None


def _is_given(name: Node) -> bool:
    """Say whether all that a name is bound to, where it stands, comes from elsewhere."""
    bindings = name.scope.find(name.text) or ()
    return bool(bindings) and all(
        binding.how == "value" and _is_from_elsewhere(binding.node) for binding in bindings
    )


def _is_openais(name: Node, resolver: Resolver) -> bool:
    """Say whether a key can be OpenAI's alone: what serves several vendors stops for each."""
    read = [item.name for item in resolver.of(name) if item.kind == "env"]
    return all(VARIABLE.match(variable) for variable in read)


def _said(node: Node, name: str) -> str:
    """Return the variable that settings' own names say: ``config.openai.apiKey``."""
    owner = node.get("object")
    ours = "openai" in name.lower() or (owner is not None and last_name(owner).lower() == "openai")
    return "OPENAI_API_KEY" if ours and "key" in name.lower() else ""


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
