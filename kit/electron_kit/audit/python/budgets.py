"""Numbers of tokens that code counts on."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ...contract.limits import CONTEXT_TOKENS
from ..facts import Fact, TokenBudget
from ..model_names import is_text_model
from .clients import other_vendor
from .holders import parameter_with
from .index import Module
from .known import WITHOUT_MODELS
from .model_logic.branches import PREFIX
from .model_logic.names import is_model_name
from .model_logic.tables import name_of
from .tree import ancestors, enclosing_function, last_name, place_of, walk
from .vendors import VENDOR_NAME

# Names of numbers of tokens; `_NOT_BUDGET` are numbers of something else that are called alike:
# sizes in bytes, prices, what may be sent in a minute or a month.
_BUDGET = re.compile(
    r"(?i)(?:max|context|limit|budget|total|input|prompt|window|ctx|trunc|num).*(?:tokens?|context|ctx|window|length_tokens)|"
    r"tokens?_?(?:limit|max|budget|window|count_limit)|context_?(?:window|length|size|limit)|(?:trim|compact|truncat|summar)\w*_threshold$|"
    r"target_tokens$|max_?ctx|(?:^|_)n_ctx$"
)
_NOT_BUDGET = re.compile(
    r"(?i)bytes|chars|cost|price|rate|per_minute|tpm|rpm|_id$|embed|train|cache|daily|monthly|quota|file|image|usage"
)
# Of a table's several numbers for a model, those that are its limits.
_LIMIT = re.compile(r"(?i)context|token|window|max_output|limit")
# No model takes more: such a number is a sum, a price in cents or a time.
_MOST = 20_000_000
_DIGITS = len(str(_MOST)) + 1
_READERS = ("int", "getenv", "get", "env", "config")
# Declarations whose default is a number until somebody gives another.
_DECLARED = {
    "add_argument", "option", "Option", "Field", "field", "Query", "Body", "Argument", "attrib",
    "IntegerField", "mapped_column", "Column",
}  # fmt: skip
# How a number of tokens is called that was counted; in a comparison it is held against a budget.
_COUNTED = re.compile(
    r"(?i)^(?:n|num|count|estimated?|approx|used|current)?_?(?:(?:prompt|input|context|message|text|history)_?)?"
    r"(?:n_?)?tokens?(?:_?(?:count|len|length|estimate|used))?$|^(?:count|estimate|get|num)_?(?:\w+_)?tokens"
)
# Another vendor's limit, or a model for embeddings: Electron's context has nothing to do with it.
_ELSEWHERE = re.compile(rf"{VENDOR_NAME.pattern}|voyage|embed")
_OTHERS_MODEL = re.compile(r"(?:anthropic|gemini|mistral|groq|cohere|bedrock|vertex_ai)/|claude-")

# Libraries that a budget beside them is not for, or not for alone.
_NOT_MODELS_OWN = WITHOUT_MODELS | {"litellm", "azure", "google", "boto3", "unittest"}


# The same in characters, of which about four make a token.
_CHARS = re.compile(
    r"(?i)^_?(?:max|truncate|trim|limit|clip)\w*_(?:chars?|characters)$|_(?:char|character)_(?:limit|budget)$"
)
_CHARS_PER_TOKEN = 4


def budgets(module: Module) -> Iterator[Fact]:
    """Yield numbers of tokens that a module counts on, by the name of what holds them.

    Args:
        module: The module.
    """
    roots = {name.partition(".")[0] for name in module.imported}
    # The number is another vendor's where only that one's package is imported.
    if "openai" not in roots and any(other_vendor(name) for name in roots - _NOT_MODELS_OWN):
        return
    if "openai" not in roots and _only_of_others(module):
        return
    tables: set[int] = set()
    chains: set[int] = set()
    for node in module.nodes[ast.Constant]:
        parent = node.parent
        number = _number(node, parent)
        if not CONTEXT_TOKENS < number <= _MOST:
            continue
        place = place_of(node)
        if parent.__class__ is ast.BinOp or any(
            _ELSEWHERE.search(getattr(outer, "name", None) or "") for outer in ancestors(node)
        ):
            continue
        if parent.__class__ is ast.Dict or _in_record(parent):
            yield from _tabled(node, parent, number, tables)
            continue
        if parent.__class__ is ast.keyword and _of_another(parent.parent):
            continue
        name = _budget_name(node, parent)
        if parent.__class__ is ast.Return and parent.parent.__class__ is ast.If:
            # A table in another form: one finding for all branches.
            function = id(enclosing_function(parent))
            if function in chains:
                continue
            chains.add(function)
        if name and _BUDGET.search(name) and not _NOT_BUDGET.search(name):
            yield TokenBudget(place=place, name=name, tokens=number)
        elif name and _CHARS.search(name) and number // _CHARS_PER_TOKEN > CONTEXT_TOKENS:
            # It is about what a chat is told if the module asks for one.
            if "openai" in roots or _asks(module):
                yield TokenBudget(place=place, name=name, tokens=number // _CHARS_PER_TOKEN)


def _asks(module: Module) -> bool:
    """Say whether a module sends chat requests, whoever makes its client."""
    return any(b"completions.create" in unit.data for unit in module.units)


def _in_record(parent: Any) -> bool:
    """Say whether a number is part of a model's record: ``{"gpt-4o": (128_000, 16_384)}``."""
    if parent.__class__ not in (ast.Call, ast.Tuple, ast.List):
        return False
    table = parent.parent
    return table.__class__ is ast.Dict and any(is_model_name(k) for k in table.keys)


def _tabled(node: Any, parent: Any, number: int, tables: set[int]) -> Iterator[Fact]:
    """Yield a number of a dictionary; for a table of models one finding, whatever it holds."""
    if parent.__class__ is not ast.Dict:
        yield from _of_table(parent.parent, "a table of contexts", number, tables)
        return
    at = next((i for i, v in enumerate(parent.values) if v is node), None)
    key = parent.keys[at] if at is not None else None
    text = key.value if key.__class__ is ast.Constant else last_name(key)
    if not isinstance(text, str):
        return
    if is_text_model(text):
        yield from _of_table(parent, "a table of contexts", number, tables)
        return
    outer = next((x for x in ancestors(parent) if x.__class__ is ast.Dict), None)
    if outer is not None and any(is_model_name(k) for k in outer.keys):
        # A table of models, each with its limits.
        if _LIMIT.search(text) and id(outer) not in tables:
            tables.add(id(outer))
            yield TokenBudget(place=place_of(outer), name=name_of(outer) or text, tokens=number)
    elif _BUDGET.search(text) and not _NOT_BUDGET.search(text):
        yield TokenBudget(place=place_of(node), name=text, tokens=number)


def _of_table(table: Any, said: str, number: int, tables: set[int]) -> Iterator[Fact]:
    name = name_of(table) or _outer_name(table)
    if id(table) not in tables and not _NOT_BUDGET.search(name):
        tables.add(id(table))
        yield TokenBudget(place=place_of(table), name=name or said, tokens=number)


def _of_another(call: Any) -> bool:
    """Say whether a record names another vendor's model or the vendor, and none of OpenAI's."""
    texts = [
        value.value
        for value in (*call.args, *(k.value for k in call.keywords))
        if value.__class__ is ast.Constant and value.value.__class__ is str
    ]
    return any(VENDOR_NAME.search(text) for text in texts) and not any(map(is_text_model, texts))


def _number(node: Any, parent: Any) -> int:
    """Return the number that a constant is, or that a variable's default spells; else zero."""
    value = node.value
    if value.__class__ is int:
        return int(value)
    spelled = value.__class__ is str and len(value) < _DIGITS and value.isdecimal()
    if spelled and parent.__class__ is ast.Call and last_name(parent.func) in _READERS:
        return int(value) if node in parent.args[1:] else 0
    return 0


def _only_of_others(module: Module) -> bool:
    """Say whether a module names other vendors' models, and none of OpenAI's."""
    others = False
    for text in module.texts:
        if len(text) < 60:
            if is_text_model(text):
                return False
            others = others or _OTHERS_MODEL.match(text) is not None
    return others


def _outer_name(node: Any) -> str:
    for parent in ancestors(node):
        if parent.__class__ in (ast.Assign, ast.AnnAssign):
            return _name_of_target(parent)
        if parent.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef):
            return parent.name
    return ""


def _name_of_target(node: Any) -> str:
    return last_name(node.targets[0] if node.__class__ is ast.Assign else node.target)


def _budget_name(node: Any, parent: Any) -> str:
    if parent.__class__ in (ast.Assign, ast.AnnAssign):
        return _name_of_target(parent)
    if parent.__class__ is ast.keyword:
        call = parent.parent
        if parent.arg == "default" and last_name(call.func) in _DECLARED:
            for argument in call.args:
                if argument.__class__ is ast.Constant and isinstance(argument.value, str):
                    return argument.value.lstrip("-").replace("-", "_")
            if call.parent.__class__ in (ast.Assign, ast.AnnAssign):
                return _name_of_target(call.parent)
            return ""
        return "" if parent.arg in ("max_tokens", "max_completion_tokens") else parent.arg or ""
    if parent.__class__ is ast.arguments:
        return parameter_with(parent, node) or ""
    if parent.__class__ is ast.Call and last_name(parent.func) in _READERS and len(parent.args) > 1:
        first = parent.args[0]
        named = str(first.value) if first.__class__ is ast.Constant else ""
        return named if _BUDGET.search(named) else _kept_in(parent) or named
    # A round million parts thousands from millions where numbers are shown.
    if parent.__class__ is ast.Compare and len(parent.comparators) == 1 and node.value % 1_000_000:
        return _compared(parent.left if parent.left is not node else parent.comparators[0])
    if parent.__class__ is ast.Slice:
        # ``encoding.encode(text)[:120_000]``
        return _compared(parent.parent.value, length=True)
    if parent.__class__ is ast.Return:
        for outer in ancestors(parent):
            if outer.__class__ is ast.If and not _asks_for_model(outer.test):
                # One branch of several, for nobody knows what.
                return ""
            if outer.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef):
                return outer.name
    return ""


def _kept_in(node: Any) -> str:
    """Return what keeps a number that is read from the environment: ``int(os.getenv(…))``."""
    while node.parent.__class__ in (ast.Call, ast.BoolOp):
        node = node.parent
    assigned = node.parent.__class__ in (ast.Assign, ast.AnnAssign)
    return _name_of_target(node.parent) if assigned else ""


def _compared(other: Any, *, length: bool = False) -> str:
    """Return a budget's name for what a number is held against, if that are counted tokens.

    Args:
        other: What the number is held against.
        length: Whether it is tokens themselves, and not how many they are.
    """
    if length:
        encoded = other.__class__ is ast.Call and last_name(other.func) == "encode"
        return "max_tokens" if encoded or last_name(other) == "tokens" else ""
    if other.__class__ is ast.Call and last_name(other.func) == "len" and other.args:
        inner = other.args[0]
        encoded = inner.__class__ is ast.Call and last_name(inner.func) == "encode"
        return "max_tokens" if encoded or last_name(inner) == "tokens" else ""
    text = last_name(other.func if other.__class__ is ast.Call else other)
    if _COUNTED.match(text):
        return f"max_{text}"
    return text if "token" in text.lower() else ""


def _asks_for_model(test: Any) -> bool:
    """Say whether a condition asks for one of OpenAI's models."""
    return any(
        n.__class__ is ast.Constant and n.value.__class__ is str and PREFIX.match(n.value)
        for n in walk(test)
    )
