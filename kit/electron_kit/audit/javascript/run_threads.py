"""What a run of the Agents SDK gives back, and is run with again: ``thread = result.history``."""

from __future__ import annotations

from collections.abc import Iterator

from ..facts import Confidence, GrowingHistory
from .index import Module
from .kept_histories import bounded, short_name
from .project import Project
from .repeats import LOOPS, function_of, is_counted, is_endless
from .syntax import Node
from .test_files import is_test
from .written import arguments, bare, last_name

_SDK = b"@openai/agents"


def run_threads(project: Project) -> Iterator[GrowingHistory]:
    """Yield where an agent is run with all that was said and one more, which its run gives back.

    ``run(agent, thread.concat(…))`` beside ``thread = result.history``, as the SDK's guide has it:
    https://openai.github.io/openai-agents-js/guides/running-agents/.

    Args:
        project: A project that asks OpenAI somewhere.
    """
    for module in project.modules:
        if _SDK not in module.unit.data or is_test(module):
            continue
        given_back = set(_given_back(module))
        for call in module.calls.get("run", ()) if given_back else ():
            given = arguments(call)
            longer = bare(given[1]) if len(given) > 1 else None
            thread = _lengthened(longer) if longer is not None else None
            if longer is None or thread is None or thread.text not in given_back:
                continue
            if _lasts(thread, call) and not bounded(thread.text, call):
                name = short_name(thread.text)
                yield GrowingHistory(place=longer.place, name=name, confidence=Confidence.MEDIUM)


def _given_back(module: Module) -> Iterator[str]:
    for whole in module.nodes.get("assignment_expression", ()):
        left, right = whole.get("left"), whole.get("right")
        value = bare(right) if right is not None else None
        if left is None or value is None or value.kind != "member_expression":
            continue
        if last_name(value) == "history":
            yield left.text


def _lengthened(longer: Node) -> Node | None:
    """Return the list of which an expression is a longer copy."""
    if longer.kind == "array" and len(longer.children) > 1:
        first = longer.children[0]
        spread = first.kind == "spread_element" and bool(first.children)
        return bare(first.children[0]) if spread else None
    callee = longer.get("function") if longer.kind == "call_expression" else None
    owner = callee.get("object") if callee is not None else None
    joins = callee is not None and owner is not None and last_name(callee) == "concat"
    return bare(owner) if joins and owner is not None else None


def _lasts(thread: Node, call: Node) -> bool:
    """Say whether a list is there at the next run: another function's, or an endless loop's."""
    if thread.kind != "identifier":
        return True
    loop = next((above for above in call.up() if above.kind in LOOPS or is_endless(above)), None)
    if loop is not None and not is_counted(loop) and function_of(loop) is function_of(call):
        return True
    return any(
        binding.target is not None and function_of(binding.target) is not function_of(call)
        for binding in (thread.scope.find(thread.text) if thread.scope is not None else None) or ()
    )
