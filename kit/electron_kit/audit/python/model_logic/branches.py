"""Tests of a model's name that are written out: compared, matched, held against patterns."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ...facts import Fact, ModelLogic
from ...model_names import is_openai_model, is_text_model
from ..index import Module
from ..tree import ancestors, last_name, place_of
from .names import is_model_like, is_one_model

# Models that are only called like OpenAI's, such as gpt-neo and gpt-oss, are no test for it.
PREFIX = re.compile(
    r"^(?!.*gpt-?(?:oss|neo|j\b|2))(?:openai[/:])?(?:gpt-?[\do]?[\w.:-]*|gpt|o\d(?:-[\w-]*)?|chatgpt[\w-]*|ft:gpt[\w:-]*|text-davinci[\w-]*|davinci|code-davinci[\w-]*)$"
)
# The same in a regular expression: ``^(o1|o3|gpt-5)``.
_PATTERN = re.compile(r"(?:^|[(|^])(?:gpt|chatgpt|o[1-9]|o\[[\d-]+\]|o\\d)(?!-?oss|\w*(?:neo|j\b))")
# In characters: a longer text is a sentence that begins like a name.
_LONGEST = 60
# What such names begin with, and what asks for a part of one.
_FIRST = frozenset("ogcftd")
_ASKING = frozenset({ast.Call, ast.Compare, ast.Tuple})
# Methods of texts, and functions of ``re``, by which a name is asked for.
_TESTS = {
    "startswith", "endswith", "match", "search", "fullmatch", "find", "count", "removeprefix",
    "like", "ilike", "notlike", "not_like",
}  # fmt: skip


def branches(module: Module, seen: set[int]) -> Iterator[Fact]:
    """Yield tests of a name that is written in them.

    Args:
        module: The module.
        seen: Takes the tests that are told, by what counts as one test.
    """
    for node in module.nodes[ast.Constant]:
        text = node.value
        if text.__class__ is not str or len(text) > _LONGEST:
            continue
        # Cheap, and first: most texts begin like no name.
        # ``Message.model.like("gpt%")``
        begins = text[:1] in _FIRST and PREFIX.match(text.rstrip("%")) is not None
        if not (begins or (node.parent.__class__ in _ASKING and _is_asked(node))):
            continue
        if is_openai_model(text) and not is_text_model(text):
            continue
        found = _tested(node)
        if found is None:
            continue
        anchor, detail = found
        test = chain(anchor)
        if id(test) in seen:
            continue
        seen.add(id(test))
        yield ModelLogic(place=place_of(anchor), how="branches on", detail=detail)


def compiled_patterns(module: Module) -> Iterator[Fact]:
    """Yield tests of a name against a pattern that is compiled elsewhere in the module.

    Args:
        module: The module.
    """
    for name in ("Field", "constr", "StringConstraints", "Query", "Path", "Body", "RegexValidator"):
        for node in (k for call in module.calls.get(name, ()) for k in call.keywords):
            text = getattr(node.value, "value", None)
            if node.arg in ("pattern", "regex") and text.__class__ is str and _PATTERN.search(text):
                yield ModelLogic(place=place_of(node), how="restricts to", detail=node.arg)
    patterns = {
        last_name(call.parent.targets[0])
        for call in module.calls.get("compile", ())
        if call.parent.__class__ is ast.Assign
        and call.args
        and call.args[0].__class__ is ast.Constant
        and _PATTERN.search(str(call.args[0].value))
    }
    for name in ("match", "search", "fullmatch") if patterns else ():
        for call in module.calls.get(name, ()):
            holder = call.func.value if call.func.__class__ is ast.Attribute else None
            if last_name(holder) in patterns and call.args and is_model_like(call.args[0]):
                detail = place_of(call).text[:60].split("\n")[0]
                yield ModelLogic(place=place_of(call), how="branches on", detail=detail)


def _tested(node: Any) -> tuple[Any, str] | None:
    """Return the statement or expression that tests a name, and the test's text."""
    child, parent = node, node.parent
    while parent.__class__ in (ast.Tuple, ast.List, ast.Set):
        child, parent = parent, parent.parent
    if parent.__class__ is ast.Compare and parent.parent.__class__ is ast.match_case:
        # ``case name if "gpt-5" in name:`` of a ``match model_name:``
        match = parent.parent.parent
        asked = place_of(parent).text[:60].split("\n")[0]
        return (match, asked) if is_model_like(match.subject) else None
    if parent.__class__ is ast.Compare:
        other = [x for x in (parent.left, *parent.comparators) if x is not child]
        if any(o.__class__ is ast.Constant for o in other):
            return None
        if not any(is_model_like(o) for o in other) and not _in_validator(parent):
            return None
        if node.value == "gpt" and any(_BACKEND.search(last_name(o)) for o in other):
            return None
        return parent, place_of(parent).text[:60].split("\n")[0]
    if parent.__class__ is ast.comprehension and child is parent.iter:
        return _any_of(parent)
    if parent.__class__ is ast.Call and last_name(parent.func) in _TESTS and child in parent.args:
        subject = parent.func.value if parent.func.__class__ is ast.Attribute else None
        if last_name(subject) == "re" or is_model_like(subject) or surely(node.value, subject):
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


# A prefix that begins nothing but a model's name; and what holds names of other things.
_SURE = re.compile(
    r"(?:openai[/:])?(?:gpt-[\d]?[\w.-]*|chatgpt-\w*|ft:gpt[\w:-]*|o\d-(?:mini|preview|pro))$"
)
_NO_MODEL = re.compile(
    r"(?i)^name$|file|path|line|text|url|content|key$|title|word|token|message|prompt|column|stem"
)


def surely(text: str, subject: Any) -> bool:
    """Say whether a prefix is a model's, whatever what is held against it is called.

    Args:
        text: The prefix.
        subject: What is held against it.
    """
    return _SURE.match(text) is not None and not is_called_otherwise(subject)


def is_called_otherwise(subject: Any) -> bool:
    """Say whether what is asked is called as what holds something else: a path, a text.

    Args:
        subject: What is asked.
    """
    return _NO_MODEL.search(last_name(subject)) is not None


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
    if node.parent.__class__ is ast.Compare:
        return _is_word(node)
    called = node.parent.__class__ is ast.Call
    if node.parent.__class__ is ast.Tuple and node.parent.parent.__class__ is ast.Call:
        return _is_size(node)
    return called and (_is_letter(node) or _is_pattern(node) or _is_size(node))


def _is_word(node: Any) -> bool:
    """Say whether a text is the size that ``"mini" in model`` asks for."""
    test = node.parent
    return (
        node.value in ("mini", "-mini", "nano", "-nano", "turbo", "-turbo")
        and test.left is node
        and test.ops[0].__class__ in (ast.In, ast.NotIn)
        and is_one_model(test.comparators[0])
    )


def _is_letter(node: Any) -> bool:
    """Say whether a text is the ``"o"`` that ``model.startswith("o")`` asks for."""
    call = node.parent
    return (
        node.value == "o"
        and call.__class__ is ast.Call
        and last_name(call.func) == "startswith"
        and re.search(r"(?i)model", last_name(getattr(call.func, "value", None))) is not None
    )


def _is_size(node: Any) -> bool:
    """Say whether a text is the size that ``model.endswith("-mini")`` asks for."""
    call = node.parent.parent if node.parent.__class__ is ast.Tuple else node.parent
    return node.value in ("-mini", "-nano") and last_name(call.func) == "endswith"


def _is_pattern(node: Any) -> bool:
    """Say whether a text is a regular expression that a model's name is held against."""
    call = node.parent
    if call.__class__ is not ast.Call or call.args[:1] != [node] or len(call.args) < 2:
        return False
    owner = call.func.value if call.func.__class__ is ast.Attribute else None
    return (
        last_name(owner) in ("re", "regex")
        and _PATTERN.search(node.value) is not None
        and is_model_like(call.args[1])
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
    if last_name(left) != last_name(part.target):
        return None
    if is_model_like(right) or (_are_models(part.iter) and not is_called_otherwise(right)):
        return test, place_of(outer).text[:60].split("\n")[0]
    return None


def _are_models(display: Any) -> bool:
    """Say whether a list holds names of models alone: ``any(m in done for m in ["gpt-…", …])``."""
    texts = [getattr(element, "value", None) for element in display.elts]
    return len(texts) > 1 and all(isinstance(text, str) and is_text_model(text) for text in texts)


def chain(node: Any) -> Any:
    """Return what counts as one test with a test: a chain of ``if``, or a whole condition."""
    child, parent = node, node.parent
    while parent.__class__ in _CONDITION_PARTS:
        child, parent = parent, parent.parent
    if parent.__class__ is ast.If and child is parent.test:
        # An ``elif`` is one more way of the same decision.
        while parent.parent.__class__ is ast.If and parent.parent.orelse == [parent]:
            parent = parent.parent
        return parent
    while parent.__class__ is ast.IfExp:
        child, parent = parent, parent.parent
    return child


# ``backend == "gpt"`` chooses a vendor.
_BACKEND = re.compile(r"(?i)backend|engine|provider")
_CONDITION_PARTS = (
    ast.BoolOp, ast.UnaryOp, ast.Compare, ast.GeneratorExp, ast.comprehension, ast.ListComp,
)  # fmt: skip
