"""Names of models that reach a request, or that stand where one is kept."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..common.providers import provider_of_url
from ..facts import Confidence, Fact, Kind, ModelName, Place, Provider, Value
from ..hosts import FOREIGN_KEYS, endpoint_of_url
from ..naming import (
    is_completions_model,
    is_responses_model,
    is_text_model,
    unknown_to_electron,
)
from .index import Module
from .model_logic.choices import only_member_of, run_through
from .requests import Requests
from .tree import last_name, place_of, walk

_MODEL_WORD = re.compile(
    r"(?i)(?:^|_|\b)(?:model|models|engine|llm|deployment|gpt|model_?name|model_?id)(?:$|_|\b|s\b|name|id|\d)|model$|MODEL|Model$|models$"
)
# What takes a model's name first, such as ``LLMModel("gpt-…")``; not what counts tokens.
_MAKER = re.compile(
    r"(?i)^(?!.*(?:encod|token|cost|price|count|embed|support|is_|valid|check)).*(?:llm|model|chat|gpt)"
)
_COUNTER = re.compile(r"(?i)encod|token|count|cost|price")
_EMBEDDING_WORD = re.compile(
    r"(?i)embed|whisper|tts|image|speech|transcri|moderat|audio|realtime|vision_enc"
)


def model_names(requests: Requests, sent: list[Value]) -> Iterator[Fact]:
    """Yield the literals that name models.

    Args:
        requests: The project's requests; their ``model`` field is followed to its literals.
        sent: Values of ``model`` that frameworks and hand-written requests send.
    """
    reached: dict[tuple[int, int, int], ModelName] = {}
    others: set[tuple[int, int, int]] = set()
    for request in requests.found:
        fact = request.fact
        for name in ("model", "engine", "deployment_id", "model_name"):
            field = fact.fields.get(name)
            for value in field.values if field else ():
                if fact.endpoint != "chat":
                    if value.place is not None and value.kind is Kind.CONSTANT:
                        others.add(_key(value))
                    continue
                azure = str(value.constant).startswith("gpt-35") or _beside_another_url(
                    requests.reader.nodes.get(value.place) if value.place is not None else None
                )
                if value.place is not None and (azure or _for_another(value.place, requests)):
                    others.add(_key(value))
                    continue
                if field is not None and unknown_to_electron(value, field, fact):
                    model = _literal(value, fact.confidence)
                    if model is not None:
                        if request.node.scope.module.is_test and not is_text_model(model.model):
                            # A test's own name for a model is made up.
                            model = replace(model, confidence=Confidence.LOW)
                        reached.setdefault(_key(value), model)
                elif value.name.endswith("fine_tuned_model") and field is not None:
                    yield ModelName(
                        place=field.value or field.place,
                        confidence=fact.confidence,
                        model="",
                        route="fine-tuning job",
                    )
    for value in sent:
        model = _literal(value, Confidence.HIGH)
        if model is not None and is_text_model(model.model):
            reached.setdefault(_key(value), model)
    yield from reached.values()
    for module in requests.resolver.project.modules:
        for model in _kept(module) if module.primary else ():
            place = model.place
            key = (id(place.unit), place.start, place.end)
            if key not in reached and key not in others:
                reached[key] = model
                yield replace(model, confidence=Confidence.LOW) if module.doubtful else model


def _beside_another_url(node: Any) -> bool:
    """Say whether a name is given together with the URL of another endpoint or vendor."""
    call = getattr(node, "parent", None)
    while call.__class__ is ast.keyword:
        call = call.parent
    if call.__class__ is not ast.Call:
        return False
    texts = [
        str(value.value)
        for value in (*call.args, *(k.value for k in call.keywords))
        if value.__class__ is ast.Constant and "://" in str(value.value)
    ]
    return bool(texts) and all(_leads_elsewhere(text) for text in texts)


def _leads_elsewhere(url: str) -> bool:
    provider = provider_of_url(url)
    if provider is Provider.OPENAI:
        return endpoint_of_url(url) != "chat"
    return provider is Provider.OTHER


def _for_another(place: Place, requests: Requests) -> bool:
    """Say whether a name is another vendor's, though it is spelled like one of OpenAI's.

    It is the default of that vendor's variable, or is chosen in the branch that makes that
    vendor's client and no other.
    """
    node = requests.reader.nodes.get(place)
    if node is None:
        return False
    call = node.parent
    if call.__class__ is ast.Call and node in call.args[1:]:
        first = call.args[0]
        variable = str(first.value) if first.__class__ is ast.Constant else ""
        if FOREIGN_KEYS.search(variable) and "OPENAI" not in variable.upper():
            return True
    branch = _branch(node)
    if branch is None:
        return False
    made = [m.client.provider for m in requests.constructors if _branch(m.node) == branch]
    return bool(made) and all(provider is Provider.OTHER for provider in made)


def _branch(node: Any) -> tuple[int, str] | None:
    """Return which branch of which ``if`` a node stands in."""
    child, parent = node, node.parent
    while parent is not None:
        if parent.__class__ is ast.If:
            for name in ("body", "orelse"):
                if child in getattr(parent, name):
                    return (id(parent), name)
        if parent.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda):
            return None
        child, parent = parent, parent.parent
    return None


def _literal(value: Value, confidence: Confidence) -> ModelName | None:
    if (
        value.kind is not Kind.CONSTANT
        or not isinstance(value.constant, str)
        or value.place is None
    ):
        return None
    return ModelName(
        place=value.place,
        confidence=min(confidence, value.confidence),
        model=value.constant,
        route=value.name or "argument",
    )


def _key(value: Value) -> tuple[int, int, int]:
    place = value.place
    return (id(place.unit), place.start, place.end) if place else (0, 0, 0)


def _kept(module: Module) -> Iterator[ModelName]:
    """Yield names that stand where a model's name is kept, by the name of the place."""
    for node in module.nodes[ast.Constant]:
        text = node.value
        if text.__class__ is not str or not is_text_model(text) or is_completions_model(text):
            continue
        if is_responses_model(text) or text.startswith("gpt-35"):
            # It reaches the Responses API, which is what is reported; or is Azure's spelling.
            continue
        holder = _prefixed(node) or _holder(node)
        if _beside_another_url(node):
            continue
        if holder is None or _EMBEDDING_WORD.search(holder):
            continue
        if _MODEL_WORD.search(holder):
            yield ModelName(
                place=place_of(node),
                confidence=Confidence.MEDIUM,
                model=text,
                route=f"value of {holder}",
            )


def _prefixed(node: Any) -> str | None:
    """Return a word for where ``"openai:gpt-…"`` is kept: nothing but a framework reads it."""
    parent = node.parent
    if not node.value.startswith(("openai:", "openai/", "openai-chat:")):
        return None
    if parent.__class__ is ast.Dict:
        keys = [key for key, value in zip(parent.keys, parent.values, strict=True) if value is node]
        named = [key.value for key in keys if key.__class__ is ast.Constant]
        return "model" if named and not any(_is_name_of_model(key) for key in keys) else None
    kept = parent.__class__ in (ast.Assign, ast.AnnAssign) and parent.value is node
    return "model" if kept else None


def _holder(node: Any) -> str | None:
    """Return the name that keeps a literal: a variable, a parameter, a key, an option; or None."""
    child, parent = node, node.parent
    in_container = False
    while True:
        kind = parent.__class__
        if kind in (ast.BoolOp, ast.IfExp):
            if kind is ast.IfExp and child is parent.test:
                return None
        elif kind in (ast.List, ast.Tuple, ast.Set):
            # Several names in a row are a choice, which another rule is about.
            if run_through(parent):
                return "model"
            if sum(_is_name_of_model(e) for e in parent.elts) > 1 or kind is not ast.List:
                return None
            if only_member_of(parent):
                return None
            in_container = True
        elif kind is ast.Dict:
            if any(child is key for key in parent.keys) or any(
                _is_name_of_model(key) for key in parent.keys
            ):
                return None
            position = next((i for i, v in enumerate(parent.values) if v is child), None)
            key = parent.keys[position] if position is not None else None
            if key.__class__ is ast.Constant and isinstance(key.value, str) and not in_container:
                if _MODEL_WORD.search(key.value):
                    return key.value
            if _EMBEDDING_WORD.search(str(getattr(key, "value", ""))):
                return None
            in_container = True
        elif kind is ast.keyword:
            call = parent.parent
            if _COUNTER.search(last_name(call.func)):
                return None
            if parent.arg in ("default", "value", "fallback", "default_value"):
                return _option_name(call) or _assigned(call)
            if parent.arg in ("choices", "options", "help", "description", "examples", "example"):
                return None
            return parent.arg if not in_container else None
        elif kind is ast.Call:
            name = last_name(parent.func)
            if child is parent.func:
                return None
            if name in (
                "getenv",
                "get",
                "setdefault",
                "env",
                "config",
                "pop",
                "get_config",
                "get_env",
                "getattr",
            ):
                first = parent.args[0] if parent.args and child is not parent.args[0] else None
                if name == "getattr" and len(parent.args) > 2:
                    first = parent.args[1]
                if first.__class__ is ast.Constant:
                    return str(first.value)
                return last_name(first) if first is not None else None
            named = _parameter_name(parent, child)
            if named and not _COUNTER.search(name):
                return named if _MODEL_WORD.search(named) else None
            if _MAKER.search(name) and parent.args and child is parent.args[0]:
                return "model"
            before = parent.args[: parent.args.index(child)] if child in parent.args else []
            if (
                before
                and before[-1].__class__ is ast.Constant
                and isinstance(before[-1].value, str)
            ):
                # ``set_attribute(user, "current_model", "gpt-…")``
                return before[-1].value if _MODEL_WORD.search(before[-1].value) else None
            if name in (
                "Field",
                "field",
                "Option",
                "str",
                "Query",
                "Body",
                "config",
                "Argument",
                "Literal",
            ):
                return _assigned(parent)
            return None
        elif kind in (ast.Assign, ast.AnnAssign):
            return _target(parent)
        elif kind is ast.arguments:
            keeper = _parameter(parent, child)
            return keeper if keeper and not _goes_nowhere(parent.parent, keeper) else None
        elif kind is ast.Subscript and child is not parent.slice:
            pass
        else:
            return None
        child, parent = parent, parent.parent


def _goes_nowhere(function: Any, name: str) -> bool:
    """Say whether a parameter is only compared, looked up or counted by, never handed on."""
    if _COUNTER.search(getattr(function, "name", "")):
        return True
    body = function.body if isinstance(function.body, list) else [function.body]
    uses = [
        inner
        for statement in body
        for inner in walk(statement)
        if inner.__class__ is ast.Name and inner.id == name
    ]
    return bool(uses) and all(_stays(use) for use in uses)


def _stays(use: Any) -> bool:
    parent = use.parent
    kind = parent.__class__
    if kind is ast.Attribute:
        # ``model.startswith(…)``
        return parent.parent.__class__ is ast.Call and parent.parent.func is parent
    if kind is ast.keyword:
        return _COUNTER.search(last_name(parent.parent.func)) is not None
    if kind is ast.Call:
        return use in parent.args and _COUNTER.search(last_name(parent.func)) is not None
    if kind is ast.Compare:
        # ``query.filter(Row.name == model)`` looks a row up.
        return parent.parent.__class__ is not ast.Call
    return kind is ast.Subscript and use is parent.slice


def _parameter_name(call: Any, argument: Any) -> str:
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


def _is_name_of_model(node: Any) -> bool:
    return (
        node.__class__ is ast.Constant and isinstance(node.value, str) and is_text_model(node.value)
    )


def _target(node: Any) -> str:
    target = node.targets[0] if node.__class__ is ast.Assign else node.target
    if target.__class__ is ast.Subscript:
        key = target.slice
        if key.__class__ is ast.Constant and isinstance(key.value, str):
            return key.value
        return last_name(target.value)
    if target.__class__ is ast.Tuple:
        return " ".join(last_name(item) for item in target.elts)
    return last_name(target)


def _assigned(call: Any) -> str | None:
    parent = call.parent
    if parent.__class__ in (ast.Assign, ast.AnnAssign):
        return _target(parent)
    if parent.__class__ is ast.arguments:
        return _parameter(parent, call)
    return None


def _option_name(call: Any) -> str | None:
    """Return the name of the option that an ``add_argument`` or ``@click.option`` declares."""
    if last_name(call.func) not in (
        "add_argument",
        "option",
        "Option",
        "add_option",
        "argument",
        "DEFINE_string",
    ):
        return None
    for argument in call.args:
        if argument.__class__ is ast.Constant and isinstance(argument.value, str):
            if argument.value.startswith("--") or not argument.value.startswith("-"):
                return argument.value.lstrip("-").replace("-", "_")
    return _assigned(call)


def _parameter(arguments: Any, default: Any) -> str | None:
    positional = [*arguments.posonlyargs, *arguments.args]
    for argument, value in zip(reversed(positional), reversed(arguments.defaults), strict=False):
        if value is default:
            return argument.arg
    for argument, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if value is default:
            return argument.arg
    return None
