"""Calls of a response that go back into the input without what was said beside them (C01)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Confidence, ContentUse, Fact
from .limiters import value_of
from .repeats import function_of
from .senders import Look
from .syntax import Node
from .test_files import is_test
from .written import arguments, bare, dotted, last_name

_RESULT = b"function_call_output"
_ADDS = ("push", "unshift")
# All that a response gave is put somewhere, or OpenAI keeps it.
_WHOLE = re.compile(
    r"\.\.\.\s*[\w.?!]*\.output\b(?!_)|concat\([^)]*\.output\b(?!_)|previous_response_id|"
    r"\bconversation\s*:|(?:push|concat)\([^)]*\.output\b(?!_)(?!\[)"
)
_IS_CALL = re.compile(r"={2,3}\s*[\"'`]function_call[\"'`]")
_IS_NONE = re.compile(r"!={1,2}\s*[\"'`]function_call[\"'`]")
_LEAVES = re.compile(r"\b(?:continue|return|break|throw)\b")


class LoneCalls(Look):
    """Finds items that are calls and go back alone (C01)."""

    def facts(self) -> Iterator[Fact]:
        """Yield where such an item is put into a list with results."""
        for module in self.resolver.project.modules:
            if _RESULT not in module.unit.data or is_test(module):
                continue
            pushes = [call for name in _ADDS for call in module.calls.get(name, ())]
            results = [
                (function_of(call), _owner(call))
                for call in pushes
                if _RESULT.decode() in call.text
            ]
            for call in pushes:
                given = arguments(call)
                function = function_of(call)
                if not given or given[0].kind != "identifier" or function is None:
                    continue
                if not any(function is f and _owner(call) == owner for f, owner in results):
                    continue
                if _WHOLE.search(function.text) is None and _is_call(given[0], call):
                    yield ContentUse(
                        place=call.place, how="content-dropped", confidence=Confidence.MEDIUM
                    )


def _owner(call: Node) -> str:
    callee = call.get("function")
    owner = callee.get("object") if callee is not None else None
    return dotted(owner) if owner is not None else ""


def _is_call(item: Node, added: Node) -> bool:
    """Say whether an item is a call for sure, where it is added."""
    for above in added.up():
        left, right = above.get("left"), above.get("right")
        if above.kind == "for_in_statement" and left is not None and right is not None:
            if left.text.rpartition(" ")[2] != item.text:
                continue
            made = value_of(right)
            if made.kind == "call_expression" and _IS_CALL.search(made.text):
                callee = made.get("function")
                return callee is not None and last_name(callee) == "filter"
            return last_name(made) == "output" and _is_asked(item.text, added, above)
    made = bare(value_of(item))
    listed = made.get("object") if made.kind == "subscript_expression" else None
    return listed is not None and last_name(listed) == "output" and _is_asked(item.text, added)


def _is_asked(name: str, added: Node, top: Node | None = None) -> bool:
    """Say whether it is asked before whether an item is a call."""
    child = added
    for above in added.up():
        condition = above.get("condition") if above.kind == "if_statement" else None
        inside = condition is not None and child is above.get("consequence")
        test = condition.text if condition is not None and inside else ""
        if _IS_CALL.search(test) and name in test:
            return True
        for earlier in above.children if above.kind == "statement_block" else ():
            skip = earlier.get("condition") if earlier.kind == "if_statement" else None
            if skip is None or earlier.end > child.start:
                continue
            if _IS_NONE.search(skip.text) and name in skip.text and _LEAVES.search(earlier.text):
                return True
        if above is top:
            return False
        child = above
    return False
