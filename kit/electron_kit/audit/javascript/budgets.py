"""Numbers of tokens that code counts on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...contract.limits import CONTEXT_TOKENS
from ..facts import Call, Confidence, Fact, TokenBudget
from ..model_names import is_text_model
from .idle import Idle
from .index import Module
from .positions import of_another_model
from .scopes import FUNCTIONS
from .syntax import Node, number_value, string_value
from .test_files import is_test
from .vendors import sent_elsewhere
from .written import key_of, last_name

# Names of numbers of tokens, by two words that stand near each other.
_BUDGET = re.compile(
    r"(?i)^context_?size$|^(?:model|max|llm|gpt)_?context$|(?:max|context|limit|budget|window).{0,24}(?:token|context|window|limit|length)|token.{0,12}(?:max|limit|budget)"
)
# What several requests may take together: ``maxTokensPerDay``.
_SUM = re.compile(
    r"(?i)per_?(?!turn|request|call|message|prompt|response|completion|query|model)[a-z]"
)
# The same in characters, of which about four make a token.
_CHARS = re.compile(
    r"(?i)^_?(?:max|truncate|trim|limit|clip)\w*?(?:chars?|characters)(?:_?(?:max|limit))?$|"
    r"(?:character|char)s?_?(?:limit|budget)$"
)
_CHARS_PER_TOKEN = 4
# No model takes more: such a number is a sum, a size or a time.
_MOST = 2_100_000
_READERS = frozenset({"Number", "parseInt", "Number.parseInt", "Number.parseFloat", "parseFloat"})
VENDORS_FILE = re.compile(
    r"(?i)(?:^|/)[\w.-]*(?:ollama|anthropic|claude|gemini|mistral|groq|cohere|deepseek|bedrock)"
    r"[\w.-]*(?:/[^/]*)?$"
)
"""Files that are about another vendor's models by their names."""


def _named_in(row: Node) -> str:
    """Return the model whose window a row of a table holds: ``["gpt-4o", 128_000]``."""
    text = string_value(row.children[0]) or ""
    return text if is_text_model(text) else ""


def _given_by(node: Node) -> str:
    """Return what a function is called whose result an expression is, or nothing."""
    while node.kind in ("ternary_expression", "parenthesized_expression") and node.parent:
        node = node.parent
    if node.kind == "return_statement":
        function = next((above for above in node.up() if above.kind in FUNCTIONS), None)
    else:
        function = node if node.kind == "arrow_function" else None
    if function is None:
        return ""
    own = function.get("name")
    holder = function.parent
    if own is None and holder is not None and holder.kind == "variable_declarator":
        own = holder.get("name")
    return own.text if own is not None else ""


def _bound_of(given: Node) -> Node | None:
    """Return the entry whose largest value a schema says: ``maxTokens: z.number().max(…)``."""
    at = given.parent
    callee = at.get("function") if at is not None else None
    if callee is None or last_name(callee) not in ("max", "lte", "default"):
        return None
    while at is not None and at.kind in ("call_expression", "member_expression"):
        at = at.parent
    return at if at is not None and at.kind == "pair" else None


def _is_read(node: Node) -> bool:
    """Say whether a number is only read from a text: ``Number(…)``."""
    if node.kind == "arguments":
        callee = node.parent.get("function") if node.parent is not None else None
        return callee is not None and callee.text in _READERS
    callee = node.get("function") if node.kind == "call_expression" else None
    return callee is not None and callee.text in _READERS


def budgets(module: Module, calls: Sequence[Call], idle: Idle) -> Iterator[Fact]:
    """Yield numbers of tokens that a module counts on, by the name of what holds them.

    Args:
        module: The module.
        calls: The requests, whose own fields are reported with them.
        idle: Tells which members of constants nobody reads.
    """
    if VENDORS_FILE.search(module.inside):
        return
    # What a test makes up is no budget of the program's.
    sure = Confidence.LOW if is_test(module) else Confidence.MEDIUM
    for node in module.nodes.get("number", ()):
        if node.end - node.start < 5:
            continue
        number = number_value(node)
        if number is None or not CONTEXT_TOKENS < number <= _MOST:
            continue
        parent = node.parent
        if parent is None or of_another_model(node):
            continue
        if parent.kind == "array" and (model := _named_in(parent)):
            yield TokenBudget(place=parent.place, name=model, tokens=int(number), confidence=sure)
            continue
        # Number(process.env.CONTEXT_SIZE) || 128_000, Number(process.env.CONTEXT_SIZE ?? 128_000)
        while parent.kind in ("binary_expression", "parenthesized_expression") or _is_read(parent):
            if parent.parent is None or (
                parent.kind == "binary_expression" and not re.search(r"\|\||\?\?", parent.text)
            ):
                break
            parent = parent.parent
        if parent.kind == "arguments" and (above := _bound_of(parent)) is not None:
            parent = above
        name = ""
        if parent.kind == "pair":
            name = key_of(parent) or ""
            if is_text_model(name):
                yield TokenBudget(
                    place=parent.place,
                    name=name,
                    tokens=int(number),
                    confidence=sure,
                )
                continue
        elif parent.kind in (
            "variable_declarator",
            "public_field_definition",
            "field_definition",
            "assignment_pattern",
            "object_assignment_pattern",
            "required_parameter",
            "enum_assignment",
        ):
            target = (
                parent.get("name")
                or parent.get("left")
                or parent.get("pattern")
                or parent.get("property")
            )
            name = target.text if target is not None else ""
        elif parent.kind == "assignment_expression":
            left = parent.get("left")
            name = last_name(left) if left is not None else ""
        elif parent.kind in ("return_statement", "arrow_function", "ternary_expression"):
            name = _given_by(parent)
        if name in (
            "max_tokens",
            "maxTokens",
            "max_completion_tokens",
            "contextWindow",
            "maxInputTokens",
            "maxOutputTokens",
        ) or (
            _BUDGET.search(name)
            and "char" not in name.lower()
            and not _SUM.search(name)
            and re.search(r"(?i)token|context", name)
        ):
            if any(
                call.place.start <= parent.start < call.place.end and call.place.unit is module.unit
                for call in calls
            ) or idle.is_idle(node):
                continue
            if parent.kind == "pair" and sent_elsewhere(parent):
                continue
            yield TokenBudget(place=parent.place, name=name, tokens=int(number), confidence=sure)
        elif (
            parent.kind != "pair"
            and _CHARS.search(name)
            and (tokens := int(number) // _CHARS_PER_TOKEN) > CONTEXT_TOKENS
            # It is about what a chat is told if the file asks for one.
            and "openai" in module.specs
            and not idle.is_idle(node)
        ):
            yield TokenBudget(place=parent.place, name=name, tokens=tokens, confidence=sure)
