"""What a choice of models is restricted to: enumerations, literal types, lists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ...facts import Fact, ModelLogic, Place
from ..index import Module
from ..tree import ancestors, last_name, place_of, walk
from .names import is_model_name
from .tables import TABLE, name_of


def restrictions(
    module: Module, names: list[Any], reported: set[int], told: set[int]
) -> Iterator[Fact]:
    """Yield lists of choices, enumerations and literal types made of model names.

    Args:
        module: The module.
        names: The names of models that it writes.
        reported: The lists whose tests are reported.
        told: The same, where the tests stand anywhere in the project.
    """
    for node in module.nodes[ast.ClassDef]:
        if any(
            "Enum" in last_name(base) or last_name(base) in ("TextChoices",) for base in node.bases
        ):
            members = [s.value for s in node.body if s.__class__ is ast.Assign]
            if any(
                is_model_name(m)
                or (m.__class__ is ast.Tuple and m.elts and is_model_name(m.elts[0]))
                for m in members
            ):
                yield ModelLogic(place=_class_head(node), how="restricts to", detail=node.name)
    unions: set[int] = set()
    for node in module.nodes[ast.Subscript]:
        if last_name(node.value) == "Literal":
            elements = node.slice.elts if node.slice.__class__ is ast.Tuple else [node.slice]
            if any(is_model_name(e) for e in elements):
                # ``Literal["a"] | Literal["b"]`` is one type.
                whole = node
                while whole.parent.__class__ is ast.BinOp:
                    whole = whole.parent
                if id(whole) in unions:
                    continue
                unions.add(id(whole))
                yield ModelLogic(place=place_of(node), how="restricts to", detail="Literal")
    seen = set(reported)
    for node in names:
        holder = node.parent
        while holder.__class__ in (ast.Tuple, ast.List, ast.Set) and holder.parent.__class__ in (
            ast.Tuple,
            ast.List,
        ):
            holder = holder.parent
        if holder.__class__ not in (ast.List, ast.Tuple, ast.Set) or id(holder) in seen:
            continue
        seen.add(id(holder))
        if sum(is_model_name(e) for e in walk(holder)) < 1:
            continue
        parent = holder.parent
        if offered_in_a_form(holder):
            continue
        above = parent.parent if parent.__class__ is ast.IfExp else parent
        if above.__class__ is ast.Dict and TABLE.search(named := _whole(above)) and _many(holder):
            yield ModelLogic(place=place_of(holder), how="restricts to", detail=named)
        elif parent.__class__ is ast.keyword and parent.arg in (
            "choices",
            "options",
            "type",
            "values",
        ):
            yield ModelLogic(place=place_of(parent), how="restricts to", detail=parent.arg)
        elif parent.__class__ is ast.keyword and _OFFERED.search(parent.arg or ""):
            if sum(is_model_name(e) for e in holder.elts) >= 2 and _is_made(parent.parent):
                yield ModelLogic(
                    place=place_of(holder), how="restricts to", detail=parent.arg or ""
                )
        elif id(holder) in told:
            continue
        elif parent.__class__ is ast.Call and last_name(parent.func) in _RESTRICTS:
            yield ModelLogic(
                place=place_of(holder), how="restricts to", detail=last_name(parent.func)
            )
        elif parent.__class__ in (ast.Assign, ast.AnnAssign):
            name = last_name(parent.targets[0] if parent.__class__ is ast.Assign else parent.target)
            count = sum(is_model_name(_value_of(e)) for e in holder.elts)
            if run_through(holder) or id(holder) in told or listed_by_settings(holder):
                continue
            if tried_in_turn(holder):
                continue
            if (count >= 2 and _CHOICES.search(name)) or (count and only_member_of(holder)):
                yield ModelLogic(place=place_of(holder), how="restricts to", detail=name)


# ``Settings(available_models=[…])``
_OFFERED = re.compile(r"(?i)^(?:available|allowed|supported|known|valid)")
# Two names in a list that is called otherwise are a test's, or what somebody compares.
_CHOICES = re.compile(r"(?i)model|engine|gpt|llm|choices|allowed|supported|available")


# What a person chooses from in a form, and what is only asked for its members.
_FORMS = frozenset(
    {"selectbox", "radio", "Radio", "Dropdown", "Select", "select", "multiselect",
     "select_slider", "Combobox", "OptionMenu", "ComboBox", "CTkComboBox", "CTkOptionMenu",
     "Picker", "DropDown", "RadioGroup"}
)  # fmt: skip
_RESTRICTS = frozenset({"Choice", "ChoiceField", "frozenset", "set", "OneOf", "AnyOf"})
_OPTIONS = ("choices", "options", "values")


def values_listed(display: Any) -> list[Any]:
    """Return what a list offers, without labels.

    Args:
        display: The list, tuple or set.
    """
    return [_value_of(element) for element in display.elts]


def _value_of(element: Any) -> Any:
    """Return what is chosen by an element: of a pair, the one that is not its label."""
    if element.__class__ is ast.Tuple and len(element.elts) == 2:
        return next((e for e in element.elts if is_model_name(e)), element)
    return element


def offered_in_a_form(holder: Any) -> bool:
    """Say whether a list is what a person chooses from in a form: what is chosen is asked for.

    Args:
        holder: The list, written in the form's call or kept by a name.
    """
    above = holder.parent
    if above.__class__ is ast.keyword:
        return above.arg in _OPTIONS and last_name(getattr(above.parent, "func", None)) in _FORMS
    if above.__class__ is ast.Call:
        return holder in above.args and last_name(above.func) in _FORMS
    if above.__class__ not in (ast.Assign, ast.AnnAssign):
        return False
    target = above.targets[0] if above.__class__ is ast.Assign else above.target
    module, name = above.scope.module, last_name(target)
    given = [
        argument
        for form in _FORMS
        for call in module.calls.get(form, ())
        for argument in (*call.args, *(k.value for k in call.keywords if k.arg in _OPTIONS))
    ]
    return any(last_name(argument) == name for argument in given)


def _is_made(call: Any) -> bool:
    """Say whether a call makes an object: a list that it keeps is there to be chosen from."""
    return call.__class__ is ast.Call and last_name(call.func)[:1].isupper()


def run_through(holder: Any) -> bool:
    """Say whether a list of names is looped over, each name being a call's model in its turn."""
    statement = holder.parent
    if statement.__class__ not in (ast.Assign, ast.AnnAssign):
        return False
    target = statement.targets[0] if statement.__class__ is ast.Assign else statement.target
    name, module = last_name(target), statement.scope.module
    loops = [loop for loop in module.nodes[ast.For] if last_name(loop.iter) == name]
    for loop in [*loops, *_comprehensions(module, name)]:
        if loop.target.__class__ is not ast.Name:
            continue
        for inner in walk(loop if loop.__class__ is ast.For else loop.parent):
            if inner.__class__ is ast.keyword and _MODEL_KEYWORD.search(inner.arg or ""):
                if last_name(inner.value) == loop.target.id:
                    return True
            elif inner.__class__ is ast.Call and _is_given(inner, loop.target.id, name):
                return True
    return False


def _is_given(call: ast.Call, looped: str, name: str) -> bool:
    """Say whether a call asks a model, or is given each of a list's that is there to be run."""
    if _ASKS.search(last_name(call.func)):
        return any(last_name(argument) == looped for argument in call.args[:1])
    if _OFFERED.search(name) or _SHOWS.search(last_name(call.func)):
        return False
    return any(argument.__class__ is ast.Name and argument.id == looped for argument in call.args)


def tried_in_turn(holder: Any) -> bool:
    """Say whether a list is of models that are asked one after the other, by its name or theirs.

    Args:
        holder: The list.
    """
    statement = holder.parent
    if statement.__class__ not in (ast.Assign, ast.AnnAssign):
        return False
    target = statement.targets[0] if statement.__class__ is ast.Assign else statement.target
    if _OFFERED.search(last_name(target)):
        return False
    # ``"openai:gpt-4o"`` beside ``"other:name"``: as a framework for several vendors is asked.
    texts = [getattr(element, "value", None) for element in holder.elts]
    led = all(isinstance(text, str) and _LED.match(text) for text in texts)
    return led or _TRIED.search(last_name(target)) is not None


def handed_to_be_run(holder: Any) -> bool:
    """Say whether a list is given to a call as the models that it runs: ``Suite(models=[…])``.

    Args:
        holder: The list.
    """
    given = holder.parent
    if given.__class__ is not ast.keyword or given.parent.__class__ is not ast.Call:
        return False
    name, call = given.arg or "", last_name(given.parent.func)
    return _RUN.search(name) is not None and not (_OFFERED.search(name) or _SHOWS.search(call))


def listed_by_settings(holder: Any) -> bool:
    """Say whether a list is a setting of a class, whose members are asked one after the other.

    Args:
        holder: The list.
    """
    statement = holder.parent
    while statement.__class__ in (ast.Call, ast.keyword, ast.Lambda):
        statement = statement.parent
    if (
        statement.__class__ is not ast.AnnAssign
        or statement.scope.node.__class__ is not ast.ClassDef
    ):
        return False
    name = last_name(statement.target)
    return _SETTING.search(name) is not None and not _OFFERED.search(name)


def _comprehensions(module: Module, name: str) -> list[Any]:
    """Return the parts of comprehensions that loop over a name."""
    outer = [node for call in module.calls.get("create", ()) for node in ancestors(call)]
    parts = [part for node in outer for part in getattr(node, "generators", ())]
    return [part for part in parts if last_name(part.iter) == name]


# What is given a name to be shown, measured or looked up.
_SHOWS = re.compile(
    r"(?i)^(?:print|len|str|repr|debug|info|warning|error|append|add|get|write|join|startswith|"
    r"is\w*|sorted|split|set\w*|title|header|subheader|label)$|cost|price|token|support|valid|log|count|plot"
)
# ``openai_models: list[str]`` of a class of settings.
_SETTING = re.compile(r"(?i)(?:^|_)(?:models|llms)$")
_LED = re.compile(r"[a-z][\w-]*:[\w.]")
# ``models=[…]``, ``llm_models=[…]``, ``model_names=[…]`` of a call.
_RUN = re.compile(r"(?i)(?:^|_)(?:models?|llms?)(?:_?(?:names?|ids?|list))?$")
# ``fallback_models``, ``MODELS_TO_TRY``: none of them is refused.
_TRIED = re.compile(
    r"(?i)fallback.*(?:models?|llms?)|(?:models?|llms?)_?(?:to_(?:try|run|test)|fallbacks?)"
)
# What asks a model, or makes one, of the name that it is given first.
_ASKS = re.compile(r"(?i)llm$|^(?:chat|ask|complete|generate|query)(?:_|$)|Model$")
_MODEL_KEYWORD = re.compile(r"^(?:model|model_name|model_id|llm|engine)$")


def only_member_of(holder: Any) -> bool:
    """Say whether a module's list of names is there to be asked ``name in LIST`` only."""
    statement = holder.parent
    while statement.__class__ is ast.Call and last_name(statement.func) in ("frozenset", "set"):
        statement = statement.parent
    scope = getattr(statement, "scope", None)
    if statement.__class__ is not ast.Assign or scope is None:
        return False
    name, module = last_name(statement.targets[0]), statement.scope.module
    tests = [
        node
        for node in module.nodes[ast.Compare]
        if node.ops[0].__class__ in (ast.In, ast.NotIn) and last_name(node.comparators[0]) == name
    ]
    text = b"\n".join(unit.data for unit in module.units)
    word = re.escape(name.encode())
    loops = len(re.findall(rb"\bfor\s+\w+\s+in\s+(?:self\.)?" + word + rb"\b", text))
    written = len(re.findall(rb"(?m)^[ \t]*" + word + rb"\b[^=\n]*=(?!=)", text))
    # Every use of the name is one of these, and a loop is one of a test's.
    uses = len(re.findall(rb"(?<!\w)" + word + rb"\b", text))
    tested = len(tests) + (loops if _loops_test(module, name) else 0)
    return bool(name and tested) and uses == tested + written


def _loops_test(module: Module, name: str) -> bool:
    """Say whether a list is looped over in ``any(x in model for x in LIST)`` or the like."""
    return any(
        last_name(part.iter) == name
        for call in module.calls.get("any", ())
        for argument in call.args
        for part in getattr(argument, "generators", ())
    )


def _whole(table: Any) -> str:
    """Return what the outermost of tables in each other is assigned to."""
    while table.parent.__class__ is ast.Dict:
        table = table.parent
    return name_of(table)


def _many(holder: Any) -> bool:
    return sum(is_model_name(e) for e in holder.elts) > 1


def _class_head(node: ast.ClassDef) -> Place:
    whole = place_of(node)
    end = whole.unit.data.find(b"\n", whole.start)
    return Place(whole.unit, whole.start, end if end > 0 else whole.end)
