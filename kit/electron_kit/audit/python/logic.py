"""Code whose way depends on OpenAI's model names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ..facts import Fact, ModelLogic
from ..naming import is_openai_model, is_text_model
from .index import Module
from .tree import dotted, last_name, place_of, walk

_PREFIX = re.compile(
    r"^(?!.*gpt-?(?:oss|neo|j\b|2))(?:openai[/:])?(?:gpt-?[\do]?[\w.:-]*|gpt|o\d(?:-[\w-]*)?|chatgpt[\w-]*|ft:gpt[\w:-]*|text-davinci[\w-]*|davinci|code-davinci[\w-]*)$"
)
# As people call them in tables of their own.
_SPOKEN = re.compile(r"gpt-?[3-9]o?(?:\.\d)?(?:[-_](?:mini|nano|turbo))?$")
# The same in a regular expression: ``^(o1|o3|gpt-5)``.
_PATTERN = re.compile(r"(?:^|[(|^])(?:gpt|chatgpt|o[1-9]|o\[[\d-]+\]|o\\d)(?!-?oss|\w*(?:neo|j\b))")
_TESTS = {"startswith", "endswith", "match", "search", "fullmatch", "find", "count"}
_TABLE = re.compile(
    r"(?i)model|price|pricing|cost|token|limit|context|window|encod|engine|llm|deploy|rate|max|capab|suppor"
)


def model_logic(module: Module) -> Iterator[Fact]:
    """Yield where a module branches on, looks up, restricts to or counts by model names.

    Args:
        module: The module.
    """
    seen: set[int] = set()
    for node in module.nodes[ast.Constant]:
        text = node.value
        if (
            text.__class__ is not str
            or len(text) > 60
            or not (_PREFIX.match(text) or (node.parent.__class__ is ast.Call and _is_asked(node)))
            or (is_openai_model(text) and not is_text_model(text))
        ):
            continue
        found = _tested(node)
        if found is None:
            continue
        anchor, detail = found
        chain = _chain(anchor)
        if id(chain) in seen:
            continue
        seen.add(id(chain))
        yield ModelLogic(place=place_of(anchor), how="branches on", detail=detail)
    held: set[int] = set()
    yield from _held_prefixes(module, held)
    yield from _tables(module)
    texts = [node for node in module.nodes[ast.Constant] if node.value.__class__ is str]
    names = [node for node in texts if is_model_name(node)]
    yield from _records(names)
    yield from _restrictions(module, names, held)
    yield from _encodings(module)


def _held_prefixes(module: Module, held_in: set[int]) -> Iterator[Fact]:
    """Yield tests against prefixes that a name holds: ``model.startswith(PREFIXES)``.

    Args:
        module: The module.
        held_in: Takes the tuples and lists whose tests are reported.
    """
    for name in ("startswith", "endswith"):
        for call in module.calls.get(name, ()):
            if len(call.args) != 1 or call.args[0].__class__ is not ast.Name:
                continue
            subject = call.func.value if call.func.__class__ is ast.Attribute else None
            scope = call.scope
            bindings = scope.bindings.get(call.args[0].id) or module.scope.bindings.get(
                call.args[0].id, []
            )
            held = [
                element.value
                for binding in bindings
                if binding.how == "value" and binding.value.__class__ in (ast.Tuple, ast.List)
                for element in binding.value.elts
                if element.__class__ is ast.Constant and isinstance(element.value, str)
            ]
            if any(_PREFIX.match(text) for text in held) and _is_model_like(subject):
                held_in.update(id(b.value) for b in bindings if b.how == "value")
                detail = place_of(call).text[:60].split("\n")[0]
                yield ModelLogic(place=place_of(call), how="branches on", detail=detail)


def _tested(node: Any) -> tuple[Any, str] | None:
    """Return the statement or expression that tests a name, and the test's text."""
    child, parent = node, node.parent
    while parent.__class__ in (ast.Tuple, ast.List, ast.Set):
        child, parent = parent, parent.parent
    if parent.__class__ is ast.Compare:
        other = [x for x in (parent.left, *parent.comparators) if x is not child]
        if any(o.__class__ is ast.Constant for o in other):
            return None
        if not any(_is_model_like(o) for o in other) and not _in_validator(parent):
            return None
        return parent, place_of(parent).text[:60].split("\n")[0]
    if parent.__class__ is ast.comprehension and child is parent.iter:
        return _any_of(parent)
    if parent.__class__ is ast.Call and last_name(parent.func) in _TESTS and child in parent.args:
        subject = parent.func.value if parent.func.__class__ is ast.Attribute else None
        if last_name(subject) == "re" or _is_model_like(subject):
            return parent, f'{last_name(parent.func)}("{node.value}")'
        return None
    if parent.__class__ is ast.MatchValue:
        while parent.__class__ in (ast.MatchValue, ast.MatchOr, ast.MatchAs):
            parent = parent.parent
        return (
            parent.parent if parent.__class__ is ast.match_case else parent,
            f'case "{node.value}"',
        )
    return None


def _in_validator(node: Any) -> bool:
    """Say whether a test stands in what validates a field for models: ``@validator("model")``."""
    for parent in ancestors(node):
        if parent.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef):
            return any(
                decorator.__class__ is ast.Call
                and "validator" in last_name(decorator.func)
                and any(
                    re.search(r"(?i)model", str(getattr(a, "value", ""))) for a in decorator.args
                )
                for decorator in parent.decorator_list
            )
    return False


def _is_asked(node: Any) -> bool:
    """Say whether a text is what a call asks of a model's name: a letter, a pattern."""
    return _is_letter(node) or _is_pattern(node)


def _is_letter(node: Any) -> bool:
    """Say whether a text is the ``"o"`` that ``model.startswith("o")`` asks for."""
    call = node.parent
    return (
        node.value == "o"
        and call.__class__ is ast.Call
        and last_name(call.func) == "startswith"
        and re.search(r"(?i)model", last_name(getattr(call.func, "value", None))) is not None
    )


def _is_pattern(node: Any) -> bool:
    """Say whether a text is a regular expression that a model's name is held against."""
    call = node.parent
    if call.__class__ is not ast.Call or call.args[:1] != [node] or len(call.args) < 2:
        return False
    owner = call.func.value if call.func.__class__ is ast.Attribute else None
    return (
        last_name(owner) in ("re", "regex")
        and _PATTERN.search(node.value) is not None
        and _is_model_like(call.args[1])
    )


def _any_of(part: ast.comprehension) -> tuple[Any, str] | None:
    """Return the test in ``any(x in model for x in ("o1", "o3"))`` and the like."""
    outer: Any = part.parent
    test: Any = getattr(outer, "elt", None)
    left: Any
    right: Any
    if test.__class__ is ast.Compare and test.ops[0].__class__ is ast.In:
        left, right = test.left, test.comparators[0]
    elif test.__class__ is ast.Call and last_name(test.func) in _TESTS and test.args:
        left, right = test.args[0], getattr(test.func, "value", None)
    else:
        return None
    if last_name(left) == last_name(part.target) and _is_model_like(right):
        return test, place_of(outer).text[:60].split("\n")[0]
    return None


def _is_model_like(node: Any) -> bool:
    while node.__class__ in (ast.Call, ast.Attribute, ast.Subscript, ast.BoolOp):
        if node.__class__ is ast.BoolOp:
            node = node.values[0]
            continue
        if node.__class__ is ast.Call and any(
            a.__class__ is ast.Constant and re.search(r"(?i)model|engine", str(a.value))
            for a in node.args[:1]
        ):
            return True
        if node.__class__ is ast.Subscript and node.slice.__class__ is ast.Constant:
            if re.search(r"(?i)model|engine|llm|deployment", str(node.slice.value)):
                return True
        name = last_name(node if node.__class__ is ast.Attribute else getattr(node, "func", node))
        if re.search(r"(?i)model|engine|llm|deployment|gpt", name):
            return True
        node = node.func if node.__class__ is ast.Call else node.value
    return bool(
        re.search(r"(?i)model|engine|llm|deployment|gpt|^name$|^m$|backend", last_name(node))
    )


def _chain(node: Any) -> Any:
    """Return what counts as one test with a test: its chain of ``if``, or the whole condition."""
    child, parent = node, node.parent
    while parent.__class__ in _CONDITION_PARTS:
        child, parent = parent, parent.parent
    if parent.__class__ is ast.If and child is parent.test:
        while parent.parent.__class__ is ast.If and parent.parent.orelse == [parent]:
            parent = parent.parent
        return parent
    while parent.__class__ is ast.IfExp:
        child, parent = parent, parent.parent
    return child


_CONDITION_PARTS = (
    ast.BoolOp, ast.UnaryOp, ast.Compare, ast.GeneratorExp, ast.comprehension, ast.ListComp,
)  # fmt: skip


def is_model_name(node: Any) -> bool:
    """Say whether an expression is the name of a model of OpenAI's for text."""
    return (
        node.__class__ is ast.Constant
        and isinstance(node.value, str)
        and (is_text_model(node.value) or _SPOKEN.match(node.value) is not None)
    )


def _tables(module: Module) -> Iterator[Fact]:
    """Yield dictionaries whose keys are model names."""
    for node in module.nodes[ast.Dict]:
        if not any(is_model_name(key) for key in node.keys):
            continue
        if any(
            x.__class__ is ast.Dict and any(is_model_name(k) for k in x.keys)
            for x in ancestors(node)
        ):
            continue
        name = name_of(node)
        if name and not _TABLE.search(name) and not _looked_up(module, name):
            continue
        yield ModelLogic(place=place_of(node), how="looks up", detail=name)


def _records(names: list[Any]) -> Iterator[Fact]:
    """Yield lists of records, each made with a model's name: a table in another form."""
    seen: set[int] = set()
    for node in names:
        call = node.parent
        if call.__class__ is not ast.Call or node not in call.args:
            continue
        holder = call.parent
        if holder.__class__ not in (ast.List, ast.Tuple) or id(holder) in seen:
            continue
        seen.add(id(holder))
        makers = [
            e
            for e in holder.elts
            if e.__class__ is ast.Call and any(is_model_name(a) for a in e.args)
        ]
        if len(makers) > 1 and last_name(call.func)[:1].isupper():
            yield ModelLogic(place=place_of(holder), how="looks up", detail=last_name(call.func))


def _looked_up(module: Module, name: str) -> bool:
    """Say whether a table is read by something that is called like a model."""
    last = name.rpartition(".")[2]
    for node in module.nodes[ast.Subscript]:
        if (
            last_name(node.value) == last
            and node.slice.__class__ is not ast.Constant
            and _is_model_like(node.slice)
        ):
            return True
    for call in module.calls.get("get", ()):
        if (
            call.func.__class__ is ast.Attribute
            and last_name(call.func.value) == last
            and call.args
        ):
            if _is_model_like(call.args[0]):
                return True
    return False


def ancestors(node: Any) -> Iterator[Any]:
    """Yield a node's parents, nearest first."""
    node = node.parent
    while node is not None:
        yield node
        node = node.parent


def name_of(node: Any) -> str:
    """Return what a display is assigned to; empty if it is not."""
    parent = node.parent
    if parent.__class__ is ast.Assign:
        return dotted(parent.targets[0])
    if parent.__class__ is ast.AnnAssign:
        return dotted(parent.target)
    return ""


def _restrictions(module: Module, names: list[Any], reported: set[int]) -> Iterator[Fact]:
    """Yield lists of choices, enumerations and literal types made of model names.

    Args:
        module: The module.
        names: The names of models that it writes.
        reported: The lists whose tests are reported.
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
        if parent.__class__ is ast.Dict and _TABLE.search(name_of(parent)) and _many(holder):
            yield ModelLogic(place=place_of(holder), how="restricts to", detail=name_of(parent))
        elif parent.__class__ is ast.keyword and parent.arg in (
            "choices",
            "options",
            "type",
            "values",
        ):
            yield ModelLogic(place=place_of(parent), how="restricts to", detail=parent.arg)
        elif parent.__class__ is ast.Call and last_name(parent.func) in (
            "selectbox",
            "Choice",
            "radio",
            "frozenset",
            "set",
        ):
            yield ModelLogic(
                place=place_of(holder), how="restricts to", detail=last_name(parent.func)
            )
        elif parent.__class__ in (ast.Assign, ast.AnnAssign):
            name = last_name(parent.targets[0] if parent.__class__ is ast.Assign else parent.target)
            count = sum(is_model_name(e) for e in holder.elts)
            if run_through(holder):
                continue
            if (count >= 2 and _CHOICES.search(name)) or (count and only_member_of(holder)):
                yield ModelLogic(place=place_of(holder), how="restricts to", detail=name)


_CHOICES = re.compile(r"(?i)model|engine|gpt|llm|choices|allowed|supported|available")


def run_through(holder: Any) -> bool:
    """Say whether a list of names is looped over, each name being a call's model in its turn."""
    statement = holder.parent
    if statement.__class__ not in (ast.Assign, ast.AnnAssign):
        return False
    target = statement.targets[0] if statement.__class__ is ast.Assign else statement.target
    name, module = last_name(target), statement.scope.module
    for loop in module.nodes[ast.For]:
        if last_name(loop.iter) != name or loop.target.__class__ is not ast.Name:
            continue
        for inner in walk(loop):
            if inner.__class__ is ast.keyword and _MODEL_KEYWORD.search(inner.arg or ""):
                if last_name(inner.value) == loop.target.id:
                    return True
    return False


_MODEL_KEYWORD = re.compile(r"^(?:model|model_name|model_id|llm|engine)$")


def only_member_of(holder: Any) -> bool:
    """Say whether a module's list of names is there to be asked ``name in LIST`` only."""
    statement = holder.parent
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


def _many(holder: Any) -> bool:
    return sum(is_model_name(e) for e in holder.elts) > 1


def _class_head(node: ast.ClassDef) -> Any:
    from ..facts import Place

    whole = place_of(node)
    end = whole.unit.data.find(b"\n", whole.start)
    return Place(whole.unit, whole.start, end if end > 0 else whole.end)


def _encodings(module: Module) -> Iterator[Fact]:
    """Yield token counts that need a model's encoding, without a way out for unknown names."""
    for name in ("encoding_for_model", "encoding_name_for_model", "get_encoding_for_model"):
        for call in module.calls.get(name, ()):
            if name == "encoding_for_model" and _guarded(call):
                continue
            yield ModelLogic(place=place_of(call), how="counts tokens by", detail=name)


def _guarded(node: Any) -> bool:
    child = node
    for parent in ancestors(node):
        if parent.__class__ is ast.Try and child in parent.body:
            # A handler that only raises again is no way out.
            return any(h.body[-1].__class__ is not ast.Raise for h in parent.handlers)
        if parent.__class__ is ast.With:
            for item in parent.items:
                if "suppress" in last_name(getattr(item.context_expr, "func", item.context_expr)):
                    return True
        if parent.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef):
            return False
        child = parent
    return False
