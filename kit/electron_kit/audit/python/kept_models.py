"""Names of models that are kept: in a variable, a parameter, a key, an option that says so."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ..facts import Confidence, ModelName
from ..model_names import is_completions_model, is_responses_model, is_text_model
from .foreign_models import beside_another_url, of_another_vendor
from .holders import assigned_to, option_name, parameter_with, target_of
from .index import Module
from .kept_arguments import COUNTER, RECORDED, goes_nowhere, is_dropped, is_record, parameter_name
from .logged_names import is_errors, is_only_logged
from .model_logic.choices import (
    handed_to_be_run,
    listed_by_settings,
    offered_in_a_form,
    only_member_of,
    run_through,
    tried_in_turn,
)
from .model_logic.tables import gives_models
from .tree import ancestors, enclosing_function, last_name, place_of

# A name stands where a model is chosen if its holder says so: else it may be a price's or a test's.
_MODEL_WORD = re.compile(
    r"(?i)(?:^|_|\b)(?:model|models|engine|llm|deployment|gpt|model_?name|model_?id)(?:$|_|\b|s\b|name|id|\d)|model$|MODEL|Model$|models$"
)
# What a model is for: beside a key like one of these its name is a choice.
_ROLE = re.compile(r"(?i)^(?:chat|completion|fast|smart|small|large|cheap|gpt|judge|openai)$")
# What takes a model's name first, such as ``LLMModel("gpt-…")``; not what counts tokens.
_MAKER = re.compile(
    r"(?i)^(?!.*(?:encod|token|cost|price|count|embed|support|is_|valid|check)).*(?:llm|model|chat|gpt)"
)
# What is given for what is not set, and how a variable or an entry is spelled that may not be.
_DEFAULT = re.compile(r"(?i)default|fallback|otherwise|^(?:alt|val|value)$")
_SPELLED = re.compile(r"[A-Za-z][\w.-]*")
# What has a model's name already.
_CHATS = re.compile(r"(?i)(?:^|_)(?:llm|chain|model|chat|response|completion|reply|result)$")
# A function that gives a model's name: ``def default_model(): return "gpt-4o"``.
_GIVES_MODEL = re.compile(
    r"(?i)^(?!(?:is|has|supports|validate|normalize|check)_|.*(?:vendor|provider|family))"
    r"(?:.*_)?(?:models?|llms?)(?:_\w*)?$"
)
# A table that gives a model for something else.
_CHOSEN_FROM = re.compile(
    r"(?i)^(?!.*(?:price|cost|limit|token|context|window|config|cache|stat)).*models?(?:_(?:map|by_\w+))?$"
)
# What people call a model: the key of a table of such words.
_ALIAS = re.compile(r"(?i)(?:gpt[ _-]?\w*\d\w*|o\d)$")
# One of several things to choose from, by its label and its value.
_CHOICE = frozenset({"Choice", "SelectOption", "OptionChoice", "Option", "RadioOption"})
# A class whose objects are models: ``ModelSpec(id="gpt-4o", window=…)``.
_RECORD = re.compile(r"^(?=[A-Z])(?!.*(?:Embed|Price|Cost|Usage|Token)).*(?:Model|LLM)")
# Models that Electron has no endpoint for have rules of their own, and so has what counts tokens.
_EMBEDDING_WORD = re.compile(
    r"(?i)embed|whisper|tts|image|speech|transcri|moderat|audio|realtime|vision_enc|"
    r"tik_?token|tokeni[sz]er|encoding"
)

# Lists of which each name is asked for.
_ASKED = (run_through, listed_by_settings, offered_in_a_form, tried_in_turn, handed_to_be_run)


def kept_models(module: Module, *, menus: bool = True) -> Iterator[ModelName]:
    """Yield names that stand where a model's name is kept, by the name of the place.

    Args:
        module: The module.
        menus: Whether those count that a person chooses from in a list of choices.
    """
    for node in module.nodes[ast.JoinedStr]:
        first = node.values[0] if node.values else None
        if first.__class__ is ast.Constant and str(first.value).startswith("ft:"):
            # A fine-tune's name that is put together: ``f"ft:{base}:acme::{number}"``.
            yield ModelName(
                place=place_of(node),
                confidence=Confidence.MEDIUM,
                model="ft:…",
                route="a text put together",
            )
    for node in module.saying(is_text_model):
        text = node.value
        if is_completions_model(text):
            continue
        if is_responses_model(text) or text.startswith("gpt-35"):
            # It reaches the Responses API, which is what is reported; or is Azure's spelling.
            continue
        holder = _prefixed(node) or _holder(node)
        # A name beside another's URL or name is that one's, whatever holds it.
        if beside_another_url(node) or of_another_vendor(node):
            continue
        if _is_counted_by(node) or is_only_logged(node) or is_errors(node):
            continue
        if not menus and _is_in_menu(node):
            continue
        if holder is None or _EMBEDDING_WORD.search(holder) or RECORDED.match(holder):
            continue
        if _MODEL_WORD.search(holder) or text.startswith("ft:"):
            yield ModelName(
                place=place_of(node),
                confidence=Confidence.MEDIUM,
                model=text,
                route=f"{'entry' if _listed(node) else 'value of'} {holder}",
            )


def _is_in_menu(node: Any) -> bool:
    """Say whether a name is one of a list's choices: ``[Choice(name=…, value="gpt-…"), …]``."""
    given, call = node.parent, node.parent.parent
    return (
        given.__class__ is ast.keyword
        and given.arg == "value"
        and call.__class__ is ast.Call
        and last_name(call.func) in _CHOICE
        and call.parent.__class__ is ast.List
    )


def _is_counted_by(node: Any) -> bool:
    """Say whether a name stands in a function that counts tokens or money: it asks nothing."""
    function = enclosing_function(node)
    if function is None or not COUNTER.search(getattr(function, "name", "")):
        return False
    # A default is its callers' model, and an option's that of whoever runs it.
    return any(above in function.body for above in (node, *ancestors(node)))


def _listed(node: Any) -> bool:
    """Say whether a name is one of several that a class lists: ``SMALL = "gpt-4o-mini"``."""
    statement = node.parent
    body = getattr(getattr(statement, "parent", None), "body", None)
    if statement.__class__ is not ast.Assign or statement.parent.__class__ is not ast.ClassDef:
        return False
    return sum(_is_name_of_model(getattr(each, "value", None)) for each in body or ()) > 1


def _of_models(klass: Any) -> bool:
    """Say whether a class is there to name models: ``class GPTModel: SMALL = "gpt-4o-mini"``."""
    return re.search(r"(?:Model|LLM|GPT)s?(?:Name|Id|Type)?s?$", klass.name) is not None


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
        # Up from the literal to the nearest thing that has a name; a test or a lookup on the way
        # ends it.
        if kind in (ast.BoolOp, ast.IfExp):
            if (
                (child is parent.test)
                if kind is ast.IfExp
                else any(map(_is_read_off, parent.values))
            ):
                return None
        elif kind in (ast.List, ast.Tuple, ast.Set):
            if kind is ast.Tuple and _is_member(parent) and parent.elts[0] is child:
                # ``SMALL = ("gpt-4o-mini", True, "openai")`` of an enumeration.
                return "model"
            # Several names in a row are a choice, which another rule is about.
            if any(is_asked(parent) for is_asked in _ASKED):
                return "model"
            given = parent.parent.__class__ is ast.Return
            several = sum(_is_name_of_model(e) for e in parent.elts) > 1
            if (several and not given) or kind is not ast.List:
                return None
            if only_member_of(parent):
                return None
            in_container = True
        elif kind is ast.Dict:
            # The record of an answer or of what was done names a model that nobody asks for.
            if is_record(parent):
                return None
            if not in_container and gives_models(parent) and _gives_for_names(parent):
                return "model" if any(child is value for value in parent.values) else None
            # A table by models' names is reported as one, by `model_logic`.
            if any(child is key for key in parent.keys) or any(
                _is_name_of_model(key) for key in parent.keys
            ):
                return None
            position = next((i for i, v in enumerate(parent.values) if v is child), None)
            key = parent.keys[position] if position is not None else None
            if key.__class__ is ast.Constant and isinstance(key.value, str) and not in_container:
                if _MODEL_WORD.search(key.value):
                    return key.value
                if _ROLE.match(key.value):
                    return "model"
            if _EMBEDDING_WORD.search(said := str(getattr(key, "value", ""))):
                return None
            if said in ("name", "id") and not in_container and _under_a_model(parent):
                return "model"
            in_container = True
        elif kind is ast.keyword:
            alone = child.__class__ is ast.List and child.elts == [node]
            return _of_keyword(parent, in_container and not alone)
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
                return _of_reader(parent, child, name)
            named = _given_for(parent, child)
            if named and _MODEL_WORD.search(named) and not COUNTER.search(name):
                return None if is_dropped(parent, child, 0) else named
            if named and not _MAKER.search(name):
                return None
            # By its name it makes a model of its first argument, which names one then.
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
                return assigned_to(parent)
            return None
        elif kind in (ast.Assign, ast.AnnAssign):
            return "model" if _listed(node) and _of_models(parent.parent) else target_of(parent)
        elif kind is ast.arguments:
            keeper = parameter_with(parent, child)
            # A default that is only compared or counted by asks for no model.
            return keeper if keeper and not goes_nowhere(parent.parent, keeper) else None
        elif kind is ast.Return:
            function = enclosing_function(parent)
            name = getattr(function, "name", "")
            return "model" if _GIVES_MODEL.search(name) and not COUNTER.search(name) else None
        elif (kind is ast.Subscript and child is not parent.slice) or (
            kind is ast.Lambda and parent.parent.__class__ is ast.keyword
        ):
            # ``field(default_factory=lambda: "gpt-4o")``
            pass
        else:
            return None
        child, parent = parent, parent.parent


def _is_member(display: Any) -> bool:
    """Say whether a tuple is what a member of an enumeration is made of."""
    klass = display.parent.parent if display.parent.__class__ is ast.Assign else None
    bases = klass.bases if klass.__class__ is ast.ClassDef else ()
    return any("Enum" in last_name(base) for base in bases)


def _is_read_off(node: Any) -> bool:
    """Say whether the name is asked of a model that is there: ``getattr(llm, "model_name", …)``."""
    called = node.__class__ is ast.Call and last_name(node.func) == "getattr" and len(node.args) > 2
    return called and _CHATS.search(last_name(node.args[0])) is not None


def _of_reader(call: ast.Call, default: Any, name: str) -> str | None:
    """Return what a call reads, whose default a literal is: ``os.getenv("MODEL", "gpt-…")``."""
    first = call.args[0] if call.args and default is not call.args[0] else None
    if _is_name_of_model(first) or _ALIAS.match(str(getattr(first, "value", ""))):
        # ``aliases.setdefault("gpt-4o", "gpt-4o")`` is an entry of a table.
        return None
    if name == "getattr" and len(call.args) > 2:
        if _is_read_off(call):
            return None
        first = call.args[1]
    if name == "get" and call.func.__class__ is ast.Attribute:
        owner = last_name(call.func.value)
        if _CHOSEN_FROM.search(owner):
            # ``provider_model_map.get(provider, "gpt-4o")``
            return owner
    if first.__class__ is ast.Constant:
        return str(getattr(first, "value", ""))
    return last_name(first) if first is not None else None


def _given_for(call: ast.Call, argument: Any) -> str:
    """Return what an argument is given for: the parameter, or the variable whose default it is.

    ``setting("CHAT_MODEL", "gpt-4o")``, of a function of the project's own.
    """
    parameter = parameter_name(call, argument)
    said = getattr(call.args[0], "value", None) if parameter else None
    if not isinstance(said, str) or argument is call.args[0] or not _DEFAULT.search(parameter):
        return parameter
    return said if _SPELLED.fullmatch(said) and _MODEL_WORD.search(said) else parameter


def _under_a_model(record: ast.Dict) -> bool:
    """Say whether a record is a table's by its model: ``{"gpt-4o": {"name": "gpt-4o-2024-…"}}``."""
    table, keys = record.parent, [getattr(key, "value", None) for key in record.keys]
    if table.__class__ is not ast.Dict or {"model", "label"} & {*keys}:
        return False
    position = next((i for i, value in enumerate(table.values) if value is record), None)
    return position is not None and _is_name_of_model(table.keys[position])


def _gives_for_names(table: ast.Dict) -> bool:
    return any(_is_name_of_model(key) for key in table.keys)


def _of_keyword(keyword: Any, in_container: bool) -> str | None:
    """Return the name that keeps a literal which is a keyword's value, or stands in one."""
    call, name = keyword.parent, keyword.arg
    if call.__class__ is ast.ClassDef:
        # ``class Review(Plugin, llm="gpt-4o")``
        return str(name)
    called = last_name(call.func)
    if COUNTER.search(called):
        return None
    if name in (
        "default",
        "default_factory",
        "value",
        "fallback",
        "default_value",
        "server_default",
    ):
        if name == "value" and called in _CHOICE:
            return "model"
        first = getattr(call.args[0], "value", None) if call.args else None
        if isinstance(first, str) and _MODEL_WORD.search(first):
            # ``config("OPENAI_MODEL", default="gpt-4o")``
            return first.lstrip("-")
        return option_name(call) or _chosen_in(call) or assigned_to(call)
    # What is offered or explained is not what is used.
    if name in ("choices", "options", "help", "description", "examples", "example"):
        return None
    if name in ("id", "name", "key") and _RECORD.search(called):
        return "model"
    return name if not in_container else None


def _is_name_of_model(node: Any) -> bool:
    return (
        node.__class__ is ast.Constant and isinstance(node.value, str) and is_text_model(node.value)
    )


def _chosen_in(call: Any) -> str | None:
    """Return a word for what a form's default is of, if it is one of several models."""
    options = [k.value for k in call.keywords if k.arg in ("choices", "options")] + call.args
    offered = any(
        _is_name_of_model(e)
        for option in options
        if option.__class__ in (ast.List, ast.Tuple)
        for e in option.elts
    )
    return "model" if offered else None
