"""Whether a function hands on what its parameter is given; a name may only be counted by."""

from __future__ import annotations

import ast
import re
from typing import Any

from .tree import last_name, walk

# A class that counts, prices or logs what models were asked.
_COUNTS = re.compile(
    r"(?:Token|Cost|Usage)(?:Counter|Tracker|Logger|Estimator|Calculator)|Tokenizer"
)
COUNTER = re.compile(r"(?i)encod|token|(?<!ac)(?<!dis)count|cost|price|^(?:log|track|record)_")
"""What counts tokens or money by a model's name sends nothing: `model_logic` reports it."""
# What only says a name.
_SAID = frozenset({"print", "debug", "info", "warning", "warn", "error", "exception", "log"})
RECORDED = re.compile(r"(?i)^(?:ai_?|llm_?)?model_?(?:name_?)?used$|^used_?model(?:_?name)?$")
"""What a model is called that answered: it is kept with the answer."""
# Keys that only the record of an answer has, or of what was done.
_RECORDS = re.compile(
    r"(?i)(?:created_at|timestamp|tokens_used|(?:total|prompt|completion)_tokens|usage|finish_reason|"
    r"choices|latency\w*|duration\w*|conversation_id|message_id|cost)$"
)
# What was answered, and what is asked: a function that returns the first says whose answer it is.
_GIVEN = frozenset(
    {"answer", "response", "reply", "summary", "result", "results", "analysis", "output",
     "recommendations", "confidence", "explanation", "feedback", "success", "text", "content"}
)  # fmt: skip
_ASKED = frozenset(
    {"messages", "prompt", "input", "temperature", "max_tokens", "tools", "stream", "system",
     "role", "api_key", "instructions", "response_format"}
)  # fmt: skip
_DEEPEST = 3


def goes_nowhere(function: Any, name: str, depth: int = 0) -> bool:
    """Say whether a parameter is only compared, looked up, counted by or said, never handed on."""
    of_counter = getattr(function, "parent", None).__class__ is ast.ClassDef and _COUNTS.search(
        function.parent.name
    )
    if of_counter or COUNTER.search(getattr(function, "name", "")):
        return True
    body = function.body if isinstance(function.body, list) else [function.body]
    uses = [
        inner
        for statement in body
        for inner in walk(statement)
        if inner.__class__ is ast.Name and inner.id == name
    ]
    return bool(uses) and all(_stays(use, depth) for use in uses)


def _stays(use: Any, depth: int) -> bool:
    parent = use.parent
    if use.ctx.__class__ is ast.Store:
        return parent.__class__ is ast.Assign
    kind = parent.__class__
    if kind is ast.BoolOp and parent.parent.__class__ is ast.Assign:
        # ``model = self.model or model``
        return all(last_name(target) == use.id for target in parent.parent.targets)
    if kind is ast.Attribute:
        # ``model.startswith(…)``
        return parent.parent.__class__ is ast.Call and parent.parent.func is parent
    if kind is ast.keyword:
        return COUNTER.search(last_name(parent.parent.func)) is not None
    if kind is ast.Call and use in parent.args:
        called = last_name(parent.func)
        return (
            COUNTER.search(called) is not None
            or called in _SAID
            or (depth < _DEEPEST and is_dropped(parent, use, depth + 1))
        )
    if kind is ast.Dict:
        # ``{"answer": text, "model_used": model}`` is the record of an answer.
        keys = [key for key, value in zip(parent.keys, parent.values, strict=True) if value is use]
        return all(RECORDED.match(str(getattr(key, "value", ""))) for key in keys) and bool(keys)
    if kind is ast.Compare:
        # ``query.filter(Row.name == model)`` looks a row up.
        return parent.parent.__class__ is not ast.Call
    return kind is ast.Subscript and use is parent.slice


def is_dropped(call: Any, argument: Any, depth: int) -> bool:
    """Say whether a function of the module only counts by what it is given, as the caller does."""
    name = parameter_name(call, argument)
    bindings = call.scope.module.scope.bindings.get(last_name(call.func), ())
    return bool(name) and any(
        binding.how == "def" and goes_nowhere(binding.node, name, depth) for binding in bindings
    )


def _keys_of(table: ast.Dict) -> set[str]:
    return {str(getattr(key, "value", "")).lower() for key in table.keys}


def is_record(table: ast.Dict) -> bool:
    """Say whether a dictionary is the record of an answer: ``return {"summary": …, "model": …}``.

    Or what asks no chat: a speech's request.

    Args:
        table: The dictionary.
    """
    keys = _keys_of(table)
    if any(map(_RECORDS.match, keys)):
        return True
    # What a speech is asked for with.
    if keys >= {"voice", "input"} and "messages" not in keys:
        return True
    above: Any = table
    while above.__class__ is ast.Dict:
        keys |= _keys_of(above)
        above = above.parent
    return above.__class__ is ast.Return and bool(keys & _GIVEN) and not keys & _ASKED


def parameter_name(call: Any, argument: Any) -> str:
    """Return the parameter that an argument fills in one of the module's functions or classes."""
    if call.func.__class__ is not ast.Name or argument not in call.args:
        return ""
    for binding in call.scope.module.scope.bindings.get(call.func.id, ()):
        at = call.args.index(argument)
        if binding.how == "def":
            names = [a.arg for a in (*binding.node.args.posonlyargs, *binding.node.args.args)]
        elif binding.how == "class":
            names = _fields_of(binding.node)
        else:
            continue
        if at < len(names):
            return str(names[at])
    return ""


def _fields_of(klass: Any) -> list[str]:
    """Return what a class's constructor takes in order: its own parameters, or its fields."""
    for made in klass.inner.bindings.get("__init__", ()):
        if made.how == "def":
            return [a.arg for a in (*made.node.args.posonlyargs, *made.node.args.args)][1:]
    return [
        statement.target.id
        for statement in klass.body
        if statement.__class__ is ast.AnnAssign and statement.target.__class__ is ast.Name
    ]
