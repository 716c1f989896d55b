"""What makes a list longer: what is put to it, or a longer copy in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .history_copies import state_of, takes_its_place
from .limiters import value_of
from .project import Project
from .scopes import FUNCTIONS
from .syntax import Node
from .test_files import is_test
from .written import arguments, bare, first_argument, last_name

_USER = re.compile(r"(?:user|userMessage)\(")
_SAID = re.compile(r"['\"`]user['\"`]|\bHumanMessage\(")
_EMPTY = re.compile(r"![\w.?!\[\]]+\.length\b|\.length\s*(?:={2,3}\s*[01]|<\s*[12]|<=\s*[01])\b")
# What a tool gave, as it joins a list, and where a person is asked.
_TOOLS = re.compile(
    r"['\"`]tool['\"`]|tool_call_id|toolCallId|\bToolMessage\(|function_call_output"
)
_ANSWER = re.compile(
    _TOOLS.pattern + r"|\bchoices\b|\.message\b|\.output\b|\b(?:res(?:ponse|ult)?|reply)\.\w+"
)
_ASKED = re.compile(r"\bquestion\(|\bprompts?\(|\breadline\w*\.?\w*\(|\binput\(")


def changes(project: Project) -> Iterator[tuple[Node, Node]]:
    """Yield lists, and what makes them longer.

    Args:
        project: The project, without whose tests.
    """
    for module in project.modules:
        if is_test(module):
            continue
        for name in ("push", "unshift"):
            for call in module.calls.get(name, ()):
                callee = call.get("function")
                owner = callee.get("object") if callee is not None else None
                if owner is not None and not is_instruction(call):
                    yield bare(owner), call
        for array in module.nodes.get("array", ()):
            yield from _copied(array)
        for call in module.calls.get("concat", ()):
            callee = call.get("function")
            owner = callee.get("object") if callee is not None else None
            if owner is not None and takes_its_place(call, bare(owner)):
                yield bare(owner), call


def _copied(array: Node) -> Iterator[tuple[Node, Node]]:
    """Yield a list whose longer copy takes its place."""
    first = array.children[0] if array.children else None
    if len(array.children) < 2 or first is None or first.kind != "spread_element":
        return
    base = bare(first.children[0]) if first.children else None
    while base is not None and base.kind == "binary_expression":
        left = base.get("left")
        base = bare(left) if left is not None else None
    if base is None or _is_of_hook(base) or not takes_its_place(array, base):
        return
    kept = state_of(array, base)
    yield (kept if kept is not None else base), array


def _is_of_hook(base: Node) -> bool:
    """Say whether a list is what ``useChat`` keeps, which is told of where its route sends it."""
    callees = [
        binding.node.get("function")
        for binding in (base.scope.find(base.text) if base.scope is not None else None) or ()
        if binding.node is not None and bare(binding.node).kind == "call_expression"
    ]
    return any(callee is not None and last_name(callee) == "useChat" for callee in callees)


def is_instruction(call: Node) -> bool:
    """Say whether a system message is put in front, which is done once.

    Args:
        call: What makes a list longer.
    """
    first, callee = first_argument(call), call.get("function")
    return (
        callee is not None
        and last_name(callee) == "unshift"
        and first is not None
        and re.search(r"role:\s*['\"](?:system|developer)", value_of(first).text) is not None
    )


def order(change: Node) -> tuple[bool, bool, bool, str, int]:
    """Order what makes a list longer: what a person said first, then as it is written.

    Args:
        change: What makes a list longer.
    """
    said = not adds_user(change)
    return (said, is_seldom(change), said and is_answer(change), change.module.path, change.start)


def is_answer(change: Node) -> bool:
    """Say whether what joins a list is a model's answer, or what a tool gave.

    Args:
        change: What makes a list longer.
    """
    given = arguments(change) if change.kind == "call_expression" else change.children
    texts = [value_of(each).text if each.kind == "identifier" else each.text for each in given]
    return any(_ANSWER.search(text) is not None for text in texts)


def is_seldom(change: Node) -> bool:
    """Say whether a list gets longer there only while it is empty: by its first turn.

    ``if (turns.length === 0) turns.push(…)``

    Args:
        change: What makes a list longer.
    """
    for above in change.up():
        if above.kind in FUNCTIONS:
            return False
        if above.kind == "if_statement":
            condition, body = above.get("condition"), above.get("consequence")
            inside = body is not None and body.start <= change.start < body.end
            if inside and condition is not None and _EMPTY.search(condition.text):
                return True
    return False


def is_rounds_of_tools(loop: Node) -> bool:
    """Say whether a loop's rounds are a model's calls of tools, which end with its answer.

    None of them adds what a person said, or asks one.

    Args:
        loop: A loop that nothing counts.
    """
    if _TOOLS.search(loop.text) is None or _ASKED.search(loop.text) is not None:
        return False
    pushes = [p for p in loop.module.calls.get("push", ()) if loop.start <= p.start < loop.end]
    return not any(map(adds_user, pushes))


def adds_user(change: Node) -> bool:
    """Say whether a change adds what a person said: a reader looks there.

    Args:
        change: What makes a list longer.
    """
    if _SAID.search(change.text):
        return True
    given = arguments(change) if change.kind == "call_expression" else change.children
    # ``turns.push(user(text))``, which the Agents SDK gives for it.
    if any(each.kind == "call_expression" and _USER.match(each.text) for each in given):
        return True
    return any(
        _SAID.search(value_of(each).text) is not None for each in given if each.kind == "identifier"
    )
